"""Small windows: errors with their details, the shortcuts, what the program is."""

from __future__ import annotations

import traceback
from html import escape
from types import TracebackType

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer.app.actions import Actions
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AnatomyViewerError


def error_box(
    parent: QWidget | None,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> QMessageBox:
    """What happened and what to do; the details behind a button."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Anatomy Viewer")
    if isinstance(error, AnatomyViewerError):
        box.setText(str(error))
    else:
        box.setText("Something went wrong. What you see and posed is kept; you can go on working.")
        box.setInformativeText(f"{kind.__name__}: {error}")
    box.setDetailedText("".join(traceback.format_exception(kind, error, trace)))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def shortcut_sheet(parent: QWidget, actions: Actions) -> QDialog:
    """All keys and gestures."""
    mouse = (
        ("Left drag", "Turn"),
        ("Middle drag, Shift+drag", "Move sideways"),
        ("Wheel, right drag", "Zoom"),
        ("Click", "Select; on nothing: clear"),
        ("Ctrl+click", "Add to the selection"),
        ("Double-click", "Fly to the structure"),
        ("Arrows", "Turn, with the 3D view in focus"),
    )
    rows = [_row(keys, what) for keys, what in mouse]
    rows += [
        _row(", ".join(e.keys), e.text.replace("&", "").rstrip("…"))
        for e in actions.entries.values()
    ]
    half = (len(rows) + 1) // 2
    columns = "".join(
        f"<td style='padding-right:28px'><table cellspacing='3'>{''.join(part)}</table></td>"
        for part in (rows[:half], rows[half:])
    )
    return _dialog(parent, "Shortcuts", f"<table><tr>{columns}</tr></table>", (820, 560))


def about_dialog(parent: QWidget, atlas: Atlas, version: str) -> QDialog:
    """Version, sources and licences, and what the program does not do."""
    sources = sorted({(s.source, s.licence) for s in atlas.structures.values()})
    items = "".join(f"<li>{escape(s)} ({escape(licence)})</li>" for s, licence in sources)
    html = (
        f"<h2>Anatomy Viewer {escape(version)}</h2>"
        "<p>See where the obturator internus starts, how it turns behind the ischium and where it "
        "ends, and watch it follow the hip.</p>"
        "<p><b>It teaches anatomy. It gives no diagnosis and no treatment advice.</b></p>"
        f"<p><b>Geometry</b></p><ul>{items}</ul>"
        "<p><b>Conventions.</b> Joint axes after Wu et al. 2002; region colours after Okabe and "
        "Ito 2008. Lengths and moment arms are computed from a model.</p>"
        "<p>Code: MIT licence. PyQt5: GPL. Typeface in the 3D view: Inter (OFL).</p>"
    )
    return _dialog(parent, "About Anatomy Viewer", html, (560, 440))


def _row(keys: str, what: str) -> str:
    return f"<tr><td><b>{escape(keys)}</b>&nbsp;&nbsp;</td><td>{escape(what)}</td></tr>"


def _dialog(parent: QWidget, title: str, html: str, size: tuple[int, int]) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = QLabel(html)
    text.setWordWrap(True)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    text.setMargin(10)
    area = QScrollArea()
    area.setWidget(text)
    area.setWidgetResizable(True)
    close = QPushButton("Close")
    close.setDefault(True)
    close.clicked.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(area)
    layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    dialog.resize(*size)
    return dialog
