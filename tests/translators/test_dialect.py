"""What decoders and encoders are handed."""

import pytest

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.parts import Origin
from translators.losses import Loss
from translators.profile import DEFAULT


def test_content_that_cannot_be_sent_is_refused_by_its_path() -> None:
    context = Context()
    with pytest.raises(RequestError) as caught:
        context.refuse("messages[0].content[1]", "no images here")

    assert str(caught.value) == "messages[0].content[1]: no images here"
    assert list(context.losses) == []


def test_the_users_policy_may_drop_it_instead() -> None:
    context = Context(drop_content=True)
    context.refuse("messages[0].content[1]", "no images here")

    assert list(context.losses) == [
        Loss("dropped", "request.messages[].content[]", "no images here")
    ]


def test_contexts_share_nothing() -> None:
    one, other = Context(), Context()
    one.losses.dropped("request.a", "gone")
    one.original["a"] = 1
    one.mint.token()

    assert not len(other.losses)
    assert other.original == {}
    assert other.mint.token().endswith("01")


def test_an_unknown_upstream_has_a_complete_profile_and_no_name() -> None:
    context = Context()

    assert context.profile is DEFAULT
    assert context.origin == Origin("")
    assert not context.drop_content
