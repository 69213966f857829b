"""The words of the Responses API and the small readers and writers that several codecs share.

Tables and pure functions only: whatever walks a document lives in the codecs.
"""

import math
from typing import Literal

from translators.hub.document import Document, Json
from translators.hub.parts import Citation, Inline, Origin, Source, Url
from translators.hub.response import Stop, StopKind, Usage
from translators.losses import Losses

NAME = "openai-responses"
FAMILY = "openai"

OWNED_PARAMETERS = frozenset({"api-version"})
"""What Azure's clients put into a query, and means nothing to other families."""

CLIENT = Origin(NAME)
"""The origin of what a client's document holds without a mark of ours."""

LOGPROBS = "message.output_text.logprobs"
SEALS = "reasoning.encrypted_content"
"""Words of `include`."""

CONTENT_MARK = "content."
"""Foreign parts that stood inside of a message carry it before their type; items carry none."""

SERVICE_TIERS = frozenset({"auto", "default", "flex", "scale", "priority", "fast", "ultrafast"})
"""What the SDK's `Response.service_tier` accepts."""

SUMMARIES = frozenset({"auto", "concise", "detailed"})
"""How reasoning may be told."""

UNKNOWN = "not known to Dragoman"

UNTRANSLATABLE: dict[str, str] = {
    "allowed_callers": "programs that call tools exist only in the Responses API",
    "async": "asynchronous tool calls exist only in the Responses API",
    "caller": "programs that call tools exist only in the Responses API",
    "context": "only the Responses API chooses which reasoning the model sees again",
    "defer_loading": "tools that are loaded by search exist only in the Responses API",
    "output_schema": "only the Responses API describes what a tool gives back",
    "phase": "only the Responses API tells commentary from final answers",
}
"""Why a key that decoders leave unread cannot be said elsewhere, by the key's name."""

_STOPS: dict[str, StopKind] = {
    "max_output_tokens": "length",
    "max_messages": "length",
    "content_filter": "content_filter",
    "steered": "end",
}
"""Reasons of `incomplete_details`; any other means that something was used up."""

_INCOMPLETE: dict[StopKind, str] = {
    "length": "max_output_tokens",
    "content_filter": "content_filter",
}

_TOKEN_KEYS = frozenset({"token", "logprob", "bytes", "top_logprobs"})


def untranslatable(path: str) -> str:
    """Why the unread key at `path` is lost."""
    return UNTRANSLATABLE.get(path.rpartition(".")[2], UNKNOWN)


def read_usage(document: Json) -> Usage | None:
    """The API's usage object as disjoint parts: its details are contained in its totals."""
    if not isinstance(document, dict):
        return None
    details, spent = document.get("input_tokens_details"), document.get("output_tokens_details")
    prompt, completion = _count(document, "input_tokens"), _count(document, "output_tokens")
    cached = min(_count(details, "cached_tokens"), prompt)
    written = min(_count(details, "cache_write_tokens"), prompt - cached)
    reasoning = min(_count(spent, "reasoning_tokens"), completion)
    return Usage(
        input=prompt - cached - written,
        cache_read=cached,
        cache_write=written,
        output=completion - reasoning,
        reasoning=reasoning,
        raw=document,
    )


def write_usage(usage: Usage | None, losses: Losses) -> Document:
    """The API's usage object, all of whose numbers the SDK requires."""
    if usage is None:
        losses.invented("response.usage", "the upstream never said it, and clients require it")
        usage = Usage()
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {
            "cached_tokens": usage.cache_read,
            "cache_write_tokens": usage.cache_write,
        },
        "output_tokens": usage.completion,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.total,
    }


def read_stop(reason: Json, *, incomplete: bool, calls: bool) -> Stop:
    """Why the model stopped; `reason` is that of an incomplete answer."""
    if incomplete:
        word = reason if isinstance(reason, str) else "incomplete"
        return Stop(_STOPS.get(word, "length"), word)
    return Stop("tool_calls" if calls else "end", "completed")


type Status = Literal["completed", "incomplete"]


