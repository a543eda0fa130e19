"""Lettering and strokes: what is laid over the picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.drawing import Drawing, Stroke, paint, ribbon

INK, HALO = (20, 30, 40), (255, 255, 255)


def inked(words: str, size: float, unit: float) -> np.ndarray:
    """Ink (not halo) coverage of a text."""
    pixels = lettering.text(words, size, (0, 0, 0), (255, 255, 255), "Medium", unit) / 255.0
    return pixels[..., 3] * (1.0 - pixels[..., 0])


@given(st.text("abcdefghijklmnopqrstuvwxyz ABC", min_size=1, max_size=24), st.floats(8.0, 60.0))
@settings(max_examples=40, deadline=None)
def test_width_grows_exactly_with_size(words: str, size: float) -> None:
    assert np.isclose(
        lettering.text_width(words, 2.0 * size), 2.0 * lettering.text_width(words, size)
    )


def test_text_is_the_same_shape_at_every_scale() -> None:
    small, large = inked("Obturator internus", 14.0, 1.0), inked("Obturator internus", 56.0, 4.0)
    assert np.isclose(small.sum() * 16.0, large.sum(), rtol=0.03)
    columns = [np.flatnonzero(a.sum(0) > 0.3 * k) for a, k in ((small, 1), (large, 4))]
    spans = [c[-1] - c[0] for c in columns]
    assert abs(spans[0] * 4 - spans[1]) <= 8


def test_text_stays_inside_its_image() -> None:
    for words in ("Path behind the ischium", "Jggy", "ÀÉÎ"):
        ink = inked(words, 13.0, 1.0)
        border = np.r_[ink[0], ink[-1], ink[:, 0], ink[:, -1]]
        assert border.max() < 0.05
        assert ink.max() > 0.8


def test_badges_differ_by_letter_fill_and_hollow() -> None:
    blue, green = (0, 114, 178), (0, 158, 115)
    solid = lettering.badge("O", 10.0, blue)
    assert not np.array_equal(solid, lettering.badge("I", 10.0, blue))
    assert not np.array_equal(solid, lettering.badge("O", 10.0, green))
    hollow = lettering.badge("O", 10.0, blue, hollow=True)
    middle = solid.shape[0] // 2
    assert np.abs(solid[middle, 4, :3].astype(int) - blue).max() < 30
    assert hollow[..., :3].mean() > solid[..., :3].mean()


def test_a_stroke_paints_its_own_area() -> None:
    image = np.zeros((60, 120, 4))
    drawing = Drawing()
    drawing.stroke([[10.0, 30.0], [110.0, 30.0]], 4.0, (255, 0, 0, 255))
    paint(image, drawing)
    assert np.isclose(image[..., 3].sum(), 100 * 4, rtol=0.05)
    assert np.allclose(image[..., 0], image[..., 3])
    assert image[..., 1].max() == 0.0


def test_painting_outside_the_image_is_harmless() -> None:
    image = np.zeros((20, 20, 4))
    drawing = Drawing()
    drawing.stroke([[-50.0, -50.0], [-10.0, -5.0]], 3.0, (255, 255, 255, 255))
    drawing.sprite(np.full((8, 8, 4), 255, np.uint8), -4.0, 16.0)
    paint(image, drawing)
    assert image[16:, :4].min() == 1.0
    assert image.sum() == 4 * 4 * 4


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=9, unique=True
    ),
    st.floats(0.5, 9.0),
)
@settings(max_examples=60, deadline=None)
def test_ribbons_are_finite_and_fade_to_nothing_at_their_edges(
    path: list[tuple[int, int]], width: float
) -> None:
    points, triangles, colours = ribbon(Stroke(np.array(path, float), width, (1, 2, 3, 200)))
    assert np.isfinite(points).all()
    assert triangles.max() < len(points) == len(colours)
    assert (colours.reshape(-1, 4, 4)[:, [0, 3], 3] == 0).all()
    assert (colours.reshape(-1, 4, 4)[:, [1, 2], 3] > 0).all()
