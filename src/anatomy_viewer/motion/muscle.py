"""The obturator internus as a moving surface: a fan on the pelvic wall drawn out to a flat tendon.

The surface is a grid of ``rows`` along the fibres and ``columns`` across them, once for the deep
face that lies on bone and once for the superficial face, joined all round. Three stretches of rows
move differently: the *bed* stays on the pelvic wall, the *free* rows follow strands drawn tight
over bone (read from a table solved beforehand over the whole range of poses), and the *insertion*
rows are rigid with the femur. Numbers are read from the same strands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.motion.joint import hip_rotation
from anatomy_viewer.motion.pose import COORDINATES, Coordinate, Pose
from anatomy_viewer.motion.spline import Table
from anatomy_viewer.motion.weave import (
    blur_rows,
    grid_normals,
    row_distances,
    smooth_step,
    turn_to,
)

Floats = NDArray[np.float64]

MEETING_ROWS = 8  # free rows over which the thickness turns into the footprint's


@dataclass(frozen=True, eq=False)
class MuscleShape:
    """A muscle's surface at one pose.

    Attributes:
        vertices: (n, 3) float64, mm, atlas frame; the faces are those of the atlas surface.
        fleshiness: (n,) float64, 1 red muscle to 0 pale tendon (it slides as the muscle shortens).
        centre_line: (k, 3) float64, mm, from the middle of the origin to the insertion.
    """

    vertices: Floats
    fleshiness: Floats
    centre_line: Floats


@dataclass(frozen=True, eq=False)
class MuscleModel:
    """How one muscle's surface, length and moment arms follow the pose; the right mirrors the left.

    Lengths in mm, atlas frame, neutral pose. R = rows, C = columns, S = strands, K = nodes of a
    strand from the bed's end to the insertion rows; R = bed rows + free rows + insertion rows.

    Attributes:
        side: the side this model is for.
        hip_centre: (3,) of the left hip.
        bed: (b, C, 3) deep face on the wall.
        bed_normal: (b, C, 3) unit, from the wall into the pelvis.
        strands: (S, K, 3) the free strands in the neutral pose.
        follow: (K,) how far a node follows the femur rather than the pelvis, 0 to 1.
        displacement: table of (S, K, 3), what contact adds to that; zero at both ends.
        across: (C, S) strands to columns.
        along: (f, K) nodes to free rows.
        seam: (f, C, 3) what the free rows lack at the bed's end, fading out.
        insertion_deep, insertion_top: (i, C, 3) both faces where they are rigid with the femur.
        thickness: (b + f, C) in the neutral pose, zero at the edges.
        swelling: (b + f,) how much of the belly's change of thickness a row takes part in.
        relief: (b + f, C) ridges of the tendon's bands on the deep face.
        belly_scale: table of (), thickness of the belly relative to neutral (keeps its volume).
        length: table of (), weighted mean length of the strands from origin to insertion.
        bone_overlap: table of (), mm by which femur and hip bone would overlap away from the
            socket; a real hip stops before.
        tendon_reach: (C,) distance from the insertion to where the tendon turns into muscle.
    """

    side: Literal["left", "right"]
    hip_centre: Floats
    bed: Floats
    bed_normal: Floats
    strands: Floats
    follow: Floats
    displacement: Table
    across: Floats
    along: Floats
    seam: Floats
    insertion_deep: Floats
    insertion_top: Floats
    thickness: Floats
    swelling: Floats
    relief: Floats
    belly_scale: Table
    length: Table
    bone_overlap: Table
    tendon_reach: Floats

    def shape(self, pose: Pose) -> MuscleShape:
        """Surface, colour and centre line at a pose."""
        deep, top = self.faces(pose, float(self.belly_scale(pose.as_tuple())))
        from_end = row_distances(deep)
        flesh = smooth_step((from_end - self.tendon_reach) / 26.0 + 0.5)
        deeper = smooth_step((from_end - self.tendon_reach) / 34.0 + 0.1)
        middle = deep.shape[1] // 2
        line = 0.5 * (deep[::2, middle] + top[::2, middle])
        if self.side == "right":
            mirror = np.array([-1.0, 1.0, 1.0])
            deep, top, line = deep * mirror, top * mirror, line * mirror
        return MuscleShape(join_faces(deep, top), join_faces(deeper, flesh), line)

    def length_and_moment_arms(self, pose: Pose) -> tuple[float, Mapping[Coordinate, float]]:
        """Length in mm and r = -dL/dq in mm about each coordinate (q in radians)."""
        return read_length(self.length, pose)

    def path(self, pose: Pose) -> Floats:
        """The left strands (S, K, 3) from the end of the bed to the insertion rows."""
        swung = swing(self.strands, self.follow, self.hip_centre, pose)
        return np.asarray(swung + self.displacement(pose.as_tuple()))

    def faces(self, pose: Pose, belly_scale: float) -> tuple[Floats, Floats]:
        """Deep and superficial face (R, C, 3) of the left muscle for a given belly thickness."""
        rotation = hip_rotation(pose, "left")

        def with_femur(points: Floats) -> Floats:
            return np.asarray((points - self.hip_centre) @ rotation.T + self.hip_centre)

        columns = np.tensordot(self.across, self.path(pose), (1, 0))
        free = np.tensordot(self.along, columns, (1, 1)) + self.seam
        end_deep, end_top = with_femur(self.insertion_deep), with_femur(self.insertion_top)
        deep = np.concatenate([self.bed, free, end_deep])

        # Normals of the free rows are taken with their neighbours, then eased in from the bed's.
        beds, frees = len(self.bed), len(free)
        overlap = min(12, beds)
        local = blur_rows(grid_normals(deep[beds - overlap :]), 6)[overlap : overlap + frees]
        ease = smooth_step(np.arange(frees) / 10.0)[:, None, None]
        blended = (1.0 - ease) * self.bed_normal[-1] + ease * local
        blended /= np.linalg.norm(blended, axis=-1, keepdims=True)
        normal = np.concatenate([self.bed_normal, blended])

        scale = 1.0 + (belly_scale - 1.0) * self.swelling
        body = deep[: beds + frees]
        lift = normal * (self.thickness * scale[:, None])[..., None]
        # Towards the insertion the thickness turns to where the superficial fibres meet the bone.
        turn = smooth_step((np.arange(frees) - frees + MEETING_ROWS) / MEETING_ROWS)
        lift[beds:] = turn_to(lift[beds:], (end_top - end_deep)[0], turn[:, None, None])
        top = np.concatenate([body + lift, end_top])
        body = body + normal * self.relief[..., None]
        return np.concatenate([body, end_deep]), top


def read_length(length: Table, pose: Pose) -> tuple[float, Mapping[Coordinate, float]]:
    """Length in mm from its table, and r = -dL/dq in mm about each coordinate (q in radians)."""
    arms = -length.gradient(pose.as_tuple())
    return (
        float(length(pose.as_tuple())),
        {c: float(r) for c, r in zip(COORDINATES, arms, strict=True)},
    )


def swing(strands: Floats, follow: Floats, hip_centre: Floats, pose: Pose) -> Floats:
    """Left strands (S, K, 3) whose nodes follow the femur by a share (K,): the plain part of a
    path, before contact."""
    moved = (strands - hip_centre) @ hip_rotation(pose, "left").T + hip_centre
    return np.asarray((1.0 - follow[:, None]) * strands + follow[:, None] * moved)


def join_faces(deep: Floats, top: Floats) -> Floats:
    """Vertex values from both grids (R, C, ...): all of the deep face, then the top's own vertices.

    Both faces share the origin's row and the two edge columns.
    """
    rows, columns = deep.shape[:2]
    rest = deep.shape[2:]
    inner = top[1:, 1:-1].reshape((rows - 1) * (columns - 2), *rest)
    return np.concatenate([deep.reshape(rows * columns, *rest), inner])


def joined_faces(rows: int, columns: int) -> NDArray[np.int64]:
    """Triangles (m, 3) of the closed surface whose vertices ``join_faces`` orders."""
    deep = np.arange(rows * columns).reshape(rows, columns)
    top = deep.copy()
    top[1:, 1:-1] = rows * columns + np.arange((rows - 1) * (columns - 2)).reshape(rows - 1, -1)
    quads = []
    for grid, flip in ((deep, -1), (top, 1)):
        corners = np.stack([grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]], axis=-1)
        quads.append(corners.reshape(-1, 4)[:, ::flip])
    cap = np.stack([deep[-1, 1:], top[-1, 1:], top[-1, :-1], deep[-1, :-1]], axis=-1)
    quads.append(cap)
    every = np.vstack(quads)
    triangles = np.vstack([every[:, [0, 1, 2]], every[:, [0, 2, 3]]])
    proper = (
        (triangles[:, 0] != triangles[:, 1])
        & (triangles[:, 1] != triangles[:, 2])
        & (triangles[:, 2] != triangles[:, 0])
    )
    return np.asarray(triangles[proper], dtype=np.int64)
