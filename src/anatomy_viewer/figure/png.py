"""A picture as PNG, with its size on paper and its recipe."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from anatomy_viewer import __version__
from anatomy_viewer.figure.caption import Caption
from anatomy_viewer.figure.metadata import KEYWORD
from anatomy_viewer.figure.picture import Picture


def png_bytes(picture: Picture, dots: float, caption: Caption, recipe: str) -> bytes:
    """The file; ``dots`` pixels to an inch give its size on paper."""
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Title", caption.title)
    facts.add_text("Source", caption.source)
    facts.add_text("Copyright", caption.licence)
    facts.add_text("Software", f"Anatomy Viewer {__version__}")
    facts.add_itxt(KEYWORD, recipe)
    return encoded(picture.painted(), dots, facts)


def encoded(
    pixels: NDArray[np.uint8],
    dots: float | None = None,
    facts: PngImagePlugin.PngInfo | None = None,
) -> bytes:
    """Pixels (h, w, 3 or 4) as a PNG file."""
    file = io.BytesIO()
    dpi = {"dpi": (dots, dots)} if dots else {}
    Image.fromarray(pixels).save(file, "PNG", pnginfo=facts, **dpi)
    return file.getvalue()
