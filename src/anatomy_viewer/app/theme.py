"""Colours, spacing and icons of the window, light and dark."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from qtpy.QtCore import QByteArray, Qt
from qtpy.QtGui import QIcon, QPainter, QPixmap
from qtpy.QtSvg import QSvgRenderer

from anatomy_viewer.session import Theme


@dataclass(frozen=True)
class Shades:
    """What a window of one theme is painted with."""

    window: str
    panel: str
    field: str
    line: str
    ink: str
    quiet: str
    accent: str
    on_accent: str
    warning: str


SHADES: dict[Theme, Shades] = {
    "light": Shades(
        "#eef1f4", "#fafbfc", "#ffffff", "#d3dae2", "#1d2733", "#5b6775", "#1f6fb8", "#ffffff",
        "#8a4b00",
    ),
    "dark": Shades(
        "#1a1e24", "#22272f", "#2b313b", "#3b4450", "#f0f3f6", "#a9b4c0", "#63b3ff", "#0d1823",
        "#ffc46b",
    ),
}  # fmt: skip

_SHEET = """
* {{ color: {ink}; font-size: 13px; }}
QMainWindow, QDialog, QStatusBar, QMenuBar {{ background: {window}; }}
QMenuBar {{ padding: 2px 6px; border-bottom: 1px solid {line}; }}
QMenuBar::item {{ padding: 4px 9px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {line}; }}
QMenu {{ background: {panel}; border: 1px solid {line}; padding: 5px; }}
QMenu::item {{ padding: 5px 26px 5px 26px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {quiet}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QToolBar {{ background: {panel}; border: none; border-bottom: 1px solid {line};
    padding: 4px 8px; spacing: 2px; }}
QToolBar::separator {{ width: 1px; background: {line}; margin: 5px 7px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 5px; min-width: 18px; }}
QToolButton:hover {{ background: {window}; border-color: {line}; }}
QToolButton:checked {{ background: {accent}; color: {on_accent}; }}
QToolButton:disabled {{ color: {line}; }}
QToolButton:focus {{ border-color: {accent}; }}
#side, #sideBody, QScrollArea {{ background: {panel}; border: none; }}
#side {{ border-left: 1px solid {line}; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: 12px; font-weight: 600; color: {quiet}; }}
QLabel[role="quiet"] {{ color: {quiet}; font-size: 12px; }}
QLabel[role="value"] {{ font-weight: 600; }}
QLabel[role="big"] {{ font-size: 15px; font-weight: 600; }}
QLabel[role="warning"] {{ color: {warning}; }}
QPushButton {{ background: {field}; border: 1px solid {line}; border-radius: 6px;
    padding: 6px 14px; }}
QPushButton:hover, QPushButton:focus {{ border-color: {accent}; }}
QPushButton:checked, QPushButton:default {{ background: {accent}; color: {on_accent};
    border-color: {accent}; }}
QPushButton:disabled {{ color: {quiet}; }}
QPushButton[role="segment"] {{ padding: 4px 8px; }}
QLineEdit, QDoubleSpinBox, QSpinBox, QComboBox, QPlainTextEdit {{ background: {field};
    border: 1px solid {line}; border-radius: 6px; padding: 4px 7px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QDoubleSpinBox:focus, QSpinBox:focus, QComboBox:focus {{
    border-color: {accent}; }}
QComboBox QAbstractItemView {{ background: {field}; border: 1px solid {line};
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {quiet}; padding: 7px 14px;
    border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {ink}; border-bottom-color: {accent}; }}
QLineEdit:disabled, QDoubleSpinBox:disabled, QSpinBox:disabled, QCheckBox:disabled {{
    color: {quiet}; background: {window}; }}
QListWidget {{ background: {field}; border: 1px solid {line}; border-radius: 6px; padding: 3px; }}
QListWidget::item {{ padding: 3px; border-radius: 4px; }}
QListWidget::item:selected {{ background: {accent}; color: {on_accent}; }}
QTreeWidget {{ background: transparent; border: none; outline: 0; }}
QTreeWidget {{ show-decoration-selected: 0; }}
QTreeWidget::branch {{ background: transparent; }}
QTreeWidget::item {{ padding: 3px 0; border-radius: 4px; }}
QTreeWidget::item:disabled {{ color: {quiet}; }}
QTreeWidget::item:hover {{ background: {window}; }}
QTreeWidget::item:selected {{ background: {accent}; color: {on_accent}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url({icons}/chevron.svg); width: 12px; height: 12px; }}
QTreeWidget::indicator, QListWidget::indicator, QCheckBox::indicator {{ width: 14px; height: 14px;
    border: 1px solid {quiet}; border-radius: 4px; background: {field}; }}
QTreeWidget::indicator:checked, QListWidget::indicator:checked,
QCheckBox::indicator:checked {{ background: {accent};
    border-color: {accent}; image: url({icons}/check.svg); }}
QTreeWidget::indicator:checked:disabled {{ background: {line}; border-color: {line}; }}
QProgressBar {{ background: {line}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 4px; min-height: 30px;
    margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QToolTip {{ background: {field}; color: {ink}; border: 1px solid {line}; padding: 4px; }}
QDockWidget {{ color: {ink}; }}
QDockWidget::title {{ background: {panel}; padding: 7px 12px; border-bottom: 1px solid {line}; }}
CurvesPanel {{ background: {panel}; }}
QMainWindow::separator {{ background: {line}; width: 4px; height: 4px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QFrame[role="rule"] {{ background: {line}; max-height: 1px; border: none; }}
"""


def sheet(theme: Theme, icons: Path) -> str:
    """The style sheet of a theme."""
    return _SHEET.format(icons=icons.as_posix(), **asdict(SHADES[theme]))


def icon(folder: Path, name: str, theme: Theme) -> QIcon:
    """A drawn icon in the theme's ink, and in the accent's ink where it is switched on."""
    text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    shades, made = SHADES[theme], QIcon()
    for ink, mode, state in (
        (shades.ink, QIcon.Mode.Normal, QIcon.State.Off),
        (shades.on_accent, QIcon.Mode.Normal, QIcon.State.On),
        (shades.line, QIcon.Mode.Disabled, QIcon.State.Off),
    ):
        renderer = QSvgRenderer(QByteArray(text.replace("currentColor", ink).encode()))
        pixmap = QPixmap(48, 48)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        made.addPixmap(pixmap, mode, state)
    return made
