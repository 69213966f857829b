"""One flow's way through the translation: what lives as long as the flow and is not saved with it.

A passage is asked by two sides: the addon's hooks hand it the upstream's answer, and the stream
under mitmproxy's proxy core (`edge`) lets it speak where no hook could. It holds no
reference to its flow: it is itself a value in a dictionary with weak keys.
"""

import logging
import time
from collections.abc import Callable

from mitmproxy import http

from addons.conversations.keeper import PendingTurn
from addons.messages import edits, heads
from addons.messages.content_coding import CodingError, RoomError, decode
from addons.messages.headers import LOSSES
from addons.messages.losses_header import losses_header
from addons.passage.attempt import Attempt
from addons.passage.deadlines import Deadlines
from addons.passage.record import Record
from addons.passage.tap import Tap
from addons.passage.token_calibration import Sample
from addons.routes.policy import Policy
from translators.exchange.answer import Answer
from translators.exchange.translated_stream import TranslatedStream
from translators.exchange.untouched_stream import UntouchedStream
from translators.hub.events import ResponseEnd
from translators.hub.failure import STATUS, Failure
from translators.hub.response import Usage

logger = logging.getLogger(__name__)


class Passage:
    """One exchange on its flow. `opened` says that the client has been sent headers.

    `attempt` is the one that is under way. `turn` is told the answer if it is part of a
    conversation that may be continued.
    """

    def __init__(
        self,
        attempt: Attempt,
        record: Record,
        policy: Policy,
        clock: Callable[[], float] = time.monotonic,
        *,
        turn: PendingTurn | None = None,
    ) -> None:
        self.attempt = attempt
        self.policy = policy
        self.record = record
        self.clock = clock
        self.opened = False
        self.deadlines = Deadlines(clock(), policy, attempt.exchange.client_streams)
        self._exchange = attempt.exchange
        self._redact = attempt.redact
        self._turn = turn
        self._tap: Tap | None = None
        self._stream: UntouchedStream | TranslatedStream | None = None
        self._usage: Usage | None = None

    @property
    def tap(self) -> Tap:
        """What a streamed answer goes through; made when it is first needed."""
        if self._tap is None:
            stream = self._stream = self._exchange.stream()
            watched = stream if self._turn is None else self._turn.watch(stream)
            answer = self.record.answer
            self._tap = Tap(watched, self.deadlines, answer, self.clock, self._redact)
        return self._tap

    @property
    def complete(self) -> bool:
        """Whether the client has a streamed answer to its end, and may leave when it likes."""
        return self._stream is not None and self._stream.complete

    @property
    def trouble(self) -> str | None:
        """What went wrong, in the words that the client got; None if nothing did."""
        stream = self._stream
        last = stream.last if isinstance(stream, TranslatedStream) else None
        message = last.message if isinstance(last, Failure) else self.record.error
        return message and self._redact(message.encode("utf-8", "replace")).decode()

    @property
    def sample(self) -> Sample | None:
        """What the translated request cost; None while that is not known, or if it never is."""
        usage, stream = self._usage, self._stream
        if isinstance(stream, TranslatedStream) and isinstance(stream.last, ResponseEnd):
            usage = stream.last.usage
        if usage is None or self._exchange.bypass:
            return None
        return Sample.of(self._exchange, usage)

    def head(self, request: http.Request) -> http.Response:
        """The headers of a streamed answer that is not there yet."""
        self.opened = True
        return edits.stream_head(request, self._losses())

    def refuse(self, failure: Failure) -> http.Response:
        """A failure for a client that has heard nothing yet."""
        self.record.error = failure.message
        return edits.response_of(self._exchange.refuse(failure), self._losses())

    def last_words(self, failure: Failure) -> tuple[bytes, ...]:
        """A failure for a client in the middle of its stream."""
        self.record.error = failure.message
        return self.tap.fail(failure)

    def listen(self, request: http.Request, response: http.Response) -> None:
        """The upstream's headers have come: decide whether its body is streamed or gathered."""
        self.deadlines.heard = self.clock()
        self.record.status = response.status_code
        response.stream = False
        if self._exchange.client_streams and _is_stream(response):
            try:
                if coding := heads.header(response, "content-encoding"):
                    self.tap.decode(coding)
            except CodingError:
                return  # `answer` meets it again, and can still refuse with a status
            fields = edits.forwarded_headers(response) + self._losses()
            edits.replace_with_stream(response, request, fields)
            response.stream = self.tap

    def answer(self, request: http.Request, response: http.Response) -> None:
        """The upstream's whole body has come: turn it into what the client gets."""
        fields = edits.forwarded_headers(response)
        answer = self._answer(response)
        self._usage = answer.usage
        if self._turn is not None and answer.status == 200:
            self._turn.keep_body(answer.body)
        if answer.failure is not None:
            self.record.error = answer.failure.message
        fields += self._losses()
        if not self.opened:
            edits.replace_with(response, edits.response_of(answer, fields))
            return
        # The client has had its headers long ago; whatever this is, it is said within the stream.
        said = answer.body
        if answer.failure is not None:
            said = b"".join(self.tap.fail(answer.failure))
        edits.replace_with_stream(response, request, fields)
        response.raw_content = said

    def _answer(self, response: http.Response) -> Answer:
        if 300 <= response.status_code < 400:
            return self._broken("is a redirect: say where to in the provider's base_url")
        coding = heads.header(response, "content-encoding") or ""
        try:
            body = decode(response.raw_content or b"", coding, self.policy.response_limit)
        except CodingError as error:
            return self._broken(f"cannot be decompressed: {error}")
        except RoomError:
            return self._broken(f"is larger than {self.policy.response_limit} bytes")
        body = self._redact(body)
        self.record.answer.add(body)
        wait = heads.retry_after(response, time.time())
        try:
            instead = self.attempt.answer_instead
            answer = instead and instead(response.status_code, body)
            return answer or self._exchange.response(response.status_code, body, wait)
        except Exception:
            logger.exception("[dragoman] an answer could not be translated: a bug, please report")
            self.record.error = "The proxy failed while it translated this answer; its log says how"
            return self._exchange.refuse(Failure("proxy", self.record.error, STATUS["proxy"]))

    def _broken(self, reason: str) -> Answer:
        self.record.error = f"The upstream's answer {reason}"
        return self._exchange.refuse(Failure("broken", self.record.error, 502))

    def _losses(self) -> heads.Fields:
        value = losses_header(self._exchange.losses)
        return [] if value is None else [(LOSSES, value)]


def _is_stream(response: http.Response) -> bool:
    """Whether a body is to be read as a stream: a success that does not call itself a document.

    A body that is here with its headers was put there by another addon, and will not be streamed.
    """
    content_type = heads.header(response, "content-type") or ""
    document = "json" in content_type or "html" in content_type
    return response.raw_content is None and response.status_code < 300 and not document
