"""A flow's record where mitmproxy's tools show it: a view named Dragoman, beside JSON and Raw.

mitmweb shows no metadata, and the body of a streamed answer is not kept; so the view of either
message tells the whole exchange: what was asked, what the upstream said, and what was lost.
"""

from typing import cast, override

from mitmproxy import contentviews

from addons.passage.record import KEY
from translators.hub.document import Document, Json


class DragomanContentview(contentviews.Contentview):
    """The record, in words. It is shown to who chooses it, never by itself."""

    @override
    def prettify(self, data: bytes, metadata: contentviews.Metadata) -> str:
        """Raises `ValueError` for a flow that was not translated."""
        record = _record(metadata)
        if record is None:
            raise ValueError("this flow was not translated")
        return "\n\n".join(f"{name}:\n{_said(value)}" for name, value in record.items())

    @override
    def render_priority(self, data: bytes, metadata: contentviews.Metadata) -> float:
        """Below every other view."""
        return -1


class Inspection:
    """An addon without any state."""

    def load(self, _: object) -> None:
        """Offer the view."""
        contentviews.add(DragomanContentview)


def _record(metadata: contentviews.Metadata) -> Document | None:
    record = None if metadata.flow is None else metadata.flow.metadata.get(KEY)
    return cast(Document, record) if isinstance(record, dict) else None


def _said(value: Json) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)
