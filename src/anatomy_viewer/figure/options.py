"""How a picture leaves the program: its size in pixels and on paper, its ground, what stands by."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure.sheet import Rows, parse_sheet

GROUNDS = ("theme", "white", "dark", "transparent")

_LARGEST = 200_000_000  # pixels in a file
_SIDE = (100, 10_000)  # pixels
_DPI = (50.0, 2400.0)  # below, 10,000 pixels would outgrow a PDF page
_FONT = (3.0, 72.0)  # points
_TEXT = 14.0  # units; the usual size of a label
_SCREEN_DPI = 96.0


@dataclass(frozen=True)
class PictureOptions:
    """How a picture leaves the program.

    Attributes:
        size: width and height in units; text and lines keep their proportion to it.
        scale: pixels per unit, so that the file has ``size`` times ``scale`` pixels.
        dpi: pixels per inch of paper; None for 96 times the scale, so that a larger scale prints
            finer and not larger.
        background: the theme's own, or white, dark, transparent or #rrggbb.
        caption: a line below: structure, pose, source.
        marker: the orientation letters in the corner.
        scale_bar: a bar of known length at the depth of the hip.
        font_size: of a label, in points on paper, all text in proportion; None for what suits the
            size.
        sheet: several panels in one figure, written as ``sheet`` says; empty for one picture.
        key: with numbers for names, their key below the picture.
    """

    size: tuple[int, int] = (1600, 1200)
    scale: int = 1
    dpi: float | None = None
    background: str = "theme"
    caption: bool = True
    marker: bool = True
    scale_bar: bool = False
    font_size: float | None = None
    sheet: str = ""
    key: bool = True

    def __post_init__(self) -> None:
        """Refuse what no one can use.

        Raises:
            OutputError, PoseError: a value is out of range.
        """
        width, height = self.size
        if min(width, height) < _SIDE[0] or max(width, height) > _SIDE[1]:
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
        if self.background not in GROUNDS and not is_colour(self.background):
            raise OutputError(
                f"Unknown background '{self.background[:40]}': choose {', '.join(GROUNDS)} or a "
                "colour like #f4f1ea."
            )
        _check("A resolution", self.dpi, _DPI, "dpi")
        _check("A font size", self.font_size, _FONT, "points")
        rows = self.rows
        if rows and min(width / max(map(len, rows)), height / len(rows)) < _SIDE[0]:
            raise OutputError("The panels of this sheet would be too small: choose a larger size.")

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the file."""
        return self.size[0] * self.scale, self.size[1] * self.scale

    @property
    def dots(self) -> float:
        """Pixels per inch of paper."""
        return self.dpi or _SCREEN_DPI * self.scale

    @property
    def rows(self) -> Rows:
        """The panels of the sheet, row by row; none for one picture."""
        return parse_sheet(self.sheet)

    @property
    def text_unit(self) -> float:
        """Pixels per unit of text and line width: what suits 1100x720, grown to the size, and
        what suits 760x560 for each panel of a sheet.
        """
        if self.font_size is not None:
            return self.font_size * self.dots / 72.0 / _TEXT
        width, height = self.size
        fit = min(width / 1100.0, height / 720.0)
        if self.sheet:
            columns, rows = max(map(len, self.rows)), len(self.rows)
            fit = min(width / columns / 760.0, height / rows / 560.0)
        return self.scale * min(max(fit, 0.6), 8.0)


def is_colour(text: str) -> bool:
    """Whether a text is a colour, #rrggbb."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text, re.ASCII) is not None


def on_paper(width_mm: float, dpi: float, shape: tuple[int, int]) -> tuple[int, int]:
    """The size in pixels of a picture this wide on paper, in the proportions of a shape.

    Raises:
        OutputError: no one can use that width or resolution.
    """
    _check("A resolution", dpi, _DPI, "dpi")
    if not (math.isfinite(width_mm) and 1.0 <= width_mm <= 5000.0):
        raise OutputError(f"A width of {width_mm / 10.0:g} cm cannot be used: choose 0.1 to 500.")
    if min(shape) < 1:
        raise OutputError(f"A shape of {shape[0]}x{shape[1]} cannot be used.")
    wide = round(width_mm / 25.4 * dpi)
    return wide, round(wide * shape[1] / shape[0])


def _check(what: str, value: float | None, bounds: tuple[float, float], unit: str) -> None:
    low, high = bounds
    if value is not None and not low <= value <= high:
        raise OutputError(f"{what} of {value:g} {unit} cannot be used: choose {low:g} to {high:g}.")
