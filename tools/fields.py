"""Signed distance fields of bones, blurred so that a tendon glides over them without flicker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh
from lagrange import Floats
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

STEP = 1.25  # mm
FAR = 6.0  # mm; beyond, the distance to the nearest vertex is good enough


@dataclass(frozen=True)
class Field:
    """Distance (mm, positive outside) and its gradient on a grid; trilinear between."""

    corner: Floats
    values: Floats

    def sample(self, points: Floats) -> tuple[Floats, Floats]:
        """Distance (...,) and unit gradient (..., 3) at points (..., 3); far outside the grid."""
        top = np.array(self.values.shape[:3]) - 1.000001
        place = (points - self.corner) / STEP
        at = np.clip(place, 0.0, top)
        low = at.astype(np.int64)
        part = at - low
        shape = self.values.shape
        flat = self.values.reshape(-1, 4)
        base = (low[..., 0] * shape[1] + low[..., 1]) * shape[2] + low[..., 2]
        found = np.zeros((*points.shape[:-1], 4))
        for corner in range(8):
            i, j, k = corner >> 2, (corner >> 1) & 1, corner & 1
            weight = (
                np.where(i, part[..., 0], 1.0 - part[..., 0])
                * np.where(j, part[..., 1], 1.0 - part[..., 1])
                * np.where(k, part[..., 2], 1.0 - part[..., 2])
            )
            found += weight[..., None] * flat[base + (i * shape[1] + j) * shape[2] + k]
        gradient = found[..., 1:]
        gradient = gradient / np.maximum(np.linalg.norm(gradient, axis=-1, keepdims=True), 1e-9)
        beyond = np.any(place != at, axis=-1)
        return np.where(beyond, FAR, found[..., 0]), gradient


def distance_field(mesh: trimesh.Trimesh, low: Floats, high: Floats, blur: float) -> Field:
    """The field of a closed mesh inside a box, blurred with a standard deviation in mm."""
    size = np.ceil((high - low) / STEP).astype(int) + 1
    axes = [low[k] + STEP * np.arange(size[k]) for k in range(3)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    dense = mesh.subdivide().subdivide()
    near = np.all((dense.vertices > low - FAR) & (dense.vertices < high + FAR), axis=1)
    surface, normals = dense.vertices[near], dense.vertex_normals[near]
    flat = points.reshape(-1, 3)
    # A coarse look at the mesh's own vertices tells which points deserve a fine one.
    rough, index = cKDTree(mesh.vertices).query(flat)
    side = np.einsum("ij,ij->i", flat - mesh.vertices[index], mesh.vertex_normals[index])
    signed = np.sign(side) * rough
    close = np.flatnonzero(rough < FAR)
    distance, index = cKDTree(surface).query(flat[close])
    side = np.einsum("ij,ij->i", flat[close] - surface[index], normals[index])
    # Close by, the distance to the tangent plane is the better estimate between samples.
    signed[close] = np.where(distance < 1.5, side, np.sign(side) * distance)
    values = gaussian_filter(signed.reshape(size), blur / STEP)
    gradient = np.stack(np.gradient(values, STEP), axis=-1)
    return Field(np.asarray(low, dtype=float), np.concatenate([values[..., None], gradient], -1))
