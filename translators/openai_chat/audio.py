"""Spoken answers: they come in pieces of base64 and of transcript, and are one part at the end."""

from translators.hub.document import Document

_GROWING = frozenset({"data", "transcript"})


def append_audio(audio: Document, piece: Document) -> None:
    """Add a delta's `audio` to what came before; other keys are as they are said last.

    Some servers always send the object, empty (pydantic-ai__snowflake.snowflake_model_simple).
    """
    for key, value in piece.items():
        before = audio.get(key)
        if key in _GROWING and isinstance(before, str) and isinstance(value, str):
            audio[key] = before + value
        elif value:
            audio[key] = value
