"""A request that continues a conversation → one that says all of it.

Every upstream can answer that, whatever its dialect and whether or not it remembers anything.
"""

from translators.conversation.repetition import new_items
from translators.conversation.snapshot import Chain, history, instructions
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.wire import type_name

_RESPONSE = "previous_response_id"
_CONVERSATION = "conversation"


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


def continue_from(document: Document, chain: Chain) -> Document:
    """The request that says what a chain holds and then what is new.

    Items are written as the client sent them and got them. Instructions are inherited where the
    request has none: OpenAI itself forgets them, but clients that know no better then speak to a
    model without any; an empty string is a way to have none.

    Raises `RequestError` if the input is neither a string nor a list.
    """
    said = history(chain)
    continued = {
        key: value for key, value in document.items() if key not in (_RESPONSE, _CONVERSATION)
    }
    continued["input"] = [*said, *new_items(said, document.get("input"))]
    inherited = instructions(chain)
    if document.get("instructions") is None and inherited is not None:
        continued["instructions"] = inherited
    return continued


def _string(path: str, value: Json) -> str | None:
    if value is not None and not isinstance(value, str):
        raise RequestError(path, f"expected a string, found {type_name(value)}")
    if value is not None and not value.isprintable():
        # Half a character, for one, which no store could look up.
        raise RequestError(path, "expected an id: letters, digits, underscores, dashes")
    return value
