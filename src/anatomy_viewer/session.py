"""What is shown, as one immutable value, and the actions that change it.

The loop of the program: a widget, a key or a script makes an action, ``Session.apply`` gives a new
``ViewState``, the frame is solved for its pose, the scene draws the difference. Nothing reads back
from an actor or a widget. The same value is what undo steps through and what a figure is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from anatomy_viewer.annotations import Annotation
from anatomy_viewer.atlas.model import Atlas, Structure
from anatomy_viewer.atlas.names import Language
from anatomy_viewer.motion.pose import Coordinate, Pose

SideChoice = Literal["left", "right", "both"]
Theme = Literal["light", "dark"]
ViewName = Literal["anterior", "posterior", "left", "right", "superior", "inferior", "pelvic"]

SIDE_CHOICES: tuple[SideChoice, ...] = ("left", "right", "both")
VIEW_NAMES: tuple[ViewName, ...] = (
    "anterior", "posterior", "left", "right", "superior", "inferior", "pelvic",
)  # fmt: skip
THEMES: tuple[Theme, ...] = ("light", "dark")

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Camera:
    """Where the eye is; mm, atlas frame. ``view_angle`` in degrees, vertical."""

    position: Vector
    focal_point: Vector
    view_up: Vector
    view_angle: float = 24.0


@dataclass(frozen=True)
class Naming:
    """What the labels name, how, and where they stand.

    Attributes:
        only: ids of structures and landmarks, and regions as 'structure.region', that are named;
            empty for the usual choice.
        language: of the names.
        numbers: numbers instead of names, for a quiz.
        near: labels stand near what they name, not in columns beside the picture.
    """

    only: tuple[str, ...] = ()
    language: Language = "en"
    numbers: bool = False
    near: bool = False


@dataclass(frozen=True)
class ViewState:
    """One picture, completely: same state, same picture.

    ``camera`` None means the named ``view``, framed on what is shown. ``hidden`` is what was put
    away; ``revealed`` is what the atlas does not show at first, and was asked for. ``moment_arm``
    is the coordinate whose axis, line of pull and moment arm are drawn, None for no such lines.
    """

    pose: Pose = field(default_factory=Pose)
    side: SideChoice = "left"
    view: ViewName = "posterior"
    camera: Camera | None = None
    selection: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    see_through: bool = False
    labels: bool = True
    theme: Theme = "light"
    moment_arm: Coordinate | None = None
    naming: Naming = field(default_factory=Naming)
    annotations: tuple[Annotation, ...] = ()
    revealed: frozenset[str] = frozenset()

    def shows(self, structure: Structure) -> bool:
        """Whether a structure is shown on its side; what is selected was asked for."""
        name = structure.id
        asked_for = structure.shown_at_first or name in self.revealed or name in self.selection
        return asked_for and name not in self.hidden

    def shown(self, atlas: Atlas) -> tuple[str, ...]:
        """Ids of what is shown, in the order of the atlas."""
        return tuple(n for n in atlas.on_side(self.side) if self.shows(atlas.structures[n]))


Action = Callable[[ViewState], ViewState]


def set_pose(pose: Pose) -> Action:
    """Move the hip."""
    return lambda state: replace(state, pose=pose)


def set_coordinate(coordinate: Coordinate, degrees: float) -> Action:
    """Move the hip about one coordinate."""
    return lambda state: replace(state, pose=state.pose.with_(coordinate, degrees))


def set_view(view: ViewName) -> Action:
    """Look from a named direction, framed anew."""
    return lambda state: replace(state, view=view, camera=None)


def set_camera(camera: Camera) -> Action:
    """Look from anywhere."""
    return lambda state: replace(state, camera=camera)


def set_side(side: SideChoice) -> Action:
    """Show the left hip, the right hip, or both, framed anew."""
    return lambda state: replace(state, side=side, camera=None)


def select(structure: str) -> Action:
    """Select one structure alone."""
    return lambda state: replace(state, selection=(structure,))


def toggle_selected(structure: str) -> Action:
    """Add a structure to the selection, or take it out."""

    def act(state: ViewState) -> ViewState:
        if structure in state.selection:
            kept = tuple(s for s in state.selection if s != structure)
            return replace(state, selection=kept)
        return replace(state, selection=(*state.selection, structure))

    return act


def clear_selection(state: ViewState) -> ViewState:
    """Select nothing."""
    return replace(state, selection=())


def hide_selected(state: ViewState) -> ViewState:
    """Hide what is selected."""
    return replace(state, hidden=state.hidden | set(state.selection), selection=())


def isolate_selected(all_structures: tuple[str, ...]) -> Action:
    """Hide everything but what is selected; with nothing selected, change nothing."""

    def act(state: ViewState) -> ViewState:
        if not state.selection:
            return state
        return replace(state, hidden=frozenset(all_structures) - set(state.selection))

    return act


def set_visible(structure: str, visible: bool) -> Action:
    """Show or hide one structure."""

    def act(state: ViewState) -> ViewState:
        if visible and structure in state.hidden:
            return replace(state, hidden=state.hidden - {structure})
        if visible:
            return replace(state, revealed=state.revealed | {structure})
        kept = tuple(s for s in state.selection if s != structure)
        return replace(state, hidden=state.hidden | {structure}, selection=kept)

    return act


def set_revealed(structures: Iterable[str], shown: bool) -> Action:
    """Show, or put away again, structures that the atlas does not show at first."""
    names = frozenset(structures)

    def act(state: ViewState) -> ViewState:
        if shown:
            return replace(state, revealed=state.revealed | names, hidden=state.hidden - names)
        kept = tuple(s for s in state.selection if s not in names)
        return replace(
            state, revealed=state.revealed - names, hidden=state.hidden - names, selection=kept
        )

    return act


def show_all(state: ViewState) -> ViewState:
    """Put nothing away; what is not shown at first stays as it is."""
    return replace(state, hidden=frozenset())


def toggle_see_through(state: ViewState) -> ViewState:
    """Bones see-through, and back."""
    return replace(state, see_through=not state.see_through)


def set_labels(shown: bool) -> Action:
    """Show or hide the labels."""
    return lambda state: replace(state, labels=shown)


def set_moment_arm(coordinate: Coordinate | None) -> Action:
    """Draw the line of pull and the moment arm about a coordinate's axis, or None of it."""
    return lambda state: replace(state, moment_arm=coordinate)


