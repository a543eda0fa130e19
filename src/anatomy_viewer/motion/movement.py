"""Named poses and the movements between them.

The stretch poses are approximate and come from common descriptions of the exercises; they show
what the model computes there and are no treatment advice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from anatomy_viewer.errors import UnknownNameError
from anatomy_viewer.motion.pose import NEUTRAL, Pose


@dataclass(frozen=True)
class Movement:
    """A there-and-back movement between two poses; ``seconds`` is one way at normal speed."""

    id: str
    name: str
    start: Pose
    end: Pose
    seconds: float = 2.5
    stretch: bool = False

    def at(self, phase: float) -> Pose:
        """The pose at a phase of the cycle: 0 is the start, 0.5 the end, 1 the start again."""
        there = 0.5 - 0.5 * math.cos(2.0 * math.pi * phase)
        return blend(self.start, self.end, there)


def blend(a: Pose, b: Pose, t: float) -> Pose:
    """The pose a fraction t (0 to 1) of the way from a to b, each angle linearly."""
    t = min(max(t, 0.0), 1.0)
    return Pose.clamped(*(u + (v - u) * t for u, v in zip(a.as_tuple(), b.as_tuple(), strict=True)))


def ease(t: float) -> float:
    """A smooth start and stop: 0 to 1 with zero slope at both ends."""
    t = min(max(t, 0.0), 1.0)
    return t * t * t * (t * (6.0 * t - 15.0) + 10.0)


MOVEMENTS: tuple[Movement, ...] = (
    Movement("rotation", "Rotation", Pose(rotation=-35), Pose(rotation=40)),
    Movement("external_rotation", "External rotation", NEUTRAL, Pose(rotation=40)),
    Movement("internal_rotation", "Internal rotation", NEUTRAL, Pose(rotation=-35)),
    Movement("abduction", "Abduction", NEUTRAL, Pose(abduction=40)),
    Movement("flexion", "Flexion", NEUTRAL, Pose(flexion=110)),
    Movement("abduction_flexed", "Abduction, hip flexed", Pose(flexion=90), Pose(90, 40)),
    Movement("figure_four", "Seated figure four", NEUTRAL, Pose(90, 40, 45), 3.5, True),
    Movement("happy_baby", "Happy baby", NEUTRAL, Pose(115, 40, 20), 3.5, True),
    Movement("pigeon", "Pigeon, front leg", NEUTRAL, Pose(100, 25, 45), 3.5, True),
    Movement("cross_leg_twist", "Seated cross-leg twist", NEUTRAL, Pose(100, -25, -15), 3.5, True),
)


def movement(name: str) -> Movement:
    """The movement with this id.

    Raises:
        UnknownNameError: there is none.
    """
    for candidate in MOVEMENTS:
        if candidate.id == name:
            return candidate
    raise UnknownNameError("movement", name, [m.id for m in MOVEMENTS])
