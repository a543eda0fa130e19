"""The command as a process of its own: what it imports, and how it ends when the world fails it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from anatomy_viewer.atlas.load import shipped_folder

HEAVY = ("PyQt5", "qtpy", "PySide6", "vtkmodules", "vtk", "pyvista", "pyvistaqt", "matplotlib")
MESHES = shipped_folder() / "meshes"
PROBE = """
import sys
from anatomy_viewer.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:
    status = end.code
heavy = [name for name in {heavy!r} if name in sys.modules]
print("heavy:", *heavy, file=sys.stderr)
sys.exit(status)
"""


def start(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if "DISPLAY" not in k}
    return subprocess.run(
        [sys.executable, *words],
        env=environment,
        text=True,
        timeout=120,
        check=False,
        **{"capture_output": True, **options},  # type: ignore[call-overload]
    )


def imported(*words: str) -> set[str]:
    """Which heavy libraries a command line has loaded by its end."""
    done = start("-c", PROBE.format(heavy=HEAVY), *words)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "line",
    ["--help", "measure --flexion 30", "measure --sweep flexion=0:20:5 --format csv", "check {}"],
)
def test_numbers_need_neither_qt_nor_vtk(line: str) -> None:
    assert imported(*(word.format(MESHES / "sacrum.ply") for word in line.split())) == set()


@pytest.mark.parametrize("suffix", ["ply", "stl", "obj", "glb"])
def test_exports_need_neither_qt_nor_vtk(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"hip.{suffix}"
    assert imported("export", str(path), "--structures", "femur_left") == set()
    assert path.stat().st_size > 100_000


def test_a_picture_needs_no_qt_and_no_display(tmp_path: Path) -> None:
    path = tmp_path / "hip.png"
    loaded = imported("snapshot", str(path), "--size", "320x240", "--transparent")
    assert "pyvista" in loaded
    assert not {"PyQt5", "qtpy", "PySide6", "pyvistaqt"} & loaded
    with Image.open(path) as picture:
        assert picture.size == (320, 240) and picture.mode == "RGBA"


def test_it_runs_as_a_module() -> None:
    done = start("-m", "anatomy_viewer", "measure")
    assert done.returncode == 0 and done.stderr == ""
    assert json.loads(done.stdout)["side"] == "left"


def test_no_display_is_an_error_of_two_lines() -> None:
    done = start("-m", "anatomy_viewer")
    assert done.returncode == 1 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 2
    assert "no display" in done.stderr and "snapshot" in done.stderr


def test_a_reader_that_leaves_is_no_disaster() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = start(
        "-m", "anatomy_viewer", "measure", capture_output=False, stdout=writer,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(writer)
    assert done.returncode == 1 and done.stderr == ""


@pytest.mark.parametrize("words", [("measure",), ("check", str(MESHES / "sacrum.ply"))])
def test_a_full_disk_is_said(words: tuple[str, ...]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = start(
            "-m", "anatomy_viewer", *words, capture_output=False, stdout=full,
            stderr=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "anatomy-viewer: cannot print the answer: no space left on device.\n"


def test_an_interruption_ends_quietly() -> None:
    code = (
        "import os, signal, anatomy_viewer.cli.commands as c; from anatomy_viewer.cli import main"
    )
    code += f"\nc.COMMANDS['measure'] = lambda _: os.kill(os.getpid(), {int(signal.SIGINT)})"
    code += "\nraise SystemExit(main(['measure']))"
    done = start("-c", code)
    assert done.returncode == 130
    assert done.stderr == "anatomy-viewer: interrupted.\n"
