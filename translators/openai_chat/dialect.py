"""The dialect openai-chat: its words and its codecs in one record."""

from translators.dialect import Dialect
from translators.endpoint import Endpoint
from translators.openai_chat.failures import decode_failure, encode_failure
from translators.openai_chat.models import MODEL_LIST
from translators.openai_chat.request_decode import decode_request
from translators.openai_chat.request_encode import encode_request
from translators.openai_chat.response_decode import decode_response
from translators.openai_chat.response_encode import encode_response
from translators.openai_chat.stream_decode import StreamDecoder
from translators.openai_chat.stream_encode import StreamEncoder
from translators.openai_chat.vocabulary import FAMILY, NAME, OWNED_PARAMETERS

DIALECT = Dialect(
    name=NAME,
    title="Chat",
    family=FAMILY,
    endpoints=(Endpoint("/chat/completions"),),
    one_part_at_a_time=False,
    decode_request=decode_request,
    encode_request=encode_request,
    decode_response=decode_response,
    encode_response=encode_response,
    stream_decoder=StreamDecoder,
    stream_encoder=StreamEncoder,
    decode_failure=decode_failure,
    encode_failure=encode_failure,
    closing=(b"[DONE]",),
    stream_options={"stream_options": {"include_usage": True}},
    model_list=MODEL_LIST,
    owned_parameters=OWNED_PARAMETERS,
    conversation_keys=("messages",),
    seal_slots=("signature", "data"),
    returns_reasoning=False,
)
