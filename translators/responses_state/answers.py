"""What the API says about things that are kept, besides their items: where they are, and are not.

Words and shapes are OpenAI's, for clients act on them: the code `previous_response_not_found` makes
many send their whole history instead.
"""

from typing import NamedTuple

from translators.errors import TranslationError
from translators.hub.document import Document, Json
from translators.hub.failure import Failure
from translators.openai_responses.failures import encode_failure


class ApiReply(NamedTuple):
    """An HTTP status, and a document of the Responses API."""

    status: int
    document: Document


def no_previous_response(response_id: str) -> ApiReply:
    """A request continues an answer that is not kept, or not any more.

    OpenAI's status is 400, or 404 where its gateways say it; ours is 404, because it is true.
    """
    message = f"Previous response with id '{response_id}' not found."
    return _missing(message, "previous_response_id", "previous_response_not_found")


def nothing_there(kind: str, thing_id: str) -> ApiReply:
    """There is nothing of this kind (`Response`, `Conversation`, `Item`) with this id."""
    return _missing(f"{kind} with id '{thing_id}' not found.", None, None)


def wrong(error: TranslationError) -> ApiReply:
    """A request that cannot be followed."""
    failure = Failure("invalid_request", error.message, error.status, param=error.path or None)
    return ApiReply(*encode_failure(failure))


def broken(message: str) -> ApiReply:
    """We cannot look: no fault of the client's."""
    return ApiReply(*encode_failure(Failure("proxy", message, 500)))


def deleted_response(response_id: str) -> ApiReply:
    """An answer is kept no longer.

    The object's name is that of OpenAI's .NET types; the Python SDK reads nothing of it.
    """
    return ApiReply(200, {"id": response_id, "object": "response.deleted", "deleted": True})


def deleted_conversation(conversation_id: str) -> ApiReply:
    """A conversation is kept no longer; the answers in it are."""
    return ApiReply(200, {"id": conversation_id, "object": "conversation.deleted", "deleted": True})


def _missing(message: str, parameter: Json, code: Json) -> ApiReply:
    error: Document = {
        "message": message,
        "type": "invalid_request_error",
        "param": parameter,
        "code": code,
    }
    return ApiReply(404, {"error": error})
