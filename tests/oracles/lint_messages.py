"""The order of a Messages stream, as clients depend on it.

Claude Code needs every block ended and the `event:` lines, opencode loops for ever without a stop
reason or usage in `message_delta`, and the next turn is refused if a block was empty, a tool's id
was reused, or its input was no object.
"""

import re

from tests.oracles.frames import BAD_ARGUMENTS, frames, is_object
from tests.support.documents import inside, text
from translators.hub.document import Document, Json

DELTAS = {
    "text": {"text_delta", "citations_delta"},
    "thinking": {"thinking_delta", "signature_delta"},
    "redacted_thinking": set[str](),
    "tool_use": {"input_json_delta"},
}
EMPTY: dict[str, Document] = {
    "text": {"text": ""},
    "thinking": {"thinking": "", "signature": ""},
    "tool_use": {"input": {}},
}
_ID = re.compile(r"[A-Za-z0-9_-]+")


def lint(stream: bytes) -> list[str]:
    """What is wrong with a stream of ours; nothing for a good one."""
    found, complaints = frames(stream)
    state = _State(complaints)
    for name, document in found:
        if document is None:
            complaints.append("[DONE] in a Messages stream")
        elif name != document.get("type"):
            complaints.append(f"event {name!r} is of type {document.get('type')!r}")
        else:
            state.feed(name, document)
    return state.finish()


class _State:
    def __init__(self, complaints: list[str]) -> None:
        self.complaints = complaints
        self.phase = "before"
        self.block: Document | None = None
        self.grown: list[str] = []
        self.blocks = 0
        self.ids: set[str] = set()
        self.reason: Json = None

    def feed(self, name: str, document: Document) -> None:
        if self.phase == "over":
            self.complain(f"{name} after the end")
        elif name == "error":
            self.phase = "over"
            if not text(inside(document, "error", "message")):
                self.complain("an error without a message")
        elif name in HANDLERS:
            if (self.phase == "before") != (name == "message_start"):
                self.complain(f"{name} {self.phase} message_start")
            HANDLERS[name](self, document)
        elif name != "ping":
            self.complain(f"unknown event {name}")

    def finish(self) -> list[str]:
        if self.phase != "over":
            self.complain("no message_stop")
        return self.complaints

    def complain(self, words: str) -> None:
        self.complaints.append(words)

    def message_start(self, document: Document) -> None:
        self.phase = "after"
        message = document.get("message")
        for key in ("id", "model"):
            if not text(inside(message, key)):
                self.complain(f"message_start without {key}")
        if inside(message, "content") != [] or inside(message, "stop_reason") is not None:
            self.complain("message_start is not at its beginning")
        for key in ("input_tokens", "output_tokens"):
            if not isinstance(inside(message, "usage", key), int):
                self.complain(f"message_start's usage lacks {key}")

    def block_start(self, document: Document) -> None:
        if self.block is not None:
            self.complain("a block starts inside another")
        if document.get("index") != self.blocks:
            self.complain(f"block {document.get('index')} starts, {self.blocks} is next")
        self.blocks += 1
        self.grown = []
        block = document.get("content_block")
        self.block = block if isinstance(block, dict) else {}
        kind = text(self.block.get("type"))
        for key, empty in EMPTY.get(kind, {}).items():
            if self.block.get(key) != empty:
                self.complain(f"a {kind} block starts with {key} {self.block.get(key)!r}")
        if kind == "tool_use":
            self.tool_use(text(self.block.get("id")))

    def tool_use(self, identifier: str) -> None:
        if not _ID.fullmatch(identifier) or identifier in self.ids:
            self.complain(f"tool id {identifier!r} is illegal or used twice")
        self.ids.add(identifier)

    def block_delta(self, document: Document) -> None:
        if self.block is None or document.get("index") != self.blocks - 1:
            self.complain(f"a delta for block {document.get('index')}, which is not open")
            return
        delta = document.get("delta")
        kind = text(inside(delta, "type"))
        if kind not in DELTAS.get(text(self.block.get("type")), {kind}):
            self.complain(f"{kind} in a {self.block.get('type')} block")
        if "signature" in self.grown:
            self.complain("thinking goes on after its signature")
        key = {"signature_delta": "signature", "input_json_delta": "partial_json"}.get(kind, "")
        self.grown.append("signature" if key == "signature" else text(inside(delta, key or "text")))

    def block_stop(self, document: Document) -> None:
        if self.block is None or document.get("index") != self.blocks - 1:
            self.complain(f"block {document.get('index')} stops and is not open")
            return
        kind = self.block.get("type")
        if kind == "text" and not any(self.grown):
            self.complain("an empty text block")
        if kind == "tool_use" and any(self.grown) and not is_object("".join(self.grown)):
            self.complain(f"{BAD_ARGUMENTS}: {''.join(self.grown)[:60]!r}")
        self.block = None

    def message_delta(self, document: Document) -> None:
        if self.block is not None or self.reason is not None:
            self.complain("message_delta inside a block, or twice")
        self.reason = inside(document, "delta", "stop_reason")
        if not self.reason:
            self.complain("message_delta without a stop_reason")
        if (self.reason == "tool_use") != bool(self.ids) and self.reason in (
            "tool_use",
            "end_turn",
        ):
            self.complain(f"stop_reason {self.reason} with {len(self.ids)} tool calls")
        if not isinstance(inside(document, "usage", "output_tokens"), int):
            self.complain("message_delta without usage")

    def message_stop(self, _document: Document) -> None:
        if self.reason is None:
            self.complain("message_stop before message_delta")
        self.phase = "over"


HANDLERS = {
    "message_start": _State.message_start,
    "content_block_start": _State.block_start,
    "content_block_delta": _State.block_delta,
    "content_block_stop": _State.block_stop,
    "message_delta": _State.message_delta,
    "message_stop": _State.message_stop,
}
