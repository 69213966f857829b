"""Token counts: OpenAI's, where parts are inside their sums, and the hub's, where nothing overlaps.

Compatible servers put the same figures in different places, and some count differently: the sum
`total_tokens` is the judge.
"""

from translators.hub.document import Document
from translators.hub.response import Usage
from translators.openai_chat.vocabulary import integer_of, object_of


def read_usage(usage: Document) -> Usage:
    """Read a `usage` object of any server of this dialect."""
    inside = object_of(usage.get("prompt_tokens_details"))
    prompt = integer_of(usage.get("prompt_tokens"))
    # OpenAI; DeepSeek's older word; Moonshot and Together, beside the sums.
    read = (
        integer_of(inside.get("cached_tokens"))
        or integer_of(usage.get("prompt_cache_hit_tokens"))
        or integer_of(usage.get("cached_tokens"))
    )
    write = integer_of(inside.get("cache_write_tokens"))
    if read + write > prompt:
        # More was cached than came in: this server counts the cache beside the rest.
        prompt += read + write
    output, reasoning = _completion(usage, prompt)
    return Usage(prompt - read - write, read, write, output, reasoning, usage)


def _completion(usage: Document, prompt: int) -> tuple[int, int]:
    """Answer and thinking, each without the other."""
    inside = object_of(usage.get("completion_tokens_details"))
    completion = integer_of(usage.get("completion_tokens"))
    reasoning = integer_of(inside.get("reasoning_tokens")) or integer_of(
        usage.get("reasoning_tokens")
    )
    beyond = integer_of(usage.get("total_tokens")) - prompt - completion
    if beyond > 0 and reasoning in {0, beyond}:
        # xAI counts thinking outside its completion (vercel-ai__xai.xai-text), and so does Gemini,
        # without saying how much it was (pydantic-ai__openai.compatible_api_with_tool_calls...).
        return completion, beyond
    reasoning = min(reasoning, completion)
    return completion - reasoning, reasoning


def write_usage(usage: Usage) -> Document:
    """The `usage` object that a client of OpenAI expects."""
    prompt_details: Document = {"cached_tokens": usage.cache_read}
    if usage.cache_write:
        prompt_details["cache_write_tokens"] = usage.cache_write
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
        "prompt_tokens_details": prompt_details,
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }
