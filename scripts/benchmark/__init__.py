"""Measures what a translation costs: `scripts/bench` is the way in."""
