"""Notes and measures made with real clicks."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QPoint, Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QDialog, QInputDialog, QLineEdit

from anatomy_viewer.app.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),  # says something of the machine only
]


def press(window: MainWindow, key: Qt.Key, keys: object = Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    window.viewport.canvas.setFocus()
    QTest.keyClick(window.viewport.canvas, key, keys)


def spots(window: MainWindow, structure: str, count: int) -> list[QPoint]:
    """Pixels at which a structure is in front."""
    canvas, found = window.viewport.canvas, []
    for y in range(40, canvas.height(), 45):
        for x in range(40, canvas.width(), 45):
            hit = window.viewport.scene.pick(x, y)
            if hit is not None and hit.structure == structure:
                found.append(QPoint(x, y))
    return found[:: max(1, len(found) // count)][:count]


def say(window: MainWindow, qtbot: QtBot, words: str) -> None:
    dialog = window.findChild(QInputDialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QInputDialog) is None, timeout=8000)


def test_a_note_is_pinned_by_a_click(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_A)
    (at,) = spots(window, "femur_left", 1)
    QTest.mouseClick(window.viewport.canvas, LEFT, pos=QPoint(3, 3))  # nothing is here
    assert window.annotator.busy
    QTest.mouseClick(window.viewport.canvas, LEFT, pos=at)
    say(window, qtbot, "ax1 here")
    (note,) = window.presenter.state.annotations
    assert (note.kind, note.words) == ("note", "ax1 here")
    assert note.pins[0].structure == "femur_left"
    assert window.presenter.state.selection == ()
    assert not window.presenter.state.see_through  # an x was typed, not a shortcut
    window.presenter.undo()
    assert window.presenter.state.annotations == ()


@pytest.mark.parametrize(("keys", "count"), [(Qt.KeyboardModifier.NoModifier, 2), (SHIFT, 3)])
def test_measures_take_their_clicks(window: MainWindow, keys: object, count: int) -> None:
    press(window, Qt.Key.Key_K, keys)
    for at in spots(window, "hip_bone_left", count):
        assert window.annotator.busy
        QTest.mouseClick(window.viewport.canvas, LEFT, pos=at)
    (note,) = window.presenter.state.annotations
    assert note.kind == {2: "distance", 3: "angle"}[count]
    assert len(set(note.pins)) == count
    assert not window.annotator.busy
    assert len(window.presenter.session._past) == 1


def test_free_text_stands_where_it_was_put(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_A, SHIFT)
    canvas = window.viewport.canvas
    QTest.mouseClick(canvas, LEFT, pos=QPoint(canvas.width() // 4, canvas.height() // 2))
    say(window, qtbot, "Slide 3")
    (note,) = window.presenter.state.annotations
    assert note.at == pytest.approx((0.25, 0.5), abs=0.01)


def test_escape_gives_up(window: MainWindow) -> None:
    press(window, Qt.Key.Key_K)
    press(window, Qt.Key.Key_Escape)
    assert not window.annotator.busy
    (at,) = spots(window, "femur_left", 1)
    QTest.mouseClick(window.viewport.canvas, LEFT, pos=at)
    assert window.presenter.state.annotations == ()
    assert window.presenter.state.selection == ("femur_left",)


def test_the_list_changes_and_removes(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_K)
    for at in spots(window, "hip_bone_left", 2):
        QTest.mouseClick(window.viewport.canvas, LEFT, pos=at)
    press(window, Qt.Key.Key_A, CTRL | SHIFT)
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    QTest.keyClicks(dialog.words, "width")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert window.presenter.state.annotations[0].words == "width"
    assert "Left hip bone" in dialog.list.item(0).text()
    QTest.mouseClick(dialog.remove, LEFT)
    assert window.presenter.state.annotations == ()
    assert not dialog.remove.isEnabled()
    dialog.reject()
    window.presenter.undo()
    assert window.presenter.state.annotations[0].words == "width"
