"""Exported meshes, read back by another program: closed, rigid, mirrored, named, reproducible."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_viewer.errors import OutputError, UnknownNameError
from anatomy_viewer.figure.meshes import SUFFIXES, Body, posed_bodies, save_meshes
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.joint import femur_transform
from anatomy_viewer.motion.pose import NEUTRAL, RANGES, Pose

POSES = st.builds(Pose, *(st.floats(low, high) for low, high in RANGES.values()))
LEFT = ("hip_bone_left", "obturator_membrane_left", "femur_left", "obturator_internus_left")
MUSCLE = "obturator_internus_left"
INSERTION = 5
FLEXED = Pose(80.0, 20.0, 25.0)
MIRROR = np.array([-1.0, 1.0, 1.0])

few = settings(max_examples=15, deadline=None)


def loaded(path: Path) -> Any:
    return trimesh.load(path, process=False)


def glb_json(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    tree: dict[str, Any] = json.loads(data[20 : 20 + size])
    return tree


def by_name(bodies: tuple[Body, ...]) -> dict[str, Body]:
    return {body.id: body for body in bodies}


@few
@given(pose=POSES)
def test_femurs_move_rigidly_and_the_pelvis_stays(model: HipModel, pose: Pose) -> None:
    atlas = model.atlas
    bodies = by_name(posed_bodies(model, pose, tuple(atlas.structures)))
    for name in ("hip_bone_left", "hip_bone_right", "obturator_membrane_left", "sacrum"):
        np.testing.assert_allclose(bodies[name].vertices, atlas.surfaces[name].vertices, atol=1e-9)
    for joint in atlas.joints.values():
        transform = femur_transform(joint, pose)
        expected = atlas.surfaces[joint.distal].vertices @ transform[:3, :3].T + transform[:3, 3]
        np.testing.assert_allclose(bodies[joint.distal].vertices, expected, atol=1e-9)


@few
@given(pose=POSES)
def test_the_insertion_moves_with_the_femur(model: HipModel, pose: Pose) -> None:
    """To a millionth of a millimetre, in the file as well."""
    rows = model.atlas.surfaces[MUSCLE].attributes["region"] == INSERTION
    transform = femur_transform(model.atlas.joints["hip_left"], pose)
    (rest,) = posed_bodies(model, NEUTRAL, [MUSCLE])
    (body,) = posed_bodies(model, pose, [MUSCLE])
    expected = rest.vertices[rows] @ transform[:3, :3].T + transform[:3, 3]
    np.testing.assert_allclose(body.vertices[rows], expected, atol=1e-6)


@few
@given(pose=POSES)
def test_the_sides_mirror_each_other(model: HipModel, pose: Pose) -> None:
    bodies = by_name(posed_bodies(model, pose, tuple(model.atlas.structures)))
    for name in LEFT:
        twin = bodies[name.replace("_left", "_right")]
        np.testing.assert_allclose(bodies[name].vertices * MIRROR, twin.vertices, atol=1e-9)


@pytest.mark.parametrize("suffix", [".ply", ".obj"])
def test_coordinates_survive_the_file(model: HipModel, tmp_path: Path, suffix: str) -> None:
    bodies = posed_bodies(model, FLEXED, LEFT)
    path = save_meshes(model, FLEXED, LEFT, tmp_path / f"hip{suffix}")
    read = loaded(path)
    parts = list(read.geometry.values()) if hasattr(read, "geometry") else [read]
    vertices = np.concatenate([part.vertices for part in parts])
    expected = np.concatenate([body.vertices for body in bodies])
    np.testing.assert_allclose(vertices, expected, rtol=0.0, atol=1e-8)
    assert all(part.is_watertight for part in parts)


def test_a_ply_tells_its_bodies_apart(model: HipModel, tmp_path: Path) -> None:
    path = save_meshes(model, FLEXED, LEFT, tmp_path / "hip.ply")
    header = path.read_bytes().partition(b"end_header")[0].decode("ascii")
    for number, name in enumerate(LEFT):
        assert f"comment structure {number} {name}\n" in header
    assert "flexion 80, abduction 20, rotation 25" in header
    table = loaded(path).metadata["_ply_raw"]["vertex"]["data"]
    sizes = np.bincount(table["structure"])
    assert sizes.tolist() == [len(model.atlas.surfaces[name].vertices) for name in LEFT]


def test_an_stl_holds_every_body_closed(model: HipModel, tmp_path: Path) -> None:
    read = trimesh.load(save_meshes(model, FLEXED, LEFT, tmp_path / "hip.stl"))
    assert read.is_watertight and read.is_winding_consistent
    bodies = posed_bodies(model, FLEXED, LEFT)
    expected = sum(trimesh.Trimesh(b.vertices, b.faces, process=False).volume for b in bodies)
    assert read.volume == pytest.approx(expected, rel=1e-4)
    assert len(read.faces) == sum(len(body.faces) for body in bodies)


def test_an_obj_names_its_objects(model: HipModel, tmp_path: Path) -> None:
    text = save_meshes(model, FLEXED, LEFT, tmp_path / "hip.obj").read_text("ascii")
    assert [line[2:] for line in text.splitlines() if line.startswith("o ")] == list(LEFT)


def test_a_glb_is_in_metres_upright_and_named(model: HipModel, tmp_path: Path) -> None:
    path = save_meshes(model, FLEXED, LEFT, tmp_path / "hip.glb")
    tree = glb_json(path)
    assert {mesh["name"] for mesh in tree["meshes"]} == set(LEFT)
    assert set(LEFT) <= {node["name"] for node in tree["nodes"]}
    scene = loaded(path)
    for name, body in by_name(posed_bodies(model, FLEXED, LEFT)).items():
        transform, geometry = scene.graph[name]
        placed = trimesh.transform_points(scene.geometry[geometry].vertices, transform)
        left, back, up = body.vertices.T
        np.testing.assert_allclose(placed * 1000.0, np.stack([left, up, -back], 1), atol=1e-3)
        assert scene.geometry[geometry].is_watertight
        assert scene.geometry[geometry].volume > 0.0


def test_glb_normals_are_unit_and_point_outwards(model: HipModel, tmp_path: Path) -> None:
    scene = loaded(save_meshes(model, NEUTRAL, ["femur_left"], tmp_path / "femur.glb"))
    (mesh,) = scene.geometry.values()
    normals = mesh.vertex_normals
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-5)
    of_faces = np.repeat(mesh.face_normals, 3, axis=0)
    assert np.mean(np.einsum("ij,ij->i", normals[mesh.faces.ravel()], of_faces) > 0.0) > 0.999


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_pose_gives_the_same_bytes(model: HipModel, tmp_path: Path, suffix: str) -> None:
    names = [MUSCLE, "femur_left"]
    first = save_meshes(model, FLEXED, names, tmp_path / f"a{suffix}").read_bytes()
    assert save_meshes(model, FLEXED, names, tmp_path / f"b{suffix}").read_bytes() == first
    other = save_meshes(model, Pose(79.0, 20.0, 25.0), names, tmp_path / f"c{suffix}").read_bytes()
    assert other != first


def test_a_structure_named_twice_is_written_once(model: HipModel) -> None:
    bodies = posed_bodies(model, NEUTRAL, ["sacrum", MUSCLE, "sacrum"])
    assert [body.id for body in bodies] == ["sacrum", MUSCLE]


def test_what_cannot_be_exported_leaves_no_file(model: HipModel, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'sacrum'"):
        save_meshes(model, NEUTRAL, ["sacrm"], tmp_path / "a.ply")
    with pytest.raises(OutputError, match="no structure was named"):
        save_meshes(model, NEUTRAL, [], tmp_path / "a.ply")
    with pytest.raises(OutputError, match=r"\.ply, \.stl, \.obj or \.glb"):
        save_meshes(model, NEUTRAL, ["sacrum"], tmp_path / "a.fbx")
    assert not list(tmp_path.iterdir())
