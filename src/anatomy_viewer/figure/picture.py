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

from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure.caption import (
    LETTERS,
    caption_height,
    caption_text,
    draw_caption,
    draw_scale_bar,
)
from anatomy_viewer.figure.key import draw_key, draw_letter, key_height, key_rows, letter_box
from anatomy_viewer.figure.options import PictureOptions, is_colour
from anatomy_viewer.figure.sheet import Panel
from anatomy_viewer.figure.tiles import Pixels, render_bands
from anatomy_viewer.motion.frame import Frame, HipModel
from anatomy_viewer.scene.cameras import named_camera
from anatomy_viewer.scene.drawing import Drawing, paint
from anatomy_viewer.scene.palette import PALETTES, Palette, colour
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.scene.seam import window_of
from anatomy_viewer.session import Camera, Theme, ViewState

Bytes = NDArray[np.uint8]

_FINER = 2
_BAND = 512  # rows painted at a time
_LOWEST = 40  # pixels; the height of a panel in which something can be seen


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


@dataclass(frozen=True, eq=False)
class _Panel:
    """One view in the figure: its state with the camera set, and its box in whole pixels."""

    state: ViewState
    frame: Frame
    camera: Camera
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, eq=False)
class _Layout:
    """A figure before its anatomy is drawn.

    Attributes:
        below: rows taken by what stands below the panels.
        key: the names behind its numbers, number one first.
    """

    panels: list[_Panel]
    drawing: Drawing
    below: int
    key: tuple[str, ...]


def draw_picture(model: HipModel, state: ViewState, options: PictureOptions) -> Picture:
    """The picture of a view state, or the sheet of it that the options ask for."""
    with off_screen() as plotter:
        scene = open_scene(plotter, model, state, options)
        made = take_picture(plotter, scene, model, state, options)
        scene.close()
    return made


def take_picture(
    plotter: pv.Plotter,
    scene: Scene,
    model: HipModel,
    state: ViewState,
    options: PictureOptions,
    steady: bool = False,
) -> Picture:
    """The same from an open scene; ``steady`` labels stay where the last picture had them."""
    state = themed(state, options)
    width, height = options.pixels
    layout = lay_out(scene, model, state, options, steady)
    behind = _backdrop(
        options.background, PALETTES[state.theme], height - layout.below, layout.below
    )
    ground = np.zeros((height, width, 4), np.uint8)
    if behind is not None:
        ground[:] = _bytes(behind.copy())
    for panel in layout.panels:
        _show(scene, panel)
        size = (panel.width, panel.height)
        for top, band in render_bands(plotter, panel.camera, size, _FINER):
            y = panel.y + top
            ground[y : y + len(band), panel.x : panel.x + panel.width] = _laid(band, behind, y)
    return Picture(ground, layout.drawing, behind is None)


def key_of(model: HipModel, state: ViewState, options: PictureOptions) -> tuple[str, ...]:
    """The names behind a figure's numbers, number one first; none when it has names."""
    if not state.naming.numbers:
        return ()
    with off_screen() as plotter:
        scene = open_scene(plotter, model, state, options)
        layout = lay_out(scene, model, themed(state, options), options)
        scene.close()
    return layout.key


def open_scene(
    plotter: pv.Plotter, model: HipModel, state: ViewState, options: PictureOptions
) -> Scene:
    """A scene to take such pictures of; the caller closes it."""
    return Scene(plotter, model, state, pixel_ratio=options.text_unit * _FINER, notes=False)


