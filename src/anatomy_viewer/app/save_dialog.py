"""Save a picture: size, scale, background, labels, caption; made while the window goes on."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from qtpy.QtCore import QProcess, Qt
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer.app import picture_job
from anatomy_viewer.app.seam import Signal
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.files import check_target
from anatomy_viewer.session import ViewState

_SIZES = (
    ("Slide, 1600 × 1200", (1600, 1200)),
    ("Wide slide, 1920 × 1080", (1920, 1080)),
    ("Square, 1500 × 1500", (1500, 1500)),
    ("Portrait page, 1200 × 1600", (1200, 1600)),
    ("Custom", None),
)
_BACKGROUNDS = (
    ("As in the window", "theme"),
    ("White", "white"),
    ("Dark", "dark"),
    ("Transparent", "transparent"),
)


class SaveDialog(QDialog):
    """Asks how, then makes the file in a process of its own; can be cancelled."""

    saved = Signal(str)

    def __init__(self, state: ViewState, atlas_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save a picture")
        self.setMinimumWidth(470)
        self._state, self._atlas_folder = state, atlas_folder
        self._job = QProcess(self)
        self._job.finished.connect(self._finished)
        self._job.errorOccurred.connect(self._not_started)
        self._cancelled = False
        self._build(state)

    def options(self) -> PictureOptions:
        """What is chosen.

        Raises:
            OutputError: no one can use it.
        """
        return PictureOptions(
            size=(self.width_field.value(), self.height_field.value()),
            scale=self.scale.value(),
            background=self.background.currentData(),
            caption=self.caption.isChecked(),
        )

    def save(self) -> None:
        """Start making the file; what is wrong is said here and nothing is lost."""
        target = Path(self.path.text().strip()).expanduser()
        try:
            options = self.options()
            check_target(target, (".png",))
        except AnatomyViewerError as error:
            self._say(str(error))
            return
        state = replace(self._state, labels=self.labels.isChecked())
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

    def _build(self, state: ViewState) -> None:
        self.size_choice = QComboBox()
        for name, size in _SIZES:
            self.size_choice.addItem(name, size)
        self.size_choice.currentIndexChanged.connect(self._choose_size)
        self.width_field, self.height_field = _number(100, 10_000), _number(100, 10_000)
        self.scale = _number(1, 8)
        self.pixels = QLabel()
        self.pixels.setProperty("role", "quiet")
        self.background = QComboBox()
        for name, value in _BACKGROUNDS:
            self.background.addItem(name, value)
        self.labels, self.caption = QCheckBox("Labels"), QCheckBox("Caption line")
        self.labels.setChecked(state.labels)
        self.caption.setChecked(True)
        self.path = QLineEdit(str(_free_name(Path.home())))
        self.path.setAccessibleName("File")
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
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow("Size", self.size_choice)
        units = _beside(self.width_field, QLabel("×"), self.height_field, QLabel("scale"))
        units.addWidget(self.scale)
        form.addRow("", units)
        form.addRow("", self.pixels)
        form.addRow("Background", self.background)
        form.addRow("Show", _beside(self.labels, self.caption))
        form.addRow("File", _beside(self.path, browse))
        foot = _beside(self.progress)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addLayout(foot)
        for field in (self.width_field, self.height_field, self.scale):
            field.valueChanged.connect(self._tell_pixels)
        self._choose_size(0)
        self._busy(False)

    def _choose_size(self, index: int) -> None:
        size = _SIZES[index][1]
        for field in (self.width_field, self.height_field):
            field.setEnabled(size is None)
        if size is not None:
            self.width_field.setValue(size[0])
            self.height_field.setValue(size[1])
        self._tell_pixels()

    def _tell_pixels(self) -> None:
        scale = self.scale.value()
        wide, high = self.width_field.value() * scale, self.height_field.value() * scale
        self.pixels.setText(f"The file has {wide} × {high} pixels.")

    def _browse(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save a picture", self.path.text(), "PNG pictures (*.png)"
        )
        if name:
            self.path.setText(name if name.lower().endswith(".png") else name + ".png")

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
    names = ["hip.png", *(f"hip-{i}.png" for i in range(2, 1000))]
    return next((folder / n for n in names if not (folder / n).exists()), folder / names[0])


def _number(low: int, high: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(low, high)
    field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row
