"""What only shows between real dialects: ids, seals, free text and namespaces, there and back.

Which field becomes which is the business of the dialects' own tests.
"""

import json
from dataclasses import replace
from itertools import permutations

import pytest

from tests.support.documents import inside, objects, text
from translators.dialect import Dialect
from translators.exchange.exchange import Exchange
from translators.hub.document import Document, Json
from translators.hub.failure import Failure
from translators.names import legal_identifier
from translators.opaque.seals import MARKER
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS
from translators.wire import json_bytes
from translators.wire.sse import EventReader

CHAT, RESPONSES, MESSAGES = "openai-chat", "openai-responses", "anthropic-messages"
UPSTREAMS = {CHAT: "openai-compatible", RESPONSES: "openai", MESSAGES: "anthropic"}
MODELS = {CHAT: "m", RESPONSES: "gpt-5.5", MESSAGES: "claude-sonnet-4-6"}

ASKED: dict[str, Document] = {
    CHAT: {"messages": [{"role": "user", "content": "hi"}]},
    RESPONSES: {"input": "hi"},
    MESSAGES: {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 2000},
}
WHOLE: dict[str, Document] = {
    CHAT: {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "hé😀"},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    },
    RESPONSES: {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "m",
        "status": "completed",
        "output": [
            {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "hé😀", "annotations": []}],
            }
        ],
        "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
    },
    MESSAGES: {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": "hé😀"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 2},
    },
}
WITH_USAGE: dict[str, Document] = {
    CHAT: {"stream_options": {"include_usage": True}},
    RESPONSES: {},
    MESSAGES: {},
}
GONE = Failure("connection", "gone", 502)
PAIRS = list(permutations(DIALECTS, 2))


def exchange(client: str, upstream: str, document: Document, model: str | None = None) -> Exchange:
    """A translation whose request has been made."""
    made = Exchange(DIALECTS[client], PROVIDERS[UPSTREAMS[upstream]], model or MODELS[upstream])
    made.request({"model": "asked", **document})
    return made


def streamed(dialect: str, whole: Document) -> bytes:
    """A whole answer of a dialect as its stream, by way of a bridge between equals."""
    document: Document = {**ASKED[dialect], "stream": True, **WITH_USAGE[dialect]}
    return exchange(dialect, dialect, document).response(200, json_bytes.dumps(whole)).body


def events(stream: bytes) -> list[Document]:
    reader = EventReader()
    return [
        json_bytes.loads_object(data)
        for _, data in [*reader.feed(stream), *reader.finish()]
        if data != b"[DONE]"
    ]


def closed(dialect: Dialect, stream: bytes) -> bool:
    """Whether the last event of a stream is one that ends it."""
    last = stream.removesuffix(b"\n\n").rpartition(b"\n\n")[2]
    return bool(events(stream)) and any(word in last for word in dialect.closing)


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
def test_all_ways_to_answer_say_the_same(client: str, upstream: str) -> None:
    whole = json_bytes.dumps(WHOLE[upstream])
    stream = streamed(upstream, WHOLE[upstream])

    def answered(given: bytes) -> bytes:
        return exchange(client, upstream, ASKED[client]).response(200, given).body

    assert json_bytes.loads(answered(stream)) == json_bytes.loads(answered(whole))
    assert "hé😀" in answered(whole).decode()
    assert b'"asked"' in answered(whole)


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
def test_a_stream_at_any_split_says_the_same(client: str, upstream: str) -> None:
    given = streamed(upstream, WHOLE[upstream])

    def said(*chunks: bytes) -> bytes:
        stream = exchange(client, upstream, {**ASKED[client], "stream": True}).stream()
        pieces = [piece for chunk in chunks for piece in stream.feed(chunk)]
        assert all(piece.endswith(b"\n\n") for piece in pieces)
        return b"".join([*pieces, *stream.finish()])

    expected = said(given)
    assert "hé😀" in "".join(map(str, events(expected)))
    assert closed(DIALECTS[client], expected)
    assert said(*(given[i : i + 1] for i in range(len(given)))) == expected
    assert {said(given[:cut], given[cut:]) for cut in range(0, len(given), 7)} == {expected}


@pytest.mark.parametrize(("client", "upstream"), PAIRS)
def test_a_stream_cut_anywhere_is_never_left_hanging(client: str, upstream: str) -> None:
    given = streamed(upstream, WHOLE[upstream])

    for cut in range(0, len(given), 11):
        stream = exchange(client, upstream, {**ASKED[client], "stream": True}).stream()
        said = b"".join([*stream.feed(given[:cut]), *stream.finish()])
        assert stream.ended
        assert closed(DIALECTS[client], said)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_same_dialect_is_never_left_hanging_when_upstream_dies(dialect: str) -> None:
    given = streamed(dialect, WHOLE[dialect])

    for cut in range(0, len(given), 11):
        stream = exchange(dialect, dialect, {**ASKED[dialect], "stream": True}).stream()
        said = b"".join([*stream.feed(given[:cut]), *stream.fail(GONE)])
        assert closed(DIALECTS[dialect], said)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("streams", [True, False])
