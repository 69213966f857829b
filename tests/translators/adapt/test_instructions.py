"""Instructions in roles, and at places, that the upstream has."""

from tests.support.fitting import fitted, said, talk
from translators.adapt import instructions
from translators.hub.parts import CacheMark, Inline, Media, Text
from translators.hub.request import Message
from translators.profile import Profile

EVERYTHING = Profile(developer_role=True, system_anywhere=True)
CONVERSATION = (
    said("system", "a"),
    said("developer", "b"),
    said("user", "c"),
    said("developer", "d"),
    said("assistant", "e"),
    said("system", "f"),
)


def test_an_upstream_that_has_all_of_it_gets_it_as_it_is() -> None:
    outcome = fitted(instructions.fit, talk(*CONVERSATION), EVERYTHING)

    assert outcome.messages == CONVERSATION
    assert outcome.losses == []


def test_a_developer_is_the_system_where_it_is_unknown() -> None:
    outcome = fitted(instructions.fit, talk(*CONVERSATION), Profile(developer_role=False))

    assert [message.role for message in outcome.messages] == [
        "system",
        "system",
        "user",
        "system",
        "assistant",
        "system",
    ]
    assert [message.parts for message in outcome.messages] == [m.parts for m in CONVERSATION]
    assert outcome.losses == [
        "coerced request.m.role: the upstream knows no developer role: said as system (2 times)"
    ]


def test_late_instructions_are_said_in_the_users_turn_where_they_must() -> None:
    outcome = fitted(
        instructions.fit,
        talk(*CONVERSATION),
        Profile(developer_role=True, system_anywhere=False),
    )

    assert outcome.messages == (
        said("system", "a"),
        said("developer", "b"),
        said("user", "c"),
        said("user", "<system>\nd\n</system>"),
        said("assistant", "e"),
        said("user", "<system>\nf\n</system>"),
    )
    [loss] = outcome.losses
    assert loss == (
        "coerced request.m.role: the upstream takes no system message after a user's: said in a "
        "user's message (2 times)"
    )


def test_what_is_not_text_and_what_marks_text_stays() -> None:
    image = Media("image", Inline("iVBOR"))
    late = Message("system", (Text("x", cache=CacheMark("1h")), image))

    outcome = fitted(
        instructions.fit, talk(said("user", "hi"), late), Profile(system_anywhere=False)
    )

    assert outcome.messages[1].parts == (
        Text("<system>\nx\n</system>", cache=CacheMark("1h")),
        image,
    )
