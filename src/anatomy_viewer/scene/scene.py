"""The 3D picture of one view state: a thin conductor over parts that each draw one thing.

The scene draws what it is told and remembers nothing else: ``sync`` takes the old state, the new
one and the solved frame, and changes only what differs. It never decides when to draw; call
``render``. All pixels here are device pixels with the origin at the top left, as in Qt (times the
device pixel ratio) and in image files.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyvista as pv

from anatomy_viewer.motion.frame import Frame, HipModel
from anatomy_viewer.session import Camera, Vector, ViewState


@dataclass(frozen=True)
class Pick:
    """What lies under a pixel: the structure, the muscle's region if any, the point in mm."""

    structure: str
    region: str | None
    position: Vector


class Scene:
    """Draws view states into a PyVista plotter it is given (off-screen or a Qt widget)."""

    def __init__(
        self,
        plotter: pv.BasePlotter,
        model: HipModel,
        state: ViewState,
        frame: Frame | None = None,
        pixel_ratio: float = 1.0,
    ) -> None:
        """Fill the plotter with the anatomy in this state.

        Args:
            plotter: a ``pv.Plotter`` or a ``pyvistaqt.QtInteractor``; used, not owned.
            model: the atlas that can move.
            state: what to show first.
            frame: the solved frame of ``state.pose``; solved here when not given.
            pixel_ratio: device pixels per unit of text and line width.
        """
        raise NotImplementedError

    def sync(self, old: ViewState | None, new: ViewState, frame: Frame) -> None:
        """Change only what differs between two states; ``frame`` is ``new.pose`` solved."""
        raise NotImplementedError

    def render(self) -> None:
        """Draw once."""
        raise NotImplementedError

    def set_moving(self, moving: bool) -> None:
        """Speed while moving, quality when still; takes effect at the next draw."""
        raise NotImplementedError

    def set_pixel_ratio(self, pixel_ratio: float) -> None:
        """Size text and lines anew (another screen, larger text for the back row)."""
        raise NotImplementedError

    def pick(self, x: float, y: float) -> Pick | None:
        """What is under a pixel. Structures seen through count only where nothing solid is hit."""
        raise NotImplementedError

    def hover(self, structure: str | None, at: tuple[float, float] | None = None) -> bool:
        """Name and tint what is under the pointer; None takes it away.

        Returns:
            whether the picture changed, so that a draw is due.
        """
        raise NotImplementedError

    def camera(self) -> Camera:
        """The present camera as a value, fit for ``session.set_camera``."""
        raise NotImplementedError

    def place_camera(self, camera: Camera) -> None:
        """Move the eye without a state change (a flight's in-between steps)."""
        raise NotImplementedError

    def named_camera(self, state: ViewState) -> Camera:
        """Where the eye stands for the state's named view, framed for this window."""
        raise NotImplementedError

    def fly_to(self, structure: str) -> Camera:
        """A camera that frames a structure from the present direction.

        Raises:
            UnknownNameError: there is no such structure.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Take everything out of the plotter again."""
        raise NotImplementedError
