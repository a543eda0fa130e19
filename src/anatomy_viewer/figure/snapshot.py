"""Annotated pictures: a view state in, pixels or a PNG file out. Works with no display."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.session import ViewState

Background = Literal["theme", "white", "dark", "transparent"]


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
            OutputError: size or scale is out of range.
        """


def render_picture(
    model: HipModel, state: ViewState, options: PictureOptions | None = None
) -> NDArray[np.uint8]:
    """The picture as pixels, (h, w, 3), or (h, w, 4) with straight alpha when transparent."""
    raise NotImplementedError


def save_snapshot(
    model: HipModel, state: ViewState, path: Path, options: PictureOptions | None = None
) -> Path:
    """Write the picture to a PNG file, whole or not at all, and return its path.

    Raises:
        OutputError: the file cannot be written there, or is not named .png.
    """
    raise NotImplementedError
