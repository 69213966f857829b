"""One request and its answer: translated, bypassed, bridged, refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from tests.support.fake_dialect import fake_dialect, fake_provider
from translators.dialect import Dialect
from translators.errors import RequestError, UpstreamError
from translators.exchange.answer import EVENT_STREAM, JSON, Answer
from translators.exchange.exchange import Exchange
from translators.hub.document import Document, Json
from translators.hub.failure import Failure
from translators.hub.parts import Origin
from translators.names import legal_identifier
from translators.profile import Profile
from translators.wire import json_bytes

HERE, THERE = fake_dialect("here"), fake_dialect("there")
ASKED: Document = {"model": "gpt", "say": "hi"}
STREAMED: Document = {**ASKED, "stream": True}


def exchange(
    document: Document | None = None, *, strict: bool = False, drop_content: bool = False
) -> Exchange:
    """A translation whose request has been made."""
    provider = fake_provider(THERE)
    made = Exchange(HERE, provider, "claude", strict=strict, drop_content=drop_content)
    made.request(ASKED if document is None else document)
    return made


def bypass(document: Document | None = None) -> Exchange:
    """The same for equal dialects."""
    made = Exchange(HERE, fake_provider(HERE), "claude")
    made.request(ASKED if document is None else document)
    return made


def body(document: Json) -> bytes:
    return json.dumps(document).encode()


def sse(*documents: Json) -> bytes:
    return b"".join(b"data: " + body(document) + b"\n\n" for document in documents)


def says(answer: Answer) -> Json:
    return json_bytes.loads(answer.body)


class TestRequest:
    def test_it_is_said_in_the_upstreams_dialect_and_model(self) -> None:
        made = Exchange(HERE, fake_provider(THERE), "claude")

        assert made.request(ASKED) == {
            "to": "there",
            "model": "claude",
            "stream": False,
            "say": "hi",
            "tools": [],
        }
        assert made.context.origin.dialect == "there"
        assert made.context.origin.provider == "acme"
        assert made.context.origin.model == "claude"
        assert made.context.request.model == "gpt"
        assert made.context.original is ASKED

    def test_a_model_that_is_not_mapped_is_the_clients(self) -> None:
        made = Exchange(HERE, fake_provider(THERE))

        assert made.request(ASKED)["model"] == "gpt"
        assert made.context.origin.model == "gpt"

    def test_whose_account_it_is_belongs_to_the_origin_of_its_seals(self) -> None:
        made = Exchange(HERE, fake_provider(THERE), account="0a1b2c3d")

        made.request(ASKED)

        assert made.context.origin == Origin("there", "acme", "gpt", "0a1b2c3d")

    def test_the_profile_is_that_of_the_upstreams_model(self) -> None:
        small, large = Profile(max_tokens_default=1), Profile(max_tokens_default=2)
        profiles = (("claude*", large), ("*", small))
        provider = replace(fake_provider(THERE), profiles=profiles, path="/models/{model}:go")
        made = Exchange(HERE, provider)
        assert made.context.profile is small

        made.request({"model": "claude-1"})

        assert made.context.profile is large
        assert made.path_and_query == "/models/claude-1:go"
        assert [str(loss) for loss in made.losses] == [
            "invented request.max_tokens: the upstream requires an output limit"
        ]

    def test_quirks_come_last_and_in_order(self) -> None:
        def one(document: Document) -> Document:
            return {**document, "quirks": [document["to"]]}

        def two(document: Document) -> Document:
            return {**document, "quirks": [document["quirks"]]}

        made = Exchange(HERE, fake_provider(THERE, one, two), "claude")

        assert made.request(ASKED)["quirks"] == [["there"]]

    @pytest.mark.parametrize("asked", [True, False])
    @pytest.mark.parametrize(
        ("way", "expected"), [("asked", None), ("always", True), ("never", False)]
    )
    @pytest.mark.parametrize("upstream", [HERE, THERE], ids=["bypass", "translated"])
    def test_the_upstream_streams_in_its_own_way(
        self,
        upstream: Dialect,
        way: Literal["asked", "always", "never"],
        expected: bool | None,
        asked: bool,
    ) -> None:
        provider = replace(fake_provider(upstream), streaming=way)
        made = Exchange(HERE, provider, "claude")

        sent = made.request({**ASKED, "stream": asked})

        assert made.client_streams is asked
        assert made.upstream_streams is (asked if expected is None else expected)
        assert sent["stream"] is made.upstream_streams

    def test_what_is_malformed_is_refused(self) -> None:
        with pytest.raises(RequestError, match="model: required, and missing"):
            exchange({"say": "hi"})

    def test_losses_are_allowed_unless_they_are_not(self) -> None:
        assert [str(loss) for loss in exchange({**ASKED, "odd": 1}).losses] == [
            "dropped request.odd: not known"
        ]
        with pytest.raises(RequestError) as caught:
            exchange({**ASKED, "odd": 1}, strict=True)
        assert caught.value.message == (
            "refused, because this route allows no losses: dropped request.odd: not known"
        )

    def test_a_strict_route_takes_what_loses_nothing(self) -> None:
        assert len(exchange(strict=True).losses) == 0

    def test_the_loss_policy_reaches_whoever_drops_content(self) -> None:
        assert exchange(drop_content=True).context.drop_content
        assert not exchange().context.drop_content

    @pytest.mark.parametrize("upstream", [HERE, THERE], ids=["bypass", "translated"])
    def test_what_is_nested_too_deeply_is_refused(self, upstream: Dialect) -> None:
        def too_deep(_document: Document) -> Document:
            raise RecursionError

        with pytest.raises(RequestError, match="nested too deeply"):
            Exchange(HERE, fake_provider(upstream, too_deep), "claude").request(ASKED)


class TestBypassedRequest:
    def test_a_document_that_needs_no_change_is_the_same_object(self) -> None:
        made = Exchange(HERE, fake_provider(HERE))

        assert made.bypass
        assert made.request(STREAMED) is STREAMED
        assert made.client_streams
        assert made.upstream_streams

    def test_the_model_is_replaced(self) -> None:
        made = Exchange(HERE, fake_provider(HERE), "claude")

        assert made.request(ASKED) == {"model": "claude", "say": "hi"}
        assert made.context.origin.model == "claude"
        assert made.context.request.model == "gpt"

    def test_it_is_not_even_read(self) -> None:
        odd: Document = {"model": 3, "stream": "yes", "odd": 1}
        made = Exchange(HERE, fake_provider(HERE))

        assert made.request(odd) is odd
        assert not made.client_streams
        assert len(made.losses) == 0

    def test_the_providers_deviations_hold_here_too(self) -> None:
        def quirk(document: Document) -> Document:
            return {**document, "quirky": True}

        made = Exchange(HERE, fake_provider(HERE, quirk))

        assert made.request(ASKED) == {**ASKED, "quirky": True}


TEXT: Document = {"text": "hello"}
WHOLE: Document = {"dialect": "here", "model": "gpt", "text": "hello"}
STREAM = (
    b'event: here\ndata: {"start":"gpt"}\n\n'
    b'event: here\ndata: {"text":"hello"}\n\n'
    b'event: here\ndata: {"stop":"end"}\n\n'
)


class TestResponse:
    @pytest.mark.parametrize("given", [body(TEXT), sse(TEXT, {"stop": "end"})])
    def test_a_client_that_does_not_stream_gets_one_document(self, given: bytes) -> None:
        answer = exchange().response(200, given)

        assert (answer.status, answer.content_type, says(answer)) == (200, JSON, WHOLE)

    @pytest.mark.parametrize("given", [body(TEXT), sse(TEXT, {"stop": "end"})])
    def test_a_client_that_streams_gets_a_stream(self, given: bytes) -> None:
        answer = exchange(STREAMED).response(200, given)

        assert answer == Answer(200, EVENT_STREAM, STREAM)

    def test_the_same_dialect_goes_through_untouched(self) -> None:
        odd = b' {"odd" : 1}'
        assert bypass().response(201, odd) == Answer(201, JSON, odd)

        streamed = b": hi\n\ndata: x\n\n"
        assert bypass(STREAMED).response(200, streamed) == Answer(200, EVENT_STREAM, streamed)

    def test_the_same_dialect_is_bridged_where_only_one_side_streams(self) -> None:
        whole = bypass().response(200, sse(TEXT, {"stop": "end"}))
        assert says(whole) == WHOLE

        assert bypass(STREAMED).response(200, body(TEXT)) == Answer(200, EVENT_STREAM, STREAM)

    @pytest.mark.parametrize(
        "given",
        [
            b"data: [DONE]\n\n",
            sse(TEXT),
            sse(TEXT) + b"data: [DONE]\n\n",
        ],
    )
    def test_a_stream_without_an_end_is_a_failure(self, given: bytes) -> None:
        answer = exchange().response(200, given)

        assert answer == Answer(502, JSON, b'{"dialect":"here","error":"cut off"}')

    def test_what_follows_the_end_of_a_stream_harms_nobody(self) -> None:
        given = sse(TEXT, {"stop": "end"}) + b"data: [DONE]\n\ndata: }\n\ndata:\n\n"

        assert says(exchange().response(200, given)) == WHOLE

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            (b"", "The upstream's answer is not JSON (Expecting value: line 1"),
            (b"<html>  oops</html>", "(char 0)): <html> oops</html>"),
            (b"[1]", "not JSON (expected an object, found an array): [1]"),
            (b"{}", "The upstream's answer is broken: text: required, and missing"),
            (b'{"text": 3}', "The upstream's answer is broken: text: expected a string"),
            (sse({"text": "a", "broken": True}), "text: broken on purpose"),
            (b"data: }\n\n", "The upstream sent an event that is not JSON"),
            (b'{"a":' * 100_000, "The upstream's answer is not JSON (nested too deeply)"),
        ],
    )
    @pytest.mark.parametrize("streams", [False, True])
    def test_a_broken_answer_is_an_upstreams_error(
        self, given: bytes, error: str, streams: bool
    ) -> None:
        made = exchange(STREAMED if streams else ASKED)

        answer = made.response(200, given)

        assert (answer.content_type, answer.headers) == (JSON, {})
        assert error in answer.body.decode()
        assert answer.status in (500, 502)

    def test_an_answer_that_cannot_be_said_for_depth_is_an_upstreams_error(self) -> None:
        def too_deep(*_: object) -> Document:
            raise RecursionError

        made = Exchange(replace(HERE, encode_response=too_deep), fake_provider(THERE), "claude")
        made.request(ASKED)

        assert says(made.response(200, body(TEXT))) == {
            "dialect": "here",
            "error": "The upstream's answer is nested too deeply",
        }

    @pytest.mark.parametrize(
        ("error", "status"),
        [
            ({"message": "slow down", "code": "rate_limit_exceeded"}, 429),
            ({"message": "slow down", "code": 429}, 429),
            ({"message": "busy", "type": "overloaded_error"}, 529),
            ("oops", 500),
        ],
    )
    def test_an_error_under_a_success_is_an_error(self, error: Json, status: int) -> None:
        answer = exchange().response(200, body({"error": error}))

        message = error["message"] if isinstance(error, dict) else error
        assert (answer.status, says(answer)) == (status, {"dialect": "here", "error": message})

    @pytest.mark.parametrize("error", [None, {}, "", False])
    def test_no_error_is_no_error(self, error: Json) -> None:
        assert says(exchange().response(200, body({**TEXT, "error": error}))) == WHOLE


class TestFailure:
    def test_an_error_is_said_in_the_clients_dialect(self) -> None:
        given = body({"error": {"message": "no such thing", "type": "not_found_error"}})

        answer = exchange().response(404, given)

        assert answer == Answer(404, JSON, b'{"dialect":"here","error":"no such thing"}')

    @pytest.mark.parametrize(
        ("wait", "header"), [(7.0, "7"), (0.2, "1"), (86400.0 * 30, "2592000")]
    )
    def test_it_says_how_long_to_wait_in_whole_seconds(self, wait: float, header: str) -> None:
        answer = exchange().response(429, body({"error": {"message": "slow down"}}), wait)

        assert answer.headers == {"retry-after": header}

    @pytest.mark.parametrize("status", [401, 403])
    @pytest.mark.parametrize("make", [exchange, bypass])
    def test_our_credential_is_not_the_clients(
        self, make: Callable[[], Exchange], status: int
    ) -> None:
        """A client would throw away, or try to renew, its own (clients 3)."""
        answer = make().response(status, body({"error": {"message": "bad key"}}))

        assert answer.status == 400
        assert says(answer) == {
            "dialect": "here",
            "error": "acme refused the credential of this proxy: bad key",
        }

    def test_our_credential_may_be_refused_under_a_success(self) -> None:
        given: Document = {"error": {"message": "bad key", "code": "invalid_api_key"}}

        for said in (body(given), sse(given)):
            answer = exchange().response(200, said)
            assert answer.status == 400
            assert b"the credential of this proxy" in answer.body

    def test_the_same_dialects_error_goes_through_untouched(self) -> None:
        given = b'{"error": {"message": "no", "details": [1]} }'

        assert bypass().response(422, given, 3.0) == Answer(422, JSON, given, {"retry-after": "3"})

    def test_an_answer_that_is_an_error_has_its_failure_beside_it(self) -> None:
        for made in (exchange(), bypass()):
            failure = made.response(429, b'{"error": {"message": "slow down"}}', 7.5).failure
            assert failure is not None
            assert (failure.kind, failure.message) == ("rate_limit", "slow down")
            assert failure.retry_after == 7.5

    @pytest.mark.parametrize("given", [b"<html>Bad Gateway</html>", b"", b'"no"'])
    def test_what_no_dialect_says_is_said_anew(self, given: bytes) -> None:
        for made in (exchange(), bypass()):
            answer = made.response(502, given)
            assert answer.status == 500
            assert b"The upstream answered with status 502" in answer.body

    @pytest.mark.parametrize(
        ("error", "status", "message"),
        [
            (RequestError("messages[0]", "no"), 400, "messages[0]: no"),
            (RequestError("", "large", 413), 413, "large"),
            (UpstreamError("", "broken"), 502, "broken"),
            (Failure("overloaded", "busy", 503, retry_after=2.0), 529, "busy"),
            (Failure("proxy", "our bug"), 500, "our bug"),
        ],
    )
    def test_refusals(
        self, error: RequestError | UpstreamError | Failure, status: int, message: str
    ) -> None:
        answer = Exchange(HERE, fake_provider(THERE), "claude").refuse(error)

        assert (answer.status, says(answer)) == (status, {"dialect": "here", "error": message})


class TestStream:
    def test_events_are_translated_one_by_one(self) -> None:
        stream = exchange(STREAMED).stream()

        pieces = [*stream.feed(sse(TEXT)), *stream.feed(sse({"stop": "end"})), *stream.finish()]

        assert b"".join(pieces) == STREAM
        assert len(pieces) == 3
        assert stream.ended

    def test_a_whole_document_is_unfolded(self) -> None:
        stream = exchange(STREAMED).stream()

        assert stream.feed(body(TEXT)) == ()
        assert b"".join(stream.finish()) == STREAM

    def test_a_whole_error_is_said_in_the_stream(self) -> None:
        stream = exchange(STREAMED).stream()
        stream.feed(body({"error": {"message": "busy", "type": "overloaded_error"}}))

        assert stream.finish() == (b'event: here\ndata: {"error":"busy","kind":"overloaded"}\n\n',)

    def test_the_same_dialect_goes_through_untouched(self) -> None:
        stream = bypass(STREAMED).stream()
        given = b"data: x\n\n"

        [piece] = stream.feed(given)

        assert piece is given

    def test_last_words_of_the_same_dialect(self) -> None:
        stream = bypass(STREAMED).stream()
        stream.feed(b"data: x\n\nda")

        assert stream.fail(Failure("connection", "gone", 502)) == (
            b'event: here\ndata: {"error":"gone","kind":"connection"}\n\n',
        )

    def test_last_words_know_the_clients_name_of_the_model(self) -> None:
        assert bypass(STREAMED).context.request.model == "gpt"


TOOLS: Document = {**ASKED, "tools": ["patch"]}
CALL: Document = {"call": "patch", "arguments": '{"input":"*** Begin\\n"}'}
MADE = legal_identifier("call:1")


class TestCalls:
    """Free text is asked for as a function, and comes back as free text: on every way."""

    def test_a_whole_answer(self) -> None:
        answer = exchange(TOOLS).response(200, body(CALL))

        assert says(answer) == {
            "dialect": "here",
            "model": "gpt",
            "id": MADE,
            "call": "patch",
            "arguments": "*** Begin\n",
            "kind": "custom",
        }

    def test_a_stream_for_a_client_that_wants_it_whole(self) -> None:
        whole = exchange(TOOLS).response(200, body(CALL))
        folded = exchange(TOOLS).response(200, sse(CALL, {"stop": "end"}))

        assert says(folded) == says(whole)

    @pytest.mark.parametrize("given", [body(CALL), sse(CALL, {"stop": "end"})])
    @pytest.mark.parametrize("size", [1, 7, 10_000])
    def test_a_stream_and_a_document_in_its_place(self, given: bytes, size: int) -> None:
        stream = exchange({**TOOLS, "stream": True}).stream()
        chunks = [given[start : start + size] for start in range(0, len(given), size)]

        pieces = [*(piece for chunk in chunks for piece in stream.feed(chunk)), *stream.finish()]

        assert b"".join(pieces).decode().split("\n\n")[1:3] == [
            f'event: here\ndata: {{"id":"{MADE}","name":"patch","kind":"custom"}}',
            'event: here\ndata: {"text":"*** Begin\\n"}',
        ]

    def test_a_whole_answer_for_a_client_that_streams(self) -> None:
        answer = exchange({**TOOLS, "stream": True}).response(200, body(CALL))

        assert b'"text":"*** Begin\\n"' in answer.body
