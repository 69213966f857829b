"""What a client cannot carry: the thinking of earlier answers, kept here and put back.

Messages and Responses have opaque slots that clients send back; Chat Completions has none that its
vendor's client knows. So each answer's thinking and seals are kept as a snapshot, in a chain as
long as the conversation, and the request that repeats the answer gets them again, in the order in
which the upstream said everything. Whether the upstream can still read them is `adapt`'s to judge.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from translators.dialect import Context, Dialect, StreamEncoder, TextWriter
from translators.hub.document import Document, Json
from translators.hub.events import Event, PartDelta, ResponseEnd
from translators.hub.fold import Fold
from translators.hub.parts import Part, Reasoning, Seal, ToolCall
from translators.hub.request import Message, Request
from translators.hub.response import Response
from translators.memory.recognition import ConversationDigest
from translators.memory.snapshot import Chain, Snapshot
from translators.opaque import seals

PREFIX = "thoughts_"
"""What the ids of these snapshots begin with: no answer and no conversation is called so."""

PROBES = 8
"""How many of the newest turns are looked for: once a conversation has thoughts, each answer in it
is kept, so the newest that is not known ends the search soon."""


class Thoughts:
    """Those of one conversation, for one exchange: `recall` first, then `note`.

    `client` is a string that no other client has. `find` gives the chain that ends with an id, None
    if it is not kept; `keep` puts a snapshot away. Neither may raise anything.
    """

    def __init__(
        self,
        client: str,
        find: Callable[[str], Chain | None],
        keep: Callable[[Snapshot], None],
    ) -> None:
        self._thread = ConversationDigest(client)
        self._find = find
        self._keep = keep
        self._parent: str | None = None

    def recall(self, request: Request) -> Request:
        """The request with the thoughts of all answers in it that are known."""
        names: dict[int, str] = {}
        for place, message in enumerate(request.messages):
            if message.role == "assistant":
                names[place] = PREFIX + self._thread.name(message.parts)
            self._thread.add(message)
        chain = self._newest(reversed(names.values()))
        if not chain:
            return request
        self._parent = chain[-1].id
        kept = {snapshot.id: snapshot.input_items for snapshot in chain}
        messages = tuple(
            _with_thoughts(message, kept.get(names.get(place, ""), ()))
            for place, message in enumerate(request.messages)
        )
        return replace(request, messages=messages)

    def note(self, response: Response) -> None:
        """Keep the thoughts of the answer, as the client gets it.

        One without any is kept if it stands in a row of such that have some.
        """
        entries: tuple[Json, ...] = tuple(map(_entry, response.parts))
        if self._parent is not None or any(map(_matters, response.parts)):
            name = PREFIX + self._thread.name(response.parts)
            self._keep(Snapshot(name, self._parent, entries, {}))

    def _newest(self, names: Iterable[str]) -> Chain:
        """The chain that ends with the first of these that is known."""
        chains = map(self._find, islice(names, PROBES))
        return next((chain for chain in chains if chain), ())


def remembered(dialect: Dialect, thoughts: Thoughts) -> Dialect:
    """A client's dialect in which one exchange's thoughts are put back and kept."""

    def decode_request(document: Document, context: Context) -> Request:
        return thoughts.recall(dialect.decode_request(document, context))

    def encode_response(response: Response, context: Context) -> Document:
        thoughts.note(response)
        return dialect.encode_response(response, context)

    def stream_encoder(context: Context) -> StreamEncoder:
        return _NotingEncoder(dialect.stream_encoder(context), thoughts)

    return replace(
        dialect,
        decode_request=decode_request,
        encode_response=encode_response,
        stream_encoder=stream_encoder,
    )


class _NotingEncoder:
    """A stream's encoder; the answer is kept before the client has the end of it."""

    def __init__(self, encoder: StreamEncoder, thoughts: Thoughts) -> None:
        self._encoder = encoder
        self._thoughts = thoughts
        self._fold = Fold()

    def feed(self, event: Event) -> bytes:
        """See `StreamEncoder`."""
        self._fold.feed(event)
        if type(event) is ResponseEnd and isinstance(answer := self._fold.result(), Response):
            self._thoughts.note(answer)
        return self._encoder.feed(event)

    def delta_writer(self, index: int, section: int) -> TextWriter | None:
        """See `StreamEncoder`."""
        say = self._encoder.delta_writer(index, section)
        return say and partial(self._noted, index, section, say)

    def _noted(self, index: int, section: int, say: TextWriter, text: str) -> bytes:
        self._fold.feed(PartDelta(index, text, section))
        return say(text)


def _matters(part: Part) -> bool:
    """Whether a client loses something of a part that an upstream may want back."""
    return isinstance(part, Reasoning) or (isinstance(part, ToolCall) and part.seal is not None)


def _entry(part: Part) -> Document:
    """What is kept of a part: a thought whole, of everything else only where it stood."""
    match part:
        case Reasoning(text, summary, seal):
            return {"thought": text, "summary": [*summary], "seal": _wrapped(seal)}
        case ToolCall(identifier, seal=seal):
            return {"call": identifier, "seal": _wrapped(seal)}
        case _:
            return {"words": True}


def _wrapped(seal: Seal | None) -> str | None:
    return seal and seals.wrap(seal)


def _with_thoughts(message: Message, entries: Sequence[Json]) -> Message:
    """The message with its thoughts where they were; as it is if its client carries them itself.

    Words stand where the first of them stood: what was between them cannot be told any more.
    """
    if not entries or any(isinstance(part, Reasoning) and part.seal for part in message.parts):
        return message
    calls = {part.id: part for part in message.parts if isinstance(part, ToolCall)}
    words = [part for part in message.parts if not isinstance(part, Reasoning | ToolCall)]
    parts: list[Part] = []
    for entry in entries:
        match entry:
            case {"thought": str(text), "summary": list(summary), "seal": token}:
                told = tuple(map(str, summary))
                parts.append(Reasoning(text, told, _unwrapped(token), path=message.path))
            case {"call": str(identifier), "seal": token} if identifier in calls:
                call = calls.pop(identifier)
                parts.append(replace(call, seal=call.seal or _unwrapped(token)))
            case {"words": True}:
                parts += words
                words = []
            case _:
                pass  # a call that the client does not tell of
    return replace(message, parts=(*parts, *words, *calls.values()))


def _unwrapped(token: Json) -> Seal | None:
    return seals.unwrap(token) if isinstance(token, str) else None
