import pytest

from tests.translators.openai_chat.client import context, losses
from translators.hub.document import Document
from translators.hub.response import Stop, Usage
from translators.openai_chat.answer_encode import (
    Prose,
    is_legacy,
    model_name,
    wants_usage,
    write_any_usage,
    write_extras,
    write_finish,
)


def test_texts_follow_each_other_directly() -> None:
    prose = Prose()
    first = prose.begin()
    prose.length += 5

    assert (first, prose.begin(), prose.length) == ("", "", 5)


def test_texts_with_something_between_them_are_parted() -> None:
    prose = Prose()
    prose.length = 5
    prose.interrupt()

    assert (prose.begin(), prose.length, prose.begin()) == ("\n\n", 7, "")


def test_nothing_is_parted_before_the_first_word() -> None:
    prose = Prose()
    prose.interrupt()

    assert prose.begin() == ""


CLIENTS: list[tuple[Document, bool]] = [
    ({"functions": [{"name": "f"}]}, True),
    ({"functions": [{"name": "f"}], "tools": [{}]}, False),
    ({"tools": [{}]}, False),
    ({}, False),
]


@pytest.mark.parametrize(("original", "legacy"), CLIENTS)
def test_a_client_from_before_tools_is_known(original: Document, legacy: bool) -> None:
    assert is_legacy(context(original)) is legacy


@pytest.mark.parametrize(
    ("original", "wanted"),
    [
        ({"stream_options": {"include_usage": True}}, True),
        ({"stream_options": {"include_usage": False}}, False),
        ({"stream_options": None}, False),
        ({}, False),
    ],
)
def test_usage_is_given_to_who_asked_for_it(original: Document, wanted: bool) -> None:
    assert wants_usage(context(original)) is wanted


def test_a_model_keeps_the_name_that_the_client_knows() -> None:
    of = context()
    of.request = of.request.__class__(model="")

    assert (model_name("upstreams", context()), model_name("upstreams", of)) == (
        "asked",
        "upstreams",
    )


@pytest.mark.parametrize(
    ("stop", "refused", "reason", "lost"),
    [
        (Stop("end"), False, "stop", []),
        (Stop("length"), False, "length", []),
        (Stop("tool_calls"), False, "tool_calls", []),
        (Stop("content_filter"), False, "content_filter", []),
        (Stop("refusal"), True, "stop", []),
        (Stop("refusal"), False, "content_filter", ["coerced response.stop"]),
        (Stop("pause"), False, "stop", ["coerced response.stop"]),
        (
            Stop("stop_sequence", sequence="END"),
            False,
            "stop",
            ["dropped response.stop.sequence"],
        ),
    ],
)
def test_every_stop_is_said(stop: Stop, refused: bool, reason: str, lost: list[str]) -> None:
    of = context()

    assert write_finish(stop, of, refused=refused, called=False) == reason
    assert losses(of) == lost


def test_a_client_from_before_tools_knows_function_calls() -> None:
    of = context({"functions": [{"name": "f"}]})

    assert write_finish(Stop("tool_calls"), of, refused=False, called=True) == "function_call"


def test_calls_are_named_by_the_reason() -> None:
    assert write_finish(Stop("end"), context(), refused=False, called=True) == "tool_calls"
    assert write_finish(Stop("length"), context(), refused=False, called=True) == "length"


def test_a_usage_that_was_never_said_is_zeros() -> None:
    of = context()

    assert write_any_usage(None, of.losses)["total_tokens"] == 0
    assert losses(of) == ["invented response.usage"]


def test_a_usage_is_written() -> None:
    of = context()

    assert write_any_usage(Usage(input=1, output=2), of.losses)["total_tokens"] == 3
    assert losses(of) == []


def test_what_clients_know_stands_beside_the_choices() -> None:
    of = context()
    extras: dict[str, Document] = {
        "openai": {"system_fingerprint": "fp", "provider": "P", "nothing": None},
        "anthropic": {"container": {}},
    }

    assert write_extras(extras, "flex", of.losses) == {
        "service_tier": "flex",
        "system_fingerprint": "fp",
    }
    assert losses(of) == ["dropped response.provider", "dropped response.container"]


def test_a_tier_that_clients_do_not_know_is_lost() -> None:
    of = context()

    assert write_extras({}, "on_demand", of.losses) == {}
    assert losses(of) == ["dropped response.service_tier"]


def test_the_standard_tier_of_others_is_the_default_one() -> None:
    of = context()

    assert write_extras({}, "standard", of.losses) == {"service_tier": "default"}
    assert losses(of) == []
