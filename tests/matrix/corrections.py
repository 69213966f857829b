"""Where a vendor's own client misreads a recording: what is right, and why.

These are the only differences between what the source's vendor reads and what ours must say.
"""

from dataclasses import replace
from typing import Any, NamedTuple

from tests.oracles.summary import Summary


class Correction(NamedTuple):
    """Fields of a summary, or counts of its tokens, that are otherwise in truth."""

    reason: str
    fields: dict[str, Any]
    tokens: dict[str, int]


_HIDDEN = "Gemini leaves its thoughts out of the completion: only so its own total adds up"

CORRECTIONS = {
    "agentgateway__gemini_zero_completion_tokens": Correction(
        _HIDDEN, {}, {"output": 1, "reasoning": 1}
    ),
    "agentgateway__stream-refusal": Correction(
        "the recording's terminal event leaves out the output",
        {"text": "I cannot help with that.", "ending": "filter"},
        {},
    ),
    "pydantic-ai__openai.compatible_api_with_tool_calls_without_id.1": Correction(
        _HIDDEN, {}, {"output": 34, "reasoning": 28}
    ),
    "ruby_llm__chat_mistral_hybrid_reasoning_streams_thinking_separately_from_content.0": (
        Correction(
            "OpenAI's helper cannot fold a content that is a list first and a string then",
            {
                "text": "144",
                "reasoning": "The user is asking for the product of 12 multiplied by 12. I know"
                " that 12 times 12 is a basic multiplication fact. Let me calculate it: 12 * 12 ="
                " 144 So, the answer is 144.",
            },
            {},
        )
    ),
    "vercel-ai__moonshotai.moonshotai-reasoning": Correction(
        "Moonshot counts cached tokens at the top of its usage", {}, {"cache_read": 10}
    ),
    "vercel-ai__openai.openai-shell-container.1": Correction(
        "the recording's terminal event tells more than its deltas",
        {"text": "The command ran successfully."},
        {},
    ),
}
BESIDE = {
    "vercel-ai__openai-compatible.xai-text",
    "vercel-ai__xai.xai-text",
    "vercel-ai__xai.xai-tool-call",
}
"""xAI counts reasoning beside the completion: only so its own total adds up."""


def corrected(name: str, summary: Summary) -> Summary:
    """What a recording says in truth."""
    tokens = summary.tokens
    if name in BESIDE:
        return replace(summary, tokens=tokens._replace(output=tokens.output + tokens.reasoning))
    if name not in CORRECTIONS:
        return summary
    correction = CORRECTIONS[name]
    return replace(summary, tokens=tokens._replace(**correction.tokens), **correction.fields)
