"""The line of pull, the joint axis and the moment arm between them, over one picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.motion.pose import COORDINATES
from anatomy_viewer.motion.pull import MomentArm
from anatomy_viewer.motion.words import arm_words
from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.marks import Mark
from anatomy_viewer.scene.palette import Colour, Palette
from anatomy_viewer.scene.strokes import dashes, pieces

Floats = NDArray[np.float64]
Seen = Callable[[Floats], NDArray[np.bool_]]

_AXIS_MM, _BEYOND_MM, _FARTHEST_MM = 62.0, 12.0, 150.0  # how far lines are drawn
_POINTS = 60  # along a line, to tell where it hides
_OBLIQUE_MM = 0.5  # distance and moment arm that differ by more are both told
_TEXT = 13.0  # units
_RANK = -1  # of its label: it was asked for, and goes last when room is short


def draw_moment_arm(
    drawing: Drawing,
    arm: MomentArm,
    view: Projection,
    palette: Palette,
    unit: float,
    seen: Seen,
    number: bool,
) -> None:
    """Draw one.

    Args:
        drawing: what to draw on.
        arm: the moment arm.
        view: the picture's camera and size.
        palette: its colours.
        unit: pixels per unit of text and line width.
        seen: says which points (n, 3) are in sight; lines are dashed elsewhere.
        number: write it beside the short line; False where a label tells it.
    """
    colour = palette.axes[COORDINATES.index(arm.coordinate)]
    u, pull = arm.pull.direction, arm.pull
    along = float((arm.on_axis - arm.centre) @ arm.axis)
    reach = np.clip([along - _BEYOND_MM, along + _BEYOND_MM], -_FARTHEST_MM, _FARTHEST_MM)
    low, high = min(-_AXIS_MM, float(reach[0])), max(_AXIS_MM, float(reach[1]))
    _line(drawing, _points(arm.centre, arm.axis, low, high), view, colour, palette, unit, seen, 2.2)

    place = float((arm.on_pull - pull.start) @ u)
    length = float((pull.end - pull.start) @ u)
    first, last = np.clip([place, place], -_FARTHEST_MM, _FARTHEST_MM + length)
    line = _points(pull.start, u, min(0.0, float(first)), max(length, float(last) + _BEYOND_MM))
    _line(drawing, line, view, palette.ink, palette, unit, seen, 2.6)
    _arrow_head(drawing, line, view, palette, unit)

    near = abs(along) <= _FARTHEST_MM
    ends = np.stack([arm.on_axis, arm.on_pull] if near else [arm.centre, arm.centre])
    pixels, depth = view.pixels(ends)
    if (depth <= 0).any():
        return
    if near:
        drawing.stroke(pixels, 7.0 * unit, (*palette.halo, 220))
        drawing.stroke(pixels, 4.0 * unit, (*colour, 255))
        for at in pixels:
            drawing.disc("", 4.6 * unit, colour, unit, at)
    if number:
        text, size = words(arm), _TEXT * unit
        tall = lettering.text_height(size)
        shape = (tall, lettering.text_width(text, size, "SemiBold"))
        x, y = _beside(pixels, shape, view.size, unit)
        drawing.text(text, size, colour, palette.halo, "SemiBold", unit, x, y + tall / 2.0)


def mark_of(arm: MomentArm) -> Mark:
    """Its label, anchored amid the short line."""
    place = 0.5 * (arm.on_axis + arm.on_pull)
    return Mark(f"{arm.muscle}.moment_arm", words(arm), place, _RANK, fixed=True)


def words(arm: MomentArm) -> str:
    """The action, and how the distance drawn gives the number: 'Abductor 21 mm'."""
    role = arm_words(arm.coordinate, arm.value)
    first = f"no moment arm in {arm.coordinate}" if role == "none" else role
    first = first[:1].upper() + first[1:]
    if abs(arm.distance - abs(arm.value)) <= _OBLIQUE_MM:
        return first
    degrees = np.degrees(np.arcsin(min(arm.sine, 1.0)))
    return f"{first} = {arm.distance:.0f} mm × sin {degrees:.0f}°"


def _points(origin: Floats, direction: Floats, low: float, high: float) -> Floats:
    """Points (n, 3) along a straight line."""
    return np.asarray(origin + np.linspace(low, high, _POINTS)[:, None] * direction)


def _line(
    drawing: Drawing,
    points: Floats,
    view: Projection,
    ink: Colour,
    palette: Palette,
    unit: float,
    seen: Seen,
    width: float,
) -> None:
    """A line on a halo, dashed where something hides it."""
    pixels, depth = view.pixels(points)
    if (depth <= 0).any():
        return
    for visible, piece in pieces(pixels, seen(points)):
        for part in [piece] if visible else dashes(piece, 7.0 * unit, 5.0 * unit):
            drawing.stroke(part, (width + 2.2) * unit, (*palette.halo, 190 if visible else 120))
            drawing.stroke(part, width * unit, (*ink, 255 if visible else 225))


def _arrow_head(
    drawing: Drawing, line: Floats, view: Projection, palette: Palette, unit: float
) -> None:
    """Two short strokes at the end of the line of pull: it pulls that way."""
    pixels, depth = view.pixels(line[[0, -1]])
    along = pixels[1] - pixels[0]
    size = float(np.linalg.norm(along))
    if (depth <= 0).any() or size < 12.0 * unit:  # seen end on: no way to point
        return
    back, side = -along / size * 11.0 * unit, np.array([-along[1], along[0]]) / size * 5.5 * unit
    head = np.stack([pixels[1] + back + side, pixels[1], pixels[1] + back - side])
    drawing.stroke(head, 4.8 * unit, (*palette.halo, 190))
    drawing.stroke(head, 2.6 * unit, (*palette.ink, 255))


def _beside(
    ends: Floats, shape: tuple[float, float], size: tuple[float, float], unit: float
) -> tuple[float, float]:
    """Where words (h, w) stand clear above the short line, inside the picture."""
    height, width = shape
    along = ends[1] - ends[0]
    reach = float(np.linalg.norm(along))
    across = np.array([-along[1], along[0]]) / reach if reach > 1e-6 else np.array([0.0, -1.0])
    if across[1] > 0.0:
        across = -across
    gap = 12.0 * unit + 0.5 * abs(across[0]) * width + 0.5 * abs(across[1]) * height
    corner = ends.mean(axis=0) + across * gap - np.array([width, height]) / 2.0
    x, y = np.clip(corner, 0.0, np.maximum(np.array(size) - [width, height], 0.0))
    return float(x), float(y)
