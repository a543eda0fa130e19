"""Annotated pictures as files: a view state in, PNG, SVG, PDF or the recipe alone out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer import recipe
from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure.caption import caption_text
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.figure.picture import draw_picture, panels_of
from anatomy_viewer.files import check_target, write_whole
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.session import ViewState

__all__ = ["SUFFIXES", "PictureOptions", "render_picture", "save_snapshot"]

SUFFIXES = (".png", ".svg", ".pdf", ".json")


def render_picture(
    model: HipModel, state: ViewState, options: PictureOptions | None = None
) -> NDArray[np.uint8]:
    """The picture as pixels, (h, w, 3), or (h, w, 4) with straight alpha when transparent."""
    return draw_picture(model, state, options or PictureOptions()).painted()


def save_snapshot(
    model: HipModel,
    state: ViewState,
    path: Path,
    options: PictureOptions | None = None,
    replace: bool = True,
) -> Path:
    """Write the picture to a file, whole or not at all, and return its path.

    Args:
        path: ends in .png, .svg or .pdf; or in .json, for the recipe alone.
        replace: whether a file that is there already may be written over.

    Raises:
        OutputError: the file cannot be written there, or its ending is none of these.
    """
    target = check_target(path, SUFFIXES, replace)
    write_whole(target, _file(model, state, options or PictureOptions(), target.suffix.lower()))
    return target


def _file(model: HipModel, state: ViewState, options: PictureOptions, suffix: str) -> bytes:
    """What goes into the file; each writer is imported only when it is wanted."""
    if suffix == ".json":
        return (recipe.written(state, options, indent=2) + "\n").encode()
    made = draw_picture(model, state, options)
    caption = caption_text(model, state, panels_of(state, options))
    facts = (options.dots, caption, recipe.written(state, options))
    try:
        if suffix == ".svg":
            from anatomy_viewer.figure.svg import svg_bytes

            return svg_bytes(made, *facts)
        if suffix == ".pdf":
            from anatomy_viewer.figure.pdf import pdf_bytes

            return pdf_bytes(made, *facts)
    except ImportError as error:
        raise OutputError(f"A {suffix[1:].upper()} file cannot be made: {error}.") from error
    from anatomy_viewer.figure.png import png_bytes

    return png_bytes(made, *facts)
