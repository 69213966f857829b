"""A conversation costs what its turns add, and a store holds what its limits say."""

from pathlib import Path

import pytest

from scripts.store_growth import LEADS, WORDS, evicted, main, measured


@pytest.mark.parametrize("name", LEADS)
def test_a_store_grows_with_the_turns_and_not_with_their_history(name: str, tmp_path: Path) -> None:
    sizes = {turns: measured(tmp_path / f"{turns}", LEADS[name], turns).size for turns in (50, 100)}

    assert 1.5 < sizes[100] / sizes[50] < 2.1
    assert sizes[100] < 100 * 6 * len(WORDS)


def test_a_store_forgets_what_its_limits_forbid(tmp_path: Path) -> None:
    kept, size = evicted(tmp_path / "x", answers=500, limit=50)

    assert kept == 50
    assert size < 3 * 50 * len(WORDS)


def test_all_of_it_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scripts.store_growth.LENGTHS", (2, 3))
    monkeypatch.setattr("scripts.store_growth.SNAPSHOTS", 20)
    monkeypatch.setattr("scripts.store_growth.LIMIT", 10)

    main()

    said = capsys.readouterr().out
    assert said.count(" a turn  kept in ") == 2 * len(LEADS)
    assert "20 answers, at most 10 kept: 10 are there" in said
