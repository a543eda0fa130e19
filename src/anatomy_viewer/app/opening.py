"""Opening a figure: File > Open, or a file dropped on the window, brings its scene back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from qtpy.QtCore import QEvent, QObject, QUrl
from qtpy.QtGui import QDragEnterEvent, QDropEvent
from qtpy.QtWidgets import QFileDialog, QWidget

from anatomy_viewer.app.dialogs import error_box
from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.options import PictureOptions

_FILES = "Figures and recipes (*.png *.svg *.pdf *.json);;All files (*)"


class Opener(QObject):
    """Brings back the scene of a figure as one step of undo; watches the window for drops."""

    def __init__(self, window: QWidget, presenter: Presenter, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._presenter, self._say = window, presenter, say
        self.options: PictureOptions | None = None  # of the figure last opened, for the next one
        self._folder = ""
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def ask(self) -> QFileDialog:
        """Ask which figure to open."""
        dialog = QFileDialog(self._window, "Open a figure", self._folder, _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()
        return dialog

    def open(self, path: Path) -> None:
        """Bring back the scene of a figure; what is wrong with it is said, and nothing is lost."""
        from anatomy_viewer.figure.carried import read_figure

        presenter = self._presenter
        try:
            state, options = read_figure(path, presenter.model.atlas)
        except AnatomyViewerError as error:
            error_box(self._window, type(error), error, error.__traceback__).open()
            return
        self._folder, self.options = str(path.parent), options
        presenter.player.stop()
        presenter.do(lambda _: state, fly=True)
        self._say(f"Opened {path}")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take files that are dropped on the window."""
        if event is not None and event.type() == QEvent.Type.DragEnter:
            entering = cast(QDragEnterEvent, event)
            if _local_file(entering) is not None:
                entering.acceptProposedAction()
                return True
        elif event is not None and event.type() == QEvent.Type.Drop:
            dropped = cast(QDropEvent, event)
            path = _local_file(dropped)
            if path is not None:
                dropped.acceptProposedAction()
                self.open(path)
                return True
        return False


def _local_file(event: QDropEvent) -> Path | None:
    """The first file of this machine that is dropped."""
    data = event.mimeData()
    urls: list[QUrl] = data.urls() if data is not None else []
    return next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)
