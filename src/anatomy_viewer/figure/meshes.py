"""The posed anatomy as mesh files.

PLY, STL and OBJ hold all bodies in one file, in mm, in the atlas frame (x left, y backwards, z up):

* PLY: binary, double precision; the vertex property ``structure`` numbers the bodies, comments in
  the header name them.
* STL: binary, single precision as the format has it; bodies one after another, unnamed.
* OBJ: one named object a structure, coordinates to nine decimals, colours on the vertices.

Vertices of different bodies are never shared and keep their order in every pose. GLB is in metres,
as glTF demands, one node and one mesh a structure, named by its id; a parent node turns the atlas
frame so that up is +Y and forwards +Z. The same pose gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.errors import OutputError
from anatomy_viewer.files import check_target, write_whole
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, Pose

Floats = NDArray[np.float64]

FRAME_NODE = "atlas_frame"  # the glTF node that turns z up into Y up

# Homogeneous, from the atlas frame (left, back, up) to glTF's (left, up, front).
Y_UP = np.array([[1.0, 0, 0, 0], [0, 0, 1.0, 0], [0, -1.0, 0, 0], [0, 0, 0, 1.0]])


@dataclass(frozen=True, eq=False)
class Body:
    """One posed structure.

    Attributes:
        id: of the structure.
        vertices: (n, 3) float64, mm, atlas frame.
        faces: (m, 3) int64, counter-clockwise seen from outside.
        colour: (3,) uint8, red, green, blue.
    """

    id: str
    vertices: Floats
    faces: NDArray[np.int64]
    colour: NDArray[np.uint8]


def posed_bodies(model: HipModel, pose: Pose, structures: Sequence[str]) -> tuple[Body, ...]:
    """The named structures at a pose, each once, in the order given.

    Raises:
        UnknownNameError: the atlas has no such structure.
    """
    named = [model.atlas.structure(name) for name in dict.fromkeys(structures)]
    frame = model.solve(pose, [s.id for s in named if s.id in model.muscles])
    bodies = []
    for s in named:
        surface = model.atlas.surfaces[s.id]
        if s.id in frame.shapes:
            vertices = frame.shapes[s.id].vertices
        else:
            transform = frame.transforms[s.segment]
            vertices = surface.vertices @ transform[:3, :3].T + transform[:3, 3]
        colour = np.frombuffer(bytes.fromhex(s.colour[1:]), np.uint8)
        bodies.append(Body(s.id, np.asarray(vertices, np.float64), surface.faces, colour))
    return tuple(bodies)


def save_meshes(model: HipModel, pose: Pose, structures: Sequence[str], path: Path) -> Path:
    """Write the named structures at a pose to a mesh file, whole or not at all.

    Args:
        model: the hip.
        pose: in degrees.
        structures: ids, at least one.
        path: ends in one of ``SUFFIXES``, which decides the format.

    Returns:
        The path written.

    Raises:
        OutputError: the name has another ending, or the file cannot be written there.
        UnknownNameError: the atlas has no such structure.
    """
    target = check_target(path, SUFFIXES)
    bodies = posed_bodies(model, pose, structures)
    if not bodies:
        raise OutputError(f"Cannot write '{path}': no structure was named.")
    write_whole(target, _FORMATS[target.suffix.lower()](bodies, pose))
    return Path(path)


def _ply(bodies: Sequence[Body], pose: Pose) -> bytes:
    vertices, faces = _joined(bodies)
    sizes = [len(body.vertices) for body in bodies]
    points = np.empty(
        len(vertices), [("place", "<f8", 3), ("colour", "u1", 3), ("structure", "<u2")]
    )
    points["place"] = vertices
    points["colour"] = np.repeat([body.colour for body in bodies], sizes, axis=0)
    points["structure"] = np.repeat(np.arange(len(bodies)), sizes)
    triangles = np.empty(len(faces), [("count", "u1"), ("corners", "<i4", 3)])
    triangles["count"], triangles["corners"] = 3, faces
    header = [
        "ply",
        "format binary_little_endian 1.0",
        *(f"comment {line}" for line in _remarks(pose)),
        *(f"comment structure {number} {body.id}" for number, body in enumerate(bodies)),
        f"element vertex {len(vertices)}",
        *(f"property double {axis}" for axis in "xyz"),
        *(f"property uchar {channel}" for channel in ("red", "green", "blue")),
        "property ushort structure",
        f"element face {len(faces)}",
        "property list uchar int vertex_indices",
        "end_header",
    ]
    return "\n".join([*header, ""]).encode("ascii") + points.tobytes() + triangles.tobytes()


def _stl(bodies: Sequence[Body], pose: Pose) -> bytes:
    export = import_module("trimesh.exchange.stl").export_stl
    return bytes(export(_mesh(*_joined(bodies))))


def _obj(bodies: Sequence[Body], pose: Pose) -> bytes:
    text = io.StringIO()
    for line in _remarks(pose):
        text.write(f"# {line}\n")
    first = 1
    for body in bodies:
        text.write(f"o {body.id}\n")
        paint = " ".join(f"{channel / 255.0:.4f}" for channel in body.colour)
        for x, y, z in body.vertices.tolist():
            text.write(f"v {x:.9f} {y:.9f} {z:.9f} {paint}\n")
        for a, b, c in (body.faces + first).tolist():
            text.write(f"f {a} {b} {c}\n")
        first += len(body.vertices)
    return text.getvalue().encode("ascii")


def _glb(bodies: Sequence[Body], pose: Pose) -> bytes:
    visual: Any = import_module("trimesh.visual")
    scene = import_module("trimesh").Scene(base_frame="world")
    scene.graph.update(frame_from="world", frame_to=FRAME_NODE, matrix=Y_UP)
    for body in bodies:
        mesh = _mesh(body.vertices / 1000.0, body.faces, vertex_normals(body))
        material = visual.material.PBRMaterial(
            name=body.id,
            baseColorFactor=[*linear_colour(body.colour), 1.0],
            metallicFactor=0.0,
            roughnessFactor=0.6,
        )
        mesh.visual = visual.TextureVisuals(material=material)
        scene.add_geometry(mesh, body.id, body.id, parent_node_name=FRAME_NODE)

    def sign(tree: dict[str, Any]) -> None:
        tree["asset"]["generator"] = "Anatomy Viewer"
        tree["asset"]["extras"] = {"remarks": [*_remarks(pose)[1:]]}

    export = import_module("trimesh.exchange.gltf").export_glb
    return bytes(export(scene, include_normals=True, tree_postprocessor=sign))


_FORMATS: dict[str, Callable[[Sequence[Body], Pose], bytes]] = {
    ".ply": _ply,
    ".stl": _stl,
    ".obj": _obj,
    ".glb": _glb,
}
SUFFIXES: tuple[str, ...] = tuple(_FORMATS)


def _remarks(pose: Pose) -> tuple[str, ...]:
    angles = ", ".join(f"{name} {getattr(pose, name):g}" for name in COORDINATES)
    return (
        "Anatomy Viewer; millimetres; x left, y posterior, z up",
        f"hip pose in degrees: {angles}; computed from a model",
        "geometry MPL-2.0",
    )


def _joined(bodies: Sequence[Body]) -> tuple[Floats, NDArray[np.int64]]:
    """All bodies as one list of vertices and faces, none shared."""
    starts = np.cumsum([0, *(len(body.vertices) for body in bodies[:-1])])
    faces = [body.faces + start for body, start in zip(bodies, starts, strict=True)]
    return np.concatenate([body.vertices for body in bodies]), np.concatenate(faces)


def _mesh(vertices: Floats, faces: NDArray[np.int64], normals: Floats | None = None) -> Any:
    """A trimesh with nothing merged or repaired; trimesh is imported late, and is untyped."""
    return import_module("trimesh").Trimesh(
        vertices, faces, vertex_normals=normals, process=False, validate=False
    )


def vertex_normals(body: Body) -> Floats:
    """Unit normals (n, 3), the mean of the faces around each vertex weighted by their area.

    Trimesh's own take another way, and very long, where SciPy is not installed.
    """
    a, b, c = (body.vertices[body.faces[:, corner]] for corner in range(3))
    of_faces = np.cross(b - a, c - a)
    corners, count = body.faces.T.ravel(), len(body.vertices)
    sums = [np.bincount(corners, np.tile(column, 3), count) for column in of_faces.T]
    normals = np.stack(sums, axis=1)
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))


def linear_colour(colour: NDArray[np.uint8]) -> list[float]:
    """A screen colour (sRGB) as glTF wants it (linear), 0 to 1."""
    share = colour / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return [round(float(channel), 6) for channel in linear]
