"""A real window for every test; afterwards nothing may be left of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QCoreApplication, QEvent, QTimer

from anatomy_viewer.app.window import MainWindow
from anatomy_viewer.atlas.load import load_atlas
from anatomy_viewer.motion.frame import HipModel, load_model
from anatomy_viewer.session import ViewState

MUSCLE = "obturator_internus_left"


@pytest.fixture(scope="session")
def model() -> HipModel:
    return load_model(load_atlas())


@pytest.fixture
def window(model: HipModel, qtbot: QtBot) -> Iterator[MainWindow]:
    opened = MainWindow(model, ViewState())
    opened.resize(1280, 760)
    opened.show()
    with qtbot.waitActive(opened, timeout=10_000):
        opened.activateWindow()
    opened.viewport.canvas.repaint()
    yield opened
    scene = opened.viewport.scene
    opened.close()
    assert not any(t.isActive() for t in opened.viewport.findChildren(QTimer))
    assert not scene._parts, "the scene was not emptied"
    opened.deleteLater()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
