"""Conversations that grow turn by turn, as a client of each dialect keeps them.

What a client adds to its history is what it was given: the answers of an exchange, whose ids are
new in every one. Everything that can spoil a prompt cache occurs: thinking under seals, calls whose
ids come again, results that fail, are empty or hold pictures, marks that the client moves, words
that the client changes in every request.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise

from tests.support.documents import objects
from tests.upstreams.server import VENDORS
from tests.upstreams.turns import Call, Turn
from translators.exchange.exchange import Exchange
from translators.hub.document import Document, Json
from translators.memory.snapshot import Snapshot
from translators.mint import Mint
from translators.providers.provider import Provider
from translators.registry import DIALECTS
from translators.responses_state.continuation import continue_from
from translators.wire import json_bytes

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAf"
    "FcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TOOLS = ("look", "mcp.read!")
PARAMETERS: Document = {"type": "object", "properties": {"place": {"type": "string"}}}


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gives back."""

    text: str = ""
    picture: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What the client adds, to which the model answers with a turn."""

    answer: Turn
    words: str = ""
    picture: bool = False
    results: tuple[Result, ...] = ()


def _calls(*names: str, arguments: str = '{"place": "Zürich"}') -> tuple[Call, ...]:
    # Kimi counts its calls anew in every turn (field guide 2).
    return tuple(Call(f"{name}:{n}", name, arguments) for n, name in enumerate(names))


STEPS = (
    Step(Turn("Aye, aye."), "Ahoy!"),
    Step(Turn("Let me look.", _calls("look"), "A look is due.", "seal-1"), "How is the tide?"),
    Step(Turn("", _calls("look", "mcp.read!"), "Twice.", "seal-2"), results=(Result("Low."),)),
    Step(
        Turn(" As the picture shows.\n"),
        results=(Result("A chart:", picture=True), Result("No such page.", failed=True)),
    ),
    Step(Turn("A ship.", thinking="It has masts.", seal="seal-3"), "And this?", picture=True),
    Step(Turn("", _calls("look", arguments="{}")), "Is she near?"),
    Step(Turn("Nothing to be seen."), results=(Result(),)),
    Step(Turn("Again.", _calls("look"), seal="seal-4"), "Look again."),
    Step(Turn("", _calls("look")), results=(Result("error: fog", failed=True),)),
    Step(Turn("She has sailed."), results=(Result("Gone."),)),
)


class Client(ABC):
    """A client of one dialect and its history; `marks` cache marks move to the newest message."""

    def __init__(self) -> None:
        self.history: list[Json] = []
        self._open: list[str] = []

    @abstractmethod
    def say(self, words: str, *, picture: bool) -> None:
        """The user speaks."""

    @abstractmethod
    def give(self, results: tuple[Result, ...]) -> None:
        """The open calls get their results."""

    @abstractmethod
    def hear(self, answer: Document) -> None:
        """Keep an answer as it came."""

    @abstractmethod
    def request(self) -> Document:
        """What is sent in a turn."""


class ChatClient(Client):
    """Chat Completions: results are messages of their own, thinking goes back as text."""

    def say(self, words: str, *, picture: bool) -> None:
        url: Json = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}"}}
        said: Json = [{"type": "text", "text": words}, url] if picture else words
        self.history.append({"role": "user", "content": said})

    def give(self, results: tuple[Result, ...]) -> None:
        for call_id, result in zip(self._open, results, strict=True):
            self.history.append({"role": "tool", "tool_call_id": call_id, "content": result.text})

    def hear(self, answer: Document) -> None:
        [choice] = objects(answer["choices"])
        message = choice["message"]
        assert isinstance(message, dict)
        self.history.append({key: value for key, value in message.items() if value is not None})
        self._open = [str(call["id"]) for call in objects(message.get("tool_calls"))]

    def request(self) -> Document:
        instructions: list[Json] = [
            {"role": "system", "content": "Be brief."},
            {"role": "developer", "content": "Be kind."},
        ]
        return {
            "messages": [*instructions, *self.history],
            "tools": [
                {"type": "function", "function": {"name": name, "parameters": PARAMETERS}}
                for name in TOOLS
            ],
        }


class ResponsesClient(Client):
    """Responses: every item goes back as it came, under its id."""

    def say(self, words: str, *, picture: bool) -> None:
        content: list[Json] = [{"type": "input_text", "text": words}]
        if picture:
            url = f"data:image/png;base64,{PICTURE}"
            content.append({"type": "input_image", "image_url": url, "detail": "auto"})
        self.history.append({"type": "message", "role": "user", "content": content})

    def give(self, results: tuple[Result, ...]) -> None:
        for call_id, result in zip(self._open, results, strict=True):
            output: Json = result.text
            if result.picture:
                url = f"data:image/png;base64,{PICTURE}"
                text: Json = {"type": "input_text", "text": result.text}
                output = [text, {"type": "input_image", "image_url": url}]
            self.history.append(
                {"type": "function_call_output", "call_id": call_id, "output": output}
            )

    def hear(self, answer: Document) -> None:
        items = objects(answer["output"])
        self.history.extend(items)
        self._open = [str(item["call_id"]) for item in items if item["type"] == "function_call"]

    def request(self) -> Document:
        return {
            "instructions": "Be brief.",
            "input": [{"role": "developer", "content": "Be kind."}, *self.history],
            "tools": [
                {"type": "function", "name": name, "parameters": PARAMETERS} for name in TOOLS
            ],
            "reasoning": {"effort": "medium"},
            "include": ["reasoning.encrypted_content"],
            "store": False,
        }


class ContinuingClient(ResponsesClient):
    """Responses by `previous_response_id`: only what is new is sent, and the rest is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._chain: tuple[Snapshot, ...] = ()

    def request(self) -> Document:
        added: Document = {**super().request(), "input": [*self.history]}
        if not self._chain:
            return added
        return continue_from({**added, "previous_response_id": "resp"}, self._chain).document

    def hear(self, answer: Document) -> None:
        new = tuple(self.history)
        super().hear(answer)
        parent = self._chain[-1].id if self._chain else None
        snapshot = Snapshot(f"resp_{len(self._chain)}", parent, new, answer, created=1)
        self._chain = (*self._chain, snapshot)
        self.history.clear()


