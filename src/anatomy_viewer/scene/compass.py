"""The orientation marker: six letters of the body's directions, turning with the view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.palette import Colour, Palette

Floats = NDArray[np.float64]

# Letter, direction in the atlas frame (x left, y backwards, z up).
_DIRECTIONS = (
    ("L", (1.0, 0.0, 0.0)),
    ("R", (-1.0, 0.0, 0.0)),
    ("P", (0.0, 1.0, 0.0)),
    ("A", (0.0, -1.0, 0.0)),
    ("S", (0.0, 0.0, 1.0)),
    ("I", (0.0, 0.0, -1.0)),
)
_ARM, _REACH, _TEXT, _EDGE = 25.0, 35.0, 12.0, 54.0  # units


def compass_box(height: float, unit: float) -> tuple[float, float, float, float]:
    """x, y, width, height of the room it takes, at the bottom left of a picture this high."""
    side = 2.0 * _EDGE * unit
    return 0.0, height - side, side, side


def draw_compass(
    drawing: Drawing, axes: Floats, height: float, palette: Palette, unit: float
) -> None:
    """Add the marker, its centre a fixed way from the bottom left corner.

    Args:
        axes: (3, 3) rows right, up and towards the eye, in the atlas frame.
        height: of the picture, pixels.
    """
    centre = np.array([_EDGE * unit, height - _EDGE * unit])
    seen = sorted(
        ((axes @ np.array(d), letter, i // 2) for i, (letter, d) in enumerate(_DIRECTIONS)),
        key=lambda item: float(item[0][2]),
    )
    for view, letter, axis in seen:
        if view[2] < -0.92:
            continue  # points away, behind its opposite
        flat = np.array([view[0], -view[1]])
        strength = 0.38 if view[2] < -0.15 else 0.72 if view[2] < 0.35 else 1.0
        shade = _mixed(palette.axes[axis], palette.halo, strength)
        arm = centre + flat * _ARM * unit
        if np.linalg.norm(flat) > 0.2:
            drawing.stroke([centre, arm], 3.6 * unit, (*palette.halo, 150))
            drawing.stroke([centre, arm], 2.0 * unit, (*shade, 255))
        size = _TEXT * unit
        x, y = centre + flat * _REACH * unit
        x -= lettering.text_width(letter, size, "SemiBold") / 2.0
        drawing.text(letter, size, shade, palette.halo, "SemiBold", unit, x, y)


def _mixed(a: Colour, b: Colour, share: float) -> Colour:
    r, g, c = (round(u * share + v * (1.0 - share)) for u, v in zip(a, b, strict=True))
    return r, g, c