def test_a_bridge_between_equals_tells_what_an_answer_cost(dialect: str, streams: bool) -> None:
    """OpenAI counts tokens in a stream on demand, and refuses that demand without a stream."""
    provider = PROVIDERS[UPSTREAMS[dialect]]
    provider = replace(provider, streaming="never" if streams else "always")
    made, options = Exchange(DIALECTS[dialect], provider), WITH_USAGE[dialect]
    plain: Document = {"model": "m", **ASKED[dialect]}
    streaming: Document = {**plain, "stream": True, **options}

    sent = made.request(streaming if streams else plain)

    assert sent == ({**plain, "stream": False} if streams else streaming)
    given = json_bytes.dumps(WHOLE[dialect]) if streams else streamed(dialect, WHOLE[dialect])
    answer = made.response(200, given)
    assert answer.usage is not None
    assert answer.usage.total == 3


KIMI_CALL: Document = {
    **WHOLE[CHAT],
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "Bash:0",
                        "type": "function",
                        "function": {"name": "Bash", "arguments": '{"cmd":"ls"}'},
                    }
                ],
            },
            "finish_reason": "tool_calls",
        }
    ],
}
BASH: Json = {"name": "Bash", "input_schema": {"type": "object"}}


@pytest.mark.parametrize("more", [{}, {"tools": [BASH]}])
def test_a_call_has_the_same_legal_id_whole_and_streamed_offered_or_not(more: Document) -> None:
    asked = {**ASKED[MESSAGES], **more}

    def call(given: bytes) -> Json:
        body = exchange(MESSAGES, CHAT, asked).response(200, given).body
        return json_bytes.loads_object(body)["content"]

    whole = call(json_bytes.dumps(KIMI_CALL))
    assert whole == call(streamed(CHAT, KIMI_CALL))
    assert "Bash:0" not in str(whole)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_an_illegal_id_that_comes_in_every_turn_never_poisons_a_conversation(turns: int) -> None:
    """Kimi behind Claude Code (field guide 1, 2)."""
    messages: list[Json] = [{"role": "user", "content": "hi"}]
    sent: Document = {}
    for _ in range(turns):
        document: Document = {"messages": messages, "max_tokens": 2000, "tools": [BASH]}
        made = exchange(MESSAGES, CHAT, document)
        answer = json_bytes.loads_object(made.response(200, json_bytes.dumps(KIMI_CALL)).body)
        [call] = objects(answer["content"])
        messages = [
            *messages,
            {"role": "assistant", "content": [call]},
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": call["id"], "content": "x"}],
            },
        ]
        sent = Exchange(DIALECTS[MESSAGES], PROVIDERS["openai-compatible"], "m").request(
            {"model": "asked", "messages": messages, "max_tokens": 2000, "tools": [BASH]}
        )

    calls = [
        call["id"]
        for message in objects(sent["messages"])
        for call in objects(message.get("tool_calls"))
    ]
    results = [
        message["tool_call_id"]
        for message in objects(sent["messages"])
        if message["role"] == "tool"
    ]
    first = legal_identifier("Bash:0")
    assert calls == results == [first, f"{first}_2", f"{first}_3"][:turns]


THOUGHT: Document = {
    **WHOLE[MESSAGES],
    "content": [
        {"type": "thinking", "thinking": "hm", "signature": "ErUB"},
        {"type": "text", "text": "hello"},
    ],
}


def thought_item(streams: bool) -> Json:
    """The reasoning item that Codex gets of Claude's thinking."""
    document: Document = {**ASKED[RESPONSES], "stream": streams}
    made = exchange(RESPONSES, MESSAGES, document)
    given = streamed(MESSAGES, THOUGHT) if streams else json_bytes.dumps(THOUGHT)
    answer = made.response(200, given)
    if not streams:
        return objects(json_bytes.loads_object(answer.body)["output"])[0]
    [completed] = [e for e in events(answer.body) if e["type"] == "response.completed"]
    return objects(inside(completed, "response", "output"))[0]


