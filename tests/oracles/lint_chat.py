"""The order of a Chat Completions stream, as clients depend on it.

opencode loops for ever without a finish reason; clients join tool calls by index, and take id and
name from the first piece only.
"""

from tests.oracles.frames import BAD_ARGUMENTS, frames, is_object
from tests.support.documents import inside, objects, text
from translators.hub.document import Document, Json


def lint(stream: bytes) -> list[str]:
    """What is wrong with a stream of ours; nothing for a good one."""
    found, complaints = frames(stream)
    state = _State(complaints)
    for name, document in found:
        if name:
            complaints.append(f"event name {name!r}: Chat has none")
        if state.done:
            complaints.append("something after [DONE]")
        if document is None:
            state.done = True
        else:
            state.feed(document)
    return state.finish()


class _State:
    def __init__(self, complaints: list[str]) -> None:
        self.complaints = complaints
        self.done = False
        self.failed = False
        self.identity: tuple[Json, ...] | None = None
        self.role = False
        self.calls: list[list[str]] = []
        self.ids: set[str] = set()
        self.reason: Json = None
        self.usage = False

    def complain(self, words: str) -> None:
        self.complaints.append(words)

    def feed(self, chunk: Document) -> None:
        if "error" in chunk:
            self.failed = True
            return
        if self.usage:
            self.complain("a chunk after the one with usage")
        identity = (chunk.get("id"), chunk.get("created"), chunk.get("model"))
        if self.identity not in (None, identity):
            self.complain(f"{self.identity} becomes {identity}")
        self.identity = identity
        if chunk.get("object") != "chat.completion.chunk":
            self.complain(f"object is {chunk.get('object')!r}")
        choices = objects(chunk.get("choices"))
        self.usage = chunk.get("usage") is not None
        if bool(choices) == self.usage:
            self.complain("usage stands beside a choice, or nothing stands in a chunk")
        for choice in choices:
            self.choice(choice)

    def choice(self, choice: Document) -> None:
        delta = choice.get("delta")
        if choice.get("index") != 0 or not isinstance(delta, dict) or "finish_reason" not in choice:
            self.complain(f"a choice without index, delta or finish_reason: {choice}")
            return
        if self.reason is not None:
            self.complain("a choice after its finish_reason")
        if ("role" in delta) == self.role:
            self.complain("the role is not in the first delta, or not only there")
        self.role = True
        for piece in objects(delta.get("tool_calls")):
            self.call(piece)
        self.reason = choice["finish_reason"]

    def call(self, piece: Document) -> None:
        index = piece.get("index")
        if not isinstance(index, int) or not 0 <= index <= len(self.calls):
            self.complain(f"call {index} after {len(self.calls)}")
            return
        kind = "custom" if "custom" in piece else "function"
        argument = text(inside(piece, kind, "input" if kind == "custom" else "arguments"))
        if index < len(self.calls):
            self.calls[index].append(argument)
            if "id" in piece or inside(piece, kind, "name") is not None:
                self.complain(f"call {index} is named twice")
            return
        identifier = text(piece.get("id"))
        if not identifier or identifier in self.ids or not text(inside(piece, kind, "name")):
            self.complain(f"call {index} has no id of its own, or no name: {piece}")
        self.ids.add(identifier)
        self.calls.append([kind, argument])

    def finish(self) -> list[str]:
        if not self.done:
            self.complain("no [DONE]")
        if self.failed:
            return self.complaints
        if not self.reason:
            self.complain("no finish_reason")
        if (self.reason == "tool_calls") != bool(self.calls) and self.reason != "length":
            self.complain(f"finish_reason {self.reason} with {len(self.calls)} calls")
        for kind, *arguments in self.calls:
            whole = "".join(arguments)
            if kind == "function" and self.reason != "length" and not is_object(whole):
                self.complain(f"{BAD_ARGUMENTS}: {whole[:60]!r}")
        return self.complaints
