"""Parts of a conversation, as blocks that Anthropic takes."""

from dataclasses import replace

import pytest

from tests.translators.anthropic_messages.client import context, losses
from translators.anthropic_messages.part_encode import SILENT_ERROR, say_part
from translators.anthropic_messages.vocabulary import INVALID_ARGUMENTS, NAME
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import (
    CacheMark,
    Citation,
    Foreign,
    Media,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
    ToolResult,
    Url,
)
from translators.hub.request import Role
from translators.profile import Profile

PATH = "messages[1].content[0]"
PLACE = "request.messages[].content[]"
IMAGE = Media("image", Url("https://e.org/a.png"), path=PATH)
OWN = Seal("signature", "sig", Origin(NAME, "anthropic", "claude-x"))
RAW: Document = {"type": "char_location", "cited_text": "a"}


@pytest.mark.parametrize(
    ("part", "block"),
    [
        (
            Text("Hi", cache=CacheMark("5m")),
            {
                "type": "text",
                "text": "Hi",
                "cache_control": {"type": "ephemeral", "ttl": "5m"},
            },
        ),
        (
            Text("Hi", citations=(Citation(None, raw=RAW, dialect=NAME),)),
            {
                "type": "text",
                "text": "Hi",
                "citations": [RAW],
            },
        ),
        (
            ToolCall("a", "f", '{"x":1}', cache=CacheMark()),
            {
                "type": "tool_use",
                "id": "a",
                "name": "f",
                "input": {"x": 1},
                "cache_control": {"type": "ephemeral"},
            },
        ),
        (
            Reasoning("Hm.", seal=OWN),
            {
                "type": "thinking",
                "thinking": "Hm.",
                "signature": "sig",
            },
        ),
        (
            Reasoning(seal=replace(OWN, kind="redacted")),
            {
                "type": "redacted_thinking",
                "data": "sig",
            },
        ),
        (
            Foreign(NAME, "server_tool_use", {"type": "server_tool_use"}),
            {"type": "server_tool_use"},
        ),
    ],
)
def test_the_assistants_parts_are_blocks(part: Part, block: Document) -> None:
    here = context()

    assert say_part(part, "assistant", here) == block
    assert losses(here) == []


def test_a_tool_result_is_blocks() -> None:
    result = ToolResult("a", (Text("1"), IMAGE), cache=CacheMark())

    assert say_part(result, "tool", context()) == {
        "type": "tool_result",
        "tool_use_id": "a",
        "content": [
            {"type": "text", "text": "1"},
            {"type": "image", "source": {"type": "url", "url": "https://e.org/a.png"}},
        ],
        "cache_control": {"type": "ephemeral"},
    }


def test_a_tool_result_may_be_empty() -> None:
    assert say_part(ToolResult("a", (Text(""),)), "tool", context()) == {
        "type": "tool_result",
        "tool_use_id": "a",
    }


def test_an_error_says_something() -> None:
    # "content cannot be empty if `is_error` is true"
    here = context()

    assert say_part(ToolResult("a", is_error=True, path=PATH), "tool", here) == {
        "type": "tool_result",
        "tool_use_id": "a",
        "is_error": True,
        "content": [{"type": "text", "text": SILENT_ERROR}],
    }
    assert losses(here) == [f"invented {PLACE}.content"]


def test_an_error_that_holds_media_is_none() -> None:
    # "all content must be type `text` if `is_error` is true"
    here = context()

    block = say_part(ToolResult("a", (IMAGE,), is_error=True, path=PATH), "tool", here)

    assert block is not None
    assert "is_error" not in block
    assert losses(here) == [f"coerced {PLACE}.is_error"]


def test_empty_text_is_no_block() -> None:
    here = context()

    assert say_part(Text(""), "user", here) is None
    assert losses(here) == []


def test_whitespace_is_no_block_either() -> None:
    # "text content blocks must contain non-whitespace text"
    here = context()

    assert say_part(Text(" \n", path=PATH), "user", here) is None
    assert losses(here) == [f"dropped {PLACE}"]


def test_sources_of_others_are_lost() -> None:
    here = context()
    text = Text("Hi", citations=(Citation("https://e.org/"),), path=PATH)

    assert say_part(text, "assistant", here) == {"type": "text", "text": "Hi"}
    assert losses(here) == [f"dropped {PLACE}.citations"]


def test_the_user_cites_nothing() -> None:
    here = context()
    text = Text("Hi", citations=(Citation(None, raw=RAW, dialect=NAME),), path=PATH)

    assert say_part(text, "user", here) == {"type": "text", "text": "Hi"}
    assert losses(here) == [f"dropped {PLACE}.citations"]


def test_a_refusal_is_said_as_text() -> None:
    here = context()

    assert say_part(Refusal("No.", path=PATH), "assistant", here) == {"type": "text", "text": "No."}
    assert losses(here) == [f"coerced {PLACE}"]


@pytest.mark.parametrize(
    "seal", [None, Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))]
)
def test_thinking_that_this_upstream_did_not_seal_is_never_sent(seal: Seal | None) -> None:
    here = context()

    assert say_part(Reasoning("Hm.", seal=seal, path=PATH), "assistant", here) is None
    assert losses(here) == [f"dropped {PLACE}"]


def test_thinking_goes_back_unsigned_to_who_signs_nothing() -> None:
    # the compatible endpoints of DeepSeek and Kimi (field guide 21)
    here = context()
    here.profile = Profile(thinking_history="text")

    assert say_part(Reasoning("Hm."), "assistant", here) == {
        "type": "thinking",
        "thinking": "Hm.",
        "signature": "",
    }


def test_arguments_that_are_no_object_are_sent_in_one() -> None:
    here = context()

    block = say_part(ToolCall("a", "f", '{"x', path=PATH), "assistant", here)

    assert block is not None
    assert block["input"] == {INVALID_ARGUMENTS: '{"x'}
    assert losses(here) == [f"coerced {PLACE}.arguments"]


def test_a_calls_seal_is_lost() -> None:
    here = context()

    say_part(ToolCall("a", "f", seal=OWN, path=PATH), "assistant", here)

    assert losses(here) == [f"dropped {PLACE}.seal"]


def test_media_that_the_assistant_made_is_lost() -> None:
    here = context()

    assert say_part(IMAGE, "assistant", here) is None
    assert losses(here) == [f"dropped {PLACE}"]


@pytest.mark.parametrize("role", ["system", "developer"])
def test_media_in_instructions_is_refused(role: Role) -> None:
    with pytest.raises(RequestError, match="can only be text"):
        say_part(IMAGE, role, context())


def test_a_conversation_is_not_refused_because_of_its_past() -> None:
    here = context()
    item = Foreign("openai-responses", "web_search_call", {}, path=PATH)

    assert say_part(item, "assistant", here) is None
    assert losses(here) == [f"dropped {PLACE}"]


def test_what_the_user_says_and_messages_cannot_is_refused() -> None:
    with pytest.raises(RequestError, match="'input_thing' of openai-responses"):
        say_part(Foreign("openai-responses", "input_thing", {}), "user", context())
