"""Where the eye stands, and where a point then falls in the picture. Pure NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.session import Camera, Vector, ViewName, ViewState

Floats = NDArray[np.float64]

# From the body towards the eye, and what is up; x to the left, y backwards, z up.
_DIRECTIONS: Mapping[ViewName, tuple[Vector, Vector]] = MappingProxyType(
    {
        "anterior": ((0.0, -1.0, 0.05), (0.0, 0.0, 1.0)),
        "posterior": ((0.0, 1.0, 0.05), (0.0, 0.0, 1.0)),
        "left": ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        "right": ((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        "superior": ((0.0, 0.0, 1.0), (0.0, -1.0, 0.0)),
        "inferior": ((0.0, 0.0, -1.0), (0.0, -1.0, 0.0)),
        "pelvic": ((-1.0, -0.42, 0.30), (0.0, 0.0, 1.0)),
    }
)
_LOWEST = -112.0  # mm; a plate of the hip shows the femur down to below its lesser trochanter
_VIEW_ANGLE = 24.0


@dataclass(frozen=True, eq=False)
class Projection:
    """A camera looking into a picture of some size.

    Attributes:
        camera: the eye.
        size: width and height of the picture, pixels.
    """

    camera: Camera
    size: tuple[float, float]

    @cached_property
    def axes(self) -> Floats:
        """(3, 3) rows: right, up and towards the eye, in the atlas frame."""
        return view_axes(self.camera)

    def pixels(self, points: Floats) -> tuple[Floats, Floats]:
        """Points (n, 3) in mm -> pixels (n, 2) from the top left, and depths (n,) in mm.

        A point behind the eye has a depth below zero; its pixels mean nothing.
        """
        local = (np.asarray(points, float) - np.asarray(self.camera.position)) @ self.axes.T
        depth = -local[:, 2]
        width, height = self.size
        per_mm = 0.5 * height / np.tan(np.radians(self.camera.view_angle) / 2.0)
        safe = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
        x = width / 2.0 + local[:, 0] / safe * per_mm
        y = height / 2.0 - local[:, 1] / safe * per_mm
        return np.column_stack([x, y]), depth

    def ray(self, x: float, y: float) -> Floats:
        """Unit vector (3,) from the eye through a pixel."""
        width, height = self.size
        per_mm = 0.5 * height / np.tan(np.radians(self.camera.view_angle) / 2.0)
        right, up, back = self.axes
        ray = (x - width / 2.0) / per_mm * right + (height / 2.0 - y) / per_mm * up - back
        return np.asarray(ray / np.linalg.norm(ray))


def view_axes(camera: Camera) -> Floats:
    """(3, 3) rows: right, up and towards the eye, orthonormal, in the atlas frame."""
    back = np.subtract(camera.position, camera.focal_point)
    back = back / np.linalg.norm(back)
    right = np.cross(camera.view_up, back)
    right = right / np.linalg.norm(right)
    return np.array([right, np.cross(back, right), back])


def named_camera(atlas: Atlas, state: ViewState, aspect: float) -> Camera:
    """The camera of the state's named view, framed on the hips it shows at rest.

    The frame does not depend on the pose, so nothing jumps while the hip moves, nor on what is
    hidden or revealed. Right and left are exact mirror images where the view allows it.

    Args:
        aspect: width over height of the picture.
    """
    direction, up = (np.array(v) for v in _DIRECTIONS[state.view])
    if state.view == "pelvic" and state.side == "right":
        direction[0] = -direction[0]
    return _framed(_plate_points(atlas, state), direction, up, aspect, fill=(0.66, 0.93))


def _plate_points(atlas: Atlas, state: ViewState) -> Floats:
    """Corner points (n, 3) of what a plate of these hips shows."""
    side = "left" if state.view == "pelvic" and state.side == "both" else state.side
    found = []
    for name in atlas.on_side(side):
        structure = atlas.structures[name]
        if not structure.shown_at_first:
            continue
        points = atlas.surfaces[name].vertices
        if state.view == "pelvic":
            if structure.side == "midline" or structure.kind == "bone" and "femur" in name:
                continue
            points = points[points[:, 2] < 88.0]
        found.append(points[points[:, 2] > _LOWEST])
    return np.vstack(found) if found else np.array([[-80.0, -80.0, -80.0], [80.0, 80.0, 80.0]])


def framing(points: Floats, like: Camera, aspect: float) -> Camera:
    """A camera that frames points (n, 3), looking the way another one does."""
    axes = view_axes(like)
    return _framed(points, axes[2], axes[1], aspect, fill=(0.7, 0.8))


def _framed(
    points: Floats, direction: Floats, up: Floats, aspect: float, fill: tuple[float, float]
) -> Camera:
    """The nearest camera in a direction that keeps all points in the filled part of the picture."""
    back = direction / np.linalg.norm(direction)
    right = np.cross(up, back)
    right /= np.linalg.norm(right)
    true_up = np.cross(back, right)
    local = points @ np.array([right, true_up, back]).T
    low, high = local.min(0), local.max(0)
    middle = (low + high) / 2.0
    tall = np.tan(np.radians(_VIEW_ANGLE) / 2.0)
    reach = np.abs(local[:, :2] - middle[:2]) / (tall * np.array([aspect * fill[0], fill[1]]))
    distance = float(np.max(local[:, 2] - middle[2] + reach.max(1)))
    focal = middle @ np.array([right, true_up, back])
    return Camera(
        position=_vector(focal + back * distance),
        focal_point=_vector(focal),
        view_up=_vector(true_up),
        view_angle=_VIEW_ANGLE,
    )


def between(a: Camera, b: Camera, t: float) -> Camera:
    """A step of the flight from a to b: the eye swings on an arc, it does not cut through."""
    t = min(max(t, 0.0), 1.0)
    if t in (0.0, 1.0):
        return b if t else a
    focal = (1 - t) * np.array(a.focal_point) + t * np.array(b.focal_point)
    far = [float(np.linalg.norm(np.subtract(c.position, c.focal_point))) for c in (a, b)]
    distance = far[0] ** (1 - t) * far[1] ** t
    axes = _turned(view_axes(a), view_axes(b), t)
    return Camera(
        position=_vector(focal + axes[2] * distance),
        focal_point=_vector(focal),
        view_up=_vector(axes[1]),
        view_angle=(1 - t) * a.view_angle + t * b.view_angle,
    )


def _turned(a: Floats, b: Floats, t: float) -> Floats:
    """Axes a fraction of the way along the one rotation from a to b."""
    rotation = a.T @ b  # rows are axes: b = a @ rotation
    cosine = np.clip((np.trace(rotation) - 1.0) / 2.0, -1.0, 1.0)
    angle = float(np.arccos(cosine))
    if angle < 1e-6:
        return b
    skew = rotation - rotation.T
    if np.pi - angle < 1e-4:  # half a turn: its axis is the eigenvector of 1
        values, vectors = np.linalg.eigh((rotation + rotation.T) / 2.0)
        axis = vectors[:, int(np.argmax(values))]
    else:
        axis = np.array([skew[2, 1], skew[0, 2], skew[1, 0]]) / (2.0 * np.sin(angle))
    k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    part = np.eye(3) + np.sin(t * angle) * k + (1.0 - np.cos(t * angle)) * (k @ k)
    return np.asarray(a @ part)


def _vector(values: Floats) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
