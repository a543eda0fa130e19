"""Everything the window can do: each with a menu entry, a key and a tooltip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qtpy.QtCore import QEvent, QObject, Qt
from qtpy.QtGui import QKeyEvent, QKeySequence
from qtpy.QtWidgets import QAbstractButton, QAction, QApplication, QComboBox, QLineEdit, QWidget

Slot = Callable[[], object]


@dataclass(frozen=True)
class Entry:
    """One action as it is declared."""

    name: str
    text: str
    keys: tuple[str, ...]
    tip: str
    slot: Slot
    icon: str = ""
    checkable: bool = False


class Actions:
    """The actions by name, in the order of their declaration."""

    def __init__(self, window: QWidget, entries: list[Entry]) -> None:
        self.entries = {e.name: e for e in entries}
        self._made: dict[str, QAction] = {}
        for entry in entries:
            action = QAction(entry.text, window)
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setToolTip(f"{entry.tip} ({entry.keys[0]})")
            action.setStatusTip(entry.tip)
            action.setCheckable(entry.checkable)
            action.triggered.connect(lambda _=False, slot=entry.slot: slot())
            window.addAction(action)
            self._made[entry.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)


class QuietWhileTyping(QObject):
    """Shortcuts sleep while someone types; Space presses a focused button, not the player."""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is None or event.type() != QEvent.Type.ShortcutOverride:
            return False
        focus = QApplication.focusWidget()
        key = event.key() if isinstance(event, QKeyEvent) else 0
        if isinstance(focus, QLineEdit) or hasattr(focus, "lineEdit") and key:
            asleep = not (Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12)
            if asleep and not isinstance(focus, QComboBox):
                event.accept()
        elif isinstance(focus, QAbstractButton) and key == Qt.Key.Key_Space:
            event.accept()
        return False
