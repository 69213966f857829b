"""Messages of the hub → `system` and `messages`.

Roles must alternate, results stand first in the user's message after their calls, and a system
message in mid-conversation has few places: after a user's message, and before an assistant's or at
the end. Adjoining messages of one role become one.
"""

from dataclasses import dataclass, field
from itertools import takewhile

from translators.anthropic_messages.part_encode import say_part
from translators.dialect import Context
from translators.hub.document import Document, Json
from translators.hub.request import Message, Role

OPENING = "(The conversation begins with the assistant.)"
"""What a user is made to say before an assistant that spoke first."""

WIRE_ROLES: dict[Role, str] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "tool": "user",
    "assistant": "assistant",
}


@dataclass(slots=True)
class _MessagesTurn:
    """A message of the wire in the making."""

    role: str
    blocks: list[Document] = field(default_factory=list[Document])
    path: str = ""


def say_conversation(messages: tuple[Message, ...], context: Context) -> tuple[Json, list[Json]]:
    """`system` (None for none) and `messages`.

    Raises:
        RequestError: client content that Messages cannot say.
    """
    leading = list(takewhile(lambda message: WIRE_ROLES[message.role] == "system", messages))
    system = [block for message in leading for block in _blocks(message, context)]
    turns = _placed([_turn(message, context) for message in messages[len(leading) :]], context)
    _trim(turns, context)
    if not turns and system:
        # Other dialects let instructions stand alone; here a user must have spoken.
        reason = "Messages needs a user's message: the instructions are said as one"
        context.losses.coerced("request.messages", reason)
        turns, system = [_MessagesTurn("user", system)], []
    if turns and turns[0].role == "assistant":
        context.losses.invented("request.messages", "Messages lets the user speak first")
        turns.insert(0, _MessagesTurn("user", [{"type": "text", "text": OPENING}]))
    return _system(system), [{"role": turn.role, "content": [*turn.blocks]} for turn in turns]


def _system(blocks: list[Document]) -> Json:
    if not blocks:
        return None
    if len(blocks) == 1 and blocks[0].keys() == {"type", "text"}:
        return blocks[0]["text"]
    return [*blocks]


def _turn(message: Message, context: Context) -> _MessagesTurn:
    if message.name is not None:
        reason = "Messages gives no names to speakers"
        context.losses.dropped(f"request.{message.path or 'messages[]'}.name", reason)
    return _MessagesTurn(WIRE_ROLES[message.role], _blocks(message, context), message.path)


def _blocks(message: Message, context: Context) -> list[Document]:
    blocks = (say_part(part, message.role, context) for part in message.parts)
    return [block for block in blocks if block is not None]


def _placed(turns: list[_MessagesTurn], context: Context) -> list[_MessagesTurn]:
    """The turns, merged so that roles alternate and every system message is where it may be."""
    spoken = _merged([turn for turn in turns if turn.blocks], context)
    placed: list[_MessagesTurn] = []
    for index, turn in enumerate(spoken):
        if turn.role == "system" and not _may_stay(spoken, index, context):
            context.losses.coerced(
                f"request.{turn.path or 'messages[]'}.role",
                "no system message may stand here: said in a user's message",
            )
            turn = _MessagesTurn(
                "user", [_as_users_words(block) for block in turn.blocks], turn.path
            )
        placed.append(turn)
    return _merged(placed, context)


def _may_stay(turns: list[_MessagesTurn], index: int, context: Context) -> bool:
    before = turns[index - 1].role if index else ""
    after = turns[index + 1].role if index + 1 < len(turns) else "assistant"
    return context.profile.system_anywhere and before == "user" and after == "assistant"


def _as_users_words(block: Document) -> Document:
    # The tags tell the model that these are not the user's own words.
    return {**block, "text": f"<system>\n{block['text']}\n</system>"} if "text" in block else block


def _merged(turns: list[_MessagesTurn], context: Context) -> list[_MessagesTurn]:
    merged: list[_MessagesTurn] = []
    for turn in turns:
        if merged and merged[-1].role == turn.role:
            _join(merged[-1], turn, context)
        else:
            merged.append(_MessagesTurn(turn.role, [*turn.blocks], turn.path))
    return merged


def _join(turn: _MessagesTurn, following: _MessagesTurn, context: Context) -> None:
    """Add a turn to one of the same role, tool results before everything else."""
    results = [block for block in following.blocks if _is_result(block)]
    others = [block for block in following.blocks if not _is_result(block)]
    place = sum(_is_result(block) for block in turn.blocks)
    if results and place < len(turn.blocks):
        reason = "tool results are moved to the front of the user's message"
        context.losses.coerced(f"request.{following.path or 'messages[]'}", reason)
    turn.blocks[place:place] = results
    turn.blocks.extend(others)


def _is_result(block: Document) -> bool:
    return block.get("type") == "tool_result"


def _trim(turns: list[_MessagesTurn], context: Context) -> None:
    """A prefill may not end in whitespace ("final assistant content cannot end with …")."""
    if not turns or turns[-1].role != "assistant":
        return
    last = turns[-1].blocks[-1]
    text = last.get("text")
    if last.get("type") == "text" and isinstance(text, str) and text != text.rstrip():
        turns[-1].blocks[-1] = {**last, "text": text.rstrip()}
        reason = "whitespace at the end of the last message"
        context.losses.coerced(f"request.{turns[-1].path or 'messages[]'}", reason)
