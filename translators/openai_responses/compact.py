"""The endpoint `/responses/compact`: a conversation in, one item out that stands in its place.

It is the same language with another question at its end: decoded as a request whose last item is a
`compaction_trigger`, and answered as a whole at all times. What the user said goes into the item
word for word. The API documents it as messages in front of the item, but the type that the SDK
reads them with takes none by a user; sent back, the item tells both.
"""

from dataclasses import replace

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import Foreign, Part, Text
from translators.hub.request import Request, Role
from translators.hub.response import Response
from translators.opaque import recaps
from translators.openai_responses.request_decode import decode_request as decode_question
from translators.openai_responses.vocabulary import write_usage
from translators.wire import json_bytes

_TRIGGER: Document = {"type": "compaction_trigger"}


def decode_request(document: Document, context: Context) -> Request:
    """Read what is to be compacted.

    Raises:
        RequestError: the document is malformed; the error names the place.
    """
    given = document.get("input")
    items: list[Json] = []
    if isinstance(given, str):
        items.append({"role": "user", "content": given})
    elif isinstance(given, list):
        items += given
    elif given is not None:
        raise RequestError(
            "input", f"expected a string or an array, found {json_bytes.type_name(given)}"
        )
    items.append(_TRIGGER)
    return decode_question({**document, "input": items, "stream": False}, context)


def encode_response(response: Response, context: Context) -> Document:
    """Write the compacted conversation."""
    output: list[Json] = [
        _with_users_words(part.value, context)
        for part in response.parts
        if isinstance(part, Foreign)
    ]
    return {
        "id": context.mint.id("resp_"),
        "object": "response.compaction",
        "created_at": context.mint.now() if response.created is None else response.created,
        "output": output,
        "usage": write_usage(response.usage, context.losses),
    }


def _with_users_words(item: Document, context: Context) -> Document:
    recap = recaps.recap_in(item)
    if recap is None:
        return item
    said = [
        words
        for message in context.request.messages
        for part in message.parts
        for words in _said(part, message.role, context)
    ]
    return {**item, "encrypted_content": recaps.wrap(replace(recap, said=tuple(said)))}


def _said(part: Part, role: Role, context: Context) -> tuple[str, ...]:
    """What the user said in a part, or in what an earlier compaction keeps."""
    if isinstance(part, Foreign):
        earlier = recaps.recap_in(part.value)
        return () if earlier is None else earlier.said
    if role != "user":
        return ()
    if isinstance(part, Text):
        return (part.text,)
    context.losses.dropped(f"response.output[].{part.path}", "a compaction keeps only words")
    return ()
