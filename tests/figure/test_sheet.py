"""Sheets of several panels, numbers with a key, and labels clear of each other in the file."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.caption import caption_text
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.figure.picture import draw_picture, key_of, panels_of
from anatomy_viewer.figure.sheet import parse_sheet
from anatomy_viewer.figure.snapshot import save_snapshot
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.scene.drawing import Text
from anatomy_viewer.scene.lettering import font_file
from anatomy_viewer.session import Camera, Naming, ViewState

MUSCLE = "obturator_internus_left"
SVG = "{http://www.w3.org/2000/svg}"
BARE = PictureOptions(size=(800, 400), background="white", caption=False, marker=False)


def words_of(drawing: object) -> list[str]:
    return [m.words for m in drawing.marks if isinstance(m, Text)]  # type: ignore[attr-defined]


def test_panels_say_only_what_differs() -> None:
    camera = Camera((400.0, 400.0, 100.0), (70.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    state = ViewState(pose=Pose(10, 20, 30), camera=camera)
    options = PictureOptions(sheet="posterior , neutral / pelvic:flexion=90,flexion=-5:rotation=0")
    first, second, third, fourth = panels_of(state, options)
    assert first == replace(state, view="posterior", camera=None)
    assert second == replace(state, pose=Pose())
    assert third == replace(state, view="pelvic", camera=None, pose=Pose(90, 20, 30))
    assert fourth == replace(state, pose=Pose(-5, 20, 0))
    assert [len(row) for row in options.rows] == [2, 2]


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("posterior,medial", "'medial' is no panel"),
        ("posterior,", "'' is no panel"),
        ("posterior:left", "is no panel"),
        ("flexion", "is no panel"),
        ("flexion=much", "no number of degrees"),
        ("flexion=500", "outside the range"),
        ("flexion=nan", "must be a number"),
        ("view=left", "is no panel"),
        (",".join(["left"] * 13), "more than 12 panels"),
    ],
)
def test_what_is_no_sheet_is_refused(spec: str, complaint: str) -> None:
    with pytest.raises(AnatomyViewerError, match=complaint):
        parse_sheet(spec)
    with pytest.raises(AnatomyViewerError, match=complaint):
        PictureOptions(sheet=spec)


def test_panels_too_small_to_read_are_refused() -> None:
    with pytest.raises(AnatomyViewerError, match="too small"):
        PictureOptions(size=(400, 400), sheet="left,left,left,left,left")


def test_each_panel_is_the_picture_it_would_be_alone(model: HipModel) -> None:
    state = ViewState(labels=False)
    sheet = draw_picture(model, state, replace(BARE, sheet="posterior,pelvic:flexion=60"))
    unit = replace(BARE, sheet="left,left").text_unit * 14.0 * 72.0 / 96.0
    for x, alone in ((0, state), (400, ViewState(pose=Pose(60), view="pelvic", labels=False))):
        one = draw_picture(model, alone, replace(BARE, size=(400, 400), font_size=unit))
        part = sheet.ground[:, x : x + 400].astype(int)
        assert np.abs(part - one.ground).max(axis=2).mean() < 1.0
    letters = [w for w in words_of(sheet.drawing) if len(w) == 1]
    assert letters == ["A", "B"]


def test_a_sheet_says_what_its_panels_show(model: HipModel) -> None:
    options = PictureOptions(sheet="neutral,flexion=90")
    title = caption_text(model, ViewState(), panels_of(ViewState(), options)).title
    assert title == (
        "Obturator internus · left hip · A posterior view, neutral pose · "
        "B posterior view, flexion 90°"
    )


def test_a_key_tells_the_numbers_of_all_panels(model: HipModel) -> None:
    state = ViewState(selection=(MUSCLE,), naming=Naming(numbers=True, language="la"))
    options = PictureOptions(size=(900, 500), sheet="posterior,pelvic", caption=False)
    key = key_of(model, state, options)
    assert {"Femur", "Os sacrum", "Musculus obturatorius internus"} <= set(key)
    assert len(set(key)) == len(key)
    words = words_of(draw_picture(model, state, options).drawing)
    assert all(name in words for name in key)
    assert all(words.count(str(i + 1)) >= 2 for i in range(len(key)))
    quiz = words_of(draw_picture(model, state, replace(options, key=False)).drawing)
    assert not any(name in quiz for name in key)
    assert key_of(model, ViewState(), options) == ()


@given(
    size=st.tuples(st.integers(100, 900), st.integers(100, 700)),
    points=st.none() | st.floats(3.0, 72.0),
    sheet=st.sampled_from(["", "left", "posterior,pelvic", "left/right,superior"]),
    near=st.booleans(),
    caption=st.booleans(),
)
@settings(max_examples=40)
def test_any_size_and_font_is_laid_out_or_refused_in_words(
    model: HipModel,
    size: tuple[int, int],
    points: float | None,
    sheet: str,
    near: bool,
    caption: bool,
) -> None:
    state = ViewState(selection=(MUSCLE,), naming=Naming(numbers=True, near=near))
    try:
        options = PictureOptions(size=size, font_size=points, sheet=sheet, caption=caption)
        key = key_of(model, state, options)
    except AnatomyViewerError as error:
        assert "choose a larger size" in str(error)
    else:
        assert len(set(key)) == len(key)


def label_boxes(path: Path) -> list[tuple[str, float, float, float, float]]:
    """Words and box of every label, from the file and the shipped font alone."""
    found = []
    for text in ET.parse(path).getroot().iter(f"{SVG}text"):
        if len(text.text) == 1:
            continue  # the letter on a disc or of the marker
        weight = "Medium" if text.get("font-weight") == "500" else "SemiBold"
        font = ImageFont.truetype(str(font_file(weight)), 100, layout_engine=ImageFont.Layout.BASIC)
        left, top, right, bottom = font.getbbox(text.text, anchor="ls")
        x, y, k = (float(text.get(name)) for name in ("x", "y", "font-size"))
        k /= 100.0
        found.append((text.text, x + left * k, y + top * k, x + right * k, y + bottom * k))
    return found


def test_labels_in_the_file_do_not_overlap_at_fifty_views(model: HipModel, tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    labels = 0
    for i in range(50):
        way = random.normal(size=3)
        eye = np.array([75.0, 5.0, 0.0]) + way / np.linalg.norm(way) * random.uniform(350, 900)
        up = np.cross(np.cross(way, [0.3, 0.2, 1.0]), way)
        state = ViewState(
            pose=Pose(float(random.uniform(-20, 120))),
            camera=Camera(tuple(eye), (75.0, 5.0, 0.0), tuple(up)),  # type: ignore[arg-type]
            selection=((MUSCLE,), ("hip_bone_left",), ())[i % 3],
            naming=Naming(near=i % 2 == 1),
        )
        options = PictureOptions(size=(440, 330))
        path = save_snapshot(model, state, tmp_path / f"{i}.svg", options)
        boxes = label_boxes(path)
        labels += len(boxes)
        for a, b in combinations(boxes, 2):
            apart = a[1] >= b[3] or b[1] >= a[3] or a[2] >= b[4] or b[2] >= a[4]
            assert apart, (i, a, b)
    assert labels > 250


def test_large_pictures_have_sharp_text_and_no_seams(model: HipModel) -> None:
    """At eight times the scale the labels lie where they did, drawn from the same outlines."""
    state = ViewState(selection=(MUSCLE,))
    one, eight = (
        draw_picture(model, state, PictureOptions(size=(300, 225), scale=scale)).drawing
        for scale in (1, 8)
    )
    assert words_of(one) == words_of(eight)
    for a, b in zip(one.marks, eight.marks, strict=True):
        assert abs(a.x - b.x / 8.0) <= 1.0 and abs(a.y - b.y / 8.0) <= 1.0
