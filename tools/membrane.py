"""The left obturator membrane: a thin closed sheet across the foramen, the canal left open.

Its outline is the foramen's own rim (nearest bone in half-planes about the hole's axis); the sheet
is the harmonic surface through that rim, as a soap film would hang.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh
from lagrange import Floats
from loft import close_sheet
from scipy.ndimage import gaussian_filter1d

ANGLES = 180
RINGS = 24
HARMONICS = 14
THICKNESS = 1.2  # mm; 1 to 1.5 in the dissecting room
BURIED = 0.9  # mm the edge runs into the bone, so that no gap shows
CANAL_DEPTH = 8.5  # mm from bone to the free edge at the canal
CORNER = 20.0  # exponent of the soft minimum: how tightly the free edge turns into the rim


@dataclass(frozen=True)
class Foramen:
    """Rim of the obturator foramen in its own plane: radius and height at equal angles (mm)."""

    centre: Floats
    axes: Floats
    radius: Floats
    height: Floats

    def point(self, angle: Floats, radius: Floats, height: Floats) -> Floats:
        """(..., 3) points from cylinder coordinates about the hole's axis."""
        local = np.stack(
            np.broadcast_arrays(radius * np.cos(angle), radius * np.sin(angle), height), axis=-1
        )
        return self.centre + local @ self.axes


def find_foramen(hip_bone: trimesh.Trimesh, inside: Floats, axis: Floats) -> Foramen:
    """The narrowest curve of bone round a point inside the hole; axis (3,) points laterally."""
    points = hip_bone.subdivide().vertices
    centre = np.asarray(inside, dtype=float)
    foramen = None
    for _ in range(6):
        axis = axis / np.linalg.norm(axis)
        up = np.array([0.0, 0.0, 1.0]) - axis * axis[2]
        up /= np.linalg.norm(up)
        axes = np.array([np.cross(up, axis), up, axis])
        local = (points - centre) @ axes.T
        near = local[(np.abs(local[:, 2]) < 22.0) & (np.hypot(*local[:, :2].T) < 55.0)]
        radius, height = _nearest_in_half_planes(near)
        angle = 2.0 * np.pi * np.arange(ANGLES) / ANGLES
        foramen = Foramen(centre, axes, radius, height)
        rim = foramen.point(angle, radius, height)
        centre = rim.mean(axis=0)
        normal = np.linalg.svd(rim - centre)[2][2]
        axis = normal * np.sign(normal @ axis)
    assert foramen is not None
    return foramen


def _nearest_in_half_planes(local: Floats) -> tuple[Floats, Floats]:
    distance = np.hypot(local[:, 0], local[:, 1])
    turn = np.arctan2(local[:, 1], local[:, 0]) / (2.0 * np.pi) * ANGLES
    bins = np.round(turn).astype(int) % ANGLES
    radius, height = np.zeros(ANGLES), np.zeros(ANGLES)
    for k in range(ANGLES):
        members = np.flatnonzero(
            (bins == k) | (bins == (k - 1) % ANGLES) | (bins == (k + 1) % ANGLES)
        )
        closest = members[np.argmin(distance[members])]
        radius[k], height[k] = distance[closest], local[closest, 2]
    return (
        gaussian_filter1d(radius, 1.5, mode="wrap"),
        gaussian_filter1d(height, 4.0, mode="wrap"),
    )


def build_membrane(foramen: Foramen, canal: Floats) -> trimesh.Trimesh:
    """The closed sheet.

    ``canal`` (3,) is a point near the foramen's anterosuperior corner, where the edge draws back.
    """
    angle = 2.0 * np.pi * np.arange(ANGLES) / ANGLES
    x, y, _ = foramen.axes @ (canal - foramen.centre)
    at = round(float(np.arctan2(y, x)) / (2.0 * np.pi) * ANGLES) % ANGLES
    # The free edge is a chord across the corner, run smoothly into the rim on either side.
    chord = (foramen.radius[at] - CANAL_DEPTH) / np.maximum(np.cos(angle - angle[at]), 1e-3)
    edge = ((foramen.radius + BURIED) ** -CORNER + chord**-CORNER) ** (-1.0 / CORNER)

    coefficients = np.fft.rfft(foramen.height)[: HARMONICS + 1] / ANGLES
    ring = np.linspace(0.0, 1.0, RINGS + 1)[1:, None]
    fraction = ring * (edge / foramen.radius)
    height = np.full_like(fraction, coefficients[0].real)
    for k in range(1, HARMONICS + 1):
        wave = np.real(coefficients[k] * np.exp(1j * k * angle))
        height += 2.0 * np.minimum(fraction, 1.0) ** k * wave
    sheet = foramen.point(angle, ring * edge, height)
    middle = foramen.centre + coefficients[0].real * foramen.axes[2]
    half = 0.5 * THICKNESS * foramen.axes[2]
    # A rounded edge: the outermost ring of each face steps back and the two meet in the middle.
    taper = np.sqrt(np.clip(1.0 - ring[..., None] ** 24, 0.0, 1.0))
    return close_sheet(sheet + taper * half, sheet - taper * half, middle + half, middle - half)
