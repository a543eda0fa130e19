"""Figures from the command line: made again from their recipe, changed by other options."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from anatomy_viewer.cli import main
from anatomy_viewer.figure.carried import read_figure
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.session import Naming, ViewState

LEFT = "obturator_internus_left"
SMALL = ("--size", "320x240")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> None:
    assert main(("snapshot", *words)) == 0


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "json"])
def test_a_figure_is_made_again_from_its_recipe(kind: str) -> None:
    run(f"a.{kind}", *SMALL, "--select", LEFT, "--flexion", "55", "--near", "--language", "it")
    run("again.png", "--recipe", f"a.{kind}")
    run("plain.png", *SMALL, "--select", LEFT, "--flexion", "55", "--near", "--language", "it")
    assert Path("again.png").read_bytes() == Path("plain.png").read_bytes()


def test_other_options_change_what_a_recipe_says(model: HipModel) -> None:
    run("a.json", *SMALL, "--select", LEFT, "--flexion", "55", "--rotation", "10", "--no-caption")
    run("b.json", "--recipe", "a.json", "--flexion", "20", "--numbers", "--dpi", "120")
    state, options = read_figure(Path("b.json"), model.atlas)
    assert state == ViewState(pose=Pose(20, 0, 10), selection=(LEFT,), naming=Naming(numbers=True))
    assert options == PictureOptions(size=(320, 240), dpi=120.0, caption=False)


def test_a_recipe_can_be_written_by_hand() -> None:
    note = {"kind": "text", "words": "Figure 1", "at": [0.5, 0.2]}
    facts = {
        "anatomy-viewer": "recipe",
        "version": 1,
        "state": {"annotations": [note], "labels": False},
        "picture": {"size": [320, 240]},
    }
    Path("mine.json").write_text(json.dumps(facts))
    run("a.svg", "--recipe", "mine.json")
    assert ">Figure 1</text>" in Path("a.svg").read_text()


def test_centimetres_and_dpi_give_exact_pixels() -> None:
    run("a.png", "--width", "5cm", "--dpi", "254", "--size", "4x3", "--transparent")
    with Image.open("a.png") as picture:
        assert picture.size == (500, 375) and picture.mode == "RGBA"
        assert picture.info["dpi"] == pytest.approx((254, 254), abs=0.02)


def test_a_quiz_keeps_its_key_for_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--label", "femur_left", "hip_bone_left", "--numbers")
    run("a.svg", *SMALL, *words, "--no-key")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Saved a.svg"
    assert sorted(line[3:] for line in lines[1:]) == ["Femur", "Hip bone"]
    assert [int(line[:2]) for line in lines[1:]] == [1, 2]
    svg = Path("a.svg").read_text()
    assert ">Femur</text>" not in svg and ">2</text>" in svg
    run("b.svg", *SMALL, *words)
    assert ">Femur</text>" in Path("b.svg").read_text()
    assert capsys.readouterr().out == "Saved b.svg\n"


def test_odd_file_names_are_only_names(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ümlaut & <tag>.svg", "-dash.png", "two\nlines.png", "UPPER.PNG"):
        run(*SMALL, "--", name)
        assert Path(name).stat().st_size > 1000
    capsys.readouterr()
