"""A cursor reads each key once, names the place of every fault, and knows what nobody read."""

from collections.abc import Callable

import pytest

from translators.errors import RequestError, TranslationError, UpstreamError
from translators.hub.document import Document, Json
from translators.wire.cursor import Cursor


def _cursor(document: Document, path: str = "") -> Cursor:
    return Cursor(document, RequestError, path)


READERS: dict[str, Callable[[Cursor, str], object]] = {
    "string": lambda cursor, key: cursor.string(key),
    "need_string": lambda cursor, key: cursor.require_string(key),
    "boolean": lambda cursor, key: cursor.boolean(key),
    "integer": lambda cursor, key: cursor.integer(key),
    "number": lambda cursor, key: cursor.number(key),
    "object": lambda cursor, key: cursor.object(key),
    "child": lambda cursor, key: cursor.child(key),
    "need_child": lambda cursor, key: cursor.require_child(key),
    "array": lambda cursor, key: cursor.array(key),
    "children": lambda cursor, key: cursor.children(key),
    "strings": lambda cursor, key: cursor.strings(key),
}


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        ("string", "x", "x"),
        ("string", "", ""),
        ("need_string", "", ""),
        ("boolean", False, False),
        ("integer", 3, 3),
        ("integer", 3.0, 3),
        ("integer", 10**30, 10**30),
        ("number", 3, 3),
        ("number", 0.5, 0.5),
        ("object", {"a": 1}, {"a": 1}),
        ("array", [1, "a", None], [1, "a", None]),
        ("strings", ["a", "b"], ("a", "b")),
        ("strings", "a", ("a",)),
        ("strings", [], ()),
    ],
)
def test_reads_what_is_there(reader: str, value: Json, expected: object) -> None:
    found = READERS[reader](_cursor({"key": value}), "key")

    assert expected == found
    assert type(expected) is type(found)


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("string", None),
        ("boolean", None),
        ("integer", None),
        ("number", None),
        ("object", None),
        ("child", None),
        ("array", []),
        ("children", []),
        ("strings", ()),
    ],
)
@pytest.mark.parametrize("document", [{}, {"key": None}], ids=["absent", "null"])
def test_null_is_absent(reader: str, expected: object, document: Document) -> None:
    assert expected == READERS[reader](_cursor(document), "key")


def test_a_default_takes_the_place_of_null() -> None:
    assert _cursor({"key": None}).string("key", "x") == "x"


@pytest.mark.parametrize("reader", ["need_string", "need_child"])
@pytest.mark.parametrize("document", [{}, {"key": None}], ids=["absent", "null"])
def test_what_is_needed_must_be_there(reader: str, document: Document) -> None:
    with pytest.raises(RequestError) as caught:
        READERS[reader](_cursor(document, "a[1]"), "key")

    assert str(caught.value) == "a[1].key: required, and missing"


