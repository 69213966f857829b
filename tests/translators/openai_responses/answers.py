"""Answers to say, one for each thing that an answer can hold."""

from translators.hub.document import Document
from translators.hub.parts import (
    Citation,
    Foreign,
    Inline,
    Media,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.hub.response import Response, Stop, StopKind, Usage
from translators.openai_responses.vocabulary import NAME

CLAUDE = Origin("anthropic-messages", "anthropic", "claude-opus-5-5")
SEAL = Seal("signature", "EqQB", CLAUDE)
USAGE = Usage(input=10, cache_read=4, cache_write=2, output=5, reasoning=3)
LOGPROB: Document = {
    "token": "Hi",
    "bytes": [72, 105],
    "logprob": -0.25,
    "top_logprobs": [{"token": "Ho", "bytes": [72, 111], "logprob": -2.5}],
}


def answer(*parts: Part, stop: StopKind = "end") -> Response:
    """A whole answer of these parts."""
    return Response("resp_1", "upstream-model", parts, Stop(stop), USAGE, 1700000000, "default")


ANSWERS: dict[str, Response] = {
    "nothing": answer(),
    "text": answer(Text("Hi there")),
    "texts": answer(Text("Hi"), Text("there")),
    "empty text": answer(Text("")),
    "refusal": answer(Refusal("I would rather not.")),
    "call": answer(ToolCall("call_1", "read", '{"path":"a"}'), stop="tool_calls"),
    "call without arguments": answer(ToolCall("call_1", "read"), stop="tool_calls"),
    "parallel calls": answer(
        Text("Reading."),
        ToolCall("call_1", "read", '{"path":"a"}'),
        ToolCall("call_2", "read", '{"path":"b"}'),
        stop="tool_calls",
    ),
    "custom call": answer(ToolCall("call_1", "exec", "ls\n", "custom"), stop="tool_calls"),
    "namespaced calls": answer(
        ToolCall("call_1", "exec", "ls", "custom", "functions"),
        ToolCall("call_2", "now", "{}", "function", "clock"),
        stop="tool_calls",
    ),
    "sealed summary": answer(Reasoning(summary=("First.", "Then."), seal=SEAL), Text("Hi")),
    "thinking": answer(Reasoning("Let me think."), Text("Hi")),
    "thinking and summary": answer(Reasoning("Let me think.", ("Briefly.",), SEAL), Text("Hi")),
    "only a seal": answer(Reasoning(seal=SEAL), Text("Hi")),
    "citations": answer(
        Text("Rome.", (Citation("https://a.example", "A", start=0, end=4), Citation("b://c")))
    ),
    "logprobs": answer(Text("Hi", logprobs=(LOGPROB,))),
    "image": answer(Text("Look:"), Media("image", Inline("QUJD"), "image/png")),
    "hosted item": answer(
        Foreign(
            NAME,
            "web_search_call",
            {
                "type": "web_search_call",
                "id": "ws_1",
                "status": "completed",
                "action": {"type": "search", "query": "q"},
            },
        ),
        Text("Found."),
    ),
    "cut short": answer(Text("Once upon"), stop="length"),
    "filtered": answer(Text("Once"), stop="content_filter"),
    "refused without words": answer(Text("Once"), stop="refusal"),
    "stop sequence": answer(Text("Once"), stop="stop_sequence"),
    "paused": answer(Text("Once"), stop="pause"),
}
"""By what is special about them."""
