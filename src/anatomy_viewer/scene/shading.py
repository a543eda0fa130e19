"""Per-vertex values that shaders colour by, computed once from a surface's shape."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Region, Surface

Floats = NDArray[np.float64]
LIT = ("origin", "path", "insertion")  # ids of the regions a click lights up
TIP = 0.045  # share of a fibre
_SHARP = 0.055  # 1/mm; a surface bent this much is as dark or bright as it gets


class _Ring:
    """Means over the neighbours of each vertex."""

    def __init__(self, count: int, faces: NDArray[np.int64]) -> None:
        edges = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        both = np.vstack([edges, edges[:, ::-1]])
        self._at, self._to, self._count = both[:, 0], both[:, 1], count
        self._size = np.maximum(np.bincount(self._at, minlength=count), 1)

    def mean(self, values: Floats) -> Floats:
        """The mean (n,) of the neighbours' values (n,)."""
        total = np.bincount(self._at, weights=values[self._to], minlength=self._count)
        return np.asarray(total / self._size)

    def smooth(self, values: Floats, rounds: int) -> Floats:
        """Values blurred over a few edges."""
        for _ in range(rounds):
            values = 0.5 * values + 0.5 * self.mean(values)
        return values


def soft_region(inside: NDArray[np.bool_], faces: NDArray[np.int64]) -> Floats:
    """1 inside a region, 0 outside (n,), blurred a little so that its border is a smooth line."""
    return _Ring(len(inside), faces).smooth(inside.astype(float), 3)


def lit_regions(surface: Surface, regions: Iterable[Region]) -> Floats:
    """What a click lights up: soft origin, path and insertion (n, 3), each 0 to 1.

    A tendon is attached by its last millimetre; lit up alone it would not be seen, so the insertion
    is drawn from ``TIP`` of the fibre before its end.
    """
    count = len(surface.vertices)
    region = surface.attributes.get("region", np.zeros(count))
    codes = {r.id: r.code for r in regions}
    lit = [region == codes.get(name, -1) for name in LIT]
    if lit[2].any():
        lit[2] = lit[2] | (surface.attributes.get("along", np.zeros(count)) > 1.0 - TIP)
        lit[1] = lit[1] & ~lit[2]
    return np.column_stack([soft_region(part, surface.faces) for part in lit])


def hollows(surface: Surface) -> Floats:
    """How hollow a surface is at each vertex (n,): 1 in grooves, -1 on crests, 0 where flat.

    The mean curvature by the offset of a vertex from its neighbours, along the normal.
    """
    v, f = surface.vertices, surface.faces
    ring = _Ring(len(v), f)
    weighted = np.cross(v[f[:, 1]] - v[f[:, 0]], v[f[:, 2]] - v[f[:, 0]])
    normal = np.column_stack(
        [
            sum(np.bincount(f[:, k], weights=weighted[:, axis], minlength=len(v)) for k in range(3))
            for axis in range(3)
        ]
    )
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    offset = np.column_stack([ring.mean(v[:, axis]) for axis in range(3)]) - v
    spread = ring.mean((v * v).sum(1)) - 2.0 * (v * (offset + v)).sum(1) + (v * v).sum(1)
    bend = 2.0 * (offset * normal).sum(1) / np.maximum(spread, 1e-9)
    return np.asarray(np.tanh(ring.smooth(bend, 8) / _SHARP))
