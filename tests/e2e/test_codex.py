"""Codex, unmodified, works for several turns on models that speak its own dialect or another."""

import json
from pathlib import Path

import pytest

from tests.e2e.clients import CODEX, CODEX_IN_CODE_MODE, Client, compacting, resumed, run
from tests.e2e.proxy import SECRETS, Proxy
from tests.upstreams.server import Recorded, Upstream
from tests.upstreams.turns import Call, Turn
from translators.hub.document import Json

UPSTREAMS = {
    "openai-chat": ("openai-compatible", "some-model"),
    "anthropic-messages": ("anthropic", "claude-sonnet-4-5"),
    "openai-responses": ("openai", "gpt-5.5"),
}
SERVED = 'websocket = "serve"\n'
COMMAND = "printf 'one\\ntwo\\n' > made.txt && cat made.txt"
PATCH = """*** Begin Patch
*** Update File: made.txt
@@
 one
-two
+"drei" \\ 😀
*** End Patch
"""
EDITED = 'one\n"drei" \\ 😀\n'
SCRIPT = f"""const made = await tools.exec_command({{cmd: {json.dumps(COMMAND)}}});
text(made.output);
text(await tools.apply_patch({json.dumps(PATCH)}));
"""
EXEC = Call("call_exec", "functions__exec", json.dumps({"input": SCRIPT}))
DONE = Turn(text="The file has been edited.")
CALLS = {
    "Codex": (
        Call("call_command", "exec_command", json.dumps({"cmd": COMMAND})),
        Call("call_patch", "apply_patch", json.dumps({"input": PATCH})),
    ),
    "Codex in code mode": (EXEC,),
}
OWN_CALLS = {
    "Codex": (CALLS["Codex"][0], Call("call_patch", "apply_patch", PATCH, custom=True)),
    "Codex in code mode": (Call("call_exec", "exec", SCRIPT, custom=True, namespace="functions"),),
}
"""The same calls in Codex's own dialect."""


def said(request: Recorded) -> str:
    """Everything that an upstream was told, as one text without escapes."""
    document = request.document
    return "\n".join(_strings(document.get("messages", document.get("input"))))


def _strings(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _strings(inner)]
    return [value] if isinstance(value, str) else []


def offered(request: Recorded) -> str:
    return json.dumps(request.document.get("tools"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


@pytest.mark.parametrize("client", [CODEX, CODEX_IN_CODE_MODE], ids=lambda client: client.name)
@pytest.mark.parametrize(
    ("upstream", "settings"),
    [
        ("openai-chat", ""),
        ("anthropic-messages", ""),
        ("openai-responses", ""),
        ("openai-responses", SERVED),
    ],
    ids=["Chat", "Messages", "Responses", "Responses by WebSocket"],
)
async def test_it_runs_a_command_and_edits_a_file(
    client: Client, upstream: str, settings: str, folder: Path, authority: Path
) -> None:
    calls = OWN_CALLS if upstream == "openai-responses" else CALLS
    turns = [Turn(calls=(call,)) for call in calls[client.name]]
    async with (
        Upstream(upstream, [*turns, DONE], secrets=SECRETS) as scripted,
        Proxy(scripted, *UPSTREAMS[upstream], folder.parent, authority, settings) as proxy,
    ):
        outcome = await run(client, "Make a file and edit it", proxy, folder)

    assert outcome.status == 0, outcome
    assert (folder / "made.txt").read_text() == EDITED
    assert DONE.text in outcome.said
    assert scripted.refusals == []
    assert len(scripted.requests) == len(turns) + 1
    assert ("a WebSocket is served" in proxy.log) is bool(settings)
    assert said(scripted.requests[-1]).count("Make a file and edit it") == 1
    assert "one\ntwo\n" in said(scripted.requests[-1])


@pytest.mark.parametrize(
    ("upstream", "settings"),
    [("openai-chat", ""), ("openai-chat", SERVED), ("anthropic-messages", "")],
)
async def test_it_goes_on_after_a_compaction_and_when_it_is_resumed(
    upstream: str, settings: str, folder: Path, authority: Path
) -> None:
    """The conversation is long, so notes of the upstream's model take its place for good."""
    notes = "The user wants made.txt. It has been made: one, two."
    script = [
        Turn(calls=(EXEC,), input_tokens=100_000),
        Turn(text=notes, thinking="What mattered?", seal="seal-of-the-notes"),
        DONE,
        Turn(text="It is still there."),
    ]
    client = compacting(CODEX_IN_CODE_MODE)
    async with (
        Upstream(upstream, script, secrets=SECRETS) as scripted,
        Proxy(scripted, *UPSTREAMS[upstream], folder.parent, authority, settings) as proxy,
    ):
        first = await run(client, "Make a file and edit it", proxy, folder)
        second = await run(resumed(CODEX_IN_CODE_MODE), "Is it there?", proxy, folder)

    assert (first.status, second.status) == (0, 0), (first, second)
    assert DONE.text in first.said
    assert "It is still there." in second.said
    assert scripted.refusals == []
    called, compacted, after, later = map(said, scripted.requests)
    assert compacted.startswith(called)
    assert offered(scripted.requests[1]) == offered(scripted.requests[0])
    assert [notes in text for text in (compacted, after, later)] == [False, True, True]
    assert ["one\ntwo\n" in text for text in (compacted, after, later)] == [True, False, False]
    assert "Is it there?" in later


async def test_it_calls_tools_that_it_has_searched_for(folder: Path, authority: Path) -> None:
    name = "multi_agent_v1__close_agent"
    search = Call("call_search", "tool_search", json.dumps({"query": "agent", "limit": 3}))
    script = [
        Turn(calls=(search,)),
        Turn(calls=(Call("call_found", name, json.dumps({"target": "nobody"})),)),
        DONE,
    ]
    async with (
        Upstream("openai-chat", script, secrets=SECRETS) as scripted,
        Proxy(scripted, *UPSTREAMS["openai-chat"], folder.parent, authority) as proxy,
    ):
        outcome = await run(CODEX, "Close the agent", proxy, folder)

    assert outcome.status == 0, outcome
    assert scripted.refusals == []
    assert [name in offered(request) for request in scripted.requests] == [False, True, True]
    last = said(scripted.requests[-1])
    assert "These tools can be called from now on: multi_agent_v1__" in last
    assert "invalid agent id nobody" in last
    assert "unsupported call" not in last
