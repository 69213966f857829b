import pytest

from tests.upstreams import messages_rules
from tests.upstreams.refusal import RefusalError
from tests.upstreams.vendor import Tolerance
from translators.hub.document import Document, Json

USER: Document = {"role": "user", "content": "hi"}
THINKING: Document = {"type": "thinking", "thinking": "hm", "signature": "ours"}
BUDGET: Document = {"type": "enabled", "budget_tokens": 1024}
MARK: Document = {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}


def call(name: str = "toolu_1") -> Document:
    return {"type": "tool_use", "id": name, "name": "look", "input": {}}


def result(name: str = "toolu_1", content: Json = "found") -> Document:
    return {"type": "tool_result", "tool_use_id": name, "content": content}


def text(words: str) -> Document:
    return {"type": "text", "text": words}


def user(*blocks: Document) -> Document:
    return {"role": "user", "content": [*blocks]}


def assistant(*blocks: Document) -> Document:
    return {"role": "assistant", "content": [*blocks]}


def tool(name: str = "look", **schema: Json) -> Document:
    return {"name": name, "input_schema": {"type": "object", **schema}}


def enforced(schema: Document) -> Document:
    return request(output_config={"format": {"type": "json_schema", "schema": schema}})


def request(*messages: Document, **parameters: Json) -> Document:
    return {
        "model": "m",
        "max_tokens": 2000,
        "messages": [*(messages or (USER,))],
        **parameters,
    }


@pytest.mark.parametrize(
    "document",
    [
        request(),
        request(temperature=1, top_k=4, stop_sequences=["x"]),
        request(USER, USER, assistant(text("a")), assistant(text("b"))),
        request(USER, assistant(call("a"), call("b")), user(result("b"), result("a"), text("go"))),
        request(USER, assistant(call("a"), call("b")), user(result("a")), user(result("b"))),
        request(USER, assistant(THINKING, call()), user(result()), thinking=BUDGET),
        request(tools=[tool()], tool_choice={"type": "any"}, system=[MARK]),
        enforced({"type": "object", "properties": {}, "additionalProperties": False}),
    ],
)
def test_good_requests_pass(document: Document) -> None:
    messages_rules.check(document, Tolerance(seals={"ours"}))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"model": "m", "messages": [USER]}, "max_tokens: Field required"),
        ({"model": "m", "max_tokens": 1, "messages": []}, "at least one message"),
        (request(stop=["x"]), "stop: Extra inputs are not permitted"),
        (
            request(user({"type": "text", "text": "x", "id": "1"})),
            "messages.0.content.0.id: Extra inputs are not permitted",
        ),
        (request({"role": "assistant", "content": "a"}), 'must use the "user" role'),
        (request({"role": "developer", "content": "d"}, USER), "messages.0.role"),
        (request(USER, {"role": "system", "content": "s"}), "role 'system' is not supported"),
        (request(user(text(""))), "text content blocks must be non-empty"),
        (request(user(text("  "))), "must contain non-whitespace text"),
        (request(system=[text("")]), "system: text content blocks must be non-empty"),
        (request({"role": "user", "content": ""}), "all messages must have non-empty content"),
        (
            request(USER, assistant(call()), user(result(content=[text("")]))),
            "text content blocks must be non-empty",
        ),
        (request(USER, {"role": "assistant", "content": "a "}), "trailing whitespace"),
        (request(USER, assistant(call("Bash:0")), user(result("Bash:0"))), "match pattern"),
        (request(USER, assistant(call(), call()), user(result())), "ids must be unique"),
        (request(USER, assistant(call())), "without `tool_result` blocks immediately after"),
        (request(USER, assistant(call()), USER), "without `tool_result` blocks immediately"),
        (request(USER, assistant(call()), user(text("x"), result())), "immediately after"),
        (request(user(result())), "unexpected `tool_use_id`"),
        (request(USER, assistant(call()), user(result(), result())), "a single result"),
        (request(user(text("x")), assistant(THINKING)), "Invalid `signature`"),
        (request(thinking={"type": "enabled"}), "thinking.budget_tokens: Field required"),
        (request(thinking={**BUDGET, "budget_tokens": 500}), "greater than or equal to 1024"),
        (request(thinking={**BUDGET, "budget_tokens": 2000}), "`max_tokens` must be greater"),
        (request(thinking=BUDGET, temperature=0.5), "`temperature` may only be set to 1"),
        (request(thinking=BUDGET, top_k=5), "`top_k` must be unset"),
        (
            request(thinking=BUDGET, tools=[tool()], tool_choice={"type": "any"}),
            "A forced tool_choice and thinking",
        ),
        (
            request(USER, assistant(call()), user(result()), thinking=BUDGET),
            "Expected `thinking` or `redacted_thinking`, but found `tool_use`",
        ),
        (request(temperature=1.5), "temperature: range: 0..1"),
        (request(temperature=1, top_p=1), "cannot both be specified"),
        (request(stop_sequences=["\n"]), "must contain non-whitespace"),
        (request(tools=[tool(), tool()]), "Tool names must be unique"),
        (request(tools=[tool("a.b")]), "tools.0.custom.name"),
        (request(tools=[tool(anyOf=[])]), "does not support oneOf"),
        (request(tools=[{"name": "x"}]), "tools.0.input_schema: Field required"),
        (request(tool_choice={"type": "auto"}), "only be specified while providing tools"),
        (request(tools=[tool()], tool_choice={"type": "tool", "name": "x"}), "not found"),
        (enforced({"type": "object"}), "must be explicitly set to false"),
        (enforced({"items": {"anyOf": [{"minimum": 1}]}}), "'minimum' is not supported"),
        (enforced({"$ref": "#/$defs/A", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}}}}), "Circ"),
        (request(tools=[{**tool(), "strict": True}]), "must be explicitly set to false"),
        (request(user(*[MARK] * 5)), "A maximum of 4 blocks with cache_control"),
    ],
)
def test_what_the_api_refuses_is_refused(document: Document, words: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        messages_rules.check(document, Tolerance())
    assert words in refusal.value.message


def test_newer_models_take_a_system_message_anywhere() -> None:
    document = request(USER, {"role": "system", "content": "s"})
    messages_rules.check(document, Tolerance(system_anywhere=True))


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "x-api-key header is required"),
        ({"x-api-key": "other"}, "invalid x-api-key"),
        ({"x-api-key": "key"}, "anthropic-version: header is required"),
        (
            {"x-api-key": "key", "anthropic-version": "2023-06-01", "anthropic-beta": "b"},
            "Unexpected value(s) `b`",
        ),
    ],
)
def test_headers_are_checked(headers: dict[str, str], words: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        messages_rules.check_headers(headers, "key")
    assert words in refusal.value.message
