import base64
import struct
from collections.abc import Callable

import pytest

from translators.hub.parts import Inline, Media, Plain, Url
from translators.profile import Profile
from translators.tokens.images import ASSUMED, PAGE, Size, media_tokens, pages_of, size_of

TILES = Profile(image_tokens="tiles")
AREA = Profile(image_tokens="area")


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x06"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height)


def jpeg(width: int, height: int) -> bytes:
    thumbnail = b"\xff\xe1" + struct.pack(">H", 2 + 300) + b"x" * 300
    return b"\xff\xd8" + thumbnail + b"\xff\xc2" + struct.pack(">HBHH", 17, 8, height, width)


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + body


def lossy(width: int, height: int) -> bytes:
    return webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height))


def lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", bits) + b"\0" * 8)


def extended(width: int, height: int) -> bytes:
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return webp(b"VP8X", b"\0\0\0\0" + sides)


def image(data: bytes, detail: str | None = None) -> Media:
    return Media("image", Inline(base64.b64encode(data).decode()), detail=detail)


@pytest.mark.parametrize("make", [png, gif, jpeg, lossy, lossless, extended])
def test_a_size_is_found_in_a_files_head(make: Callable[[int, int], bytes]) -> None:
    assert size_of(make(640, 1200)) == (640, 1200)


@pytest.mark.parametrize("make", [png, gif, jpeg, lossy])
def test_a_torn_head_has_no_size(make: Callable[[int, int], bytes]) -> None:
    whole = make(640, 1200)
    assert size_of(whole[: len(whole) - 4]) is None


def test_what_is_no_picture_has_no_size() -> None:
    assert size_of(b"<svg/>") is None


@pytest.mark.parametrize(
    ("size", "detail", "tokens"),
    [
        ((1024, 1024), None, 70 + 4 * 140),
        ((2048, 4096), "high", 70 + 6 * 140),
        ((4096, 8192), "low", 70),
        ((100, 100), "auto", 70 + 140),
    ],
)
def test_openai_counts_tiles(size: Size, detail: str | None, tokens: int) -> None:
    assert media_tokens(image(png(*size), detail), TILES) == tokens


@pytest.mark.parametrize(
    ("size", "tokens"), [((200, 200), 53), ((1000, 1000), 1333), ((3136, 1568), 1639)]
)
def test_anthropic_counts_area(size: Size, tokens: int) -> None:
    assert round(media_tokens(image(png(*size)), AREA)) == tokens


@pytest.mark.parametrize(
    "media", [Media("image", Url("https://x/y.png")), Media("image", Inline("no base64!"))]
)
def test_a_picture_that_cannot_be_seen_is_of_an_assumed_size(media: Media) -> None:
    assert media_tokens(media, TILES) == media_tokens(image(png(*ASSUMED)), TILES)


def test_a_document_is_counted_by_pages() -> None:
    pdf = b"%PDF-1.4 <</Type /Pages /Count 2>> <</Type /Page>> <</Type/Page /Parent 1 0 R>>"
    data = base64.b64encode(pdf).decode()

    assert pages_of(data) == 2
    assert media_tokens(Media("document", Inline(data)), AREA) == 2 * PAGE
    assert media_tokens(Media("document", Url("https://x/y.pdf")), AREA) == PAGE


def test_a_plain_document_is_its_text() -> None:
    assert media_tokens(Media("document", Plain("hello there")), AREA) == pytest.approx(2.06)


def test_sounds_are_not_free() -> None:
    assert media_tokens(Media("audio", Inline("AAAA")), TILES) > 0
