"""Pictures and pages → tokens, by the vendors' own formulas.

A picture's size stands in the first bytes of its file. One that cannot be seen (behind a URL, in a
provider's store) is taken for `ASSUMED`.
"""

import base64
import binascii
import math
import re
from collections.abc import Callable

from translators.hub.parts import Inline, Media, Plain
from translators.profile import Profile
from translators.tokens.text import tokens_of

type Size = tuple[int, int]
"""Width and height, in pixels."""

ASSUMED: Size = (1024, 1024)
"""A square of the size that vendors' guides use as their example."""

PAGE = 2250
"""Tokens of a PDF's page: Anthropic's guide says 1,500 to 3,000."""

_HEAD = 1 << 18
"""Base64 characters in which a size is looked for: a JPEG's may stand behind a whole thumbnail."""

_OTHER = 1000
"""Tokens of a sound or a film, whose length only a decoder could tell."""

_PAGES = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_COUNT = re.compile(rb"/Count\s+(\d{1,5})")


def media_tokens(media: Media, profile: Profile) -> float:
    """The tokens that a piece of media amounts to."""
    if isinstance(media.source, Plain):
        return tokens_of(media.source.text)
    if media.kind == "image":
        size = ASSUMED
        if isinstance(media.source, Inline):
            size = size_of(_decoded(media.source.data[:_HEAD])) or ASSUMED
        return _FORMULAS[profile.image_tokens](size, media.detail)
    if media.kind == "document":
        return PAGE * (pages_of(media.source.data) if isinstance(media.source, Inline) else 1)
    return _OTHER


def size_of(data: bytes) -> Size | None:
    """The size of a PNG, GIF, WebP or JPEG by the beginning of its file; None if it has none."""
    for magic, reader in _READERS:
        if data.startswith(magic):
            return reader(data)
    return None


def pages_of(data: str) -> int:
    """How many pages a PDF in base64 has, 1 at least; compressed page tables tell only a count."""
    document = _decoded(data)
    counts = [int(found) for found in _COUNT.findall(document)]
    return max(1, len(_PAGES.findall(document)), *counts)


def _decoded(data: str) -> bytes:
    whole = data[: len(data) // 4 * 4]
    try:
        return base64.b64decode(whole)
    except (ValueError, binascii.Error):
        return b""


def _png(data: bytes) -> Size | None:
    return _big_endian(data, 16, 20, 4)


def _gif(data: bytes) -> Size | None:
    if len(data) < 10:
        return None
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _webp(data: bytes) -> Size | None:
    """The three kinds of WebP: extended, lossless, lossy."""
    if data[8:12] != b"WEBP" or len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        return _little(data[24:27]) + 1, _little(data[27:30]) + 1
    if kind == b"VP8L":
        bits = _little(data[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF


def _jpeg(data: bytes) -> Size | None:
    """Segment by segment to the one that begins a frame."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _big_endian(data, place + 7, place + 5, 2)
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def _big_endian(data: bytes, first: int, second: int, length: int) -> Size | None:
    if len(data) < second + length:
        return None
    one, other = data[first : first + length], data[second : second + length]
    return int.from_bytes(one, "big"), int.from_bytes(other, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


_READERS: tuple[tuple[bytes, Callable[[bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"GIF8", _gif),
    (b"RIFF", _webp),
    (b"\xff\xd8", _jpeg),
)


def _by_tiles(size: Size, detail: str | None) -> float:
    """OpenAI's "Images and vision" guide, GPT-5's figures.

    70 for the picture, 140 for each tile of 512 pixels once it fits in 2,048 by 2,048 and its
    shorter side in 768.
    """
    if detail == "low":
        return 70
    width, height = _within(size, 2048)
    shorter = min(width, height)
    scale = min(1.0, 768 / shorter)
    tiles = math.ceil(width * scale / 512) * math.ceil(height * scale / 512)
    return 70 + 140 * tiles


def _by_area(size: Size, _detail: str | None) -> float:
    """Anthropic's "Vision" guide: a token for 750 pixels, once the longer side fits in 1,568."""
    width, height = _within(size, 1568)
    return width * height / 750


def _within(size: Size, longest: int) -> tuple[float, float]:
    scale = min(1.0, longest / max(*size, 1))
    return max(size[0] * scale, 1.0), max(size[1] * scale, 1.0)


_FORMULAS: dict[str, Callable[[Size, str | None], float]] = {
    "tiles": _by_tiles,
    "area": _by_area,
}
