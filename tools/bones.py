"""Bones of the atlas: the LLP26 mean pelvis and femur, seated, symmetrical, in the atlas frame.

Landmarks are the points a reader would palpate on the mean surface: picked by eye in the package's
frame, then moved to the extreme of the surface nearby where the landmark is defined as an extreme.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import trimesh
from lagrange import Floats, read_nodes, read_patches, tessellate

HIP_SEGMENTS = 15
FEMUR_SEGMENTS = 20

# mm, package frame. The mean hip is not seated: this shift takes the head out of the socket's wall.
SEATING_SHIFT = np.array([-1.16, -2.32, -6.18])
HEAD_SEED = np.array([113.0, -2.1, 1197.9])
ASIS = np.array([[146.8, -66.6, 1255.8], [-81.8, -59.2, 1275.3]])
PSIS = np.array([[84.4, 70.1, 1305.2], [-4.0, 73.8, 1312.2]])


@dataclass(frozen=True)
class Bones:
    """Left-sided and midline bones in the atlas frame (mm, LPS), neutral pose, and their joint."""

    hip_bone: trimesh.Trimesh
    femur: trimesh.Trimesh
    sacrum: trimesh.Trimesh
    hip_centre: Floats
    head_radius: float
    epicondyles: Floats
    package_to_atlas: Floats
    femur_package_to_atlas: Floats


def build_bones() -> Bones:
    """Everything from the package's files to bones in their final places."""
    folder = Path(str(files("musculoskeletal.models") / "atlas_meshes"))
    pelvis = _load(
        folder, "pelvis_combined_cubic_flat", "pelvis_combined_cubic_mean_rigid_LLP26", HIP_SEGMENTS
    )
    femur = _load(folder, "femur_left_quartic_flat", "femur_left_mean_rigid_LLP26", FEMUR_SEGMENTS)
    femur.apply_translation(SEATING_SHIFT)
    parts = sorted(pelvis.split(only_watertight=False), key=lambda part: float(part.centroid[0]))
    right, sacrum, left = parts

    centre, radius = _fit_head(femur.vertices)
    axes = _pelvis_axes()
    flat = [(part.vertices - centre) @ axes.T for part in (left, right)]
    # To a hundredth of a millimetre, so that atlas.toml can state the hip centre exactly.
    midplane = round(float(0.5 * (flat[0][:, 0].min() + flat[1][:, 0].max())), 2)
    to_atlas = np.eye(4)
    to_atlas[:3, :3] = axes
    to_atlas[:3, 3] = -axes @ centre - np.array([midplane, 0.0, 0.0])
    left.apply_transform(to_atlas)
    sacrum.apply_transform(to_atlas)
    hip_centre = np.array([-midplane, 0.0, 0.0])

    femur.apply_transform(to_atlas)
    medial, lateral = _epicondyles(femur.vertices)
    align = np.eye(4)
    align[:3, :3] = _femur_axes(hip_centre, medial, lateral)
    align[:3, 3] = hip_centre - align[:3, :3] @ hip_centre
    femur.apply_transform(align)
    epicondyles = trimesh.transform_points(np.array([medial, lateral]), align)
    femur_shift = np.eye(4)
    femur_shift[:3, 3] = SEATING_SHIFT
    return Bones(
        hip_bone=_smooth(left),
        femur=_smooth(femur),
        sacrum=_symmetrical(sacrum),
        hip_centre=hip_centre,
        head_radius=radius,
        epicondyles=epicondyles,
        package_to_atlas=to_atlas,
        femur_package_to_atlas=align @ to_atlas @ femur_shift,
    )


def _load(folder: Path, mesh: str, nodes: str, segments: int) -> trimesh.Trimesh:
    patches = read_patches(folder / f"{mesh}.mesh")
    points, faces = tessellate(patches, read_nodes(folder / f"{nodes}.geof"), segments)
    return trimesh.Trimesh(points, faces, process=False)