@pytest.mark.parametrize("streams", [False, True])
def test_a_seal_comes_back_to_its_issuer_as_it_was(streams: bool) -> None:
    item = thought_item(streams)
    assert text(inside(item, "encrypted_content")).startswith(MARKER)

    made = Exchange(DIALECTS[RESPONSES], PROVIDERS["anthropic"], MODELS[MESSAGES])
    sent = made.request(
        {"model": "asked", "input": [{"role": "user", "content": "hi"}, item], "store": False}
    )

    assert objects(sent["messages"])[1] == {
        "role": "assistant",
        "content": [{"type": "thinking", "thinking": "hm", "signature": "ErUB"}],
    }


@pytest.mark.parametrize(
    ("provider", "model"),
    [("anthropic", "claude-opus-4-6"), ("openai-compatible", "m"), ("openai", "gpt-5.5")],
)
def test_a_seal_reaches_nobody_else(provider: str, model: str) -> None:
    """Neither another model of its issuer's, nor a provider of the client's own dialect."""
    item = thought_item(streams=False)
    made = Exchange(DIALECTS[RESPONSES], PROVIDERS[provider], model)

    sent = made.request({"model": "asked", "input": [{"role": "user", "content": "hi"}, item]})

    assert b"ErUB" not in json_bytes.dumps(sent)
    assert MARKER.encode() not in json_bytes.dumps(sent)
    assert any("seal" in loss.reason for loss in made.losses)


CODEX: Document = {
    "input": [
        {"role": "user", "content": "hi"},
        {
            "type": "additional_tools",
            "role": "developer",
            "tools": [
                {
                    "type": "namespace",
                    "name": "functions",
                    "tools": [
                        {
                            "type": "custom",
                            "name": "exec",
                            "description": "Runs JavaScript.",
                            "format": {"type": "grammar", "syntax": "lark", "definition": "s: /x/"},
                        },
                        {"type": "function", "name": "wait", "parameters": {"type": "object"}},
                    ],
                }
            ],
        },
    ],
    "stream": True,
    "store": False,
}
SCRIPT = 'const r = "é😀";\ntext(r);'


def chat_calls() -> Document:
    calls: list[Json] = [
        {
            "id": "call_1",
            "type": "function",
            "function": {
                "name": "functions__exec",
                "arguments": json.dumps({"input": SCRIPT}),
            },
        },
        {
            "id": "call_2",
            "type": "function",
            "function": {"name": "functions__wait", "arguments": '{"ms":1}'},
        },
    ]
    message: Document = {"role": "assistant", "content": None, "tool_calls": calls}
    choice: Json = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    return {**WHOLE[CHAT], "choices": [choice]}


def messages_calls() -> Document:
    content: list[Json] = [
        {"type": "tool_use", "id": "call_1", "name": "functions__exec", "input": {"input": SCRIPT}},
        {"type": "tool_use", "id": "call_2", "name": "functions__wait", "input": {"ms": 1}},
    ]
    return {**WHOLE[MESSAGES], "content": content, "stop_reason": "tool_use"}


@pytest.mark.parametrize(
    ("upstream", "whole"), [(CHAT, chat_calls()), (MESSAGES, messages_calls())]
)
@pytest.mark.parametrize("size", [1, 13, 100_000])
def test_codex_gets_its_calls_of_the_kind_and_in_the_namespace_it_declared(
    upstream: str, whole: Document, size: int
) -> None:
    """ "unsupported call", or a silent "aborted", otherwise (clients 4, field guide 40, 41)."""
    given = streamed(upstream, whole)
    stream = exchange(RESPONSES, upstream, CODEX).stream()
    chunks = [given[start : start + size] for start in range(0, len(given), size)]

    said = b"".join([*(p for chunk in chunks for p in stream.feed(chunk)), *stream.finish()])

    items = [e["item"] for e in events(said) if e["type"] == "response.output_item.done"]
    assert [
        {key: item[key] for key in ("type", "call_id", "name", "namespace")}
        for item in objects(items)
    ] == [
        {
            "type": "custom_tool_call",
            "call_id": "call_1",
            "name": "exec",
            "namespace": "functions",
        },
        {
            "type": "function_call",
            "call_id": "call_2",
            "name": "wait",
            "namespace": "functions",
        },
    ]
    assert inside(items[0], "input") == SCRIPT
    assert json_bytes.loads(text(inside(items[1], "arguments"))) == {"ms": 1}


