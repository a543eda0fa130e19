"""Small helpers for points laid out in rows along a muscle and columns across it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smooth_step(t: NDArray[np.floating[Any]]) -> Floats:
    """0 below 0, 1 above 1, and a smooth rise between."""
    t = np.clip(t, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def grid_normals(points: Floats) -> Floats:
    """Unit normals (r, c, 3) of a grid (r, c, 3): rows crossed with columns, (along x across)."""
    along, across = np.empty_like(points), np.empty_like(points)
    along[1:-1] = points[2:] - points[:-2]
    along[0], along[-1] = points[1] - points[0], points[-1] - points[-2]
    across[:, 1:-1] = points[:, 2:] - points[:, :-2]
    across[:, 0], across[:, -1] = points[:, 1] - points[:, 0], points[:, -1] - points[:, -2]
    x, y, z = np.moveaxis(along, -1, 0)
    u, v, w = np.moveaxis(across, -1, 0)
    normal = np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=-1)
    length = np.sqrt(np.einsum("rcx,rcx->rc", normal, normal))[..., None]
    return np.asarray(normal / np.maximum(length, 1e-12))


def blur_rows(field: Floats, rounds: int) -> Floats:
    """A grid (r, c, ...) averaged with its neighbours ``rounds`` times, its border kept."""
    field = field.copy()
    for _ in range(rounds):
        field[1:-1] = 0.25 * (field[:-2] + field[2:]) + 0.5 * field[1:-1]
        field[:, 1:-1] = 0.25 * (field[:, :-2] + field[:, 2:]) + 0.5 * field[:, 1:-1]
    return field


def row_distances(points: Floats) -> Floats:
    """Distance (r, c) along each column from a row to the last one."""
    steps = np.sqrt(((points[1:] - points[:-1]) ** 2).sum(axis=-1))
    distance = np.zeros(points.shape[:2])
    distance[:-1] = np.cumsum(steps[::-1], axis=0)[::-1]
    return distance


def turn_to(start: Floats, end: Floats, share: Floats) -> Floats:
    """Vectors (..., 3) turned from ``start`` to ``end``: length and direction blended apart, so
    that two that point apart do not shrink to nothing half-way."""
    first = np.linalg.norm(start, axis=-1, keepdims=True)
    last = np.linalg.norm(end, axis=-1, keepdims=True)
    direction = (1.0 - share) * start / np.maximum(first, 1e-9)
    direction = direction + share * end / np.maximum(last, 1e-9)
    size = np.maximum(np.linalg.norm(direction, axis=-1, keepdims=True), 1e-9)
    return np.asarray(((1.0 - share) * first + share * last) * direction / size)
