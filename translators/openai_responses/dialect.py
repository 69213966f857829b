"""The dialect openai-responses: its words and its codecs in one record."""

from translators.diagnosis import read_failure
from translators.dialect import Dialect
from translators.openai_responses.failures import encode_failure
from translators.openai_responses.request_decode import decode_request
from translators.openai_responses.request_encode import encode_request
from translators.openai_responses.response_decode import decode_response
from translators.openai_responses.response_encode import encode_response
from translators.openai_responses.stream_decode import StreamDecoder
from translators.openai_responses.stream_encode import StreamEncoder
from translators.openai_responses.vocabulary import FAMILY, NAME

DIALECT = Dialect(
    name=NAME,
    family=FAMILY,
    paths=("/responses",),
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
)
