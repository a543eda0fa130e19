"""Closed surfaces from two sheets of points."""

from __future__ import annotations

import numpy as np
import trimesh
from lagrange import Floats


def close_sheet(
    top: Floats, bottom: Floats, top_centre: Floats, bottom_centre: Floats
) -> trimesh.Trimesh:
    """A closed lens from two polar sheets (rings, angles, 3) whose last ring is shared (the top's).

    Each sheet is capped by a fan about its centre (3,). Normals point outwards.
    """
    rings, angles = top.shape[:2]
    upper = np.arange(rings * angles).reshape(rings, angles)
    lower = upper + rings * angles
    lower[-1] = upper[-1]
    points = np.vstack(
        [top.reshape(-1, 3), bottom[:-1].reshape(-1, 3), top_centre[None], bottom_centre[None]]
    )
    faces = []
    for grid, apex, flip in ((upper, len(points) - 2, 1), (lower, len(points) - 1, -1)):
        follow = np.roll(grid, -1, axis=1)
        quads = np.stack([grid[:-1], grid[1:], follow[1:], follow[:-1]], axis=-1).reshape(-1, 4)
        fan = np.column_stack([np.full(angles, apex), grid[0], follow[0]])
        for triangles in (quads[:, [0, 1, 2]], quads[:, [0, 2, 3]], fan):
            faces.append(triangles[:, ::flip])
    mesh = trimesh.Trimesh(points, np.vstack(faces), process=False)
    if mesh.volume < 0.0:
        mesh.invert()
    return mesh
