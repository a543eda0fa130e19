"""Text as measured and as small images, with a font of our own: every machine shows the same."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from anatomy_viewer.scene.palette import Colour

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Weight = Literal["Medium", "SemiBold"]

HALO, HALO_STRENGTH = 2.4, 0.82  # width of the soft edge in units, and how opaque it is
HOLLOW = 2.2  # how far a hollow disc's white begins from its edge, in rims
CHIP = 0.62  # radius of the disc before a text, in ems
RIM = 1.5  # width of a disc's white rim, in units
LETTER, LETTER_DOWN = (
    1.25,
    0.455,
)  # a disc's letter: its size and how far below the centre, in radii

_FONTS = Path(__file__).parent / "fonts"
_LINE = 1.36  # height of a line of text, in ems
_BASELINE = 0.36  # how far below the line's middle, in ems


def font_file(weight: Weight) -> Path:
    """The font of a weight."""
    return _FONTS / f"Inter-{weight}.otf"


@lru_cache(maxsize=32)
def _font(weight: Weight, pixels: float) -> ImageFont.FreeTypeFont:
    path = str(font_file(weight))
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=512)
def text_width(text: str, size: float, weight: Weight = "Medium") -> float:
    """Width of a line of text; measured large, so that it grows exactly with its size."""
    return float(_font(weight, 200.0).getlength(text)) * size / 200.0


def text_height(size: float) -> float:
    """Height of a line of text."""
    return _LINE * size


def baseline(size: float) -> float:
    """How far the baseline lies below the top of a line of text."""
    return text_height(size) / 2.0 + _BASELINE * size


def image_height(size: float, unit: float) -> int:
    """Rows of a line of text as an image, halo and all."""
    return int(np.ceil(text_height(size))) + 2 * halo_width(unit)


@lru_cache(maxsize=256)
def text(
    words: str,
    size: float,
    ink: Colour,
    halo: Colour,
    weight: Weight = "Medium",
    unit: float = 1.0,
) -> Bytes:
    """A line of text with a soft halo.

    Args:
        size: of the text, in pixels.
        unit: pixels per unit, for the halo.

    Returns:
        (h, w, 4) with straight alpha; the text's box is inset by ``halo_width(unit)``.
    """
    edge, face = _masks(words, size, weight, unit)
    return _over(HALO_STRENGTH * edge, halo, face, ink)


def halo(words: str, size: float, colour: Colour, weight: Weight, unit: float) -> Bytes:
    """The soft halo of a line of text alone: as ``text``, without the letters."""
    edge, _ = _masks(words, size, weight, unit)
    return _over(HALO_STRENGTH * edge, colour, np.zeros_like(edge), colour)


def _masks(words: str, size: float, weight: Weight, unit: float) -> tuple[Floats, Floats]:
    """Coverage of the halo and of the letters."""
    pad = halo_width(unit)
    width = int(np.ceil(text_width(words, size, weight))) + 2 * pad
    box = (width, image_height(size, unit))
    origin = (pad, pad + baseline(size))
    edge = _mask(words, size, weight, box, origin, HALO * unit)
    return edge, _mask(words, size, weight, box, origin)


def halo_width(unit: float) -> int:
    """How far the halo may reach beyond the text, pixels."""
    return int(np.ceil(HALO * unit)) + 1


def chip_width(size: float) -> float:
    """Room a chip takes before the text."""
    return 1.62 * size


def badge_side(radius: float) -> int:
    """Rows and columns of a disc as an image."""
    return int(np.ceil(2.0 * (radius + 1.0)))


def letter_ink(fill: Colour, hollow: bool) -> Colour:
    """What a disc's letter is written in."""
    if hollow:
        return round(0.8 * fill[0]), round(0.8 * fill[1]), round(0.8 * fill[2])
    light = 0.299 * fill[0] + 0.587 * fill[1] + 0.114 * fill[2] < 150
    return (255, 255, 255) if light else (25, 25, 25)


@lru_cache(maxsize=128)
def badge(
    letter: str, radius: float, fill: Colour, unit: float = 1.0, hollow: bool = False
) -> Bytes:
    """A lettered disc with a white rim, or a plain dot when the letter is empty.

    A hollow one is white with a rim and letter of its colour: for what lies hidden.
    """
    fine = 4
    rim = RIM * unit
    side = badge_side(radius)
    middle = side * fine / 2.0
    picture = Image.new("RGBA", (side * fine, side * fine), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)

    def disc(r: float, rgb: Colour) -> None:
        box = (middle - r * fine, middle - r * fine, middle + r * fine, middle + r * fine)
        draw.ellipse(box, fill=(*rgb, 255))

    white = (255, 255, 255)
    disc(radius, white)
    disc(radius - rim, fill)
    if hollow:
        disc(radius - HOLLOW * rim, white)
    if letter:
        font = _font("SemiBold", LETTER * radius * fine)
        down = LETTER_DOWN * radius * fine
        ink = (*letter_ink(fill, hollow), 255)
        draw.text((middle, middle + down), letter, font=font, fill=ink, anchor="ms")
    pixels = np.asarray(picture, float).reshape(side, fine, side, fine, 4)
    alpha = pixels[..., 3:].sum((1, 3))
    rgb = (pixels[..., :3] * pixels[..., 3:]).sum((1, 3)) / np.maximum(alpha, 1e-9)
    return np.asarray(np.rint(np.dstack([rgb, alpha / fine**2])), np.uint8)


def _over(below: Floats, below_rgb: Colour, above: Floats, above_rgb: Colour) -> Bytes:
    """Two masks of one colour each, one over the other, as straight alpha."""
    alpha = above + below * (1.0 - above)
    share = (above / np.maximum(alpha, 1e-9))[..., None]
    rgb = np.array(above_rgb) * share + np.array(below_rgb) * (1.0 - share)
    return np.asarray(np.rint(np.dstack([rgb, alpha * 255.0])), np.uint8)


@lru_cache(maxsize=64)
def plate(words: str, size: float, ink: Colour, fill: Colour, unit: float = 1.0) -> Bytes:
    """A line of text on a rounded plate, for what the pointer is over: (h, w, 4)."""
    fine = 3
    side, tall = 0.75 * size, text_height(size) + 0.35 * size
    width = int(np.ceil(text_width(words, size) + 2.0 * side))
    height = int(np.ceil(tall))
    mask = Image.new("L", (width * fine, height * fine), 0)
    box = (0, 0, width * fine - 1, height * fine - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=0.42 * height * fine, fill=255)
    shape = np.asarray(mask.resize((width, height), Image.Resampling.BOX)) * (0.93 / 255.0)
    face = _mask(words, size, "Medium", (width, height), (side, height / 2.0 + _BASELINE * size))
    return _over(shape, fill, face, ink)


def _mask(
    words: str,
    size: float,
    weight: Weight,
    box: tuple[int, int],
    origin: tuple[float, float],
    swollen: float = 0.0,
) -> Floats:
    """Coverage (h, w), 0 to 1, of text whose baseline starts at ``origin``.

    Drawn larger and averaged down: letters keep their true widths and shapes at every size.
    """
    fine = 4 if size < 40 else 2
    image = Image.new("L", (box[0] * fine, box[1] * fine), 0)
    ImageDraw.Draw(image).text(
        (origin[0] * fine, origin[1] * fine),
        words,
        font=_font(weight, size * fine),
        fill=255,
        anchor="ls",
        stroke_width=round(swollen * fine),
    )
    return np.asarray(image.resize(box, Image.Resampling.BOX), float) / 255.0
