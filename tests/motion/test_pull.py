"""The line drawn and the number beside it are one thing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.joint import femur_transform, hip_rotation, joint_axis
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Coordinate, Pose
from anatomy_viewer.motion.pull import line_of_pull, moment_arm
from anatomy_viewer.motion.words import OVERLAP_MM

LEFT, RIGHT = "obturator_internus_left", "obturator_internus_right"
MIRROR = np.array([-1.0, 1.0, 1.0])
POSES = st.builds(Pose, *(st.floats(*RANGES[c]) for c in COORDINATES))
INNER = st.builds(Pose, *(st.floats(RANGES[c][0] + 1, RANGES[c][1] - 1) for c in COORDINATES))
NAMES = st.sampled_from(COORDINATES)
SIDES = st.sampled_from([LEFT, RIGHT])


@given(INNER, NAMES, st.sampled_from(["left", "right"]))
def test_an_axis_is_what_the_femur_turns_about(
    model: HipModel, pose: Pose, coordinate: Coordinate, side: str
) -> None:
    joint = next(j for j in model.atlas.joints.values() if j.side == side)
    axis, step = joint_axis(joint, pose, coordinate), 1e-4
    assert np.linalg.norm(axis) == pytest.approx(1.0)
    value = getattr(pose, coordinate)
    after = hip_rotation(pose.with_(coordinate, value + np.degrees(step)), joint.side)
    before = hip_rotation(pose.with_(coordinate, value - np.degrees(step)), joint.side)
    turn = (after - before) @ hip_rotation(pose, joint.side).T / (2.0 * step)
    spin = np.array([turn[2, 1], turn[0, 2], turn[1, 0]])
    assert np.allclose(spin, axis, atol=1e-6)


@given(POSES, NAMES, SIDES)
def test_the_drawn_line_makes_the_models_moment(
    model: HipModel, pose: Pose, coordinate: Coordinate, muscle: str
) -> None:
    arm = moment_arm(model, muscle, coordinate, pose)
    number = model.measure(muscle, pose).moment_arms_mm[coordinate]
    assert arm.value == pytest.approx(number, abs=1e-9)
    # (axis x lever) . pull, from any point of the line of pull and any point of the axis
    for point in (arm.pull.start, arm.pull.end, arm.on_pull):
        lever = point - arm.on_axis
        assert np.cross(arm.axis, lever) @ arm.pull.direction == pytest.approx(number, abs=1e-6)
    assert arm.distance * arm.sine == pytest.approx(abs(number), abs=1e-6)


@given(POSES, NAMES, SIDES)
def test_the_short_line_is_square_to_both(
    model: HipModel, pose: Pose, coordinate: Coordinate, muscle: str
) -> None:
    arm = moment_arm(model, muscle, coordinate, pose)
    short = arm.on_pull - arm.on_axis
    assert abs(short @ arm.axis) < 1e-6 and abs(short @ arm.pull.direction) < 1e-6
    assert np.linalg.norm(np.cross(arm.on_axis - arm.centre, arm.axis)) < 1e-6
    assert np.linalg.norm(np.cross(arm.on_pull - arm.pull.start, arm.pull.direction)) < 1e-6


@given(POSES)
@settings(max_examples=150)
def test_the_line_lies_along_the_strands(model: HipModel, pose: Pose) -> None:
    """The model's numbers and its strands were made apart; they must tell of one muscle."""
    pull = line_of_pull(model, LEFT, pose)
    clear = model.measure(LEFT, pose).bone_overlap_mm <= OVERLAP_MM
    assert pull.tilt < (8.0 if clear else 15.0)
    assert pull.shift < (10.0 if clear else 15.0)


def test_mostly_it_lies_close(model: HipModel) -> None:
    poses = [Pose(f, a, r) for f in (-10, 20, 60, 100) for a in (-10, 10, 30) for r in (-30, 0, 30)]
    pulls = [line_of_pull(model, LEFT, pose) for pose in poses]
    assert np.median([pull.tilt for pull in pulls]) < 2.0
    assert np.median([pull.shift for pull in pulls]) < 2.5


@given(POSES)
def test_it_pulls_the_femur_towards_the_pelvis_from_the_insertion(
    model: HipModel, pose: Pose
) -> None:
    pull = line_of_pull(model, LEFT, pose)
    assert (pull.end - pull.start) @ pull.direction > 20.0
    joint = model.atlas.joints[model.atlas.muscles[LEFT].joint]
    matrix = femur_transform(joint, pose)
    surface = model.atlas.surfaces[LEFT]
    tip = surface.vertices[np.round(surface.attributes["region"]) == 5].mean(axis=0)
    reached = matrix[:3, :3] @ tip + matrix[:3, 3]
    assert np.linalg.norm(pull.start - reached) < 15.0


@given(POSES, NAMES)
def test_the_right_is_the_mirror_of_the_left(
    model: HipModel, pose: Pose, coordinate: Coordinate
) -> None:
    left, right = (moment_arm(model, side, coordinate, pose) for side in (LEFT, RIGHT))
    assert left.value == pytest.approx(right.value, abs=1e-9)
    for name in ("on_axis", "on_pull", "centre"):
        assert np.allclose(getattr(left, name) * MIRROR, getattr(right, name), atol=1e-6)
    assert np.allclose(left.pull.direction * MIRROR, right.pull.direction, atol=1e-9)
