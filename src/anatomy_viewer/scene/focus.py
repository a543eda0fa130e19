"""Which muscles a view state is about, where numbers and lines are wanted."""

from __future__ import annotations

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pull import MomentArm, moment_arm
from anatomy_viewer.session import ViewState


def muscles_in_focus(atlas: Atlas, state: ViewState) -> tuple[str, ...]:
    """The selected muscles that are shown; with none selected, the first one shown on each side."""
    shown = [n for n in state.shown(atlas) if n in atlas.muscles]
    chosen = tuple(n for n in state.selection if n in shown)
    if chosen:
        return chosen
    first = {atlas.structures[n].side: n for n in reversed(shown)}
    return tuple(n for n in shown if n in first.values())


def moment_arms(model: HipModel, state: ViewState) -> tuple[MomentArm, ...]:
    """What the state asks to be drawn of the pull of the muscles it is about."""
    if state.moment_arm is None:
        return ()
    return tuple(
        moment_arm(model, name, state.moment_arm, state.pose)
        for name in muscles_in_focus(model.atlas, state)
    )
