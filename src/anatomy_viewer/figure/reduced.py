"""A muscle made small enough to travel inside a page: a mean shape and a few ways it varies.

The surface at a pose is close to ``mean + sum(c_k(pose) * u_k)``, with fields ``u_k`` found from
the program's own surfaces at many poses (principal components) and factors ``c_k`` splined over
the range of poses. Length, moment arms and overlap of the bones are splined beside them. How far
the result is off is measured at poses that took no part in making it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Pose
from anatomy_viewer.motion.spline import Axis, Table

Floats = NDArray[np.float64]
Progress = Callable[[int, int], object]

NUMBERS = ("length_mm", *COORDINATES, "bone_overlap_mm")  # what is splined beside the shape

_KNOTS = (12, 8, 9)  # of flexion, abduction and rotation
_FIELDS = (12, 16, 20, 24, 28, 32, 40)
_CLOSE_ENOUGH = 0.04  # mm, on average
# Poses inside the range, on its faces, its edges and at its corners: there shapes differ most.
_LEARNT, _CHECKED = (120, 120, 110, 24), (40, 20, 20, 12)
FLESH_MM = 8.0  # what fleshiness 1 counts against a millimetre of place
FINE = 2.5  # mm; fields that move less than this anywhere are kept in one byte


@dataclass(frozen=True, eq=False)
class Reduced:
    """One muscle, reduced.

    Attributes:
        mean: (n, 4) place in mm and fleshiness times ``FLESH_MM``, its mean over the poses.
        fields: k arrays (n, 4), int16 or int8.
        table: of (k + 5,): what each field is multiplied by, in the units of ``mean``, then
            ``NUMBERS``; moment arms in mm.
        error_mm: largest distance of a vertex from where the program puts it, at the poses checked.
        mean_error_mm: the mean of that distance.
    """

    mean: Floats
    fields: tuple[NDArray[np.int8] | NDArray[np.int16], ...]
    table: Table
    error_mm: float
    mean_error_mm: float

    def at(self, pose: Pose) -> tuple[Floats, Floats]:
        """Place and fleshiness (n, 4) as in ``mean``, and the numbers (5,), at a pose."""
        values = self.table(pose.as_tuple())
        count = len(self.fields)
        shape = self.mean.copy()
        for factor, field in zip(values[:count], self.fields, strict=True):
            shape += factor * field
        return shape, values[count:]


def reduce_muscle(model: HipModel, name: str, progress: Progress | None = None) -> Reduced:
    """Reduce one muscle; ``progress`` is told how many poses of how many are solved."""
    axes = tuple(Axis(*RANGES[c], n) for c, n in zip(COORDINATES, _KNOTS, strict=True))
    grid = [
        Pose(*angles)
        for angles in np.stack(np.meshgrid(*(a.knots() for a in axes), indexing="ij"), -1)
        .reshape(-1, 3)
        .tolist()
    ]
    rng = np.random.default_rng(2605)  # any will do, so long as it is always the same
    learnt = [pose for held, count in enumerate(_LEARNT) for pose in _drawn(rng, held, count)]
    checked = [pose for held, count in enumerate(_CHECKED) for pose in _drawn(rng, held, count)]
    total, done = len(learnt) + len(checked) + len(grid), 0

    def shape(pose: Pose) -> Floats:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)
        found = model.muscle(name).shape(pose)
        return np.column_stack([found.vertices, FLESH_MM * found.fleshiness]).ravel()

    samples = np.array([shape(pose) for pose in learnt])
    mean = samples.mean(axis=0)
    basis = _principal(samples - mean, max(_FIELDS))
    del samples
    factors = np.array([basis @ (shape(pose) - mean) for pose in grid])
    truth = [shape(pose) for pose in checked]
    numbers = np.array([_numbers(model, name, pose) for pose in grid])
    found = None
    for count in _FIELDS:
        found = _assembled(mean, basis[:count], factors[:, :count], numbers, axes, checked, truth)
        if found.mean_error_mm <= _CLOSE_ENOUGH:
            break
    assert found is not None
    return found


def _drawn(rng: np.random.Generator, held: int, count: int) -> list[Pose]:
    """Poses by chance, so many of whose angles stand at an end of their range."""
    ends = np.array([RANGES[c] for c in COORDINATES])
    found = []
    for _ in range(count):
        angles = rng.uniform(ends[:, 0], ends[:, 1])
        for k in rng.permutation(3)[:held]:
            angles[k] = ends[k, rng.integers(2)]
        found.append(Pose(*angles.tolist()))
    return found


def _principal(samples: Floats, count: int) -> Floats:
    """The first so many principal directions (count, d), orthonormal, of samples (n, d)."""
    _, vectors = np.linalg.eigh(samples @ samples.T)
    directions = vectors[:, ::-1][:, :count].T @ samples
    return np.asarray(directions / np.linalg.norm(directions, axis=1, keepdims=True))


def _numbers(model: HipModel, name: str, pose: Pose) -> list[float]:
    found = model.measure(name, pose)
    arms = [found.moment_arms_mm[c] for c in COORDINATES]
    return [found.length_mm, *arms, found.bone_overlap_mm]


def _assembled(
    mean: Floats,
    basis: Floats,
    factors: Floats,
    numbers: Floats,
    axes: tuple[Axis, ...],
    checked: list[Pose],
    truth: list[Floats],
) -> Reduced:
    """Quantised, splined and checked."""
    fields, scales = [], []
    for direction, factor in zip(basis, factors.T, strict=True):
        peak = float(np.abs(direction).max())
        kind = np.int8 if peak * np.abs(factor).max() < FINE else np.int16
        scales.append(peak / np.iinfo(kind).max)
        fields.append(np.rint(direction / scales[-1]).astype(kind).reshape(-1, 4))
    values = np.column_stack([factors * scales, numbers])
    first, second, third = axes
    shape = (first.count, second.count, third.count, -1)
    table = Table.fit((first, second, third), values.reshape(shape))
    draft = Reduced(mean.reshape(-1, 4), tuple(fields), table, 0.0, 0.0)
    off = [
        np.linalg.norm((draft.at(p)[0].ravel() - t).reshape(-1, 4)[:, :3], axis=1)
        for p, t in zip(checked, truth, strict=True)
    ]
    return replace(draft, error_mm=float(np.max(off)), mean_error_mm=float(np.mean(off)))
