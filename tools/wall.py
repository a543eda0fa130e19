"""The inner wall of the pelvis as a height field, seen along a direction square to it.

The hip bone and the obturator membrane together are one sheet there, so that any curve drawn on
the plane of view (mm: ``a`` backwards, ``b`` upwards) becomes a curve on the wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import trimesh
from lagrange import Floats
from scipy.ndimage import distance_transform_edt, gaussian_filter, map_coordinates

STEP = 0.75  # mm, grid of the height field


@dataclass(frozen=True)
class Wall:
    """Height (mm, towards the pelvic cavity) over a grid of the plane of view."""

    centre: Floats
    axes: Floats
    corner: Floats
    height: Floats

    def flat(self, points: Floats) -> Floats:
        """(n, 2) plane coordinates of points (n, 3)."""
        return np.asarray((points - self.centre) @ self.axes[:2].T)

    def lift(self, flat: Floats, off: float = 0.0) -> Floats:
        """(..., 3) points of the wall under plane coordinates (..., 2), raised by ``off`` mm."""
        at = np.moveaxis((flat - self.corner) / STEP, -1, 0)
        height = map_coordinates(self.height, at, order=3, mode="nearest") + off
        return np.asarray(self.centre + np.concatenate([flat, height[..., None]], -1) @ self.axes)


def view_wall(
    meshes: Sequence[trimesh.Trimesh], centre: Floats, inward: Floats, smooth: float
) -> Wall:
    """Look at the wall from inside the pelvis.

    ``inward`` (3,) points from the wall into the cavity; ``smooth`` is the standard deviation of
    the blur (mm) that takes the facets and the foramen's rim out of the muscle's bed.
    """
    inward = inward / np.linalg.norm(inward)
    up = np.array([0.0, 0.0, 1.0]) - inward * inward[2]
    up /= np.linalg.norm(up)
    axes = np.array([np.cross(inward, up), up, inward]) * [[-1.0], [1.0], [1.0]]
    samples = np.vstack([_facing(mesh, inward) for mesh in meshes])
    local = (samples - centre) @ axes.T
    near = local[np.all(np.abs(local[:, :2]) < 90.0, axis=1)]
    corner = np.array([-90.0, -90.0])
    size = int(180.0 / STEP) + 1
    cell = np.round((near[:, :2] - corner) / STEP).astype(int)
    height = np.full((size, size), -np.inf)
    np.maximum.at(height, (cell[:, 0], cell[:, 1]), near[:, 2])
    empty = ~np.isfinite(height)
    nearest = distance_transform_edt(empty, return_distances=False, return_indices=True)
    filled = height[tuple(nearest)]
    return Wall(np.asarray(centre), axes, corner, gaussian_filter(filled, smooth / STEP))


def _facing(mesh: trimesh.Trimesh, inward: Floats) -> Floats:
    """Dense samples of the part of a surface that faces the cavity (three subdivisions)."""
    seen = trimesh.Trimesh(
        mesh.vertices, mesh.faces[mesh.face_normals @ inward > 0.05], process=False
    )
    for _ in range(3):
        seen = seen.subdivide()
    return np.asarray(seen.vertices)
