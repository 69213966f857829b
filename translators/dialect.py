"""What a wire language must provide, and what its functions are given.

A dialect is a record of plain functions: one decoder and one encoder for requests, answers, streams
and errors. None of them knows another dialect.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from translators.endpoint import Endpoint
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.events import Event
from translators.hub.failure import Failure
from translators.hub.parts import Foreign, Origin
from translators.hub.request import Request
from translators.hub.response import Response
from translators.hub.tools import WebSearch
from translators.losses import Losses
from translators.mint import Mint
from translators.model_list import ModelList
from translators.profile import DEFAULT, Profile


@dataclass(slots=True)
class Context:
    """What every decoder and encoder of one exchange is handed.

    `origin` is the upstream: decoders stamp it on the seals that they find in its answers.
    `original` is the client's document and `request` the same, decoded: an answer's encoder echoes
    from them, and `request.model` is the name that the client knows the model by. `drop_content`
    is the user's loss policy: content that cannot be sent is dropped instead of refused. `client`
    and `upstream` are the dialects on both sides, where there are any.
    """

    losses: Losses = field(default_factory=Losses)
    mint: Mint = field(default_factory=Mint)
    origin: Origin = field(default_factory=lambda: Origin(""))
    profile: Profile = DEFAULT
    original: Document = field(default_factory=dict[str, Json])
    request: Request = field(default_factory=lambda: Request(model=""))
    drop_content: bool = False
    client: "Dialect | None" = None
    upstream: "Dialect | None" = None

    def refuse(self, path: str, reason: str) -> None:
        """Content cannot be sent: a `RequestError`, or a loss where the policy allows it."""
        if not self.drop_content:
            raise RequestError(path, reason)
        self.losses.dropped(f"request.{path}", reason)


class DeltaPattern(NamedTuple):
    """How an open part of a stream grows: event by event, by the text under `key`.

    The numbers and words under `idle` mean nothing. `said` is where the decoder gathers the part's
    text, if it does.
    """

    key: str
    idle: tuple[str, ...] = ()
    said: list[str] | None = None


class StreamDecoder(Protocol):
    """An upstream's stream → hub events. Made for one stream."""

    def feed(self, name: str, document: Document) -> Iterable[Event]:
        """Take one event's name ("" if none) and data; give what it means.

        Lenient: what is unknown is one counted loss. Raises `UpstreamError` where the event breaks
        the dialect so that nothing true can be said any more.
        """
        ...

    def delta_pattern(self, document: Document) -> DeltaPattern | None:
        """How the part goes on of which this event, the last, said a delta and nothing else.

        A promise, kept until an event means anything but more of this part or a sign of life: an
        event that differs from this one in its text and idle values alone, and has a text, means
        another delta of the same part; of that, the decoder needs to know nothing but the text.
        None if it cannot be given.
        """
        ...

    def finish(self) -> Iterable[Event]:
        """The upstream ended, cleanly or not, or said `[DONE]`.

        Gives a proper end if the stop reason is known, else a `Failure`; nothing if the stream
        had already ended. May be called again.
        """
        ...


type TextWriter = Callable[[str], bytes]
"""A text, which is not empty → the bytes that say to the client that a part grows by it."""


class Filter(Protocol):
    """Stands between decoder and encoder, and sees every event. Made for one stream."""

    def feed(self, event: Event) -> Sequence[Event]:
        """Take one event; give what becomes of it, which may be nothing or more."""
        ...

    def is_transparent_for(self, index: int) -> bool:
        """Whether every delta of part `index` goes through as it is, until anything else comes."""
        ...


class StreamEncoder(Protocol):
    """Hub events → a client's stream. Made for one stream."""

    def feed(self, event: Event) -> bytes:
        """Take one event; give the bytes that say it, maybe none.

        Strict: the bytes pass the vendor's own SDK. After `ResponseEnd` or `Failure` the stream is
        complete and nothing more is said.
        """
        ...

    def delta_writer(self, index: int, section: int) -> TextWriter | None:
        """What does the same as `feed` for more of a part and its section, without logprobs.

        It holds until anything else is said, signs of life excepted. None if `feed` must see every
        delta.
        """
        ...


class CompactionCodec(NamedTuple):
    """Reads a conversation that is to be compacted, and writes what stands in its place."""

    decode_request: Callable[[Document, Context], Request]
    encode_response: Callable[[Response, Context], Document]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One wire language: its codecs, and as data whatever code outside must know of it.

    `title` is what people call it in a word.
    `endpoints` are its paths; the first of them is where answers are asked for.
    `one_part_at_a_time` says that its streams cannot have two parts open. `decode_failure` reads an
    error body of any status: (status, seconds to wait, body). `encode_failure` gives the status and
    the body that clients of this dialect understand. `closing` are words, one of which stands in
    the last event of every complete stream.

    `encode_count` writes a number of tokens, `compaction` reads and writes at the endpoint of that
    name, `model_list` is for clients that ask which models there are; each is None where there is
    no such endpoint. `stream_options` are keys of requests for streams, without which these tell
    less than whole answers. `owned_parameters` are parameters of queries that mean something in
    this family alone. `conversation_keys` are the keys under which a request holds the
    conversation, `seal_slots` the keys in it that hold opaque tokens; `encode_user_text` writes a
    message of the user's where it has such a token as an item. `returns_reasoning` says that
    clients send earlier thinking back, `keeps_conversations` that they expect an answer to be kept
    under its id. `services` are what its vendor's servers do beside asking the model: keys of a
    request, each with what is reported where nobody does it. `decode_web_search` and
    `encode_web_search` read and write the tool with which its vendor searches the web.
    """

    name: str
    title: str
    family: str
    endpoints: tuple[Endpoint, ...]
    one_part_at_a_time: bool
    decode_request: Callable[[Document, Context], Request]
    encode_request: Callable[[Request, Context], Document]
    decode_response: Callable[[Document, Context], Response]
    encode_response: Callable[[Response, Context], Document]
    stream_decoder: Callable[[Context], StreamDecoder]
    stream_encoder: Callable[[Context], StreamEncoder]
    decode_failure: Callable[[int, float | None, bytes], Failure]
    encode_failure: Callable[[Failure], tuple[int, Document]]
    closing: tuple[bytes, ...] = ()
    encode_count: Callable[[int], Document] | None = None
    compaction: CompactionCodec | None = None
    model_list: ModelList | None = None
    stream_options: Document = field(default_factory=dict[str, Json])
    owned_parameters: frozenset[str] = frozenset()
    conversation_keys: tuple[str, ...] = ()
    seal_slots: tuple[str, ...] = ()
    encode_user_text: Callable[[str], Document] | None = None
    returns_reasoning: bool = True
    keeps_conversations: bool = False
    services: Mapping[str, Callable[[Json, Losses], None]] = field(
        default_factory=dict[str, Callable[[Json, Losses], None]]
    )
    decode_web_search: Callable[[Foreign, Losses], WebSearch | None] | None = None
    encode_web_search: Callable[[WebSearch], Foreign] | None = None
