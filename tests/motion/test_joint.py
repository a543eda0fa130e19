"""The femur turns rigidly about the hip centre, the same on both sides but for the mirror."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.atlas.model import SIDES, Joint
from anatomy_viewer.motion.joint import femur_transform, hip_rotation, rotation_about
from anatomy_viewer.motion.pose import NEUTRAL, RANGES, Pose

Side = Literal["left", "right"]
ANGLES = st.builds(Pose, *(st.floats(low, high) for low, high in RANGES.values()))
SIDE = st.sampled_from(SIDES)
CENTRES = st.tuples(*(st.floats(-200, 200) for _ in range(3)))
MIRROR = np.diag([-1.0, 1.0, 1.0])

# Which way the knee, 400 mm below the hip, must go; LPS: x left, y backwards, z up.
KNEE, FOOT_FORWARDS = np.array([0.0, 0.0, -400.0]), np.array([0.0, -1.0, 0.0])


def joint(side: Side, centre: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Joint:
    return Joint(f"hip_{side}", side, "pelvis", f"femur_{side}", centre, 23.0)


@given(ANGLES, SIDE)
def test_it_is_a_rotation(pose: Pose, side: Side) -> None:
    matrix = hip_rotation(pose, side)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(1.0)


@given(ANGLES)
def test_the_sides_mirror_each_other(pose: Pose) -> None:
    left, right = hip_rotation(pose, "left"), hip_rotation(pose, "right")
    np.testing.assert_allclose(MIRROR @ left @ MIRROR, right, atol=1e-12)


@given(ANGLES, SIDE, CENTRES)
def test_the_hip_centre_stays(pose: Pose, side: Side, centre: tuple[float, float, float]) -> None:
    transform = femur_transform(joint(side, centre), pose)
    np.testing.assert_allclose(transform @ [*centre, 1.0], [*centre, 1.0], atol=1e-9)
    np.testing.assert_array_equal(transform[3], [0.0, 0.0, 0.0, 1.0])


@pytest.mark.parametrize("side", SIDES)
def test_neutral_moves_nothing(side: Side) -> None:
    np.testing.assert_array_equal(
        femur_transform(joint(side, (84.0, 1.0, 2.0)), NEUTRAL), np.eye(4)
    )


@given(SIDE, st.floats(1, 45))
def test_positive_angles_do_what_they_are_called(side: Side, degrees: float) -> None:
    outwards = 1.0 if side == "left" else -1.0
    flexed = hip_rotation(Pose(flexion=degrees), side) @ KNEE
    assert flexed[1] < 0.0 and flexed[2] > KNEE[2]  # forwards and up
    abducted = hip_rotation(Pose(abduction=degrees), side) @ KNEE
    assert abducted[0] * outwards > 0.0 and abducted[2] > KNEE[2]
    turned = hip_rotation(Pose(rotation=degrees), side) @ FOOT_FORWARDS
    assert turned[0] * outwards > 0.0  # the toes point outwards
    np.testing.assert_allclose(hip_rotation(Pose(rotation=degrees), side) @ KNEE, KNEE, atol=1e-9)


@given(ANGLES, SIDE)
def test_the_order_is_flexion_abduction_rotation(pose: Pose, side: Side) -> None:
    """Intrinsic: each turns about axes that those before have already turned."""
    flexion, abduction, rotation = pose.as_tuple()
    one_by_one = (
        hip_rotation(Pose(flexion=flexion), side)
        @ hip_rotation(Pose(abduction=abduction), side)
        @ hip_rotation(Pose(rotation=rotation), side)
    )
    np.testing.assert_allclose(hip_rotation(pose, side), one_by_one, atol=1e-12)


@given(st.integers(0, 2), st.floats(-7, 7), st.floats(-7, 7))
def test_turns_about_one_axis_add_up(axis: int, first: float, second: float) -> None:
    both = rotation_about(axis, first) @ rotation_about(axis, second)
    np.testing.assert_allclose(both, rotation_about(axis, first + second), atol=1e-9)
    np.testing.assert_array_equal(rotation_about(axis, first)[:, axis], np.eye(3)[axis])
