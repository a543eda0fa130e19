"""A picture as PDF: the anatomy as an image, leaders as lines and labels as live text.

The soft edge round the text is part of the image: painted as text it would be copied twice.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, cast

from fpdf import FPDF
from PIL import Image

from anatomy_viewer import __version__
from anatomy_viewer.figure import typeface
from anatomy_viewer.figure.caption import Caption
from anatomy_viewer.figure.metadata import described
from anatomy_viewer.figure.picture import Picture, paint_over
from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.drawing import Disc, Drawing, Stroke, Text

_STYLES: dict[lettering.Weight, str] = {"Medium": "", "SemiBold": "B"}


def pdf_bytes(picture: Picture, dots: float, caption: Caption, recipe: str) -> bytes:
    """The file; ``dots`` pixels to an inch give its size on paper."""
    height, width = picture.ground.shape[:2]
    point = 72.0 / dots  # points in a pixel
    page = FPDF(unit="pt", format=(width * point, height * point))
    page.set_auto_page_break(False)
    page.set_margin(0)
    page.add_page()
    page.set_title(caption.title)
    page.set_subject(caption.source)
    page.set_creator(f"Anatomy Viewer {__version__}")
    page.set_lang("en")
    page.set_xmp_metadata(
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{described(caption, recipe)}</x:xmpmeta>'
    )
    halos = Drawing(marks=[m.halo_sprite() for m in picture.drawing.marks if isinstance(m, Text)])
    ground = paint_over(picture.ground, halos, picture.transparent)
    page.image(Image.fromarray(ground), 0, 0, width * point, height * point)
    _add_fonts(page, picture.drawing)
    for stroke in picture.drawing.strokes:
        _line(page, stroke, point)
    for mark in picture.drawing.marks:
        if isinstance(mark, Text):
            page.set_font(typeface.FAMILY, _STYLES[mark.weight], mark.size * point)
            page.set_text_color(*mark.ink)
            page.text(mark.x * point, mark.y * point, mark.words)
        elif isinstance(mark, Disc):
            _disc(page, mark, point)
        else:
            tall, wide = (side * point for side in mark.pixels.shape[:2])
            page.image(Image.fromarray(mark.pixels), mark.x * point, mark.y * point, wide, tall)
    return bytes(page.output())


def _add_fonts(page: FPDF, drawing: Drawing) -> None:
    for weight, style in _STYLES.items():
        words = [m.words for m in drawing.marks if isinstance(m, Text) and m.weight == weight]
        if weight == "SemiBold":
            words += [m.letter for m in drawing.marks if isinstance(m, Disc)]
        with tempfile.TemporaryDirectory() as folder:  # the library reads fonts from files alone
            path = Path(folder) / f"{typeface.FAMILY}-{weight}.ttf"
            path.write_bytes(typeface.letters(weight, words))
            page.add_font(typeface.FAMILY, cast(Any, style), path)


def _line(page: FPDF, stroke: Stroke, point: float) -> None:
    r, g, b, alpha = stroke.colour
    with page.local_context(
        stroke_opacity=alpha / 255.0,
        draw_color=(r, g, b),
        line_width=stroke.width * point,
        stroke_cap_style="round",
        stroke_join_style="round",
    ):
        page.polyline([(x * point, y * point) for x, y in stroke.points.tolist()])


def _disc(page: FPDF, disc: Disc, point: float) -> None:
    for radius, fill in disc.rings():
        page.set_fill_color(*fill)
        page.circle(disc.x * point, disc.y * point, radius * point, style="F")
    if disc.letter:
        size = lettering.LETTER * disc.radius
        page.set_font(typeface.FAMILY, "B", size * point)
        page.set_text_color(*lettering.letter_ink(disc.fill, disc.hollow))
        x = disc.x - lettering.text_width(disc.letter, size, "SemiBold") / 2.0
        y = disc.y + lettering.LETTER_DOWN * disc.radius
        page.text(x * point, y * point, disc.letter)
