"""What the model computes at this pose, in plain words."""

from __future__ import annotations

from qtpy.QtWidgets import QLabel, QVBoxLayout, QWidget

from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.motion.pose import COORDINATES
from anatomy_viewer.motion.words import arm_words, length_words, overlap_words
from anatomy_viewer.session import ViewState


class ReadoutPanel(QWidget):
    """Length change and moment arms of the muscle shown."""

    def __init__(self, presenter: Presenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._title, self.length, self.arms = QLabel(), QLabel(), QLabel()
        self.warning, note = QLabel(), QLabel("Computed from a model, by one average skeleton.")
        self._title.setProperty("role", "title")
        self.length.setProperty("role", "big")
        self.warning.setProperty("role", "warning")
        note.setProperty("role", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for label in (self._title, self.length, self.arms, self.warning, note):
            label.setWordWrap(True)
            layout.addWidget(label)

    def refresh(self, state: ViewState, frame: Frame) -> None:
        """Show a frame."""
        name = _muscle(self._presenter, state)
        structure = self._presenter.model.atlas.structures[name]
        now, rest = frame.measurements[name], self._presenter.neutral.measurements[name]
        self._title.setText(structure.name)
        self.length.setText(length_words(now.length_mm - rest.length_mm))
        rows = "".join(
            f"<tr><td style='padding-right:14px'>{c.capitalize()}</td>"
            f"<td><b>{arm_words(c, now.moment_arms_mm[c])}</b></td></tr>"
            for c in COORDINATES
        )
        self.arms.setText(f"<table>{rows}</table>")
        warning = overlap_words(now)
        self.warning.setText(warning or "")
        self.warning.setVisible(warning is not None)


def _muscle(presenter: Presenter, state: ViewState) -> str:
    """The muscle to speak of: the one selected last, or the first on the side shown."""
    atlas = presenter.model.atlas
    chosen = [n for n in state.selection if n in atlas.muscles]
    return (
        chosen[-1] if chosen else next(n for n in atlas.on_side(state.side) if n in atlas.muscles)
    )
