"""Estimates of tokens against what upstreams returned: the corpus's pairs, and answers of words.

A request that was captured with its answer is counted as our counting endpoints would, before
anything was learned of its model. There are few such pairs, and all are small, so the words of
whole answers are measured too: they are counted by the same vocabulary.
"""

from collections.abc import Callable

import pytest

from tests.conftest import TALLY
from tests.support.corpus import Capture, captures, parameters, require, select
from translators.dialect import Context, StreamDecoder
from translators.errors import UpstreamError
from translators.hub.failure import Failure
from translators.hub.fold import Fold
from translators.hub.parts import Text
from translators.hub.response import Response, Usage
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS
from translators.tokens.estimate import estimate
from translators.tokens.text import tokens_of
from translators.wire import json_bytes
from translators.wire.sse import EventReader

WITHIN = 0.15

PROVIDER = {
    "openai-chat": "openai-compatible",
    "openai-responses": "openai",
    "anthropic-messages": "anthropic",
}

UNKNOWABLE = {
    "pydantic-ai__ollama.ollama_local_native_output_uses_json_schema.0": "Ollama tells the model"
    " the schema in words of its own",
    "lingua__responsesToolSearchInputParam.anthropic.request": "1,300 tokens explain a hosted tool",
    "pydantic-ai__anthropic.anthropic_web_fetch_tool_stream.0": "a page that the server fetched",
    "lingua__responsesProgrammaticToolCallingToolsParam.responses.followup-request": "a program"
    " that OpenAI ran, and the words that explain how",
    "pydantic-ai__deepseek_responses.deepseek_responses_replay_own_reasoning_history.0": "DeepSeek"
    " writes calls, and thinking in a history without tools, into a template of its own",
}
"""Requests whose cost is not in what the client sent, each with what it is."""


def answer_of(capture: Capture) -> Response | None:
    """A captured answer, decoded; None for one that failed or broke off."""
    dialect = DIALECTS[capture.dialect]
    try:
        if capture.kind == "response":
            return dialect.decode_response(json_bytes.loads_object(capture.data), Context())
        outcome = folded(dialect.stream_decoder(Context()), capture.data)
    except UpstreamError:
        return None
    return outcome if isinstance(outcome, Response) else None


def folded(decoder: StreamDecoder, data: bytes) -> Response | Failure:
    """What a captured stream amounts to."""
    fold, reader = Fold(), EventReader()
    for name, event in (*reader.feed(data), *reader.finish()):
        if event.startswith(b"{"):
            for meant in decoder.feed(name, json_bytes.loads_object(event)):
                fold.feed(meant)
    for meant in decoder.finish():
        fold.feed(meant)
    return fold.result()


def returned(capture: Capture) -> Usage | None:
    """What the answer to a captured request says that it cost."""
    for other in captures():
        if other.kind != "request" and other.pair and other.pair == capture.pair:
            answer = answer_of(other)
            if answer is not None and answer.usage is not None and answer.usage.prompt:
                return answer.usage
    return None


def estimated(capture: Capture) -> float:
    """What our counting endpoints would say to a captured request."""
    request = DIALECTS[capture.dialect].decode_request(
        json_bytes.loads_object(capture.data), Context()
    )
    return estimate(request, PROVIDERS[PROVIDER[capture.dialect]], request.model)


PAIRS = [capture for capture in select("request") if capture.pair and returned(capture)]


CLAUDE = PROVIDERS["anthropic"].profile("claude-3-7-sonnet").tokens_ratio

_CITING = "ruby_llm__chat_citations_with_anthropic_claude-haiku-4-5"

UNEQUAL = {
    "openllmetry__langchain.trace_propagation_async_ChatOpenAI_.0": "OPT's vocabulary is GPT-2's",
    "openai-sdk__a0c4f0be184e": "three answers, of which one is kept",
    "vercel-ai__perplexity.perplexity-text": "most of the stream was cut out of the capture",
    f"{_CITING}_cites_text_documents_in_responses.0": "citations cost as well",
}
"""Answers whose cost is not that of their words, each with what it is."""


def words_of(capture: Capture) -> tuple[str, int] | None:
    """The words and the cost of an answer that is nothing else, and has at least 20 tokens."""
    answer = answer_of(capture)
    if answer is None or answer.usage is None or answer.usage.reasoning:
        return None
    texts = [part.text for part in answer.parts if isinstance(part, Text)]
    if not texts or len(texts) < len(answer.parts) or answer.usage.output < 20:
        return None
    return "".join(texts), answer.usage.output


ANSWERS = [
    capture for kind in ("response", "stream") for capture in select(kind) if words_of(capture)
]


@pytest.mark.parametrize("capture", parameters(PAIRS))
def test_a_request_is_estimated(
    capture: Capture, record_property: Callable[[str, object], None]
) -> None:
    usage = returned(capture)
    assert usage is not None
    near = estimated(capture) == pytest.approx(usage.prompt, rel=WITHIN)
    assert near is (capture.name not in UNKNOWABLE), estimated(capture) / usage.prompt
    if near:
        record_property(TALLY, "requests estimated within 15 %")


@pytest.mark.parametrize("capture", parameters(ANSWERS))
def test_words_are_estimated(
    capture: Capture, record_property: Callable[[str, object], None]
) -> None:
    found = words_of(capture)
    assert found is not None
    words, cost = found
    ratio = CLAUDE if capture.dialect == "anthropic-messages" or "claude" in capture.name else 1
    near = tokens_of(words) * ratio == pytest.approx(cost, rel=WITHIN)
    assert near is (capture.name not in UNEQUAL), tokens_of(words) * ratio / cost
    if near:
        record_property(TALLY, "answers of words estimated within 15 %")


def test_most_of_both_are_within() -> None:
    require(PAIRS)
    assert (len(PAIRS) - len(UNKNOWABLE), len(ANSWERS) - len(UNEQUAL)) == (7, 7)
