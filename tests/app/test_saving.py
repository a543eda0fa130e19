"""The save dialog: the same file as the command line; nothing is replaced unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QMessageBox

from anatomy_viewer import session
from anatomy_viewer.app.picture_form import CUSTOM, PAPER
from anatomy_viewer.app.save_dialog import SaveDialog
from anatomy_viewer.app.window import MainWindow
from anatomy_viewer.cli import main
from anatomy_viewer.figure.carried import read_figure
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.session import Naming, ViewState

MUSCLE = "obturator_internus_left"
LEFT = Qt.MouseButton.LeftButton

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),  # says something of the machine only
]


def choose(box: object, data: object) -> None:
    box.setCurrentIndex(box.findData(data))  # type: ignore[attr-defined]


def save(dialog: SaveDialog, qtbot: QtBot, path: Path) -> None:
    dialog.path.setText(str(path))
    done: list[str] = []
    dialog.saved.connect(done.append)
    QTest.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: bool(done or dialog.message.text()), timeout=60_000)
    assert done == [str(path)], dialog.message.text()


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_file_as_the_command_line(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    window.presenter.do(session.select(MUSCLE))
    window.presenter.do(session.set_pose(Pose(60, 10)))
    dialog = window.save_picture()
    form = dialog.form
    choose(form.format, f".{kind}")
    choose(form.size_choice, PAPER)
    form.width_field.setValue(400)
    form.height_field.setValue(300)
    form.paper.setValue(8.0)
    form.dpi.setValue(150)
    form.font_size.setValue(7.0)
    choose(form.background, "white")
    choose(form.language, "la")
    form.numbers.setChecked(True)
    form.scale_bar.setChecked(True)
    form.marker.setChecked(False)
    form.sheet.setText("posterior,pelvic")
    assert form.pixels.text() == "The file has 472 × 354 pixels."
    save(dialog, qtbot, tmp_path / f"window.{kind}")
    words = f"""snapshot {tmp_path}/shell.{kind} --select {MUSCLE} --flexion 60 --abduction 10
        --size 400x300 --width 8cm --dpi 150 --font-size 7 --background white --language la
        --numbers --scale-bar --no-marker --sheet posterior,pelvic"""
    assert main(words.split()) == 0
    assert same(tmp_path / f"window.{kind}", tmp_path / f"shell.{kind}")


def test_pdf_has_the_recipe_the_command_line_writes(
    window: MainWindow, model: HipModel, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = window.save_picture()
    choose(dialog.form.format, ".pdf")
    assert dialog.path.text().endswith(".pdf")
    choose(dialog.form.size_choice, CUSTOM)
    dialog.form.width_field.setValue(320)
    dialog.form.height_field.setValue(240)
    save(dialog, qtbot, tmp_path / "hip.pdf")
    wanted = PictureOptions(size=(320, 240))
    assert read_figure(tmp_path / "hip.pdf", model.atlas) == (ViewState(), wanted)


def test_nothing_is_replaced_unasked(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "hip.png"
    path.write_bytes(b"mine")
    dialog = window.save_picture()
    choose(dialog.form.size_choice, CUSTOM)
    dialog.form.width_field.setValue(320)
    dialog.form.height_field.setValue(240)
    dialog.path.setText(str(path))
    QTest.mouseClick(dialog.save_button, LEFT)
    box = dialog.findChild(QMessageBox)
    assert "hip.png" in box.text()
    box.reject()
    assert path.read_bytes() == b"mine" and dialog.isVisible()
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)
    QTest.mouseClick(dialog.save_button, LEFT)
    box = dialog.findChild(QMessageBox)
    (button,) = [b for b in box.buttons() if "Replace" in b.text()]
    with qtbot.waitSignal(dialog.saved, timeout=60_000):
        QTest.mouseClick(button, LEFT)
    assert path.read_bytes()[:4] == b"\x89PNG"


def test_what_cannot_be_drawn_is_said_at_once(window: MainWindow, tmp_path: Path) -> None:
    dialog = window.save_picture()
    dialog.path.setText(str(tmp_path / "hip.png"))
    dialog.form.sheet.setText("medial")
    QTest.mouseClick(dialog.save_button, LEFT)
    assert "'medial' is no panel" in dialog.message.text()
    dialog.form.sheet.setText("")
    dialog.path.setText(str(tmp_path / "hip.gif"))
    QTest.mouseClick(dialog.save_button, LEFT)
    assert "end its name in .png" in dialog.message.text()
    assert list(tmp_path.iterdir()) == []
    dialog.reject()


def test_the_dialog_begins_as_the_opened_figure_was(window: MainWindow) -> None:
    options = PictureOptions(
        size=(700, 500), scale=2, background="#123456", caption=False, font_size=8.0, sheet="left"
    )
    window.opener.options = options
    window.presenter.do(session.set_naming(Naming(language="it", near=True)))
    dialog = window.save_picture()
    assert dialog.form.options() == options
    assert dialog.form.state() == window.presenter.state
    dialog.reject()


def test_labels_can_be_chosen_while_looking(window: MainWindow) -> None:
    canvas = window.viewport.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    dialog = next(d for d in window.children() if type(d).__name__ == "LabelDialog")
    QTest.keyClick(dialog.language, Qt.Key.Key_Down)
    dialog.language.activated.emit(dialog.language.currentIndex())
    QTest.mouseClick(dialog.near, LEFT)
    rows = {dialog.names.item(i).data(Qt.ItemDataRole.UserRole): dialog.names.item(i)
            for i in range(dialog.names.count())}  # fmt: skip
    assert set(rows) == set(window.presenter.model.atlas.nameable)
    rows["asis_left"].setCheckState(Qt.CheckState.Checked)
    naming = window.presenter.state.naming
    assert naming == Naming(only=("asis_left",), language="la", near=True)
    dialog.reject()
    for _ in range(3):
        window.presenter.undo()
    assert window.presenter.state.naming == Naming()
