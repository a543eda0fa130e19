"""Solve the muscle over the whole range of poses and keep it as smooth tables."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from bones import Bones
from fan import (
    COLUMNS,
    Fan,
    bed_normals,
    footprint,
    lay_bed,
    place_across,
    tendon_reach,
    tendon_relief,
    thickness,
)
from lagrange import Floats
from solver import BEFORE_NODES, BEHIND, NODES, Solver, surround
from strands import Obstacles, tighten
from wall import Wall

from anatomy_viewer.motion.joint import hip_rotation
from anatomy_viewer.motion.muscle import MuscleModel, join_faces, joined_faces
from anatomy_viewer.motion.pose import NEUTRAL, RANGES, Pose
from anatomy_viewer.motion.spline import Axis, Table, interpolation_matrix
from anatomy_viewer.motion.weave import row_distances, smooth_step

AXES = (
    Axis(*RANGES["flexion"], 15),
    Axis(*RANGES["abduction"], 11),
    Axis(*RANGES["rotation"], 9),
)
FREE_ROWS = 45
CHUNK = 99


def grid_poses() -> list[Pose]:
    """Every pose of the table, flexion slowest."""
    return [Pose(*angles) for angles in itertools.product(*(axis.knots() for axis in AXES))]


def bake(bones: Bones, wall: Wall) -> tuple[MuscleModel, Solver]:
    """The muscle's model with its tables, and the solver behind them."""
    u = place_across()
    bed = lay_bed(wall, u)
    fan = Fan(u, bed, bed_normals(bed))
    around = surround(bones)
    approach = _mean_approach(bones, around, fan)
    deep_end, top_end = footprint(bones.femur, u, approach)
    every = slice(None, None, (COLUMNS - 1) // 8)
    solver = Solver(
        around,
        bed[-1, every],
        row_distances(bed)[0, every],
        fan.notch_points(),
        deep_end[0, every],
        _arrivals(deep_end)[every],
        row_distances(deep_end)[0, every],
        fan.strand_weights(),
    )
    nodes, lengths = zip(*(solver.solve(chunk) for chunk in _chunks(grid_poses())), strict=True)
    shape = tuple(axis.count for axis in AXES)
    rest = solver.solve([NEUTRAL])[0][0]
    return _with_volume(
        _assemble(
            bones,
            fan,
            deep_end,
            top_end,
            rest,
            np.concatenate(nodes).reshape(*shape, *rest.shape),
            np.concatenate(lengths).reshape(shape),
            bone_overlaps(bones, around).reshape(shape),
        )
    ), solver


def _arrivals(deep_end: Floats) -> Floats:
    """(columns, 3) unit directions in which the tendon runs into its attachment, femur at rest."""
    into = deep_end[1] - deep_end[0]
    return np.asarray(into / np.linalg.norm(into, axis=-1, keepdims=True))


def bone_overlaps(bones: Bones, around: Obstacles) -> Floats:
    """(poses,) mm by which the femur enters the hip bone, away from the socket."""
    points = bones.hip_bone.vertices
    points = points[np.linalg.norm(points - bones.hip_centre, axis=1) > bones.head_radius + 5.0]
    found = []
    for pose in grid_poses():
        at_rest = (points - bones.hip_centre) @ hip_rotation(pose, "left") + bones.hip_centre
        found.append(max(0.0, -float(around.femur.sample(at_rest)[0].min())))
    return np.array(found)


def _chunks(poses: list[Pose]) -> list[list[Pose]]:
    return [poses[k : k + CHUNK] for k in range(0, len(poses), CHUNK)]


def _mean_approach(bones: Bones, around: Obstacles, fan: Fan) -> Floats:
    """Mean direction, seen from the femur, in which the tendon leaves the bone over the range."""
    deep, _ = footprint(bones.femur, fan.u, np.array([-0.85, 0.43, -0.2]))
    poses = grid_poses()[::13]
    rotations = np.array([hip_rotation(pose, "left") for pose in poses])
    nodes = tighten(around, fan.notch_points(), deep[-1, ::8], BEHIND, rotations)
    leaving = (nodes[:, :, -5] - nodes[:, :, -1]) @ rotations
    leaving /= np.linalg.norm(leaving, axis=-1, keepdims=True)
    mean = leaving.mean(axis=(0, 1))
    return np.asarray(mean / np.linalg.norm(mean))


def _assemble(
    bones: Bones,
    fan: Fan,
    deep_end: Floats,
    top_end: Floats,
    rest: Floats,
    nodes: Floats,
    lengths: Floats,
    overlaps: Floats,
) -> MuscleModel:
    k = np.arange(NODES, dtype=float)
    follow = smooth_step((k - BEFORE_NODES + 1.0) / (NODES - BEFORE_NODES))
    angles = grid_poses()
    rotations = np.array([hip_rotation(pose, "left") for pose in angles]).reshape(
        *nodes.shape[:3], 1, 3, 3
    )
    moved = (rest - bones.hip_centre) @ np.swapaxes(rotations, -1, -2) + bones.hip_centre
    swung = (1.0 - follow[:, None]) * rest + follow[:, None] * moved
    across = interpolation_matrix(fan.u[::8], fan.u)
    places = np.arange(1, FREE_ROWS + 1) / (FREE_ROWS + 1) * (NODES - 1)
    along = interpolation_matrix(k, places)
    ends = fan.bed[-1] - across @ fan.bed[-1, ::8]
    fade = 1.0 - smooth_step(np.arange(1, FREE_ROWS + 1) / 7.0)
    model = MuscleModel(
        side="left",
        hip_centre=bones.hip_centre,
        bed=fan.bed,
        bed_normal=fan.bed_normal,
        strands=rest,
        follow=follow,
        displacement=Table.fit(AXES, nodes - swung),
        across=across,
        along=along,
        seam=fade[:, None, None] * ends,
        insertion_deep=deep_end,
        insertion_top=top_end,
        thickness=np.zeros((len(fan.bed) + FREE_ROWS, COLUMNS)),
        swelling=_swelling(len(fan.bed)),
        relief=np.zeros((len(fan.bed) + FREE_ROWS, COLUMNS)),
        belly_scale=Table.fit(AXES, np.ones(nodes.shape[:3])),
        length=Table.fit(AXES, lengths),
        bone_overlap=Table.fit(AXES, overlaps),
        tendon_reach=tendon_reach(fan.u),
    )
    deep, _ = model.faces(NEUTRAL, 1.0)
    return replace(
        model,
        thickness=thickness(deep, len(fan.bed), FREE_ROWS),
        relief=tendon_relief(fan.u, len(fan.bed), FREE_ROWS),
    )


def _swelling(beds: int) -> Floats:
    """Origin rows keep their thickness; the belly changes; the tendon keeps its own."""
    rows = np.arange(beds + FREE_ROWS)
    rise = smooth_step((rows / (beds - 1) - 0.14) / 0.3)
    return np.asarray(rise * (1.0 - smooth_step((rows - beds) / (0.6 * FREE_ROWS))))


def _with_volume(model: MuscleModel) -> MuscleModel:
    """Scale the belly at every pose so that the muscle keeps its neutral volume."""
    rest = volume(model, NEUTRAL, 1.0)
    scales = np.empty(tuple(axis.count for axis in AXES))
    for index, pose in zip(np.ndindex(scales.shape), grid_poses(), strict=True):
        one = volume(model, pose, 1.0)
        slope = (volume(model, pose, 1.1) - one) / 0.1
        scales[index] = 1.0 + (rest - one) / slope
    return replace(model, belly_scale=Table.fit(AXES, scales))


def volume(model: MuscleModel, pose: Pose, belly_scale: float) -> float:
    """Enclosed volume in mm3."""
    deep, top = model.faces(pose, belly_scale)
    points = join_faces(deep, top)
    triangles = points[joined_faces(*deep.shape[:2])]
    return float(
        np.einsum("ij,ij->", triangles[:, 0], np.cross(triangles[:, 1], triangles[:, 2])) / 6.0
    )
