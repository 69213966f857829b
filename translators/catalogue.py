"""Which models there are, in the shapes that clients read: Anthropic's, OpenAI's and Codex's.

Only names are known here. What else a shape requires says that nothing is known: the beginning of
time for a date, the proxy for an owner.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple
from urllib.parse import unquote

from translators.errors import RequestError
from translators.hub.document import Document, Json

type Shape = Literal["anthropic", "openai", "codex"]

OWNER = "dragoman"

_PATH = re.compile(r"/models(?:/(.+?))?/?$")
_CODEX = re.compile(r"/codex/models/?$")

_PAGE, _LARGEST_PAGE = 20, 1000
_UNDATED = "1970-01-01T00:00:00Z"
"""Anthropic's own way to say that nobody knows."""

PLAIN_TOOLS: Document = {
    "use_responses_lite": False,
    "tool_mode": None,
    "multi_agent_version": None,
    "supports_search_tool": False,
    "apply_patch_tool_type": None,
    "experimental_supported_tools": [],
}
"""What makes Codex declare its tools as plain functions at the top of a request (clients 4)."""


class ModelListQuery(NamedTuple):
    """What is asked for: one model by its name, or all; and in whose words."""

    shape: Shape
    name: str | None = None


def asks_for_models(method: str, path: str, version: str | None) -> ModelListQuery | None:
    """What a request asks for; `version` is its header `anthropic-version`.

    None for a request that asks for no models.
    """
    bare, _, query = path.partition("?")
    found = _PATH.search(bare)
    if method != "GET" or found is None:
        return None
    if _CODEX.search(bare) or "client_version=" in query:
        return ModelListQuery("codex")
    name = None if found[1] is None else unquote(found[1])
    return ModelListQuery("openai" if version is None else "anthropic", name)


def model(name: str, shape: Shape) -> Document:
    """One model."""
    if shape == "anthropic":
        return {
            "type": "model",
            "id": name,
            "display_name": name,
            "created_at": _UNDATED,
            "lifecycle": "active",
        }
    return {"id": name, "object": "model", "created": 0, "owned_by": OWNER}


def models(names: Sequence[str], shape: Shape, query: Mapping[str, str]) -> Document:
    """All models, or the page of them that the query asks for.

    Codex reads `models`, other clients of OpenAI's `data`: with the former empty, Codex 0.169 stays
    with the models that it brings, and complains of nothing.

    Raises:
        RequestError: the query makes no sense.
    """
    if shape == "anthropic":
        return _page(names, query)
    data: list[Json] = [model(name, shape) for name in names]
    listed: Document = {"object": "list", "data": data}
    return {**listed, "models": []} if shape == "codex" else listed


def with_plain_tools(document: Document) -> Document:
    """Codex's list of models, changed so that plain functions come; the same if it is none."""
    listed = document.get("models")
    if not isinstance(listed, list):
        return document
    changed: list[Json] = [
        {**entry, **PLAIN_TOOLS} if isinstance(entry, dict) else entry for entry in listed
    ]
    return {**document, "models": changed}


def _page(names: Sequence[str], query: Mapping[str, str]) -> Document:
    limit = _limit(query.get("limit"))
    start, end = 0, len(names)
    if (after := query.get("after_id")) is not None:
        start = _place(names, after, "after_id") + 1
        chosen = names[start : start + limit]
        more = start + limit < end
    elif (before := query.get("before_id")) is not None:
        end = _place(names, before, "before_id")
        chosen = names[max(0, end - limit) : end]
        more = end > limit
    else:
        chosen, more = names[:limit], end > limit
    data: list[Json] = [model(name, "anthropic") for name in chosen]
    return {
        "data": data,
        "has_more": more,
        "first_id": chosen[0] if chosen else None,
        "last_id": chosen[-1] if chosen else None,
    }


def _limit(said: str | None) -> int:
    if said is None:
        return _PAGE
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= _LARGEST_PAGE:
        raise RequestError("limit", f"must be a number from 1 to {_LARGEST_PAGE}")
    return int(said)


def _place(names: Sequence[str], name: str, parameter: str) -> int:
    if name not in names:
        raise RequestError(parameter, f"there is no model {name!r}")
    return names.index(name)
