"""Save a film, or an interactive page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from qtpy.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QSpinBox, QWidget

from anatomy_viewer.app.film_job import TURNTABLE, WAY, take_of
from anatomy_viewer.app.job_dialog import JobDialog, beside
from anatomy_viewer.files import check_target
from anatomy_viewer.motion.movement import MOVEMENTS, Movement
from anatomy_viewer.motion.pose import NEUTRAL
from anatomy_viewer.session import ViewState

_FORMATS = (
    ("MP4 film", ".mp4"),
    ("GIF", ".gif"),
    ("Folder of PNG files", ""),
    ("3D model that moves (.glb)", ".glb"),
)
_SIZES = (
    ("HD, 1280 × 720", (1280, 720)),
    ("Full HD, 1920 × 1080", (1920, 1080)),
    ("Square, 1080 × 1080", (1080, 1080)),
    ("Small, 800 × 600", (800, 600)),
    ("Custom", None),
)


class FilmDialog(JobDialog):
    """Asks what to film and how."""

    def __init__(
        self,
        state: ViewState,
        movement: Movement,
        atlas_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Save a film", state, atlas_folder, parent)
        self.what = QComboBox()
        for one in MOVEMENTS:
            self.what.addItem(f"Stretch: {one.name}" if one.stretch else one.name, one.id)
        self.what.addItem("Turntable, in the present pose", TURNTABLE)
        if state.pose != NEUTRAL:
            self.what.addItem("From neutral to the present pose", WAY)
        self.what.setCurrentIndex(MOVEMENTS.index(movement))
        self.format = QComboBox()
        for name, suffix in _FORMATS:
            self.format.addItem(name, suffix)
        self.size_choice = QComboBox()
        for name, size in _SIZES:
            self.size_choice.addItem(name, size)
        self.width_field, self.height_field, self.fps = QSpinBox(), QSpinBox(), QSpinBox()
        for field in (self.width_field, self.height_field):
            field.setRange(100, 4096)
        self.fps.setRange(1, 60)
        self.fps.setValue(25)
        self.fps.setSuffix(" frames a second")
        self.seconds = QDoubleSpinBox()
        self.seconds.setRange(0.2, 300.0)
        self.seconds.setDecimals(1)
        self.seconds.setSuffix(" s")
        for number in (self.width_field, self.height_field, self.fps, self.seconds):
            number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.labels = QCheckBox("Labels")
        self.labels.setChecked(state.labels)
        self.form.addRow("Film", self.what)
        self.form.addRow("Format", self.format)
        self.form.addRow("Size", self.size_choice)
        pixels = beside(self.width_field, QLabel("×"), self.height_field)
        pixels.setStretch(0, 1)
        pixels.setStretch(2, 1)
        self.form.addRow("", pixels)
        self.form.addRow("Length", beside(self.seconds, self.fps))
        self.form.addRow("Show", self.labels)
        self.lay_out("hip")
        self.what.currentIndexChanged.connect(self._suggest_length)
        self.size_choice.currentIndexChanged.connect(self._choose_size)
        self.format.currentIndexChanged.connect(self._choose_format)
        self._suggest_length()
        self._choose_size(0)

    @property
    def suffix(self) -> str:
        """That of the format chosen."""
        return str(self.format.currentData())

    def job(self) -> tuple[ViewState, dict[str, Any]]:
        """The state, with or without labels; the fields of FilmOptions, and what is filmed."""
        state = replace(self.state, labels=self.labels.isChecked())
        return state, {
            "what": self.what.currentData(),
            "size": (self.width_field.value(), self.height_field.value()),
            "seconds": self.seconds.value(),
            "fps": self.fps.value(),
            "force": self.replace.isChecked(),
        }

    def check(self, target: Path) -> None:
        """Refuse what cannot be made."""
        from anatomy_viewer.figure.film import FilmOptions, check_film

        _, options = self.job()
        take = take_of(self.state, options.pop("what"))
        if self.suffix == ".glb":
            check_target(target, (".glb",))
            return
        film = FilmOptions(**options)
        film.frames(take)
        check_film(target, film)

    def _suggest_length(self) -> None:
        self.seconds.setValue(take_of(self.state, self.what.currentData()).seconds)

    def _choose_size(self, index: int) -> None:
        size = _SIZES[index][1]
        for field in (self.width_field, self.height_field):
            field.setEnabled(size is None and self.suffix != ".glb")
        if size is not None:
            self.width_field.setValue(size[0])
            self.height_field.setValue(size[1])

    def _choose_format(self) -> None:
        model = self.suffix == ".glb"
        for field in (self.size_choice, self.fps, self.labels):
            field.setEnabled(not model)
        self._choose_size(self.size_choice.currentIndex())
        path = Path(self.path.text())
        self.path.setText(str(path.with_suffix(self.suffix)) if path.name else "")


class PageDialog(JobDialog):
    """Asks where the interactive page goes; it starts as the window stands."""

    def __init__(self, state: ViewState, atlas_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("Save an interactive page", state, atlas_folder, parent)
        about = QLabel(
            "One HTML file with sliders, clickable structures and labels, for any current browser. "
            "It needs no network and holds what is shown now."
        )
        about.setWordWrap(True)
        self.form.addRow(about)
        self.lay_out("hip")

    @property
    def suffix(self) -> str:
        """A page's."""
        return ".html"

    def job(self) -> tuple[ViewState, dict[str, Any]]:
        """The state; a page has no size of its own."""
        return self.state, {"what": "", "size": (0, 0), "force": self.replace.isChecked()}

    def check(self, target: Path) -> None:
        """Refuse what cannot be written."""
        check_target(target, (self.suffix,))
