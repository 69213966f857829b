import logging
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from addons.configuration.loading import Configuration, ConfigurationError, load
from addons.configuration.reload import INTERVAL, ConfigurationSource
from addons.conversations.keeper import UNAVAILABLE
from translators.responses_state.answers import broken

GOOD = '[[routes]]\nhost = "{}"\nprovider = "mine"\n[providers.mine]\nbase_url = "http://u"\n'


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dragoman.toml"
    path.write_text(GOOD.format("one.test"))
    return path


def change(file: Path, text: str) -> None:
    """Write, and be newer whatever the clock of the file system says."""
    before = file.stat().st_mtime_ns
    file.write_text(text)
    os.utime(file, ns=(before + 10**9, before + 10**9))


def serves(source: ConfigurationSource, host: str) -> bool:
    return source.current().routes.intercepts([host])


def test_a_changed_file_is_read_again(file: Path, clock: Clock) -> None:
    source = ConfigurationSource(file, {}, clock=clock)
    change(file, GOOD.format("two.test"))
    clock.now += INTERVAL

    assert serves(source, "two.test")
    assert not serves(source, "one.test")


def test_files_are_looked_at_once_a_second(file: Path, clock: Clock) -> None:
    source = ConfigurationSource(file, {}, clock=clock)
    change(file, GOOD.format("two.test"))
    clock.now += INTERVAL - 0.1

    assert serves(source, "one.test")


def test_an_unchanged_file_is_not_read(file: Path, clock: Clock) -> None:
    source = ConfigurationSource(file, {}, clock=clock)
    before = source.current()
    clock.now += 10 * INTERVAL

    assert source.current() is before


def test_a_change_while_the_file_is_read_is_seen(
    file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_half(path: Path, environment: Mapping[str, str], *, strict: bool) -> Configuration:
        """An editor empties the file, is read, and writes the rest."""
        change(file, "")
        loaded = load(path, environment, strict=strict)
        change(file, GOOD.format("three.test"))
        return loaded

    source = ConfigurationSource(file, {}, clock=clock)
    with monkeypatch.context() as patch:
        patch.setattr("addons.configuration.reload.load", load_half)
        change(file, GOOD.format("two.test"))
        clock.now += INTERVAL
        assert not source.current().routes.routes
    clock.now += INTERVAL

    assert serves(source, "three.test")


def test_a_bad_file_changes_nothing_but_the_log(
    file: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    source = ConfigurationSource(file, {}, clock=clock)
    change(file, '[[routes]]\nhots = "x"\n')
    clock.now += INTERVAL

    with caplog.at_level(logging.ERROR):
        assert serves(source, "one.test")
        clock.now += INTERVAL
        assert serves(source, "one.test")

    (record,) = caplog.records
    assert f"{file}:2: routes[0].hots: unknown key; did you mean 'host'?" in record.getMessage()


def test_a_file_that_vanishes_changes_nothing_and_its_return_is_seen(
    file: Path, clock: Clock
) -> None:
    source = ConfigurationSource(file, {}, clock=clock)
    file.unlink()
    clock.now += INTERVAL

    assert serves(source, "one.test")
    file.write_text(GOOD.format("two.test"))
    clock.now += INTERVAL
    assert serves(source, "two.test")


def test_a_changed_key_is_read_again(tmp_path: Path, file: Path, clock: Clock) -> None:
    key = tmp_path / "key"
    key.write_text("old")
    key.chmod(0o600)
    file.write_text(GOOD.format("one.test") + 'key_file = "key"\n')
    source = ConfigurationSource(file, {}, clock=clock)
    change(key, "new")
    clock.now += INTERVAL

    found = source.current().routes.routes[0].targets[0].key

    assert found is not None
    assert found.get_secret_value() == "new"


def test_a_file_that_is_bad_from_the_start_is_refused(file: Path) -> None:
    file.write_text("host = ")

    with pytest.raises(ConfigurationError):
        ConfigurationSource(file, {})


# Conversations.


def kept(store: str) -> str:
    return f'[conversations]\nstore = "{store}"\n'


def test_conversations_outlive_a_change_of_anything_else(file: Path, clock: Clock) -> None:
    file.write_text(kept("memory:"))
    source = ConfigurationSource(file, {}, clock=clock)
    before = source.conversations
    change(file, GOOD.format("two.test") + kept("memory:"))
    clock.now += INTERVAL

    assert serves(source, "two.test")
    assert source.conversations is before


def test_another_store_takes_the_place_of_the_old_one(
    file: Path, clock: Clock, tmp_path: Path
) -> None:
    file.write_text(kept("memory:"))
    source = ConfigurationSource(file, {}, clock=clock)
    before = source.conversations
    change(file, kept("sqlite:x.sqlite"))
    clock.now += INTERVAL

    source.current()

    assert source.conversations.settings.address == f"sqlite:{tmp_path}/x.sqlite"
    assert before.keeper.begin({"previous_response_id": "resp_1"}) == broken(UNAVAILABLE)
    source.close()


def test_a_store_that_cannot_be_used_is_refused_with_its_line(file: Path) -> None:
    file.write_text("\n" + kept("sqlte:x"))

    with pytest.raises(ConfigurationError) as raised:
        ConfigurationSource(file, {})

    assert str(raised.value).startswith(
        f"{file}:3: conversations.store: there is no way to keep conversations in 'sqlte'"
    )


def test_a_store_that_cannot_be_used_later_changes_nothing_but_the_log(
    file: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    source = ConfigurationSource(file, {}, clock=clock)
    before = source.conversations
    change(file, GOOD.format("two.test") + kept("sqlte:x"))
    clock.now += INTERVAL

    with caplog.at_level(logging.ERROR):
        assert serves(source, "one.test")

    assert source.conversations is before
    assert "conversations.store" in caplog.text
