"""Which tool results Anthropic's Messages demands, and which it refuses."""

from itertools import groupby

from tests.upstreams.refusal import RefusalError, objects
from translators.hub.document import Document, Json

type Block = tuple[int, int, Document]
"""A content block, after the index of its message and its own."""


def check_pairing(messages: list[Document]) -> None:
    """Every call is answered at the beginning of the next message, and nothing else is answered.

    Neighbours of one role count as one message.
    """
    waiting: list[Json] = []
    calls_at = 0
    for role, group in groupby(enumerate(messages), lambda item: item[1].get("role")):
        blocks = [
            (index, place, block)
            for index, message in group
            for place, block in enumerate(objects(message.get("content")))
        ]
        if role == "user":
            _check_answers(blocks, waiting, calls_at)
            waiting = []
        elif role == "assistant":
            waiting = [block.get("id") for _, _, block in blocks if block.get("type") == "tool_use"]
            calls_at = blocks[0][0] if blocks else calls_at
            if len(set(map(str, waiting))) != len(waiting):
                raise RefusalError(f"messages.{calls_at}: `tool_use` ids must be unique")
    if waiting:
        raise _unanswered(calls_at, waiting)


def _check_answers(blocks: list[Block], waiting: list[Json], calls_at: int) -> None:
    answered: list[Json] = []
    results_over = False
    for index, place, block in blocks:
        if block.get("type") != "tool_result":
            results_over = True
            continue
        answers = block.get("tool_use_id")
        if answers not in waiting:
            raise RefusalError(
                f"messages.{index}.content.{place}: unexpected `tool_use_id` found in `tool_result`"
                f" blocks: {answers}. Each `tool_result` block must have a corresponding `tool_use`"
                " block in the previous message."
            )
        if answers in answered:
            raise RefusalError(
                f"messages.{index}.content.{place}: each tool_use must have a single result."
            )
        if not results_over:
            answered.append(answers)
    missing = [name for name in waiting if name not in answered]
    if missing:
        raise _unanswered(calls_at, missing)


def _unanswered(index: int, ids: list[Json]) -> RefusalError:
    return RefusalError(
        f"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately"
        f" after: {', '.join(map(str, ids))}. Each `tool_use` block must have a corresponding"
        " `tool_result` block in the next message."
    )
