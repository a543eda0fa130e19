"""The picture of a view state: anatomy as pixels, and the drawing to be laid over it.

The anatomy is drawn off-screen in tiles, twice as fine as asked and averaged down; labels, marker
and caption come from the same code that places them in the window. PNG, SVG and PDF are written
from this one value, so they show the same. Works with no display.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import vtkLogger

from anatomy_viewer.figure.caption import caption_height, caption_text, draw_caption, draw_scale_bar
from anatomy_viewer.figure.options import PictureOptions, is_colour
from anatomy_viewer.figure.tiles import Pixels, render_bands
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.scene.cameras import named_camera
from anatomy_viewer.scene.drawing import Drawing, paint
from anatomy_viewer.scene.palette import PALETTES, Palette, colour
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.scene.seam import window_of
from anatomy_viewer.session import Theme, ViewState

Bytes = NDArray[np.uint8]

_FINER = 2
_BAND = 512  # rows painted at a time


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture before it is a file.

    Attributes:
        ground: (h, w, 4) straight alpha: the anatomy over its background, nothing written on it.
        drawing: what is laid over it.
        transparent: whether the background is missing, so that alpha matters.
    """

    ground: Bytes
    drawing: Drawing
    transparent: bool

    def painted(self) -> Bytes:
        """All of it as pixels, (h, w, 3), or (h, w, 4) with straight alpha when transparent."""
        return paint_over(self.ground, self.drawing, self.transparent)


def paint_over(ground: Bytes, drawing: Drawing, transparent: bool) -> Bytes:
    """A drawing painted over pixels (h, w, 4) of straight alpha."""
    found = np.empty((*ground.shape[:2], 4 if transparent else 3), np.uint8)
    for top in range(0, len(ground), _BAND):
        band = ground[top : top + _BAND] / np.float32(255.0)
        band[..., :3] *= band[..., 3:]
        paint(band, drawing, top)
        found[top : top + _BAND] = _bytes(band)[..., : found.shape[2]]
    return found


def draw_picture(model: HipModel, state: ViewState, options: PictureOptions) -> Picture:
    """The picture of a view state."""
    state = replace(state, theme=_theme(state, options))
    unit = options.text_unit
    strip = caption_height(unit) if options.caption else 0
    width, height = options.pixels[0], options.pixels[1] - strip
    camera = state.camera or named_camera(model.atlas, state, width / height)
    aimed = replace(state, camera=camera)
    palette = PALETTES[state.theme]
    ground = np.zeros((height + strip, width, 4), np.uint8)
    with off_screen() as plotter:
        scene = Scene(plotter, model, aimed, pixel_ratio=unit * _FINER, notes=False)
        drawing = scene.drawing((width, height), unit, options.marker)
        if options.scale_bar:
            draw_scale_bar(drawing, camera, (width, height), palette, unit)
        if options.caption:
            draw_caption(drawing, caption_text(model, state), options.pixels, palette, unit)
        behind = _backdrop(options.background, palette, height, strip)
        for top, band in render_bands(plotter, camera, (width, height), _FINER):
            ground[top : top + len(band)] = _laid(band, behind, top)
        scene.close()
    below = np.zeros((strip, width, 4), np.float32)
    ground[height:] = _laid(below, behind, height)
    return Picture(ground, drawing, behind is None)


def _laid(band: Pixels, behind: Pixels | None, top: int) -> Bytes:
    """A band (rows, w, 4), premultiplied, over the background: straight alpha."""
    if behind is not None:
        band += (1.0 - band[..., 3:]) * behind[top : top + len(band)]
    return _bytes(band)


def _bytes(band: Pixels) -> Bytes:
    """Premultiplied floats 0 to 1 as straight alpha."""
    band[..., :3] /= np.maximum(band[..., 3:], 1e-6)
    return np.asarray(np.rint(np.clip(band, 0.0, 1.0) * 255.0), np.uint8)


def _theme(state: ViewState, options: PictureOptions) -> Theme:
    """A light ground wants dark ink, a dark one light ink."""
    if options.background in ("white", "dark"):
        return "light" if options.background == "white" else "dark"
    if is_colour(options.background):
        r, g, b = colour(options.background)
        return "light" if 0.299 * r + 0.587 * g + 0.114 * b > 128 else "dark"
    return state.theme


def _backdrop(background: str, palette: Palette, height: int, strip: int) -> Pixels | None:
    """Colours (rows, 1, 4) of what lies behind, or None when nothing does."""
    if background == "transparent":
        return None
    top, bottom = palette.top, palette.bottom
    if background == "white":
        top = bottom = (255, 255, 255)
    elif is_colour(background):
        top = bottom = colour(background)
    rows = np.minimum(np.arange(height + strip) + 0.5, height)
    down = rows[:, None, None] / height
    rgb = np.array(top) / 255.0 * (1.0 - down) + np.array(bottom) / 255.0 * down
    return np.concatenate([rgb, np.ones_like(down)], axis=2, dtype=np.float32)


@contextmanager
def off_screen() -> Iterator[pv.Plotter]:
    """A plotter that needs no display, without VTK's complaints about there being none."""
    level = vtkLogger.GetCurrentVerbosityCutoff()
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)
    plotter = pv.Plotter(off_screen=True, window_size=[64, 64], lighting="none")
    try:
        window_of(plotter).SetAlphaBitPlanes(1)
        yield plotter
    finally:
        plotter.close()
        vtkLogger.SetStderrVerbosity(level)
