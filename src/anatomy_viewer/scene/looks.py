"""How each structure looks in a view state: shown, faded, glowing, its regions lit. No VTK here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anatomy_viewer.atlas.model import Atlas, Structure
from anatomy_viewer.session import ViewState

Glow = Literal["none", "hover", "selected"]


@dataclass(frozen=True)
class Look:
    """The look of one structure.

    Attributes:
        shown: drawn at all.
        faded: drawn as a glassy shell, so that what lies behind can be seen.
        named: worth a label; what merely stands in the way is not.
        glow: a tinted rim.
        lit: a muscle's or ligament's regions shown in their own colours.
    """

    shown: bool
    faded: bool = False
    glow: Glow = "none"
    lit: bool = False
    named: bool = True


def looks(atlas: Atlas, state: ViewState, hovered: str | None = None) -> dict[str, Look]:
    """The look of every structure of the atlas in a state."""
    shown = set(state.shown(atlas))
    soft = {name for name in shown if atlas.regions_of(name)}
    soft_chosen = any(name in soft for name in state.selection)
    return {
        s.id: _look(s, state, s.id in shown, s.id in soft, soft_chosen, s.id == hovered)
        for s in atlas.structures.values()
    }


def _look(
    structure: Structure,
    state: ViewState,
    shown: bool,
    soft: bool,
    soft_chosen: bool,
    hovered: bool,
) -> Look:
    if not shown:
        return Look(shown=False)
    selected = structure.id in state.selection
    see_through = not soft and (state.see_through or soft_chosen)
    before = _stands_before(structure, state) and not selected
    if before and structure.kind != "bone":
        return Look(shown=False)
    faded = (see_through and not selected) or before
    glow: Glow = "none"
    if selected and not soft:
        glow = "selected"
    elif hovered:
        glow = "hover"
    return Look(shown=True, faded=faded, glow=glow, lit=selected and soft, named=not before)


def _stands_before(structure: Structure, state: ViewState) -> bool:
    """Whether it blocks a named view: from below the thigh bones do; the pelvic view, with both
    sides shown, looks at the left hip past the right one.
    """
    if state.view == "inferior":
        return structure.kind == "bone" and structure.segment != "pelvis"
    return state.view == "pelvic" and state.side == "both" and structure.side == "right"
