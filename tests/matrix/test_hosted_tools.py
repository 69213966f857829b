"""What OpenAI runs for its clients is offered to no other vendor, and never left out in silence."""

import pytest

from tests.support.exchanges import exchange_between
from tests.upstreams.server import VENDORS
from tests.upstreams.vendor import Tolerance
from translators.hub.document import Document

UPSTREAMS = ["openai-chat", "anthropic-messages"]
BASH: Document = {"type": "function", "name": "bash", "parameters": {"type": "object"}}
TOOLS: dict[str, Document] = {
    "apply_patch": {},
    "code_interpreter": {"container": {"type": "auto"}},
    "computer": {},
    "file_search": {"vector_store_ids": ["vs_1"]},
    "image_generation": {"size": "auto"},
    "mcp": {"server_label": "files", "server_url": "https://example.com/mcp"},
    "shell": {},
    "tool_search": {},
    "web_search": {"external_web_access": True},
    "web_search_preview": {},
}
ITEMS: dict[str, Document] = {
    "code_interpreter_call": {"id": "ci_1", "code": "1", "container_id": "c", "outputs": []},
    "file_search_call": {"id": "fs_1", "queries": ["a"], "status": "completed"},
    "image_generation_call": {"id": "ig_1", "result": "iVBORw0KGgo=", "status": "completed"},
    "mcp_call": {"id": "mcp_1", "name": "f", "arguments": "{}", "server_label": "files"},
    "mcp_list_tools": {"id": "mcpl_1", "server_label": "files", "tools": []},
    "tool_search_call": {"id": "tsc_1", "arguments": {}, "call_id": None, "execution": "server"},
    "tool_search_output": {"id": "tso_1", "tools": [], "call_id": None, "execution": "server"},
    "web_search_call": {"id": "ws_1", "action": {"type": "search", "query": "a"}},
}


@pytest.mark.parametrize("upstream", UPSTREAMS)
@pytest.mark.parametrize("kind", TOOLS)
def test_a_hosted_tool_is_a_loss_with_its_name(kind: str, upstream: str) -> None:
    exchange = exchange_between("openai-responses", upstream)
    hosted: Document = {"type": kind, **TOOLS[kind]}

    document = exchange.request({"model": "m", "input": "hi", "tools": [hosted, BASH]})

    VENDORS[upstream].check(document, Tolerance(developer_role=True))
    assert kind not in str(document)
    dropped = [loss for loss in exchange.losses if loss.effect == "dropped"]
    assert [loss.path for loss in dropped] == ["request.tools[]"]
    assert f"'{kind}'" in dropped[0].reason


@pytest.mark.parametrize("upstream", UPSTREAMS)
@pytest.mark.parametrize("kind", ITEMS)
def test_what_a_hosted_tool_did_earlier_is_a_loss_and_no_refusal(kind: str, upstream: str) -> None:
    exchange = exchange_between("openai-responses", upstream)
    item: Document = {"type": kind, **ITEMS[kind]}
    asked: Document = {"role": "user", "content": "hi"}

    document = exchange.request({"model": "m", "input": [asked, item, asked]})

    VENDORS[upstream].check(document, Tolerance(developer_role=True))
    assert kind in next(loss.reason for loss in exchange.losses if loss.effect == "dropped")
