"""One request and its answer, between a client's dialect and a provider.

This is all that `addons/` sees of a translation. The exchange keeps the client's request, because
what an answer must look like depends on it: names of tools, echo fields, the model's name. The same
dialect on both sides never enters the hub.
"""

import math
from collections.abc import Iterable
from dataclasses import replace

from translators.adapt import fit
from translators.adapt.changed import changed
from translators.adapt.compaction import Compaction, asks_for_compaction
from translators.adapt.structured import back
from translators.adapt.tools.back import Restore
from translators.adapt.tools.outward import ToolNames
from translators.diagnosis import diagnose, failure_in
from translators.dialect import CompactionCodec, Context, Dialect, Filter
from translators.endpoint import Call, Endpoint
from translators.errors import RequestError, TranslationError, UpstreamError
from translators.exchange.answer import EVENT_STREAM, JSON, Answer
from translators.exchange.folding import Folding
from translators.exchange.patch import patch_request, patch_stream
from translators.exchange.translated_stream import TOO_DEEP, TranslatedStream
from translators.exchange.untouched_stream import UntouchedStream
from translators.hub.document import Document
from translators.hub.events import Event
from translators.hub.failure import STATUS, Failure
from translators.hub.fold import unfold
from translators.hub.parts import Origin
from translators.hub.request import Request
from translators.hub.response import Response
from translators.hub.serial import Serial
from translators.losses import Losses
from translators.mint import Mint
from translators.providers.provider import Provider
from translators.wire import json_bytes
from translators.wire.sse import is_event_stream

_CREDENTIAL = ("authentication", "permission")


