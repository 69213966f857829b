"""How each kind of block grows, and what it amounts to."""

import pytest

from tests.translators.anthropic_messages.client import UPSTREAM, context, losses
from translators.anthropic_messages.stream_block_kinds import (
    Block,
    CallBlock,
    ForeignBlock,
    TextBlock,
    ThinkingBlock,
)
from translators.anthropic_messages.vocabulary import NAME, read_citation
from translators.dialect import Context
from translators.errors import UpstreamError
from translators.hub.document import Document
from translators.hub.events import Event, PartCitation, PartDelta, PartEnd, PartSeal, PartStart
from translators.hub.parts import Foreign, Origin, Reasoning, Seal, Text, ToolCall
from translators.hub.tracker import PartTracker
from translators.opaque.seals import wrap

CITED: Document = {"type": "char_location", "cited_text": "Ruby"}
INPUT = "input_json_delta"


def _block[B: Block](kind: type[B], document: Document, of: Context | None = None) -> B:
    return kind(0, document, PartTracker(), of or context())


def _grow(block: Block, kind: str, **delta: str | Document) -> list[Event]:
    return block.grow(kind, {"type": kind, **delta}) or []


def _whole(block: Block, *fragments: str) -> list[Event]:
    events = block.begin()
    for fragment in fragments:
        events += _grow(block, INPUT, partial_json=fragment)
    return events + block.end()


def test_text_grows_and_is_cited() -> None:
    block = _block(TextBlock, {"text": ""})

    assert block.begin() == [PartStart(0, Text())]
    assert _grow(block, "citations_delta", citation=CITED) == [
        PartCitation(0, read_citation(CITED))
    ]
    assert _grow(block, "text_delta", text="Hi") == [PartDelta(0, "Hi")]
    assert (block.part, block.delta, block.key) == (0, "text_delta", "text")
    assert block.end() == [PartEnd(0)]


def test_text_that_is_there_from_the_start_is_said() -> None:
    block = _block(TextBlock, {"text": "Hi", "citations": [CITED]})

    assert block.begin()[1:] == [PartDelta(0, "Hi"), PartCitation(0, read_citation(CITED))]


def test_thinking_grows_and_is_sealed() -> None:
    block = _block(ThinkingBlock, {"thinking": "", "signature": ""})

    assert block.begin() == []
    assert _grow(block, "thinking_delta", thinking="Hm.") == [
        PartStart(0, Reasoning()),
        PartDelta(0, "Hm."),
    ]
    assert _grow(block, "signature_delta", signature="sig") == [
        PartSeal(0, Seal("signature", "sig", UPSTREAM))
    ]
    assert block.end() == [PartEnd(0)]


def test_omitted_thinking_is_its_seal_alone() -> None:
    block = _block(ThinkingBlock, {"thinking": ""})

    assert [*block.begin(), *_grow(block, "signature_delta", signature="sig"), *block.end()] == [
        PartStart(0, Reasoning()),
        PartSeal(0, Seal("signature", "sig", UPSTREAM)),
        PartEnd(0),
    ]


def test_redacted_thinking_is_a_seal() -> None:
    seal = Seal("encrypted", "gAAA", Origin("openai-responses", "openai", "gpt-x"))

    assert _block(ThinkingBlock, {"data": wrap(seal)}).begin() == [
        PartStart(0, Reasoning()),
        PartSeal(0, seal),
    ]


def test_thinking_that_says_nothing_is_nothing() -> None:
    block = _block(ThinkingBlock, {"thinking": "", "signature": ""})

    assert [*block.begin(), *_grow(block, "thinking_delta", thinking=""), *block.end()] == []


