"""A request that continues a conversation → one that says all of it.

Every upstream can answer that, whatever its dialect and whether or not it remembers anything.
"""

from typing import NamedTuple

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.memory.snapshot import Chain
from translators.responses_state.repetition import new_items
from translators.responses_state.snapshot import history, instructions
from translators.wire.json_bytes import type_name

_RESPONSE = "previous_response_id"
_CONVERSATION = "conversation"

_ID_IS_OPTIONAL = (
    *("message", "reasoning", "function_call", "function_call_output"),
    *("custom_tool_call", "custom_tool_call_output"),
)
"""Items that translated answers are made of; others keep their ids, which the API demands."""


def previous_response(document: Document) -> str | None:
    """The id of the answer that a request continues; None if it names none.

    Raises `RequestError` if the id is no string, or if a conversation is named as well.
    """
    named = document.get(_RESPONSE)
    if named is not None and document.get(_CONVERSATION) is not None:
        raise RequestError(
            _RESPONSE, f"give either {_RESPONSE} or {_CONVERSATION}: each says what came before"
        )
    return _string(_RESPONSE, named)


def conversation(document: Document) -> str | None:
    """The id of the conversation that a request is part of; None if it names none.

    Raises `RequestError` if it is neither a string nor an object with an id.
    """
    named = document.get(_CONVERSATION)
    if not isinstance(named, dict):
        return _string(_CONVERSATION, named)
    path = f"{_CONVERSATION}.id"
    given = _string(path, named.get("id"))
    if given is None:
        raise RequestError(path, "required, and missing")
    return given


class Continuation(NamedTuple):
    """A request that says all of its conversation, and the items of it that are new.

    Without a conversation nobody has looked which they are.
    """

    document: Document
    added: list[Json] | None


def continue_from(document: Document, chain: Chain) -> Continuation:
    """The request that says what a chain holds and then what is new.

    Items are written as the client sent them and got them. Instructions are inherited where the
    request has none: OpenAI itself forgets them, but clients that know no better then speak to a
    model without any; an empty string is a way to have none.

    Raises `RequestError` if the input is neither a string nor a list.
    """
    said = history(chain)
    added = new_items(said, document.get("input"))
    continued = {
        key: value for key, value in document.items() if key not in (_RESPONSE, _CONVERSATION)
    }
    continued["input"] = [*said, *added]
    inherited = instructions(chain)
    if document.get("instructions") is None and inherited is not None:
        continued["instructions"] = inherited
    return Continuation(continued, added)


def for_another_store(continuation: Continuation) -> Continuation:
    """The same for an upstream that has a store of its own, and answered none of it.

    It would look for ids there, and refuse the request (field guide 20); and it takes no thinking
    that it has neither stored nor sealed.
    """
    items = continuation.document["input"]
    told = [_without_id(item) for item in items] if isinstance(items, list) else []
    kept: list[Json] = [item for item in told if not _is_open_thinking(item)]
    return continuation._replace(document={**continuation.document, "input": kept})


def _without_id(item: Json) -> Json:
    if not isinstance(item, dict) or item.get("type", "message") not in _ID_IS_OPTIONAL:
        return item
    return {key: value for key, value in item.items() if key != "id"}


def _is_open_thinking(item: Json) -> bool:
    return (
        isinstance(item, dict)
        and item.get("type") == "reasoning"
        and not item.get("encrypted_content")
    )


def _string(path: str, value: Json) -> str | None:
    if value is not None and not isinstance(value, str):
        raise RequestError(path, f"expected a string, found {type_name(value)}")
    if value is not None and not value.isprintable():
        # Half a character, for one, which no store could look up.
        raise RequestError(path, "expected an id: letters, digits, underscores, dashes")
    return value
