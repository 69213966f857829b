from translators.adapt.changed import changed
from translators.hub.parts import Text
from translators.hub.request import Message

TEXT = Text("a", path="messages[0]")
MESSAGE = Message("user", (TEXT,), path="messages[0]")


def test_a_value_that_has_its_fields_already_is_the_same_object() -> None:
    assert changed(MESSAGE, role="user", parts=(TEXT,)) is MESSAGE


def test_other_fields_make_another_value_and_what_is_not_named_stays() -> None:
    other = changed(MESSAGE, role="user", parts=())

    assert other == Message("user", ())
    assert other.path == MESSAGE.path
