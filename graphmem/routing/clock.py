"""Minutes as people write them, and ticks as the machine counts them.

The tick is the longest of 1, 1/2, 1/3, 1/4, 1/5, 1/6, 1/10, 1/12, 1/15, 1/20, 1/30 and 1/60 minute in which every time
of the network is a whole number of ticks.  If there is none, the tick is one second and every time is rounded
to whole seconds, halves up, at least one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

TICKS_PER_MINUTE = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
_TOLERANCE = 1e-6  # of a tick: decimal minutes such as 0.1 are not exact in binary


def ticks_per_minute(times: Sequence[float]) -> int:
    """Ticks per minute for ``times`` in minutes."""
    return next((rate for rate in TICKS_PER_MINUTE if all(_is_whole(time * rate) for time in times)), 60)


def in_ticks(minutes: float, rate: int) -> int:
    """``minutes`` at ``rate`` ticks per minute, rounded half up, at least 1."""
    # The tolerance covers halves that binary fractions put just below the half.
    return max(1, math.floor(minutes * rate + 0.5 + _TOLERANCE))


def _is_whole(ticks: float) -> bool:
    return ticks > 0.5 and abs(ticks - round(ticks)) < _TOLERANCE
