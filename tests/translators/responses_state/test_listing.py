"""Lists of items, as the SDK reads them and as pages are turned."""

from collections.abc import Mapping
from itertools import pairwise

import pytest

from tests.translators.responses_state.client import client_of, told
from tests.translators.responses_state.turns import answer, call, result, said, talk, thought, turn
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.memory.snapshot import Snapshot
from translators.responses_state.answers import ApiReply
from translators.responses_state.listing import conversation_items, input_items, list_of, page

PICTURE: Document = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}
EVERYTHING: tuple[Json, ...] = (
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": "hi"},
    {"role": "user", "content": [{"type": "input_text", "text": "look"}, PICTURE]},
    {"role": "user", "content": [{"type": "text", "text": "a slip"}]},
    {"role": "assistant", "content": "I see."},
    {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
    {"type": "reasoning", "encrypted_content": "gAAAA", "content": None},
    {"type": "function_call", "call_id": "call_1", "name": "read", "arguments": "{}"},
    result("call_1"),
    {"type": "custom_tool_call", "call_id": "call_2", "name": "exec", "input": "ls"},
    {"type": "custom_tool_call_output", "call_id": "call_2", "output": "a"},
    {"type": "tool_search_call", "arguments": {}},
    {"type": "tool_search_output", "tools": []},
    {"type": "additional_tools", "role": "developer", "tools": []},
    {"type": "compaction", "encrypted_content": "gAAAA"},
)


def items(count: int) -> list[Document]:
    """Items named by their numbers."""
    return [{"id": str(number)} for number in range(count)]


def shown(listed: Document) -> list[Json]:
    """The ids in a list object."""
    data = listed["data"]
    assert isinstance(data, list)
    return [item["id"] for item in data if isinstance(item, dict)]


def test_every_item_that_a_client_may_send_is_listed_as_the_sdk_requires() -> None:
    given = Snapshot("resp_1", None, EVERYTHING, answer("resp_1"))
    document = page(input_items((given,)), {"order": "asc"})
    client = told(ApiReply(200, document))

    read = client.responses.input_items.list("resp_1", order="asc")

    assert [item.type for item in read] == [
        *["message"] * 6,
        "reasoning",
        "function_call",
        "function_call_output",
        "custom_tool_call",
        "custom_tool_call_output",
        "tool_search_call",
        "tool_search_output",
        "additional_tools",
        "compaction",
    ]


def test_the_same_items_are_listed_for_conversations() -> None:
    given = Snapshot("resp_1", None, EVERYTHING, answer("resp_1", said("Hm."), call("call_3")))
    document = page(conversation_items((given,)), {"order": "asc", "limit": "100"})
    client = told(ApiReply(200, document))

    read = client.conversations.items.list("conv_1", order="asc")

    assert len(list(read)) == len(EVERYTHING) + 2


def test_a_message_is_typed_and_has_an_id_and_a_state() -> None:
    (item,) = input_items((turn("resp_abc", text="hi"),))

    assert item == {
        "id": "msg_abc0000",
        "type": "message",
        "status": "completed",
        "role": "user",
        "content": [{"type": "input_text", "text": "hi"}],
    }


def test_an_item_keeps_what_it_came_with() -> None:
    given: Document = {"id": "mine", "type": "reasoning", "summary": [], "encrypted_content": "g"}

    assert input_items((Snapshot("resp_1", None, (given,), answer("resp_1")),)) == [given]


def test_what_only_asks_for_something_is_not_listed() -> None:
    given: tuple[Json, ...] = (
        {"type": "item_reference", "id": "msg_1"},
        {"type": "compaction_trigger"},
        "nonsense",
    )

    assert input_items((Snapshot("resp_1", None, given, answer("resp_1")),)) == []


def test_a_type_that_is_no_word_is_listed_like_any_other() -> None:
    (item,) = input_items((Snapshot("resp_1", None, ({"type": ["odd"]},), answer("resp_1")),))

    assert item["type"] == ["odd"]


def test_an_answer_was_given_everything_before_it_but_not_itself() -> None:
    chain = talk(turn("resp_1", text="a"), turn("resp_2", text="b"))

    assert [item["id"] for item in input_items(chain)] == [
        "msg_10000",
        "msg_resp_1",
        "msg_20000",
    ]


def test_a_conversation_holds_the_answers_as_well() -> None:
    chain = talk(turn("resp_1", text="a"), turn("resp_2", text="b"))

    assert [item["id"] for item in conversation_items(chain)] == [
        "msg_10000",
        "msg_resp_1",
        "msg_20000",
        "msg_resp_2",
    ]


def test_no_two_items_have_the_same_id() -> None:
    chain = talk(*(turn(f"resp_{letter}") for letter in "abc"))
    ids = sorted(str(item["id"]) for item in conversation_items(chain))

    assert all(first != second for first, second in pairwise(ids))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["4", "3", "2", "1", "0"]),
        ({"order": "asc"}, ["0", "1", "2", "3", "4"]),
        ({"order": "asc", "limit": "2"}, ["0", "1"]),
        ({"order": "asc", "limit": "2", "after": "1"}, ["2", "3"]),
        ({"order": "desc", "limit": "2", "after": "3"}, ["2", "1"]),
        ({"order": "asc", "after": "4"}, []),
        ({"order": "asc", "before": "2"}, ["0", "1"]),
        ({"order": "asc", "after": "0", "before": "3"}, ["1", "2"]),
    ],
)
def test_a_page_is_what_was_asked_for(query: Mapping[str, str], expected: list[str]) -> None:
    assert shown(page(items(5), query)) == expected


def test_a_page_has_twenty_items_unless_asked_otherwise() -> None:
    assert len(shown(page(items(21), {}))) == 20


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ({"limit": "5"}, False),
        ({"limit": "4"}, True),
        ({"limit": "4", "after": "4"}, False),
        ({"limit": "3", "before": "0"}, True),
        ({"limit": "4", "before": "0"}, False),
    ],
)
def test_a_page_says_whether_there_is_more(query: Mapping[str, str], more: bool) -> None:
    assert page(items(5), query)["has_more"] is more


def test_a_list_names_its_first_and_last_item() -> None:
    assert list_of(items(3)) == {
        "object": "list",
        "data": [{"id": "0"}, {"id": "1"}, {"id": "2"}],
        "first_id": "0",
        "last_id": "2",
        "has_more": False,
    }
    assert list_of([]) == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"order": "random"}, "order"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"after": "unknown"}, "after"),
        ({"before": "unknown"}, "before"),
    ],
)
def test_a_parameter_that_cannot_be_followed_is_named(
    query: Mapping[str, str], parameter: str
) -> None:
    with pytest.raises(RequestError) as refused:
        page(items(5), query)

    assert refused.value.path == parameter


def test_the_sdk_turns_all_pages() -> None:
    chain = talk(*(turn(f"resp_{number}", text=str(number)) for number in range(30)))

    def pages(method: str, path: str, body: bytes) -> ApiReply:
        assert (method, body) == ("GET", b"")
        query = dict(pair.split("=") for pair in path.partition("?")[2].split("&"))
        return ApiReply(200, page(input_items(chain), query))

    listed = client_of(pages).responses.input_items.list("resp_29", order="asc", limit=7)

    assert [item.id for item in listed] == [item["id"] for item in input_items(chain)]


def test_thoughts_are_listed_with_their_seal() -> None:
    snapshot = Snapshot("resp_1", None, (thought("gAAAA"),), answer("resp_1"))

    assert input_items((snapshot,)) == [thought("gAAAA")]
