"""A request says only what its client said."""

from dataclasses import fields

from translators.hub.parts import Text
from translators.hub.request import Message, Request, Sampling, Thinking


def test_nothing_is_filled_in() -> None:
    request = Request("m")
    unset = {name: getattr(request, name) for name in (field.name for field in fields(Request))}

    assert unset == {
        "model": "m",
        "messages": (),
        "tools": (),
        "tool_choice": None,
        "parallel_tool_calls": None,
        "max_tokens": None,
        "stop": (),
        "sampling": Sampling(),
        "thinking": None,
        "output": None,
        "verbosity": None,
        "logprobs": None,
        "stream": False,
        "user": None,
        "metadata": None,
        "service_tier": None,
        "extras": {},
    }


def test_no_knob_has_a_default() -> None:
    assert {getattr(Sampling(), field.name) for field in fields(Sampling)} == {None}
    assert Thinking() == Thinking(None, adaptive=False, effort=None, budget=None, summary=None)


def test_requests_share_no_extras() -> None:
    Request("m").extras["openai"] = {"x": 1}

    assert Request("m").extras == {}


def test_the_place_is_no_part_of_a_message() -> None:
    message = Message("user", (Text("a"),), path="messages[1]")

    assert message == Message("user", (Text("a"),), path="input[4]")
