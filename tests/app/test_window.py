"""A real window, real mouse and key events."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QPoint, Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication

from anatomy_viewer import session
from anatomy_viewer.app.window import MainWindow
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import NEUTRAL, Pose
from anatomy_viewer.session import ViewState

MUSCLE = "obturator_internus_left"
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),  # says something of the machine only
]


def muscle_pixel(window: MainWindow) -> QPoint:
    """A pixel at which the muscle is in front."""
    for vertex in window.presenter.frame.shapes[MUSCLE].vertices[::7]:
        at = window.viewport.pixel((float(vertex[0]), float(vertex[1]), float(vertex[2])))
        hit = window.viewport.scene.pick(at.x(), at.y())
        if hit is not None and hit.structure == MUSCLE:
            return at
    raise AssertionError("The muscle is nowhere in front.")


def press(window: MainWindow, key: Qt.Key, keys: object = Qt.KeyboardModifier.NoModifier) -> None:
    """A key in the 3D view."""
    window.activateWindow()
    window.viewport.canvas.setFocus()
    QTest.keyClick(window.viewport.canvas, key, keys)


def test_click_selects_and_the_panel_names_it(window: MainWindow) -> None:
    canvas = window.viewport.canvas
    QTest.mouseClick(canvas, LEFT, pos=muscle_pixel(window))
    assert window.presenter.state.selection == (MUSCLE,)
    words = window.information.text.text()
    assert "Left obturator internus" in words
    assert all(word in words for word in ("Origin", "Path behind the ischium", "Insertion"))
    QTest.mouseClick(canvas, LEFT, pos=QPoint(4, 4))
    assert window.presenter.state.selection == ()


def test_ctrl_click_adds(window: MainWindow) -> None:
    window.presenter.do(session.select("sacrum"))
    QTest.mouseClick(window.viewport.canvas, LEFT, CTRL, muscle_pixel(window))
    assert window.presenter.state.selection == ("sacrum", MUSCLE)


def test_drag_turns_the_view_in_one_undo_step(window: MainWindow) -> None:
    canvas, before = window.viewport.canvas, window.viewport.scene.camera()
    start = muscle_pixel(window)
    QTest.mousePress(canvas, LEFT, pos=start)
    for i in range(1, 9):
        QTest.mouseMove(canvas, start + QPoint(12 * i, 3 * i))
        move(canvas, start + QPoint(12 * i, 3 * i))
    QTest.mouseRelease(canvas, LEFT, pos=start + QPoint(96, 24))
    after = window.viewport.scene.camera()
    assert not np.allclose(before.position, after.position, atol=1.0)
    assert window.presenter.state.selection == ()
    assert len(window.presenter.session._past) == 1


def move(canvas: object, at: QPoint) -> None:
    """A move with the left button held, which QTest cannot send."""
    from qtpy.QtCore import QEvent, QPointF
    from qtpy.QtGui import QMouseEvent

    none = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), LEFT, LEFT, none)
    QApplication.sendEvent(canvas, event)


def test_dragging_a_slider_is_one_step(window: MainWindow) -> None:
    slider = window.movement.rows["flexion"].slider
    knob = QPoint(round(slider.place(0)), 11)
    QTest.mousePress(slider, LEFT, pos=knob)
    for i in range(1, 8):
        move(slider, knob + QPoint(14 * i, 0))
    QTest.mouseRelease(slider, LEFT, pos=knob + QPoint(98, 0))
    assert window.presenter.state.pose.flexion > 30
    assert window.presenter.frame.pose == window.presenter.state.pose
    assert "extensor" in window.readout.arms.text()
    press(window, Qt.Key.Key_Z, CTRL)
    assert window.presenter.state.pose == NEUTRAL
    assert not window.presenter.session.can_undo


def test_click_on_the_neutral_mark(window: MainWindow) -> None:
    slider = window.movement.rows["flexion"].slider
    window.presenter.do(session.set_pose(Pose(80)))
    QTest.mouseClick(slider, LEFT, pos=QPoint(round(slider.place(0)) + 3, 11))
    assert window.presenter.state.pose == NEUTRAL


def test_typing_an_angle_fires_no_shortcut(window: MainWindow) -> None:
    row = window.movement.rows["flexion"]
    view = window.presenter.state.view
    window.activateWindow()
    QTest.mouseDClick(row.slider, LEFT, pos=QPoint(round(row.slider.place(0)), 11))
    QTest.keyClicks(row.field, "37")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert window.presenter.state.pose == Pose(37)
    assert window.presenter.state.view == view
    window.find_structure()
    QTest.keyClicks(window.structures.search, "hx1")
    assert window.structures.search.text() == "hx1"
    assert not window.presenter.state.see_through
    assert window.presenter.state.view == view


@pytest.mark.parametrize(
    ("key", "keys", "view"),
    [
        (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "anterior"),
        (Qt.Key.Key_3, CTRL, "right"),
        (Qt.Key.Key_0, Qt.KeyboardModifier.NoModifier, "pelvic"),
    ],
)
def test_view_keys(window: MainWindow, key: Qt.Key, keys: object, view: str) -> None:
    press(window, key, keys)
    assert window.presenter.state.view == view


def test_keys_of_the_selection(window: MainWindow) -> None:
    window.presenter.do(session.select(MUSCLE))
    press(window, Qt.Key.Key_X)
    assert window.presenter.state.see_through
    press(window, Qt.Key.Key_H)
    assert MUSCLE in window.presenter.state.hidden
    press(window, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert not window.presenter.state.hidden
    window.presenter.do(session.select(MUSCLE))
    press(window, Qt.Key.Key_Escape)
    assert window.presenter.state.selection == ()
    assert window.isVisible()


def test_every_command_has_menu_key_and_tooltip(window: MainWindow) -> None:
    from anatomy_viewer.app.bars import _MENUS

    in_menus = " ".join(names for _, names in _MENUS).replace("|", " ").split()
    assert sorted(in_menus) == sorted(window.actions_)
    keys = [k for e in window.actions_.entries.values() for k in e.keys]
    assert len(keys) == len(set(keys))
    assert all(window.actions_[n].toolTip() and window.actions_[n].shortcuts() for n in in_menus)


def test_glide_ends_at_its_pose(window: MainWindow, qtbot: QtBot) -> None:
    window.presenter.glide_to(Pose(30, 10, 5))
    window.presenter.glide_to(Pose(20, 0, 0))  # the latest wins
    qtbot.waitUntil(lambda: window.presenter.state.pose == Pose(20), timeout=8000)
    assert len(window.presenter.session._past) <= 2


def test_closing_while_it_plays(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.presenter.state.pose != NEUTRAL, timeout=8000)
    window.close()
    pose = window.presenter.state.pose
    qtbot.wait(80)
    assert window.presenter.state.pose == pose
    assert not window.presenter.player.playing


def test_ticks_hide_and_show(window: MainWindow) -> None:
    item = window.structures.items["sacrum"]
    item.setCheckState(0, Qt.CheckState.Unchecked)
    assert window.presenter.state.hidden == {"sacrum"}
    item.setCheckState(0, Qt.CheckState.Checked)
    assert not window.presenter.state.hidden


def test_usable_at_1280x800(window: MainWindow) -> None:
    window.presenter.do(session.select(MUSCLE))
    window.resize(1280, 760)
    assert (window.width(), window.height()) == (1280, 760)
    assert window.viewport.width() >= 850
    assert window.side.horizontalScrollBar().maximum() == 0


def test_copy_picture(window: MainWindow) -> None:
    press(window, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (
        window.viewport.canvas.width(),
        window.viewport.canvas.height(),
    )
    colours = {image.pixel(x, image.height() // 2) for x in range(0, image.width(), 5)}
    assert len(colours) > 10


def test_save_picture_writes_a_file(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = window.save_picture()
    dialog.form.size_choice.setCurrentIndex(4)
    dialog.form.width_field.setValue(320)
    dialog.form.height_field.setValue(240)
    dialog.path.setText(str(tmp_path / "hip.png"))
    with qtbot.waitSignal(dialog.saved, timeout=60_000):
        QTest.mouseClick(dialog.save_button, LEFT)
    from PIL import Image

    with Image.open(tmp_path / "hip.png") as picture:
        assert picture.size == (320, 240)


def test_a_folder_that_is_not_there_is_named(window: MainWindow, tmp_path: Path) -> None:
    dialog = window.save_picture()
    dialog.path.setText(str(tmp_path / "nowhere" / "hip.png"))
    QTest.mouseClick(dialog.save_button, LEFT)
    assert "nowhere" in dialog.message.text()
    assert dialog.isVisible()
    dialog.reject()


def test_a_folder_that_cannot_be_written_is_named(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "hip.png").mkdir()  # what even an administrator cannot write over
    dialog = window.save_picture()
    dialog.path.setText(str(tmp_path / "hip.png"))
    QTest.mouseClick(dialog.save_button, LEFT)
    assert "hip.png" in dialog.message.text()
    dialog.reject()


def test_sheets_open(window: MainWindow) -> None:
    for dialog in (window.show_shortcuts(), window.show_about()):
        assert dialog.isVisible()
        dialog.reject()


def test_playing_leads_in_from_the_present_pose(window: MainWindow, qtbot: QtBot) -> None:
    window.presenter.do(session.set_pose(Pose(100)))
    seen: list[Pose] = []
    window.presenter.player.posed.connect(lambda pose, _gesture: seen.append(pose))
    window.presenter.play()
    qtbot.waitUntil(lambda: bool(seen), timeout=8000)
    first = seen[0]
    qtbot.waitUntil(lambda: seen[-1].flexion == 0.0, timeout=8000)
    window.presenter.play()
    assert first.flexion > 5.0
    window.presenter.undo()
    assert window.presenter.state.pose == Pose(100)


def test_an_error_is_shown_with_its_details(window: MainWindow) -> None:
    from anatomy_viewer.app.dialogs import error_box
    from anatomy_viewer.errors import OutputError

    try:
        raise OutputError("Cannot write 'a.png': the disk is full.")
    except OutputError as error:
        box = error_box(window, OutputError, error, error.__traceback__)
    assert box.text() == "Cannot write 'a.png': the disk is full."
    assert "OutputError" in box.detailedText()
    box.open()
    box.reject()


def test_a_job_survives_its_way_to_the_other_process(tmp_path: Path) -> None:
    from anatomy_viewer.app import picture_job
    from anatomy_viewer.figure.options import PictureOptions
    from anatomy_viewer.session import Camera, ViewState

    state = ViewState(
        pose=Pose(10, 5, -5),
        side="both",
        camera=Camera((1.0, 2.0, 3.0), (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        selection=(MUSCLE,),
        hidden=frozenset({"sacrum"}),
        revealed=frozenset({"piriformis_left"}),
        theme="dark",
    )
    options = PictureOptions(size=(320, 240), scale=2, background="white", caption=False)
    job = picture_job.written(state, options, tmp_path / "a.png", tmp_path)
    assert picture_job.read(job.decode()) == (state, options, tmp_path / "a.png", tmp_path)


def test_hover_names_and_forgets(window: MainWindow, qtbot: QtBot) -> None:
    canvas = window.viewport.canvas
    names: list[str | None] = []
    window.viewport.hovered.connect(names.append)
    QTest.mouseMove(canvas, muscle_pixel(window))
    qtbot.waitUntil(lambda: MUSCLE in names, timeout=8000)
    assert "Left obturator internus" in window._hover_name.text()
    QTest.mouseMove(canvas, QPoint(3, 3))
    qtbot.waitUntil(lambda: window._hover_name.text() == "", timeout=8000)


def test_double_click_flies_to_the_structure(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseDClick(window.viewport.canvas, LEFT, pos=muscle_pixel(window))
    target = window.presenter.state.camera
    assert target is not None
    qtbot.waitUntil(lambda: window.viewport.scene.camera() == target, timeout=8000)


def test_closing_lets_go_of_the_render_window(model: HipModel, qtbot: QtBot) -> None:
    opened = MainWindow(model, ViewState())
    opened.show()
    qtbot.waitExposed(opened)
    opened.presenter.play()
    qtbot.wait(50)
    canvas = opened.viewport.canvas
    opened.close()
    assert canvas.GetRenderWindow() is None
    assert not opened.viewport.scene._parts
    opened.deleteLater()