@pytest.mark.parametrize("upstream", [CHAT, MESSAGES])
def test_codexs_calls_go_back_under_the_names_that_upstream_knows(upstream: str) -> None:
    made: Json = {
        "type": "custom_tool_call",
        "call_id": "call_1",
        "name": "exec",
        "namespace": "functions",
        "input": SCRIPT,
    }
    output: Json = {"type": "custom_tool_call_output", "call_id": "call_1", "output": "ok"}
    document: Document = {**CODEX, "input": [*objects(CODEX["input"]), made, output]}

    sent = Exchange(DIALECTS[RESPONSES], PROVIDERS[UPSTREAMS[upstream]], MODELS[upstream]).request(
        {"model": "asked", **document}
    )

    [assistant] = [m for m in objects(sent["messages"]) if m["role"] == "assistant"]
    if upstream == CHAT:
        [call] = objects(assistant["tool_calls"])
        assert inside(call, "function", "name") == "functions__exec"
        assert json_bytes.loads(text(inside(call, "function", "arguments"))) == {"input": SCRIPT}
    else:
        [call] = objects(assistant["content"])
        assert (call["name"], call["input"]) == ("functions__exec", {"input": SCRIPT})


@pytest.mark.parametrize("upstream", [CHAT, RESPONSES])
def test_claude_code_is_told_of_an_overflow_in_the_words_it_knows(upstream: str) -> None:
    """(field guide 49)"""
    error: Json = {
        "message": "This model's maximum context length is 8192 tokens.",
        "type": "invalid_request_error",
        "code": "context_length_exceeded",
    }

    answer = exchange(MESSAGES, upstream, ASKED[MESSAGES]).response(
        400, json_bytes.dumps({"error": error})
    )

    assert answer.status == 400
    assert b"prompt is too long" in answer.body


@pytest.mark.parametrize("name", DIALECTS)
def test_closing_words_are_known_for_every_dialect(name: str) -> None:
    assert closed(DIALECTS[name], streamed(name, WHOLE[name]))


def chunk(*calls: Json, finish: str | None = None) -> bytes:
    choice: Json = {"index": 0, "delta": {"tool_calls": [*calls]}, "finish_reason": finish}
    document: Document = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + json_bytes.dumps({**document, "choices": [choice]}) + b"\n\n"


def piece(index: int, arguments: str, name: str | None = None) -> Json:
    function: Document = {"arguments": arguments}
    if name is None:
        return {"index": index, "function": function}
    return {"index": index, "id": f"call_{index}", "function": {**function, "name": name}}


def test_calls_that_grow_side_by_side_reach_claude_code_one_after_the_other() -> None:
    """(field guide 24)"""
    given = b"".join(
        [
            chunk(piece(0, "", "Bash"), piece(1, "", "Bash")),
            chunk(piece(1, '{"cmd":')),
            chunk(piece(0, '{"cmd":')),
            chunk(piece(1, '"b"}'), piece(0, '"a"}')),
            chunk(finish="tool_calls"),
            b"data: [DONE]\n\n",
        ]
    )
    document: Document = {**ASKED[MESSAGES], "tools": [BASH], "stream": True}

    stream = exchange(MESSAGES, CHAT, document).stream()
    said = events(b"".join([*stream.feed(given), *stream.finish()]))

    assert [
        (event["index"], event["type"], inside(event, "delta", "partial_json"))
        for event in said
        if text(event["type"]).startswith("content_block")
    ] == [
        (0, "content_block_start", None),
        (0, "content_block_delta", '{"cmd":'),
        (0, "content_block_delta", '"a"}'),
        (0, "content_block_stop", None),
        (1, "content_block_start", None),
        (1, "content_block_delta", '{"cmd":'),
        (1, "content_block_delta", '"b"}'),
        (1, "content_block_stop", None),
    ]


@pytest.mark.parametrize("upstream", DIALECTS)
def test_a_refused_system_role_is_told_in_words_that_claude_code_acts_upon(upstream: str) -> None:
    """It goes on without the role only on a 400 with these words (field guide 11)."""
    words = "role 'system' is not supported in messages"
    refusal: Document = {"error": {"type": "invalid_request_error", "message": words}}

    answer = exchange(MESSAGES, upstream, ASKED[MESSAGES]).response(400, json_bytes.dumps(refusal))

    error = json_bytes.loads_object(answer.body)["error"]
    assert (answer.status, inside(error, "message")) == (400, words)


def test_what_a_signature_is_bound_to_reaches_its_issuer_as_it_was() -> None:
    """Newer signatures hold for one system prompt and one prefix alone (field guide 17)."""
    document: Document = {
        "model": "claude-opus-5-5",
        "system": [{"type": "text", "text": "x-anthropic-billing-header: cch=1;"}],
        "thinking": {"type": "adaptive"},
        "max_tokens": 2000,
        "messages": [
            {"role": "user", "content": "hi"},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
                    {"type": "text", "text": "Hello."},
                ],
            },
            {"role": "user", "content": "Go on."},
        ],
    }

    assert Exchange(DIALECTS[MESSAGES], PROVIDERS["anthropic"]).request(document) is document
