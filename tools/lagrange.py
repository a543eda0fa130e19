"""Tessellate the Lagrange patches in which the LLP26 mean bones are stored.

The PyPI package ``musculoskeletal-models`` (Auckland Bioengineering Institute, MPL-2.0) stores each
bone as an ensemble of high-order patches: a ``.mesh`` file names the elements and which of their
nodes coincide, a ``.geof`` file holds the nodal coordinates in millimetres. Tessellation is linear
in the nodes; neighbouring patches share their edge nodes, so merging shared samples closes the
surface.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Polynomial degree along each of the two coordinates, per element kind.
QUAD_DEGREES = {"quad44": (3, 3), "quad54": (4, 3), "quad55": (4, 4)}
TRI_DEGREES = {"tri10": 3, "tri15": 4}


@dataclass(frozen=True)
class Patch:
    """One element: its kind and the global numbers of its nodes."""

    kind: str
    nodes: Ints


def read_patches(mesh_file: Path) -> list[Patch]:
    """Number the nodes of every element as the package does (elements in numeric order)."""
    data: dict[str, Any] = json.loads(mesh_file.read_text())
    kinds = {int(k): v.split()[1] for k, v in data["elements"].items()}
    known: dict[str, int] = {}
    patches: list[Patch] = []
    count = 0
    for element in sorted(kinds):
        size = _node_count(kinds[element])
        nodes = np.empty(size, dtype=np.int64)
        for local in range(size):
            name = f"{element}_{local}"
            shared = [known[p] for p in data["connectivity"][name].split() if p in known]
            if shared:
                nodes[local] = shared[0]
            else:
                nodes[local] = count
                count += 1
            known[name] = int(nodes[local])
        patches.append(Patch(kinds[element], nodes))
    if count != data["number_of_points"]:
        raise ValueError(
            f"{mesh_file}: {count} nodes numbered, {data['number_of_points']} expected"
        )
    return patches


def read_nodes(geof_file: Path) -> Floats:
    """Nodal coordinates, (n, 3) float64, mm, in the package's own frame."""
    fields = json.loads(geof_file.read_text())["field_parameters"]
    return np.array([[float(fields[k][f"dim {a}"]) for a in range(3)] for k in sorted(fields)])


def tessellate(patches: list[Patch], nodes: Floats, segments: int) -> tuple[Floats, Ints]:
    """Vertices (n, 3) float64 and triangles (m, 3) of all patches, shared samples merged."""
    points: list[Floats] = []
    faces: list[Ints] = []
    offset = 0
    for patch in patches:
        if patch.kind in QUAD_DEGREES:
            basis, triangles = _quad(*QUAD_DEGREES[patch.kind], segments)
        else:
            basis, triangles = _triangle(TRI_DEGREES[patch.kind], segments)
        points.append(basis @ nodes[patch.nodes])
        faces.append(triangles + offset)
        offset += len(basis)
    return _merge(np.vstack(points), np.vstack(faces))


def _node_count(kind: str) -> int:
    if kind in QUAD_DEGREES:
        a, b = QUAD_DEGREES[kind]
        return (a + 1) * (b + 1)
    degree = TRI_DEGREES[kind]
    return (degree + 1) * (degree + 2) // 2


def _lagrange(degree: int, x: Floats) -> Floats:
    """Values of the equispaced Lagrange polynomials at x, (len(x), degree + 1)."""
    at = np.linspace(0.0, 1.0, degree + 1)
    columns = []
    for i in range(degree + 1):
        others = np.delete(at, i)
        columns.append(np.prod((x[:, None] - others) / (at[i] - others), axis=1))
    return np.column_stack(columns)


def _quad(degree_u: int, degree_v: int, n: int) -> tuple[Floats, Ints]:
    t = np.linspace(0.0, 1.0, n + 1)
    bu, bv = _lagrange(degree_u, t), _lagrange(degree_v, t)
    basis = np.einsum("jb,ia->jiba", bv, bu).reshape((n + 1) ** 2, -1)
    triangles = []
    for j in range(n):
        for i in range(n):
            a = j * (n + 1) + i
            b, c, d = a + 1, a + n + 2, a + n + 1
            triangles += [(a, b, c), (a, c, d)]
    return basis, np.array(triangles)


def _triangle(degree: int, n: int) -> tuple[Floats, Ints]:
    """Basis on a barycentric grid; a Vandermonde matrix of the node lattice gives it."""

    def lattice(k: int) -> Floats:
        return np.array([(i / k, j / k) for j in range(k + 1) for i in range(k + 1 - j)])

    def monomials(p: Floats) -> Floats:
        return np.column_stack(
            [p[:, 0] ** a * p[:, 1] ** b for b in range(degree + 1) for a in range(degree + 1 - b)]
        )

    basis = monomials(lattice(n)) @ np.linalg.inv(monomials(lattice(degree)))
    index: dict[tuple[int, int], int] = {}
    for j in range(n + 1):
        for i in range(n + 1 - j):
            index[i, j] = len(index)
    triangles = []
    for j in range(n):
        for i in range(n - j):
            triangles.append((index[i, j], index[i + 1, j], index[i, j + 1]))
            if i + j < n - 1:
                triangles.append((index[i + 1, j], index[i + 1, j + 1], index[i, j + 1]))
    return basis, np.array(triangles)


def _merge(points: Floats, faces: Ints, tolerance: float = 1e-4) -> tuple[Floats, Ints]:
    """Weld samples closer than the tolerance (mm) and drop triangles that collapse."""
    keys = np.round(points / tolerance).astype(np.int64)
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    faces = inverse.reshape(-1)[faces]
    keep = (
        (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    )
    return points[first], faces[keep]
