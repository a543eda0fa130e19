"""The list of structures: what is shown, on which side, and where to find it."""

from __future__ import annotations

from qtpy.QtCore import QSignalBlocker, Qt
from qtpy.QtGui import QColor, QIcon, QPixmap
from qtpy.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer import session
from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.session import SIDE_CHOICES, ViewState

_ID = int(Qt.ItemDataRole.UserRole)
_TICKS = {  # some shown, all shown
    (False, False): Qt.CheckState.Unchecked,
    (True, False): Qt.CheckState.PartiallyChecked,
    (True, True): Qt.CheckState.Checked,
}


class StructuresPanel(QWidget):
    """Ticks show and hide; a click on a name selects."""

    def __init__(self, presenter: Presenter) -> None:
        super().__init__()
        self._presenter = presenter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.sides = {side: QPushButton(side.capitalize()) for side in SIDE_CHOICES}
        group = QButtonGroup(self)
        for side, button in self.sides.items():
            button.setCheckable(True)
            button.setProperty("role", "segment")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip("Show both hips" if side == "both" else f"Show the {side} hip")
            button.clicked.connect(lambda _=False, s=side: presenter.show_side(s))
            group.addButton(button)
            row.addWidget(button)
        layout.addLayout(row)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a structure")
        self.search.setAccessibleName("Find a structure")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._take_first)
        layout.addWidget(self.search)
        self._just_ticked: QTreeWidgetItem | None = None
        self._heads: list[tuple[QTreeWidgetItem, list[str]]] = []  # groups ticked as one
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(14)
        self.tree.setMinimumHeight(250)
        self.tree.setAccessibleName("Structures")
        self.items = self._fill()
        self.tree.itemChanged.connect(self._ticked)
        self.tree.itemClicked.connect(self._clicked)
        layout.addWidget(self.tree, 1)

    def refresh(self, state: ViewState, frame: Frame) -> None:
        """Show a state."""
        atlas = self._presenter.model.atlas
        on_side, structures = set(atlas.on_side(state.side)), atlas.structures
        with QSignalBlocker(self.tree):
            for name, item in self.items.items():
                shown = state.shows(structures[name])
                item.setCheckState(0, Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
                item.setDisabled(name not in on_side)
                item.setSelected(name in state.selection)
            for head, members in self._heads:
                on = [state.shows(structures[name]) for name in members]
                head.setCheckState(0, _TICKS[(any(on), all(on))])
        for side, button in self.sides.items():
            button.setChecked(side == state.side)

    def _fill(self) -> dict[str, QTreeWidgetItem]:
        atlas, items = self._presenter.model.atlas, {}
        groups: dict[str, QTreeWidgetItem] = {}
        for structure in atlas.structures.values():
            if structure.parent not in groups:
                head = QTreeWidgetItem([atlas.groups.get(structure.parent, structure.parent)])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(head)
                groups[structure.parent] = head
            item = QTreeWidgetItem(groups[structure.parent], [structure.name])
            chip = QPixmap(12, 12)
            chip.fill(QColor(structure.colour))
            item.setIcon(0, QIcon(chip))
            item.setData(0, _ID, structure.id)
            item.setToolTip(0, structure.latin)
            items[structure.id] = item
        self._heads = []
        for parent, head in groups.items():
            members = [s.id for s in atlas.structures.values() if s.parent == parent]
            if not any(atlas.structures[name].shown_at_first for name in members):
                head.setFlags(head.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                head.setToolTip(0, "Show or hide them all (G)")
                self._heads.append((head, members))
        self.tree.expandAll()
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.MultiSelection)
        return items

    def _ticked(self, item: QTreeWidgetItem, _column: int) -> None:
        name = item.data(0, _ID)
        self._just_ticked = item
        if name:
            shown = item.checkState(0) == Qt.CheckState.Checked
            self._presenter.do(session.set_visible(name, shown))
        for head, members in self._heads:
            if head is item:
                wanted = head.checkState(0) == Qt.CheckState.Checked
                self._presenter.do(session.set_revealed(members, wanted))

    def _clicked(self, item: QTreeWidgetItem, _column: int) -> None:
        ticked, self._just_ticked = self._just_ticked is item, None
        name = item.data(0, _ID)
        structures = self._presenter.model.atlas.structures
        if name and not ticked and self._presenter.state.shows(structures[name]):
            self._presenter.click(name)
        self.refresh(self._presenter.state, self._presenter.frame)

    def _filter(self, text: str) -> None:
        atlas, wanted = self._presenter.model.atlas, text.strip().lower()
        for name, item in self.items.items():
            structure = atlas.structures[name]
            item.setHidden(wanted not in f"{structure.name} {structure.latin}".lower())

    def _take_first(self) -> None:
        for name, item in self.items.items():
            if not item.isHidden() and not item.isDisabled():
                if not self._presenter.state.shows(self._presenter.model.atlas.structures[name]):
                    self._presenter.do(session.set_visible(name, True))
                self._presenter.click(name)
                self._presenter.fly_to(name)
                return
