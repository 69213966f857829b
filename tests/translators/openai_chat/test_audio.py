from translators.hub.document import Document
from translators.openai_chat.audio import append_audio


def test_data_and_transcript_grow_and_the_rest_is_said_last() -> None:
    sound: Document = {}
    pieces: list[Document] = [
        {"id": "audio_1", "transcript": "It "},
        {"transcript": "rains.", "data": "UklG"},
        {"data": "Rg==", "expires_at": 7},
        {"data": "", "transcript": None, "expires_at": 9},
    ]
    for piece in pieces:
        append_audio(sound, piece)

    assert sound == {
        "id": "audio_1",
        "transcript": "It rains.",
        "data": "UklGRg==",
        "expires_at": 9,
    }


def test_an_empty_object_says_nothing() -> None:
    sound: Document = {}

    append_audio(sound, {"id": "", "data": None})

    assert sound == {}
