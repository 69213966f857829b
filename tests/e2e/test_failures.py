"""What the official SDKs make of an upstream that fails: an error, soon, and never silence."""

import json
from itertools import permutations
from pathlib import Path

import anthropic
import openai
import pytest

from tests.e2e.proxy import SECRETS, Proxy
from tests.e2e.sdk import CONVERSATIONS, Connection, Heard
from tests.e2e.test_sdks import CALLING, STOPS, UPSTREAMS
from tests.upstreams.refusal import RefusalError
from tests.upstreams.server import VENDORS, Upstream
from tests.upstreams.turns import EMPTY, HTML, Answer, whole
from translators.hub.document import Document

PAIRS = pytest.mark.parametrize(("client", "upstream"), list(permutations(UPSTREAMS, 2)))

COMPLETE = {"openai-chat": 4, "anthropic-messages": 2, "openai-responses": 0}
"""How many cuts come after the stop reason: then, and only then, the answer is whole."""

type SdkError = openai.APIError | anthropic.APIError | RuntimeError
"""RuntimeError is what `openai` makes of `response.failed` where a whole answer was wanted."""


async def outcomes(
    client: str, upstream: str, answers: list[Answer], folder: Path, authority: Path
) -> list[Heard | SdkError]:
    """What a streaming client hears or is told, for each answer of the upstream."""
    provider, model = UPSTREAMS[upstream]
    found: list[Heard | SdkError] = []
    async with (
        Upstream(upstream, answers, secrets=SECRETS) as scripted,
        Proxy(scripted, provider, model, folder, authority) as proxy,
    ):
        connection = Connection(proxy, "HTTP/1.1")
        for _ in answers:
            try:
                found.append(await CONVERSATIONS[client](connection).ask("async", streamed=True))
            except (openai.APIError, anthropic.APIError, RuntimeError) as error:
                found.append(error)
        await connection.close()
    assert scripted.refusals == []
    return found


@PAIRS
async def test_a_stream_cut_anywhere_is_an_error_or_complete(
    client: str, upstream: str, tmp_path: Path, authority: Path
) -> None:
    asked: Document = {"model": "m", "stream_options": {"include_usage": True}}
    streamed = Answer(VENDORS[upstream].stream(CALLING, asked))
    last = len(streamed.frames)
    cuts = [streamed.cut(frames) for frames in range(last)]
    cuts += [streamed.cut(frames, inside=9) for frames in range(last)]
    found = await outcomes(client, upstream, cuts, tmp_path, authority)
    heard = [outcome for outcome in found if isinstance(outcome, Heard)]
    complete = (CALLING.text, len(CALLING.calls), STOPS[client][0])
    assert [(outcome.text, len(outcome.calls), outcome.stop) for outcome in heard] == (
        [complete] * COMPLETE[upstream]
    )


@PAIRS
async def test_what_is_no_answer_is_an_error_with_a_status(
    client: str, upstream: str, tmp_path: Path, authority: Path
) -> None:
    found = await outcomes(
        client, upstream, [HTML, EMPTY, whole(b"{", 200), whole(b"[1]", 200)], tmp_path, authority
    )
    statuses = {
        error.status_code
        if isinstance(error, openai.APIStatusError | anthropic.APIStatusError)
        else 0
        for error in found
    }
    assert statuses <= {500, 502}


@PAIRS
async def test_a_refused_key_of_the_proxy_is_not_taken_for_the_clients(
    client: str, upstream: str, tmp_path: Path, authority: Path
) -> None:
    refusal = VENDORS[upstream].refusal(RefusalError("Incorrect API key", 401))
    answer = whole(json.dumps(refusal).encode(), 401)
    (found,) = await outcomes(client, upstream, [answer], tmp_path, authority)
    assert isinstance(found, openai.BadRequestError | anthropic.BadRequestError)
    assert "refused the credential of this proxy: Incorrect API key" in str(found)
