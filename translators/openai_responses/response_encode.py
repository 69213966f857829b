"""A whole answer of the hub → the Response object that a client gets."""

from translators.dialect import Context
from translators.hub.document import Document, Extras, Json
from translators.hub.parts import Refusal
from translators.hub.response import Response
from translators.losses import Losses
from translators.openai_responses.envelope import Envelope
from translators.openai_responses.items_encode import write_item


def encode_response(response: Response, context: Context) -> Document:
    """Write a whole answer."""
    envelope = Envelope(response.id, response.created, context)
    output: list[Json] = []
    for part in response.parts:
        item = write_item(part, context)
        if item is not None:
            output.append(item)
    report_extras(response.extras, context.losses)
    refused = any(isinstance(part, Refusal) for part in response.parts)
    _, document = envelope.ended(
        output, response.stop, response.usage, response.service_tier, refused=refused
    )
    return document


def report_extras(extras: Extras, losses: Losses) -> None:
    """Keys of the upstream's answer that the Response object has no place for."""
    for family in extras.values():
        for key in family:
            losses.dropped(f"response.{key}", "the Response object has no such key")
