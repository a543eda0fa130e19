"""Plots and tables of curves: the model's numbers, whole files, sources to be hovered over."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.errors import OutputError, UnknownNameError
from anatomy_viewer.figure.chart import Marker, Plot, Series, runs, svg, ticks
from anatomy_viewer.figure.curves import curve_plots, curves_csv, curves_svg, save_curves
from anatomy_viewer.motion.comparison import upright_flexion
from anatomy_viewer.motion.curves import crossing_words, crossings, sweep
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Coordinate, Pose
from anatomy_viewer.motion.published import Published, load_published
from anatomy_viewer.scene.palette import PALETTES

LEFT, RIGHT = "obturator_internus_left", "obturator_internus_right"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def published(model: HipModel) -> tuple[Published, ...]:
    return load_published(model.atlas.folder)


@pytest.mark.parametrize("coordinate", COORDINATES)
def test_the_table_says_what_the_model_says(model: HipModel, coordinate: Coordinate) -> None:
    pose = Pose(20, -10, 15)
    rows = list(csv.DictReader(io.StringIO(curves_csv(model, [LEFT], coordinate, pose))))
    low, high = RANGES[coordinate]
    assert float(rows[0][coordinate]) == low and float(rows[-1][coordinate]) == high
    for row in rows[::17]:
        measured = model.measure(LEFT, Pose(*(float(row[c]) for c in COORDINATES)))
        assert float(row["length_mm"]) == pytest.approx(measured.length_mm, abs=1e-5)
        assert float(row["bone_overlap_mm"]) == pytest.approx(measured.bone_overlap_mm, abs=1e-3)
        for c in COORDINATES:
            assert float(row[f"moment_arm_{c}_mm"]) == pytest.approx(
                measured.moment_arms_mm[c], abs=1e-5
            )


def test_the_plots_hold_the_curves(model: HipModel) -> None:
    lengths, arms = curve_plots(model, [LEFT], "flexion", Pose(35, 5, 0))
    curves = sweep(model, LEFT, "flexion", Pose(35, 5, 0))
    assert np.array_equal(lengths.series[0].y, curves.change)
    for series, c in zip(arms.series, COORDINATES, strict=True):
        assert np.array_equal(series.y, curves.arms[c])
    assert lengths.cursor == arms.cursor == 35.0
    assert "external rotator" in arms.above and "internal rotator" in arms.below


def test_overlapping_bones_are_pale(model: HipModel) -> None:
    lengths, _ = curve_plots(model, [LEFT], "rotation", Pose(-20, -30, 0))
    pale = lengths.series[0].faded
    assert pale.any() and not pale.all()
    text = curves_svg(model, [LEFT], "rotation", Pose(-20, -30, 0))
    assert 'opacity="0.3"' in text and "a real hip stops before" in text
    clear = curves_svg(model, [LEFT], "flexion", Pose(0, 10, 0))
    assert 'opacity="0.3"' not in clear


def test_published_values_stand_where_they_were_measured(
    model: HipModel, published: tuple[Published, ...]
) -> None:
    lengths, arms = curve_plots(model, [LEFT], "flexion", Pose(), published)
    upright = upright_flexion(model.atlas)
    assert {m.y for m in arms.markers if m.x == pytest.approx(upright)} == {32.0, -7.0, -3.0}
    assert all("Dostal" in m.words for m in arms.markers)
    _, elsewhere = curve_plots(model, [LEFT], "flexion", Pose(0, 30, 0), published)
    assert not elsewhere.markers
    along = Pose(105 + upright, 0, 0)
    lengths, _ = curve_plots(model, [LEFT], "abduction", along, published)
    (mark,) = lengths.markers
    start = model.measure(LEFT, Pose(upright)).length_mm - model.measure(LEFT, Pose()).length_mm
    assert mark.x == -10.0 and mark.y == pytest.approx(start + 30.0)


def test_the_svg_is_sound_and_tells_its_sources(
    model: HipModel, published: tuple[Published, ...]
) -> None:
    text = curves_svg(model, [LEFT], "flexion", Pose(), published, "dark")
    root = ET.fromstring(text)
    titles = [t.text or "" for t in root.iter(f"{SVG}title")]
    assert sum("Dostal" in t for t in titles) == 3
    words = " ".join(t.text or "" for t in root.iter(f"{SVG}text"))
    for crossing in crossings(model, LEFT, "flexion", Pose()):
        assert crossing_words(crossing) in words
    assert "Computed from a model" in words and "degrees" in words
    assert text == curves_svg(model, [LEFT], "flexion", Pose(), published, "dark")


def test_a_muscle_and_its_mirror_are_drawn_once(model: HipModel) -> None:
    assert len(curve_plots(model, [RIGHT, LEFT], "flexion", Pose())[0].series) == 1


@pytest.mark.parametrize("name", ["a.svg", "a.csv", "A.SVG"])
def test_files_are_whole(model: HipModel, tmp_path: Path, name: str) -> None:
    save_curves(model, [LEFT], "flexion", Pose(), tmp_path / name)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8").endswith("\n")


def test_bad_targets_leave_nothing(model: HipModel, tmp_path: Path) -> None:
    for path in (tmp_path / "a.png", tmp_path / "no" / "a.svg", tmp_path):
        with pytest.raises(OutputError):
            save_curves(model, [LEFT], "flexion", Pose(), path)
    with pytest.raises(UnknownNameError):
        save_curves(model, ["nobody"], "flexion", Pose(), tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


@given(st.floats(-500, 500), st.floats(0.1, 900))
def test_ticks_are_round_and_inside(low: float, size: float) -> None:
    found = ticks(low, low + size)
    assert 1 <= len(found) <= 9
    assert all(low - 1e-6 * size <= t <= low + size * (1 + 1e-6) for t in found)
    assert len({round(b - a, 6) for a, b in zip(found, found[1:], strict=False)}) <= 1


@given(st.lists(st.booleans(), min_size=2, max_size=30))
def test_runs_cover_the_whole_curve(mask: list[bool]) -> None:
    found = runs(np.array(mask))
    assert found[0][1] == 0 and found[-1][2] == len(mask) - 1
    for (_, _, end), (_, start, _) in zip(found, found[1:], strict=False):
        assert end == start
    for value, i, j in found:
        assert all(m == value for m in mask[i:j])


def test_words_that_look_like_markup_are_kept_as_words() -> None:
    x = np.array([0.0, 1.0])
    plot = Plot("a < b & c", "x", (0.0, 1.0), "<up>", "&down",
                (Series("<s>", (0, 0, 0), x, x, np.zeros(2, bool)),),
                (Marker(0.5, 0.5, (1, 2, 3), 'quoted "&" <tag>', 0.1, 0.9),), 0.2)  # fmt: skip
    root = ET.fromstring(svg([plot], PALETTES["light"], "<h>", ["<n>"]))
    assert 'quoted "&" <tag>' in [t.text for t in root.iter(f"{SVG}title")]
