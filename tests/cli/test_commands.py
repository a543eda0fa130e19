"""Each command, in this process: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anatomy_viewer import __version__
from anatomy_viewer.atlas.load import shipped_folder
from anatomy_viewer.cli import display, main
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Pose
from anatomy_viewer.session import ViewState

LEFT = "obturator_internus_left"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command line."""
    try:
        status = main(words)
    except SystemExit as end:
        assert isinstance(end.code, int)
        status = end.code
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    status, out, err = run(capsys, *words)
    assert (status, err) == (0, "")
    return out


def complaint(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status, out, err = run(capsys, *words)
    assert status != 0 and out == ""
    assert err.startswith("anatomy-viewer") and 1 <= len(err.splitlines()) <= 2
    return status, err


# measure


def test_measure_prints_what_the_model_says(
    capsys: pytest.CaptureFixture[str], model: HipModel
) -> None:
    words = ("--flexion", "90", "--abduction", "-12.5", "--rotation", "30")
    found = json.loads(answer(capsys, "measure", *words))
    expected = model.measure(LEFT, Pose(90, -12.5, 30))
    assert found["side"] == "left"
    assert found["pose"] == {"flexion": 90.0, "abduction": -12.5, "rotation": 30.0}
    muscle = found["muscles"]["obturator_internus"]
    assert set(found["muscles"]) == {name.rpartition("_")[0] for name in model.muscles}
    for name, other in found["muscles"].items():
        assert set(other) == set(muscle), name
    assert set(muscle) == {"length_mm", "moment_arms_mm"}
    assert muscle["length_mm"] == pytest.approx(expected.length_mm, abs=1e-6)
    assert muscle["moment_arms_mm"] == pytest.approx(dict(expected.moment_arms_mm), abs=1e-6)


def test_measure_of_both_sides_is_a_list_of_equals(capsys: pytest.CaptureFixture[str]) -> None:
    left, right = json.loads(answer(capsys, "measure", "--side", "both", "--flexion", "45"))
    assert (left.pop("side"), right.pop("side")) == ("left", "right")
    assert left == right


def test_a_sweep_is_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("measure", "--sweep", "flexion=0:120:5", "--rotation", "10")
    records = json.loads(answer(capsys, *words))
    assert [r["pose"]["flexion"] for r in records] == list(range(0, 121, 5))
    assert {r["pose"]["rotation"] for r in records} == {10.0}
    single = json.loads(answer(capsys, "measure", "--flexion", "40", "--rotation", "10"))
    assert records[8] == single
    assert isinstance(json.loads(answer(capsys, "measure", "--sweep", "flexion=5:5:1")), list)


def test_csv_holds_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("measure", "--side", "both", "--sweep", "abduction=-30:45:15")
    records = json.loads(answer(capsys, *words))
    rows = list(csv.DictReader(io.StringIO(answer(capsys, *words, "--format", "csv"))))
    assert len(records) == 12
    pairs = [(record, name) for record in records for name in record["muscles"]]
    for row, (record, name) in zip(rows, pairs, strict=True):
        muscle = record["muscles"][name]
        assert row["muscle"] == name
        assert row["side"] == record["side"]
        assert float(row["length_mm"]) == muscle["length_mm"]
        for c in COORDINATES:
            assert float(row[c]) == record["pose"][c]
            assert float(row[f"moment_arm_{c}_mm"]) == muscle["moment_arms_mm"][c]


def test_moment_arms_are_slopes_of_the_printed_length(capsys: pytest.CaptureFixture[str]) -> None:
    """r = -dL/dq, q in radians, by differences of what the command itself prints."""
    records = json.loads(answer(capsys, "measure", "--sweep", "rotation=-20:20:0.5"))
    muscles = [r["muscles"]["obturator_internus"] for r in records]
    lengths = [m["length_mm"] for m in muscles]
    for before, here, after in zip(lengths, muscles[1:], lengths[2:], strict=False):
        slope = (after - before) / (1.0 * 3.141592653589793 / 180.0)
        assert here["moment_arms_mm"]["rotation"] == pytest.approx(-slope, abs=0.05)


@pytest.mark.parametrize("coordinate", COORDINATES)
def test_the_ends_of_the_range_are_in_it(
    capsys: pytest.CaptureFixture[str], coordinate: str
) -> None:
    for end in RANGES[coordinate]:  # type: ignore[index]
        found = json.loads(answer(capsys, "measure", f"--{coordinate}", f"{end:g}"))
        assert found["pose"][coordinate] == end


# export and check


@pytest.mark.parametrize("suffix", [".ply", ".stl", ".obj"])
def test_what_export_writes_check_finds_usable(
    capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    words = ("--flexion", "70", "--structures", LEFT)
    assert answer(capsys, "export", f"m{suffix}", *words) == f"Saved m{suffix}\n"
    assert f"m{suffix}: usable. A closed surface" in answer(capsys, "check", f"m{suffix}")


def test_export_writes_the_left_side_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    def bodies(*words: str) -> list[str]:
        answer(capsys, "export", "out.obj", "--force", *words)
        text = Path("out.obj").read_text()
        return [line[2:] for line in text.splitlines() if line.startswith("o ")]

    assert [name for name in bodies() if not name.endswith("_left")] == ["sacrum"]
    assert [name for name in bodies("--side", "right") if not name.endswith("_right")] == ["sacrum"]
    assert len(bodies("--side", "both")) == 9
    assert bodies("--structures", "sacrum", "femur_left") == ["sacrum", "femur_left"]
    assert bodies("--structures", "sacrum", "--structures", "femur_left") == [
        "sacrum",
        "femur_left",
    ]


def test_check_says_of_each_path_whether_it_is_usable(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty.ply").touch()
    good = shipped_folder()
    status, out, err = run(capsys, "check", "empty.ply", str(good), "none.stl", ".")
    assert status == 1
    assert f"{good}: usable. An atlas of 23 structures" in out and len(out.splitlines()) == 1
    assert [line.partition(": not usable: ")[0] for line in err.splitlines()] == [
        "anatomy-viewer"
    ] * 3
    for fault in ("empty.ply is empty", "none.stl: there is no such file", "no assets/atlas.toml"):
        assert fault in err


def test_the_shipped_meshes_are_usable(capsys: pytest.CaptureFixture[str]) -> None:
    meshes = sorted((shipped_folder() / "meshes").glob("*.ply"))
    assert len(answer(capsys, "check", *map(str, meshes)).splitlines()) == len(meshes) == 23


# view


def test_view_opens_the_window_on_the_side_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[ViewState] = []
    window = ModuleType("anatomy_viewer.app.main")
    window.run = lambda state: opened.append(state) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "anatomy_viewer.app.main", window)
    monkeypatch.setattr(display, "check_display", lambda: None)
    for words in ([], ["view"], ["--side", "both"], ["view", "--side", "right"]):
        assert main(words) == 0
    assert opened == [ViewState(), ViewState(), ViewState(side="both"), ViewState(side="right")]


def test_view_without_its_libraries_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "anatomy_viewer.app.main", None)  # cannot be imported
    monkeypatch.setattr(display, "check_display", lambda: None)
    status, err = complaint(capsys, "view")
    assert status == 1 and "anatomy-viewer snapshot" in err


# everything that is wrong


@pytest.mark.parametrize(
    ("line", "status", "what"),
    [
        ("measure --flexion 130", 1, "Flexion 130 is outside the range .* choose -20 to 120"),
        ("measure --flexion -2.5e1", 1, "Flexion -25 is outside the range"),
        ("measure --flexion -nan", 2, "'-nan' is not a number of degrees"),
        ("measure --flexion -20.5", 1, "Flexion -20.5 is outside the range"),
        ("measure --sweep flexion=0:200:50", 1, "Flexion 150 is outside the range"),
        ("measure --flexion nan", 2, "'nan' is not a number of degrees"),
        ("measure --flexion inf", 2, "'inf' is not a number of degrees"),
        ("measure --flexion much", 2, "'much' is not a number of degrees"),
        ("measure --flexion", 2, "expected one argument"),
        ("measure --flex 20", 2, "unrecognized arguments: --flex"),
        ("measure --side middle", 2, "invalid choice: 'middle'"),
        ("measure --sweep flexion=0:9:0", 2, "the step is 0; it must be above 0"),
        ("measure --flexion 5 --sweep flexion=0:9:1", 2, "either --flexion or --sweep flexion"),
        ("measure --format xml", 2, "invalid choice: 'xml'"),
        ("export out.fbx", 1, r"end its name in \.ply, \.stl, \.obj, \.glb or \.html"),
        ("export nowhere/out.ply", 1, "there is no folder 'nowhere'"),
        ("export out.ply --structures femur_lef", 1, "Did you mean 'femur_left'"),
        ("export out.ply --structures sacrum --side left", 2, "not allowed with argument"),
        ("export --structures sacrum out.ply", 2, "a file name goes before the ids"),
        ("export out.ply --rotation 46", 1, "Rotation 46 is outside the range"),
        ("export", 2, "the following arguments are required: OUT"),
        ("snapshot out.jpg", 1, r"end its name in \.png"),
        ("snapshot nowhere/out.png", 1, "there is no folder 'nowhere'"),
        ("snapshot out.png --view medial", 2, "invalid choice: 'medial'"),
        ("snapshot out.png --width 17", 2, "'17' is not a length like 17cm"),
        ("snapshot out.png --width 0cm", 1, "A width of 0 cm cannot be used"),
        ("snapshot out.png --width 9cm --scale 2", 1, "either --scale or --width"),
        ("snapshot out.png --width 900cm", 1, "choose 0.1 to 500"),
        ("snapshot out.png --width 400cm", 1, "choose 100 to 10000 each way"),
        ("snapshot out.png --dpi 3", 1, "choose 50 to 2400"),
        ("snapshot out.png --dpi -3", 2, "expected one argument|is not a positive number"),
        ("snapshot out.png --font-size 0", 1, "choose 3 to 72"),
        ("snapshot out.png --background pink", 1, "Unknown background 'pink'"),
        ("snapshot out.png --background white --transparent", 1, "either --transparent or"),
        ("snapshot out.png --recipe none.png", 1, "Cannot open 'none.png': there is no such file"),
        ("snapshot out.png --sheet medial", 1, "'medial' is no panel of a sheet"),
        ("snapshot out.png --sheet flexion=999", 1, "outside the range"),
        ("snapshot out.png --label asis", 1, "Unknown name 'asis'. Did you mean 'asis_"),
        ("snapshot out.png --language de", 2, "invalid choice: 'de'"),
        ("snapshot out", 1, r"end its name in \.png, \.svg, \.pdf or \.json"),
        ("snapshot out.png --size 1600", 2, "'1600' is not a size like 1600x1200"),
        ("snapshot out.png --size -5x10", 2, "expected one argument|is not a size"),
        ("snapshot out.png --size 0x0", 1, "choose 100 to 10000 each way"),
        ("snapshot out.png --size 99999x99999", 1, "choose 100 to 10000 each way"),
        ("snapshot out.png --scale 0", 1, "choose a whole number 1 to 8"),
        ("snapshot out.png --scale 1.5", 2, "'1.5' is not a whole number"),
        ("snapshot out.png --scale 99999999999", 2, "is not a whole number"),
        ("snapshot out.png --select obturator_internus_right", 1, "Add --side both"),
        ("snapshot out.png --select nobody", 1, "Unknown structure 'nobody'"),
        ("snapshot out.png --theme pink", 2, "invalid choice: 'pink'"),
        ("check", 2, "the following arguments are required: PATH"),
        ("view --flexion 20", 2, "unrecognized arguments"),
        ("--side both measure", 2, "unrecognized arguments: measure"),
        ("meassure", 2, "invalid choice: 'meassure'"),
    ],
)
def test_what_is_wrong_is_said(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    line: str,
    status: int,
    what: str,
) -> None:
    found, err = complaint(capsys, *line.split())
    assert found == status
    assert re.search(what, err), err
    assert not list(tmp_path.iterdir())  # nothing half-written is left


def test_an_unwritable_target_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("folder.ply").mkdir()
    assert "it is a folder" in complaint(capsys, "export", "folder.ply")[1]
    Path("full.ply").symlink_to("/dev/full")
    assert "no ordinary file" in complaint(capsys, "export", "full.ply")[1]


@pytest.mark.parametrize(
    "words", [("export", "a.ply", "--structures", "sacrum"), ("snapshot", "a.json")]
)
def test_nothing_is_replaced_without_force(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    path = Path(words[1])
    path.write_text("mine")
    assert "is there already" in complaint(capsys, *words)[1]
    assert path.read_text() == "mine"
    answer(capsys, *words, "--force")
    assert path.read_bytes()[:4] != b"mine"


WORDS = st.sampled_from(
    [
        "measure", "check", "view", "--side", "both", "--flexion", "-5", "1e9", "--sweep",
        "rotation=0:1:1", "--format", "csv", "--", "-h", "--version", "-x", "", "\0", "é",
    ]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(WORDS, max_size=5))
def test_no_command_line_ends_in_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    status, out, err = run(capsys, *words)
    assert status in (0, 1, 2)
    assert (status == 0) == bool(out)
    assert (status == 0) == (not err)


@pytest.mark.parametrize("command", ["view", "snapshot", "measure", "curves", "export", "check"])
def test_help_has_examples_that_parse(capsys: pytest.CaptureFixture[str], command: str) -> None:
    from anatomy_viewer.cli.arguments import parse

    text = answer(capsys, command, "--help")
    lines = [line.strip() for line in text.splitlines()]
    examples = [line for line in lines if line.startswith("anatomy-viewer ")]
    assert examples
    for line in examples:
        parse(line.partition(" >")[0].split()[1:])


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "--version") == f"anatomy-viewer {__version__}\n"
    assert "measure" in answer(capsys, "--help")
