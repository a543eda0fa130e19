"""Movements start and end where they say, and never leave the range or jump."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.errors import UnknownNameError
from anatomy_viewer.motion.movement import MOVEMENTS, Movement, blend, ease, movement
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Pose

POSES = st.builds(Pose, *(st.floats(low, high) for low, high in RANGES.values()))
ANY_MOVEMENT = st.sampled_from(MOVEMENTS)


@given(POSES, POSES, st.floats(-3, 4))
def test_a_blend_lies_between(a: Pose, b: Pose, t: float) -> None:
    for u, v, w in zip(a.as_tuple(), b.as_tuple(), blend(a, b, t).as_tuple(), strict=True):
        assert min(u, v) - 1e-9 <= w <= max(u, v) + 1e-9


@given(POSES, POSES)
def test_a_blend_reaches_both_ends(a: Pose, b: Pose) -> None:
    assert blend(a, b, 0.0) == a
    np.testing.assert_allclose(blend(a, b, 1.0).as_tuple(), b.as_tuple(), atol=1e-9)


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_easing_rises_from_nothing_to_all(s: float, t: float) -> None:
    assert 0.0 <= ease(t) <= 1.0 + 1e-12
    if s <= t:
        assert ease(s) <= ease(t) + 1e-12
    assert (ease(0.0), ease(0.5), ease(1.0)) == (0.0, 0.5, 1.0)
    assert ease(1e-3) < 1e-6 and 1.0 - ease(1.0 - 1e-3) < 1e-6  # it starts and stops gently


@given(ANY_MOVEMENT, st.floats(-5, 5))
def test_a_movement_runs_there_and_back(a: Movement, phase: float) -> None:
    assert a.at(0.0) == a.start
    np.testing.assert_allclose(a.at(0.5).as_tuple(), a.end.as_tuple(), atol=1e-9)
    np.testing.assert_allclose(a.at(phase).as_tuple(), a.at(-phase).as_tuple(), atol=1e-9)
    np.testing.assert_allclose(a.at(phase).as_tuple(), a.at(phase + 1.0).as_tuple(), atol=1e-9)


@given(ANY_MOVEMENT, st.floats(0, 1), st.floats(0, 0.01))
def test_a_movement_does_not_jump(a: Movement, phase: float, step: float) -> None:
    way = np.subtract(a.end.as_tuple(), a.start.as_tuple())
    moved = np.subtract(a.at(phase + step).as_tuple(), a.at(phase).as_tuple())
    assert (np.abs(moved) <= np.pi * step * np.abs(way) + 1e-9).all()


def test_names_are_told_apart() -> None:
    assert len({m.id for m in MOVEMENTS}) == len({m.name for m in MOVEMENTS}) == len(MOVEMENTS)
    for known in MOVEMENTS:
        assert movement(known.id) is known
        assert known.start != known.end and known.seconds > 0.0


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'happy_baby'"):
        movement("hapy_baby")


def test_the_stretches_are_the_four_described() -> None:
    """Approximate poses of common descriptions: signs and rough sizes."""
    ends = {m.id: m.end.as_dict() for m in MOVEMENTS if m.stretch}
    assert set(ends) == {"figure_four", "happy_baby", "pigeon", "cross_leg_twist"}
    assert all(80.0 <= end["flexion"] <= 120.0 for end in ends.values())
    for name in ("figure_four", "happy_baby", "pigeon"):
        assert ends[name]["abduction"] > 0.0 and ends[name]["rotation"] > 0.0
    assert ends["cross_leg_twist"]["abduction"] < 0.0 and ends["cross_leg_twist"]["rotation"] < 0.0
    assert set(COORDINATES) == set(ends["pigeon"])
