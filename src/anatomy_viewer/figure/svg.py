"""A picture as SVG: the anatomy as an embedded image, leaders as paths and labels as live text."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from anatomy_viewer.figure import typeface
from anatomy_viewer.figure.caption import Caption
from anatomy_viewer.figure.metadata import described
from anatomy_viewer.figure.picture import Picture
from anatomy_viewer.figure.png import encoded
from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.drawing import Disc, Sprite, Stroke, Text
from anatomy_viewer.scene.palette import Colour

_WEIGHTS: tuple[lettering.Weight, ...] = ("Medium", "SemiBold")


def svg_bytes(picture: Picture, dots: float, caption: Caption, recipe: str) -> bytes:
    """The file; ``dots`` pixels to an inch give its size on paper."""
    height, width = picture.ground.shape[:2]
    ground = picture.ground if picture.transparent else picture.ground[..., :3]
    image = base64.b64encode(encoded(ground)).decode()
    drawing = picture.drawing
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width / dots:.5f}in" height="{height / dots:.5f}in" '
        f'viewBox="0 0 {width} {height}">',
        f"<title>{escape(caption.title)}</title>",
        f"<desc>{escape(caption.source)}</desc>",
        f"<metadata>{described(caption, recipe)}</metadata>",
        f"<style>{_fonts(m for m in drawing.marks if not isinstance(m, Sprite))}</style>",
        f'<image width="{width}" height="{height}" xlink:href="data:image/png;base64,{image}"/>',
        '<g id="lines" fill="none" stroke-linecap="round" stroke-linejoin="round">',
        *(_path(stroke) for stroke in drawing.strokes),
        "</g>",
        f'<g id="labels" font-family="{typeface.FAMILY}, sans-serif" '
        'text-rendering="geometricPrecision" '
        'style="font-kerning:none;font-variant-ligatures:none;white-space:pre">',
        *(_mark(mark) for mark in drawing.marks),
        "</g>",
        "</svg>",
        "",
    ]
    return "\n".join(parts).encode()


def _fonts(marks: Iterable[Text | Disc]) -> str:
    """The letters in use, of each weight, within the file."""
    words: dict[lettering.Weight, list[str]] = {weight: [] for weight in _WEIGHTS}
    for mark in marks:
        if isinstance(mark, Text):
            words[mark.weight].append(mark.words)
        else:
            words["SemiBold"].append(mark.letter)
    rules = []
    for weight, used in words.items():
        if any(used):
            data = base64.b64encode(typeface.letters(weight, used, "woff")).decode()
            rules.append(
                f"@font-face{{font-family:{typeface.FAMILY};"
                f"font-weight:{typeface.NUMBERS[weight]};"
                f"src:url(data:font/woff;base64,{data})}}"
            )
    return "\n".join(rules)


def _path(stroke: Stroke) -> str:
    points = " L".join(f"{x:.2f} {y:.2f}" for x, y in stroke.points)
    r, g, b, alpha = stroke.colour
    return (
        f'<path d="M{points}" stroke="{_hex((r, g, b))}" stroke-opacity="{alpha / 255.0:.3f}" '
        f'stroke-width="{stroke.width:.2f}"/>'
    )


def _mark(mark: Text | Disc | Sprite) -> str:
    if isinstance(mark, Text):
        return _text(mark)
    if isinstance(mark, Disc):
        return _disc(mark)
    height, width = mark.pixels.shape[:2]
    image = base64.b64encode(encoded(mark.pixels)).decode()
    return (
        f'<image x="{mark.x:.2f}" y="{mark.y:.2f}" width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{image}"/>'
    )


def _text(text: Text) -> str:
    return (
        f'<text x="{text.x:.2f}" y="{text.y:.2f}" font-size="{text.size:.3f}" '
        f'font-weight="{typeface.NUMBERS[text.weight]}" fill="{_hex(text.ink)}" '
        f'stroke="{_hex(text.halo)}" stroke-opacity="{lettering.HALO_STRENGTH}" '
        f'stroke-width="{2.0 * lettering.HALO * text.unit:.2f}" stroke-linejoin="round" '
        f'paint-order="stroke">{escape(text.words)}</text>'
    )


def _disc(disc: Disc) -> str:
    """Rings from the largest to the smallest, then the letter."""
    rings = "".join(
        f'<circle cx="{disc.x:.2f}" cy="{disc.y:.2f}" r="{radius:.2f}" fill="{_hex(fill)}"/>'
        for radius, fill in disc.rings()
    )
    if not disc.letter:
        return rings
    size = lettering.LETTER * disc.radius
    y = disc.y + lettering.LETTER_DOWN * disc.radius
    ink = _hex(lettering.letter_ink(disc.fill, disc.hollow))
    return (
        f'<g>{rings}<text x="{disc.x:.2f}" y="{y:.2f}" font-size="{size:.3f}" '
        f'font-weight="{typeface.NUMBERS["SemiBold"]}" text-anchor="middle" fill="{ink}">'
        f"{escape(disc.letter)}</text></g>"
    )


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
