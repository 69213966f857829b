import json
from itertools import count

import pytest
from openai.types.responses.response_steer_failed_event import ResponseSteerFailedEvent
from openai.types.responses.responses_server_event import ResponseWsError, ResponseWsErrorError

from tests.translators.openai_responses.judge import read_stream
from translators.hub.document import Document
from translators.hub.failure import Failure
from translators.mint import Mint
from translators.openai_responses.websocket import (
    FramedAnswer,
    empty_answer,
    failed,
    is_preparing,
    lifetime_exceeded,
    request_of,
    steering_failed,
    stream_id_of,
)
from translators.wire import sse

EVENTS = "text/event-stream; charset=utf-8"
CREATE: Document = {"type": "response.create", "model": "m", "input": "hi"}


def mint() -> Mint:
    numbers = count()
    return Mint(now=lambda: 1, token=lambda: f"{next(numbers)}")


def spoken(answer: FramedAnswer, chunk: bytes) -> list[Document]:
    return [json.loads(message) for message in answer.feed(chunk)]


# Requests.


def test_a_request_is_the_message_without_what_the_wire_settles() -> None:
    message: Document = {**CREATE, "stream_id": "a", "stream": False, "background": True}

    assert request_of(message) == {"model": "m", "input": "hi", "stream": True}


@pytest.mark.parametrize("generate", [True, None])
def test_a_request_that_wants_an_answer_does_not_say_so(generate: bool | None) -> None:
    assert request_of({**CREATE, "generate": generate}) == request_of(CREATE)


def test_a_request_that_wants_no_answer_says_so() -> None:
    request = request_of({**CREATE, "generate": False})

    assert is_preparing(request)
    assert not is_preparing(request_of(CREATE))


def test_a_lane_is_a_string() -> None:
    assert stream_id_of({**CREATE, "stream_id": "a"}) == "a"
    assert stream_id_of({**CREATE, "stream_id": 1}) is None
    assert stream_id_of(CREATE) is None


def test_the_answer_that_nobody_wants_has_an_id_and_no_output() -> None:
    request = {**request_of(CREATE), "generate": False}

    response = read_stream(empty_answer(request, mint()))

    assert (response.id, response.status, response.output) == ("resp_0", "completed", [])
    assert response.model == "m"
    assert response.usage is not None
    assert response.usage.total_tokens == 0


def test_the_answer_that_nobody_wants_can_do_without_a_model() -> None:
    assert b'"model":""' in empty_answer({"generate": False, "model": 1}, mint())


# Answers.


def test_events_are_said_as_they_come() -> None:
    answer = FramedAnswer()
    answer.begin(200, EVENTS)
    stream = sse.frame(b'{"type":"a"}', "a") + sse.frame(b'{"type":"b"}', "b")

    assert answer.feed(stream[:30]) == [b'{"type":"a"}']
    assert answer.feed(stream[30:]) == [b'{"type":"b"}']
    assert answer.finish() == []


def test_what_is_no_event_is_not_said() -> None:
    answer = FramedAnswer()
    answer.begin(200, EVENTS)

    assert answer.feed(b": still here\n\n" + sse.frame(b"[DONE]")) == []


def test_an_event_without_its_end_is_said_at_the_end() -> None:
    answer = FramedAnswer()
    answer.begin(200, EVENTS)

    assert answer.feed(b'data: {"type":"a"}\n') == []
    assert answer.finish() == [b'{"type":"a"}']


def test_events_are_marked_with_their_lane() -> None:
    answer = FramedAnswer('a "lane"')
    answer.begin(200, EVENTS)

    assert spoken(answer, sse.frame(b'{"type":"a"}')) == [{"stream_id": 'a "lane"', "type": "a"}]


def test_an_error_body_is_an_error_message() -> None:
    answer = FramedAnswer("lane")
    answer.begin(404, "application/json")

    assert answer.feed(b'{"error":{"message":"no",') == []
    assert answer.feed(b'"type":"t"}}') == []
    assert [json.loads(message) for message in answer.finish()] == [
        {
            "stream_id": "lane",
            "type": "error",
            "status": 404,
            "error": {"message": "no", "type": "t"},
        }
    ]


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [
        (200, "application/json", b'{"object":"response"}'),
        (502, "text/html", b"<html>\n down"),
        (200, "text/html", b""),
    ],
)
def test_what_is_neither_events_nor_an_error_is_a_broken_answer(
    status: int, content_type: str, body: bytes
) -> None:
    answer = FramedAnswer()
    answer.begin(status, content_type)
    answer.feed(body)

    (message,) = map(json.loads, answer.finish())

    assert (message["type"], message["status"]) == ("error", 502)
    assert f"no stream: status {status}" in message["error"]["message"]


def test_an_answer_that_breaks_off_says_why() -> None:
    (message,) = map(json.loads, FramedAnswer("lane").break_off("the upstream is gone"))

    assert (message["stream_id"], message["status"]) == ("lane", 502)
    assert message["error"]["message"] == "the upstream is gone"


# What the SDK makes of what is said beside events.


def test_a_failure_is_an_error_with_its_status() -> None:
    error = failed(Failure("invalid_request", "no", 400, param="input"), "lane")
    event = ResponseWsError.model_validate(error)

    assert (event.status, event.stream_id) == (400, "lane")
    assert event.error == ResponseWsErrorError(
        message="no", type="invalid_request_error", param="input", code=None
    )


def test_the_end_of_a_connections_time_has_its_code() -> None:
    event = ResponseWsError.model_validate(lifetime_exceeded(3600))

    assert event.error.code == "websocket_connection_limit_reached"
    assert "3600 s" in event.error.message


def test_what_was_to_steer_an_answer_comes_back() -> None:
    steer: Document = {
        "type": "response.steer",
        "previous_response_id": "resp_1",
        "input": "faster",
    }
    event = ResponseSteerFailedEvent.model_validate(steering_failed(steer))

    assert event.error.code == "steering_not_supported"
    assert (event.steer.previous_response_id, event.steer.input) == ("resp_1", "faster")
