"""An upstream that refuses: its status, words and waiting time reach the client in its dialect."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bad_input.harness import EACH_CLIENT, FOREIGN, STREAMED_OR_NOT, views
from tests.bad_input.words import told, wording
from tests.upstreams.refusal import RefusalError
from tests.upstreams.server import VENDORS
from tests.upstreams.turns import Answer


class Case(NamedTuple):
    """An upstream's error: its status, its type in either vendor's words, and what it means."""

    status: int
    openai: str
    anthropic: str
    means: str
    code: str | None = None
    message: str = "The upstream's own words."


INVALID = "invalid_request_error"
CASES: Mapping[str, Case] = {
    "400": Case(400, INVALID, INVALID, "invalid"),
    "401": Case(401, INVALID, "authentication_error", "invalid", "invalid_api_key"),
    "403": Case(403, INVALID, "permission_error", "invalid"),
    "404, an unknown model": Case(
        404, INVALID, "not_found_error", "not found", "model_not_found", "No such model: x."
    ),
    "413": Case(413, INVALID, "request_too_large", "too large"),
    "429": Case(429, "requests", "rate_limit_error", "rate limit", "rate_limit_exceeded"),
    "500": Case(500, "server_error", "api_error", "server"),
    "503": Case(503, "server_error", "api_error", "overloaded"),
    "529": Case(529, "server_error", "overloaded_error", "overloaded"),
}
OURS = {"401", "403"}
"""What is wrong with the proxy's credential must not look like the client's."""


def answers(upstream: str, cases: Sequence[Case], **headers: str) -> list[Answer]:
    """The cases as an upstream of a dialect says them."""
    vendor = VENDORS[upstream]
    said: list[Answer] = []
    for case in cases:
        kind = case.anthropic if upstream == "anthropic-messages" else case.openai
        refusal = RefusalError(case.message, case.status, kind=kind, code=case.code)
        body = json.dumps(vendor.refusal(refusal)).encode()
        said.append(Answer((body,), case.status, "application/json", headers))
    return said


@FOREIGN
@STREAMED_OR_NOT
async def test_an_error_of_the_upstream_is_one_in_the_clients_dialect(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    script = answers(upstream, list(CASES.values()))
    found = await views(client, upstream, script, folder, streamed=streamed)
    assert {name: told(view) for name, view in zip(CASES, found, strict=True)} == {
        name: wording(client, case.means) for name, case in CASES.items()
    }


@EACH_CLIENT
async def test_the_upstreams_words_are_kept(client: str, upstream: str, folder: Path) -> None:
    script = answers(upstream, list(CASES.values()))
    found = await views(client, upstream, script, folder, streamed=False)
    blame = "scripted refused the credential of this proxy: "
    assert {name: view.words for name, view in zip(CASES, found, strict=True)} == {
        name: (blame if name in OURS else "") + case.message for name, case in CASES.items()
    }


WAITS = {"7": "7", "0.2": "1", "soon": None}
"""What an upstream says in `retry-after`, and what the client gets: whole seconds, or nothing."""

BUSY = [CASES["429"], CASES["503"], CASES["529"]]


@EACH_CLIENT
@STREAMED_OR_NOT
async def test_the_time_to_wait_is_kept(
    client: str, upstream: str, streamed: bool, folder: Path
) -> None:
    script = [
        answer for wait in WAITS for answer in answers(upstream, BUSY, **{"retry-after": wait})
    ]
    found = await views(client, upstream, script, folder, streamed=streamed)
    assert [view.retry_after for view in found] == [wait for wait in WAITS.values() for _ in BUSY]
