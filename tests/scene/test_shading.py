"""Values that shaders colour by, on surfaces whose shape is known."""

from __future__ import annotations

import numpy as np
import pyvista as pv

from anatomy_viewer.atlas.model import Atlas, Surface
from anatomy_viewer.scene.shading import hollows, lit_regions, soft_region


def surface(mesh: pv.PolyData) -> Surface:
    return Surface(np.asarray(mesh.points, float), mesh.regular_faces.astype(np.int64))


def test_a_ball_is_a_crest_and_its_inside_a_hollow() -> None:
    ball = surface(pv.Icosphere(radius=10.0, nsub=4))
    inside_out = Surface(ball.vertices, ball.faces[:, ::-1])
    assert hollows(ball).max() < -0.5
    assert hollows(inside_out).min() > 0.5


def test_smaller_balls_are_sharper() -> None:
    means = [hollows(surface(pv.Icosphere(radius=r, nsub=4))).mean() for r in (10.0, 40.0, 160.0)]
    assert means[0] < means[1] < means[2] < 0.0


def test_a_plane_is_neither() -> None:
    plane = surface(pv.Plane(i_resolution=20, j_resolution=20).triangulate())
    inner = (np.abs(plane.vertices[:, :2]) < 0.2).all(1)
    assert np.abs(hollows(plane)[inner]).max() < 1e-6


def test_a_soft_region_keeps_its_middle_and_its_border() -> None:
    ball = surface(pv.Icosphere(radius=10.0, nsub=4))
    inside = ball.vertices[:, 2] > 0.0
    soft = soft_region(inside, ball.faces)
    assert soft.min() >= 0.0 and soft.max() <= 1.0
    assert (soft[ball.vertices[:, 2] > 4.0] > 0.95).all()
    assert (soft[ball.vertices[:, 2] < -4.0] < 0.05).all()
    border = (soft > 0.3) & (soft < 0.7)
    assert border.any()
    assert np.abs(ball.vertices[border, 2]).max() < 1.5


def test_insertion_is_lit_widely_enough_to_be_seen(atlas: Atlas) -> None:
    name = "obturator_internus_left"
    surface = atlas.surfaces[name]
    origin, path, insertion = lit_regions(surface, atlas.regions_of(name)).T
    codes = {r.id: r.code for r in atlas.regions_of(name)}
    attached = surface.attributes["region"] == codes["insertion"]
    assert insertion[attached].min() > 0.9
    lit = surface.vertices[insertion > 0.5]
    reach = np.linalg.norm(lit - surface.vertices[attached].mean(axis=0), axis=1).max()
    assert 5.0 < reach < 14.0
    assert (origin + path + insertion).max() < 1.05
