"""Where a surface cuts through itself: an independent check of what the model draws."""

from __future__ import annotations

import numpy as np
import shapely


def self_cuts(vertices: np.ndarray, faces: np.ndarray) -> int:
    """How many pairs of triangles without a common corner cut each other."""
    corners = vertices[faces]
    low, high = corners.min(axis=1), corners.max(axis=1)
    # Boxes that meet seen from the side (the fan lies flat in that view), then those that meet.
    boxes = shapely.box(low[:, 1], low[:, 2], high[:, 1], high[:, 2])
    a, b = shapely.STRtree(boxes).query(boxes)
    meet = (a < b) & (low[a, 0] <= high[b, 0]) & (low[b, 0] <= high[a, 0])
    a, b = a[meet], b[meet]
    apart = ~(faces[a][:, :, None] == faces[b][:, None, :]).any(axis=(1, 2))
    a, b = a[apart], b[apart]
    cut = np.zeros(len(a), dtype=bool)
    for first, second in ((a, b), (b, a)):
        for k in range(3):
            start, end = corners[first, k], corners[first, (k + 1) % 3]
            cut |= _pierces(start, end, corners[second])
    return int(cut.sum())


def _pierces(start: np.ndarray, end: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Which edges (n, 3) go through their triangle (n, 3, 3): signs of five small volumes."""
    a, b, c = np.moveaxis(triangles, 1, 0)

    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray, s: np.ndarray) -> np.ndarray:
        return np.einsum("ij,ij->i", np.cross(q - p, r - p), s - p)

    through = side(a, b, c, start) * side(a, b, c, end) < 0.0
    u, v, w = side(start, end, a, b), side(start, end, b, c), side(start, end, c, a)
    inside = ((u > 0) & (v > 0) & (w > 0)) | ((u < 0) & (v < 0) & (w < 0))
    return np.asarray(through & inside)
