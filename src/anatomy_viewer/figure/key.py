"""What helps to read a figure: a panel's letter, and the key of its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.labels import Rect
from anatomy_viewer.scene.palette import Palette

_LETTER, _CORNER = 20.0, 46.0  # units
_TEXT, _ROW, _EDGE, _GAP, _NUMBER = 13.0, 21.0, 16.0, 22.0, 22.0


def letter_box(unit: float) -> Rect:
    """The room a panel's letter takes in its top left corner."""
    return Rect(0.0, 0.0, _CORNER * unit, _CORNER * unit)


def draw_letter(drawing: Drawing, letter: str, palette: Palette, unit: float) -> None:
    """Add the letter of a panel."""
    middle = 0.5 * _CORNER * unit
    size = _LETTER * unit
    x = middle - lettering.text_width(letter, size, "SemiBold") / 2.0
    drawing.text(letter, size, palette.ink, palette.halo, "SemiBold", unit, x, middle)


def key_rows(names: Sequence[str], width: float, unit: float) -> int:
    """How many lines the key of so many names takes across a width."""
    return math.ceil(len(names) / _columns(names, width, unit)) if names else 0


def key_height(rows: int, unit: float) -> int:
    """Height of a key of so many lines, whole pixels."""
    return round((rows * _ROW + 0.5 * _ROW) * unit) if rows else 0


def draw_key(
    drawing: Drawing, names: Sequence[str], top: float, width: float, palette: Palette, unit: float
) -> None:
    """Add the key below the picture, number by number down its columns."""
    rows = key_rows(names, width, unit)
    step = (width - 2.0 * _EDGE * unit) / _columns(names, width, unit)
    for i, name in enumerate(names):
        column, row = divmod(i, rows)
        x = _EDGE * unit + column * step
        y = top + (0.75 + row) * _ROW * unit
        size, ink, halo = _TEXT * unit, palette.ink, palette.halo
        drawing.text(str(i + 1), size, ink, halo, "SemiBold", unit, x, y)
        drawing.text(name, size, ink, halo, "Medium", unit, x + _NUMBER * unit, y)


def _columns(names: Sequence[str], width: float, unit: float) -> int:
    widest = max(lettering.text_width(name, _TEXT * unit) for name in names)
    return max(1, int((width - 2.0 * _EDGE * unit) // (widest + (_NUMBER + _GAP) * unit)))
