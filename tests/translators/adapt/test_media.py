"""Media that the upstream cannot take are refused with their place, or dropped where allowed."""

import pytest

from tests.support.fitting import UPSTREAM, fitted, said, talk
from translators.adapt import media
from translators.errors import RequestError
from translators.hub.parts import (
    Inline,
    Media,
    MediaKind,
    Origin,
    Part,
    Plain,
    Source,
    Stored,
    Text,
    ToolResult,
    Url,
)
from translators.hub.request import Role
from translators.profile import Profile

PATH = "messages[0].content[1]"
KEPT_ELSEWHERE = "is kept by another provider and cannot be read by acme"
IMAGES = Profile(media=frozenset({"image"}), media_urls=False)


def picture(source: Source, kind: MediaKind = "image") -> Media:
    return Media(kind, source, path=PATH)


REFUSED: dict[str, tuple[Media, str]] = {
    "a kind": (picture(Inline("UklGR"), "audio"), "acme-1 takes no audio"),
    "a URL": (
        picture(Url("https://example.com/a.png")),
        "acme fetches no URLs: send the image itself, as base64",
    ),
    "a file of another dialect": (
        picture(Stored("file_1", Origin("openai-responses"))),
        f"the file 'file_1' {KEPT_ELSEWHERE}: send the image itself, as base64",
    ),
}
TAKEN: dict[str, Media] = {
    "data": picture(Inline("iVBOR")),
    "a file of the same dialect": picture(Stored("file_1", UPSTREAM)),
    "a document that is text": picture(Plain("words"), "document"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_fits_stays(name: str) -> None:
    message = said("user", "see", TAKEN[name])

    outcome = fitted(media.fit, talk(message), IMAGES)

    assert outcome.messages == (message,)
    assert outcome.losses == []


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("inside", [False, True])
def test_what_does_not_fit_is_refused_by_its_place(name: str, inside: bool) -> None:
    part, reason = REFUSED[name]
    given: Part = ToolResult("a", (Text("see"), part)) if inside else part

    with pytest.raises(RequestError) as caught:
        fitted(media.fit, talk(said("tool" if inside else "user", given)), IMAGES)

    assert (caught.value.path, caught.value.message) == (PATH, reason)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_dropped_where_the_user_allows_it(name: str) -> None:
    part, reason = REFUSED[name]
    request = talk(said("user", "see", part), said("tool", ToolResult("a", (Text("x"), part))))

    outcome = fitted(media.fit, request, IMAGES, drop_content=True)

    assert outcome.messages == (
        said("user", "see"),
        said("tool", ToolResult("a", (Text("x"),))),
    )
    assert outcome.losses == [f"dropped request.messages[].content[]: {reason} (2 times)"]


def test_no_conversation_is_refused_because_of_its_own_past() -> None:
    part, reason = REFUSED["a kind"]

    outcome = fitted(media.fit, talk(said("assistant", "listen", part)), IMAGES)

    assert outcome.messages == (said("assistant", "listen"),)
    assert outcome.losses == [f"dropped request.messages[].content[]: {reason}"]


@pytest.mark.parametrize("role", ["system", "developer", "user"])
def test_media_of_anyone_else_is_refused(role: Role) -> None:
    with pytest.raises(RequestError):
        fitted(media.fit, talk(said(role, REFUSED["a kind"][0])), IMAGES)


def test_an_upstream_without_a_known_model_is_named_all_the_same() -> None:
    with pytest.raises(RequestError, match="the upstream's model takes no audio"):
        fitted(media.fit, talk(said("user", REFUSED["a kind"][0])), IMAGES, Origin("x", "acme"))
