"""Tests, a package so that they can share `tests.support` and `tests.oracles`."""
