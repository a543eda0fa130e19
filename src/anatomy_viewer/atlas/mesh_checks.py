"""Is a surface usable as anatomy? One small check a question; ``check_surface`` asks them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Surface
from anatomy_viewer.errors import MeshError

# Millimetres across the bounding box: the smallest and largest thing in a human pelvis and thigh.
SMALLEST, LARGEST = 5.0, 1500.0
FARTHEST = 3000.0  # mm from the origin of the atlas frame


def check_surface(surface: Surface, path: Path) -> None:
    """Check a surface against everything the program relies on.

    Raises:
        MeshError: with what is wrong and what to do, naming ``path``.
    """
    for check in CHECKS:
        fault = check(surface)
        if fault:
            raise MeshError(f"{path} {fault}")


def finite(surface: Surface) -> str | None:
    """Every coordinate and attribute is a number."""
    bad = np.flatnonzero(~np.isfinite(surface.vertices).all(axis=1))
    if len(bad):
        return f"has {len(bad)} vertices that are not numbers (the first is vertex {bad[0]})."
    for name, values in surface.attributes.items():
        if not np.isfinite(values).all():
            return f"holds values that are not numbers in its vertex property '{name}'."
    return None


def indexed(surface: Surface) -> str | None:
    """Every face is a triangle of three different vertices that exist."""
    faces = surface.faces
    if faces.shape[1] != 3:
        return "is not made of triangles. Export it again with triangles only."
    if faces.min() < 0 or faces.max() >= len(surface.vertices):
        return "is damaged: a face names a vertex that is not there. Get the file again."
    a, b, c = faces.T
    flat = int(np.count_nonzero((a == b) | (b == c) | (c == a)))
    if flat:
        return f"has {flat} triangles with a repeated corner. Clean the mesh and export it again."
    return None


def sized(surface: Surface) -> str | None:
    """It is as large as a body part in millimetres, and near the origin."""
    low, high = surface.vertices.min(axis=0), surface.vertices.max(axis=0)
    across = float(np.linalg.norm(high - low))
    if across == 0.0:
        return "is a single point."
    if across < SMALLEST:
        hint = " It looks like metres: scale it by 1000." if 0.02 <= across <= 2.0 else ""
        return f"is only {across:.3g} mm across.{hint or ' Check its units: millimetres.'}"
    if across > LARGEST:
        hint = "Is it in micrometres? Scale it by 0.001." if across > 2e4 else "Check its units."
        return f"is {across:.4g} mm across, larger than any part of the hip. {hint}"
    away = float(np.abs(surface.vertices).max())
    if away > FARTHEST:
        return f"lies {away:.4g} mm from the origin. Move it into the atlas frame."
    return None


def closed(surface: Surface) -> str | None:
    """Every edge joins exactly two triangles, which run it in opposite directions."""
    one_way, other_way = _edge_keys(surface.faces, len(surface.vertices))
    if np.array_equal(one_way, other_way) and not np.any(one_way[1:] == one_way[:-1]):
        return None
    both = np.sort(np.minimum(*_undirected(surface.faces, len(surface.vertices))))
    _, counts = np.unique(both, return_counts=True)
    holes, crowded = int(np.sum(counts == 1)), int(np.sum(counts > 2))
    if holes:
        return f"is not closed: {holes} edges border a hole. Fill its holes."
    if crowded:
        return f"is no plain surface: {crowded} edges join more than two triangles. Clean the mesh."
    return "has triangles that face different ways. Make its normals consistent, outwards."


def outward(surface: Surface) -> str | None:
    """It encloses a positive volume: its faces are counter-clockwise seen from outside."""
    size = volume(surface)
    if size < 0.0:
        return "is inside out: its triangles face inwards. Flip its normals."
    if size < 1.0:
        return f"encloses almost nothing ({size:.2g} mm³)."
    return None


CHECKS: tuple[Callable[[Surface], str | None], ...] = (finite, indexed, sized, closed, outward)


def volume(surface: Surface) -> float:
    """Signed volume in mm³ of a closed surface."""
    centred = surface.vertices - surface.vertices.mean(axis=0)
    a, b, c = (centred[surface.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def _undirected(faces: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], ...]:
    """Keys (3m,) of the directed edges, and of the same edges run backwards."""
    start = faces.ravel()
    end = np.roll(faces, -1, axis=1).ravel()
    return start * count + end, end * count + start


def _edge_keys(faces: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], ...]:
    """The same, sorted: equal on a closed, consistently oriented surface."""
    return tuple(np.sort(keys) for keys in _undirected(faces, count))
