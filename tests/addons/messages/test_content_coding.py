import gzip
import importlib
import zlib
from collections.abc import Callable

import pytest
import zstandard

from addons.messages.content_coding import CodingError, Decoding, RoomError, decode

TEXT = b'{"words": "many many words"}' * 1000
BOMB = b"\0" * (8 * 1024 * 1024)


brotli: Callable[[bytes], bytes] = importlib.import_module("brotli").compress


def bare_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


CODERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", bare_deflate),
    ("br", brotli),
    ("zstd", zstandard.compress),
]
each_coding = pytest.mark.parametrize(("name", "code"), CODERS)


@each_coding
def test_a_body_is_decoded_whole(name: str, code: Callable[[bytes], bytes]) -> None:
    assert decode(code(TEXT), name.upper(), len(TEXT)) == TEXT


@each_coding
def test_a_body_is_decoded_byte_by_byte(name: str, code: Callable[[bytes], bytes]) -> None:
    coded = code(TEXT)
    decoding = Decoding(name)

    pieces = [decoding.feed(coded[i : i + 1], len(TEXT)) for i in range(len(coded))]
    decoding.finish()

    assert b"".join(pieces) == TEXT


@pytest.mark.parametrize(("name", "code"), [CODERS[0], CODERS[-1]])
def test_several_members_are_one_body(name: str, code: Callable[[bytes], bytes]) -> None:
    assert decode(code(TEXT[:50]) + code(TEXT[50:]), name, len(TEXT)) == TEXT


def test_codings_are_taken_off_in_reverse() -> None:
    assert decode(brotli(gzip.compress(TEXT)), "gzip, br", len(TEXT)) == TEXT


@pytest.mark.parametrize("header", ["", "identity", " identity , "])
def test_identity_is_nothing(header: str) -> None:
    assert decode(TEXT, header, len(TEXT)) is TEXT


def test_an_empty_body_is_empty_in_every_coding() -> None:
    assert decode(b"", "gzip", 0) == b""


@each_coding
def test_more_than_the_room_is_refused(name: str, code: Callable[[bytes], bytes]) -> None:
    with pytest.raises(RoomError):
        decode(code(TEXT), name, len(TEXT) - 1)


@each_coding
def test_a_bomb_is_refused(name: str, code: Callable[[bytes], bytes]) -> None:
    with pytest.raises(RoomError):
        decode(code(BOMB), name, 1024 * 1024)


def test_a_large_body_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(RoomError):
        decode(b"not gzip, but long", "gzip", 5)


@each_coding
def test_a_body_that_is_cut_short_is_refused(name: str, code: Callable[[bytes], bytes]) -> None:
    with pytest.raises(CodingError):
        decode(code(TEXT)[:-3], name, len(TEXT))


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_coded_at_all_is_refused(name: str) -> None:
    with pytest.raises(CodingError):
        decode(b'{"plain": "json"}', name, 100)


def test_an_unknown_coding_is_named() -> None:
    with pytest.raises(CodingError, match="the content coding 'lzma' is not known"):
        decode(b"x", "lzma", 10)
