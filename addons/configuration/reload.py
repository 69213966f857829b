"""The configuration in force: read once, read again when its files change.

A changed file that cannot be used changes nothing but the log: the old configuration stays.
"""

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from addons.configuration.loading import Configuration, ConfigurationError, load
from addons.conversations.service import Conversations
from addons.conversations.settings import Settings
from addons.conversations.store import StoreError
from addons.minting import MINT

logger = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two looks at the files; a look is a `stat` for each."""

type Stamp = tuple[int, int, int]


class ConfigurationSource:
    """One file and what it last said. Raises `ConfigurationError` if it cannot be used at first.

    `conversations` are those of the configuration in force; they outlive a change of anything else.
    """

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, str],
        *,
        strict: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._environment = environment
        self._strict = strict
        self._clock = clock
        self._looked = clock()
        stamps = {path: _stamp(path)}
        self._configuration = load(path, environment, strict=strict)
        self.conversations = _conversations(self._configuration.conversations)
        self._stamps = {**self._look(), **stamps}

    def close(self) -> None:
        """Let go of what is open."""
        self.conversations.close()

    def current(self) -> Configuration:
        """The configuration in force, as new as a second ago."""
        now = self._clock()
        if now - self._looked >= INTERVAL:
            self._looked = now
            stamps = self._look()
            if stamps != self._stamps:
                # What changes from here on, while it is being read, is another change.
                self._stamps = stamps
                self._reload()
        return self._configuration

    def _reload(self) -> None:
        try:
            configuration = load(self._path, self._environment, strict=self._strict)
            self._change(configuration.conversations)
        except ConfigurationError as error:
            logger.error("[dragoman] the old configuration stays, the new one is wrong:\n%s", error)
            return
        self._configuration = configuration
        known = self._stamps
        self._stamps = {path: known.get(path, stamp) for path, stamp in self._look().items()}
        logger.info("[dragoman] read %s again", self._path)

    def _change(self, settings: Settings) -> None:
        """Exchange the conversations, if anything is said of them that was not said before."""
        if settings != self.conversations.settings:
            before, self.conversations = self.conversations, _conversations(settings)
            before.close()

    def _look(self) -> dict[Path, Stamp | None]:
        return {path: _stamp(path) for path in self._configuration.files}


def _conversations(settings: Settings) -> Conversations:
    try:
        return Conversations(settings, MINT)
    except StoreError as error:
        raise ConfigurationError(f"{settings.place}: {error}") from error


def _stamp(path: Path) -> Stamp | None:
    """What changes when a file does; None if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
