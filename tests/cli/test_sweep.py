"""Sweeps: both ends included, every value on its step."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.cli.sweep import MOST, Sweep
from anatomy_viewer.errors import PoseError
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Coordinate, Pose


def values(text: str, base: Pose | None = None) -> list[float]:
    sweep = Sweep.parse(text)
    return [pose.as_dict()[sweep.coordinate] for pose in sweep.poses(base or Pose())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flexion=0:20:5", [0, 5, 10, 15, 20]),
        ("flexion=0:20:6", [0, 6, 12, 18]),
        ("rotation=-1:1:0.5", [-1, -0.5, 0, 0.5, 1]),
        ("abduction=10:10:1", [10]),
        ("flexion=0:0.3:0.1", [0, 0.1, 0.2, 0.3]),
        ("flexion=0:120:120", [0, 120]),
    ],
)
def test_values(text: str, expected: list[float]) -> None:
    assert values(text) == expected


@given(st.sampled_from(COORDINATES), st.data())
def test_a_sweep_keeps_its_promises(coordinate: Coordinate, data: st.DataObject) -> None:
    low, high = RANGES[coordinate]
    start = data.draw(st.integers(int(low * 10), int(high * 10))) / 10
    count = data.draw(st.integers(0, 40))
    step = data.draw(st.integers(1, 30)) / 10
    stop = min(round(start + count * step, 1), high)
    if start < stop < start + step:
        return  # refused: the step is larger than the way
    found = values(f"{coordinate}={start}:{stop}:{step}")
    assert found[0] == start
    assert stop - step - 1e-6 < found[-1] <= stop + 1e-9
    for number, value in enumerate(found):
        assert math.isclose(value, start + number * step, abs_tol=1e-6)


def test_the_other_angles_stay() -> None:
    poses = Sweep.parse("flexion=0:10:5").poses(Pose(abduction=7.0, rotation=-3.0))
    assert poses == [Pose(f, 7.0, -3.0) for f in (0, 5, 10)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not a sweep like flexion=0:120:5"),
        ("flexion", "not a sweep like"),
        ("flexion=0:120", "not a sweep like"),
        ("flexion=0:120:5:1", "not a sweep like"),
        ("bending=0:120:5", r"flexion, abduction, rotation"),
        ("flexion=a:120:5", "not three numbers of degrees"),
        ("flexion=0:inf:5", "not three numbers of degrees"),
        ("flexion=nan:1:5", "not three numbers of degrees"),
        ("flexion=0:120:0", "the step is 0; it must be above 0"),
        ("flexion=0:120:-5", "the step is -5; it must be above 0"),
        ("flexion=120:0:5", "starts at 120, above its end 0"),
        ("flexion=0:120:500", "the step 500 is larger than the way"),
        ("flexion=0:120:1e-9", f"more than {MOST} poses"),
        ("flexion=0:120:1e-300", f"more than {MOST} poses"),
    ],
)
def test_what_is_no_sweep_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Sweep.parse(text)


@given(st.text(alphabet="flexion=:0123456789.-+einaf", max_size=25))
def test_any_text_is_a_sweep_or_refused(text: str) -> None:
    try:
        sweep = Sweep.parse(text)
    except ValueError:
        return
    assert sweep.start <= sweep.stop and sweep.step > 0.0


def test_a_sweep_beyond_the_range_is_refused() -> None:
    with pytest.raises(PoseError, match="Flexion 125 is outside the range"):
        Sweep.parse("flexion=100:140:5").poses(Pose())
