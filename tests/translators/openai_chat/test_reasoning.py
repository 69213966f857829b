from tests.translators.openai_chat.client import ELSEWHERE, UPSTREAM
from translators.hub.document import Document, Json
from translators.hub.parts import Reasoning, Seal
from translators.opaque import seals
from translators.openai_chat.reasoning import merge_plain, read_details, unread_keys, write_details
from translators.wire import json_bytes

SIGNED: Document = {
    "type": "reasoning.text",
    "text": "Let me see.",
    "signature": "c2ln",
    "format": "anthropic-claude-v1",
    "id": "reasoning-text-1",
    "index": 0,
}
SUMMARY: Document = {"type": "reasoning.summary", "summary": "Seeing", "format": "f", "index": 0}
ENCRYPTED: Document = {
    "type": "reasoning.encrypted",
    "data": "ZGF0YQ==",
    "format": "f",
    "id": "rs_1",
    "index": 0,
}


def seal_of(part: Reasoning) -> Seal:
    assert part.seal is not None

    return part.seal


def test_a_signed_entry_is_text_and_its_signature() -> None:
    (part,) = read_details([SIGNED], UPSTREAM)

    assert (
        part.text,
        seal_of(part).kind,
        seal_of(part).origin,
    ) == ("Let me see.", "signature", UPSTREAM)


def test_the_seal_keeps_all_that_is_not_shown() -> None:
    (part,) = read_details([SIGNED], UPSTREAM)
    kept = {key: value for key, value in SIGNED.items() if key != "text"}

    assert kept == json_bytes.loads(seal_of(part).value)


def test_a_bare_token_is_the_seal_itself() -> None:
    entry: Document = {"type": "reasoning.text", "text": "t", "signature": "c2ln", "index": 0}

    assert [Reasoning("t", seal=Seal("signature", "c2ln", UPSTREAM))] == read_details(
        [entry], UPSTREAM
    )


def test_entries_go_back_as_they_came() -> None:
    for entries in ([SIGNED], [SUMMARY, ENCRYPTED], [ENCRYPTED]):
        listed: list[Json] = [*entries]
        (part,) = read_details(listed, UPSTREAM)

        assert entries == write_details(part, 7)


def test_a_summary_and_its_encrypted_entry_are_one_stretch() -> None:
    (part,) = read_details([SUMMARY, ENCRYPTED], UPSTREAM)

    assert (part.summary, seal_of(part).kind) == (("Seeing",), "encrypted")


def test_fragments_with_one_index_are_joined() -> None:
    entries: list[Json] = [
        {"type": "reasoning.text", "text": "Let me", "index": 0},
        {"type": "reasoning.text", "text": " see.", "index": 0},
        {"type": "reasoning.text", "signature": "c2ln", "index": 0},
    ]

    assert [Reasoning("Let me see.", seal=Seal("signature", "c2ln", UPSTREAM))] == read_details(
        entries, UPSTREAM
    )


def test_another_index_is_another_stretch() -> None:
    entries: list[Json] = [
        {"type": "reasoning.text", "text": "a", "index": 0},
        {"type": "reasoning.text", "text": "b", "index": 1},
    ]

    assert [Reasoning("a"), Reasoning("b")] == read_details(entries, UPSTREAM)


def test_after_a_seal_another_stretch_begins() -> None:
    entries: list[Json] = [
        {"type": "reasoning.encrypted", "data": "b25l"},
        {"type": "reasoning.encrypted", "data": "dHdv"},
    ]

    assert [
        Reasoning(seal=Seal("encrypted", "b25l", UPSTREAM)),
        Reasoning(seal=Seal("encrypted", "dHdv", UPSTREAM)),
    ] == read_details(entries, UPSTREAM)


def test_an_entry_that_a_client_merged_by_index_is_read() -> None:
    merged: Document = {**SUMMARY, **ENCRYPTED}
    (part,) = read_details([merged], UPSTREAM)

    assert (part.summary, seal_of(part).kind) == (("Seeing",), "encrypted")


def test_what_says_nothing_is_no_stretch() -> None:
    entries: list[Json] = [None, 5, {}, {"type": "reasoning.text", "text": None}]

    assert read_details(entries, UPSTREAM) == []


def test_seals_of_others_pass_through_and_back() -> None:
    for kind in ("signature", "redacted", "encrypted"):
        part = Reasoning("thought", seal=Seal(kind, "dG9rZW4=", ELSEWHERE))
        entries = write_details(part, 0)

        assert [part] == read_details(entries, UPSTREAM)


def test_a_seal_of_another_is_wrapped() -> None:
    seal = Seal("signature", "dG9rZW4=", ELSEWHERE)

    assert [
        {
            "type": "reasoning.text",
            "signature": seals.wrap(seal),
            "index": 2,
            "text": "thought",
        }
    ] == write_details(Reasoning("thought", seal=seal), 2)


def test_text_beside_an_encrypted_seal_has_an_entry_of_its_own() -> None:
    part = Reasoning("thought", seal=Seal("encrypted", "ZGF0YQ==", UPSTREAM))

    assert write_details(part, 0) == [
        {"type": "reasoning.text", "text": "thought", "index": 0},
        {"type": "reasoning.encrypted", "data": "ZGF0YQ==", "index": 0},
    ]


def test_a_value_that_only_looks_like_an_entry_is_written_as_a_token() -> None:
    part = Reasoning(seal=Seal("encrypted", "{oops", UPSTREAM))

    assert write_details(part, 0) == [{"type": "reasoning.encrypted", "data": "{oops", "index": 0}]


def test_without_a_seal_there_are_no_entries() -> None:
    assert write_details(Reasoning("thought"), 0) == []


def test_plain_text_counts_where_entries_show_nothing() -> None:
    sealed = Reasoning(seal=Seal("encrypted", "ZGF0YQ==", UPSTREAM))

    assert [Reasoning("told", seal=sealed.seal)] == merge_plain([sealed], "told")
    assert [Reasoning("told")] == merge_plain([], "told")
    assert [Reasoning("shown")] == merge_plain([Reasoning("shown")], "told")


def test_unknown_keys_of_an_entry_travel_in_its_seal_if_it_has_one() -> None:
    told: Document = {**SUMMARY, "x_new": 1}
    sealed: Document = {**ENCRYPTED, "x_new": 1}
    of_ours: Document = {**sealed, "data": seals.wrap(Seal("encrypted", "x", ELSEWHERE))}

    assert [unread_keys(entry) for entry in (told, sealed, of_ours)] == [["x_new"], [], ["x_new"]]
