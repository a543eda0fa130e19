"""Build everything in meshes/ and the motion tables in assets/, from the LLP26 mean bones.

Run by ``make meshes``. The same inputs give the same bytes: nothing random, coordinates rounded to
a micrometre before they are stored as 32-bit numbers.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import trimesh
from bake import FREE_ROWS, bake
from bones import Bones, build_bones
from fan import BED_ROWS, INSERTION_ROWS, place_across
from membrane import build_membrane, find_foramen
from neighbours import Tendon, build_neighbours
from numpy.typing import NDArray
from solver import Solver
from wall import view_wall

from anatomy_viewer.atlas.description import read_description
from anatomy_viewer.motion.muscle import MuscleModel, join_faces, joined_faces
from anatomy_viewer.motion.pose import NEUTRAL
from anatomy_viewer.motion.strap_file import write_strap
from anatomy_viewer.motion.table_file import write_model
from anatomy_viewer.motion.weave import row_distances

DESCRIPTION = Path(__file__).resolve().parents[1] / "assets" / "atlas.toml"

# Points and directions picked by eye on the mean bones; mm, atlas frame.
FORAMEN_MIDDLE = np.array([40.8, -5.1, -25.7])
FORAMEN_AXIS = np.array([0.66, -0.58, -0.47])
CANAL = np.array([41.1, -17.9, -9.3])
WALL_CENTRE = np.array([43.0, 5.0, -8.0])
WALL_INWARD = np.array([-0.87, 0.39, 0.30])
WALL_BLUR = 1.5

ORIGIN, BELLY, PATH, TENDON, INSERTION = range(1, 6)


def build(meshes: Path, assets: Path) -> Solver:
    """Write every mesh and motion table; return the solver of the obturator internus."""
    bones, membrane = write_bones(meshes)
    wall = view_wall([bones.hip_bone, membrane], WALL_CENTRE, WALL_INWARD, WALL_BLUR)
    model, solver = bake(bones, wall)
    faces = joined_faces(BED_ROWS + FREE_ROWS + INSERTION_ROWS, len(model.tendon_reach))
    muscle = trimesh.Trimesh(model.shape(NEUTRAL).vertices, faces, process=False)
    attributes = muscle_attributes(model)
    write_pair(meshes, "obturator_internus", muscle, attributes)
    write_model(model, assets / "obturator_internus.npz")
    atlas = read_description(DESCRIPTION, meshes)
    for strap in build_neighbours(atlas, bones, Tendon(model, faces, attributes)):
        write_pair(meshes, strap.id, strap.mesh, strap.attributes)
        if f"{strap.id}_left" in atlas.muscles:
            write_strap(strap.model, assets / f"{strap.id}.npz")
    return solver


def write_bones(meshes: Path) -> tuple[Bones, trimesh.Trimesh]:
    """Write bones and membranes; return the left ones."""
    bones = build_bones()
    foramen = find_foramen(bones.hip_bone, FORAMEN_MIDDLE, FORAMEN_AXIS)
    membrane = build_membrane(foramen, CANAL)
    write_pair(meshes, "hip_bone", bones.hip_bone)
    write_pair(meshes, "femur", bones.femur)
    write_pair(meshes, "obturator_membrane", membrane)
    write_ply(meshes / "sacrum.ply", bones.sacrum.vertices, bones.sacrum.faces)
    return bones, membrane


def muscle_attributes(model: MuscleModel) -> dict[str, NDArray[np.generic]]:
    """Region code, place along the fibre (0 origin to 1 insertion) and across it, per vertex."""
    deep, _ = model.faces(NEUTRAL, 1.0)
    rows, columns = deep.shape[:2]
    row = np.arange(rows)
    free = BED_ROWS + FREE_ROWS
    after = np.select(
        [row < 0.88 * BED_ROWS, row < BED_ROWS + 0.5 * FREE_ROWS, row < free],
        [BELLY, PATH, TENDON],
        INSERTION,
    )
    # The whole bed is attached underneath; from inside the pelvis only its border shows as origin.
    beneath = np.where(row < 0.8 * BED_ROWS, ORIGIN, after)
    above = np.where(row < 0.22 * BED_ROWS, ORIGIN, after)
    from_end = row_distances(deep)
    along = 1.0 - from_end / from_end[0]
    across = np.broadcast_to(place_across(), (rows, columns))
    spread = np.ones((1, columns), dtype=np.int64)
    return {
        "region": join_faces(beneath[:, None] * spread, above[:, None] * spread).astype(np.uint8),
        "along": join_faces(along, along).astype(np.float32),
        "across": join_faces(across, across).astype(np.float32),
    }


def write_pair(
    folder: Path,
    name: str,
    left: trimesh.Trimesh,
    attributes: Mapping[str, NDArray[np.generic]] | None = None,
) -> None:
    """The left structure and its exact mirror image."""
    write_ply(folder / f"{name}_left.ply", left.vertices, left.faces, attributes)
    mirrored = left.vertices * [-1.0, 1.0, 1.0]
    write_ply(folder / f"{name}_right.ply", mirrored, left.faces[:, ::-1], attributes)


def write_ply(
    path: Path,
    vertices: NDArray[np.float64],
    faces: NDArray[np.int64],
    attributes: Mapping[str, NDArray[np.generic]] | None = None,
) -> None:
    """A binary little-endian PLY file with per-vertex attributes."""
    points = np.round(vertices, 3) + 0.0
    columns: list[tuple[str, str, NDArray[np.generic]]] = [
        ("x", "<f4", points[:, 0]), ("y", "<f4", points[:, 1]), ("z", "<f4", points[:, 2]),
    ]  # fmt: skip
    for name, values in (attributes or {}).items():
        columns.append((name, "u1" if values.dtype == np.uint8 else "<f4", values))
    body = np.empty(len(points), dtype=[(name, kind) for name, kind, _ in columns])
    for name, _, values in columns:
        body[name] = values
    triangles = np.empty(len(faces), dtype=[("count", "u1"), ("index", "<i4", (3,))])
    triangles["count"], triangles["index"] = 3, faces
    kinds = {"<f4": "float", "u1": "uchar"}
    header = [
        "ply",
        "format binary_little_endian 1.0",
        "comment Anatomy Viewer atlas; millimetres; x left, y posterior, z up; MPL-2.0",
        f"element vertex {len(points)}",
        *(f"property {kinds[kind]} {name}" for name, kind, _ in columns),
        f"element face {len(faces)}",
        "property list uchar int vertex_indices",
        "end_header",
    ]
    path.write_bytes("\n".join(header).encode() + b"\n" + body.tobytes() + triangles.tobytes())


def main() -> None:
    """Command line: where to write."""
    root = Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meshes", type=Path, default=root / "meshes")
    parser.add_argument("--assets", type=Path, default=root / "assets")
    options = parser.parse_args()
    build(options.meshes, options.assets)


if __name__ == "__main__":
    main()
