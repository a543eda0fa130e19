"""The one loop: an action, a new state, a solved frame, the view and panels brought up to date."""

from __future__ import annotations

from dataclasses import replace

from qtpy.QtCore import QObject

from anatomy_viewer import session
from anatomy_viewer.app.player import Player
from anatomy_viewer.app.seam import Signal
from anatomy_viewer.app.viewport import Viewport
from anatomy_viewer.motion.frame import Frame, HipModel
from anatomy_viewer.motion.pose import NEUTRAL, Coordinate, Pose
from anatomy_viewer.session import Action, Camera, Session, SideChoice, ViewState


class Presenter(QObject):
    """Applies actions and tells everyone what the state has become."""

    refreshed = Signal(object, object)  # ViewState, Frame

    def __init__(self, model: HipModel, state: ViewState, viewport: Viewport) -> None:
        super().__init__(viewport)
        self.model = model
        self.session = Session(state)
        self.viewport = viewport
        self.neutral = model.neutral()
        self.frame: Frame = model.solve(state.pose)
        self.player = Player(self)
        self.player.posed.connect(self._pose_from_player)
        viewport.clicked.connect(self.click)
        viewport.flown_to.connect(self.fly_to)
        viewport.camera_dragged.connect(self._drag_camera)
        viewport.drag_ended.connect(self.session.end_gesture)

    @property
    def state(self) -> ViewState:
        """What is shown now."""
        return self.session.state

    def do(self, action: Action, gesture: str | None = None, fly: bool = False) -> None:
        """Apply an action."""
        old = self.state
        self._show(old, self.session.apply(action, gesture), fly)

    def undo(self) -> None:
        """Take back the last step."""
        self.player.stop()
        old = self.state
        self._show(old, self.session.undo(), fly=True)

    def redo(self) -> None:
        """Take the undone step again."""
        self.player.stop()
        old = self.state
        self._show(old, self.session.redo(), fly=True)

    def move(self, coordinate: Coordinate, degrees: float, gesture: str | None) -> None:
        """Move the hip by hand; whatever was playing stops."""
        self.player.stop()
        angles = {**self.state.pose.as_dict(), coordinate: degrees}
        self.do(session.set_pose(Pose.clamped(**angles)), gesture)

    def glide_to(self, pose: Pose) -> None:
        """Move the hip smoothly."""
        self.player.glide(self.state.pose, pose)

    def play(self) -> None:
        """Play, or pause."""
        self.player.toggle(self.state.pose)

    def neutral_pose(self) -> None:
        """Back to the ISB neutral pose."""
        self.glide_to(NEUTRAL)

    def click(self, structure: str | None, add: bool = False) -> None:
        """Select, add to the selection, or clear it."""
        if structure is None:
            if not add:
                self.do(session.clear_selection)
        elif add:
            self.do(session.toggle_selected(structure))
        else:
            self.do(session.select(structure))

    def fly_to(self, structure: str | None = None) -> None:
        """Bring a structure, or the selected one, to fill the view."""
        name = structure or next(iter(self.state.selection[-1:]), None)
        if name is not None:
            self.do(session.set_camera(self.viewport.scene.fly_to(name)), fly=True)

    def look(self, view: session.ViewName) -> None:
        """Fly to a named view."""
        self.do(session.set_view(view), fly=True)

    def show_side(self, side: SideChoice) -> None:
        """Show one hip or both; what is out of sight is no longer selected."""
        shown = self.model.atlas.on_side(side)

        def act(state: ViewState) -> ViewState:
            kept = tuple(name for name in state.selection if name in shown)
            return replace(session.set_side(side)(state), selection=kept)

        self.do(act, fly=True)

    def toggle_neighbours(self) -> None:
        """Show everything that is hidden at first, or put it away again."""
        names = self.model.atlas.neighbours()
        self.do(session.set_revealed(names, not self.shows_neighbours()))

    def shows_neighbours(self) -> bool:
        """Whether any of what is hidden at first is shown."""
        structures = self.model.atlas.structures
        return any(self.state.shows(structures[n]) for n in self.model.atlas.neighbours())

    def reset_view(self) -> None:
        """The present view's name, framed anew."""
        self.look(self.state.view)

    def shut(self) -> None:
        """Stop everything that moves and let go of the view."""
        self.player.stop()
        self.viewport.shut()

    def _pose_from_player(self, pose: Pose, gesture: str) -> None:
        self.do(session.set_pose(pose), gesture)

    def _drag_camera(self, camera: Camera) -> None:
        self.do(session.set_camera(camera), "camera")

    def _show(self, old: ViewState, new: ViewState, fly: bool = False) -> None:
        if new == old:
            return
        if new.pose != old.pose:
            self.frame = self.model.solve(new.pose)
        self.viewport.sync(old, new, self.frame, fly)
        self.refreshed.emit(new, self.frame)
