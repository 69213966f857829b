"""Snapshots of turns in the Responses API: taken from a request and its answer, and read again."""

from collections.abc import Callable, Mapping, Sequence

from translators.hub.document import Document, Json
from translators.memory.snapshot import Chain, Snapshot
from translators.openai_responses.vocabulary import read_time
from translators.responses_state.repetition import new_items

_COMPLETE = ("completed", "incomplete")
"""The states of an answer that a conversation can go on from."""

_ECHOES: Mapping[str, Json] = {"tools": [], "instructions": None}
"""What an answer repeats of its request and may be long, each with what it is without any."""


def history(chain: Chain) -> list[Json]:
    """Everything that was said, in its order."""
    return [item for turn in chain for item in (*turn.input_items, *turn.output)]


def instructions(chain: Chain) -> Json:
    """The instructions in force after the last turn: the latest that were given."""
    given = (turn.instructions for turn in reversed(chain))
    return next((words for words in given if words is not None), None)


def whole(snapshot: Snapshot, find: Callable[[str], Snapshot | None]) -> Document:
    """The response of a snapshot with all of its keys, as the client got it.

    What a turn held that has been deleted since is gone.
    """
    echoes: Document = {}
    for key, turn_id in snapshot.shared.items():
        holder = find(turn_id)
        echoes[key] = (holder.response if holder else _ECHOES).get(key, _ECHOES[key])
    return {**snapshot.response, **echoes} if echoes else snapshot.response


def end(chain: Chain) -> str | None:
    """The id that the next turn has as its parent; None where there is nothing yet."""
    if not chain:
        return None
    return chain[-1].parent if chain[-1].is_conversation else chain[-1].id


def take(
    document: Document,
    response: Document,
    chain: Chain = (),
    added: Sequence[Json] | None = None,
    *,
    always: bool = False,
) -> Snapshot | None:
    """The snapshot of a turn: the client's request, its answer, and the chain it continued.

    `added` are the request's new items, if somebody has looked for them already: in a long history
    that takes a while, and the client waits for its answer's end.

    None if there is nothing to keep: the answer failed or has no id, or the client said
    `store: false`, which `always` overrides.
    """
    answer_id = response.get("id")
    if document.get("store") is False and not always:
        return None
    if not isinstance(answer_id, str) or not answer_id or not answer_id.isprintable():
        return None
    if response.get("status") not in _COMPLETE:
        return None
    if added is None:
        added = new_items(history(chain), document.get("input"))
    shared = _shared(response, chain)
    said = document.get("instructions")
    return Snapshot(
        id=answer_id,
        parent=end(chain),
        input_items=tuple(added),
        response={key: value for key, value in response.items() if key not in shared},
        instructions=None if said == instructions(chain) else said,
        created=read_time(response.get("created_at")) or 0,
        shared=shared,
    )


def _shared(response: Document, chain: Chain) -> dict[str, str]:
    """What an answer repeats that an earlier turn holds already."""
    shared: dict[str, str] = {}
    for key, nothing in _ECHOES.items():
        holder = next((turn for turn in reversed(chain) if key in turn.response), None)
        said = response.get(key, nothing)
        if holder is not None and said != nothing and holder.response[key] == said:
            shared[key] = holder.id
    return shared
