"""A conversation that is too long, in Anthropic's words, whoever says it and however.

Claude Code acts on two sentences: on "prompt is too long: N tokens > M maximum" it compacts the
conversation, and reads from it by how much; on "input length and `max_tokens` exceed context limit"
it asks for less output and tries again. Other servers say the same in their own words.
"""

import re

TOO_LONG = "prompt is too long"
TOO_MUCH = "input length and `max_tokens` exceed context limit"

_LIMITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"maximum context length (?:is|of) (?P<limit>\d+)",  # OpenAI, vLLM, OpenRouter, DeepSeek
        r"available context size \((?P<limit>\d+) tokens\)",  # llama.cpp
        r"context (?:window|limit|length|size) (?:is|of|limit of) (?P<limit>\d+)",
    )
)
_BOTH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\((?P<input>\d+) in (?:the messages|your prompt)[,;] (?P<output>[1-9]\d*)",  # OpenAI
        r"requested (?P<output>[1-9]\d*) output tokens.*?(?P<input>\d+) input tokens",  # vLLM
        r"is too large: (?P<output>\d+)\..*?request has (?P<input>\d+) input tokens",  # vLLM's old
    )
)
_INPUTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"resulted in (?P<input>\d+) tokens",
        r"requested (?:about )?(?P<input>\d+) tokens",
        r"request \((?P<input>\d+) tokens\)",
        r"(?P<input>\d+) input tokens",
    )
)


def overflow(message: str) -> str:
    """What Anthropic would say of an overflow that `message` tells of.

    Where it tells no numbers, it is kept behind the words that count.
    """
    if TOO_LONG in message or TOO_MUCH in message:
        return message
    limit = _first(_LIMITS, message)
    if limit is not None:
        maximum = int(limit["limit"])
        both = _first(_BOTH, message)
        if both is not None and int(both["input"]) <= maximum:
            return f"{TOO_MUCH}: {both['input']} + {both['output']} > {maximum}"
        asked = _first(_INPUTS, message)
        if asked is not None and int(asked["input"]) > maximum:
            return f"{TOO_LONG}: {asked['input']} tokens > {maximum} maximum"
    return f"{TOO_LONG}: {message}"


def _first(patterns: tuple[re.Pattern[str], ...], message: str) -> re.Match[str] | None:
    found = (pattern.search(message) for pattern in patterns)
    return next((match for match in found if match is not None), None)
