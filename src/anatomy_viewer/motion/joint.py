"""Rigid motion of the femur about the hip centre."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Joint
from anatomy_viewer.motion.pose import Coordinate, Pose

Floats = NDArray[np.float64]


def rotation_about(axis: int, radians: float) -> Floats:
    """Right-handed rotation matrix (3, 3) about a frame axis (0, 1 or 2)."""
    c, s = np.cos(radians), np.sin(radians)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[i, i] = matrix[j, j] = c
    matrix[i, j], matrix[j, i] = -s, s
    return matrix


def hip_rotation(pose: Pose, side: Literal["left", "right"]) -> Floats:
    """Rotation (3, 3) that takes the neutral femur to the pose, in the atlas frame (LPS).

    Intrinsic order flexion, abduction, external rotation. With x left and y backwards, flexion
    turns about -x on both sides; abduction and external rotation turn about -y and +z on the left
    and the other way on the right, so that equal angles give mirror images.
    """
    flexion, abduction, rotation = np.radians(pose.as_tuple())
    mirror = 1.0 if side == "left" else -1.0
    return (
        rotation_about(0, -flexion)
        @ rotation_about(1, -mirror * abduction)
        @ rotation_about(2, mirror * rotation)
    )


def femur_transform(joint: Joint, pose: Pose) -> Floats:
    """Homogeneous transform (4, 4) from the neutral femur to the posed one, mm, atlas frame."""
    rotation = hip_rotation(pose, joint.side)
    centre = np.asarray(joint.centre)
    transform = np.eye(4)
    transform[:3, :3] = rotation
    transform[:3, 3] = centre - rotation @ centre
    return transform


def joint_axis(joint: Joint, pose: Pose, coordinate: Coordinate) -> Floats:
    """Unit axis (3,) that a coordinate turns the posed femur about, atlas frame.

    Right-handed, so that the coordinate rises. Flexion's is fixed in the pelvis, rotation's in the
    femur; abduction's is carried along by flexion alone.
    """
    mirror = 1.0 if joint.side == "left" else -1.0
    flexion, abduction, _ = np.radians(pose.as_tuple())
    flexed = rotation_about(0, -flexion)
    if coordinate == "flexion":
        return np.array([-1.0, 0.0, 0.0])
    if coordinate == "abduction":
        return np.asarray(flexed @ np.array([0.0, -mirror, 0.0]))
    abducted = flexed @ rotation_about(1, -mirror * abduction)
    return np.asarray(abducted @ np.array([0.0, 0.0, mirror]))