def set_naming(naming: Naming) -> Action:
    """Name other things, or otherwise."""
    return lambda state: replace(state, naming=naming)


def annotate(annotation: Annotation) -> Action:
    """Add an annotation."""
    return lambda state: replace(state, annotations=(*state.annotations, annotation))


def set_annotation(index: int, annotation: Annotation | None) -> Action:
    """Put another annotation in one's place, or none."""

    def act(state: ViewState) -> ViewState:
        before, after = state.annotations[:index], state.annotations[index + 1 :]
        between = () if annotation is None else (annotation,)
        return replace(state, annotations=(*before, *between, *after))

    return act


def set_theme(theme: Theme) -> Action:
    """Light or dark."""
    return lambda state: replace(state, theme=theme)


@dataclass
class Session:
    """The present state, and the way back to earlier ones.

    Actions applied with the same ``gesture`` one after another (a drag, a running movement) make
    one step of undo.
    """

    state: ViewState = field(default_factory=ViewState)
    limit: int = 200
    _past: list[ViewState] = field(default_factory=list, repr=False)
    _future: list[ViewState] = field(default_factory=list, repr=False)
    _gesture: str | None = field(default=None, repr=False)

    def apply(self, action: Action, gesture: str | None = None) -> ViewState:
        """Apply an action and return the new state; an action that changes nothing is no step."""
        new = action(self.state)
        if new == self.state:
            return self.state
        if gesture is None or gesture != self._gesture:
            self._past.append(self.state)
            del self._past[: -self.limit]
        self._gesture = gesture
        self._future.clear()
        self.state = new
        return new

    def end_gesture(self) -> None:
        """The next action starts a step of its own."""
        self._gesture = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return bool(self._future)

    def undo(self) -> ViewState:
        """Take back the last step, if any."""
        if self._past:
            self._future.append(self.state)
            self.state = self._past.pop()
        self._gesture = None
        return self.state

    def redo(self) -> ViewState:
        """Take the undone step again, if any."""
        if self._future:
            self._past.append(self.state)
            self.state = self._future.pop()
        self._gesture = None
        return self.state
