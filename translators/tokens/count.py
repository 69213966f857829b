"""A request → tokens: what is said in it, and what every vendor's template adds.

A request is counted as the upstream gets it: fitted, without what was dropped on the way.
"""

from fnmatch import fnmatchcase

from translators.hub.document import Document, Json
from translators.hub.parts import (
    Foreign,
    Media,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
)
from translators.hub.request import Request
from translators.hub.tools import AnyTool
from translators.profile import Profile
from translators.tokens.images import media_tokens
from translators.tokens.text import tokens_of
from translators.wire import json_bytes

MESSAGE = 4
"""Tokens that mark off a message and its speaker: three in OpenAI's guide to counting, five in
Llama's template; between them lies OpenAI's harmony."""

OPENINGS: tuple[tuple[str, int], ...] = (
    ("*gpt-oss*", 62),  # harmony: who it is, today's date, its effort, its channels
    ("*llama-3*", 26),  # the date its knowledge ends, and today's
)
"""Tokens of the system message that a model's own template writes, by the model's name."""

REPLY = 3
"""Tokens that open the answer (the same guide)."""

CALL = 8
"""Tokens that mark off a call or a result, and what stands for its id."""

_SEALED = 0.75 / 4
"""Tokens for a character of sealed reasoning: base64 of about four bytes a token."""


def count(request: Request, profile: Profile) -> float:
    """The tokens of a request that has been made to fit `profile`, not rounded."""
    tokens: float = REPLY + _opening(request.model.lower())
    for message in request.messages:
        tokens += MESSAGE + sum(_part(part, profile) for part in message.parts)
    if request.tools:
        tokens += profile.tools_tokens + sum(map(_tool, request.tools))
    if request.output is not None and request.output.schema is not None:
        tokens += _json(request.output.schema)
    return tokens * profile.tokens_ratio


def _opening(model: str) -> int:
    return next((tokens for pattern, tokens in OPENINGS if fnmatchcase(model, pattern)), 0)


def _part(part: Part, profile: Profile) -> float:
    match part:
        case Text(text) | Refusal(text):
            return tokens_of(text)
        case Media():
            return media_tokens(part, profile) / profile.tokens_ratio
        case Reasoning():
            return max(_sealed(part), tokens_of(part.visible))
        case ToolCall():
            return CALL + tokens_of(part.name) + tokens_of(part.arguments)
        case ToolResult():
            return CALL + sum(_part(piece, profile) for piece in part.content)
        case Foreign():
            return _json(part.value)


def _sealed(reasoning: Reasoning) -> float:
    """What an encrypted seal holds; a signature only vouches for the thinking beside it."""
    seal = reasoning.seal
    return len(seal.value) * _SEALED if seal is not None and seal.kind == "encrypted" else 0.0


def _tool(tool: AnyTool) -> float:
    if isinstance(tool, Foreign):
        return _json(tool.value)
    said: dict[str, Json] = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters or tool.format,
    }
    return _json({key: value for key, value in said.items() if value is not None})


def _json(document: Document) -> float:
    return tokens_of(json_bytes.dumps(document).decode("utf-8"))
