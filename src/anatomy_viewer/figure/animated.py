"""A model of the moving hip for other programs: an animated binary glTF (.glb).

Bones are nodes that turn about the hip centre; a muscle is one mesh whose shape is blended from its
true shapes at a few key poses along the way (morph targets). Keys are added where the blend would
be off by more than a third of a millimetre; the largest error found is written into the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Joint
from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure.gltf import Store, packed
from anatomy_viewer.figure.keys import muscle_keys
from anatomy_viewer.figure.meshes import (
    FRAME_NODE,
    Y_UP,
    Body,
    linear_colour,
    posed_bodies,
    vertex_normals,
)
from anatomy_viewer.figure.take import Take
from anatomy_viewer.files import check_target, write_whole
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.joint import hip_rotation
from anatomy_viewer.motion.movement import Movement, blend
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL

Floats = NDArray[np.float64]

SUFFIX = ".glb"
_SAMPLES = 128  # moments at which turning and blending are written down
_PER_MM = 0.001  # glTF is in metres


def save_animation(
    model: HipModel,
    take: Take,
    structures: Sequence[str],
    path: Path,
    seconds: float | None = None,
    force: bool = True,
) -> Path:
    """Write the moving hip as a .glb file, whole or not at all, and return its path.

    Args:
        model: the hip.
        take: what happens; its view does not matter.
        structures: ids, at least one.
        path: ends in .glb.
        seconds: how long the animation takes; None for the take's own time.
        force: replace a file that is there already.

    Raises:
        OutputError: the file cannot be written there, or nothing moves.
        UnknownNameError: the atlas has no such structure.
    """
    target = check_target(path, (SUFFIX,), force)
    if take.movement is None:
        raise OutputError("A .glb model is turned by hand: choose a movement, not a turntable.")
    if not structures:
        raise OutputError(f"Cannot write '{path}': no structure was named.")
    length = take.seconds if seconds is None else seconds
    if not 0.2 <= length <= 300.0:
        raise OutputError(f"An animation of {length:g} s cannot be made: choose 0.2 to 300.")
    write_whole(target, _written(model, take, take.movement, structures, length))
    return Path(path)


def _written(
    model: HipModel, take: Take, movement: Movement, structures: Sequence[str], seconds: float
) -> bytes:
    moments = np.linspace(0.0, 1.0, _SAMPLES + 1)
    shares = [_share(take, movement, t) for t in moments]
    animation = _Animation(model, movement, shares, moments * seconds)
    for name in dict.fromkeys(model.atlas.structure(name).id for name in structures):
        if name in model.muscles:
            animation.add_muscle(name)
        else:
            animation.add_bone(name)
    return animation.packed()


class _Animation:
    """A glTF tree growing structure by structure; node, mesh and material have one number."""

    def __init__(
        self, model: HipModel, movement: Movement, shares: Sequence[float], moments: Floats
    ) -> None:
        self._model, self._movement, self._shares = model, movement, shares
        self._joints = {joint.distal: joint for joint in model.atlas.joints.values()}
        self._store = Store()
        self._times = self._store.add(moments.astype("<f4"), bounds=True)
        self._nodes: list[dict[str, Any]] = []
        self._meshes: list[dict[str, Any]] = []
        self._channels: list[dict[str, Any]] = []
        self._samplers: list[dict[str, Any]] = []
        self._error_mm = 0.0

    def add_muscle(self, name: str) -> None:
        """A mesh blended between its key shapes."""
        keys = muscle_keys(self._model, name, self._movement)
        self._error_mm = max(self._error_mm, keys.error_mm)
        weights = np.concatenate([keys.weights(share) for share in self._shares])
        self._animate("weights", weights)
        self._add({"name": name}, _mesh(self._store, keys.shapes[0], keys.shapes[1:]))

    def add_bone(self, name: str) -> None:
        """A rigid mesh; one beyond a joint turns about the joint's centre."""
        joint = self._joints.get(self._model.atlas.structures[name].segment)
        body = posed_bodies(self._model, NEUTRAL, [name])[0]
        if joint is None:
            self._add({"name": name}, _mesh(self._store, body))
            return
        centre = np.asarray(joint.centre)
        turns = _turns(self._movement, joint, self._shares)
        self._animate("rotation", turns)
        place = {
            "translation": (centre * _PER_MM).tolist(),
            "rotation": turns[0].astype("<f4").tolist(),
        }
        about_centre = replace(body, vertices=body.vertices - centre)
        self._add({"name": name, **place}, _mesh(self._store, about_centre))

    def packed(self) -> bytes:
        """The file."""
        frame = {
            "name": FRAME_NODE,
            "children": list(range(len(self._nodes))),
            "matrix": Y_UP.T.ravel().tolist(),
        }
        tree: dict[str, Any] = {
            "asset": {
                "version": "2.0",
                "generator": "Anatomy Viewer",
                "extras": {"remarks": _remarks(self._movement, self._error_mm)},
            },
            "scene": 0,
            "scenes": [{"name": "Hip", "nodes": [len(self._nodes)]}],
            "nodes": [*self._nodes, frame],
            "meshes": self._meshes,
            "materials": [_material(self._model, node["name"]) for node in self._nodes],
        }
        if self._channels:
            tree["animations"] = [
                {
                    "name": self._movement.name,
                    "channels": self._channels,
                    "samplers": self._samplers,
                }
            ]
        return packed(tree, self._store)

    def _add(self, node: dict[str, Any], mesh: dict[str, Any]) -> None:
        number = len(self._nodes)
        mesh["primitives"][0]["material"] = number
        self._nodes.append({**node, "mesh": number})
        self._meshes.append(mesh)

    def _animate(self, path: str, values: Floats) -> None:
        """Move the node that is added next."""
        target = {"node": len(self._nodes), "path": path}
        output = self._store.add(values.astype("<f4"))
        self._channels.append({"sampler": len(self._samplers), "target": target})
        self._samplers.append({"input": self._times, "interpolation": "LINEAR", "output": output})


