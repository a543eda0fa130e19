"""Annotated pictures: a view state in, pixels or a PNG file out. Works with no display.

The anatomy is drawn off-screen in tiles, twice as fine as asked and averaged down; labels, marker
and caption are then laid over it by the same code that places them in the window.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin
from vtkmodules.vtkCommonCore import vtkLogger

from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure.caption import caption_height, caption_text, draw_caption, draw_scale_bar
from anatomy_viewer.figure.tiles import Pixels, render_bands
from anatomy_viewer.files import check_target, write_whole
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.scene.cameras import named_camera
from anatomy_viewer.scene.drawing import Drawing, paint
from anatomy_viewer.scene.palette import PALETTES, Palette
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.scene.seam import window_of
from anatomy_viewer.session import Camera, Theme, ViewState

Background = Literal["theme", "white", "dark", "transparent"]
BACKGROUNDS: tuple[Background, ...] = ("theme", "white", "dark", "transparent")

_LARGEST = 200_000_000  # pixels in a file
_FINER = 2


@dataclass(frozen=True)
class PictureOptions:
    """How a picture leaves the program.

    Attributes:
        size: width and height in units; text and lines keep their proportion to it.
        scale: pixels per unit, so that the file has ``size`` times ``scale`` pixels.
        background: the theme's own, or white, dark or transparent.
        caption: a line below: structure, pose, source.
        marker: the orientation letters in the corner.
        scale_bar: a bar of known length at the depth of the hip.
    """

    size: tuple[int, int] = (1600, 1200)
    scale: int = 1
    background: Background = "theme"
    caption: bool = True
    marker: bool = True
    scale_bar: bool = False

    def __post_init__(self) -> None:
        """Refuse sizes no one can use.

        Raises:
            OutputError: size, scale or background is out of range.
        """
        width, height = self.size
        if min(width, height) < 100 or max(width, height) > 10_000:
            raise OutputError(
                f"A picture of {width}x{height} cannot be made: choose 100 to 10000 each way."
            )
        if not 1 <= self.scale <= 8:
            raise OutputError(f"Scale {self.scale} cannot be used: choose a whole number 1 to 8.")
        if width * height * self.scale**2 > _LARGEST:
            raise OutputError(
                f"{width}x{height} at scale {self.scale} has more than {_LARGEST // 10**6} million "
                "pixels: choose a smaller size or scale."
            )
        if self.background not in BACKGROUNDS:
            raise OutputError(
                f"Unknown background '{self.background}': choose {', '.join(BACKGROUNDS)}."
            )

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the file."""
        return self.size[0] * self.scale, self.size[1] * self.scale

    @property
    def text_unit(self) -> float:
        """Pixels per unit of text and line width: what suits 1100x720, grown to the size."""
        width, height = self.size
        return self.scale * min(max(min(width / 1100.0, height / 720.0), 0.6), 8.0)


def render_picture(
    model: HipModel, state: ViewState, options: PictureOptions | None = None
) -> NDArray[np.uint8]:
    """The picture as pixels, (h, w, 3), or (h, w, 4) with straight alpha when transparent."""
    with Studio(model, options or PictureOptions()) as studio:
        return studio.picture(state)


