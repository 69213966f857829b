"""Whose fault an error is, and what it says."""

import pytest

from translators.errors import RequestError, TranslationError, UpstreamError


def test_the_parent_cannot_be_raised() -> None:
    with pytest.raises(TypeError, match="RequestError or UpstreamError"):
        TranslationError("", "something")


@pytest.mark.parametrize(("fault", "status"), [(RequestError, 400), (UpstreamError, 502)])
def test_each_child_has_its_status(fault: type[TranslationError], status: int) -> None:
    assert status == fault("a", "b").status


def test_a_status_can_be_said() -> None:
    assert RequestError("", "too large", 413).status == 413


def test_a_status_of_zero_is_not_taken_for_unsaid() -> None:
    assert RequestError("", "odd", 0).status == 0


def test_the_text_names_the_place() -> None:
    error = RequestError("messages[2].content", "expected a string, found null")

    assert str(error) == "messages[2].content: expected a string, found null"
    assert error.path == "messages[2].content"
    assert error.message == "expected a string, found null"


def test_an_error_of_the_whole_document_has_no_place() -> None:
    assert str(UpstreamError("", "not an answer")) == "not an answer"
