"""The published figures: read faithfully, refused when they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AtlasError
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.motion.published import FILE, KINDS, Published, load_published

SOURCE = """
[[source]]
id = "someone"
cite = "Someone 2001"
method = "One hip"
"""
FIGURE = """
[[figure]]
muscle = "obturator_internus"
kind = "arm"
about = "rotation"
poses = [[0, 0, 0]]
zero = "anatomical"
value = 32
source = "someone"
"""


def written(folder: Path, figure: str, source: str = SOURCE) -> Path:
    (folder / "assets").mkdir(exist_ok=True)
    (folder / FILE).write_text(f"[atlas]\nversion = 1\n{source}\n{figure}", encoding="utf-8")
    return folder


def test_the_shipped_figures_name_their_sources(atlas: Atlas) -> None:
    figures = load_published(atlas.folder)
    assert {f.kind for f in figures} == set(KINDS)
    assert any(f.muscle == "obturator_internus" for f in figures)
    for figure in figures:
        assert any(year in figure.source.cite for year in map(str, range(1900, 2030)))
        assert figure.source.method


def test_the_facts_everyone_quotes_are_there(atlas: Atlas) -> None:
    def arm(about: str) -> Published:
        (found,) = [
            f for f in load_published(atlas.folder)
            if (f.muscle, f.kind, f.about) == ("obturator_internus", "arm", about)
        ]  # fmt: skip
        return found

    assert [arm(c).value for c in ("flexion", "abduction", "rotation")] == [-3.0, -7.0, 32.0]
    assert all(arm(c).poses == (Pose(),) for c in ("flexion", "abduction", "rotation"))


def test_a_figure_is_read_as_written(tmp_path: Path) -> None:
    (figure,) = load_published(written(tmp_path, FIGURE + "low = 20\nhigh = 40\n"))
    assert (figure.muscle, figure.kind, figure.about) == ("obturator_internus", "arm", "rotation")
    assert (figure.value, figure.low, figure.high) == (32.0, 20.0, 40.0)
    assert figure.source.cite == "Someone 2001" and figure.zero == "anatomical"


def test_an_atlas_without_figures_has_none(tmp_path: Path) -> None:
    assert load_published(tmp_path) == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "arm"', 'kind = "leg"', "'kind' is 'leg'"),
        ('about = "rotation"', 'about = "twist"', "'about' is 'twist'"),
        ('about = "rotation"\n', "", "'about' is missing"),
        ("[[0, 0, 0]]", "[[0, 0, 0], [1, 0, 0]]", "1 to 1 poses"),
        ("[[0, 0, 0]]", "[[0, 0]]", "three numbers"),
        ("[[0, 0, 0]]", "[[300, 0, 0]]", "outside the range"),
        ("[[0, 0, 0]]", '"neutral"', "a list of points"),
        ("value = 32\n", "", "'value' is missing"),
        ("value = 32", "value = nan", "must be"),
        ("value = 32", "value = 32\nlow = 40\nhigh = 50", "the value between them"),
        ("value = 32", "value = 32\nlow = 30", "together"),
        ('kind = "arm"', 'kind = "sign"', "1 or -1"),
        ('source = "someone"', 'source = "nobody"', "'source' is 'nobody'"),
        ("value = 32", "value = 32\nvalu = 1", "unknown key 'valu'"),
    ],
)
def test_what_cannot_be_is_refused_by_file_and_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in FIGURE
    with pytest.raises(AtlasError, match=says) as caught:
        load_published(written(tmp_path, FIGURE.replace(old, new)))
    assert str(tmp_path / FILE) in str(caught.value) and "line" in str(caught.value)


def test_damage_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="described twice"):
        load_published(written(tmp_path, FIGURE, SOURCE + SOURCE))
    path = written(tmp_path, FIGURE) / FILE
    path.write_text("[atlas]\nversion = 2\n", encoding="utf-8")
    with pytest.raises(AtlasError, match="version"):
        load_published(tmp_path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AtlasError, match="UTF-8"):
        load_published(tmp_path)
    path.write_text("figure = [", encoding="utf-8")
    with pytest.raises(AtlasError, match="TOML"):
        load_published(tmp_path)
