"""SVG, PDF and PNG read back by other programs' means: live text, one layout, the recipe inside."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont
from pypdf import PdfReader

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import RecipeError
from anatomy_viewer.figure import typeface
from anatomy_viewer.figure.carried import read_figure
from anatomy_viewer.figure.options import PictureOptions, on_paper
from anatomy_viewer.figure.picture import draw_picture
from anatomy_viewer.figure.snapshot import save_snapshot
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.scene.drawing import Text
from anatomy_viewer.scene.lettering import font_file
from anatomy_viewer.session import Camera, ViewState

MUSCLE = "obturator_internus_left"
SVG = "{http://www.w3.org/2000/svg}"
CAMERA = Camera((400.0, 400.0, 100.1), (70.0, 0.0, 0.0), (0.0, 0.0, 1.0), 24.5)
STATE = ViewState(pose=Pose(30.1, 5, -2.5), camera=CAMERA, selection=(MUSCLE,))
OPTIONS = PictureOptions(size=(640, 480), dpi=200.0, background="white", scale_bar=True)
KINDS = ("png", "svg", "pdf")


@pytest.fixture(scope="module")
def figures(model: HipModel, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("figures")
    return {
        kind: save_snapshot(model, STATE, folder / f"hip.{kind}", OPTIONS)
        for kind in (*KINDS, "json")
    }


def words_of(model: HipModel) -> list[str]:
    drawing = draw_picture(model, STATE, OPTIONS).drawing
    return sorted(mark.words for mark in drawing.marks if isinstance(mark, Text))


def pdf_words(path: Path) -> str:
    return PdfReader(path).pages[0].extract_text()


@pytest.mark.parametrize("kind", [*KINDS, "json"])
def test_a_figure_brings_back_exactly_what_made_it(
    figures: dict[str, Path], atlas: Atlas, kind: str
) -> None:
    assert read_figure(figures[kind], atlas) == (STATE, OPTIONS)


@pytest.mark.parametrize("kind", [*KINDS, "json"])
def test_made_again_from_any_figure_it_has_the_same_pixels(
    model: HipModel, figures: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    state, options = read_figure(figures[kind], model.atlas)
    again = save_snapshot(model, state, tmp_path / "again.png", options)
    assert again.read_bytes() == figures["png"].read_bytes()


def test_every_label_is_live_text(model: HipModel, figures: dict[str, Path]) -> None:
    wanted = words_of(model)
    assert "Obturator internus" in wanted
    root = ET.parse(figures["svg"]).getroot()
    letters = {"O", "P", "I"}
    found = sorted(t.text for t in root.iter(f"{SVG}text"))
    assert [w for w in found if w not in letters] == [w for w in wanted if w not in letters]
    text = pdf_words(figures["pdf"])
    for words in wanted:
        assert text.count(words) >= 1
    assert text.count("Obturator internus ·") == 1  # copied once, not with its halo again


def test_the_paper_is_as_large_as_asked(figures: dict[str, Path]) -> None:
    wide, high = 640 / 200.0, 480 / 200.0  # inches
    page = PdfReader(figures["pdf"]).pages[0].mediabox
    assert (float(page.width) / 72, float(page.height) / 72) == pytest.approx(
        (wide, high), abs=1e-3
    )
    root = ET.parse(figures["svg"]).getroot()
    sides = [float(root.get(name).removesuffix("in")) for name in ("width", "height")]
    assert sides == pytest.approx((wide, high), abs=1e-4)
    with Image.open(figures["png"]) as picture:
        assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.02)


def test_title_source_and_licence_go_with_it(figures: dict[str, Path]) -> None:
    with Image.open(figures["png"]) as picture:
        facts = picture.text
    assert facts["Title"].startswith("Obturator internus · left hip · flexion 30°")
    assert facts["Copyright"] == "Geometry: MPL-2.0."
    pdf = PdfReader(figures["pdf"])
    assert pdf.metadata.title == facts["Title"]
    assert pdf.xmp_metadata.dc_rights["x-default"] == facts["Copyright"]
    svg = figures["svg"].read_text()
    assert facts["Copyright"] in svg and facts["Source"] in svg


def test_the_image_below_has_no_writing_on_it(model: HipModel, figures: dict[str, Path]) -> None:
    root = ET.parse(figures["svg"]).getroot()
    (image,) = root.iter(f"{SVG}image")
    data = image.get("{http://www.w3.org/1999/xlink}href").partition("base64,")[2]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    picture = draw_picture(model, STATE, OPTIONS)
    assert np.array_equal(pixels, picture.ground[..., :3])
    written = np.abs(pixels.astype(int) - picture.painted()).max(axis=2) > 60
    assert written.sum() > 300


def test_fonts_are_embedded_and_measure_as_the_layout_did(figures: dict[str, Path]) -> None:
    svg = figures["svg"].read_text()
    fonts = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", svg)
    assert sorted(weight for weight, _ in fonts) == ["500", "600"]
    for weight, data in fonts:
        font = TTFont(io.BytesIO(base64.b64decode(data)))
        shipped = TTFont(font_file("Medium" if weight == "500" else "SemiBold"))
        codes, own = font.getBestCmap(), shipped.getBestCmap()
        assert len(codes) > 15
        for code, glyph in codes.items():
            assert font["hmtx"][glyph][0] == shipped["hmtx"][own[code]][0]
    resources = PdfReader(figures["pdf"]).pages[0]["/Resources"]["/Font"]
    for entry in resources.values():
        found = entry.get_object()["/DescendantFonts"][0].get_object()
        assert found["/Subtype"] == "/CIDFontType2"
        assert "/FontFile2" in found["/FontDescriptor"].get_object()


@given(st.text("abcÀéîñõ° ·αßЖ\U0001f600", max_size=12), st.sampled_from(["Medium", "SemiBold"]))
def test_the_same_letters_are_the_same_small_font(words: str, weight: str) -> None:
    font = typeface.letters(weight, [words])  # type: ignore[arg-type]
    assert font == typeface.letters(weight, [words])  # type: ignore[arg-type]
    assert len(font) < 12_000
    drawn = ImageFont.truetype(io.BytesIO(font), 40).getlength(words.replace("\U0001f600", ""))
    assert drawn >= 0


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda data: data.replace(b"recipe", b"receipt"), "no recipe|no readable|not a recipe"),
        (lambda data: data.replace(b'"version": 1', b'"version": 9')
         .replace(b"&quot;version&quot;: 1", b"&quot;version&quot;: 9"), "newer version"),
        (lambda data: data[:20], "no recipe|damaged|no readable|empty|not enough|element"),
        (lambda data: b"", "no recipe"),
        (lambda data: b"%PDF-", "no recipe"),
        (lambda data: b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt", "no recipe"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["png", "svg", "json"])
def test_damaged_figures_are_refused_in_words(
    figures: dict[str, Path],
    atlas: Atlas,
    tmp_path: Path,
    kind: str,
    damage: Callable[[bytes], bytes],
    complaint: str,
) -> None:
    data = figures[kind].read_bytes()
    spoilt = damage(data)
    path = tmp_path / f"hip.{kind}"
    path.write_bytes(spoilt)
    with pytest.raises(RecipeError, match=complaint) as caught:
        read_figure(path, atlas)
    assert "hip." in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 2


def test_a_figure_that_declares_entities_is_refused(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "bomb.svg"
    path.write_text('<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>')
    with pytest.raises(RecipeError, match="entities"):
        read_figure(path, atlas)
    with pytest.raises(RecipeError, match="is no such file"):
        read_figure(tmp_path, atlas)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_end_in_a_traceback(
    atlas: Atlas, tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "junk"
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"%PDF-<?xpacket begin?>", b"<svg>", b"{"):
        path.write_bytes(head + data)
        with pytest.raises(RecipeError):
            read_figure(path, atlas)


def test_a_width_on_paper_gives_the_pixels() -> None:
    assert on_paper(170.0, 300.0, (1600, 1200)) == (2008, 1506)
    assert on_paper(25.4, 100.0, (3, 1)) == (100, 33)


@pytest.mark.parametrize("points", [6.0, 12.0])
def test_the_font_size_is_what_is_printed(model: HipModel, points: float) -> None:
    options = PictureOptions(size=(900, 700), dpi=150.0, font_size=points)
    drawing = draw_picture(model, ViewState(), options).drawing
    (size,) = {m.size for m in drawing.marks if isinstance(m, Text) and m.words == "Femur"}
    assert size * 72.0 / 150.0 == pytest.approx(points, rel=0.15)
