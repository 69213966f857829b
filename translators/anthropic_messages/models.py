"""The models there are, as Anthropic's clients read them: a page at a time."""

from collections.abc import Mapping, Sequence

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.model_list import Header, ModelList

_PAGE, _LARGEST_PAGE = 20, 1000
_UNDATED = "1970-01-01T00:00:00Z"
"""Anthropic's own way to say that nobody knows."""


def is_anthropics(_: str, header: Header) -> bool:
    """Whether a request for models comes from a client of Anthropic's, which says its version."""
    return header("anthropic-version") is not None


def encode_model(name: str) -> Document:
    """One model."""
    return {
        "type": "model",
        "id": name,
        "display_name": name,
        "created_at": _UNDATED,
        "lifecycle": "active",
    }


def encode_models(names: Sequence[str], query: Mapping[str, str]) -> Document:
    """The page of the models that the query asks for.

    Raises:
        RequestError: the query makes no sense.
    """
    limit = _limit(query.get("limit"))
    start, end = 0, len(names)
    if (after := query.get("after_id")) is not None:
        start = _place(names, after, "after_id") + 1
        page = names[start : start + limit]
        has_more = start + limit < end
    elif (before := query.get("before_id")) is not None:
        end = _place(names, before, "before_id")
        page = names[max(0, end - limit) : end]
        has_more = end > limit
    else:
        page, has_more = names[:limit], end > limit
    data: list[Json] = [encode_model(name) for name in page]
    return {
        "data": data,
        "has_more": has_more,
        "first_id": page[0] if page else None,
        "last_id": page[-1] if page else None,
    }


def _limit(value: str | None) -> int:
    if value is None:
        return _PAGE
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= _LARGEST_PAGE:
        raise RequestError("limit", f"must be a number from 1 to {_LARGEST_PAGE}")
    return int(value)


def _place(names: Sequence[str], name: str, parameter: str) -> int:
    if name not in names:
        raise RequestError(parameter, f"there is no model {name!r}")
    return names.index(name)


MODEL_LIST = ModelList(encode_model, encode_models, is_anthropics)
