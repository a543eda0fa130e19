"""Curves are the model's own numbers, and an action really changes where it is said to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_viewer.errors import UnknownNameError
from anatomy_viewer.motion.curves import (
    Crossing,
    crossing_words,
    crossings,
    sweep,
    whole_range,
)
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL, RANGES, Coordinate, Pose
from anatomy_viewer.motion.spline import Axis, Table
from anatomy_viewer.motion.words import action_words

LEFT, RIGHT = "obturator_internus_left", "obturator_internus_right"
POSES = st.builds(Pose, *(st.floats(*RANGES[c]) for c in COORDINATES))
NAMES = st.sampled_from(COORDINATES)


@given(POSES, NAMES, st.lists(st.floats(0.0, 1.0), min_size=1, max_size=7))
@settings(max_examples=60)
def test_a_sweep_is_every_pose_measured_alone(
    model: HipModel, pose: Pose, coordinate: Coordinate, shares: list[float]
) -> None:
    low, high = RANGES[coordinate]
    degrees = np.array([low + share * (high - low) for share in shares]).clip(low, high)
    found = sweep(model, LEFT, coordinate, pose, degrees)
    rest = model.measure(LEFT, NEUTRAL).length_mm
    for i, q in enumerate(degrees):
        alone = model.measure(LEFT, pose.with_(coordinate, float(q)))
        assert found.lengths[i] == pytest.approx(alone.length_mm, abs=1e-9)
        assert found.change[i] == pytest.approx(alone.length_mm - rest, abs=1e-9)
        assert found.overlap[i] == pytest.approx(alone.bone_overlap_mm, abs=1e-9)
        for arm in COORDINATES:
            assert found.arms[arm][i] == pytest.approx(alone.moment_arms_mm[arm], abs=1e-9)


@given(POSES, NAMES)
@settings(max_examples=30)
def test_an_arm_is_the_slope_of_the_length(
    model: HipModel, pose: Pose, coordinate: Coordinate
) -> None:
    curves = sweep(model, LEFT, coordinate, pose, whole_range(coordinate, 0.1))
    slope = -np.gradient(curves.lengths, np.radians(curves.degrees), edge_order=2)
    assert np.abs(slope - curves.arms[coordinate]).max() < 0.05


@given(POSES, NAMES)
@settings(max_examples=40)
def test_every_change_of_sign_is_found_and_is_one(
    model: HipModel, pose: Pose, coordinate: Coordinate
) -> None:
    found = crossings(model, LEFT, coordinate, pose)
    assert list(found) == sorted(found, key=lambda c: c.degrees)
    low, high = RANGES[coordinate]
    for one in found:
        near = np.clip([one.degrees - 1e-3, one.degrees, one.degrees + 1e-3], low, high)
        arms = sweep(model, LEFT, coordinate, pose, near).arms[one.arm]
        assert abs(arms[1]) < 1e-4
        assert arms[0] * one.becomes <= 0.0 <= arms[2] * one.becomes
        assert arms[0] != arms[2]
    curves = sweep(model, LEFT, coordinate, pose)
    for arm in COORDINATES:
        signs = np.sign(curves.arms[arm])
        mine = [c for c in found if c.arm == arm]
        assert len(mine) >= np.count_nonzero(signs[:-1] * signs[1:] < 0)
        if mine:
            assert signs[0] == -mine[0].becomes and signs[-1] == mine[-1].becomes
        assert all(a.becomes == -b.becomes for a, b in zip(mine, mine[1:], strict=False))


def test_the_shipped_muscle_turns_from_adductor_to_abductor_as_the_hip_flexes(
    model: HipModel,
) -> None:
    (turn,) = [c for c in crossings(model, LEFT, "flexion", NEUTRAL) if c.arm == "abduction"]
    assert turn.becomes == 1 and 0.0 < turn.degrees < 45.0
    before = model.measure(LEFT, Pose(turn.degrees - 10)).moment_arms_mm
    after = model.measure(LEFT, Pose(turn.degrees + 10)).moment_arms_mm
    assert "adductor" in action_words(before) and "abductor" in action_words(after)


def test_both_sides_say_the_same(model: HipModel) -> None:
    pose = Pose(20, 5, -10)
    assert crossings(model, LEFT, "rotation", pose) == crossings(model, RIGHT, "rotation", pose)


@pytest.mark.parametrize(
    ("crossing", "words"),
    [
        (Crossing("flexion", "abduction", 17.6, 1), "becomes an abductor at 18 degrees of flexion"),
        (Crossing("flexion", "flexion", -1.2, 1), "becomes a flexor at 1 degree of extension"),
        (Crossing("abduction", "rotation", -7.0, -1),
         "becomes an internal rotator at 7 degrees of adduction"),
        (Crossing("rotation", "flexion", 0.3, -1), "becomes an extensor at neutral rotation"),
    ],
)  # fmt: skip
def test_crossings_in_words(crossing: Crossing, words: str) -> None:
    assert crossing_words(crossing) == words


def test_an_unknown_muscle_is_named(model: HipModel) -> None:
    with pytest.raises(UnknownNameError, match="obturator"):
        sweep(model, "obturator", "flexion", NEUTRAL)


def test_a_table_along_an_axis_is_the_table_itself() -> None:
    axes = (Axis(-1.0, 2.0, 4), Axis(0.0, 3.0, 5), Axis(-2.0, 2.0, 4))
    table = Table.fit(axes, np.random.default_rng(7).normal(size=(4, 5, 4, 2)))
    angles = (0.3, 1.7, -0.4)
    for k, axis in enumerate(axes):
        places = np.linspace(axis.low, axis.high, 9)
        values, gradients = table.along(k, places, angles)
        for place, value, gradient in zip(places, values, gradients, strict=True):
            at = tuple(np.r_[angles[:k], place, angles[k + 1 :]])
            assert np.allclose(table(at), value, atol=1e-12)
            assert np.allclose(table.gradient(at), gradient, atol=1e-9)
