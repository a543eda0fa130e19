"""The command that plots curves, and the moment arm in pictures."""

from __future__ import annotations

import csv
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from anatomy_viewer.cli import main
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose

LEFT = "obturator_internus_left"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_plot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["curves", "arms.svg", "--against", "rotation", "--flexion", "90"]) == 0
    assert capsys.readouterr().out == "Saved arms.svg\n"
    root = ET.parse("arms.svg").getroot()
    assert any("flexion 90°" in (e.text or "") for e in root.iter())


def test_a_table(capsys: pytest.CaptureFixture[str], model: HipModel) -> None:
    assert main(["curves", "arms.csv", "--abduction", "-20", "--muscles", LEFT]) == 0
    with Path("arms.csv").open(encoding="utf-8") as file:
        rows = {float(row["flexion"]): row for row in csv.DictReader(file)}
    measured = model.measure(LEFT, Pose(60, -20))
    assert float(rows[60.0]["length_mm"]) == pytest.approx(measured.length_mm, abs=1e-5)
    assert {row["abduction"] for row in rows.values()} == {"-20.0"}


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["arms.png"], 1, ".svg or .csv"),
        (["nowhere/arms.svg"], 1, "nowhere"),
        (["arms.svg", "--muscles", "sacrum"], 1, "Unknown muscle 'sacrum'"),
        (["arms.svg", "--flexion", "300"], 1, "outside the range"),
        (["arms.svg", "--against", "twist"], 2, "twist"),
        ([], 2, "OUT"),
    ],
)
def test_mistakes_are_told_in_two_lines_and_leave_nothing(
    capsys: pytest.CaptureFixture[str], words: list[str], status: int, says: str
) -> None:
    try:
        ended = main(["curves", *words])
    except SystemExit as end:
        ended = int(end.code or 0)
    printed = capsys.readouterr()
    assert ended == status and printed.out == "" and says in printed.err
    assert 1 <= len(printed.err.splitlines()) <= 2
    assert not list(Path.cwd().iterdir())


def test_a_picture_with_the_moment_arm_differs(capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--size", "320x240", "--no-labels", "--flexion", "60"]
    assert main(["snapshot", "plain.png", *common]) == 0
    assert main(["snapshot", "arm.png", *common, "--moment-arm", "abduction"]) == 0
    plain, arm = Path("plain.png").read_bytes(), Path("arm.png").read_bytes()
    assert struct.unpack(">II", arm[16:24]) == (320, 240)
    assert plain != arm
