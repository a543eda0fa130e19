"""Cubic splines on equal steps: the smooth tables that motion is read from.

Everything here is a matrix of basis weights, so that a table over three joint angles is read, and
differentiated, by three small products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """``count`` equal steps from ``low`` to ``high`` (both knots, in degrees or any unit)."""

    low: float
    high: float
    count: int

    @property
    def step(self) -> float:
        """Distance between knots."""
        return (self.high - self.low) / (self.count - 1)

    def knots(self) -> Floats:
        """The knots, (count,)."""
        return np.linspace(self.low, self.high, self.count)

    def weights(self, at: float) -> tuple[int, Floats, Floats]:
        """First coefficient used, the (4,) weights there and the (4,) weights of the derivative."""
        place = (at - self.low) / self.step
        first = min(max(int(place), 0), self.count - 2)
        value, slope = _basis(place - first)
        return first, value, slope / self.step

    def all_weights(self, places: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
        """The same for many places at once: (n,), (n, 4), (n, 4)."""
        place = (places - self.low) / self.step
        first = np.clip(place.astype(np.int64), 0, self.count - 2)
        value, slope = _basis(place - first)
        return first, value.T, slope.T / self.step


def _basis(t: float | Floats) -> tuple[Floats, Floats]:
    """The four pieces of a cubic B-spline (4, ...) a share t of the way between two knots, and
    their slopes per knot."""
    value = np.array(
        [(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3]
    )
    slope = np.array([-((1 - t) ** 2), 3 * t**2 - 4 * t, -3 * t**2 + 2 * t + 1, t**2])
    return value / 6.0, slope / 2.0


def fit_matrix(count: int, natural: bool = False) -> Floats:
    """(count + 2, count) matrix from values at the knots to coefficients; count at least 2.

    The first and last two stretches are one cubic each ("not-a-knot"): natural ends, which are
    straight, would flatten every moment arm at the ends of its range. Fewer than four knots have
    natural ends all the same; two make a straight line.
    """
    system = np.zeros((count + 2, count + 2))
    for row in range(count):
        system[row + 1, row : row + 3] = (1 / 6, 4 / 6, 1 / 6)
    natural = natural or count < 4
    ends = (1.0, -2.0, 1.0) if natural else (1.0, -4.0, 6.0, -4.0, 1.0)
    system[0, : len(ends)] = system[-1, -len(ends) :] = ends
    return np.asarray(np.linalg.inv(system)[:, 1:-1])


def interpolation_matrix(knots: Floats, wanted: Floats) -> Floats:
    """(m, n) matrix from values at knots (n,) to those of a natural cubic spline at ``wanted``."""
    n = len(knots)
    gap = np.diff(knots)
    # Second derivatives are linear in the values: solve once for every unit value.
    system, right = np.eye(n), np.zeros((n, n))
    for i in range(1, n - 1):
        system[i, i - 1 : i + 2] = gap[i - 1], 2 * (gap[i - 1] + gap[i]), gap[i]
        right[i, i - 1 : i + 2] = (
            6 / gap[i - 1], -6 / gap[i - 1] - 6 / gap[i], 6 / gap[i],
        )  # fmt: skip
    bend = np.linalg.solve(system, right)
    at = np.clip(np.searchsorted(knots, wanted, side="right") - 1, 0, n - 2)
    h = gap[at]
    b = (wanted - knots[at]) / h
    a = 1.0 - b
    unit = np.eye(n)
    return np.asarray(
        a[:, None] * unit[at]
        + b[:, None] * unit[at + 1]
        + ((a**3 - a) * h**2 / 6)[:, None] * bend[at]
        + ((b**3 - b) * h**2 / 6)[:, None] * bend[at + 1]
    )


@dataclass(frozen=True, eq=False)
class Table:
    """A smooth function of three angles in degrees.

    Attributes:
        axes: flexion, abduction and rotation knots.
        coefficients: (f + 2, a + 2, r + 2, ...) B-spline coefficients.
    """

    axes: tuple[Axis, Axis, Axis]
    coefficients: NDArray[np.floating]

    @staticmethod
    def fit(axes: tuple[Axis, Axis, Axis], values: Floats, natural: bool = False) -> Table:
        """The spline through values (f, a, r, ...) at the knots.

        ``natural`` ends suit coarse and uneven values, which a freer end would carry too far.
        """
        found = values
        for k, axis in enumerate(axes):
            found = np.moveaxis(np.tensordot(fit_matrix(axis.count, natural), found, (1, k)), 0, k)
        return Table(axes, found)

    def __call__(self, angles: tuple[float, float, float]) -> Floats:
        """The value (...) at angles in degrees."""
        return self._contract(
            [axis.weights(q)[:2] for axis, q in zip(self.axes, angles, strict=True)]
        )

    def gradient(self, angles: tuple[float, float, float]) -> Floats:
        """(3, ...) derivatives by each angle, per radian."""
        bases = [axis.weights(q) for axis, q in zip(self.axes, angles, strict=True)]
        rows = [
            self._contract(
                [(first, d if k == along else w) for k, (first, w, d) in enumerate(bases)]
            )
            for along in range(3)
        ]
        return np.asarray(np.degrees(np.stack(rows)))

    def along(
        self, k: int, places: Floats, angles: tuple[float, float, float]
    ) -> tuple[Floats, Floats]:
        """Values (n, ...) and gradients (n, 3, ...) per radian where angle k alone changes.

        The other two axes are summed out once, so that many places cost little more than one.
        """
        bases = [axis.weights(q) for axis, q in zip(self.axes, angles, strict=True)]
        first, value, slope = self.axes[k].all_weights(np.asarray(places, np.float64))
        used = first[:, None] + np.arange(4)

        def line(differentiated: int | None) -> Floats:
            """Coefficients along k, (count + 2, ...), perhaps differentiated by another angle."""
            rows = np.asarray(self.coefficients, np.float64)
            for j in (j for j in (2, 1, 0) if j != k):
                start, w, d = bases[j]
                part = np.take(rows, range(start, start + 4), axis=j)
                rows = np.tensordot(d if j == differentiated else w, part, (0, j))
            return rows

        plain = line(None)[used]
        gradient = [
            np.einsum("ni,ni...->n...", slope, plain)
            if j == k
            else np.einsum("ni,ni...->n...", value, line(j)[used])
            for j in range(3)
        ]
        return (
            np.einsum("ni,ni...->n...", value, plain),
            np.asarray(np.degrees(np.stack(gradient, axis=1))),
        )

    def _contract(self, bases: list[tuple[int, Floats]]) -> Floats:
        (i, f), (j, a), (k, r) = bases
        block = self.coefficients[i : i + 4, j : j + 4, k : k + 4]
        weights = np.einsum("i,j,k->ijk", f, a, r)
        return np.asarray(np.tensordot(weights, block, 3), dtype=np.float64)
