"""The dialect anthropic-messages: its words and its codecs in one record."""

from translators.anthropic_messages.failures import decode_failure, encode_failure
from translators.anthropic_messages.request_decode import decode_request
from translators.anthropic_messages.request_encode import encode_request
from translators.anthropic_messages.response_decode import decode_response
from translators.anthropic_messages.response_encode import encode_response
from translators.anthropic_messages.stream_decode import MessagesStreamDecoder
from translators.anthropic_messages.stream_encode import MessagesStreamEncoder
from translators.anthropic_messages.vocabulary import FAMILY, NAME
from translators.dialect import Dialect

DIALECT = Dialect(
    name=NAME,
    family=FAMILY,
    paths=("/messages",),
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
)
