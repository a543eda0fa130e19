"""Meshes as files: what is in one, checked before anything else sees it.

Reading is trimesh's work, and it does only that: nothing is merged, reordered or repaired, since
the muscle's motion and the per-vertex data go by vertex order. Textures and other files a mesh may
name are never opened.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.mesh_checks import check_surface
from anatomy_viewer.atlas.model import Surface
from anatomy_viewer.errors import MeshError

SUFFIXES = (".ply", ".stl", ".obj")
MAX_BYTES = 256 * 1024 * 1024
MAX_VERTICES = 4_000_000

# Vertex properties that are not attributes of ours: geometry and paint.
_GEOMETRY = frozenset({"x", "y", "z", "nx", "ny", "nz", "red", "green", "blue", "alpha", "s", "t"})


def load_surface(path: Path) -> Surface:
    """Read a mesh file and check that it can stand for a piece of anatomy.

    Args:
        path: a PLY, STL or OBJ file in millimetres, atlas frame.

    Raises:
        MeshError: the file is missing, unreadable, damaged, far too large, or its surface is not
            finite, closed, consistently facing outwards and of a body's size.
    """
    surface = read_surface(path)
    check_surface(surface, path)
    return surface


def read_surface(path: Path) -> Surface:
    """Read a mesh file as it stands, without judging its shape.

    Raises:
        MeshError: the file is missing, unreadable, damaged or far too large.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES and path.is_file():
        raise MeshError(f"{path}: not a mesh this program reads. Use {', '.join(SUFFIXES)}.")
    data = _read_bytes(path)
    if kind == ".ply":
        _check_ply_header(data, path)
    vertices, faces, attributes = _parse(data, kind[1:], path)
    if kind == ".stl":  # an STL repeats every corner: there is no order to keep
        vertices, faces = _join_equal_corners(vertices, faces)
    return Surface(vertices, faces, attributes)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise MeshError(f"{path} is a folder, not a mesh file.")
        if not path.exists():
            raise MeshError(f"{path}: there is no such file.")
        if not path.is_file():
            raise MeshError(f"{path} is not an ordinary file.")
        size = path.stat().st_size
        if size == 0:
            raise MeshError(f"{path} is empty. Get the file again.")
        if size > MAX_BYTES:
            raise MeshError(
                f"{path} is {size // 2**20} MB; at most {MAX_BYTES // 2**20} MB can be read. "
                "Reduce the number of triangles."
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MeshError(f"{path} cannot be read: {reason}.") from error


def _check_ply_header(data: bytes, path: Path) -> None:
    """Stop at a header that is none, or promises more than the file or the program can hold."""
    head, end, _ = data[:65536].partition(b"end_header")
    if not head.startswith(b"ply") or not end:
        raise MeshError(f"{path} is not a PLY file, whatever its name says.")
    words = [line.split() for line in head.decode("ascii", "replace").splitlines()]
    counts: dict[str, int] = {}
    for line in words:
        if line[:1] == ["element"]:
            if len(line) != 3 or not line[2].isdecimal():
                raise MeshError(f"{path}: damaged PLY header at '{' '.join(line)[:60]}'.")
            counts[line[1]] = int(line[2])
    for name, smallest in (("vertex", 12), ("face", 7)):
        count = counts.get(name, 0)
        if count == 0:
            raise MeshError(f"{path} has no {'vertices' if name == 'vertex' else 'faces'}.")
        if count > 2 * MAX_VERTICES:
            raise MeshError(f"{path} declares {count} {name} entries, more than can be shown.")
        binary = any(line[:1] == ["format"] and "ascii" not in line for line in words)
        if binary and count * smallest > len(data):
            raise MeshError(
                f"{path} is cut short: its header promises more {name} entries than it holds. "
                "Get the file again."
            )


def _parse(
    data: bytes, kind: str, path: Path
) -> tuple[NDArray[np.float64], NDArray[np.int64], Mapping[str, NDArray[np.float64]]]:
    import trimesh

    try:
        with _silence():
            mesh: Any = trimesh.load_mesh(
                io.BytesIO(data), file_type=kind, process=False, skip_materials=True
            )
        vertices = np.array(mesh.vertices, dtype=np.float64)
        faces = np.array(mesh.faces, dtype=np.int64)
        attributes = _attributes(mesh, len(vertices))
    except Exception as error:  # trimesh's readers may raise anything on damaged bytes
        raise MeshError(
            f"{path} is damaged or cut short, or is no {kind.upper()} file. Get the file again."
        ) from error
    if vertices.ndim != 2 or vertices.shape[1:] != (3,) or faces.ndim != 2 or not len(faces):
        raise MeshError(f"{path} holds no triangles.")
    if len(vertices) > MAX_VERTICES:
        raise MeshError(
            f"{path} has {len(vertices)} vertices; at most {MAX_VERTICES} can be shown."
        )
    return vertices, faces, attributes


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the reader's own remarks on damaged bytes off the terminal: our message says enough."""
    log = logging.getLogger("trimesh")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def _attributes(mesh: Any, count: int) -> dict[str, NDArray[np.float64]]:
    """The vertex properties of a PLY beyond its geometry, each (n,)."""
    table = mesh.metadata.get("_ply_raw", {}).get("vertex", {}).get("data")
    names = getattr(getattr(table, "dtype", None), "names", None)
    if table is None or not names:
        return {}
    kept = {}
    for name in names:
        values = np.asarray(table[name])
        if name not in _GEOMETRY and values.dtype.kind in "iuf" and values.shape == (count,):
            kept[name] = values.astype(np.float64)
    return kept


def _join_equal_corners(
    vertices: NDArray[np.float64], faces: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    unique, index = np.unique(vertices, axis=0, return_inverse=True)
    return unique, index.reshape(-1)[faces]
