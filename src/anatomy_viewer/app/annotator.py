"""Adding notes and measures by clicks in the 3D view, and changing them in a list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from qtpy.QtCore import QObject
from qtpy.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer import session
from anatomy_viewer.annotations import LONGEST, MOST, PINS, Annotation, AnnotationKind, Pin
from anatomy_viewer.app.presenter import Presenter

_ASK: dict[AnnotationKind, tuple[str, ...]] = {
    "note": ("Click the spot that the note points to",),
    "text": ("Click where the text is to stand",),
    "distance": ("Click where the distance starts", "Click where it ends"),
    "angle": ("Click on one side of the angle", "Click its corner", "Click on its other side"),
}


class Annotator(QObject):
    """Collects the clicks an annotation needs; Esc gives up."""

    def __init__(
        self, window: QWidget, presenter: Presenter, say: Callable[[str, bool], None]
    ) -> None:
        super().__init__(window)
        self._window, self._presenter, self._say = window, presenter, say
        self._kind: AnnotationKind | None = None
        self._pins: list[Pin] = []
        presenter.viewport.pointed.connect(self._pointed)

    @property
    def busy(self) -> bool:
        """Whether clicks in the view are waited for."""
        return self._kind is not None

    def start(self, kind: AnnotationKind) -> None:
        """Wait for the clicks of a new annotation."""
        if len(self._presenter.state.annotations) >= MOST:
            self._say(f"There are {MOST} annotations already: remove some first.", False)
            return
        self._presenter.player.stop()
        self._kind, self._pins = kind, []
        self._presenter.viewport.set_pointing(True)
        self._ask()

    def stop(self) -> None:
        """Wait no longer."""
        self._kind, self._pins = None, []
        self._presenter.viewport.set_pointing(False)
        self._say("", False)

    def list_all(self) -> QDialog:
        """Show what there is, to be changed."""
        dialog = AnnotationList(self._presenter, self._window)
        dialog.open()
        return dialog

    def _ask(self) -> None:
        if self._kind is not None:
            self._say(f"{_ASK[self._kind][len(self._pins)]} (Esc: stop)", True)

    def _pointed(self, pin: Pin | None, x: float, y: float) -> None:
        kind = self._kind
        if kind is None:
            return
        if PINS[kind] and pin is None:
            self._say("There is nothing here: click on a bone or a muscle (Esc: stop)", True)
            return
        if pin is not None and PINS[kind]:
            self._pins.append(pin)
        if len(self._pins) < PINS[kind]:
            self._ask()
            return
        pins = tuple(self._pins)
        self.stop()
        if kind in ("note", "text"):
            self._ask_words(kind, pins, (x, y))
        else:
            self._presenter.do(session.annotate(Annotation(kind, pins)))

    def _ask_words(
        self, kind: AnnotationKind, pins: tuple[Pin, ...], at: tuple[float, float]
    ) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Note" if kind == "note" else "Text")
        dialog.setLabelText("What it says:")
        field = dialog.findChild(QLineEdit)
        if field is not None:
            field.setMaxLength(LONGEST)
        dialog.textValueSelected.connect(partial(self._add, kind, pins, at))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add(
        self, kind: AnnotationKind, pins: tuple[Pin, ...], at: tuple[float, float], words: str
    ) -> None:
        if words.strip():
            made = Annotation(kind, pins, words.strip()[:LONGEST], at)
            self._presenter.do(session.annotate(made))


class AnnotationList(QDialog):
    """All annotations; what the chosen one says can be changed, or it can be removed."""

    def __init__(self, presenter: Presenter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Notes and measures")
        self.setMinimumWidth(420)
        self._presenter = presenter
        self.list = QListWidget()
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST)
        self.words.setAccessibleName("What it says")
        self.change, self.remove = QPushButton("Change"), QPushButton("Remove")
        close = QPushButton("Close")
        self.list.currentRowChanged.connect(self._choose)
        self.words.returnPressed.connect(self._change)
        self.change.clicked.connect(self._change)
        self.remove.clicked.connect(self._remove)
        close.clicked.connect(self.reject)
        for button in (self.change, self.remove, close):
            button.setAutoDefault(False)
        row, foot = QHBoxLayout(), QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.change)
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("Choose one to change or remove it; undo takes that back."))
        layout.addWidget(self.list)
        layout.addLayout(row)
        layout.addLayout(foot)
        self._fill(0)

    def _fill(self, row: int) -> None:
        self.list.clear()
        for note in self._presenter.state.annotations:
            where = ", ".join(dict.fromkeys(self._name(pin) for pin in note.pins))
            parts = [note.kind.capitalize(), note.words, where]
            self.list.addItem(" · ".join(part for part in parts if part))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._choose(self.list.currentRow())

    def _name(self, pin: Pin) -> str:
        return self._presenter.model.atlas.structures[pin.structure].name

    def _choose(self, row: int) -> None:
        notes = self._presenter.state.annotations
        chosen = 0 <= row < len(notes)
        self.words.setText(notes[row].words if chosen else "")
        for widget in (self.words, self.change, self.remove):
            widget.setEnabled(chosen)

    def _change(self) -> None:
        row, words = self.list.currentRow(), self.words.text().strip()
        note = self._presenter.state.annotations[row]
        if words or note.kind in ("distance", "angle"):
            changed = Annotation(note.kind, note.pins, words, note.at)
            self._presenter.do(session.set_annotation(row, changed))
        self._fill(row)

    def _remove(self) -> None:
        row = self.list.currentRow()
        self._presenter.do(session.set_annotation(row, None))
        self._fill(row)
