"""The dialect openai-responses: its words and its codecs in one record."""

from translators.diagnosis import read_failure
from translators.dialect import CompactionCodec, Dialect
from translators.endpoint import Endpoint
from translators.openai_responses.compact import decode_request as decode_compaction
from translators.openai_responses.compact import encode_response as encode_compaction
from translators.openai_responses.failures import encode_failure
from translators.openai_responses.models import MODEL_LIST
from translators.openai_responses.request_decode import decode_request
from translators.openai_responses.request_encode import encode_request
from translators.openai_responses.response_decode import decode_response
from translators.openai_responses.response_encode import encode_response
from translators.openai_responses.stream_decode import StreamDecoder
from translators.openai_responses.stream_encode import StreamEncoder
from translators.openai_responses.tools_encode import encode_web_search
from translators.openai_responses.vocabulary import (
    FAMILY,
    NAME,
    OWNED_PARAMETERS,
    encode_count,
    encode_user_text,
)

DIALECT = Dialect(
    name=NAME,
    title="Responses",
    family=FAMILY,
    endpoints=(
        Endpoint("/responses", websocket=True),
        Endpoint("/responses/compact", "compaction", streams=False),
        Endpoint("/responses/input_tokens", "count", streams=False),
    ),
    one_part_at_a_time=False,
    decode_request=decode_request,
    encode_request=encode_request,
    decode_response=decode_response,
    encode_response=encode_response,
    stream_decoder=StreamDecoder,
    stream_encoder=StreamEncoder,
    decode_failure=read_failure,
    encode_failure=encode_failure,
    closing=(b"response.completed", b"response.incomplete", b"response.failed"),
    encode_count=encode_count,
    compaction=CompactionCodec(decode_compaction, encode_compaction),
    model_list=MODEL_LIST,
    owned_parameters=OWNED_PARAMETERS,
    conversation_keys=("input",),
    seal_slots=("encrypted_content",),
    encode_user_text=encode_user_text,
    keeps_conversations=True,
    encode_web_search=encode_web_search,
)