def _share(take: Take, movement: Movement, t: float) -> float:
    """How far along its movement's way a take is at a moment, 0 to 1."""
    start, end = (np.array(p.as_tuple()) for p in (movement.start, movement.end))
    widest = int(np.argmax(np.abs(end - start)))
    reached = take.pose(t).as_tuple()[widest] - start[widest]
    return float(reached / (end - start)[widest])


def _mesh(store: Store, body: Body, others: Sequence[Body] = ()) -> dict[str, Any]:
    """A body as a glTF mesh, with what its other shapes add to it."""
    index = "<u2" if len(body.vertices) < 65535 else "<u4"
    normals = vertex_normals(body)
    primitive: dict[str, Any] = {
        "attributes": {
            "POSITION": _vectors(store, body.vertices * _PER_MM, bounds=True),
            "NORMAL": _vectors(store, normals),
        },
        "indices": store.add(body.faces.ravel().astype(index), "indices"),
    }
    mesh: dict[str, Any] = {"name": body.id, "primitives": [primitive]}
    if others:
        primitive["targets"] = [
            {
                "POSITION": _vectors(
                    store, (other.vertices - body.vertices) * _PER_MM, bounds=True
                ),
                "NORMAL": _vectors(store, vertex_normals(other) - normals),
            }
            for other in others
        ]
        mesh["weights"] = [0.0] * len(others)
    return mesh


def _vectors(store: Store, values: Floats, bounds: bool = False) -> int:
    return store.add(values.astype("<f4"), "vertices", bounds)


def _material(model: HipModel, name: str) -> dict[str, Any]:
    colour = np.frombuffer(bytes.fromhex(model.atlas.structures[name].colour[1:]), np.uint8)
    return {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*linear_colour(colour), 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.6,
        },
    }


def _turns(movement: Movement, joint: Joint, shares: Sequence[float]) -> Floats:
    """Unit quaternions (n, 4), x y z w, of the bone beyond a joint; never the long way."""
    turns = [
        _quaternion(hip_rotation(blend(movement.start, movement.end, share), joint.side))
        for share in shares
    ]
    for before, turn in pairwise(turns):
        if before @ turn < 0.0:
            turn *= -1.0
    return np.array(turns)


def _quaternion(rotation: Floats) -> Floats:
    """A rotation matrix (3, 3) as a unit quaternion: the eigenvector after Bar-Itzhack (2000)."""
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = rotation
    k = np.array(
        [
            [xx - yy - zz, yx + xy, zx + xz, zy - yz],
            [yx + xy, yy - xx - zz, zy + yz, xz - zx],
            [zx + xz, zy + yz, zz - xx - yy, yx - xy],
            [zy - yz, xz - zx, yx - xy, xx + yy + zz],
        ]
    )
    _, vectors = np.linalg.eigh(k / 3.0)
    return np.asarray(vectors[:, -1])


def _remarks(movement: Movement, error_mm: float) -> list[str]:
    poses = (movement.start, movement.end)
    start, end = (", ".join(f"{c} {getattr(p, c):g}" for c in COORDINATES) for p in poses)
    return [
        f"hip from {start} to {end} degrees; computed from a model",
        f"muscle shapes blended between keys: off by at most {error_mm:.2f} mm",
        "geometry MPL-2.0",
    ]
