"""What could go wrong in a window: repeated failures, closing in the middle, hidden selections."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QProcess, Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QMessageBox

from anatomy_viewer import session
from anatomy_viewer.app import main
from anatomy_viewer.app.window import MainWindow

MUSCLE = "obturator_internus_left"

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),  # says something of the machine only
]


def fail(window: MainWindow) -> None:
    try:
        raise ValueError("a failing tick")
    except ValueError as error:
        main._show_error(window, ValueError, error, error.__traceback__)


def test_repeated_failures_show_one_box_and_stop_the_movement(
    window: MainWindow, capsys: pytest.CaptureFixture[str]
) -> None:
    window.presenter.play()
    fail(window)
    fail(window)
    boxes = window.findChildren(QMessageBox)
    assert len(boxes) == 1
    assert "a failing tick" in boxes[0].informativeText()
    assert "ValueError" in boxes[0].detailedText()
    assert not window.presenter.player.playing
    assert capsys.readouterr().err.count("ValueError: a failing tick") == 2
    boxes[0].reject()


def test_ctrl_c_closes_the_window(window: MainWindow) -> None:
    main._show_error(window, KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not window.isVisible()
    assert not window.findChildren(QMessageBox)


def test_closing_while_a_picture_is_made(window: MainWindow, tmp_path: Path) -> None:
    dialog = window.save_picture()
    dialog.path.setText(str(tmp_path / "hip.png"))
    dialog.save()
    job = dialog._job
    assert job.waitForStarted(10_000)
    window.close()
    assert job.state() == QProcess.ProcessState.NotRunning
    assert list(tmp_path.iterdir()) == []


def test_cancelling_a_picture_keeps_the_dialog(window: MainWindow, tmp_path: Path) -> None:
    dialog = window.save_picture()
    dialog.path.setText(str(tmp_path / "hip.png"))
    dialog.save()
    assert dialog._job.waitForStarted(10_000)
    QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "no file was written" in dialog.message.text()
    assert dialog.save_button.isEnabled()
    assert list(tmp_path.iterdir()) == []
    dialog.reject()
    assert not dialog.isVisible()


def test_what_goes_out_of_sight_is_no_longer_selected(window: MainWindow) -> None:
    window.presenter.do(session.select(MUSCLE))
    window.presenter.do(session.toggle_selected("sacrum"))
    QTest.mouseClick(window.structures.sides["right"], Qt.MouseButton.LeftButton)
    assert window.presenter.state.selection == ("sacrum",)
    assert "Right obturator internus" in window.readout._title.text()
    window.presenter.undo()
    assert window.presenter.state.selection == (MUSCLE, "sacrum")


def test_return_ends_typing_and_wakes_the_shortcuts(window: MainWindow, qtbot: QtBot) -> None:
    row = window.movement.rows["abduction"]
    window.activateWindow()
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "12")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.waitUntil(row.slider.hasFocus)
    assert window.presenter.state.pose.abduction == 12
    QTest.keyClick(row.slider, Qt.Key.Key_X)
    assert window.presenter.state.see_through
    QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert window.presenter.state.pose.abduction == 13