def lay_out(
    scene: Scene,
    model: HipModel,
    state: ViewState,
    options: PictureOptions,
    steady: bool = False,
) -> _Layout:
    """Panels, labels, key and caption, each in its place."""
    unit, palette = options.text_unit, PALETTES[state.theme]
    width, height = options.pixels
    shown = panels_of(state, options)
    strip = caption_height(unit) if options.caption else 0
    rows = 0  # of the key; how many it needs is known only once the labels are laid out
    for _ in range(3):
        below = strip + key_height(rows, unit)
        scene.notation.numbering.clear()
        panels = _placed(model, state, options, height - below)
        drawing = Drawing()
        for letter, panel in zip(LETTERS, panels, strict=False):
            part = _drawn(scene, panel, options, palette, letter if shown else "", steady)
            drawing.add(part, panel.x, panel.y)
        needed = key_rows(scene.notation.numbering.key, width, unit) if options.key else 0
        if needed <= rows:
            break
        rows = needed
    if rows and scene.notation.numbering.key:
        draw_key(drawing, scene.notation.numbering.key, height - below, width, palette, unit)
    if options.caption:
        caption = caption_text(model, state, shown)
        draw_caption(drawing, caption, options.pixels, palette, unit)
    return _Layout(panels, drawing, below, scene.notation.numbering.key)


def panels_of(state: ViewState, options: PictureOptions) -> list[ViewState]:
    """The states of a sheet's panels, row by row; none for one picture."""
    return [panel.of(state) for row in options.rows for panel in row]


def _placed(
    model: HipModel, state: ViewState, options: PictureOptions, height: int
) -> list[_Panel]:
    """The panels, each with its share of the room above what stands below.

    Raises:
        OutputError: there is no such room.
    """
    rows = options.rows or ((Panel(),),)
    width = options.pixels[0]
    edges = [round(i * height / len(rows)) for i in range(len(rows) + 1)]
    found = []
    for row, top, bottom in zip(rows, edges, edges[1:], strict=False):
        sides = [round(i * width / len(row)) for i in range(len(row) + 1)]
        for panel, left, right in zip(row, sides, sides[1:], strict=False):
            wide, tall = right - left, bottom - top
            if tall < _LOWEST:
                raise OutputError(
                    "Caption and key leave no room for the picture: choose a larger size or a "
                    "smaller font size, or leave them out."
                )
            here = panel.of(state)
            camera = here.camera or named_camera(model.atlas, here, wide / tall)
            aimed = replace(here, camera=camera)
            frame = model.solve(here.pose)
            found.append(_Panel(aimed, frame, camera, left, top, wide, tall))
    return found


def _drawn(
    scene: Scene,
    panel: _Panel,
    options: PictureOptions,
    palette: Palette,
    letter: str,
    steady: bool,
) -> Drawing:
    """What is laid over a panel; unless steady, no other picture's labels sway it."""
    _show(scene, panel)
    if not steady:
        scene.notation.forget()
    unit, size = options.text_unit, (panel.width, panel.height)
    kept = (letter_box(unit),) if letter else ()
    drawing = scene.drawing(size, unit, options.marker, kept)
    if letter:
        draw_letter(drawing, letter, palette, unit)
    if options.scale_bar:
        draw_scale_bar(drawing, panel.camera, size, palette, unit)
    return drawing


def _show(scene: Scene, panel: _Panel) -> None:
    scene.sync(None, panel.state, panel.frame)
    scene.place_camera(panel.camera)


def _laid(band: Pixels, behind: Pixels | None, top: int) -> Bytes:
    """A band (rows, w, 4), premultiplied, over the background: straight alpha."""
    if behind is not None:
        band += (1.0 - band[..., 3:]) * behind[top : top + len(band)]
    return _bytes(band)


def _bytes(band: Pixels) -> Bytes:
    """Premultiplied floats 0 to 1 as straight alpha."""
    band[..., :3] /= np.maximum(band[..., 3:], 1e-6)
    return np.asarray(np.rint(np.clip(band, 0.0, 1.0) * 255.0), np.uint8)


def themed(state: ViewState, options: PictureOptions) -> ViewState:
    """The state in the theme its ground wants: a light one dark ink, a dark one light ink."""
    return replace(state, theme=_theme(state, options))


def _theme(state: ViewState, options: PictureOptions) -> Theme:
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
