"""The menus and the toolbar: which commands stand where."""

from __future__ import annotations

from qtpy.QtCore import QSize, Qt
from qtpy.QtWidgets import QMainWindow, QMenu, QMenuBar, QToolBar, QToolButton

from anatomy_viewer.app.actions import Actions

_MENUS: tuple[tuple[str, str], ...] = (
    ("&File", "open save film page copy | quit"),
    ("&Edit", "undo redo | clear find"),
    (
        "&View",
        "anterior posterior left right superior inferior pelvic reset fly zoom_in zoom_out | "
        "side_left side_right side_both | hide isolate show_all neighbours | see_through labels "
        "naming moment_arm next_axis | curves | theme full_screen",
    ),
    ("&Annotate", "note free_text distance angle | annotations"),
    ("&Movement", "play step_back step_forward loop | neutral"),
    ("Hel&p", "shortcuts about"),
)
_BAR = (
    "save copy | undo redo | anterior posterior left right superior inferior pelvic | "
    "reset fly | see_through labels theme | curves"
)


def fill_bars(window: QMainWindow, actions: Actions) -> None:
    """Give a window its menus and its toolbar."""
    menu_bar = QMenuBar(window)
    window.setMenuBar(menu_bar)
    for title, names in _MENUS:
        menu = QMenu(title, menu_bar)
        menu_bar.addMenu(menu)
        for name in names.split():
            if name == "|":
                menu.addSeparator()
            else:
                menu.addAction(actions[name])
    bar = QToolBar("Tools")
    bar.setMovable(False)
    bar.setIconSize(QSize(20, 20))
    for name in _BAR.split():
        if name == "|":
            bar.addSeparator()
        else:
            bar.addAction(actions[name])
    for button in bar.findChildren(QToolButton):
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    window.addToolBar(bar)