@pytest.mark.parametrize(
    ("reader", "value", "message"),
    [
        ("string", 1, "expected a string, found a number"),
        ("need_string", {}, "expected a string, found an object"),
        ("boolean", 1, "expected a boolean, found a number"),
        ("boolean", "true", "expected a boolean, found a string"),
        ("integer", 1.5, "expected a whole number, found a number"),
        ("integer", True, "expected a whole number, found a boolean"),
        ("integer", "1", "expected a whole number, found a string"),
        ("integer", float("inf"), "expected a whole number, found a number"),
        ("number", True, "expected a number, found a boolean"),
        ("number", "1", "expected a number, found a string"),
        ("object", [], "expected an object, found an array"),
        ("child", "x", "expected an object, found a string"),
        ("need_child", 0, "expected an object, found a number"),
        ("array", {}, "expected an array, found an object"),
        ("children", {}, "expected an array, found an object"),
        ("strings", {}, "expected an array, found an object"),
    ],
)
def test_a_wrong_type_names_place_and_both_types(reader: str, value: Json, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        READERS[reader](_cursor({"key": value}, "messages[0]"), "key")

    assert str(caught.value) == f"messages[0].key: {message}"


WRONG_ITEMS: list[tuple[str, Json, str]] = [
    ("children", [{}, "x"], "key[1]: expected an object, found a string"),
    ("children", [None], "key[0]: expected an object, found null"),
    ("strings", ["a", "b", 3], "key[2]: expected a string, found a number"),
    ("strings", [None], "key[0]: expected a string, found null"),
]


@pytest.mark.parametrize(("reader", "value", "message"), WRONG_ITEMS)
def test_a_wrong_item_is_named_by_its_index(reader: str, value: Json, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        READERS[reader](_cursor({"key": value}), "key")

    assert str(caught.value) == message


@pytest.mark.parametrize("fault", [RequestError, UpstreamError])
def test_the_fault_is_whose_document_it_is(fault: type[TranslationError]) -> None:
    with pytest.raises(fault):
        Cursor({"choices": [{"index": "0"}]}, fault).children("choices")[0].integer("index")


def test_paths_grow_with_the_descent() -> None:
    cursor = _cursor({"messages": [{}, {"content": [{"source": {"url": 1}}]}]})
    source = cursor.children("messages")[1].children("content")[0].require_child("source")

    assert source.path == "messages[1].content[0].source"
    assert source.at("url") == "messages[1].content[0].source.url"
    with pytest.raises(RequestError, match=r"^messages\[1\]\.content\[0\]\.source\.url: "):
        source.string("url")


def test_what_is_carried_whole_is_the_same_object() -> None:
    schema: Document = {"type": "object"}
    items: list[Json] = [1]
    cursor = _cursor({"schema": schema, "items": items})

    assert cursor.object("schema") is schema
    assert cursor.json("schema") is schema
    assert cursor.array("items") is items


def test_has_and_keys_pass_over_null_and_read_nothing() -> None:
    cursor = _cursor({"a": 0, "b": None, "c": ""})

    assert cursor.keys() == ["a", "c"]
    assert [cursor.has(key) for key in "abcd"] == [True, False, True, False]
    assert list(cursor.unread()) == ["a", "c"]


def test_nothing_read_is_everything_unread() -> None:
    assert list(_cursor({"a": 1, "b": None, "c": {"d": 1}}).unread()) == ["a", "c"]


@pytest.mark.parametrize("reader", ["string", "object", "child", "children", "strings", "array"])
def test_a_key_that_was_asked_for_is_read(reader: str) -> None:
    cursor = _cursor({"key": None, "other": 1})
    READERS[reader](cursor, "key")

    assert list(cursor.unread()) == ["other"]


def test_a_key_that_was_asked_for_in_vain_is_read_too() -> None:
    cursor = _cursor({"key": 1})
    with pytest.raises(RequestError):
        cursor.string("key")

    assert list(cursor.unread()) == []


def test_unread_keys_below_are_named_in_the_order_of_reading() -> None:
    cursor = _cursor(
        {"z": 1, "messages": [{"role": "user", "x": 1}, {"role": "user", "content": [{"y": 1}]}]}
    )
    for message in cursor.children("messages"):
        message.string("role")
        message.children("content")

    assert list(cursor.unread()) == ["z", "messages[0].x", "messages[1].content[0].y"]


def test_an_object_carried_whole_has_nothing_unread() -> None:
    cursor = _cursor({"schema": {"deep": {"er": 1}}})
    cursor.object("schema")

    assert list(cursor.unread()) == []


def test_ignored_keys_count_as_read() -> None:
    cursor = _cursor({"id": "x", "status": "completed", "more": 1})
    cursor.ignore("id", "status", "absent")

    assert list(cursor.unread()) == ["more"]


def test_the_rest_is_given_once() -> None:
    cursor = _cursor({"model": "m", "x": 1, "y": None, "z": [1]})
    cursor.string("model")

    assert cursor.rest() == {"x": 1, "z": [1]}
    assert cursor.rest() == {}
    assert list(cursor.unread()) == []


def test_the_rest_leaves_what_is_below_unread() -> None:
    cursor = _cursor({"message": {"role": "user", "odd": 1}})
    cursor.require_child("message").string("role")

    assert cursor.rest() == {}
    assert list(cursor.unread()) == ["message.odd"]


def test_an_object_taken_whole_is_read_with_all_below() -> None:
    document: Document = {"type": "custom", "inner": {"a": 1}}
    cursor = _cursor({"item": document})
    item = cursor.require_child("item")
    item.require_child("inner")

    assert item.whole() is document
    assert list(cursor.unread()) == []
