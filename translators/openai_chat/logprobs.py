"""Log probabilities of tokens: the hub has them in this dialect's own shape."""

from translators.hub.document import Document, Json
from translators.losses import Losses
from translators.openai_chat.vocabulary import object_of, objects_of, text_of

_KEYS = frozenset({"token", "logprob", "bytes", "top_logprobs"})


def read_logprobs(logprobs: Json) -> tuple[tuple[Json, ...], bool]:
    """One object a token of the text, and whether there was more that has no place in the hub.

    That is the tokens of refusals, and Together's older shape of lists side by side.
    """
    found = object_of(logprobs)
    others = any(value for key, value in found.items() if key != "content")
    return tuple(objects_of(found.get("content"))), others


def write_logprobs(tokens: tuple[Json, ...], losses: Losses) -> Json:
    """The `logprobs` of a choice; null for none. Keys that clients require are filled in."""
    written: list[Json] = []
    for token in tokens:
        entry = _token(token, losses)
        if entry is None:
            losses.dropped("response.parts[].logprobs[]", "no token with a log probability")
            continue
        others = objects_of(object_of(token).get("top_logprobs"))
        alternatives: list[Json] = [known for other in others if (known := _token(other, losses))]
        written.append({**entry, "top_logprobs": alternatives})
    return {"content": written, "refusal": None} if written else None


def _token(entry: Json, losses: Losses) -> Document | None:
    token = object_of(entry)
    for key in token.keys() - _KEYS:
        losses.dropped(f"response.parts[].logprobs[].{key}", "clients know no such key of a token")
    logprob = token.get("logprob")
    if isinstance(logprob, bool) or not isinstance(logprob, int | float):
        return None
    spelled = token.get("bytes")
    known = isinstance(spelled, list) and all(isinstance(byte, int) for byte in spelled)
    return {
        "token": text_of(token.get("token")),
        "logprob": logprob,
        "bytes": spelled if known else None,
    }
