"""Cameras: framing, projection, mirror images and flights."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.scene.cameras import Projection, between, framing, named_camera, view_axes
from anatomy_viewer.session import Camera, ViewName, ViewState

MIRROR = np.array([-1.0, 1.0, 1.0])


def turned(azimuth: float, elevation: float, distance: float) -> Camera:
    c = np.cos(elevation)
    back = np.array([c * np.cos(azimuth), c * np.sin(azimuth), np.sin(elevation)])
    x, y, z = (float(v) for v in back * distance)
    return Camera((x, y, z), (0.0, 0.0, 0.0), (0.0, 0.0, 1.0))


cameras = st.builds(
    turned,
    st.floats(-3.1, 3.1),
    st.floats(-1.4, 1.4),
    st.floats(200.0, 2000.0),
)


@pytest.mark.parametrize("view", get_args(ViewName))
@pytest.mark.parametrize("aspect", [0.6, 1.0, 1.6, 2.4])
def test_named_views_keep_the_muscle_in_the_picture(
    model: HipModel, view: ViewName, aspect: float
) -> None:
    for side in ("left", "right"):
        camera = named_camera(model.atlas, ViewState(view=view, side=side), aspect)
        muscle = model.atlas.surfaces[f"obturator_internus_{side}"].vertices
        pixels, depth = Projection(camera, (aspect * 1000.0, 1000.0)).pixels(muscle)
        assert (depth > 0).all()
        assert ((pixels > 0) & (pixels < [aspect * 1000.0, 1000.0])).all()


@pytest.mark.parametrize("view", ["anterior", "posterior", "superior", "inferior", "pelvic"])
def test_right_and_left_views_are_mirror_images(model: HipModel, view: ViewName) -> None:
    left = named_camera(model.atlas, ViewState(view=view, side="left"), 1.5)
    right = named_camera(model.atlas, ViewState(view=view, side="right"), 1.5)
    for name in ("position", "focal_point", "view_up"):
        assert np.allclose(getattr(left, name) * MIRROR, getattr(right, name), atol=1e-6)


def test_the_pelvic_view_sees_the_fan_from_inside(model: HipModel) -> None:
    """More of the belly faces the eye than in any other view."""
    surface = model.atlas.surfaces["obturator_internus_left"]
    corners = surface.vertices[surface.faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = {}
    for view in get_args(ViewName):
        camera = named_camera(model.atlas, ViewState(view=view, side="left"), 1.5)
        facing[view] = float(np.clip(normals @ view_axes(camera)[2], 0.0, None).sum())
    assert facing["pelvic"] > 0.9 * max(facing.values())
    assert facing["pelvic"] > 1.3 * facing["posterior"]


@given(cameras, st.floats(0, 640), st.floats(0, 480), st.floats(50.0, 900.0))
@settings(max_examples=80, deadline=None)
def test_a_ray_and_a_projection_are_inverse(camera: Camera, x: float, y: float, d: float) -> None:
    view = Projection(camera, (640.0, 480.0))
    point = np.array(camera.position) + d * view.ray(x, y)
    pixels, depth = view.pixels(point[None])
    assert np.allclose(pixels[0], [x, y], atol=1e-5)
    assert depth[0] > 0


@given(cameras, st.integers(1, 1000))
@settings(max_examples=40, deadline=None)
def test_framing_keeps_all_points_inside(camera: Camera, seed: int) -> None:
    points = np.random.default_rng(seed).normal(0.0, 60.0, (40, 3))
    found = framing(points, camera, 1.5)
    pixels, depth = Projection(found, (600.0, 400.0)).pixels(points)
    assert (depth > 0).all()
    assert ((pixels >= -1e-6) & (pixels <= [600.0 + 1e-6, 400.0 + 1e-6])).all()
    assert np.allclose(view_axes(found)[2], view_axes(camera)[2], atol=1e-6)


@given(cameras, cameras, st.floats(0.0, 1.0))
@settings(max_examples=80, deadline=None)
def test_flights_end_where_they_should_and_stay_rigid(a: Camera, b: Camera, t: float) -> None:
    assert between(a, b, 0.0) == a
    assert between(a, b, 1.0) == b
    middle = between(a, b, t)
    axes = view_axes(middle)
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-6)
    near, far = sorted(np.linalg.norm(np.subtract(c.position, c.focal_point)) for c in (a, b))
    assert near - 1e-3 <= np.linalg.norm(np.subtract(middle.position, middle.focal_point))
    assert np.linalg.norm(np.subtract(middle.position, middle.focal_point)) <= far + 1e-3


def test_a_flight_of_half_a_turn_goes_round() -> None:
    front, back = turned(-np.pi / 2, 0.0, 500.0), turned(np.pi / 2, 0.0, 500.0)
    half = np.array(between(front, back, 0.5).position)
    assert np.isclose(np.linalg.norm(half), 500.0, atol=1e-3)
    assert abs(half[1]) < 1e-3
