"""What Anthropic's servers do for a client beside asking the model, and nobody does elsewhere.

These are no settings of a model: a user who relies on one must be told that it is gone, and what
that means.
"""

from collections.abc import Callable, Mapping

from translators.hub.document import Json
from translators.losses import Losses

UNCHECKED = (
    "Anthropic's servers would check every tool call before it runs; the upstream does not, and"
    " nobody does now"
)
"""Claude Code's "auto" mode runs tools unprompted, and relies on that check."""

_EDITS = (
    ("clear_thinking", "the upstream gets what it can read of earlier thinking"),
    ("clear_tool_uses", "no tool result is cleared: the upstream gets all of them"),
    ("compact", "nobody compacts the conversation: its client must"),
)
"""Edits of the conversation that a server makes before the model sees it, by their beginning."""


def _safeguards(_: Json, losses: Losses) -> None:
    losses.dropped("request.safeguards", UNCHECKED)


def _diagnostics(_: Json, losses: Losses) -> None:
    losses.dropped("request.diagnostics", "tells Anthropic alone what came before")


def _context_management(value: Json, losses: Losses) -> None:
    management = value if isinstance(value, dict) else {}
    for key in [key for key in management if key != "edits"]:
        losses.dropped(f"request.context_management.{key}", "nobody manages the context here")
    edits = management.get("edits")
    for edit in edits if isinstance(edits, list) else ():
        kind = str(edit.get("type")) if isinstance(edit, dict) else ""
        reason = next((why for start, why in _EDITS if kind.startswith(start)), "no such edit here")
        losses.dropped("request.context_management.edits[]", reason)


SERVICES: Mapping[str, Callable[[Json, Losses], None]] = {
    "safeguards": _safeguards,
    "diagnostics": _diagnostics,
    "context_management": _context_management,
}
"""Keys of a request, each with what is reported where nobody does it."""
