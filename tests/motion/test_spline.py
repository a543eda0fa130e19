"""Splines: exact at their knots, exact on what they must reproduce, honest about their slope."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.motion.spline import Axis, Table, interpolation_matrix

AXES = (Axis(-20.0, 120.0, 8), Axis(-30.0, 45.0, 6), Axis(-45.0, 45.0, 5))
KNOTS = np.meshgrid(*(axis.knots() for axis in AXES), indexing="ij")
ANGLES = st.tuples(st.floats(-20.0, 120.0), st.floats(-30.0, 45.0), st.floats(-45.0, 45.0))


def wavy_table() -> tuple[Table, np.ndarray]:
    values = np.stack([np.sin(KNOTS[0] / 40.0) * np.cos(KNOTS[1] / 30.0), KNOTS[2] ** 2], axis=-1)
    return Table.fit(AXES, values), values


def test_table_passes_through_its_knots() -> None:
    table, values = wavy_table()
    for index in np.ndindex(values.shape[:3]):
        angles = tuple(float(grid[index]) for grid in KNOTS)
        np.testing.assert_allclose(table(angles), values[index], atol=1e-9)


@given(ANGLES)
def test_table_reproduces_a_linear_function(angles: tuple[float, float, float]) -> None:
    table = Table.fit(AXES, 2.0 * KNOTS[0] - KNOTS[1] + 0.5 * KNOTS[2] + 3.0)
    expected = 2.0 * angles[0] - angles[1] + 0.5 * angles[2] + 3.0
    np.testing.assert_allclose(table(angles), expected, atol=1e-8)
    np.testing.assert_allclose(np.radians(table.gradient(angles)), [2.0, -1.0, 0.5], atol=1e-9)


@given(ANGLES, st.sampled_from([0, 1, 2]))
def test_table_reproduces_a_cubic_to_its_ends(
    angles: tuple[float, float, float], along: int
) -> None:
    """So nothing flattens at the ends of a range but what is flat there."""
    table = Table.fit(AXES, (KNOTS[along] / 50.0) ** 3 - KNOTS[along] / 20.0)
    q = angles[along]
    np.testing.assert_allclose(table(angles), (q / 50.0) ** 3 - q / 20.0, atol=1e-8)
    slope = 3.0 * q**2 / 50.0**3 - 1.0 / 20.0
    np.testing.assert_allclose(np.radians(table.gradient(angles)[along]), slope, atol=1e-8)


@given(ANGLES)
def test_gradient_is_the_slope(angles: tuple[float, float, float]) -> None:
    table, _ = wavy_table()
    step = 1e-4
    for k in range(3):
        low, high = list(angles), list(angles)
        low[k] -= step
        high[k] += step
        slope = (table((*high,)) - table((*low,))) / np.radians(2.0 * step)
        np.testing.assert_allclose(table.gradient(angles)[k], slope, atol=1e-3, rtol=1e-4)


@given(st.lists(st.floats(0.05, 3.0), min_size=3, max_size=12), st.floats(0.0, 1.0))
def test_interpolation_is_exact_at_knots_and_on_lines(gaps: list[float], place: float) -> None:
    knots = np.concatenate([[0.0], np.cumsum(gaps)])
    at_knots = interpolation_matrix(knots, knots)
    np.testing.assert_allclose(at_knots, np.eye(len(knots)), atol=1e-9)
    wanted = np.array([place * knots[-1]])
    matrix = interpolation_matrix(knots, wanted)
    np.testing.assert_allclose(matrix @ (3.0 * knots - 1.0), 3.0 * wanted - 1.0, atol=1e-8)
