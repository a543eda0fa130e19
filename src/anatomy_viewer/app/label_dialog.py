"""What the labels name, in which language, and where they stand; each change shows at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer import session
from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.atlas.names import LANGUAGE_NAMES, landmark_name


class LabelDialog(QDialog):
    """The state's naming; every change is an action like any other, and can be undone."""

    def __init__(self, presenter: Presenter, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Labels")
        self.setMinimumWidth(380)
        self._presenter = presenter
        naming = presenter.state.naming
        self.language = QComboBox()
        for language, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, language)
        self.language.setCurrentIndex(self.language.findData(naming.language))
        self.language.activated.connect(lambda: self._set(language=self.language.currentData()))
        self.near = QCheckBox("Near what they name, not in columns")
        self.near.setChecked(naming.near)
        self.near.toggled.connect(lambda on: self._set(near=on))
        self.numbers = QCheckBox("Numbers instead of names, as in a quiz")
        self.numbers.setChecked(naming.numbers)
        self.numbers.toggled.connect(lambda on: self._set(numbers=on))
        self.names = QListWidget()
        for key, words in _nameable(presenter.model.atlas):
            item = QListWidgetItem(words, self.names)
            item.setData(Qt.ItemDataRole.UserRole, key)
            ticked = key in naming.only
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.names.itemChanged.connect(self._choose)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.reject)
        form = QFormLayout()
        form.addRow("Language", self.language)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.near)
        layout.addWidget(self.numbers)
        layout.addWidget(QLabel("Name only these (none ticked: the usual ones):"))
        layout.addWidget(self.names)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _set(self, **changes: Any) -> None:
        naming = replace(self._presenter.state.naming, **changes)
        self._presenter.do(session.set_naming(naming))

    def _choose(self) -> None:
        items = [self.names.item(row) for row in range(self.names.count())]
        ticked = [i for i in items if i is not None and i.checkState() == Qt.CheckState.Checked]
        self._set(only=tuple(str(i.data(Qt.ItemDataRole.UserRole)) for i in ticked))


def choose_labels(presenter: Presenter, parent: QWidget | None) -> LabelDialog:
    """Ask what is named, and how."""
    dialog = LabelDialog(presenter, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def _nameable(atlas: Atlas) -> list[tuple[str, str]]:
    """Id and words of everything that can carry a label, what belongs together side by side."""
    found = []
    for structure in atlas.structures.values():
        found.append((structure.id, structure.name))
        for region in atlas.regions_of(structure.id):
            found.append((f"{structure.id}.{region.id}", f"    {region.name} ({structure.side})"))
        for mark in atlas.landmarks_of(structure.id):
            side = "" if structure.side == "midline" else f" ({structure.side})"
            found.append((mark.id, f"    {landmark_name(mark)}{side}"))
    return found
