"""One request and its answer, between a client's dialect and a provider.

This is all that `addons/` sees of a translation. The exchange keeps the client's request, because
what an answer must look like depends on it: names of tools, echo fields, the model's name. The same
dialect on both sides never enters the hub.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from translators import wire
from translators.diagnosis import failure_in
from translators.dialect import Context, Dialect
from translators.errors import RequestError, TranslationError, UpstreamError
from translators.fit import fit
from translators.fit.restore import Restore, restore_response
from translators.fit.tools import ToolNames
from translators.hub.document import Document
from translators.hub.events import Event
from translators.hub.failure import Failure
from translators.hub.fold import Fold, unfold
from translators.hub.parts import Origin
from translators.hub.response import Response
from translators.hub.serial import Serial
from translators.losses import Losses
from translators.mint import Mint
from translators.patch import patch_request
from translators.providers.provider import Provider
from translators.sse import EventReader
from translators.stream import BypassStream, Filter, Stream, TranslatedStream

JSON = "application/json"
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets: HTTP status, content type, body, further headers."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Exchange:
    """A translation under way.

    `client` is the dialect that the client speaks, `model` the upstream's name of the model (None:
    as the client says it). `strict` refuses a request that cannot be translated without a loss;
    `drop_content` drops content that the upstream cannot take, with a loss, instead of refusing.

    Call `request` first; then `response` for a whole answer or an error, or `stream` for a streamed
    one. `client_streams`, `upstream_streams` and `path_and_query` are known after `request`.
    """

    def __init__(
        self,
        client: Dialect,
        provider: Provider,
        model: str | None = None,
        mint: Mint | None = None,
        *,
        strict: bool = False,
        drop_content: bool = False,
    ) -> None:
        self.client = client
        self.provider = provider
        self.losses = Losses()
        self.client_streams = False
        self.upstream_streams = False
        self.path_and_query = provider.path_and_query(model or "")
        self.context = Context(
            losses=self.losses,
            mint=mint or Mint(),
            origin=Origin(provider.dialect.name, provider.name, model or ""),
            profile=provider.profile(model or ""),
            drop_content=drop_content,
        )
        self._model = model
        self._strict = strict
        self._names: ToolNames | None = None

    @property
    def bypass(self) -> bool:
        """Whether client and upstream speak the same dialect."""
        return self.client is self.provider.dialect

    def request(self, document: Document) -> Document:
        """The client's request as the upstream must get it; the same object if nothing differs.

        Raises:
            RequestError: it is malformed, or cannot be said upstream; answer with `refuse`.
        """
        try:
            translated = self._bypassed(document) if self.bypass else self._translated(document)
        except RecursionError:
            raise RequestError("", "the document is nested too deeply") from None
        if self._strict and len(self.losses):
            listed = "; ".join(str(loss) for loss in self.losses)
            raise RequestError("", f"refused, because this route allows no losses: {listed}")
        return translated

    def response(self, status: int, body: bytes, retry_after: float | None = None) -> Answer:
        """The client's answer for an upstream's whole body, whatever that is.

        `status` is upstream's. JSON, SSE, HTML or nothing may come, with a success or an error;
        the client gets what it asked for, in its dialect, or an error in its dialect.
        """
        if status >= 400:
            return self.refuse(self._failure(status, body, retry_after))
        if self.bypass and self.client_streams == _is_event_stream(body):
            return Answer(status, EVENT_STREAM if self.client_streams else JSON, body)
        outcome = self._read(body)
        if isinstance(outcome, Failure):
            return self.refuse(outcome)
        if self.client_streams:
            return Answer(200, EVENT_STREAM, b"".join(self._encode(unfold(outcome))))
        return Answer(200, JSON, wire.dumps(self.client.encode_response(outcome, self.context)))

    def stream(self) -> Stream:
        """The answer of status 200 to a client that streams, chunk by chunk."""
        encoder = self.client.stream_encoder(self.context)
        if self.bypass:
            return BypassStream(encoder, self.client.closing)
        decoder = self.provider.dialect.stream_decoder(self.context)
        return TranslatedStream(decoder, encoder, self._filters(), self._unfolded)

    def refuse(self, error: TranslationError | Failure) -> Answer:
        """An error in the client's dialect: upstream's, or our own refusal."""
        failure = error if isinstance(error, Failure) else _failure_of(error)
        status, document = self.client.encode_failure(failure)
        headers: dict[str, str] = {}
        if failure.retry_after is not None:
            headers["retry-after"] = f"{failure.retry_after:g}"
        return Answer(status, JSON, wire.dumps(document), headers)

    def _bypassed(self, document: Document) -> Document:
        self.context.original = document
        asked = document.get("model")
        self._settle(self._model or (asked if isinstance(asked, str) else ""))
        self.client_streams = self.upstream_streams = document.get("stream") is True
        return patch_request(document, self._model, self.losses)

    def _translated(self, document: Document) -> Document:
        context = self.context
        context.original = document
        request = self.client.decode_request(document, context)
        context.request = request
        self.client_streams = request.stream
        self.upstream_streams = {"asked": request.stream, "always": True, "never": False}[
            self.provider.streaming
        ]
        model = self._model or request.model
        self._settle(model)
        self._names = ToolNames(request, context.profile)
        fitted = fit(replace(request, model=model, stream=self.upstream_streams), context)
        encoded = self.provider.dialect.encode_request(fitted, context)
        for quirk in self.provider.request_quirks:
            encoded = quirk(encoded)
        return encoded

    def _settle(self, model: str) -> None:
        """The model is known now, and with it its profile, its path and whose seals it makes."""
        self.context.origin = replace(self.context.origin, model=model)
        self.context.profile = self.provider.profile(model)
        self.path_and_query = self.provider.path_and_query(model)

    def _failure(self, status: int, body: bytes, retry_after: float | None) -> Failure:
        failure = self.provider.dialect.decode_failure(status, retry_after, body)
        if failure.kind not in ("authentication", "permission"):
            return failure
        # The credential is ours: a client that is told 401 would refresh or discard its own.
        message = f"{self.provider.name} refused the credential of this proxy: {failure.message}"
        return replace(failure, kind="invalid_request", status=400, message=message, code=None)

    def _read(self, body: bytes) -> Response | Failure:
        """An upstream's successful body, be it a document or an event stream."""
        try:
            if _is_event_stream(body):
                return self._fold(body)
            document = wire.loads_object(body)
            if failure := self._failure_inside(document):
                return failure
            response = self.provider.dialect.decode_response(document, self.context)
            return restore_response(response, self._names) if self._names else response
        except wire.NotJsonError as error:
            said = " ".join(body[:200].decode("utf-8", "replace").split()) or "nothing"
            return Failure("server", f"The upstream's answer is not JSON ({error}): {said}", 502)
        except RecursionError:
            return Failure("server", "The upstream's answer is nested too deeply", 502)
        except UpstreamError as error:
            return Failure("server", f"The upstream's answer is broken: {error}", error.status)

    def _failure_inside(self, document: Document) -> Failure | None:
        """An error that came with a success's status."""
        if not isinstance(document.get("error"), dict | str) or "output" in document:
            return None
        failure = failure_in(document)
        return replace(failure, status=502) if failure else None

    def _fold(self, body: bytes) -> Response | Failure:
        reader, fold = EventReader(), Fold()
        decoder = self.provider.dialect.stream_decoder(self.context)
        filters = self._filters()
        for name, data in (*reader.feed(body), *reader.finish()):
            if data != b"[DONE]":
                _feed(fold, decoder.feed(name, wire.loads_object(data)), filters)
        _feed(fold, decoder.finish(), filters)
        return fold.result()

    def _unfolded(self, body: bytes) -> Iterable[Event]:
        outcome = self._read(body)
        return (outcome,) if isinstance(outcome, Failure) else unfold(outcome)

    def _encode(self, events: Iterable[Event]) -> Iterable[bytes]:
        encoder = self.client.stream_encoder(self.context)
        return [encoder.feed(event) for event in events]

    def _filters(self) -> list[Filter]:
        filters: list[Filter] = []
        if self._names is not None and self._names.rename_anything:
            filters.append(Restore(self._names).feed)
        if self.client.one_part_at_a_time:
            filters.append(Serial().feed)
        return filters


def _feed(fold: Fold, events: Iterable[Event], filters: list[Filter]) -> None:
    for filter_event in filters:
        events = [filtered for event in events for filtered in filter_event(event)]
    for event in events:
        fold.feed(event)


def _is_event_stream(body: bytes) -> bool:
    """Whether a body is server-sent events, whatever its content type claims."""
    return body.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"data:", b"event:", b":", b"id:"))


def _failure_of(error: TranslationError) -> Failure:
    if isinstance(error, RequestError):
        kind = "too_large" if error.status == 413 else "invalid_request"
        return Failure(kind, str(error), error.status, param=error.path or None)
    return Failure("server", str(error), error.status)
