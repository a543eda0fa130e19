"""The hip solved for one pose: rigid transforms, muscle surfaces, lengths and moment arms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import UnknownNameError
from anatomy_viewer.motion.joint import femur_transform
from anatomy_viewer.motion.muscle import MuscleModel, MuscleShape
from anatomy_viewer.motion.pose import NEUTRAL, Coordinate, Pose
from anatomy_viewer.motion.table_file import load_muscle

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measurement:
    """Numbers of one muscle at one pose, computed from the model.

    Attributes:
        length_mm: weighted mean length of the strands from origin to insertion.
        moment_arms_mm: r = -dL/dq about each coordinate, positive when pulling raises it.
        bone_overlap_mm: how far femur and hip bone overlap at this pose; above about 2 mm a real
            hip would have stopped before (each angle is in its range, not every combination).
    """

    length_mm: float
    moment_arms_mm: Mapping[Coordinate, float]
    bone_overlap_mm: float = 0.0


@dataclass(frozen=True, eq=False)
class Frame:
    """Everything that depends on the pose alone.

    Attributes:
        pose: the pose solved for; zero is the ISB neutral pose.
        transforms: segment id -> (4, 4) float64 from neutral to posed, mm, atlas frame.
        shapes: muscle id -> its surface and centre line at this pose.
        measurements: muscle id -> length and moment arms.
    """

    pose: Pose
    transforms: Mapping[str, Floats]
    shapes: Mapping[str, MuscleShape]
    measurements: Mapping[str, Measurement]


@dataclass(frozen=True, eq=False)
class HipModel:
    """An atlas that can move. Constant; every question takes the pose as its argument."""

    atlas: Atlas
    muscles: Mapping[str, MuscleModel]

    def transforms(self, pose: Pose) -> dict[str, Floats]:
        """Segment id -> (4, 4) from the neutral pose to this one."""
        found: dict[str, Floats] = {}
        for joint in self.atlas.joints.values():
            found.setdefault(joint.proximal, np.eye(4))
            found[joint.distal] = femur_transform(joint, pose)
        return found

    def muscle(self, name: str) -> MuscleModel:
        """The moving model of a muscle.

        Raises:
            UnknownNameError: the atlas has no such muscle.
        """
        try:
            return self.muscles[name]
        except KeyError:
            raise UnknownNameError("muscle", name, self.muscles) from None

    def measure(self, name: str, pose: Pose) -> Measurement:
        """Length and moment arms of one muscle."""
        muscle = self.muscle(name)
        length, arms = muscle.length_and_moment_arms(pose)
        return Measurement(length, arms, max(0.0, float(muscle.bone_overlap(pose.as_tuple()))))

    def solve(self, pose: Pose, muscles: Iterable[str] | None = None) -> Frame:
        """The frame of a pose, for all muscles or the named ones."""
        names = tuple(self.muscles) if muscles is None else tuple(muscles)
        return Frame(
            pose=pose,
            transforms=self.transforms(pose),
            shapes={name: self.muscle(name).shape(pose) for name in names},
            measurements={name: self.measure(name, pose) for name in names},
        )

    def neutral(self) -> Frame:
        """The frame of the ISB neutral pose, the zero of every length change shown."""
        return self.solve(NEUTRAL)


def load_model(atlas: Atlas) -> HipModel:
    """Read the motion tables the atlas names.

    Raises:
        AtlasError: a table is missing or damaged.
    """
    return HipModel(atlas, {name: load_muscle(atlas, name) for name in atlas.muscles})
