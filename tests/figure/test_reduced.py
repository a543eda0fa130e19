"""A reduced muscle says truly how far it is off."""

from __future__ import annotations

import numpy as np
import pytest

from anatomy_viewer.figure.reduced import FINE, FLESH_MM, NUMBERS, Reduced, reduce_muscle
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Pose

MUSCLE = "obturator_internus_left"


@pytest.fixture(scope="module")
def reduced(model: HipModel) -> Reduced:
    return reduce_muscle(model, MUSCLE)


def poses(count: int) -> list[Pose]:
    rng = np.random.default_rng(11)
    ends = np.array([RANGES[c] for c in COORDINATES])
    return [Pose(*q) for q in rng.uniform(ends[:, 0], ends[:, 1], (count, 3)).tolist()]


def test_it_is_off_by_no_more_than_it_says(model: HipModel, reduced: Reduced) -> None:
    assert reduced.mean_error_mm < 0.06
    off = []
    for pose in poses(60):
        shape, _ = reduced.at(pose)
        true = model.muscle(MUSCLE).shape(pose)
        off.append(np.linalg.norm(shape[:, :3] - true.vertices, axis=1))
        assert np.abs(shape[:, 3] / FLESH_MM - true.fleshiness).max() < 0.2
    assert np.max(off) <= reduced.error_mm
    assert np.mean(off) <= 1.1 * reduced.mean_error_mm


def test_its_numbers_are_the_models(model: HipModel, reduced: Reduced) -> None:
    assert len(NUMBERS) == 5
    for pose in poses(40):
        found = model.measure(MUSCLE, pose)
        _, (length, *arms, overlap) = reduced.at(pose)
        assert length == pytest.approx(found.length_mm, abs=0.2)
        assert arms == pytest.approx([found.moment_arms_mm[c] for c in COORDINATES], abs=1.0)
        assert max(0.0, overlap) == pytest.approx(found.bone_overlap_mm, abs=1.0, rel=0.15)


def test_what_moves_little_takes_one_byte(reduced: Reduced) -> None:
    kinds = [field.dtype.itemsize for field in reduced.fields]
    assert kinds[0] == 2 and kinds[-1] == 1
    for k, field in enumerate(reduced.fields):
        peak = np.abs(field.astype(int)).max()
        assert peak == np.iinfo(field.dtype).max
        if field.dtype == np.int8:
            moved = max(abs(float(reduced.table(pose.as_tuple())[k])) for pose in poses(200))
            assert peak * moved < 1.2 * FINE
