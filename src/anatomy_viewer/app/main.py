"""Opens the window and runs until it is closed."""

from __future__ import annotations

import sys
from types import TracebackType

from qtpy.QtWidgets import QApplication, QMessageBox

from anatomy_viewer.app.dialogs import error_box
from anatomy_viewer.app.window import MainWindow
from anatomy_viewer.atlas.load import load_atlas
from anatomy_viewer.motion.frame import load_model
from anatomy_viewer.session import ViewState


def run(state: ViewState) -> int:
    """Show a state in a window; returns the exit status once it is closed.

    Raises:
        AtlasError, MeshError: the shipped atlas cannot be used.
    """
    model = load_model(load_atlas())
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Anatomy Viewer")
    app.setStyle("Fusion")
    window = MainWindow(model, state)
    hook = sys.excepthook
    sys.excepthook = lambda kind, error, trace: _show_error(window, kind, error, trace)
    try:
        window.show()
        return int(app.exec_())
    finally:
        sys.excepthook = hook


def _show_error(
    window: MainWindow,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """An exception in a slot is shown, never lost; Ctrl+C in the terminal still quits."""
    if issubclass(kind, KeyboardInterrupt):
        window.close()
        return
    sys.__excepthook__(kind, error, trace)
    window.presenter.player.stop()
    if window.findChild(QMessageBox) is None:  # one at a time: a failing timer fails every tick
        error_box(window, kind, error, trace).open()
