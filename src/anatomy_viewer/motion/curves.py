"""Length and moment arms along one coordinate, and where the action changes sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, DIRECTIONS, RANGES, Coordinate, Pose
from anatomy_viewer.motion.words import OVERLAP_MM, ROLES

Floats = NDArray[np.float64]

_FINE = 0.25  # degrees between the places at which a change of sign is looked for
_HALVINGS = 20


@dataclass(frozen=True, eq=False)
class Curves:
    """One muscle along one coordinate, the other two held still.

    Attributes:
        muscle: its id.
        coordinate: the one that changes.
        pose: where the other two stand.
        degrees: (n,) values of the coordinate.
        lengths: (n,) mm, as ``Measurement.length_mm``.
        change: (n,) mm longer than in the neutral pose.
        arms: coordinate -> (n,) mm, r = -dL/dq.
        overlap: (n,) mm by which the model's bones overlap.
    """

    muscle: str
    coordinate: Coordinate
    pose: Pose
    degrees: Floats
    lengths: Floats
    change: Floats
    arms: Mapping[Coordinate, Floats]
    overlap: Floats

    @property
    def stopped(self) -> NDArray[np.bool_]:
        """(n,) where a real hip would have stopped before."""
        return np.asarray(self.overlap > OVERLAP_MM)


@dataclass(frozen=True)
class Crossing:
    """Where a moment arm changes sign as a coordinate rises.

    Attributes:
        coordinate: the one that rises.
        arm: the coordinate the moment arm is about.
        degrees: where the arm is zero.
        becomes: the sign beyond, 1 or -1.
    """

    coordinate: Coordinate
    arm: Coordinate
    degrees: float
    becomes: int


def whole_range(coordinate: Coordinate, step: float = 1.0) -> Floats:
    """Degrees over the coordinate's whole range, both ends included."""
    low, high = RANGES[coordinate]
    return np.linspace(low, high, round((high - low) / step) + 1)


def sweep(
    model: HipModel,
    muscle: str,
    coordinate: Coordinate,
    pose: Pose,
    degrees: Floats | None = None,
) -> Curves:
    """Length and moment arms of a muscle along a coordinate, all poses at once.

    Args:
        model: the atlas that can move.
        muscle: its id.
        coordinate: the one that changes.
        pose: where the other two stand.
        degrees: (n,) values of it, inside its range; its whole range by degrees when left out.

    Raises:
        UnknownNameError: the atlas has no such muscle.
    """
    tables = model.muscle(muscle)
    places = whole_range(coordinate) if degrees is None else np.asarray(degrees, float)
    k, angles = COORDINATES.index(coordinate), pose.as_tuple()
    lengths, slopes = tables.length.along(k, places, angles)
    bones = model.overlap_table(model.atlas.muscles[muscle].joint)
    overlap = np.zeros(len(places)) if bones is None else bones.along(k, places, angles)[0]
    return Curves(
        muscle=muscle,
        coordinate=coordinate,
        pose=pose,
        degrees=places,
        lengths=lengths,
        change=lengths - float(tables.length((0.0, 0.0, 0.0))),
        arms={c: -slopes[:, j] for j, c in enumerate(COORDINATES)},
        overlap=np.maximum(overlap, 0.0),
    )


def crossings(
    model: HipModel, muscle: str, coordinate: Coordinate, pose: Pose
) -> tuple[Crossing, ...]:
    """Where the muscle's moment arms change sign along a coordinate, in the order they come.

    Found on the spline itself: bracketed every quarter of a degree, then halved to a millionth.

    Raises:
        UnknownNameError: the atlas has no such muscle.
    """
    places = whole_range(coordinate, _FINE)

    def negative(degrees: Floats) -> NDArray[np.bool_]:
        """(3, n) where each arm is below zero."""
        arms = sweep(model, muscle, coordinate, pose, degrees).arms
        return np.stack([arms[c] for c in COORDINATES]) < 0.0

    signs = negative(places)
    arm, at = np.nonzero(signs[:, :-1] != signs[:, 1:])
    low, high, before = places[at], places[at + 1], signs[arm, at]
    for _ in range(_HALVINGS if len(at) else 0):
        middle = 0.5 * (low + high)
        same = negative(middle)[arm, np.arange(len(arm))] == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    order = np.argsort(low)
    return tuple(
        Crossing(
            coordinate, COORDINATES[arm[i]], float(low[i] + high[i]) / 2.0, 1 if before[i] else -1
        )
        for i in order
    )


def crossing_words(crossing: Crossing) -> str:
    """'becomes an abductor at 18 degrees of flexion'."""
    role = ROLES[crossing.arm][crossing.becomes < 0]
    article = "an" if role[0] in "aeiou" else "a"
    degrees = round(crossing.degrees)
    if degrees == 0:
        where = f"at neutral {crossing.coordinate}"
    else:
        word = DIRECTIONS[crossing.coordinate][degrees < 0]
        where = f"at {abs(degrees)} degree{'s' * (abs(degrees) != 1)} of {word}"
    return f"becomes {article} {role} {where}"
