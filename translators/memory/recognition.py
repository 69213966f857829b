"""How a turn is known again whose client names none: by everything that was said up to it.

A digest runs along the conversation, from who the client is over every word, call and result. So
nobody has a turn's name who could not say its whole conversation, and two conversations never share
one, although some upstreams number their calls from zero each time (Kimi). Thinking is left out,
for clients send it back or do not, and so are marks for caches, which wander.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator

from translators.hub.parts import (
    Foreign,
    Inline,
    Media,
    Part,
    Plain,
    Reasoning,
    Refusal,
    Source,
    Stored,
    Text,
    ToolCall,
    ToolResult,
    Url,
)
from translators.hub.request import Message
from translators.wire import json_bytes


class ConversationDigest:
    """One conversation of one client, as far as it has been added.

    `client` is any string that no other client has.
    """

    def __init__(self, client: str) -> None:
        self._digest = hashlib.sha256()
        _update(self._digest.update, client)

    def add(self, message: Message) -> None:
        """The conversation goes on with this."""
        _update(self._digest.update, "message", message.role)
        for part in message.parts:
            _update(self._digest.update, *_words(part))

    def name(self, parts: Iterable[Part]) -> str:
        """The name of a turn that says these parts next: 64 hexadecimal digits.

        It is known by the ids of its calls; without any, by its words, spaces aside: their
        division into parts is lost on the way.
        """
        said = tuple(parts)
        calls = [part.id for part in said if isinstance(part, ToolCall)]
        words = "".join(part.text for part in said if isinstance(part, Text))
        digest = self._digest.copy()
        _update(digest.update, *(("calls", *calls) if calls else ("words", "".join(words.split()))))
        return digest.hexdigest()


def _update(update: Callable[[bytes], object], *words: str) -> None:
    """Add words to a digest, each after its length: no two lists of them look alike."""
    for word in words:
        data = word.encode("utf-8", "surrogatepass")
        update(b"%d:" % len(data))
        update(data)


def _words(part: Part) -> Iterator[str]:
    match part:
        case Reasoning():
            return
        case Text(text) | Refusal(text):
            yield from ("text", text)
        case ToolCall(identifier, name, arguments):
            yield from ("call", identifier, name, arguments)
        case ToolResult(identifier, content):
            yield from ("result", identifier)
            for piece in content:
                yield from _words(piece)
            yield "end"
        case Media(kind, source):
            yield from ("media", kind, _payload(source))
        case Foreign(dialect, kind, value):
            yield from ("foreign", dialect, kind, json_bytes.dumps(value).decode())


def _payload(source: Source) -> str:
    match source:
        case Url(payload) | Inline(payload) | Stored(payload) | Plain(payload):
            return payload
