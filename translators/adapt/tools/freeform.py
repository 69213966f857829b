r"""The text inside `{"input": "…"}`, while the JSON is still arriving.

A free-text tool that was sent as a function comes back as JSON arguments; the client wants the
text, streamed. Escapes and surrogate pairs may be cut anywhere. Models break JSON's rules here more
than elsewhere: bare line breaks and escapes that JSON has not (`\d`, `\users`) are taken as meant.
"""

import re

from translators.adapt.tools.outward import FREE_TEXT_KEY
from translators.wire import json_bytes

_OPENING = re.compile(rf'\s*\{{\s*"{FREE_TEXT_KEY}"\s*:\s*"')

_HIGH = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_LOW = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_TOKEN = re.compile(
    r'(?P<plain>[^"\\]+)'
    rf"|(?P<pair>{_HIGH}{_LOW})"
    rf"|(?P<uncertain>(?:{_HIGH})?(?:\\(?:u[0-9a-fA-F]{{0,3}})?)?\Z)"
    r"|\\u(?P<unit>[0-9a-fA-F]{4})"
    r"|\\(?P<short>.)",
    re.DOTALL,
)
"""One step through the text; `uncertain` is what the next piece may complete to another meaning."""

_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class FreeTextReader:
    """Pieces of JSON arguments in, pieces of the text out.

    What is no object with the text as its first key is given as `finish` finds it: the text if it
    comes later in an object, all of it if a model ignored the schema and sent bare text.
    """

    def __init__(self) -> None:
        self._held = ""
        self._inside = False
        self._closed = False

    def feed(self, fragment: str) -> str:
        """Take more of the arguments; give the text that is certain by now."""
        if self._closed:
            return ""
        self._held += fragment
        if not self._inside:
            opening = _OPENING.match(self._held)
            if opening is None:
                return ""
            self._inside = True
            self._held = self._held[opening.end() :]
        return self._certain()

    def finish(self) -> str:
        """The arguments are complete, or torn: give what is left. Half an escape is not text."""
        return "" if self._inside else _late(self._held)

    def _certain(self) -> str:
        said: list[str] = []
        position = 0
        while position < len(self._held):
            token = _TOKEN.match(self._held, position)
            if token is None:
                self._closed = True
                break
            if token.lastgroup == "uncertain":
                break
            position = token.end()
            said.append(_meaning(token))
        self._held = self._held[position:]
        return "".join(said)


def free_text(arguments: str) -> str:
    """The text in whole arguments; the arguments themselves if they hold none."""
    reader = FreeTextReader()
    return reader.feed(arguments) + reader.finish()


def _meaning(token: re.Match[str]) -> str:
    match token.lastgroup:
        case "plain":
            return token.group()
        case "pair":
            high, low = int(token.group()[2:6], 16), int(token.group()[8:], 16)
            return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        case "unit":
            return chr(int(token["unit"], 16))
        case _:
            return _SHORT.get(token["short"], token.group())


def _late(arguments: str) -> str:
    try:
        document = json_bytes.loads(arguments)
    except json_bytes.NotJsonError:
        return arguments
    if not isinstance(document, dict):
        return arguments
    text = document.get(FREE_TEXT_KEY, arguments if document else "")
    return text if isinstance(text, str) else arguments
