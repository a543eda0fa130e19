"""Save a picture: asks how, and makes the file while the window goes on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from qtpy.QtCore import QProcess
from qtpy.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer.app import picture_job
from anatomy_viewer.app.picture_form import PictureForm, beside
from anatomy_viewer.app.seam import Signal
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.files import check_target
from anatomy_viewer.session import ViewState

_SUFFIXES = (".png", ".svg", ".pdf")
_FILES = "PNG pictures (*.png);;SVG figures (*.svg);;PDF figures (*.pdf)"


class SaveDialog(QDialog):
    """Asks how, then makes the file in a process of its own; can be cancelled."""

    saved = Signal(str)

    def __init__(
        self,
        state: ViewState,
        atlas_folder: Path,
        parent: QWidget | None = None,
        options: PictureOptions | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save a picture")
        self.setMinimumWidth(520)
        self._atlas_folder = atlas_folder
        self._agreed: Path | None = None  # a file that may be written over
        self._job = QProcess(self)
        self._job.finished.connect(self._finished)
        self._job.errorOccurred.connect(self._not_started)
        self._cancelled = False
        self.form = PictureForm(state, options or PictureOptions())
        self._build()

    def save(self) -> None:
        """Start making the file; what is wrong is said here and nothing is lost."""
        target = Path(self.path.text().strip()).expanduser()
        try:
            options, state = self.form.options(), self.form.state()
            check_target(target, _SUFFIXES)
        except AnatomyViewerError as error:
            self._say(str(error))
            return
        if target.exists() and target != self._agreed:
            self._ask_to_replace(target)
            return
        self._busy(True)
        self._cancelled = False
        self._job.start(sys.executable, ["-m", "anatomy_viewer.app.picture_job"])
        self._job.write(picture_job.written(state, options, target, self._atlas_folder))
        self._job.closeWriteChannel()

    def reject(self) -> None:
        """Cancel the work, or else close."""
        if self._job.state() != QProcess.ProcessState.NotRunning:
            self._stop()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Close; nothing goes on behind."""
        self._stop()
        super().done(result)

    def _stop(self) -> None:
        if self._job.state() != QProcess.ProcessState.NotRunning:
            self._cancelled = True
            self._job.kill()
            self._job.waitForFinished(2000)

    def _build(self) -> None:
        self.path = QLineEdit(str(_free_name(Path.home())))
        self.path.setAccessibleName("File")
        self.form.format_chosen.connect(self._end_name)
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setProperty("role", "warning")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.save_button, self.cancel_button = QPushButton("Save"), QPushButton("Cancel")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.reject)
        file = beside(self.path, browse)
        file.setStretch(1, 0)
        self.form.rows.addRow("File", file)
        foot = beside(self.progress)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.form)
        layout.addWidget(self.message)
        layout.addLayout(foot)
        self._busy(False)

    def _end_name(self, suffix: str) -> None:
        """Give the file's name the ending of the format."""
        path = Path(self.path.text().strip())
        if path.suffix.lower() in _SUFFIXES:
            self.path.setText(str(_unused(path.with_suffix(suffix))))

    def _ask_to_replace(self, target: Path) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Save a picture")
        box.setText(f"'{target.name}' is already there. Replace it?")
        replace = box.addButton("Replace", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)

        def answered() -> None:
            if box.clickedButton() is replace:
                self._agreed = target
                self.save()
            box.deleteLater()

        box.finished.connect(answered)
        box.open()

    def _browse(self) -> None:
        suffix = self.form.format.currentData()
        kind = next(f for f in _FILES.split(";;") if suffix in f)
        name, _ = QFileDialog.getSaveFileName(
            self, "Save a picture", self.path.text(), _FILES, kind
        )
        if name:
            path = Path(name)
            if path.suffix.lower() in _SUFFIXES:
                self._agreed = path  # the file dialog has asked
            else:
                path = path.with_name(path.name + suffix)
            self.path.setText(str(path))

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._busy(False)
        if self._cancelled:
            self._say("Cancelled; no file was written.")
        elif code == 0 and status == QProcess.ExitStatus.NormalExit:
            self.saved.emit(self.path.text())
            self.accept()
        else:
            lines = bytes(self._job.readAllStandardError()).decode(errors="replace").strip()
            self._say(lines.splitlines()[-1] if lines else "The picture could not be made.")

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._busy(False)
            self._say(f"Cannot start Python ({sys.executable}) to draw the picture.")

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.save_button.setEnabled(not busy)
        if busy:
            self._say("")

    def _say(self, text: str) -> None:
        self.message.setText(text)


def _free_name(folder: Path) -> Path:
    """A file name nothing stands in the way of."""
    folder = folder if os.access(folder, os.W_OK) else Path.cwd()
    return _unused(folder / "hip.png")


def _unused(path: Path) -> Path:
    """The path, or the next that is free; numbers at the end of its name are not counted on."""
    stem = path.stem.rstrip("0123456789").rstrip("-") or path.stem
    names = [f"{stem}{path.suffix}", *(f"{stem}-{i}{path.suffix}" for i in range(2, 1000))]
    return next((p for n in names if not (p := path.with_name(n)).exists()), path)
