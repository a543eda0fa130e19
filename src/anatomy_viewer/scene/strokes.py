"""Lines cut up before they are drawn: where they hide, and into dashes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def pieces(points: Floats, seen: NDArray[np.bool_]) -> list[tuple[bool, Floats]]:
    """A line cut where it goes into hiding or comes out; neighbours share their end points."""
    cuts = np.flatnonzero(np.diff(seen.astype(int))) + 1
    starts, ends = np.r_[0, cuts], np.r_[cuts, len(points) - 1]
    return [(bool(seen[i]), points[i : j + 1]) for i, j in zip(starts, ends, strict=True) if j > i]


def dashes(points: Floats, dash: float, gap: float) -> list[Floats]:
    """Straight dashes along a line."""
    length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    starts = np.arange(0.0, length[-1], dash + gap)

    def at(s: Floats) -> Floats:
        return np.column_stack([np.interp(s, length, points[:, k]) for k in (0, 1)])

    return [at(np.array([s, min(s + dash, length[-1])])) for s in starts]
