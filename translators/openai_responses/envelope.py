"""The Response object around an answer's items.

The SDK reads it strictly: what the client asked for is echoed from its own document, everything
else has the API's default.
"""

from functools import cached_property

from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.response import Stop, Usage
from translators.losses import Losses
from translators.openai_responses.vocabulary import (
    NAME,
    SERVICE_TIERS,
    Status,
    write_stop,
    write_usage,
)
from translators.wire import json_bytes

_DEFAULTS: Document = {
    "background": False,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "store": True,
    "temperature": 1.0,
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}
"""What the API answers for a setting that the request left out."""

_NESTED: dict[str, Document] = {
    "reasoning": {"effort": None, "summary": None},
    "text": {"format": {"type": "text"}},
}
"""The same for settings that are objects."""


class Envelope:
    """One answer's Response object, as it stands at different times.

    It has an id of its own: other vendors number their answers in their own fashion, some from the
    start again and again, and a client continues a conversation by that id alone. Only an answer of
    this very API keeps its id, for the upstream may remember it. No time is the time of now.
    """

    def __init__(self, response_id: str, created: int | None, context: Context) -> None:
        kept = response_id if context.origin.dialect == NAME else ""
        self.id = kept or context.mint.id("resp_")
        self._context = context
        self._fixed: Document = {
            "id": self.id,
            "object": "response",
            "created_at": context.mint.now() if created is None else created,
            "model": context.request.model,
            **_echo(context.original),
        }

    @cached_property
    def running(self) -> bytes:
        """The answer has begun: its JSON, which may hold many tools and is said several times."""
        return json_bytes.dumps(self._document("in_progress", []))

    def ended(
        self,
        output: list[Json],
        stop: Stop,
        usage: Usage | None,
        tier: str | None,
        *,
        refused: bool,
    ) -> tuple[Status, Document]:
        """The answer is complete: its status, and the object."""
        losses = self._context.losses
        status, details = write_stop(stop, losses, refused=refused)
        document = self._document(status, output)
        document["incomplete_details"] = details
        document["usage"] = write_usage(usage, losses)
        document["service_tier"] = _service_tier(tier, losses)
        if status == "completed":
            document["completed_at"] = self._context.mint.now()
        return status, document

    def failed(self, output: list[Json], error: Document, usage: Usage | None) -> Document:
        """The answer broke off. `usage` is an object even so: clients loop on null."""
        document = self._document("failed", output)
        document["error"] = error
        document["usage"] = write_usage(usage or Usage(), self._context.losses)
        return document

    def _document(self, status: str, output: list[Json]) -> Document:
        return {
            **self._fixed,
            "status": status,
            "output": output,
            "completed_at": None,
            "error": None,
            "incomplete_details": None,
            "service_tier": None,
            "usage": None,
        }


def _echo(original: Document) -> Document:
    settings: Document = {
        key: default if (said := original.get(key)) is None else said
        for key, default in _DEFAULTS.items()
    }
    for key, defaults in _NESTED.items():
        given = original.get(key)
        settings[key] = {**defaults, **given} if isinstance(given, dict) else defaults
    return settings


def _service_tier(tier: str | None, losses: Losses) -> str | None:
    """The tier that was used; `standard` is Messages' word for `default`."""
    if tier is None or tier in SERVICE_TIERS:
        return tier
    if tier == "standard":
        return "default"
    losses.dropped("response.service_tier", f"OpenAI has no {tier!r}")
    return None
