"""Opening and dropping figures on a real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QMimeData, QPoint, Qt, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication, QFileDialog, QMessageBox

from anatomy_viewer.app.window import MainWindow
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.figure.snapshot import save_snapshot
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.session import Camera, ViewState

MUSCLE = "obturator_internus_left"
LEFT = Qt.MouseButton.LeftButton
SMALL = PictureOptions(size=(200, 150), background="white")
STATES = [
    ViewState(
        pose=Pose(60, 10.5, -3.25),
        side="both",
        camera=Camera((300.0, 500.0, 20.0), (80.0, 5.0, 0.0), (0.0, 0.0, 1.0)),
        selection=(MUSCLE,),
        hidden=frozenset({"sacrum"}),
        see_through=True,
        theme="dark",
    ),
    ViewState(view="pelvic", side="right", labels=False),
]

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),  # says something of the machine only
]


def drop(window: MainWindow, path: Path) -> None:
    """What the system sends when a file is dragged in and let go of."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at, copy = QPoint(300, 300), Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(at, copy, data, LEFT, none)
    entering.ignore()
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(at, copy, data, LEFT, none))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_dropped_figure_brings_its_scene_back_in_one_step(
    window: MainWindow, model: HipModel, tmp_path: Path, state: ViewState, kind: str
) -> None:
    before = window.presenter.state
    drop(window, save_snapshot(model, state, tmp_path / f"é figure.{kind}", SMALL))
    assert window.presenter.state == state
    assert window.presenter.frame.pose == state.pose
    window.presenter.undo()
    assert window.presenter.state == before
    assert not window.presenter.session.can_undo


def test_file_open_asks_for_a_figure(
    window: MainWindow, model: HipModel, tmp_path: Path, qtbot: QtBot
) -> None:
    path = save_snapshot(model, STATES[0], tmp_path / "hip.json", SMALL)
    window.viewport.canvas.setFocus()
    QTest.keyClick(window.viewport.canvas, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    assert window.presenter.state == STATES[0]
    eye = STATES[0].camera
    qtbot.waitUntil(lambda: window.viewport.scene.camera() == eye, timeout=8000)
    assert window.opener.options == SMALL


def test_a_file_that_is_no_figure_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "notes.png"
    path.write_text("no picture")
    before = window.presenter.state
    drop(window, path)
    box = window.findChild(QMessageBox)
    assert "notes.png" in box.text()
    box.reject()
    assert window.presenter.state == before
    assert not window.presenter.session.can_undo
