"""The order of a Responses stream, as clients depend on it.

Codex reads only `output_item.done`, opencode needs the ids and a usage object, OpenAI's own helper
the whole ladder of added, delta and done events, and the answer repeated in the terminal event.
"""

from collections.abc import Callable

from tests.oracles.frames import BAD_ARGUMENTS, frames, is_object
from tests.support.documents import inside, objects, text
from translators.hub.document import Document, Json

TERMINAL = {
    "response.completed": "completed",
    "response.incomplete": "incomplete",
    "response.failed": "failed",
}
IDLE = ("keepalive", "response.in_progress")
PARTS = {"content": "content_index", "summary": "summary_index"}
GROWING = {
    "output_text": ("content", "text"),
    "refusal": ("content", "refusal"),
    "reasoning_text": ("content", "text"),
    "reasoning_summary_text": ("summary", "text"),
    "function_call_arguments": ("", "arguments"),
    "custom_tool_call_input": ("", "input"),
}
"""What grows by deltas, where its part stands in the item, and the key of the whole."""


def lint(stream: bytes) -> list[str]:
    """What is wrong with a stream of ours; nothing for a good one."""
    found, complaints = frames(stream)
    state = _State(complaints)
    for number, (name, document) in enumerate(found):
        if document is None:
            complaints.append("[DONE] in a Responses stream")
            continue
        if name != document.get("type"):
            complaints.append(f"event {name!r} is of type {document.get('type')!r}")
        if document.get("sequence_number") != number:
            complaints.append(f"{name} has number {document.get('sequence_number')}, not {number}")
        state.feed(name, document)
    return state.finish()


class _State:
    def __init__(self, complaints: list[str]) -> None:
        self.complaints = complaints
        self.phase = "before"
        self.identity: Json = None
        self.items: list[Document] = []
        self.done: dict[int, Document] = {}
        self.grown: dict[tuple[Json, ...], str] = {}
        self.closed: dict[tuple[Json, ...], bool] = {}

    def complain(self, words: str) -> None:
        self.complaints.append(words)

    def feed(self, name: str, document: Document) -> None:
        if name in IDLE and self.phase != "over":
            return
        if self.phase == "over":
            self.complain(f"{name} after the end")
        elif (self.phase == "before") != (name == "response.created"):
            self.complain(f"{name} {self.phase} response.created")
        self.phase = "after" if self.phase == "before" else self.phase
        self.handler(name)(name, document)

    def handler(self, name: str) -> Callable[[str, Document], None]:
        if name in TERMINAL:
            return self.terminal
        if name in ("response.output_item.added", "response.output_item.done"):
            return self.item_added if name.endswith("added") else self.item_done
        if name.endswith(("part.added", "part.done")):
            return self.part
        if name.endswith((".delta", ".done")) and name.split(".")[-2] in GROWING:
            return self.growth
        return self.created if name == "response.created" else self.other

    def other(self, name: str, _document: Document) -> None:
        if name != "response.output_text.annotation.added":
            self.complain(f"unknown event {name}")

    def created(self, name: str, document: Document) -> None:
        self.identity = inside(document, "response", "id")
        if not self.identity or inside(document, "response", "output") != []:
            self.complain(f"{name} without id, or with output")

    def item_added(self, _name: str, document: Document) -> None:
        if document.get("output_index") != len(self.items):
            self.complain(f"item {document.get('output_index')} added, {len(self.items)} is next")
        item = document.get("item")
        self.items.append(item if isinstance(item, dict) else {})

    def item(self, name: str, document: Document) -> Document:
        """The open item of an event, which must be named by the same id."""
        index = document.get("output_index")
        item: Document = {}
        if isinstance(index, int) and index < len(self.items):
            item = self.items[index]
        if not item or index in self.done:
            self.complain(f"{name} for item {index}, which is not open")
        identifier = document.get("item_id", inside(document, "item", "id"))
        if not identifier or identifier != item.get("id"):
            self.complain(f"{name} names {identifier!r}, the item is {item.get('id')!r}")
        return item

    def key(self, document: Document, place: str) -> tuple[Json, ...]:
        index = document.get(PARTS[place]) if place else None
        return document.get("output_index"), place, index

    def part(self, name: str, document: Document) -> None:
        self.item(name, document)
        key = self.key(document, "summary" if "summary_part" in name else "content")
        if name.endswith("added"):
            if key in self.closed or key[2] != len([k for k in self.closed if k[:2] == key[:2]]):
                self.complain(f"part {key} is out of turn")
            self.closed[key] = False
        elif self.closed.get(key) is not False:
            self.complain(f"part {key} is done and was not open")
        else:
            self.closed[key] = True
            self.same(key, document.get("part"), "text", "refusal")

    def growth(self, name: str, document: Document) -> None:
        self.item(name, document)
        place, whole = GROWING[name.split(".")[-2]]
        key = self.key(document, place)
        if place and self.closed.get(key) is not False:
            self.complain(f"{name} outside an open part {key}")
        if name.endswith(".delta"):
            self.grown[key] = self.grown.get(key, "") + text(document.get("delta"))
        else:
            self.same(key, document, whole)

    def same(self, key: tuple[Json, ...], whole: Json, *names: str) -> None:
        said = next((value for name in names if (value := inside(whole, name)) is not None), None)
        if self.grown.get(key, "") != said:
            self.complain(f"{key} grew to {self.grown.get(key)!r} and is {said!r}")

    def item_done(self, name: str, document: Document) -> None:
        opened = self.item(name, document)
        index, item = document.get("output_index"), document.get("item")
        if not isinstance(index, int) or not isinstance(item, dict):
            return
        self.done[index] = item
        if item.get("type") != opened.get("type"):
            self.complain(f"{name} changes the item's type")
        if any(key[0] == index and not closed for key, closed in self.closed.items()):
            self.complain(f"item {index} is done with an open part")
        for place in PARTS:
            for number, part in enumerate(objects(item.get(place))):
                self.same((index, place, number), part, "text", "refusal")
        for kind, whole in (("function_call", "arguments"), ("custom_tool_call", "input")):
            if item.get("type") == kind:
                self.same((index, "", None), item, whole)
        arguments = item.get("arguments")
        if item.get("type") == "function_call" and not is_object(text(arguments)):
            self.complain(f"{BAD_ARGUMENTS}: {arguments!r}")

    def terminal(self, name: str, document: Document) -> None:
        self.phase = "over"
        response = document.get("response")
        if inside(response, "id") != self.identity:
            self.complain("the terminal event has another id")
        if inside(response, "status") != TERMINAL[name]:
            self.complain(f"{name} with status {inside(response, 'status')!r}")
        if name == "response.failed":
            if not text(inside(response, "error", "code")):
                self.complain("failed without a code")
            return
        if inside(response, "output") != [self.done.get(n) for n in range(len(self.items))]:
            self.complain("the terminal event's output is not what was done")
        for key in ("input_tokens", "output_tokens", "total_tokens"):
            if not isinstance(inside(response, "usage", key), int):
                self.complain(f"the terminal event's usage lacks {key}")

    def finish(self) -> list[str]:
        if self.phase != "over":
            self.complain("no terminal event")
        return self.complaints