class Exchange:
    """A translation under way.

    `client` is the dialect that the client speaks, `model` the upstream's name of the model (None:
    as the client says it). `strict` refuses a request that cannot be translated without a loss;
    `drop_content` drops content that the upstream cannot take, with a loss, instead of refusing;
    `account` tells whose credential is used (see `Origin`). `endpoint` is where the client asks:
    its dialect's first one by default.

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
        endpoint: Endpoint | None = None,
        strict: bool = False,
        drop_content: bool = False,
        account: str = "",
    ) -> None:
        self.client = client
        self.endpoint = endpoint or client.endpoints[0]
        self.provider = provider
        self.losses = Losses()
        self.client_streams = False
        self.upstream_streams = False
        self.path_and_query = ""
        self.context = Context(
            losses=self.losses,
            mint=mint or Mint(),
            origin=Origin(provider.dialect.name, provider.name, model or "", account),
            profile=provider.profile(model or ""),
            drop_content=drop_content,
            client=client,
            upstream=provider.dialect,
        )
        self._model = model
        self._strict = strict
        self._names: ToolNames | None = None

    @property
    def bypass(self) -> bool:
        """Whether client and upstream speak the same dialect."""
        return self.client.name == self.provider.dialect.name

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

        `status` is upstream's, `retry_after` counts seconds. JSON, SSE, HTML or nothing may come,
        with a success or an error; the client gets what it asked for, in its dialect, or an error
        in its dialect.
        """
        if status >= 400:
            return self._error(status, self.diagnose(status, body, retry_after), body)
        if self.bypass and self.client_streams == is_event_stream(body):
            return Answer(status, EVENT_STREAM if self.client_streams else JSON, body)
        try:
            return self._answer(self._read(body))
        except RecursionError:
            return self.refuse(TOO_DEEP)

    def stream(self) -> UntouchedStream | TranslatedStream:
        """The answer of status 200 to a client that streams, chunk by chunk."""
        encoder = self.client.stream_encoder(self.context)
        if self.bypass:
            return UntouchedStream(encoder, self.client.closing)
        decoder = self.provider.dialect.stream_decoder(self.context)
        return TranslatedStream(decoder, encoder, self._filters(), self._unfolded)

    def diagnose(self, status: int, body: bytes, retry_after: float | None = None) -> Failure:
        """What an upstream's error means, whatever the client is told of it.

        `status` is 400 or more, `retry_after` counts seconds.
        """
        return self.provider.dialect.decode_failure(status, retry_after, body)

    def refuse(self, error: TranslationError | Failure) -> Answer:
        """An error in the client's dialect: upstream's, or our own refusal."""
        failure = self._ours(error if isinstance(error, Failure) else _failure_of(error))
        status, document = self.client.encode_failure(failure)
        return Answer(status, JSON, json_bytes.dumps(document), _headers(failure), failure=failure)

    def _bypassed(self, document: Document) -> Document:
        call = self._call(document)
        self._settle(self._model or call.model)
        # Not decoded: this is what last words and bridges need of it.
        self.context.original = document
        self.context.request = Request(model=call.model, stream=call.streams)
        patched = patch_request(document, self.client, self._model, self.losses)
        if self.upstream_streams != self.client_streams:
            options = self.client.stream_options if self.context.profile.stream_usage else {}
            patched = patch_stream(patched, self.upstream_streams, options)
        return self._quirky(patched)

    def _translated(self, document: Document) -> Document:
        context = self.context
        context.original = document
        call = self._call(document)
        request = self._codec().decode_request(document, context)
        request = changed(request, stream=call.streams)
        if not request.messages:
            raise RequestError("messages", "nobody has said anything: the conversation is empty")
        context.request = request
        model = self._model or request.model
        self._settle(model)
        self._names = ToolNames(request, context.profile)
        fitted = fit(changed(request, model=model, stream=self.upstream_streams), context)
        return self._quirky(self.provider.dialect.encode_request(fitted, context))

    def _quirky(self, document: Document) -> Document:
        """The document with the provider's deviations from its dialect."""
        for quirk in self.provider.request_quirks:
            document = quirk(document)
        return document

    def _call(self, document: Document) -> Call:
        """What the client asks beside the content, and how both sides stream for it."""
        call = self.endpoint.call(document)
        self.client_streams = call.streams
        way = self.provider.streaming
        # An endpoint other than the one for answers never streams, on either side.
        asked = way == "asked" or (self.bypass and self.endpoint.question != "answer")
        self.upstream_streams = call.streams if asked else way == "always"
        return call

    def _codec(self) -> Dialect | CompactionCodec:
        """Who reads the client's request and writes its whole answer."""
        compaction = self.client.compaction
        return compaction if compaction and self.endpoint.question == "compaction" else self.client

    def _settle(self, model: str) -> None:
        """The model is known now, and with it its profile, its path and whose seals it makes."""
        if model != self.context.origin.model:
            self.context.origin = replace(self.context.origin, model=model)
            self.context.profile = self.provider.profile(model)
        question = self.endpoint.question if self.bypass else "answer"
        self.path_and_query = self.provider.path_and_query(model, question)

    def _answer(self, outcome: Response | Failure) -> Answer:
        if isinstance(outcome, Failure):
            return self.refuse(outcome)
        if self.client_streams:
            encoder = self.client.stream_encoder(self.context)
            said = b"".join(map(encoder.feed, unfold(outcome)))
            return Answer(200, EVENT_STREAM, said, usage=outcome.usage)
        document = self._codec().encode_response(outcome, self.context)
        return Answer(200, JSON, json_bytes.dumps(document), usage=outcome.usage)

    def _error(self, status: int, failure: Failure, body: bytes) -> Answer:
        if self.bypass and isinstance(failure.raw, dict) and failure.kind not in _CREDENTIAL:
            # An error object of the client's own dialect: it may say more than we could.
            return Answer(status, JSON, body, _headers(failure), failure=failure)
        return self.refuse(failure)

    def _ours(self, failure: Failure) -> Failure:
        """A failure of our credential in other words.

        A client that is told 401 would refresh or discard its own (clients 3).
        """
        if failure.kind not in _CREDENTIAL:
            return failure
        message = f"{self.provider.name} refused the credential of this proxy: {failure.message}"
        return replace(failure, kind="invalid_request", status=400, message=message, code=None)

    def _read(self, body: bytes) -> Response | Failure:
        """An upstream's successful body, be it a document or an event stream."""
        try:
            if is_event_stream(body):
                return self._fold(body)
            document = json_bytes.loads_object(body)
            if failure := self._failure_inside(document):
                return failure
            return self._seen(self.provider.dialect.decode_response(document, self.context))
        except json_bytes.NotJsonError as error:
            said = " ".join(body[:200].decode("utf-8", "replace").split()) or "nothing"
            return Failure("broken", f"The upstream's answer is not JSON ({error}): {said}", 502)
        except UpstreamError as error:
            # An answer may also tell of its own failure, and that of its kind.
            if error.status != UpstreamError.default_status:
                return Failure(diagnose(error.status, str(error)), str(error), error.status)
            return Failure("broken", f"The upstream's answer is broken: {error}", error.status)

    def _failure_inside(self, document: Document) -> Failure | None:
        """An error that came with a success's status."""
        if not isinstance(document.get("error"), dict | str) or "output" in document:
            return None
        failure = failure_in(document)
        return failure and replace(failure, status=STATUS[failure.kind])

    def _fold(self, body: bytes) -> Response | Failure:
        folding = Folding()
        decoder = self.provider.dialect.stream_decoder(self.context)
        stream = TranslatedStream(decoder, folding, self._filters(), self._unfolded)
        stream.feed(body)
        stream.finish()
        return folding.result()

    def _unfolded(self, body: bytes) -> Iterable[Event]:
        outcome = self._read(body)
        return (self._ours(outcome),) if isinstance(outcome, Failure) else unfold(outcome)

    def _filters(self) -> list[Filter]:
        filters: list[Filter] = []
        if self._names is not None:
            filters.append(Restore(self._names, self.context.request))
        if asks_for_compaction(self.context.request):
            filters.append(Compaction(self.context))
        elif reader := back.reader(self.context):
            filters.append(reader)
        if self.client.one_part_at_a_time:
            filters.append(Serial())
        return filters

    def _seen(self, response: Response) -> Response | Failure:
        """A whole answer as the client must see it."""
        if self._names is not None:
            response = Restore(self._names, self.context.request).response(response)
        if asks_for_compaction(self.context.request):
            return Compaction(self.context).response(response)
        return back.restored(response, self.context)


def _headers(failure: Failure) -> dict[str, str]:
    """HTTP wants whole seconds, and clients must not come back too early."""
    seconds = failure.retry_after
    return {} if seconds is None else {"retry-after": str(math.ceil(seconds))}


def _failure_of(error: TranslationError) -> Failure:
    if isinstance(error, RequestError):
        kind = "too_large" if error.status == 413 else "invalid_request"
        return Failure(kind, str(error), error.status, param=error.path or None)
    return Failure("broken", str(error), error.status)
