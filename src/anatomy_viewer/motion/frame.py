"""The hip solved for one pose: rigid transforms, muscle surfaces, lengths and moment arms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import UnknownNameError
from anatomy_viewer.motion.joint import femur_transform
from anatomy_viewer.motion.muscle import MuscleModel, MuscleShape
from anatomy_viewer.motion.pose import NEUTRAL, Coordinate, Pose
from anatomy_viewer.motion.spline import Table
from anatomy_viewer.motion.strap_file import load_strap
from anatomy_viewer.motion.table_file import load_muscle
from anatomy_viewer.on_demand import OnDemand

Floats = NDArray[np.float64]


class MovingMuscle(Protocol):
    """What every kind of muscle answers for a pose."""

    @property
    def side(self) -> Literal["left", "right"]:
        """The side it is for."""

    @property
    def length(self) -> Table:
        """Table of (), mm: weighted mean length of the strands from origin to insertion."""

    def path(self, pose: Pose) -> Floats:
        """The left strands (S, K, 3) from where they leave the pelvis to the insertion."""

    def shape(self, pose: Pose) -> MuscleShape:
        """Surface, colour and centre line."""

    def length_and_moment_arms(self, pose: Pose) -> tuple[float, Mapping[Coordinate, float]]:
        """Length in mm and r = -dL/dq in mm about each coordinate (q in radians)."""


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
    """Everything that depends on the pose alone. A muscle nobody looks at is never solved.

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
    muscles: Mapping[str, MovingMuscle]

    def transforms(self, pose: Pose) -> dict[str, Floats]:
        """Segment id -> (4, 4) from the neutral pose to this one."""
        found: dict[str, Floats] = {}
        for joint in self.atlas.joints.values():
            found.setdefault(joint.proximal, np.eye(4))
            found[joint.distal] = femur_transform(joint, pose)
        return found

    def muscle(self, name: str) -> MovingMuscle:
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
        length, arms = self.muscle(name).length_and_moment_arms(pose)
        return Measurement(length, arms, self.bone_overlap(self.atlas.muscles[name].joint, pose))

    def bone_overlap(self, joint: str, pose: Pose) -> float:
        """How far the bones of a joint overlap, mm."""
        table = self.overlap_table(joint)
        return 0.0 if table is None else max(0.0, float(table(pose.as_tuple())))

    def overlap_table(self, joint: str) -> Table | None:
        """Table of (), mm, of a joint's overlap (below 0 is none): of the muscle that knows."""
        for name, muscle in self.atlas.muscles.items():
            if muscle.joint == joint and self.atlas.strap_of(name) is None:
                model = self.muscles[name]
                if isinstance(model, MuscleModel):
                    return model.bone_overlap
        return None

    def solve(self, pose: Pose, muscles: Iterable[str] | None = None) -> Frame:
        """The frame of a pose, for all muscles or the named ones.

        Raises:
            UnknownNameError: the atlas has no such muscle.
        """
        names = tuple(self.muscles) if muscles is None else tuple(muscles)
        for name in names:
            if name not in self.muscles:
                raise UnknownNameError("muscle", name, self.muscles)
        return Frame(
            pose=pose,
            transforms=self.transforms(pose),
            shapes=OnDemand(names, lambda name: self.muscle(name).shape(pose)),
            measurements=OnDemand(names, lambda name: self.measure(name, pose)),
        )

    def neutral(self) -> Frame:
        """The frame of the ISB neutral pose, the zero of every length change shown."""
        return self.solve(NEUTRAL)


def load_model(atlas: Atlas) -> HipModel:
    """Read the motion tables the atlas names: at once those of the muscles shown at first, the
    others when first asked for.

    Raises:
        AtlasError: a table is missing or damaged.
    """

    def load(name: str) -> MovingMuscle:
        return load_strap(atlas, name) if atlas.strap_of(name) else load_muscle(atlas, name)

    first = {name: load(name) for name in atlas.muscles if atlas.structures[name].shown_at_first}
    return HipModel(
        atlas, OnDemand(atlas.muscles, lambda name: first[name] if name in first else load(name))
    )