class Studio:
    """One off-screen scene, many pictures: each state is drawn by what changed since the last.

    Labels stay where they were from picture to picture as long as they can, as in the window.
    """

    def __init__(self, model: HipModel, options: PictureOptions) -> None:
        self._model, self._options = model, options
        self._stack = ExitStack()
        self._plotter = self._stack.enter_context(_off_screen())
        self._scene: Scene | None = None
        self._shown: ViewState | None = None

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the scene."""
        if self._scene is not None:
            self._scene.close()
            self._scene = None
        self._stack.close()

    def picture(self, state: ViewState) -> NDArray[np.uint8]:
        """A state as pixels, (h, w, 3), or (h, w, 4) with straight alpha when transparent."""
        options = self._options
        state = replace(state, theme=_theme(state, options))
        palette, unit = PALETTES[state.theme], options.text_unit
        (width, height), strip = self._room()
        camera, drawing = self._arranged(state)
        if options.scale_bar:
            draw_scale_bar(drawing, camera, (width, height), palette, unit)
        if options.caption:
            caption = caption_text(self._model, state)
            draw_caption(drawing, caption, options.pixels, palette, unit)
        behind = _backdrop(options.background, palette, height, strip)
        picture = np.zeros((height + strip, width, 4), np.uint8)
        for top, band in render_bands(self._plotter, camera, (width, height), _FINER):
            picture[top : top + len(band)] = _finished(band, behind, drawing, top)
        below = np.zeros((strip, width, 4), np.float32)
        picture[height:] = _finished(below, behind, drawing, height)
        return picture if options.background == "transparent" else picture[..., :3]

    def rehearse(self, state: ViewState) -> None:
        """Place the labels of a state and draw nothing; what comes next keeps them where it can."""
        self._arranged(replace(state, theme=_theme(state, self._options)))

    def _room(self) -> tuple[tuple[int, int], int]:
        """Width and height of the picture without its caption, and the caption's height, pixels."""
        strip = caption_height(self._options.text_unit) if self._options.caption else 0
        width, height = self._options.pixels
        return (width, height - strip), strip

    def _arranged(self, state: ViewState) -> tuple[Camera, Drawing]:
        """The scene put into a state: the eye, and what goes over the picture."""
        size, _ = self._room()
        camera = state.camera or named_camera(self._model.atlas, state, size[0] / size[1])
        scene = self._staged(replace(state, camera=camera), camera)
        return camera, scene.drawing(size, self._options.text_unit, self._options.marker)

    def _staged(self, state: ViewState, camera: Camera) -> Scene:
        """The scene in this state."""
        frame = self._model.solve(state.pose)
        if self._scene is None:
            ratio = self._options.text_unit * _FINER
            self._scene = Scene(
                self._plotter, self._model, state, frame, pixel_ratio=ratio, notes=False
            )
        else:
            self._scene.sync(self._shown, state, frame)
            self._scene.place_camera(camera)  # drawing in tiles has changed it
        self._shown = state
        return self._scene


def _finished(band: Pixels, behind: Pixels | None, drawing: Drawing, top: int) -> NDArray[np.uint8]:
    """A band of the file, (rows, w, 4) straight alpha: background below, drawing above."""
    if behind is not None:
        band += (1.0 - band[..., 3:]) * behind[top : top + len(band)]
    paint(band, drawing, top)
    if behind is None:
        band[..., :3] /= np.maximum(band[..., 3:], 1e-6)
    return np.asarray(np.rint(np.clip(band, 0.0, 1.0) * 255.0), np.uint8)


def save_snapshot(
    model: HipModel, state: ViewState, path: Path, options: PictureOptions | None = None
) -> Path:
    """Write the picture to a PNG file, whole or not at all, and return its path.

    Raises:
        OutputError: the file cannot be written there, or is not named .png.
    """
    path = check_target(path, (".png",))
    options = options or PictureOptions()
    pixels = render_picture(model, state, options)
    caption = caption_text(model, state)
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Title", caption.title)
    facts.add_text("Source", caption.source)
    facts.add_text("Software", "Anatomy Viewer")
    file = io.BytesIO()
    dots = 96.0 * options.scale  # an inch, so that a larger scale prints finer, not larger
    Image.fromarray(pixels).save(file, "PNG", pnginfo=facts, dpi=(dots, dots))
    write_whole(path, file.getvalue())
    return path


def _theme(state: ViewState, options: PictureOptions) -> Theme:
    """White wants dark ink, dark wants light ink."""
    if options.background == "white":
        return "light"
    return "dark" if options.background == "dark" else state.theme


def _backdrop(background: Background, palette: Palette, height: int, strip: int) -> Pixels | None:
    """Colours (rows, 1, 4) of what lies behind, or None when nothing does."""
    if background == "transparent":
        return None
    if background == "white":
        return np.ones((height + strip, 1, 4), np.float32)
    rows = np.minimum(np.arange(height + strip) + 0.5, height)
    down = rows[:, None, None] / height
    top, bottom = np.array(palette.top) / 255.0, np.array(palette.bottom) / 255.0
    rgb = top * (1.0 - down) + bottom * down
    return np.concatenate([rgb, np.ones_like(down)], axis=2, dtype=np.float32)


@contextmanager
def _off_screen() -> Iterator[pv.Plotter]:
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
