"""The curves panel: real mouse and keys; it follows the hip, and moves it."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QEvent, QPointF, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication, QToolTip

from anatomy_viewer import session
from anatomy_viewer.app.panels.curves import CurvesPanel
from anatomy_viewer.app.panels.plot import CurvePlot
from anatomy_viewer.app.window import MainWindow
from anatomy_viewer.motion.comparison import upright_flexion
from anatomy_viewer.motion.curves import sweep
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL, Pose

MUSCLE = "obturator_internus_left"
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.MouseButton.NoButton

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),  # says something of the machine only
]


def press(window: MainWindow, key: Qt.Key, keys: object = Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    window.viewport.canvas.setFocus()
    QTest.keyClick(window.viewport.canvas, key, keys)


@pytest.fixture
def curves(window: MainWindow, qtbot: QtBot) -> CurvesPanel:
    press(window, Qt.Key.Key_C)
    panel = window.curves
    assert panel is not None
    qtbot.waitUntil(lambda: panel.isVisible() and panel.arms.view.height() > 100, timeout=8000)
    qtbot.wait(30)  # pyqtgraph lays its axes out at the next paint
    return panel


def mouse(plot: CurvePlot, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
    """A mouse event in a plot, as the window system sends it."""
    view = plot.view.viewport()
    button = NONE if kind == QEvent.Type.MouseMove else LEFT
    keys = Qt.KeyboardModifier.NoModifier
    where = QPointF(view.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(view, QMouseEvent(kind, at, where, button, held, keys))


def drag(plot: CurvePlot, qtbot: QtBot, start: float, end: float) -> None:
    """Drag the cursor from one angle to another in a few steps."""
    y = float(np.mean(plot._plot.y_range))
    mouse(plot, QEvent.Type.MouseButtonPress, plot.pixel(start, y), LEFT)
    for angle in np.linspace(start, end, 7)[1:]:
        qtbot.wait(20)  # pyqtgraph takes a few moves a second at most
        mouse(plot, QEvent.Type.MouseMove, plot.pixel(float(angle), y), LEFT)
    mouse(plot, QEvent.Type.MouseButtonRelease, plot.pixel(end, y), NONE)


def test_nothing_of_it_is_loaded_before_it_is_opened() -> None:
    code = "import sys, anatomy_viewer.app.main; sys.exit('pyqtgraph' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_key_opens_it_and_puts_it_away(window: MainWindow, curves: CurvesPanel) -> None:
    assert window.actions_["curves"].isChecked()
    press(window, Qt.Key.Key_C)
    assert not curves.isVisible() and not window.actions_["curves"].isChecked()
    press(window, Qt.Key.Key_C)
    assert curves.isVisible() and window.curves is curves


def test_it_shows_the_models_curves_at_the_present_pose(
    window: MainWindow, curves: CurvesPanel
) -> None:
    window.presenter.do(session.set_pose(Pose(40, 15, -10)))
    expected = sweep(window.presenter.model, MUSCLE, "flexion", Pose(0, 15, -10))
    shown = curves.arms._plot
    for series, c in zip(shown.series, COORDINATES, strict=True):
        assert np.array_equal(series.y, expected.arms[c])
    assert np.array_equal(curves.lengths._plot.series[0].y, expected.change)
    assert curves.arms.cursor.value() == curves.lengths.cursor.value() == 40.0


def test_dragging_the_cursor_moves_the_hip_in_one_step(
    window: MainWindow, curves: CurvesPanel, qtbot: QtBot
) -> None:
    window.presenter.do(session.set_pose(Pose(20, 10, 0)))
    steps = len(window.presenter.session._past)
    drag(curves.arms, qtbot, 20.0, 80.0)
    pose = window.presenter.state.pose
    assert pose.flexion == pytest.approx(80.0, abs=2.0)
    assert (pose.abduction, pose.rotation) == (10.0, 0.0)
    assert window.presenter.frame.pose == pose
    assert curves.lengths.cursor.value() == pytest.approx(pose.flexion)
    assert len(window.presenter.session._past) == steps + 1
    drag(curves.lengths, qtbot, pose.flexion, 30.0)
    assert len(window.presenter.session._past) == steps + 2
    window.presenter.undo()
    window.presenter.undo()
    assert window.presenter.state.pose == Pose(20, 10, 0)


def test_the_cursor_stops_at_the_ends_of_the_range(
    window: MainWindow, curves: CurvesPanel, qtbot: QtBot
) -> None:
    drag(curves.arms, qtbot, 0.0, 400.0)
    assert window.presenter.state.pose == Pose(120)


def test_another_angle(window: MainWindow, curves: CurvesPanel) -> None:
    QTest.mouseClick(curves.axes["rotation"], LEFT)
    window.presenter.do(session.set_pose(Pose(0, 0, 25)))
    assert curves.coordinate == "rotation" and curves.axes["rotation"].isChecked()
    assert curves.arms.cursor.value() == 25.0
    assert "internal rotation" in curves.arms._plot.x_label


def test_the_legend_tells_the_numbers_and_draws_the_arm(
    window: MainWindow, curves: CurvesPanel
) -> None:
    window.presenter.do(session.set_pose(Pose(90)))
    arm = window.presenter.frame.measurements[MUSCLE].moment_arms_mm["abduction"]
    button = curves.legend["abduction"]
    assert button.text() == f"Abduction: {arm:.0f} mm\nabductor"
    QTest.mouseClick(button, LEFT)
    assert window.presenter.state.moment_arm == "abduction" and button.isChecked()
    assert window.actions_["moment_arm"].isChecked()
    QTest.mouseClick(button, LEFT)
    assert window.presenter.state.moment_arm is None and not button.isChecked()


def test_changes_of_action_are_told_in_words(
    window: MainWindow, curves: CurvesPanel, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "becomes an abductor at" in curves.turns.text(), timeout=8000)
    assert "As flexion rises, the left obturator internus" in curves.turns.text()


def test_published_values_tell_their_source_when_hovered(
    window: MainWindow, curves: CurvesPanel, qtbot: QtBot
) -> None:
    place = curves.arms.pixel(upright_flexion(window.presenter.model.atlas), 32.0)
    for offset in (40, 3, 2, 1, 0):
        mouse(curves.arms, QEvent.Type.MouseMove, place + QPointF(offset, 0), NONE)
        qtbot.wait(20)
    assert "Dostal" in QToolTip.text() and "Dostal" in curves.arms._told
    mouse(curves.arms, QEvent.Type.MouseMove, place + QPointF(60, 0), NONE)
    qtbot.waitUntil(lambda: curves.arms._told == "", timeout=8000)
    window.presenter.do(session.set_pose(Pose(0, 40, 0)))
    assert not curves.arms._plot.markers


def test_it_follows_a_movement(window: MainWindow, curves: CurvesPanel, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.presenter.state.pose != NEUTRAL, timeout=8000)
    press(window, Qt.Key.Key_Space)
    pose = window.presenter.state.pose
    expected = sweep(window.presenter.model, MUSCLE, "flexion", pose)
    assert np.array_equal(curves.arms._plot.series[0].y, expected.arms["flexion"])


@pytest.mark.parametrize("suffix", [".svg", ".csv"])
def test_it_saves_what_it_shows(
    window: MainWindow, curves: CurvesPanel, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    window.presenter.do(session.set_pose(Pose(0, 0, 20)))
    with qtbot.waitSignal(curves.saved, timeout=8000):
        assert curves.save(tmp_path / f"a{suffix}")
    text = (tmp_path / f"a{suffix}").read_text(encoding="utf-8")
    if suffix == ".csv":
        rows = list(csv.DictReader(text.splitlines()))
        assert {row["rotation"] for row in rows} == {"20.0"}
    else:
        assert "rotation 20°" in text
    assert not curves.message.isVisible()


def test_a_place_that_cannot_be_written_is_named(curves: CurvesPanel, tmp_path: Path) -> None:
    assert not curves.save(tmp_path / "nowhere" / "a.svg")
    assert "nowhere" in curves.message.text() and curves.message.isVisible()
    assert not list(tmp_path.iterdir())


def test_with_no_muscle_shown_it_says_so(window: MainWindow, curves: CurvesPanel) -> None:
    for name in window.presenter.model.atlas.muscles:
        window.presenter.do(session.set_visible(name, False))
    assert not curves.arms._plot.series
    assert "No muscle" in curves.turns.text()
    window.presenter.do(session.set_pose(Pose(30)))
    window.presenter.do(session.show_all)
    assert len(curves.arms._plot.series) == 3


def test_both_themes_and_both_shapes(window: MainWindow, curves: CurvesPanel, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_D)
    assert curves.arms._dressed is not None and curves.arms._dressed[0] == "dark"
    window._dock.setFloating(True)
    window._dock.resize(900, 360)
    qtbot.waitUntil(lambda: curves.arms.x() > curves.lengths.x() + 100, timeout=8000)


def test_usable_at_1280x800(window: MainWindow, curves: CurvesPanel) -> None:
    window.resize(1280, 760)
    assert (window.width(), window.height()) == (1280, 760)
    assert window.viewport.width() >= 450
    assert curves.arms.view.height() >= 130 and curves.lengths.view.height() >= 130


def test_keys_of_the_moment_arm(window: MainWindow) -> None:
    press(window, Qt.Key.Key_M)
    assert window.presenter.state.moment_arm == "rotation"
    assert window.actions_["moment_arm"].isChecked()
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert window.presenter.state.moment_arm == "flexion"
    press(window, Qt.Key.Key_M)
    assert window.presenter.state.moment_arm is None
    press(window, Qt.Key.Key_M)
    assert window.presenter.state.moment_arm == "flexion"


def test_closing_while_it_is_open_and_looking(
    window: MainWindow, curves: CurvesPanel, qtbot: QtBot
) -> None:
    window.presenter.do(session.set_pose(Pose(10, 10, 10)))
    window.close()
    qtbot.wait(200)
    assert not curves._still.isActive()


def test_a_click_off_the_cursor_leaves_the_hip_alone(
    window: MainWindow, curves: CurvesPanel, qtbot: QtBot
) -> None:
    at = curves.arms.pixel(90.0, 0.0)
    for kind, held in (
        (QEvent.Type.MouseButtonPress, LEFT), (QEvent.Type.MouseButtonRelease, NONE),
    ):  # fmt: skip
        mouse(curves.arms, kind, at, held)
        qtbot.wait(20)
    assert window.presenter.state.pose == NEUTRAL