def _fit_head(vertices: Floats) -> tuple[Floats, float]:
    """Least-squares sphere through the femoral head, refitted to the points that lie on it."""
    near = vertices[np.linalg.norm(vertices - HEAD_SEED, axis=1) < 24.0]
    for _ in range(20):
        system = np.column_stack([2.0 * near, np.ones(len(near))])
        solution = np.linalg.lstsq(system, (near**2).sum(axis=1), rcond=None)[0]
        centre = solution[:3]
        radius = float(np.sqrt(solution[3] + centre @ centre))
        distance = np.linalg.norm(vertices - centre, axis=1)
        near = vertices[np.abs(distance - radius) < 0.6]
    return centre, radius


def _pelvis_axes() -> Floats:
    """Rows: left, backwards, up, after Wu 2002 (ASIS line; plane through the mid-PSIS)."""
    left = ASIS[0] - ASIS[1]
    left /= np.linalg.norm(left)
    forward = ASIS.mean(axis=0) - PSIS.mean(axis=0)
    forward -= left * (forward @ left)
    forward /= np.linalg.norm(forward)
    return np.array([left, -forward, np.cross(left, -forward)])


def _epicondyles(vertices: Floats) -> tuple[Floats, Floats]:
    """The most medial and most lateral points of the condyles along their own widest axis."""
    distal = vertices[vertices[:, 2] < vertices[:, 2].min() + 55.0]
    axis = np.array([1.0, 0.0, 0.0])
    for _ in range(20):
        along = distal @ axis
        medial = distal[along < along.min() + 1.0].mean(axis=0)
        lateral = distal[along > along.max() - 1.0].mean(axis=0)
        axis = lateral - medial
        axis[2] = 0.0
        axis /= np.linalg.norm(axis)
    return medial, lateral


def _femur_axes(centre: Floats, medial: Floats, lateral: Floats) -> Floats:
    """Rows: lateral, backwards, up of the left femur after Wu 2002 (hip centre, epicondyles)."""
    up = centre - 0.5 * (medial + lateral)
    up /= np.linalg.norm(up)
    left = lateral - medial
    left -= up * (left @ up)
    left /= np.linalg.norm(left)
    return np.array([left, np.cross(up, left), up])


def _smooth(mesh: trimesh.Trimesh, rounds: int = 6) -> trimesh.Trimesh:
    """Soften the creases between patches (Taubin: smooths without shrinking)."""
    trimesh.smoothing.filter_taubin(mesh, lamb=0.5, nu=0.53, iterations=rounds)
    return mesh


def _symmetrical(sacrum: trimesh.Trimesh) -> trimesh.Trimesh:
    """The sacrum averaged with its mirror image; one half is kept and mirrored onto the other."""
    mirrored = sacrum.copy()
    mirrored.apply_transform(np.diag([-1.0, 1.0, 1.0, 1.0]))
    nearest, _, _ = trimesh.proximity.closest_point(mirrored, sacrum.vertices)
    average = trimesh.Trimesh(0.5 * (sacrum.vertices + nearest), sacrum.faces, process=False)
    average = _smooth(average, rounds=12)
    half = trimesh.intersections.slice_mesh_plane(average, [1.0, 0.0, 0.0], [0.0, 0.0, 0.0])
    return mirror_weld(half)


def mirror_weld(half: trimesh.Trimesh, tolerance: float = 1e-3) -> trimesh.Trimesh:
    """Close a half mesh (x >= 0) with its mirror image, sharing the vertices on the plane x = 0."""
    half = trimesh.Trimesh(half.vertices, half.faces, process=True)
    points = half.vertices.copy()
    on_plane = np.abs(points[:, 0]) < tolerance
    points[on_plane, 0] = 0.0
    other = np.arange(len(points))
    other[~on_plane] = len(points) + np.arange(int((~on_plane).sum()))
    vertices = np.vstack([points, points[~on_plane] * [-1.0, 1.0, 1.0]])
    faces = np.vstack([half.faces, other[half.faces][:, ::-1]])
    return trimesh.Trimesh(vertices, faces, process=False)
