"""The model beside published figures: zeros are converted, verdicts mean what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from anatomy_viewer.motion.comparison import (
    LEVEL_MM,
    NEAR_MM,
    NEAR_SHARE,
    VERDICTS,
    architecture,
    compare,
    to_isb,
    unanswered,
    upright_flexion,
)
from anatomy_viewer.motion.curves import crossings
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.joint import rotation_about
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.motion.published import Published, Source, load_published

MUSCLE, LEFT = "obturator_internus", "obturator_internus_left"
SOMEONE = Source("someone", "Someone 2001", "", "One hip")


def figure(kind: str, *poses: Pose, about: str | None = None, **others: object) -> Published:
    """A figure counted from the model's own zero, unless told otherwise."""
    plain = {"value": None, "low": None, "high": None, "zero": "isb", "source": SOMEONE, "note": ""}
    return Published(muscle=MUSCLE, kind=kind, about=about, poses=poses, **(plain | others))  # type: ignore[arg-type]


def verdict(model: HipModel, one: Published) -> str:
    (found,) = compare(model, (one,))
    return found.verdict


def test_upright_puts_spines_and_tubercles_in_one_frontal_plane(model: HipModel) -> None:
    """Turning the pelvis over a still femur by the angle found makes the anterior plane upright;
    leaning forward over the femur flexes the hip."""
    degrees = upright_flexion(model.atlas)
    turn = rotation_about(0, np.radians(degrees))
    spine, tubercle = (
        turn @ np.array(model.atlas.landmarks[name].position)
        for name in ("asis_left", "pubic_tubercle_left")
    )
    assert spine[1] == pytest.approx(tubercle[1], abs=1e-9)
    assert spine[2] > tubercle[2]
    # The pelvis leans forwards (-y) over the femur: flexion.
    assert (turn @ np.array([0.0, 0.0, 1.0]))[1] * degrees < 0.0


def test_poses_are_moved_by_that_much_and_no_more(model: HipModel) -> None:
    shift = upright_flexion(model.atlas)
    upright = figure("arm", Pose(30, 5, -10), value=1.0, about="flexion", zero="anatomical")
    assert to_isb(upright.poses[0], upright, model.atlas) == Pose(30 + shift, 5, -10)
    own = replace(upright, zero="isb")
    assert to_isb(own.poses[0], own, model.atlas) == Pose(30, 5, -10)
    assert to_isb(Pose(120), upright, model.atlas) == Pose.clamped(120 + shift)


def test_both_zeros_are_the_models_own_numbers(model: HipModel) -> None:
    upright = figure("arm", Pose(30), value=1.0, about="abduction", zero="anatomical")
    (found,) = compare(model, (upright,))
    here = model.measure(LEFT, Pose(30 + upright_flexion(model.atlas))).moment_arms_mm
    assert found.here == (here["abduction"],)
    assert found.isb == (model.measure(LEFT, Pose(30)).moment_arms_mm["abduction"],)


def test_verdicts_on_an_arm(model: HipModel) -> None:
    said = model.measure(LEFT, Pose(90)).moment_arms_mm["abduction"]
    assert said > 10.0

    def judge(value: float, low: float | None = None, high: float | None = None) -> str:
        one = figure("arm", Pose(90), value=value, about="abduction", low=low, high=high)
        return verdict(model, one)

    assert judge(said) == judge(said + 0.9 * NEAR_MM) == "agrees"
    assert judge(2.0 * said / (1.0 - NEAR_SHARE)) == "agrees in direction"
    assert judge(-said) == "disagrees"
    assert judge(said, said - 1, said + 1) == "agrees"
    assert judge(said + 2, said + 1, said + 3) == "agrees in direction"
    turn = next(c for c in crossings(model, LEFT, "flexion", Pose()) if c.arm == "abduction")
    barely = Pose(turn.degrees + 1.0)
    near = figure("arm", barely, value=-0.5 * turn.becomes, about="abduction")
    assert verdict(model, near) == "near, but of the other sign"


def test_verdicts_on_orders(model: HipModel) -> None:
    measured = {f: model.measure(LEFT, Pose(f)) for f in (45, 60, 90)}
    falls = [abs(m.moment_arms_mm["rotation"]) for m in measured.values()]
    assert falls[0] > falls[1] + LEVEL_MM and falls[1] > falls[2] + LEVEL_MM
    poses = tuple(Pose(f) for f in measured)
    assert verdict(model, figure("falls", *poses, about="rotation")) == "agrees"
    assert verdict(model, figure("falls", *poses[::-1], about="rotation")) == "disagrees"
    longer = measured[90].length_mm - measured[45].length_mm
    assert longer > 0
    assert verdict(model, figure("shortens", Pose(90), Pose(45))) == "agrees"
    assert verdict(model, figure("shortens", Pose(45), Pose(90))) == "disagrees"
    assert verdict(model, figure("longest", Pose(90), Pose(60), Pose(45))) == "agrees"
    assert verdict(model, figure("longest", Pose(60), Pose(90))) == "disagrees"
    assert verdict(model, figure("lengthens", Pose(45), Pose(90), value=longer)) == "agrees"
    assert verdict(model, figure("lengthens", Pose(45), Pose(90), value=-longer - 9)) == "disagrees"
    for sign, said in ((1.0, "agrees"), (-1.0, "disagrees")):
        one = figure("sign", Pose(90), value=sign, about="abduction")
        assert verdict(model, one) == said


def test_the_spread_reaches_at_least_between_its_corners(model: HipModel) -> None:
    corners = Pose(0, -10, 0), Pose(100, 30, 0)
    (found,) = compare(model, (figure("spread", *corners, value=30.0),))
    lengths = [
        model.measure(LEFT, Pose(f, a)).length_mm for f in (0, 50, 100) for a in (-10, 10, 30)
    ]
    assert found.here[0] >= max(lengths) - min(lengths) - 1e-9


def test_the_architecture_is_of_the_shipped_surface(model: HipModel) -> None:
    found = architecture(model, LEFT)
    assert 60.0 < found["fibre_length"] < 120.0 and 20.0 < found["volume"] < 60.0
    assert found["section"] * found["fibre_length"] == pytest.approx(10.0 * found["volume"])
    assert found == pytest.approx(architecture(model, "obturator_internus_right"))


def test_every_shipped_figure_is_compared_or_missing(model: HipModel) -> None:
    figures = load_published(model.atlas.folder)
    found, absent = compare(model, figures), unanswered(model, figures)
    assert {c.figure for c in found} | set(absent) == set(figures)
    assert not {c.figure for c in found} & set(absent)
    assert all(f.muscle != MUSCLE for f in absent)
    assert {c.verdict for c in found} <= set(VERDICTS)
    assert all(np.isfinite([*c.here, *c.isb]).all() for c in found)


def test_the_models_actions_are_those_published(model: HipModel) -> None:
    """What no geometry of this muscle may get wrong."""
    found = compare(model, load_published(model.atlas.folder))
    mine = [c for c in found if c.figure.muscle == MUSCLE]
    assert all(c.verdict == "agrees" for c in mine if c.figure.kind == "sign")
    (rotation,) = [c for c in mine if (c.figure.kind, c.figure.about) == ("arm", "rotation")]
    assert rotation.verdict == "agrees"
