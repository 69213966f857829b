"""The text inside `{"input": "…"}`, while the JSON is still arriving.

A free-text tool that was sent as a function comes back as JSON arguments; the client wants the
text, streamed. Escapes and surrogate pairs may be cut anywhere.
"""

import json
import re

from translators import wire
from translators.fit.tools import FREE_TEXT_KEY

_OPENING = re.compile(rf'\s*\{{\s*"{FREE_TEXT_KEY}"\s*:\s*"')
_CHUNK = re.compile(
    r'(?:[^"\\]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}'
    r"|\\u(?![dD][89abAB])[0-9a-fA-F]{4}|\\[^u])*"
)


class FreeTextReader:
    """Pieces of JSON arguments in, pieces of the text out.

    A model that ignores the schema and sends bare text, or other JSON, is passed through as it is
    at the end.
    """

    def __init__(self) -> None:
        self._seen = ""
        self._position: int | None = None
        self._given = 0

    def feed(self, fragment: str) -> str:
        """Take more of the arguments; give the text that is certain by now."""
        self._seen += fragment
        if self._position is None:
            opening = _OPENING.match(self._seen)
            if opening is None:
                return ""
            self._position = opening.end()
        whole = _CHUNK.match(self._seen, self._position)
        if whole is None or whole.end() == self._position:
            return ""
        self._position = whole.end()
        text = _unescape(whole.group())
        self._given += len(text)
        return text

    def finish(self) -> str:
        """The arguments are complete: give what is left, such as half a surrogate pair."""
        if self._position is None:
            return free_text(self._seen)
        text = free_text(self._seen)
        return text[self._given :] if text is not self._seen else ""


def free_text(arguments: str) -> str:
    """The text in whole arguments; the arguments themselves if they hold none."""
    try:
        document = wire.loads(arguments)
    except wire.NotJsonError:
        return arguments
    if isinstance(document, dict):
        text = document.get(FREE_TEXT_KEY)
        if isinstance(text, str):
            return text
    return arguments


def _unescape(raw: str) -> str:
    # Control characters are not legal in JSON strings, but models write bare line breaks.
    return raw if "\\" not in raw else json.loads(f'"{raw}"', strict=False)
