"""No silent field: set one field of an answer, and what the client gets changes or a loss names it.

Whole and streamed. The table must hold every field of every type, so that a new one cannot be
forgotten.
"""

from dataclasses import fields, replace
from typing import Any

import pytest

from tests.properties.test_silent_fields import CALL, LOGPROB, PICTURE, SEAL, SOURCE
from translators.dialect import Context
from translators.hub.fold import unfold
from translators.hub.parts import (
    Citation,
    Foreign,
    Media,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
)
from translators.hub.request import Request
from translators.hub.response import Response, Stop, Usage
from translators.registry import DIALECTS
from translators.wire import json_bytes

ANSWER = Response(
    "r1", "m", (Reasoning("thought"), Text("hi"), CALL), Stop("tool_calls"), Usage(1, 2, 3, 4, 5)
)


def _answer(index: int, **changes: Any) -> Response:
    parts: list[Part] = list(ANSWER.parts)
    parts[index] = replace(parts[index], **changes)
    return replace(ANSWER, parts=tuple(parts))


def _cited(**changes: Any) -> Response:
    """The answer with a source for its text."""
    return _answer(1, citations=(replace(Citation("https://example.org/"), **changes),))


type Answered = Response | tuple[Response, Response]
ANSWERS: dict[type, dict[str, Answered]] = {
    Response: {
        "parts": replace(ANSWER, parts=()),
        "stop": replace(ANSWER, stop=Stop("length")),
        "usage": replace(ANSWER, usage=None),
        "service_tier": replace(ANSWER, service_tier="flex"),
        "extras": replace(ANSWER, extras={"elsewhere": {"x": 1}}),
    },
    Stop: {
        "kind": replace(ANSWER, stop=Stop("length")),
        "sequence": (
            replace(ANSWER, parts=(Text("hi"),), stop=Stop("stop_sequence", "stop")),
            replace(ANSWER, parts=(Text("hi"),), stop=Stop("stop_sequence", "stop", "END")),
        ),
    },
    Usage: {
        "input": replace(ANSWER, usage=Usage(9, 2, 3, 4, 5)),
        "cache_read": replace(ANSWER, usage=Usage(1, 9, 3, 4, 5)),
        "cache_write": replace(ANSWER, usage=Usage(1, 2, 9, 4, 5)),
        "output": replace(ANSWER, usage=Usage(1, 2, 3, 9, 5)),
        "reasoning": replace(ANSWER, usage=Usage(1, 2, 3, 4, 9)),
    },
    Reasoning: {
        "text": _answer(0, text="other"),
        "summary": _answer(0, summary=("told",)),
        "seal": _answer(0, seal=SEAL),
    },
    Text: {
        "text": _answer(1, text="hello"),
        "citations": _answer(1, citations=(SOURCE,)),
        "logprobs": _answer(1, logprobs=(LOGPROB,)),
    },
    Citation: {
        "url": (_cited(url=None), _cited()),
        "title": (_cited(), _cited(title="A title")),
        "quote": (_cited(), _cited(quote="A quote")),
        "start": (_cited(), _cited(start=1)),
        "end": (_cited(), _cited(end=1)),
        "raw": (_cited(), _cited(raw={"x": 1}, dialect="elsewhere")),
    },
    ToolCall: {
        "id": _answer(2, id="call_2"),
        "name": _answer(2, name="other"),
        "arguments": _answer(2, arguments='{"x":1}'),
        "kind": _answer(2, kind="custom", arguments="free"),
        "namespace": _answer(2, namespace="sky"),
        "seal": _answer(2, seal=replace(SEAL, kind="thought")),
    },
    Refusal: {"text": replace(ANSWER, parts=(*ANSWER.parts, Refusal("No.")))},
    Media: {"kind": replace(ANSWER, parts=(*ANSWER.parts, PICTURE))},
    Foreign: {"kind": replace(ANSWER, parts=(*ANSWER.parts, Foreign("elsewhere", "odd", {})))},
}
UNSAID = {
    (Response, "id"): "some dialects' answers have an id of ours, which the next request may name",
    (Response, "model"): "the client reads the name that it asked for",
    (Response, "created"): "Messages dates no answer, and the others' clients only show it",
    (Stop, "raw"): "the upstream's own word for the kind",
    (Usage, "raw"): "the upstream's own words for the counts",
    (Citation, "dialect"): "whose words `raw` are",
    (Text, "cache"): "only requests have marks",
    (ToolCall, "cache"): "only requests have marks",
    **{(kind, "path"): "a place, for errors" for kind in (Reasoning, Text, ToolCall, Refusal)},
}
"""Fields of answers that say nothing to a client. Media and foreign parts are lost whole."""


def test_the_table_of_answers_is_complete() -> None:
    whole = {Media, Foreign}
    listed = {(kind, name) for kind, changes in ANSWERS.items() for name in changes}
    there = {(kind, field.name) for kind in ANSWERS for field in fields(kind)}

    assert {found for found in there if found[0] not in whole} == {
        found for found in listed | UNSAID.keys() if found[0] not in whole
    }


def _told(dialect: str, response: Response, streamed: bool) -> tuple[bytes, list[str]]:
    context = Context(
        request=Request("m", stream=streamed, logprobs=0),
        original={"stream_options": {"include_usage": True}},
    )
    if not streamed:
        said = json_bytes.dumps(DIALECTS[dialect].encode_response(response, context))
    else:
        encoder = DIALECTS[dialect].stream_encoder(context)
        said = b"".join(encoder.feed(event) for event in unfold(response))
    return said, [str(loss) for loss in context.losses]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, name, id=f"{kind.__name__}.{name}")
        for kind, changes in ANSWERS.items()
        for name in changes
    ],
)
def test_no_field_of_an_answer_is_silent(
    dialect: str, kind: type, name: str, streamed: bool
) -> None:
    change = ANSWERS[kind][name]
    before, after = change if isinstance(change, tuple) else (ANSWER, change)

    assert _told(dialect, after, streamed) != _told(dialect, before, streamed)
