"""A dialog that makes a file in a process of its own, tells how far it is, and can be cancelled."""

from __future__ import annotations

import os
import sys
from abc import abstractmethod
from pathlib import Path
from typing import Any

from qtpy.QtCore import QProcess
from qtpy.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer.app import film_job
from anatomy_viewer.app.seam import Signal
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.session import ViewState

_PATIENCE_MS = 8000  # for a cancelled job to clean up after itself


class JobDialog(QDialog):
    """Asks where to, and whatever else ``form`` is given; then makes the file."""

    saved = Signal(str)

    def __init__(
        self, title: str, state: ViewState, atlas_folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self.state, self._atlas_folder = state, atlas_folder
        self._job = QProcess(self)
        self._job.finished.connect(self._finished)
        self._job.errorOccurred.connect(self._not_started)
        self._job.readyReadStandardOutput.connect(self._tell)
        self._cancelled = False
        self.form = QFormLayout()
        self.form.setSpacing(10)
        self.path = QLineEdit()
        self.path.setAccessibleName("File")
        self.browse = QPushButton("Browse…")
        self.browse.clicked.connect(self._browse)
        self.replace = QCheckBox("Replace what is there already")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setProperty("role", "warning")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.save_button, self.cancel_button = QPushButton("Save"), QPushButton("Cancel")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.reject)

    @abstractmethod
    def job(self) -> tuple[ViewState, dict[str, Any]]:
        """The state and the options of the job, as ``film_job`` wants them."""

    @abstractmethod
    def check(self, target: Path) -> None:
        """Refuse what cannot be made.

        Raises:
            AnatomyViewerError: with what is wrong.
        """

    @property
    @abstractmethod
    def suffix(self) -> str:
        """What the file's name ends in; nothing for a folder."""

    def save(self) -> None:
        """Start making the file; what is wrong is said here and nothing is lost."""
        target = Path(self.path.text().strip()).expanduser()
        if not self.replace.isChecked() and _in_the_way(target):
            self._say(f"'{target}' is there already: choose another name, or tick Replace.")
            return
        try:
            self.check(target)
        except AnatomyViewerError as error:
            self._say(str(error))
            return
        state, options = self.job()
        self._busy(True)
        self._cancelled = False
        self._job.start(sys.executable, ["-m", "anatomy_viewer.app.film_job"])
        self._job.write(film_job.written(state, options, target, self._atlas_folder))

    def reject(self) -> None:
        """Cancel the work, or else close."""
        if self._running:
            self._cancelled = True
            self.cancel_button.setEnabled(False)
            self._say("Cancelling…")
            self._job.closeWriteChannel()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Close; nothing goes on behind."""
        if self._running:
            self._cancelled = True
            self._job.closeWriteChannel()
            if not self._job.waitForFinished(_PATIENCE_MS):
                self._job.kill()
                self._job.waitForFinished(_PATIENCE_MS)
        super().done(result)

    def lay_out(self, name: str) -> None:
        """Put the parts together once the form has its rows; ``name`` is the file's at first."""
        self.path.setText(str(free_name(Path.home(), name, self.suffix)))
        self.form.addRow("File", beside(self.path, self.browse))
        self.form.addRow("", self.replace)
        foot = beside(self.progress)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.addLayout(self.form)
        layout.addWidget(self.message)
        layout.addLayout(foot)
        self._busy(False)

    @property
    def _running(self) -> bool:
        return self._job.state() != QProcess.ProcessState.NotRunning

    def _browse(self) -> None:
        suffix = self.suffix
        kind = f"*{suffix}" if suffix else "*"
        name, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), self.path.text(), f"{kind} ({kind})"
        )
        if name:
            self.path.setText(name if name.lower().endswith(suffix) else name + suffix)
            self.replace.setChecked(self.replace.isChecked() or Path(self.path.text()).exists())

    def _tell(self) -> None:
        lines = bytes(self._job.readAllStandardOutput()).decode(errors="replace").split("\n")
        counts = [line.split(" of ") for line in lines if " of " in line]
        if counts:
            done, total = (int(number) for number in counts[-1])
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._busy(False)
        if self._cancelled:
            self._say("Cancelled; nothing was written.")
        elif code == 0 and status == QProcess.ExitStatus.NormalExit:
            self.saved.emit(self.path.text())
            self.accept()
        else:
            lines = bytes(self._job.readAllStandardError()).decode(errors="replace").strip()
            self._say(lines.splitlines()[-1] if lines else "It could not be made.")

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._busy(False)
            self._say(f"Cannot start Python ({sys.executable}) to do the work.")

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        self.save_button.setEnabled(not busy)
        self.cancel_button.setEnabled(True)
        if busy:
            self._say("")

    def _say(self, text: str) -> None:
        self.message.setText(text)


def _in_the_way(target: Path) -> bool:
    """Whether something would be replaced: a file, or a folder with anything in it."""
    try:
        return any(target.iterdir()) if target.is_dir() else target.exists()
    except OSError:
        return False  # what is wrong with it is said when it is checked


def free_name(folder: Path, name: str, suffix: str) -> Path:
    """A name nothing stands in the way of."""
    folder = folder if os.access(folder, os.W_OK) else Path.cwd()
    names = [f"{name}{suffix}", *(f"{name}-{i}{suffix}" for i in range(2, 1000))]
    return next((folder / n for n in names if not (folder / n).exists()), folder / names[0])


def beside(*widgets: QWidget) -> QHBoxLayout:
    """A row of widgets."""
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row
