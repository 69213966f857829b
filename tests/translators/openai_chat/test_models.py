from openai.types import Model

from translators.openai_chat.models import encode_model, encode_models


def test_a_model_is_what_the_sdk_reads() -> None:
    assert Model.model_validate(encode_model("m")).id == "m"


def test_the_list_comes_whole() -> None:
    assert encode_models(("a", "b"), {"limit": "1"}) == {
        "object": "list",
        "data": [encode_model("a"), encode_model("b")],
    }
