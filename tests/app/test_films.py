"""Films, moving models and pages from the window: the same as from the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtTest import QTest

from anatomy_viewer import session
from anatomy_viewer.app.film_dialog import FilmDialog
from anatomy_viewer.app.film_job import read, written
from anatomy_viewer.app.job_dialog import JobDialog
from anatomy_viewer.app.window import MainWindow
from anatomy_viewer.cli import main
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.session import Camera, ViewState

LEFT = Qt.MouseButton.LeftButton
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),  # says something of the machine only
]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def small(dialog: FilmDialog, what: str, suffix: str, path: Path) -> None:
    dialog.what.setCurrentIndex(dialog.what.findData(what))
    dialog.format.setCurrentIndex(dialog.format.findData(suffix))
    dialog.size_choice.setCurrentIndex(dialog.size_choice.count() - 1)
    dialog.width_field.setValue(160)
    dialog.height_field.setValue(120)
    dialog.seconds.setValue(0.4)
    dialog.fps.setValue(5)
    dialog.path.setText(str(path))


@pytest.mark.parametrize("suffix", ["", ".gif", ".mp4", ".glb"])
@pytest.mark.parametrize(
    ("what", "words"),
    [("abduction", "--motion abduction"), ("way", "--to flexion=50,rotation=10")],
)
def test_a_film_is_the_one_the_command_line_makes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, suffix: str, what: str, words: str
) -> None:
    window.presenter.do(session.set_pose(Pose(50, 0, 10)))
    dialog = window.save_film()
    small(dialog, what, suffix, tmp_path / f"film{suffix}")
    with qtbot.waitSignal(dialog.saved, timeout=120_000):
        QTest.mouseClick(dialog.save_button, LEFT)
    size = ["--size", "160x120", "--seconds", "0.4", "--fps", "5"]
    assert main(["film", str(tmp_path / f"same{suffix}"), *size, *words.split()]) == 0
    found = contents(tmp_path)
    pairs = {name: data for name, data in found.items() if name.startswith("film")}
    assert pairs and len(found) == 2 * len(pairs)
    for name, data in pairs.items():
        assert found[name.replace("film", "same", 1)] == data


def test_a_job_survives_its_journey() -> None:
    camera = Camera((1.0, 2.0, 3.0), (0.0, 0.5, 0.0), (0.0, 0.0, 1.0), 20.0)
    state = ViewState(
        Pose(1, 2, 3), "both", "left", camera, ("sacrum",), frozenset({"femur_left"}), theme="dark"
    )
    options = {"size": (300, 200), "fps": 5, "what": "way", "force": True, "seconds": 1.5}
    job = written(state, options, Path("a b.gif"), Path("there"))
    assert job.count(b"\n") == 1
    assert read(job.decode()) == (state, options, Path("a b.gif"), Path("there"))


def test_a_turntable_of_a_free_view(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    camera = window.viewport.scene.camera()
    window.presenter.do(session.set_camera(replace(camera, position=(300.0, 400.0, 50.0))))
    dialog = window.save_film()
    assert dialog.what.findData("way") == -1  # nothing would move
    small(dialog, "turntable", ".gif", tmp_path / "round.gif")
    with qtbot.waitSignal(dialog.saved, timeout=120_000):
        QTest.mouseClick(dialog.save_button, LEFT)
    assert [path.name for path in tmp_path.iterdir()] == ["round.gif"]


def test_a_film_can_be_cancelled_and_leaves_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = window.save_film()
    small(dialog, "flexion", ".mp4", tmp_path / "long.mp4")
    dialog.seconds.setValue(12.0)
    QTest.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: dialog.progress.value() > 1, timeout=180_000)
    assert dialog.progress.maximum() == 60
    assert list(tmp_path.iterdir())
    QTest.mouseClick(dialog.cancel_button, LEFT)
    qtbot.waitUntil(lambda: "nothing was written" in dialog.message.text(), timeout=60_000)
    assert list(tmp_path.iterdir()) == []
    assert dialog.save_button.isEnabled()
    dialog.reject()


def test_closing_the_window_ends_the_work(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = window.save_film()
    small(dialog, "flexion", "", tmp_path / "frames")
    dialog.seconds.setValue(12.0)
    QTest.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: dialog.progress.value() > 1, timeout=180_000)
    window.close()
    assert list(tmp_path.iterdir()) == []


def test_a_page_holds_what_is_shown(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    muscles = [n for n in window.presenter.model.atlas.muscles if n.endswith("_left")]
    for name in (*muscles, "obturator_membrane_left"):
        window.presenter.do(session.set_visible(name, False))
    window.presenter.do(session.set_pose(Pose(flexion=40)))
    dialog = window.save_page()
    dialog.path.setText(str(tmp_path / "hip.html"))
    with qtbot.waitSignal(dialog.saved, timeout=120_000):
        QTest.mouseClick(dialog.save_button, LEFT)
    words = ["--structures", "hip_bone_left", "femur_left", "sacrum", "--flexion", "40"]
    assert main(["export", str(tmp_path / "same.html"), *words]) == 0
    assert (tmp_path / "hip.html").read_bytes() == (tmp_path / "same.html").read_bytes()


def test_what_is_there_is_kept_unless_replace_is_ticked(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.glb"
    path.write_bytes(b"older")
    dialog = window.save_film()
    small(dialog, "flexion", ".glb", path)
    QTest.mouseClick(dialog.save_button, LEFT)
    assert "there already" in dialog.message.text() and dialog.isVisible()
    assert path.read_bytes() == b"older"
    dialog.replace.setChecked(True)
    with qtbot.waitSignal(dialog.saved, timeout=60_000):
        QTest.mouseClick(dialog.save_button, LEFT)
    assert path.read_bytes()[:4] == b"glTF"


@pytest.mark.parametrize(
    ("suffix", "name", "word"),
    [
        (".mp4", "nowhere/a.mp4", "nowhere"),
        (".mp4", "a.avi", r".mp4"),
        (".gif", "a.gif", "50 or fewer"),
        (".glb", "a.obj", ".glb"),
    ],
)
def test_what_cannot_be_made_is_said(
    window: MainWindow, tmp_path: Path, suffix: str, name: str, word: str
) -> None:
    dialog = window.save_film()
    small(dialog, "flexion", suffix, tmp_path / name)
    dialog.fps.setValue(60)
    QTest.mouseClick(dialog.save_button, LEFT)
    assert word in dialog.message.text()
    assert list(tmp_path.iterdir()) == []
    dialog.reject()


def test_both_have_keys(window: MainWindow, qtbot: QtBot) -> None:
    for key, title in ((Qt.Key.Key_F, "Save a film"), (Qt.Key.Key_P, "Save an interactive page")):
        QTest.keyClick(window.viewport, key, CTRL_SHIFT)
        qtbot.waitUntil(
            lambda title=title: any(
                d.windowTitle() == title for d in window.findChildren(JobDialog)
            ),
            timeout=5000,
        )
        for dialog in window.findChildren(JobDialog):
            dialog.reject()
