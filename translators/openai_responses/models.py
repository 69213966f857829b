"""The models there are, as Codex reads them; other clients of OpenAI ask in the words of Chat."""

import re
from collections.abc import Mapping, Sequence

from translators.hub.document import Document, Json
from translators.model_list import OWNER, Header, ModelList

PLAIN_TOOLS: Document = {
    "use_responses_lite": False,
    "tool_mode": None,
    "multi_agent_version": None,
    "supports_search_tool": False,
    "apply_patch_tool_type": None,
    "experimental_supported_tools": [],
}
"""What makes Codex declare its tools as plain functions at the top of a request."""

_CODEX = re.compile(r"/codex/models/?$")


def is_codex(path: str, _: Header) -> bool:
    """Whether a request for models is Codex's, which says its version or asks at its own path."""
    bare, _mark, query = path.partition("?")
    return _CODEX.search(bare) is not None or "client_version=" in query


def encode_model(name: str) -> Document:
    """One model."""
    return {"id": name, "object": "model", "created": 0, "owned_by": OWNER}


def encode_models(names: Sequence[str], _: Mapping[str, str]) -> Document:
    """All models.

    Codex reads `models`: with that empty, Codex 0.169 stays with the models that it brings, and
    complains of nothing.
    """
    data: list[Json] = [encode_model(name) for name in names]
    return {"object": "list", "data": data, "models": []}


def offer_plain_tools(document: Document) -> Document:
    """Codex's list of models, changed so that plain functions come; the same if it is none."""
    models = document.get("models")
    if not isinstance(models, list):
        return document
    changed: list[Json] = [
        {**model, **PLAIN_TOOLS} if isinstance(model, dict) else model for model in models
    ]
    return {**document, "models": changed}


MODEL_LIST = ModelList(encode_model, encode_models, is_codex, offer_plain_tools)
