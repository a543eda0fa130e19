"""Animated models: read again by other hands, they move as the hip does."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import trimesh

from anatomy_viewer.errors import OutputError, UnknownNameError
from anatomy_viewer.figure.animated import save_animation
from anatomy_viewer.figure.keys import muscle_keys
from anatomy_viewer.figure.meshes import posed_bodies
from anatomy_viewer.figure.take import Take, one_way, there_and_back, turntable
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.movement import MOVEMENTS, blend, movement
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.session import ViewState

STATE = ViewState()
WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
TYPES = {5126: "<f4", 5125: "<u4", 5123: "<u2"}


class Reader:
    """A binary glTF taken apart after the specification, with all that it promises checked."""

    def __init__(self, data: bytes) -> None:
        magic, version, length = struct.unpack_from("<4sII", data)
        assert (magic, version, length) == (b"glTF", 2, len(data))
        size, kind = struct.unpack_from("<I4s", data, 12)
        assert kind == b"JSON" and size % 4 == 0
        self.tree = json.loads(data[20 : 20 + size])
        blob_size, kind = struct.unpack_from("<I4s", data, 20 + size)
        assert kind == b"BIN\0" and blob_size % 4 == 0
        self.blob = data[28 + size :]
        assert len(self.blob) == blob_size == self.tree["buffers"][0]["byteLength"]
        self.arrays = [self._array(accessor) for accessor in self.tree["accessors"]]

    def _array(self, accessor: dict) -> np.ndarray:
        view = self.tree["bufferViews"][accessor["bufferView"]]
        kind = np.dtype(TYPES[accessor["componentType"]])
        width = WIDTHS[accessor["type"]]
        assert view["byteOffset"] % 4 == 0
        assert view["byteLength"] == accessor["count"] * width * kind.itemsize
        assert view["byteOffset"] + view["byteLength"] <= len(self.blob)
        found = np.frombuffer(self.blob, kind, accessor["count"] * width, view["byteOffset"])
        found = found.reshape(-1, width)
        assert np.isfinite(found).all()
        if "min" in accessor:
            assert accessor["min"] == found.min(0).tolist()
            assert accessor["max"] == found.max(0).tolist()
        return found

    def at(self, name: str, seconds: float) -> np.ndarray:
        """Vertices of a structure in mm and atlas axes at a moment, as a player would show them."""
        tree = self.tree
        number = next(i for i, node in enumerate(tree["nodes"]) if node["name"] == name)
        node = tree["nodes"][number]
        mesh = tree["meshes"][node["mesh"]]
        (primitive,) = mesh["primitives"]
        points = self.arrays[primitive["attributes"]["POSITION"]].astype(float)
        move = {"rotation": np.array(node.get("rotation", [0, 0, 0, 1.0]))}
        if "weights" in mesh:
            move["weights"] = np.array(mesh["weights"])
        for animation in tree.get("animations", []):
            for channel in animation["channels"]:
                if channel["target"]["node"] == number:
                    sampler = animation["samplers"][channel["sampler"]]
                    assert sampler["interpolation"] == "LINEAR"
                    times = self.arrays[sampler["input"]][:, 0]
                    values = self.arrays[sampler["output"]].reshape(len(times), -1)
                    move[channel["target"]["path"]] = np.array(
                        [np.interp(seconds, times, column) for column in values.T]
                    )
        for weight, target in zip(
            move.get("weights", ()), primitive.get("targets", ()), strict=True
        ):
            points = points + weight * self.arrays[target["POSITION"]]
        turn = trimesh.transformations.quaternion_matrix(np.roll(move["rotation"], 1))[:3, :3]
        return (points @ turn.T + np.array(node.get("translation", [0, 0, 0]))) * 1000.0


def written(model: HipModel, take: Take, path: Path, **options: object) -> Reader:
    structures = ViewState().shown(model.atlas)
    save_animation(model, take, structures, path, **options)
    return Reader(path.read_bytes())


@pytest.mark.parametrize("name", ["flexion", "figure_four", "rotation", "pigeon"])
def test_it_moves_as_the_hip_does(model: HipModel, tmp_path: Path, name: str) -> None:
    one = movement(name)
    take = there_and_back(STATE, one)
    read = written(model, take, tmp_path / "a.glb")
    assert (tmp_path / "a.glb").stat().st_size < 15e6
    for t in (0.0, 0.113, 0.27, 0.5, 0.681, 0.93, 1.0):
        for body in posed_bodies(model, take.pose(t), ViewState().shown(model.atlas)):
            off = np.linalg.norm(read.at(body.id, t * take.seconds) - body.vertices, axis=1)
            assert off.max() < (0.6 if body.id in model.muscles else 0.15)


def test_the_file_keeps_what_the_specification_asks(model: HipModel, tmp_path: Path) -> None:
    read = written(model, there_and_back(STATE, movement("happy_baby")), tmp_path / "a.glb")
    tree = read.tree
    assert [node["name"] for node in tree["nodes"]][:-1] == list(ViewState().shown(model.atlas))
    assert tree["nodes"][-1]["children"] == list(range(len(tree["nodes"]) - 1))
    for node, mesh, material in zip(tree["nodes"], tree["meshes"], tree["materials"], strict=False):
        assert node["name"] == mesh["name"] == material["name"]
        (primitive,) = mesh["primitives"]
        assert tree["materials"][primitive["material"]] is material
        points = read.arrays[primitive["attributes"]["POSITION"]]
        normals = read.arrays[primitive["attributes"]["NORMAL"]]
        faces = read.arrays[primitive["indices"]]
        assert len(points) == len(normals) and faces.max() < len(points) and len(faces) % 3 == 0
        assert np.linalg.norm(normals, axis=1) == pytest.approx(1.0, abs=1e-5)
        assert len(primitive.get("targets", ())) == len(mesh.get("weights", ()))
        for target in primitive.get("targets", ()):
            assert "min" in tree["accessors"][target["POSITION"]]
            assert len(read.arrays[target["POSITION"]]) == len(points)
            turned = normals + read.arrays[target["NORMAL"]]
            assert np.linalg.norm(turned, axis=1) == pytest.approx(1.0, abs=1e-5)
    (animation,) = tree["animations"]
    targets = [(c["target"]["node"], c["target"]["path"]) for c in animation["channels"]]
    assert len(set(targets)) == len(targets) == 2
    for sampler in animation["samplers"]:
        times = read.arrays[sampler["input"]][:, 0]
        assert times[0] == 0.0 and (np.diff(times) > 0.0).all()
    for channel in animation["channels"]:
        values = read.arrays[animation["samplers"][channel["sampler"]]["output"]]
        if channel["target"]["path"] == "rotation":
            assert np.linalg.norm(values, axis=1) == pytest.approx(1.0, abs=1e-6)
            assert (np.sum(values[1:] * values[:-1], axis=1) > 0.9).all()
        else:
            assert values.min() >= 0.0 and values.max() <= 1.0


def test_colours_are_those_of_a_still_export(model: HipModel, tmp_path: Path) -> None:
    read = written(model, there_and_back(STATE, movement("flexion")), tmp_path / "a.glb")
    from anatomy_viewer.figure.meshes import save_meshes

    save_meshes(model, Pose(), ViewState().shown(model.atlas), tmp_path / "still.glb")
    still = Reader((tmp_path / "still.glb").read_bytes())
    paints = [
        {m["name"]: m["pbrMetallicRoughness"]["baseColorFactor"] for m in r.tree["materials"]}
        for r in (read, still)
    ]
    assert paints[0].keys() == paints[1].keys()
    for name, paint in paints[0].items():
        assert paint == pytest.approx(paints[1][name], abs=1.0 / 255.0)  # bytes, there


def test_another_library_reads_it(model: HipModel, tmp_path: Path) -> None:
    """As it stands at the start; trimesh knows nothing of animation."""
    written(model, there_and_back(STATE, movement("abduction_flexed")), tmp_path / "a.glb")
    scene = trimesh.load(tmp_path / "a.glb", process=False)
    frame, _ = scene.graph["atlas_frame"]
    for body in posed_bodies(model, Pose(flexion=90), ViewState().shown(model.atlas)):
        transform, name = scene.graph[body.id]
        local = np.linalg.inv(frame) @ transform
        points = scene.geometry[name].vertices @ local[:3, :3].T + local[:3, 3]
        assert np.abs(points * 1000.0 - body.vertices).max() < 0.01


def test_a_loop_ends_where_it_began_and_a_way_does_not(model: HipModel, tmp_path: Path) -> None:
    loop = written(model, there_and_back(STATE, movement("flexion")), tmp_path / "a.glb")
    way = written(model, one_way(STATE, Pose(), Pose(flexion=60)), tmp_path / "b.glb", seconds=2.0)
    for name in ("femur_left", "obturator_internus_left"):
        assert np.abs(loop.at(name, 0.0) - loop.at(name, 5.0)).max() < 1e-3
        assert np.abs(way.at(name, 0.0) - way.at(name, 2.0)).max() > 10.0


@pytest.mark.parametrize("one", MOVEMENTS, ids=lambda m: m.id)
def test_the_error_stated_is_the_error_made(model: HipModel, one: object) -> None:
    keys = muscle_keys(model, "obturator_internus_left", one)
    assert keys.error_mm < 0.34
    shapes = np.stack([body.vertices for body in keys.shapes])
    rng = np.random.default_rng(1)
    for share in rng.uniform(size=12):
        weights = keys.weights(share)
        made = shapes[0] + np.tensordot(weights, shapes[1:] - shapes[0], (0, 0))
        true = posed_bodies(model, blend(one.start, one.end, share), ["obturator_internus_left"])
        off = np.linalg.norm(made - true[0].vertices, axis=1).max()
        assert off < 1.25 * keys.error_mm + 0.02


def test_both_sides_and_both_joints(model: HipModel, tmp_path: Path) -> None:
    take = there_and_back(STATE, movement("figure_four"))
    names = ("femur_left", "femur_right")
    save_animation(model, take, names, tmp_path / "a.glb")
    read = Reader((tmp_path / "a.glb").read_bytes())
    for t in (0.2, 0.5):
        left, right = (read.at(name, t * take.seconds) for name in names)
        assert np.abs(left * [-1, 1, 1] - right).max() < 0.01


def test_what_cannot_be_written(model: HipModel, tmp_path: Path) -> None:
    take = there_and_back(STATE, movement("flexion"))
    path = tmp_path / "a.glb"
    for error, words, act in (
        (OutputError, r"\.glb", lambda: save_animation(model, take, ["sacrum"], tmp_path / "a.x")),
        (OutputError, "no structure", lambda: save_animation(model, take, [], path)),
        (UnknownNameError, "tibia", lambda: save_animation(model, take, ["tibia"], path)),
        (
            OutputError,
            "turntable",
            lambda: save_animation(model, turntable(STATE), ["sacrum"], path),
        ),
        (OutputError, "0 s", lambda: save_animation(model, take, ["sacrum"], path, seconds=0.0)),
    ):
        with pytest.raises(error, match=words):
            act()
        assert list(tmp_path.iterdir()) == []
    save_animation(model, take, ["femur_left"], path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="there already"):
        save_animation(model, take, ["sacrum"], path, force=False)
    assert path.read_bytes() == before
