"""The dialect anthropic-messages: its words and its codecs in one record."""

from translators.anthropic_messages.failures import decode_failure, encode_failure
from translators.anthropic_messages.models import MODEL_LIST
from translators.anthropic_messages.request_decode import decode_request
from translators.anthropic_messages.request_encode import encode_request
from translators.anthropic_messages.response_decode import decode_response
from translators.anthropic_messages.response_encode import encode_response
from translators.anthropic_messages.services import SERVICES
from translators.anthropic_messages.stream_decode import MessagesStreamDecoder
from translators.anthropic_messages.stream_encode import MessagesStreamEncoder
from translators.anthropic_messages.tool_decode import decode_web_search
from translators.anthropic_messages.vocabulary import FAMILY, NAME, OWNED_PARAMETERS, encode_count
from translators.dialect import Dialect
from translators.endpoint import Endpoint

DIALECT = Dialect(
    name=NAME,
    title="Messages",
    family=FAMILY,
    endpoints=(
        Endpoint("/messages"),
        Endpoint("/messages/count_tokens", "count", streams=False),
    ),
    one_part_at_a_time=True,
    decode_request=decode_request,
    encode_request=encode_request,
    decode_response=decode_response,
    encode_response=encode_response,
    stream_decoder=MessagesStreamDecoder,
    stream_encoder=MessagesStreamEncoder,
    decode_failure=decode_failure,
    encode_failure=encode_failure,
    closing=(b"message_stop", b"event: error", b"event:error"),
    encode_count=encode_count,
    model_list=MODEL_LIST,
    owned_parameters=OWNED_PARAMETERS,
    conversation_keys=("messages",),
    seal_slots=("signature", "data"),
    services=SERVICES,
    decode_web_search=decode_web_search,
)
