"""How properties are searched, and the tally of the corpus at the end of a run."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

TALLY = "tally"
"""A test records what it counts for under this property; the tally is of those that passed."""

settings.register_profile(
    "ci",
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "search", settings.get_profile("ci"), max_examples=1000, derandomize=False
)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test keeps conversations where the user's own are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say of each tally how many of how many were right; what was not is named by `-ra`."""
    right: Counter[str] = Counter()
    all_of_them: Counter[str] = Counter()
    for outcome in ("passed", "failed", "xfailed", "xpassed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in getattr(report, "user_properties", ()):
                if name == TALLY and getattr(report, "when", "") == "call":
                    all_of_them[value] += 1
                    right[value] += outcome == "passed"
    if all_of_them:
        terminalreporter.section("the corpus")
    for value, count in sorted(all_of_them.items()):
        terminalreporter.write_line(f"{value}: {right[value]} of {count}")