def write_stop(stop: Stop, losses: Losses, *, refused: bool) -> tuple[Status, Document | None]:
    """The status of an answer and its `incomplete_details`.

    `refused` says that the answer holds a refusal in words: the API completes such an answer. One
    without words was cut off by a classifier, and would look whole if it were completed.
    """
    if stop.sequence is not None:
        losses.dropped("response.stop.sequence", "Responses does not say what stopped the model")
    if stop.kind == "pause":
        losses.coerced("response.stop", "Responses knows no paused turn: said as completed")
    if stop.kind == "refusal" and not refused:
        losses.coerced("response.stop", "a refusal without words: said as content_filter")
        return "incomplete", {"reason": "content_filter"}
    reason = _INCOMPLETE.get(stop.kind)
    return ("completed", None) if reason is None else ("incomplete", {"reason": reason})


def read_citation(annotation: Document) -> Citation:
    """An annotation of any kind; xAI's `url_citation` has neither title nor place."""
    return Citation(
        url=_string(annotation.get("url")),
        title=_string(annotation.get("title")) or _string(annotation.get("filename")),
        start=_integer(annotation.get("start_index")),
        end=_integer(annotation.get("end_index")),
        raw=annotation,
        dialect=NAME,
    )


def write_citation(citation: Citation, length: int, losses: Losses) -> Document | None:
    """An annotation of a text that is `length` characters long; None for what has no URL."""
    if citation.dialect == NAME and citation.raw:
        return citation.raw
    if citation.url is None:
        losses.dropped("response.parts[].citations[]", "Responses cites nothing but URLs here")
        return None
    if citation.quote is not None:
        losses.dropped("response.parts[].citations[].quote", "Responses does not quote its sources")
    for key in citation.unshared:
        reason = "a URL's citation has only its title and a place here"
        losses.dropped(f"response.parts[].citations[].{key}", reason)
    for key in ("title", "start", "end"):
        if getattr(citation, key) is None:
            reason = "required: the address for a title, all of the text for a place"
            losses.invented(f"response.parts[].citations[].{key}", reason)
    return {
        "type": "url_citation",
        "url": citation.url,
        "title": citation.title or citation.url,
        "start_index": citation.start or 0,
        "end_index": length if citation.end is None else citation.end,
    }


def read_logprobs(value: Json) -> tuple[Json, ...]:
    """One object a token."""
    return tuple(value) if isinstance(value, list) else ()


def write_logprobs(logprobs: tuple[Json, ...], losses: Losses) -> list[Json]:
    """One object a token, with the bytes that the SDK requires and Chat may leave out."""
    written: list[Json] = []
    for entry in logprobs:
        token = _token(entry, losses)
        if token is None or not isinstance(entry, dict):
            losses.dropped("response.parts[].logprobs[]", "no token with a log probability")
            continue
        others = entry.get("top_logprobs")
        alternatives = [_token(other, losses) for other in read_logprobs(others)]
        known: list[Json] = [other for other in alternatives if other is not None]
        written.append({**token, "top_logprobs": known})
    return written


def _token(entry: Json, losses: Losses) -> Document | None:
    """A token without its alternatives; None for what is none."""
    if not isinstance(entry, dict):
        return None
    for key in entry.keys() - _TOKEN_KEYS:
        losses.dropped(f"response.parts[].logprobs[].{key}", "clients know no such key of a token")
    token, logprob, given = (entry.get(key) for key in ("token", "logprob", "bytes"))
    is_number = isinstance(logprob, int | float) and not isinstance(logprob, bool)
    if not isinstance(token, str) or not is_number:
        return None
    spelled: list[Json] = [*token.encode("utf-8", "replace")]
    if isinstance(given, list) and all(isinstance(byte, int) for byte in given):
        spelled = given
    return {"token": token, "bytes": spelled, "logprob": logprob}


def read_time(value: Json) -> int | None:
    """Seconds since 1970: whole ones, though some servers give fractions."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value)


def read_source(url: str) -> tuple[Source, str | None]:
    """A URL, or the media inside of a data URL with its MIME type."""
    head, comma, data = url.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return Url(url), None
    return Inline(data), head.removeprefix("data:").removesuffix(";base64").split(";")[0] or None


def data_url(data: str, media_type: str) -> str:
    """Base64 text as a data URL."""
    return f"data:{media_type};base64,{data}"


def _count(document: Json, key: str) -> int:
    value = document.get(key) if isinstance(document, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _string(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def _integer(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def encode_count(tokens: int) -> Document:
    """How many tokens a request has."""
    return {"object": "response.input_tokens", "input_tokens": tokens}


def encode_user_text(text: str) -> Document:
    """An item in which the user says a text."""
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
