"""Is a surface usable as anatomy? Each check passes the sound ball and names its own fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.atlas.mesh_checks import check_surface, volume
from anatomy_viewer.atlas.model import Surface
from anatomy_viewer.errors import MeshError

WHERE = Path("somewhere", "bone.ply")
Change = Callable[[Surface], Surface]


def scaled(factor: float) -> Change:
    return lambda s: replace(s, vertices=s.vertices * factor)


def with_vertex(value: float) -> Change:
    def act(s: Surface) -> Surface:
        vertices = s.vertices.copy()
        vertices[7, 1] = value
        return replace(s, vertices=vertices)

    return act


def with_faces(change: Callable[[np.ndarray], np.ndarray]) -> Change:
    return lambda s: replace(s, faces=change(s.faces.copy()))


def first_face(corners: list[int]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda faces: np.vstack([[corners], faces[1:]])


def flipped_one(faces: np.ndarray) -> np.ndarray:
    faces[3] = faces[3, ::-1]
    return faces


def flat(s: Surface) -> Surface:
    return replace(s, vertices=s.vertices * [1.0, 1.0, 1e-6])


def test_a_ball_is_usable(ball: Surface) -> None:
    check_surface(ball, WHERE)
    assert volume(ball) == pytest.approx(4.0 / 3.0 * np.pi * 20.0**3, rel=0.05)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (with_vertex(np.nan), r"1 vertices that are not numbers \(the first is vertex 7\)"),
        (with_vertex(np.inf), "not numbers"),
        (lambda s: replace(s, attributes={"along": np.full(len(s.vertices), np.nan)}), "'along'"),
        (with_faces(first_face([0, 1, 99999])), "a face names a vertex that is not there"),
        (with_faces(first_face([0, 1, -1])), "a face names a vertex that is not there"),
        (with_faces(first_face([5, 5, 6])), "1 triangles with a repeated corner"),
        (with_faces(lambda f: f[1:]), r"not closed: 3 edges border a hole\. Fill its holes"),
        (with_faces(lambda f: np.vstack([f, f[:1]])), "edges join more than two triangles"),
        (with_faces(flipped_one), "face different ways. Make its normals consistent"),
        (with_faces(lambda f: f[:, ::-1]), "is inside out: .* Flip its normals"),
        (scaled(0.001), r"0\.0693 mm across\. It looks like metres: scale it by 1000"),
        (scaled(0.05), r"only 3\.46 mm across\. Check its units"),
        (scaled(0.0), "is a single point"),
        (scaled(1000.0), r"larger than any part of the hip\. Is it in micrometres"),
        (scaled(100.0), r"larger than any part of the hip\. Check its units"),
        (lambda s: replace(s, vertices=s.vertices + 5000.0), "Move it into the atlas frame"),
        (flat, "encloses almost nothing"),
    ],
)  # fmt: skip
def test_each_fault_is_named(ball: Surface, change: Change, complaint: str) -> None:
    with pytest.raises(MeshError, match=complaint) as caught:
        check_surface(change(ball), WHERE)
    assert str(WHERE) in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 2


@given(st.integers(0, 2**32 - 1), st.integers(0, 2))
def test_the_order_of_faces_and_corners_does_not_matter(seed: int, turn: int) -> None:
    mesh = trimesh.creation.torus(major_radius=30.0, minor_radius=8.0)  # a hole, as the hip bone's
    order = np.random.default_rng(seed).permutation(len(mesh.faces))
    surface = Surface(np.array(mesh.vertices), np.roll(mesh.faces[order], turn, axis=1))
    check_surface(surface, WHERE)
    assert volume(surface) == pytest.approx(float(mesh.volume))


@given(st.integers(0, 319), st.booleans())
def test_no_single_triangle_can_be_lost_or_flipped(number: int, lost: bool) -> None:
    mesh = trimesh.creation.icosphere(subdivisions=2, radius=20.0)
    faces = np.array(mesh.faces)
    if lost:
        faces = np.delete(faces, number, axis=0)
    else:
        faces[number] = faces[number, ::-1]
    with pytest.raises(MeshError, match=r"not closed|face different ways"):
        check_surface(Surface(np.array(mesh.vertices), faces), WHERE)


def test_the_volume_does_not_depend_on_the_place(ball: Surface) -> None:
    away = replace(ball, vertices=ball.vertices + np.array([900.0, -400.0, 700.0]))
    assert volume(away) == pytest.approx(volume(ball), rel=1e-9)
