"""The main window: the view in the middle, the panels beside it, actions above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import Qt
from qtpy.QtGui import QCloseEvent
from qtpy.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QStatusBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

import anatomy_viewer
from anatomy_viewer import session
from anatomy_viewer.app import theme
from anatomy_viewer.app.actions import Actions, QuietWhileTyping
from anatomy_viewer.app.annotator import Annotator
from anatomy_viewer.app.bars import fill_bars
from anatomy_viewer.app.commands import entries
from anatomy_viewer.app.dialogs import about_dialog, shortcut_sheet
from anatomy_viewer.app.film_dialog import FilmDialog, PageDialog
from anatomy_viewer.app.job_dialog import JobDialog
from anatomy_viewer.app.opening import Opener
from anatomy_viewer.app.panels.information import InformationPanel
from anatomy_viewer.app.panels.movement import MovementPanel
from anatomy_viewer.app.panels.readout import ReadoutPanel
from anatomy_viewer.app.panels.structures import StructuresPanel
from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.app.save_dialog import SaveDialog
from anatomy_viewer.app.viewport import Viewport
from anatomy_viewer.motion.frame import Frame, HipModel
from anatomy_viewer.motion.pose import Coordinate
from anatomy_viewer.session import Theme, ViewState

if TYPE_CHECKING:
    from anatomy_viewer.app.panels.curves import CurvesPanel

_SIDE_WIDTH, _CURVES_WIDTH = 350, 380


class MainWindow(QMainWindow):
    """Lays out the widgets and refreshes them from the state."""

    def __init__(self, model: HipModel, state: ViewState) -> None:
        super().__init__()
        self.setWindowTitle("Anatomy Viewer")
        self.setMinimumSize(860, 560)
        screen = QApplication.primaryScreen()
        if screen is not None:
            room = screen.availableGeometry()
            self.resize(min(room.width(), 1500), min(room.height() - 40, 940))
        self._icons = model.atlas.folder / "assets" / "icons"
        self._theme: Theme | None = None
        self._selected: tuple[str, ...] = ()
        self._status = QStatusBar(self)
        self.setStatusBar(self._status)
        self.tabs = QTabWidget()
        self._shut = False
        self.axis: Coordinate = "rotation"
        self.curves: CurvesPanel | None = None
        self.viewport = Viewport(model, state, self)
        self.presenter = Presenter(model, state, self.viewport)
        self.opener = Opener(self, self.presenter, self.say)
        self.annotator = Annotator(self, self.presenter, self.say)
        self.actions_ = Actions(self, entries(self.presenter, self))
        self.movement = MovementPanel(self.presenter, self.actions_)
        self.readout = ReadoutPanel(self.presenter)
        self.information = InformationPanel(model.atlas)
        self.structures = StructuresPanel(self.presenter)
        self._lay_out()
        fill_bars(self, self.actions_)
        self._quiet = QuietWhileTyping(self)
        self._app = QApplication.instance()
        if self._app is not None:
            self._app.installEventFilter(self._quiet)
        self.presenter.refreshed.connect(self.refresh)
        self.presenter.player.changed.connect(self._show_player)
        self.viewport.hovered.connect(self._name_hovered)
        self.refresh(state, self.presenter.frame)
        self._show_player()
        self.viewport.setFocus()

    def refresh(self, state: ViewState, frame: Frame) -> None:
        """Show a state in every panel."""
        if state.theme != self._theme:
            self._dress(state.theme)
        for panel in (self.movement, self.readout, self.information, self.structures):
            panel.refresh(state, frame)
        if self.curves is not None:
            self.curves.refresh(state, frame)
        if state.selection != self._selected:
            self._selected = state.selection
            if state.selection:
                self.tabs.setCurrentIndex(0)
        do = self.actions_
        do["undo"].setEnabled(self.presenter.session.can_undo)
        do["redo"].setEnabled(self.presenter.session.can_redo)
        for name in ("fly", "hide", "isolate"):
            do[name].setEnabled(bool(state.selection))
        do["neighbours"].setChecked(self.presenter.shows_neighbours())
        do["see_through"].setChecked(state.see_through)
        do["labels"].setChecked(state.labels)
        self.axis = state.moment_arm or self.axis
        do["moment_arm"].setChecked(state.moment_arm is not None)
        do["theme"].setChecked(state.theme == "dark")
        for side in session.SIDE_CHOICES:
            do[f"side_{side}"].setChecked(side == state.side)

    def escape(self) -> None:
        """Stop annotating, else clear the selection, else leave full screen."""
        if self.annotator.busy:
            self.annotator.stop()
        elif self.presenter.state.selection:
            self.presenter.do(session.clear_selection)
        elif self.isFullScreen():
            self.showNormal()

    def toggle_full_screen(self) -> None:
        """Full screen, and back."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def toggle_curves(self) -> None:
        """Show the curves, or put them away; what draws them is loaded the first time."""
        if self.curves is None:
            from anatomy_viewer.app.panels.curves import CurvesPanel

            self.curves = CurvesPanel(self.presenter)
            self.curves.saved.connect(lambda path: self.say(f"Saved {path}"))
            self._dock = QDockWidget("Curves", self)
            self._dock.setObjectName("curves")
            self._dock.setWidget(self.curves)
            self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self._dock)
            self.resizeDocks([self._dock], [_CURVES_WIDTH], Qt.Orientation.Horizontal)
            self._dock.visibilityChanged.connect(
                lambda _: self.actions_["curves"].setChecked(not self._dock.isHidden())
            )
        else:
            self._dock.setVisible(self._dock.isHidden())
        self.actions_["curves"].setChecked(not self._dock.isHidden())

    def find_structure(self) -> None:
        """Go to the search field."""
        self.tabs.setCurrentIndex(1)
        self.structures.search.setFocus()
        self.structures.search.selectAll()

    def save_picture(self) -> SaveDialog:
        """Ask for a picture file."""
        self.presenter.player.stop()
        folder = self.presenter.model.atlas.folder
        dialog = SaveDialog(self.presenter.state, folder, self, self.opener.options)
        self._open(dialog)
        return dialog

    def save_film(self) -> FilmDialog:
        """Ask for a film of the movement."""
        self.presenter.player.stop()
        state, model = self.presenter.state, self.presenter.model
        dialog = FilmDialog(state, self.presenter.player.movement, model.atlas.folder, self)
        self._open(dialog)
        return dialog

    def save_page(self) -> PageDialog:
        """Ask for an interactive page."""
        self.presenter.player.stop()
        dialog = PageDialog(self.presenter.state, self.presenter.model.atlas.folder, self)
        self._open(dialog)
        return dialog

    def copy_picture(self) -> None:
        """The view as it stands, to the clipboard."""
        clipboard = QApplication.clipboard()
        if clipboard is None:
            return
        clipboard.setImage(self.viewport.picture())
        self.say("Copied the picture")

    def say(self, words: str, lasting: bool = False) -> None:
        """Tell what was done for a while, or what is to be done until the next word."""
        self._status.showMessage(words, 0 if lasting else 8000)

    def show_shortcuts(self) -> QDialog:
        """The sheet of all keys."""
        dialog = shortcut_sheet(self, self.actions_)
        dialog.open()
        return dialog

    def show_about(self) -> QDialog:
        """What this is."""
        version = getattr(anatomy_viewer, "__version__", "")
        dialog = about_dialog(self, self.presenter.model.atlas, version)
        dialog.open()
        return dialog

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Leave nothing running."""
        if not self._shut:
            self._shut = True
            for dialog in self.findChildren(QDialog):
                dialog.done(0)
            if self._app is not None:
                self._app.removeEventFilter(self._quiet)
            self.presenter.shut()
        super().closeEvent(event)

    def _open(self, dialog: SaveDialog | JobDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(lambda path: self.say(f"Saved {path}"))
        dialog.open()

    def _lay_out(self) -> None:
        self.tabs.addTab(self.information, "About this")
        self.tabs.addTab(self.structures, "Structures")
        self.tabs.setDocumentMode(True)
        tab_bar = self.tabs.tabBar()
        if tab_bar is not None:
            tab_bar.setDrawBase(False)  # a line of the style's own, white on dark
        body = QWidget()
        body.setObjectName("sideBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        for widget in (self.movement, _rule(), self.readout, self.tabs):
            column.addWidget(widget)
        column.setStretch(3, 1)
        self.side = QScrollArea()
        self.side.setObjectName("side")
        self.side.setWidgetResizable(True)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.setFixedWidth(_SIDE_WIDTH)
        self.side.setWidget(body)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.viewport, 1)
        row.addWidget(self.side)
        self.setCentralWidget(middle)
        self._hover_name = QLabel()
        self._status.addPermanentWidget(self._hover_name)

    def _dress(self, name: Theme) -> None:
        self._theme = name
        self.setStyleSheet(theme.sheet(name, self._icons))
        for key, entry in self.actions_.entries.items():
            if entry.icon:
                self.actions_[key].setIcon(theme.icon(self._icons, entry.icon, name))
        self._show_player()

    def _show_player(self) -> None:
        if self._theme is None:
            return
        playing = self.presenter.player.playing
        play = self.actions_["play"]
        play.setText("Pause" if playing else "Play")
        play.setIcon(theme.icon(self._icons, "pause" if playing else "play", self._theme))
        self.actions_["loop"].setChecked(self.presenter.player.loop)

    def _name_hovered(self, name: str | None) -> None:
        structures = self.presenter.model.atlas.structures
        self._hover_name.setText(f"{structures[name].name}  " if name else "")


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("role", "rule")
    rule.setFixedHeight(1)
    return rule
