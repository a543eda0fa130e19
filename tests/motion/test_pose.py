"""Poses: inside the range or refused; never anything else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.errors import PoseError
from anatomy_viewer.motion.pose import COORDINATES, DIRECTIONS, NEUTRAL, RANGES, Coordinate, Pose

ANY = st.floats(allow_nan=True, allow_infinity=True)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COORDINATE = st.sampled_from(COORDINATES)


def inside(coordinate: Coordinate, value: float) -> bool:
    low, high = RANGES[coordinate]
    return low <= value <= high


@given(COORDINATE, ANY)
def test_a_pose_is_in_range_or_refused(coordinate: Coordinate, value: float) -> None:
    if inside(coordinate, value):  # false for nan
        assert getattr(Pose(**{coordinate: value}), coordinate) == value
    else:
        with pytest.raises(PoseError, match=coordinate.capitalize()):
            Pose(**{coordinate: value})


@given(NUMBERS, NUMBERS, NUMBERS)
def test_clamping_stops_at_the_range(flexion: float, abduction: float, rotation: float) -> None:
    wanted = (flexion, abduction, rotation)
    pose = Pose.clamped(*wanted)
    for coordinate, value, asked in zip(COORDINATES, pose.as_tuple(), wanted, strict=True):
        assert inside(coordinate, value)
        assert value == asked or value in RANGES[coordinate]
    assert Pose.clamped(*pose.as_tuple()) == pose


@pytest.mark.parametrize("coordinate", COORDINATES)
def test_the_message_gives_the_range(coordinate: Coordinate) -> None:
    low, high = RANGES[coordinate]
    with pytest.raises(PoseError, match=f"choose {low:g} to {high:g} degrees"):
        Pose(**{coordinate: high + 0.5})


@pytest.mark.parametrize("value", ["90", None, [1.0], 1j])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(PoseError, match="must be a number"):
        Pose(flexion=value)  # type: ignore[arg-type]


@given(COORDINATE, st.floats(-20, 45))
def test_changing_one_angle_leaves_the_others(coordinate: Coordinate, value: float) -> None:
    start = Pose(30.0, 10.0, -5.0)
    changed = start.with_(coordinate, value).as_dict()
    for other in COORDINATES:
        assert changed[other] == (value if other == coordinate else start.as_dict()[other])


def test_poses_are_values() -> None:
    assert Pose(1, 2, 3) == Pose(1.0, 2.0, 3.0)
    assert hash(Pose(1, 2, 3)) == hash(Pose(1.0, 2.0, 3.0))
    assert Pose() == NEUTRAL
    assert math.copysign(1.0, Pose(flexion=-0.0).flexion) == 1.0


def test_every_coordinate_spans_zero_and_has_two_names() -> None:
    for coordinate in COORDINATES:
        low, high = RANGES[coordinate]
        assert low < 0.0 < high
        assert len(set(DIRECTIONS[coordinate])) == 2
