"""Numbers in plain words."""

from __future__ import annotations

import pytest

from anatomy_viewer.motion.frame import Measurement
from anatomy_viewer.motion.pose import Coordinate
from anatomy_viewer.motion.words import action_words, arm_words, length_words, overlap_words


def test_arms_name_the_action_and_the_longest_comes_first() -> None:
    arms = {"flexion": 0.4, "abduction": -9.2, "rotation": 35.1}
    assert action_words(arms) == "external rotator 35 mm, adductor 9 mm"


@pytest.mark.parametrize(
    ("coordinate", "arm", "words"),
    [
        ("flexion", 3.0, "flexor 3 mm"),
        ("flexion", -3.0, "extensor 3 mm"),
        ("abduction", 20.0, "abductor 20 mm"),
        ("rotation", -5.0, "internal rotator 5 mm"),
        ("rotation", 0.9, "none"),
    ],
)
def test_one_arm(coordinate: Coordinate, arm: float, words: str) -> None:
    assert arm_words(coordinate, arm) == words


def test_nothing_pulls() -> None:
    assert action_words({"flexion": 0.0, "abduction": 0.0, "rotation": 0.0}) == "none"


def test_length() -> None:
    assert length_words(12.3) == "12 mm longer than in neutral"
    assert length_words(-7.8) == "8 mm shorter than in neutral"
    assert length_words(0.2) == "as long as in neutral"


def test_overlap_is_told_above_two_millimetres() -> None:
    assert overlap_words(Measurement(150.0, {}, 1.9)) is None
    assert "12 mm" in (overlap_words(Measurement(150.0, {}, 12.0)) or "")