@pytest.mark.parametrize(
    ("document", "fragments", "said"),
    [
        ({"input": {}}, ['{"x"', ":1}"], ['{"x"', ":1}"]),
        # zero-argument tools (field guide 30)
        ({"input": {}}, [""], ["{}"]),
        ({}, [], ["{}"]),
        # whole in the start, as some gateways and hosted code write it
        ({"input": {"x": 1}}, [], ['{"x":1}']),
        # both: the deltas are the same once more
        ({"input": {"x": 1}}, ['{"x":1}'], ['{"x":1}']),
    ],
)
def test_a_call_has_its_arguments_once(
    document: Document, fragments: list[str], said: list[str]
) -> None:
    block = _block(CallBlock, {"id": "a", "name": "f", **document})

    assert _whole(block, *fragments) == [
        PartStart(0, ToolCall("a", "f")),
        *(PartDelta(0, piece) for piece in said),
        PartEnd(0),
    ]


def test_a_call_whose_input_is_no_object_is_told() -> None:
    here = context()
    block = _block(CallBlock, {"id": "a", "name": "f", "input": 5}, here)

    assert _whole(block)[1] == PartDelta(0, "5")
    assert losses(here) == ["coerced response.content[].input"]


def test_a_call_without_an_id_gets_one() -> None:
    here = context()

    assert _block(CallBlock, {"name": "f"}, here).begin() == [
        PartStart(0, ToolCall("toolu_000000000000000000000001", "f"))
    ]
    assert losses(here) == ["invented response.content[].id"]


def test_a_call_of_no_tool_is_the_upstreams_fault() -> None:
    with pytest.raises(UpstreamError, match=r"content\[0\]\.name: required"):
        _block(CallBlock, {"id": "a"}).begin()


@pytest.mark.parametrize(
    ("fragments", "complete", "torn", "torn_by_limit"),
    [
        (['{"x":1}'], True, False, False),
        (['{"x":'], False, True, True),
        (['{"x":"\n'], False, True, True),
        ([], False, False, True),
    ],
)
def test_whether_a_call_is_whole_is_asked_of_its_arguments(
    fragments: list[str], complete: bool, torn: bool, torn_by_limit: bool
) -> None:
    block = _block(CallBlock, {"id": "a", "name": "f"})
    block.begin()
    for fragment in fragments:
        _grow(block, INPUT, partial_json=fragment)

    assert block.complete is complete
    assert block.torn(limited=False) is torn
    assert block.torn(limited=True) is torn_by_limit


@pytest.mark.parametrize(
    ("document", "fragments", "value"),
    [
        (
            {"type": "server_tool_use", "name": "web_search", "input": {}},
            ['{"query": "a', '"}'],
            {"type": "server_tool_use", "name": "web_search", "input": {"query": "a"}},
        ),
        (
            {"type": "server_tool_use", "name": "web_fetch", "input": {"url": "u"}},
            [],
            {"type": "server_tool_use", "name": "web_fetch", "input": {"url": "u"}},
        ),
        ({"type": "fallback", "to": "m"}, [], {"type": "fallback", "to": "m"}),
    ],
)
def test_a_foreign_block_is_said_when_it_is_whole(
    document: Document, fragments: list[str], value: Document
) -> None:
    block = _block(ForeignBlock, document)

    assert _whole(block, *fragments) == [
        PartStart(0, Foreign(NAME, str(document["type"]), value)),
        PartEnd(0),
    ]


def test_a_compaction_is_its_summary() -> None:
    block = _block(ForeignBlock, {"type": "compaction", "content": None})

    assert _grow(block, "compaction_delta", content="So far.") == []
    assert block.end()[0] == PartStart(
        0, Foreign(NAME, "compaction", {"type": "compaction", "content": "So far."})
    )


def test_a_foreign_block_that_was_cut_off_is_lost() -> None:
    here = context()
    block = _block(ForeignBlock, {"type": "server_tool_use"}, here)

    assert _whole(block, '{"query": "a') == []
    assert not block.complete
    assert losses(here) == ["dropped response.content[].server_tool_use"]


@pytest.mark.parametrize("kind", [TextBlock, ThinkingBlock, CallBlock, ForeignBlock])
def test_a_delta_that_does_not_fit_is_left_to_others(kind: type[Block]) -> None:
    block = _block(kind, {"type": "x", "name": "f"})
    block.begin()

    assert block.grow("smell_delta", {"type": "smell_delta"}) is None
