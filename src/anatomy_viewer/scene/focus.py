"""Which muscles a view state is about, where numbers and lines are wanted."""

from __future__ import annotations

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.session import ViewState


def muscles_in_focus(atlas: Atlas, state: ViewState) -> tuple[str, ...]:
    """The selected muscles that are shown; with none selected, the first one shown on each side."""
    shown = [n for n in atlas.on_side(state.side) if n in atlas.muscles and n not in state.hidden]
    chosen = tuple(n for n in state.selection if n in shown)
    if chosen:
        return chosen
    first = {atlas.structures[n].side: n for n in reversed(shown)}
    return tuple(n for n in shown if n in first.values())
