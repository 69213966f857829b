"""The defaults describe a complete API that needs nothing special."""

from dataclasses import FrozenInstanceError, fields

import pytest

from translators.profile import DEFAULT, Profile


def test_the_default_profile_is_the_one_without_any_fact_said() -> None:
    assert Profile() == DEFAULT


def test_efforts_are_ordered_from_weak_to_strong() -> None:
    assert DEFAULT.efforts == ("low", "medium", "high")


def test_content_is_taken_by_default_and_nothing_is_filled_in() -> None:
    assert DEFAULT.media == {"image", "document"}
    assert DEFAULT.media_urls
    assert DEFAULT.media_in_tool_results
    assert DEFAULT.max_tokens_default is None
    assert DEFAULT.max_tokens_maximum is None


def test_a_fact_cannot_be_changed_in_flight() -> None:
    name = fields(DEFAULT)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(DEFAULT, name, frozenset())
