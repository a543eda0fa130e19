"""The command ``film``: what it takes, what it makes, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from anatomy_viewer.cli import main
from anatomy_viewer.cli.arguments import parse
from anatomy_viewer.cli.film import take_of
from anatomy_viewer.cli.pose_text import read_pose
from anatomy_viewer.figure.film import FilmOptions, save_film
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.movement import movement
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL, RANGES, Pose
from anatomy_viewer.session import ViewState

TINY = ("--size", "160x120", "--seconds", "0.4", "--fps", "5")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@given(st.builds(Pose, **{c: st.floats(*RANGES[c]) for c in COORDINATES}))
def test_poses_survive_being_written(pose: Pose) -> None:
    assert read_pose(",".join(f"{c}={v!r}" for c, v in pose.as_dict().items())) == pose


def test_angles_left_out_are_zero() -> None:
    assert read_pose("neutral") == NEUTRAL
    assert read_pose(" rotation = -10 ") == Pose(rotation=-10)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "not a pose"),
        ("90", "not a pose"),
        ("knee=3", "not a pose"),
        ("flexion=1,flexion=2", "twice"),
        ("flexion=", "number"),
        ("flexion=nan", "number"),
        ("flexion=200", "outside the range"),
    ],
)
def test_what_is_no_pose(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        read_pose(text)


@pytest.mark.parametrize(
    ("words", "first", "middle", "loops"),
    [
        ("", Pose(), Pose(flexion=110), True),
        ("--motion figure_four", Pose(), Pose(90, 40, 45), True),
        ("--from flexion=20 --to flexion=40", Pose(20), Pose(30), False),
        ("--to abduction=-20", Pose(), Pose(abduction=-10), False),
        ("--from rotation=30", Pose(rotation=30), Pose(rotation=15), False),
        ("--turntable --flexion 90", Pose(90), Pose(90), True),
    ],
)
def test_what_is_filmed(words: str, first: Pose, middle: Pose, loops: bool) -> None:
    arguments = parse(["film", "a.gif", *words.split()])
    state = ViewState(pose=Pose(arguments.flexion or 0.0))
    take = take_of(state, arguments)
    assert take.pose(0.0) == first
    assert take.pose(0.5).as_tuple() == pytest.approx(middle.as_tuple())
    assert take.loops is loops


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("--turntable --motion flexion", "several"),
        ("--to flexion=3 --motion flexion", "several"),
        ("--flexion 20", "--turntable"),
        ("--motion dance", "invalid choice"),
        ("--to flexion=200", "outside the range"),
        ("--seconds soon", "seconds"),
        ("--fps 2.5", "whole number"),
        ("--size big", "size"),
        ("--select nobody", "nobody"),
        ("--select femur_right", "--side both"),
        ("--size 161x120", "even"),
        ("--from neutral", "Nothing would move"),
    ],
)
def test_what_is_refused(
    words: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(["film", "a.mp4", *TINY, *words.split()])
    except SystemExit as end:
        status = end.code
    said = capsys.readouterr()
    assert status in (1, 2) and said.out == ""
    assert word in said.err and len(said.err.splitlines()) <= 2
    assert list(tmp_path.iterdir()) == []


def test_it_makes_what_the_function_makes(
    model: HipModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["film", "frames", *TINY, "--motion", "abduction", "--theme", "dark", "--no-labels"]
    assert main(line) == 0
    assert capsys.readouterr() == ("Saved frames\n", "")
    from anatomy_viewer.figure.take import there_and_back

    state = ViewState(theme="dark", labels=False)
    options = FilmOptions(size=(160, 120), seconds=0.4, fps=5)
    save_film(model, there_and_back(state, movement("abduction")), tmp_path / "same", options)
    made = sorted((tmp_path / "frames").iterdir())
    assert len(made) == 2
    for path in made:
        assert path.read_bytes() == (tmp_path / "same" / path.name).read_bytes()


def test_every_kind_of_film(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["film", "a.gif", *TINY]) == 0
    assert main(["film", "a.mp4", *TINY, "--turntable", "--rotation", "20"]) == 0
    with Image.open("a.gif") as film:
        assert film.size == (160, 120)
    with av.open("a.mp4") as film:
        assert film.streams.video[0].frames == 2
    capsys.readouterr()
    assert main(["film", "a.gif", *TINY]) == 1
    assert "there already" in capsys.readouterr().err
    assert main(["film", "a.gif", *TINY, "--force"]) == 0


def test_interrupted_it_leaves_nothing(tmp_path: Path) -> None:
    quiet = {k: v for k, v in os.environ.items() if "DISPLAY" not in k}
    words = ["film", "a.mp4", "--size", "160x120", "--seconds", "60", "--no-labels"]
    with subprocess.Popen(
        [sys.executable, "-m", "anatomy_viewer", *words],
        env=quiet,
        stderr=subprocess.PIPE,
        text=True,
    ) as film:
        while not list(tmp_path.glob(".*/frames/*.png")):
            assert film.poll() is None
        film.send_signal(signal.SIGINT)
        assert film.stderr is not None
        assert film.stderr.read() == "anatomy-viewer: interrupted.\n"
        assert film.wait() == 130
    assert list(tmp_path.iterdir()) == []


def test_an_animated_model_from_either_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["film", "a.glb", "--motion", "abduction"]) == 0
    assert main(["export", "b.glb", "--motion", "abduction"]) == 0
    assert (tmp_path / "a.glb").read_bytes() == (tmp_path / "b.glb").read_bytes()
    assert capsys.readouterr().err == ""
    for words in (
        ["b.ply", "--motion", "abduction"],
        ["c.glb", "--motion", "flexion", "--flexion", "9"],
    ):
        with pytest.raises(SystemExit) as end:
            main(["export", *words])
        assert end.value.code == 2
    assert main(["film", "c.glb", "--turntable"]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.glb", "b.glb"]


def test_a_page_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--structures", "sacrum", "obturator_internus_left", "--flexion", "30"]
    assert main(["export", "hip.html", *words]) == 0
    assert capsys.readouterr() == ("Saved hip.html\n", "")
    text = (tmp_path / "hip.html").read_text("utf-8")
    assert '"pose":[30.0,0.0,0.0]' in text
    assert '"selection":["obturator_internus_left"]' in text
    with pytest.raises(SystemExit) as end:
        main(["export", "hip.html", "--motion", "flexion"])
    assert end.value.code == 2
