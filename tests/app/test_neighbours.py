"""The neighbours in the window: one key, one tick, or their name."""

from __future__ import annotations

import pytest
from qtpy.QtCore import Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QTreeWidgetItem

from anatomy_viewer.app.window import MainWindow

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("XDG_RUNTIME_DIR"),
]


def shown(window: MainWindow) -> set[str]:
    state, atlas = window.presenter.state, window.presenter.model.atlas
    return {name for name in atlas.neighbours() if state.shows(atlas.structures[name])}


def head(window: MainWindow) -> QTreeWidgetItem:
    found = window.structures.items["piriformis_left"].parent()
    assert found is not None
    return found


def test_one_key_shows_them_and_puts_them_away(window: MainWindow) -> None:
    start = window.presenter.state
    action = window.actions_["neighbours"]
    assert not shown(window) and not action.isChecked()
    window.activateWindow()
    window.viewport.canvas.setFocus()
    QTest.keyClick(window.viewport.canvas, Qt.Key.Key_G)
    assert shown(window) == set(window.presenter.model.atlas.neighbours())
    assert action.isChecked() and head(window).checkState(0) == Qt.CheckState.Checked
    QTest.keyClick(window.viewport.canvas, Qt.Key.Key_G)
    assert window.presenter.state == start and not action.isChecked()


def test_the_group_has_a_tick_of_its_own(window: MainWindow) -> None:
    item = head(window)
    assert item.text(0) == "Neighbours"
    item.setCheckState(0, Qt.CheckState.Checked)
    assert len(shown(window)) == 14
    window.structures.items["piriformis_left"].setCheckState(0, Qt.CheckState.Unchecked)
    assert "piriformis_left" not in shown(window) and len(shown(window)) == 13
    assert item.checkState(0) == Qt.CheckState.PartiallyChecked
    item.setCheckState(0, Qt.CheckState.Unchecked)
    assert not shown(window)
    window.structures.items["piriformis_left"].setCheckState(0, Qt.CheckState.Checked)
    assert shown(window) == {"piriformis_left"}


def test_finding_one_shows_it(window: MainWindow) -> None:
    window.find_structure()
    QTest.keyClicks(window.structures.search, "piriformis")
    QTest.keyClick(window.structures.search, Qt.Key.Key_Return)
    assert window.presenter.state.selection == ("piriformis_left",)
    assert shown(window) == {"piriformis_left"}
    text = window.information.text.text()
    for words in ("Musculus piriformis sinister", "FMA 22341", "Origin", "Nerve to piriformis"):
        assert words in text
    assert window.readout._title.text() == "Left piriformis"
    window.escape()
    assert shown(window) == {"piriformis_left"}, "it stays when something else is chosen"
