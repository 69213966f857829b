"""Keeps the garbage collector's pauses short, so that no token waits for them.

What is loaded by the time the proxy runs (some hundred thousand objects, mitmproxy's above all)
stays for good; a full collection would look at all of it each time, for tens of milliseconds.
"""

import gc


class FreezeGarbageCollector:
    """An addon without any state."""

    def running(self) -> None:
        """Tell the collector that what is here by now will stay."""
        gc.collect()
        gc.freeze()