class MessagesClient(Client):
    """Messages as Claude Code has it: a billing text first, and marks on the newest message."""

    def say(self, words: str, *, picture: bool) -> None:
        content: list[Json] = [{"type": "text", "text": words}]
        if picture:
            content.insert(0, _picture())
        self._add("user", content)

    def give(self, results: tuple[Result, ...]) -> None:
        blocks: list[Json] = []
        for call_id, result in zip(self._open, results, strict=True):
            text: list[Json] = [{"type": "text", "text": result.text}] if result.text else []
            block: Document = {
                "type": "tool_result",
                "tool_use_id": call_id,
                "content": [*text, _picture()] if result.picture else text,
            }
            blocks.append({**block, "is_error": True} if result.failed else block)
        self._add("user", blocks)

    def hear(self, answer: Document) -> None:
        blocks = objects(answer["content"])
        self._add("assistant", [*blocks])
        self._open = [str(block["id"]) for block in blocks if block["type"] == "tool_use"]

    def request(self) -> Document:
        *earlier, last = objects(self.history)
        *blocks, newest = objects(last["content"])
        marked: Document = {**newest, "cache_control": {"type": "ephemeral"}}
        system: list[Json] = [
            {"type": "text", "text": f"x-anthropic-billing-header: cch={len(self.history)};"},
            {"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": "Be kind."},
        ]
        return {
            "max_tokens": 20_000,
            "system": system,
            "messages": [*earlier, {**last, "content": [*blocks, marked]}],
            "tools": [{"name": name, "input_schema": PARAMETERS} for name in TOOLS],
            "thinking": {"type": "enabled", "budget_tokens": 2000},
        }

    def _add(self, role: str, content: list[Json]) -> None:
        self.history.append({"role": role, "content": content})


CLIENTS: dict[str, tuple[str, type[Client]]] = {
    "openai-chat": ("openai-chat", ChatClient),
    "openai-responses": ("openai-responses", ResponsesClient),
    "openai-responses-continued": ("openai-responses", ContinuingClient),
    "anthropic-messages": ("anthropic-messages", MessagesClient),
}
"""What kinds of clients there are: the dialect that they speak, and how."""


@dataclass(slots=True)
class Talk:
    """A client and a provider in conversation; `sent` is what upstream got, turn by turn."""

    client: str
    provider: Provider
    model: str
    sent: list[Document] = field(default_factory=list[Document])

    def run(self) -> None:
        """Have the whole conversation."""
        spoken, kind = CLIENTS[self.client]
        keeper = kind()
        tokens = count(1)
        for step in STEPS:
            if step.results:
                keeper.give(step.results)
            if step.words:
                keeper.say(step.words, picture=step.picture)
            # Nothing that is made anew in every exchange may come back in the next.
            mint = Mint(now=tokens.__next__, token=lambda: f"new{next(tokens):05d}")
            exchange = Exchange(
                DIALECTS[spoken], self.provider, self.model, mint, drop_content=True
            )
            document: Document = {"model": self.model, **keeper.request()}
            self.sent.append(exchange.request(document))
            vendor = VENDORS[self.provider.dialect.name]
            told = json_bytes.dumps(vendor.whole(step.answer, {"model": self.model}))
            answer = exchange.response(200, told)
            assert answer.status == 200, answer.body
            keeper.hear(json_bytes.loads_object(answer.body))


def _picture() -> Document:
    source: Document = {"type": "base64", "media_type": "image/png", "data": PICTURE}
    return {"type": "image", "source": source}


def without_marks(value: Json) -> Json:
    """The same without cache marks, which the client moves as it likes.

    Text that had to be a part to carry one is the same text without it.
    """
    if isinstance(value, list):
        bare = [without_marks(item) for item in value]
        match bare:
            case [{"type": "text", "text": str(text), **others}] if not others:
                return text
            case _:
                return bare
    if not isinstance(value, dict):
        return value
    return {key: without_marks(item) for key, item in value.items() if key != "cache_control"}


def prefixes(sent: list[Document]) -> Iterator[tuple[bytes, bytes]]:
    """The conversation in each turn but the last, to be found at the head of the next one's."""
    said = [
        json_bytes.dumps(without_marks(doc.get("messages") or doc.get("input"))) for doc in sent
    ]
    for earlier, later in pairwise(said):
        yield earlier.removesuffix(b"]"), later
