"""How far estimates for one model are from what its provider counts.

The usage that came back for earlier requests says it. Recent ones weigh more, large ones too, and a
few small ones move little: a template's own words are most of a tiny prompt, and next to nothing of
the next large one.
"""

_KEPT = 0.8
"""What is left of an observation's weight when the next one comes: about five count."""

_FIRST = 500.0
"""Tokens that an estimate is believed for before anything was observed."""

_LEAST, _MOST = 0.5, 2.0
"""No vocabulary is further than this from ours: what is, counts something else."""


class Calibration:
    """A running ratio. `factor` is what estimates are to be multiplied with, 0.5 to 2."""

    def __init__(self) -> None:
        self._estimated = _FIRST
        self._returned = _FIRST

    def observe(self, estimated: float, returned: int) -> None:
        """A request of `estimated` tokens cost `returned`; one that cost nothing tells nothing."""
        if estimated <= 0 or returned <= 0:
            return
        bounded = min(max(float(returned), estimated * _LEAST), estimated * _MOST)
        self._estimated = self._estimated * _KEPT + estimated
        self._returned = self._returned * _KEPT + bounded

    @property
    def factor(self) -> float:
        """What the provider counts where we estimate 1."""
        return self._returned / self._estimated
