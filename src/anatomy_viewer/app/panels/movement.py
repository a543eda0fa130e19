"""Moving the hip: three angles, playing a movement, named poses."""

from __future__ import annotations

from qtpy.QtCore import QSignalBlocker, Qt
from qtpy.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from anatomy_viewer.app.actions import Actions
from anatomy_viewer.app.panels.angle import AngleRow
from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.app.theme import SHADES
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.motion.movement import MOVEMENTS
from anatomy_viewer.motion.pose import COORDINATES
from anatomy_viewer.scene.palette import PALETTES
from anatomy_viewer.session import ViewState

_SPEEDS = (0.25, 0.5, 1.0, 2.0)


class MovementPanel(QWidget):
    """Shows the pose and asks the presenter to change it."""

    def __init__(self, presenter: Presenter, actions: Actions) -> None:
        super().__init__()
        self._presenter = presenter
        self.rows = {c: AngleRow(c) for c in COORDINATES}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        head = QHBoxLayout()
        title = QLabel("Move the hip")
        title.setProperty("role", "title")
        neutral = QPushButton("Neutral")
        neutral.setProperty("role", "segment")
        neutral.setToolTip("Back to the neutral pose (N)")
        neutral.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        neutral.clicked.connect(presenter.neutral_pose)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(neutral)
        layout.addLayout(head)
        for row in self.rows.values():
            layout.addWidget(row)
            row.moved.connect(self._move)
            row.finished.connect(presenter.session.end_gesture)
        self.movement = QComboBox()
        self.movement.setAccessibleName("Movement")
        self.movement.setToolTip("The movement that is played; choosing one goes to its pose")
        for one in MOVEMENTS:
            self.movement.addItem(f"Stretch: {one.name}" if one.stretch else one.name, one.id)
        self.movement.activated.connect(self._choose)
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed")
        self.speed.setToolTip("Speed of the movement")
        for speed in _SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        self.speed.setCurrentIndex(_SPEEDS.index(1.0))
        self.speed.currentIndexChanged.connect(self._set_speed)
        bar = QHBoxLayout()
        bar.setSpacing(3)
        for name in ("step_back", "play", "step_forward", "loop"):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.speed)
        layout.addSpacing(2)
        layout.addWidget(self.movement)
        layout.addLayout(bar)
        presenter.player.changed.connect(self._follow_player)

    def refresh(self, state: ViewState, frame: Frame) -> None:
        """Show a state."""
        axes = PALETTES[state.theme].axes
        for (name, row), rgb in zip(self.rows.items(), axes, strict=True):
            row.paint_in("#{:02x}{:02x}{:02x}".format(*rgb), SHADES[state.theme].line)
            row.show_value(getattr(state.pose, name))

    def _move(self, coordinate: str, degrees: float, gesture: str) -> None:
        self._presenter.move(coordinate, degrees, gesture or None)  # type: ignore[arg-type]

    def _choose(self, index: int) -> None:
        self._presenter.player.choose(MOVEMENTS[index])
        self._presenter.player.phase = 0.5
        self._presenter.glide_to(MOVEMENTS[index].end)

    def _set_speed(self, index: int) -> None:
        self._presenter.player.speed = _SPEEDS[index]

    def _follow_player(self) -> None:
        with QSignalBlocker(self.movement):
            self.movement.setCurrentIndex(MOVEMENTS.index(self._presenter.player.movement))
