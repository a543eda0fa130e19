"""The bare anatomy, drawn off-screen in tiles so that no picture is too large."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from anatomy_viewer.scene.seam import framebuffer, window_of
from anatomy_viewer.scene.stage import CREVICE_MM
from anatomy_viewer.session import Camera

Pixels = NDArray[np.float32]

_WINDOW, _WIDEST_MARGIN = 3600, 900  # fine pixels: a tile with its margins, and one margin
_BEFORE_FOCUS = 120.0  # mm; how far anatomy may stand before the point looked at
_SAMPLES = 96  # for crevice shadows without grain


def render_bands(
    plotter: pv.Plotter, camera: Camera, size: tuple[int, int], finer: int
) -> Iterator[tuple[int, Pixels]]:
    """Draw what is in the plotter as an image of any size, band after band from the top.

    Args:
        camera: the eye, for the whole image.
        size: width and height in pixels.
        finer: every pixel is the mean of this many squared.

    Yields:
        the band's first row, and its pixels (rows, width, 4), premultiplied, 0 to 1.
    """
    width, height = size
    plotter.renderer.SetSSAOKernelSize(_SAMPLES)
    margin = _margin(camera, height * finer) // finer + 1
    step = max((_WINDOW // finer - 2 * margin), 64)
    for top in range(0, height, step):
        bottom = min(top + step, height)
        band = np.zeros((bottom - top, width, 4), np.float32)
        for left in range(0, width, step):
            right = min(left + step, width)
            part = (left, top, right, bottom)
            band[:, left:right] = _tile(plotter, camera, size, part, margin, finer)
        yield top, band


def _margin(camera: Camera, height: int) -> int:
    """How far crevice shadows look beyond a tile's edge, in pixels of an image this high."""
    distance = float(np.linalg.norm(np.subtract(camera.position, camera.focal_point)))
    nearest = max(distance - _BEFORE_FOCUS, 0.4 * distance)
    per_mm = height / (2.0 * nearest * np.tan(np.radians(camera.view_angle) / 2.0))
    return min(int(CREVICE_MM * per_mm), _WIDEST_MARGIN)


def _tile(
    plotter: pv.Plotter,
    camera: Camera,
    size: tuple[int, int],
    part: tuple[int, int, int, int],
    margin: int,
    finer: int,
) -> Pixels:
    """One part (left, top, right, bottom) of the image; the camera's window is shifted onto it."""
    left, top, right, bottom = part
    wide, tall = right - left + 2 * margin, bottom - top + 2 * margin
    eye = plotter.renderer.GetActiveCamera()
    slope = np.tan(np.radians(camera.view_angle) / 2.0) * tall / size[1]
    eye.SetViewAngle(2.0 * float(np.degrees(np.arctan(slope))))
    middle_x, middle_y = (left + right) / 2.0, (top + bottom) / 2.0
    eye.SetWindowCenter(
        (middle_x - size[0] / 2.0) * 2.0 / wide, (size[1] / 2.0 - middle_y) * 2.0 / tall
    )
    window = window_of(plotter)
    window.SetSize(wide * finer, tall * finer)
    window.Render()
    fine = framebuffer(window)
    inner = fine[margin * finer : -margin * finer, margin * finer : -margin * finer]
    blocks = inner.reshape(bottom - top, finer, right - left, finer, 4)
    return np.asarray(blocks.mean((1, 3), dtype=np.float32) / np.float32(255.0))
