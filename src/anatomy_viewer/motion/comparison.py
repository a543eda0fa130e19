"""The model beside published figures: what it says at the same poses, and whether that agrees.

Sources give poses from the upright body, the model from the ISB neutral pose. Upright is taken as
the pelvis upright by its anterior plane (both anterior superior iliac spines and both pubic
tubercles in one frontal plane) over a vertical femur; the flexion between the two zeros is read off
the landmarks. Every number is given at both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from anatomy_viewer.atlas.mesh_checks import volume
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.muscle import MuscleModel
from anatomy_viewer.motion.pose import NEUTRAL, Pose
from anatomy_viewer.motion.published import Published
from anatomy_viewer.motion.weave import row_distances

# As near as bodies are to each other: four cadavers differed by 7 mm around 14 (Delp 1999).
NEAR_MM, NEAR_SHARE = 5.0, 0.25
LEVEL_MM = 1.0  # an arm that rises by less has not risen
_SPREAD_STEPS = 11

Verdict = Literal["agrees", "near, but of the other sign", "agrees in direction", "disagrees"]
VERDICTS: tuple[Verdict, ...] = (
    "agrees", "near, but of the other sign", "agrees in direction", "disagrees",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """A published figure and what the model makes of it.

    Attributes:
        figure: the figure.
        muscle: the model's id of the muscle.
        here: what the model says, the poses taken from the source's own zero.
        isb: the same, the poses taken from the model's zero.
        verdict: on ``here``.
    """

    figure: Published
    muscle: str
    here: tuple[float, ...]
    isb: tuple[float, ...]
    verdict: Verdict


def upright_flexion(atlas: Atlas) -> float:
    """Degrees the model's hip is flexed when the body stands upright by its anterior pelvic plane.

    In the atlas frame y runs backwards and z up: it is the angle by which the plane through spines
    and tubercles leans, tubercles forward, from the vertical.
    """
    spine, tubercle = (_position(atlas, name) for name in ("asis", "pubic_tubercle"))
    return float(np.degrees(np.arctan2(spine[1] - tubercle[1], spine[2] - tubercle[2])))


def to_isb(pose: Pose, figure: Published, atlas: Atlas) -> Pose:
    """A figure's pose counted from the model's zero, kept inside the model's range."""
    shift = upright_flexion(atlas) if figure.zero == "anatomical" else 0.0
    return Pose.clamped(pose.flexion + shift, pose.abduction, pose.rotation)


def compare(model: HipModel, figures: tuple[Published, ...]) -> tuple[Comparison, ...]:
    """Every figure the model answers (by its left muscle), in the order of the file."""
    found = []
    for figure in figures:
        name = f"{figure.muscle}_left"
        if figure in unanswered(model, (figure,)):
            continue
        here = _answer(
            model, name, figure, tuple(to_isb(p, figure, model.atlas) for p in figure.poses)
        )
        isb = _answer(model, name, figure, figure.poses)
        found.append(Comparison(figure, name, here, isb, _verdict(figure, here)))
    return tuple(found)


def unanswered(model: HipModel, figures: tuple[Published, ...]) -> tuple[Published, ...]:
    """The figures the model says nothing of: it has no such muscle, or not its fibres."""
    return tuple(
        figure
        for figure in figures
        if f"{figure.muscle}_left" not in model.muscles
        or not figure.poses
        and figure.kind not in architecture(model, f"{figure.muscle}_left")
    )


def architecture(model: HipModel, muscle: str) -> Mapping[str, float]:
    """Volume (cm3) at neutral, and where the model has fibres that end in tendon, their length (mm)
    and the muscle's section (cm2, volume over fibre length).

    The fibre length is the mean over the muscle's columns, from the origin to where tendon turns
    into muscle.
    """
    found = {"volume": volume(model.atlas.surfaces[muscle]) / 1000.0}
    solved = model.muscle(muscle)
    if isinstance(solved, MuscleModel):
        deep, _ = solved.faces(NEUTRAL, float(solved.belly_scale(NEUTRAL.as_tuple())))
        found["fibre_length"] = float(np.mean(row_distances(deep)[0] - solved.tendon_reach))
        found["section"] = 10.0 * found["volume"] / found["fibre_length"]
    return found


def _answer(
    model: HipModel, muscle: str, figure: Published, poses: tuple[Pose, ...]
) -> tuple[float, ...]:
    """What the model says: one number for most kinds, one a pose for an order of poses."""
    if not poses:
        return (architecture(model, muscle)[figure.kind],)
    measured = [model.measure(muscle, pose) for pose in poses]
    if figure.about is not None:
        return tuple(m.moment_arms_mm[figure.about] for m in measured)
    if figure.kind == "spread":
        corners = np.array([pose.as_tuple() for pose in poses])
        steps = np.linspace(corners[0], corners[1], _SPREAD_STEPS).T
        table = model.muscle(muscle).length
        found = [float(table((f, a, r))) for f in steps[0] for a in steps[1] for r in set(steps[2])]
        return (max(found) - min(found),)
    lengths = [m.length_mm for m in measured]
    if figure.kind == "longest":
        rest = model.measure(muscle, to_isb(NEUTRAL, figure, model.atlas)).length_mm
        return tuple(length - rest for length in lengths)
    return (lengths[1] - lengths[0],)


def _verdict(figure: Published, said: tuple[float, ...]) -> Verdict:
    if figure.kind == "falls":
        steps = [abs(b) - abs(a) for a, b in zip(said, said[1:], strict=False)]
        return _plainly(max(steps) <= LEVEL_MM and abs(said[-1]) < abs(said[0]) - LEVEL_MM)
    if figure.kind == "longest":
        return _plainly(said[0] == max(said))
    if figure.kind == "shortens":
        return _plainly(said[0] < 0.0)
    value = figure.value or 0.0
    if figure.kind == "sign":
        return _plainly(said[0] * value > 0.0)
    if figure.low is not None and figure.high is not None:
        close = figure.low <= said[0] <= figure.high
    else:
        close = abs(said[0] - value) <= max(NEAR_MM, NEAR_SHARE * abs(value))
    if close:
        return "agrees" if said[0] * value > 0.0 else "near, but of the other sign"
    directed = figure.kind in ("arm", "lengthens") and said[0] * value > 0.0
    return "agrees in direction" if directed else "disagrees"


def _plainly(agrees: bool) -> Verdict:
    return "agrees" if agrees else "disagrees"


def _position(atlas: Atlas, name: str) -> tuple[float, float, float]:
    """A landmark of the left side; they are named after it."""
    for key in (name, f"{name}_left"):
        if key in atlas.landmarks:
            return atlas.landmarks[key].position
    return (0.0, 0.0, 0.0)
