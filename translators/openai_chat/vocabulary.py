"""The words of Chat Completions: what both directions and both roles must agree on.

Tables and the smallest readers only; nothing here knows a whole request, answer or stream.
"""

from math import isfinite

from translators.hub.document import Document, Json
from translators.hub.failure import FailureKind
from translators.hub.parts import Inline, Origin, Source, Url
from translators.hub.response import Stop, StopKind

NAME = "openai-chat"
FAMILY = "openai"

OWNED_PARAMETERS = frozenset({"api-version"})
"""What Azure's clients put into a query, and means nothing to other families."""

UNKNOWN = "not known to Dragoman"
"""The reason of a loss: nobody here has a word for it."""

SILENT = frozenset({"role", "channel", "thought_signature"})
"""Keys of a delta that add nothing: the role is known, Groq's `channel` says which key holds the
text, and Gemini's signature over a text is optional on the way back (unlike the one on a call)."""

CLIENT = Origin(NAME)
"""The origin of a token in a client's document that is not wrapped: some server of this dialect."""

STOPS: dict[str, StopKind] = {
    "stop": "end",
    "eos": "end",  # Together (openllmetry__together.together_chat_legacy.0)
    "end_turn": "end",
    "stop_sequence": "stop_sequence",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",  # Mistral: the context is full
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "tool_use": "tool_calls",
    "content_filter": "content_filter",
    "sensitive": "content_filter",  # GLM
    "safety": "content_filter",
}
"""What each `finish_reason` means."""

FAILED: dict[str, FailureKind] = {
    "error": "server",  # OpenRouter, Mistral
    "network_error": "server",  # GLM
    "insufficient_system_resource": "overloaded",  # DeepSeek
}
"""Finish reasons that tell of a failure: the answer was cut off and is not to be used."""

FINISH_REASONS: dict[StopKind, str] = {
    "end": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "stop_sequence": "stop",
    "content_filter": "content_filter",
    "refusal": "content_filter",
    "pause": "stop",
}
"""How each stop is said to a client."""

SERVICE_TIERS = frozenset({"auto", "default", "flex", "scale", "priority", "fast"})
"""The tiers that a request may ask for and an answer may name (openai 3.52)."""

CHOICE = frozenset(
    {
        "index",
        "delta",
        "message",
        "finish_reason",
        "logprobs",
        "stop_reason",
        "matched_stop",
        # OpenRouter's, beside its own translation of it.
        "native_finish_reason",
        # Of vLLM, and always null unless asked for in its own words.
        "token_ids",
    }
)
"""Keys of a choice that are read, or mean nothing."""

_REASONS = {"content_filter_results": "only Azure tells what its filters found"}

_EXTRA = frozenset({"google"})
# The mark says what the text shows: it is thinking.
_GOOGLE = frozenset({"thought_signature", "thought"})

TORN = "The upstream ended its answer in the middle of a tool call's arguments."
"""What is said of a call that must never be run: it could be half a shell command."""

PARAGRAPH = "\n\n"
"""What separates stretches of one string that were parts of their own."""

AUDIO_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}
"""Media types of `input_audio.format` that are not simply `audio/<format>`."""

AUDIO_FORMATS = {
    **{media_type: name for name, media_type in AUDIO_TYPES.items()},
    "audio/mp3": "mp3",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
}
"""The reverse, with the names that others use for the same."""

EXTENSIONS = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
}
"""Media types by the end of a file's name: `file` parts name no type, unless in a data URL."""


def unread(document: Document, known: frozenset[str]) -> list[tuple[str, str]]:
    """The keys beside the known ones that say anything, each with the reason why it is lost."""
    if known.issuperset(document):
        return []
    return [
        (key, _REASONS.get(key, UNKNOWN))
        for key in sorted(document.keys() - known)
        if document[key] is not None and document[key] != {}
    ]


def unread_extra(extra: Json) -> list[str]:
    """The keys of Google's `extra_content` that nobody reads, with the way to them."""
    found = object_of(extra)
    google = object_of(found.get("google"))
    return [
        *(key for key, _ in unread(found, _EXTRA)),
        *(f"google.{key}" for key, _ in unread(google, _GOOGLE)),
    ]


def read_stop(reason: str, matched: Json, called: bool) -> Stop:
    """What a finish reason means.

    `matched` is what vLLM (`stop_reason`) and SGLang (`matched_stop`) say beside it: the stop
    sequence that was hit, or the id of a token. `called` says whether there were tool calls: with
    some, `stop` means that they are to be run (openai-sdk__fb75060ede89, and field guide 26);
    without any, `tool_calls` would make an agent wait for ever (field guide 28).
    """
    kind = STOPS.get(reason, "end")
    if kind in {"end", "tool_calls"}:
        kind = "tool_calls" if called else "end"
    if kind == "end" and isinstance(matched, str) and matched:
        return Stop("stop_sequence", reason, matched)
    return Stop(kind, reason)


def is_torn(stop: Stop, torn: bool) -> bool:
    """Whether an answer with a call that was cut off claims to be complete.

    Where the output limit or a filter cut it, clients know what to think of the call.
    """
    return torn and stop.kind not in {"length", "content_filter"}


def read_source(url: str) -> tuple[Source, str | None]:
    """Where media are, and their media type: a `data:` URL with base64 is taken apart."""
    head, comma, data = url.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return Url(url), None
    media_type = head.removeprefix("data:").partition(";")[0]
    return Inline(data), media_type or None


def media_type_of(name: str | None) -> str | None:
    """The media type that a file's name tells, if it does."""
    return EXTENSIONS.get(name.rpartition(".")[2].lower()) if name else None


def text_of(value: Json) -> str:
    """A string, and "" for anything else: for keys that some servers send as null."""
    return value if isinstance(value, str) else ""


def integer_of(value: Json) -> int:
    """A whole number that is not negative, and 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return 0
    return max(int(value), 0)


def object_of(value: Json) -> Document:
    """An object, and an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Json) -> list[Document]:
    """The objects of a list; none of anything else."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
