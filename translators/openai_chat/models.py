"""The models there are, as OpenAI's clients read them."""

from collections.abc import Mapping, Sequence

from translators.hub.document import Document, Json
from translators.model_list import OWNER, ModelList


def encode_model(name: str) -> Document:
    """One model."""
    return {"id": name, "object": "model", "created": 0, "owned_by": OWNER}


def encode_models(names: Sequence[str], _: Mapping[str, str]) -> Document:
    """All models: OpenAI's list has no pages."""
    data: list[Json] = [encode_model(name) for name in names]
    return {"object": "list", "data": data}


MODEL_LIST = ModelList(encode_model, encode_models)
