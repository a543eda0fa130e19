"""A muscle's pull on the femur as one straight line, and the moment arm between it and an axis.

The number comes first: r = -dL/dq of the model's length, for all three coordinates. Together they
say what moment about the hip a pull of one unit makes, and the line drawn is the one that makes
just that moment; its direction is that of the last straight stretch of the model's strands, turned
by the least angle that lets it. How far it then lies from the strands is kept beside it.

With a the axis and u the pull, both unit vectors, the moment arm is the distance between the two
lines times the sine of the angle between them: only the part of the pull across an axis turns
about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.joint import joint_axis
from anatomy_viewer.motion.pose import COORDINATES, Coordinate, Pose

Floats = NDArray[np.float64]

_LIKE_MM = 2.0  # strands whose moment differs by this much from the model's count for less
_PARALLEL = 1e-6  # sine below which two lines have no one common perpendicular


@dataclass(frozen=True, eq=False)
class LineOfPull:
    """One straight line that pulls on the femur as the whole muscle does.

    Attributes:
        direction: (3,) unit, from the femur towards the pelvis.
        start: (3,) its point nearest to where the strands reach the femur, mm, atlas frame.
        end: (3,) its point nearest to where they leave the pelvis.
        moment: (3,) mm, of a unit pull about the hip centre; exactly the model's.
        tilt: degrees between the line and the strands' last straight stretch.
        shift: mm from the line to the middle of that stretch.
    """

    direction: Floats
    start: Floats
    end: Floats
    moment: Floats
    tilt: float
    shift: float


@dataclass(frozen=True, eq=False)
class MomentArm:
    """The moment arm about one coordinate, as a number and as a line.

    Attributes:
        muscle: its id.
        coordinate: whose axis it is about.
        value: mm, r = -dL/dq of the model, positive when pulling raises the coordinate.
        centre: (3,) of the hip, mm.
        axis: (3,) unit.
        pull: the line of pull.
        on_axis, on_pull: (3,) ends of the common perpendicular of axis and line of pull.
        distance: mm between them.
        sine: of the angle between axis and pull; ``distance`` times ``sine`` is |value|.
    """

    muscle: str
    coordinate: Coordinate
    value: float
    centre: Floats
    axis: Floats
    pull: LineOfPull
    on_axis: Floats
    on_pull: Floats
    distance: float
    sine: float


def line_of_pull(model: HipModel, muscle: str, pose: Pose) -> LineOfPull:
    """The straight line whose moment about the hip is the model's.

    Raises:
        UnknownNameError: the atlas has no such muscle.
    """
    solved = model.muscle(muscle)
    joint = model.atlas.joints[model.atlas.muscles[muscle].joint]
    centre = np.asarray(joint.centre)
    _, arms = solved.length_and_moment_arms(pose)
    axes = np.stack([joint_axis(joint, pose, c) for c in COORDINATES])
    moment = np.linalg.solve(axes, np.array([arms[c] for c in COORDINATES], np.float64))

    nodes = solved.path(pose)
    if solved.side == "right":
        nodes = nodes * np.array([-1.0, 1.0, 1.0])
    nodes = nodes - centre
    steps = nodes[:, :-1] - nodes[:, 1:]
    towards_pelvis = steps / np.linalg.norm(steps, axis=-1, keepdims=True)
    middles = 0.5 * (nodes[:, :-1] + nodes[:, 1:])
    # Where a strand runs free, its pull makes the same moment all along, and it is the model's;
    # of such stretches the last one counts most.
    of_strands = np.cross(middles, towards_pelvis).mean(axis=0)
    miss = np.linalg.norm(of_strands - moment, axis=1)
    share = np.exp(-0.5 * ((miss - miss.min()) / _LIKE_MM) ** 2)
    share *= np.linspace(0.0, 1.0, len(share)) ** 2
    share /= share.sum()
    strands = _unit(share @ towards_pelvis.mean(axis=0))

    size = float(np.linalg.norm(moment))
    direction = strands
    if size > 1e-9:
        direction = _unit(strands - (strands @ moment) * moment / size**2)
    foot = np.cross(direction, moment)
    across = share @ middles.mean(axis=0) - foot
    across = across - (across @ direction) * direction
    ends = [foot + (nodes[:, k].mean(axis=0) @ direction) * direction for k in (-1, 0)]
    return LineOfPull(
        direction=direction,
        start=centre + ends[0],
        end=centre + ends[1],
        moment=np.asarray(moment, np.float64),
        tilt=float(np.degrees(np.arccos(np.clip(strands @ direction, -1.0, 1.0)))),
        shift=float(np.linalg.norm(across)),
    )


def moment_arm(model: HipModel, muscle: str, coordinate: Coordinate, pose: Pose) -> MomentArm:
    """The moment arm about a coordinate, ready to be drawn.

    Raises:
        UnknownNameError: the atlas has no such muscle.
    """
    pull = line_of_pull(model, muscle, pose)
    joint = model.atlas.joints[model.atlas.muscles[muscle].joint]
    centre, axis = np.asarray(joint.centre), joint_axis(joint, pose, coordinate)
    start, u = pull.start - centre, pull.direction
    cosine = float(axis @ u)
    sine = float(np.linalg.norm(np.cross(axis, u)))
    if sine < _PARALLEL:
        along_axis = along_pull = 0.0
    else:
        along_pull = float(start @ axis * cosine - start @ u) / sine**2
        along_axis = float(start @ axis - start @ u * cosine) / sine**2
    on_axis, on_pull = along_axis * axis, start + along_pull * u
    return MomentArm(
        muscle=muscle,
        coordinate=coordinate,
        value=float(axis @ pull.moment),
        centre=centre,
        axis=axis,
        pull=pull,
        on_axis=centre + on_axis,
        on_pull=centre + on_pull,
        distance=float(np.linalg.norm(on_pull - on_axis)),
        sine=sine,
    )


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))
