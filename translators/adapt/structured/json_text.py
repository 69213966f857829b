r"""The JSON value in a text that was to be nothing else, found while the text still arrives.

Models without structured output put fences and words around it. A value that comes first, or first
in a fence, passes as it arrives, and what follows it is left out. Behind words it is held back
until the text is complete: only then is it certain which of the braces in it are the answer.
"""

import json
import re
from collections.abc import Iterator

from translators.hub.document import Json
from translators.hub.request import OutputFormat

_LONGEST_OPENING = 64
"""Characters within which a value has begun, or the text begins with words."""

_TRIES = 500
"""How many braces of a text may begin a value, before looking on is not worth the time."""

_OUTSIDE = re.compile(r'["{}\[\]]')
_INSIDE = re.compile(r'["\\]')
_FENCED = re.compile(r"```[\w-]*[ \t]*\n(.*?)```", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)


def opening_brackets(output: OutputFormat) -> str:
    """The brackets with which an answer may begin; none if it need not be in any."""
    kind: Json = "object" if output.schema is None else output.schema.get("type")
    if isinstance(kind, str):
        return {"object": "{", "array": "["}.get(kind, "")
    return "" if kind else "{["


class JsonText:
    """Pieces of a text in, pieces of the value out; `opening` are the brackets it may begin with.

    `whole` is all that came; `begun` says that the value has begun, `trimmed` that words or a fence
    around it were left out.
    """

    def __init__(self, opening: str) -> None:
        self.begun = False
        self.trimmed = False
        self._opening = (
            re.compile(rf"\s*(?P<fence>```[\w-]*\s*)?(?=[{re.escape(opening)}])")
            if opening
            else None
        )
        self._pieces: list[str] = []
        self._head = ""
        self._depth = 0
        self._quoted = False
        self._escaped = False
        self._closed = False

    @property
    def whole(self) -> str:
        """All that came."""
        return "".join(self._pieces)

    def feed(self, piece: str) -> str:
        """Take more of the text; give what of it is certainly the value."""
        self._pieces.append(piece)
        if not self.begun:
            piece = self._begin(piece)
        return self._within(piece) if self.begun else ""

    def _begin(self, piece: str) -> str:
        """Look for the beginning; give what came from there on."""
        if self._opening is None or len(self._head) > _LONGEST_OPENING:
            return ""
        self._head += piece
        opening = self._opening.match(self._head)
        if opening is None:
            return ""
        self.begun = True
        self.trimmed = opening["fence"] is not None
        return self._head[opening.end() :]

    def _within(self, piece: str) -> str:
        end = len(piece) if not self._closed else 0
        position = 0
        while position < end:
            position = self._step(piece, position)
            if self._closed:
                end = position
        if piece[end:].strip():
            self.trimmed = True
        return piece[:end]

    def _step(self, piece: str, position: int) -> int:
        """Go on behind the next character that means something."""
        if self._escaped:
            self._escaped = False
            return position + 1
        mark = (_INSIDE if self._quoted else _OUTSIDE).search(piece, position)
        if mark is None:
            return len(piece)
        match mark.group():
            case '"':
                self._quoted = not self._quoted
            case "\\":
                self._escaped = True
            case "{" | "[":
                self._depth += 1
            case _:
                self._depth -= 1
                self._closed = self._depth == 0
        return mark.end()


def candidates(text: str, opening: str) -> Iterator[str]:
    """What in a complete text may be the value: all of it, what is fenced, then bracket by bracket.

    The last value in brackets comes first: models think aloud before they answer.
    """
    yield text.strip()
    for fenced in reversed(_FENCED.findall(text)):
        yield fenced.strip()
    yield from reversed(list(_bracketed(text, opening)))


def _bracketed(text: str, opening: str) -> Iterator[str]:
    position = tries = 0
    brackets = re.compile(f"[{re.escape(opening)}]") if opening else None
    while brackets is not None and tries < _TRIES:
        bracket = brackets.search(text, position)
        if bracket is None:
            return
        tries += 1
        position = bracket.end()
        try:
            _, position = _DECODER.raw_decode(text, bracket.start())
        except (ValueError, RecursionError):
            continue
        yield text[bracket.start() : position]
