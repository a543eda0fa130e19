"""Hip poses: three angles in degrees, with the signs of the muscle's own actions.

Flexion, abduction and external rotation are positive on both sides; they are applied in that
intrinsic order. Zero is the ISB neutral pose (Wu et al. 2002, J Biomech 35:543).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from anatomy_viewer.errors import PoseError

Coordinate = Literal["flexion", "abduction", "rotation"]
COORDINATES: tuple[Coordinate, ...] = ("flexion", "abduction", "rotation")

# Degrees; the range over which the muscle has been solved and checked.
RANGES: Mapping[Coordinate, tuple[float, float]] = MappingProxyType(
    {"flexion": (-20.0, 120.0), "abduction": (-30.0, 45.0), "rotation": (-45.0, 45.0)}
)

# What a positive and a negative value of each coordinate is called.
DIRECTIONS: Mapping[Coordinate, tuple[str, str]] = MappingProxyType(
    {
        "flexion": ("flexion", "extension"),
        "abduction": ("abduction", "adduction"),
        "rotation": ("external rotation", "internal rotation"),
    }
)


@dataclass(frozen=True)
class Pose:
    """A hip pose in degrees, inside the range.

    Raises:
        PoseError: an angle is not a finite number or lies outside its range.
    """

    flexion: float = 0.0
    abduction: float = 0.0
    rotation: float = 0.0

    def __post_init__(self) -> None:
        for name in COORDINATES:
            value = getattr(self, name)
            low, high = RANGES[name]
            if not isinstance(value, int | float) or not math.isfinite(value):
                raise PoseError(f"{name.capitalize()} must be a number of degrees, not {value!r}.")
            if not low <= value <= high:
                raise PoseError(
                    f"{name.capitalize()} {value:g} is outside the range of this model: "
                    f"choose {low:g} to {high:g} degrees."
                )
            object.__setattr__(self, name, float(value) + 0.0)

    @staticmethod
    def clamped(flexion: float = 0.0, abduction: float = 0.0, rotation: float = 0.0) -> Pose:
        """The nearest pose inside the range: where a slider stops."""
        values = {"flexion": flexion, "abduction": abduction, "rotation": rotation}
        return Pose(**{c: min(max(values[c], RANGES[c][0]), RANGES[c][1]) for c in COORDINATES})

    def with_(self, coordinate: Coordinate, degrees: float) -> Pose:
        """This pose with one angle changed."""
        values = self.as_dict()
        values[coordinate] = degrees
        return Pose(**values)

    def as_dict(self) -> dict[Coordinate, float]:
        """The three angles by name, in degrees."""
        return {"flexion": self.flexion, "abduction": self.abduction, "rotation": self.rotation}

    def as_tuple(self) -> tuple[float, float, float]:
        """(flexion, abduction, rotation) in degrees."""
        return (self.flexion, self.abduction, self.rotation)


NEUTRAL = Pose()
