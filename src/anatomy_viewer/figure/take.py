"""What happens in a film: a view state for every moment. Pure NumPy.

A take is a movement there and back, a way from one pose to another, or a turntable. The first and
the last of these end where they began, so that a player can go on without a seam.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import OutputError
from anatomy_viewer.motion.movement import Movement, blend, ease
from anatomy_viewer.motion.pose import NEUTRAL, Pose
from anatomy_viewer.scene.cameras import framing, named_camera, view_axes
from anatomy_viewer.session import Camera, Vector, ViewState

_ROUNDS = 12  # directions a turntable is framed for
_LOWEST = -112.0  # mm; as in the named views, the femur leaves the picture below its trochanters
_ONE_WAY_SECONDS, _ROUND_SECONDS = 3.0, 8.0


@dataclass(frozen=True)
class Take:
    """A view state in motion.

    Attributes:
        state: what is shown, and from where; its pose counts for a turntable alone.
        movement: what the hip does; None for a turntable.
        one_way: stop at the movement's end instead of coming back.
    """

    state: ViewState
    movement: Movement | None = None
    one_way: bool = False

    @property
    def loops(self) -> bool:
        """Whether the end meets the beginning."""
        return self.movement is None or not self.one_way

    @property
    def seconds(self) -> float:
        """How long it takes unhurried."""
        if self.movement is None:
            return _ROUND_SECONDS
        return _ONE_WAY_SECONDS if self.one_way else 2.0 * self.movement.seconds

    def pose(self, t: float) -> Pose:
        """The pose at a moment, 0 to 1."""
        if self.movement is None:
            return self.state.pose
        if self.one_way:
            return blend(self.movement.start, self.movement.end, ease(t))
        return self.movement.at(t)

    def states(self, atlas: Atlas, aspect: float, frames: int) -> Iterator[ViewState]:
        """The view states of a film of so many frames, evenly in time.

        Args:
            atlas: to frame a turntable on.
            aspect: width over height of the picture.
            frames: at least 2; one that loops leaves out the last, which is the first again.
        """
        round_trip = self.movement is None
        eye = self._eye(atlas, aspect) if round_trip else self.state.camera
        for k in range(frames):
            t = k / (frames if self.loops else frames - 1)
            camera = turned(eye, 360.0 * t) if round_trip and eye is not None else eye
            yield replace(self.state, pose=self.pose(t), camera=camera)

    def _eye(self, atlas: Atlas, aspect: float) -> Camera:
        """Where a turntable's eye starts: far enough off to have everything in sight all round."""
        if self.state.camera is not None:
            return self.state.camera
        named = named_camera(atlas, self.state, aspect)
        shown = self.state.shown(atlas) or atlas.on_side(self.state.side)
        points = np.vstack([atlas.surfaces[name].vertices for name in shown])
        points = points[points[:, 2] > _LOWEST]
        middle = (points.min(0) + points.max(0)) / 2.0
        angles = np.linspace(0.0, 360.0, _ROUNDS, endpoint=False)
        centred = np.concatenate([points, 2.0 * middle - points])  # so that the middle stays put
        far = max(_distance(framing(centred, turned(named, a), aspect)) for a in angles)
        back = view_axes(named)[2]
        return replace(named, position=_vector(middle + far * back), focal_point=_vector(middle))


def there_and_back(state: ViewState, movement: Movement) -> Take:
    """A movement as the window plays it, over and over."""
    return Take(state, movement)


def one_way(state: ViewState, start: Pose = NEUTRAL, end: Pose = NEUTRAL) -> Take:
    """From one pose to another, starting and stopping smoothly.

    Raises:
        OutputError: they are the same pose, so nothing would move.
    """
    if start == end:
        raise OutputError("Nothing would move: both poses are the same. Choose two that differ.")
    return Take(state, Movement("way", "From pose to pose", start, end), one_way=True)


def turntable(state: ViewState) -> Take:
    """Once round the body's long axis, the hip still."""
    return Take(state)


def turned(camera: Camera, degrees: float) -> Camera:
    """A camera carried round the vertical through what it looks at."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    focal = np.asarray(camera.focal_point)
    return replace(
        camera,
        position=_vector(focal + turn @ (np.asarray(camera.position) - focal)),
        view_up=_vector(turn @ np.asarray(camera.view_up)),
    )


def _distance(camera: Camera) -> float:
    return float(np.linalg.norm(np.subtract(camera.position, camera.focal_point)))


def _vector(values: np.ndarray) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
