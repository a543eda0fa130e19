"""Length and moment arms against an angle, live: the hip is moved by dragging the cursor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qtpy.QtCore import QSize, Qt, QTimer
from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer import session
from anatomy_viewer.app.panels.plot import CurvePlot
from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.app.seam import Signal
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.curves import curve_plots, save_curves, turning_points
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.motion.pose import COORDINATES, Coordinate
from anatomy_viewer.motion.published import load_published
from anatomy_viewer.motion.words import ROLES, role_words
from anatomy_viewer.scene.focus import muscles_in_focus
from anatomy_viewer.scene.palette import PALETTES
from anatomy_viewer.session import Theme, ViewState

_LEGEND_WIDTH = 118  # room for "external rotator"
_SETTLED_MS = 120  # after which the changes of action are looked for
_NOTE = "Computed from a model. Pale: bones overlap, a real hip stops before. Rings: published."


class CurvesPanel(QWidget):
    """Curves of the muscles a view is about, at the present values of the other two angles."""

    saved = Signal(str)

    def __init__(self, presenter: Presenter) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._presenter = presenter
        self._published = load_published(presenter.model.atlas.folder)
        self.coordinate: Coordinate = "flexion"
        self._drawn: tuple[object, ...] | None = None
        self._theme: Theme | None = None
        self._drag = 0
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_SETTLED_MS)
        self._still.timeout.connect(self._tell_turns)
        self.lengths, self.arms = CurvePlot(), CurvePlot()
        for plot in (self.lengths, self.arms):
            plot.dragged.connect(self._move)
            plot.released.connect(self._let_go)
        self.axes = {c: _button(c.capitalize(), f"Plot against {c}") for c in COORDINATES}
        self.legend = {c: _button("", "") for c in COORDINATES}
        self.save_button, self.message = QToolButton(), QLabel()
        self.length_title, self.turns = QLabel(), QLabel()
        self._plots = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()

    def refresh(self, state: ViewState, frame: Frame) -> None:
        """Show a state: new curves where they change, else the cursor alone."""
        if not self.isVisible():
            return
        muscles = muscles_in_focus(self._presenter.model.atlas, state)
        others = tuple(getattr(state.pose, c) for c in COORDINATES if c != self.coordinate)
        wanted = (muscles, self.coordinate, others, state.theme, state.moment_arm)
        if wanted != self._drawn:
            self._draw(state, muscles)
            self._drawn = wanted
            self._still.start()
        here = getattr(state.pose, self.coordinate)
        for plot in (self.lengths, self.arms):
            plot.place_cursor(here, state.theme)
        self._tell_numbers(state, frame, muscles)

    def choose(self, coordinate: Coordinate) -> None:
        """Plot against another angle."""
        self.coordinate = coordinate
        self.refresh(self._presenter.state, self._presenter.frame)

    def save(self, path: Path) -> bool:
        """Write what is shown to an SVG or CSV file; what is wrong is said here."""
        state, model = self._presenter.state, self._presenter.model
        muscles = muscles_in_focus(model.atlas, state)
        try:
            save_curves(
                model, muscles, self.coordinate, state.pose, path, self._published, state.theme
            )
        except AnatomyViewerError as error:
            self._say(str(error))
            return False
        self._say("")
        self.saved.emit(str(path))
        return True

    def sizeHint(self) -> QSize:
        """Small enough to leave the view its room, docked beside it or below."""
        return QSize(380, 330)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """One plot above the other, or beside it where there is more width than height."""
        beside = self.width() > 1.3 * self.height()
        self._plots.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        super().resizeEvent(event)

    def showEvent(self, event: Any) -> None:
        """Catch up with what happened while out of sight."""
        super().showEvent(event)
        self._drawn = None
        self.refresh(self._presenter.state, self._presenter.frame)

    def _draw(self, state: ViewState, muscles: tuple[str, ...]) -> None:
        plots = curve_plots(
            self._presenter.model, muscles, self.coordinate, state.pose, self._published,
            state.theme,
        )  # fmt: skip
        if state.theme != self._theme:
            self._dress(state.theme)
        strong = None if state.moment_arm is None else COORDINATES.index(state.moment_arm)
        self.lengths.show_plot(plots[0], state.theme)
        self.arms.show_plot(plots[1], state.theme, strong)
        names = [s.name for s in plots[0].series]
        told = "" if len(names) < 2 else f" of {', '.join(names).lower()}"
        self.length_title.setText(f"Length change from neutral{told}, mm")
        for name, button in self.axes.items():
            button.setChecked(name == self.coordinate)

    def _tell_numbers(self, state: ViewState, frame: Frame, muscles: tuple[str, ...]) -> None:
        """The legend: each arm's name in its colour, with what it is at this pose."""
        for c, button in self.legend.items():
            words = c.capitalize()
            if len(muscles) == 1:
                arm = frame.measurements[muscles[0]].moment_arms_mm[c]
                words = f"{words}: {abs(arm):.0f} mm\n{role_words(c, arm)}"
            button.setText(words)
            button.setChecked(state.moment_arm == c)
        if not muscles:
            self.turns.setText("No muscle is shown.")

    def _dress(self, theme: Theme) -> None:
        """Give the legend the curves' colours."""
        self._theme = theme
        for button, rgb in zip(self.legend.values(), PALETTES[theme].axes, strict=True):
            colour = "#{:02x}{:02x}{:02x}".format(*rgb)
            button.setStyleSheet(
                f"QPushButton {{ color: {colour}; padding: 3px 0; font-size: 12px; }}"
                f"QPushButton:checked {{ color: {colour}; background: transparent; "
                f"border: 2px solid {colour}; }}"
            )

    def _tell_turns(self) -> None:
        """Where the action changes along the angle, in words."""
        state, model = self._presenter.state, self._presenter.model
        muscles = muscles_in_focus(model.atlas, state)
        if not muscles:
            return
        turns = turning_points(model, muscles[-1], self.coordinate, state.pose)
        name = model.atlas.structures[muscles[-1]].name
        self.turns.setText(
            f"As {self.coordinate} rises, the {name[:1].lower()}{name[1:]} "
            f"{turns or 'keeps its actions'}."
        )

    def _move(self, degrees: float) -> None:
        self._presenter.move(self.coordinate, degrees, f"curve {self._drag}")

    def _let_go(self) -> None:
        self._drag += 1
        self._presenter.session.end_gesture()

    def _point_out(self, coordinate: Coordinate) -> None:
        """Draw an arm in the 3D view, or no longer."""
        shown = self._presenter.state.moment_arm == coordinate
        self._presenter.do(session.set_moment_arm(None if shown else coordinate))
        self.refresh(self._presenter.state, self._presenter.frame)

    def _ask(self, suffix: str) -> None:
        proposed = str(Path.home() / f"hip-curves{suffix}")
        kind = "Drawings (*.svg)" if suffix == ".svg" else "Tables (*.csv)"
        name, _ = QFileDialog.getSaveFileName(self, "Save the curves", proposed, kind)
        if name:
            self.save(Path(name if name.lower().endswith(suffix) else name + suffix))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        group = QButtonGroup(self)
        against = QLabel("Against")
        against.setProperty("role", "quiet")
        head.addWidget(against)
        for name, button in self.axes.items():
            group.addButton(button)
            button.clicked.connect(lambda _=False, c=name: self.choose(c))
            head.addWidget(button)
        head.addStretch(1)
        menu = QMenu(self.save_button)
        for suffix, text in ((".svg", "As a drawing (SVG)…"), (".csv", "As a table (CSV)…")):
            menu.addAction(text, lambda s=suffix: self._ask(s))
        self.save_button.setText("Save")
        self.save_button.setToolTip("Save these curves")
        self.save_button.setMenu(menu)
        self.save_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.save_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head.addWidget(self.save_button)
        for label, role in ((self.message, "warning"), (self.length_title, "title")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.message.hide()
        signs = ("; ".join(f"{where} 0: {', '.join(ROLES[c][k] for c in COORDINATES)}"
                           for k, where in enumerate(("above", "below"))))  # fmt: skip
        arms_title, sign_words, note = QLabel("Moment arm, mm"), QLabel(signs), QLabel(_NOTE)
        arms_title.setProperty("role", "title")
        for label in (sign_words, note):
            label.setProperty("role", "quiet")
            label.setWordWrap(True)
        legend = QHBoxLayout()
        legend.setSpacing(4)
        for name, button in self.legend.items():
            button.setToolTip(
                f"Moment arm about the axis of {name}: click to draw it in the 3D view"
            )
            button.clicked.connect(lambda _=False, c=name: self._point_out(c))
            # Its words change with the pose; the panel's width must not.
            button.setMinimumWidth(_LEGEND_WIDTH)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            legend.addWidget(button, 1)
        for top, plot in (
            ((self.length_title,), self.lengths),
            ((arms_title, sign_words, legend), self.arms),
        ):
            column = QVBoxLayout()
            column.setSpacing(3)
            for part in top:
                if isinstance(part, QHBoxLayout):
                    column.addLayout(part)
                else:
                    column.addWidget(part)
            column.addWidget(plot, 1)
            self._plots.addLayout(column, 2 if plot is self.lengths else 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.message)
        layout.addLayout(self._plots, 1)
        self.turns.setWordWrap(True)
        layout.addWidget(self.turns)
        layout.addWidget(note)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("role", "segment")
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
