"""The letters a figure needs, cut out of the font and embedded, so that it looks alike anywhere."""

from __future__ import annotations

import io
from collections.abc import Iterable

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from anatomy_viewer.scene.lettering import Weight, font_file

FAMILY = "Inter"
NUMBERS = {"Medium": 500, "SemiBold": 600}  # the weights as CSS and OpenType count them

_FINE = 0.5  # units of the font; how far a redrawn curve may stray
_NAMES = {0: "copyright", 4: "fullName", 6: "psName", 13: "licenseDescription"}


def letters(weight: Weight, words: Iterable[str], flavour: str | None = None) -> bytes:
    """A TrueType font of the characters that some words need.

    No ligatures and no kerning: the layout has measured each letter on its own. TrueType, because
    not every reader of PDF takes the shipped font's kind of outline. Its name, copyright and
    licence (OFL) go with it.

    Args:
        words: the texts to be set.
        flavour: "woff" for a packed one.
    """
    source = TTFont(font_file(weight))
    glyphs, codes = source.getGlyphSet(), source.getBestCmap()
    wanted = {ord(c): codes[ord(c)] for c in sorted({" ", *"".join(words)}) if ord(c) in codes}
    order = [".notdef", *dict.fromkeys(wanted.values())]
    drawn, widths = {}, {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, _FINE, reverse_direction=True))
        drawn[name] = pen.glyph()
        widths[name] = glyphs[name].width
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    head = source["head"]  # its dates too: the same letters are the same bytes
    builder.updateHead(created=head.created, modified=head.modified)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(wanted)
    builder.setupGlyf(drawn)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics({n: (widths[n], getattr(table[n], "xMin", 0)) for n in order})
    line = source["hhea"]
    builder.setupHorizontalHeader(ascent=line.ascent, descent=line.descent)
    names = {key: source["name"].getDebugName(number) for number, key in _NAMES.items()}
    style = {"familyName": f"{FAMILY} {weight}", "styleName": "Regular"}
    builder.setupNameTable({**style, **{k: v for k, v in names.items() if v}}, mac=False)
    builder.setupOS2(
        sTypoAscender=line.ascent,
        sTypoDescender=line.descent,
        usWinAscent=line.ascent,
        usWinDescent=-line.descent,
        usWeightClass=NUMBERS[weight],
    )
    builder.setupPost(keepGlyphNames=False)
    builder.font.flavor = flavour
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()
