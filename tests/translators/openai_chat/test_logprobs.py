import pytest

from tests.translators.openai_chat.client import losses
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.openai_chat.logprobs import read_logprobs, write_logprobs

TOKEN: Document = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}


def test_the_tokens_of_text_are_read() -> None:
    assert read_logprobs({"content": [TOKEN, None], "refusal": None}) == ((TOKEN,), False)


@pytest.mark.parametrize("logprobs", [{"content": None, "refusal": None}, [], "odd", None])
def test_no_tokens_are_none(logprobs: Json) -> None:
    assert read_logprobs(logprobs) == ((), False)


@pytest.mark.parametrize(
    "logprobs", [{"content": None, "refusal": [TOKEN]}, {"tokens": ["a"], "token_logprobs": [-1]}]
)
def test_tokens_without_a_place_are_noticed(logprobs: Json) -> None:
    assert read_logprobs(logprobs) == ((), True)


def test_keys_that_clients_require_are_filled_in() -> None:
    tokens: tuple[Json, ...] = (
        {"token": "a", "logprob": -1, "top_logprobs": [{"token": "b", "logprob": -2}, {}]},
    )

    assert write_logprobs(tokens, Context().losses) == {
        "content": [
            {
                "token": "a",
                "logprob": -1,
                "bytes": None,
                "top_logprobs": [{"token": "b", "logprob": -2, "bytes": None}],
            }
        ],
        "refusal": None,
    }


def test_a_token_without_its_logprob_is_lost() -> None:
    context = Context()

    assert write_logprobs(({"token": "a"}, True), context.losses) is None
    assert losses(context) == ["dropped response.parts[].logprobs[]"]


def test_no_tokens_are_null() -> None:
    assert write_logprobs((), Context().losses) is None


def test_what_clients_do_not_know_of_a_token_is_lost() -> None:
    context = Context()
    other: Document = {"token": "b", "logprob": -2, "x_inner": 1}

    write_logprobs(({**TOKEN, "x_outer": 1, "top_logprobs": [other]},), context.losses)

    assert losses(context) == [
        "dropped response.parts[].logprobs[].x_outer",
        "dropped response.parts[].logprobs[].x_inner",
    ]


@pytest.mark.parametrize("spelled", [[None, 97], [1.5], "YQ=="])
def test_bytes_that_are_none_are_left_out(spelled: Json) -> None:
    assert write_logprobs(({**TOKEN, "bytes": spelled},), Context().losses) == {
        "content": [{**TOKEN, "bytes": None}],
        "refusal": None,
    }
