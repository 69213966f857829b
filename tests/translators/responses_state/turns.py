"""Turns of conversations: what a client sent, what it got, and the snapshots of both."""

from translators.hub.document import Document, Json
from translators.memory.snapshot import Snapshot


def user(text: str) -> Document:
    """What a user says, in the short form."""
    return {"role": "user", "content": text}


def said(text: str, item_id: str = "msg_1") -> Document:
    """What a model says, as an answer holds it."""
    content: Document = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {
        "type": "message",
        "id": item_id,
        "status": "completed",
        "role": "assistant",
        "content": [content],
    }


def thought(seal: str, item_id: str = "rs_1") -> Document:
    """Sealed reasoning, as an answer holds it."""
    return {"type": "reasoning", "id": item_id, "summary": [], "encrypted_content": seal}


def call(call_id: str, name: str = "read", arguments: str = '{"path":"a"}') -> Document:
    """A call, as an answer holds it."""
    return {
        "type": "function_call",
        "id": f"fc_{call_id}",
        "status": "completed",
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
    }


def result(call_id: str, output: str = "done") -> Document:
    """What a tool gave back."""
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def answer(response_id: str, *output: Json, **more: Json) -> Document:
    """An answer with all that the SDK requires of one."""
    return {
        "id": response_id,
        "object": "response",
        "created_at": 1700000000,
        "status": "completed",
        "model": "m",
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        **more,
    }


def turn(snapshot_id: str, parent: str | None = None, text: str = "hi") -> Snapshot:
    """A turn in which one thing is said and answered."""
    response = answer(snapshot_id, said(f"You said {text}.", f"msg_{snapshot_id}"))
    return Snapshot(snapshot_id, parent, (user(text),), response, created=1700000000)


def talk(*snapshots: Snapshot) -> tuple[Snapshot, ...]:
    """Turns that continue each other, whatever their parents were."""
    chain: list[Snapshot] = []
    for snapshot in snapshots:
        parent = chain[-1].id if chain else None
        chain.append(
            Snapshot(
                snapshot.id,
                parent,
                snapshot.input_items,
                snapshot.response,
                snapshot.instructions,
                snapshot.created,
            )
        )
    return tuple(chain)
