"""A strap: a muscle as a flat band of strands from one bone to another, moving with the hip.

One model serves every muscle that is described by curves in atlas.toml. The middle surface is a
grid of rows along the strands and columns across them; the muscle's two faces stand to either side
of it, and where the muscle is thick it bulges away from the joint. The first rows are fixed to the
pelvis, the last are rigid with the femur, and those between follow strands drawn tight over bone,
read from a table solved beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.motion.joint import hip_rotation
from anatomy_viewer.motion.muscle import MuscleShape, join_faces, read_length, swing
from anatomy_viewer.motion.pose import Coordinate, Pose
from anatomy_viewer.motion.spline import Table
from anatomy_viewer.motion.weave import blur_rows, row_distances, smooth_step

Floats = NDArray[np.float64]

TURNING_ROWS = 6.0  # free rows over which a normal turns from that of the attached rows
RUN_OUT = 16.0  # mm over which red fibres run out into tendon


@dataclass(frozen=True, eq=False)
class StrapModel:
    """How one strap follows the pose; the right mirrors the left.

    Lengths in mm, atlas frame, neutral pose. C = columns, S = strands, K = nodes of a strand
    between the attached rows; the rows are the origin's o, f free ones and the insertion's i.

    Attributes:
        side: the side this model is for.
        hip_centre: (3,) of the left hip.
        strands: (S, K, 3) the free strands in the neutral pose.
        follow: (K,) how far a node follows the femur rather than the pelvis, 0 to 1.
        displacement: table of (S, K, 3), what contact adds to that; zero at both ends.
        across: (C, S) strands to columns.
        along: (f, K) nodes to free rows.
        origin, origin_normal: (o, C, 3) middle surface where it is fixed to the pelvis, and unit
            normals away from the joint.
        insertion, insertion_normal: (i, C, 3) the same where it is rigid with the femur.
        thickness: (o + f + i, C) in the neutral pose, zero at the edges and the first row.
        deep: mm; no more of the thickness than this lies on the side of the joint.
        swelling: (o + f + i,) how far a row takes part in keeping the volume, 0 at both ends.
        belly_scale: table of (), thickness of the belly relative to neutral (keeps its volume).
        twist: radians by which the band is twisted from end to end in the middle of the range.
        tendon: (2,) length of the pale part at the origin and at the insertion.
        length: table of (), weighted mean length of the strands from origin to insertion.
    """

    side: Literal["left", "right"]
    hip_centre: Floats
    strands: Floats
    follow: Floats
    displacement: Table
    across: Floats
    along: Floats
    origin: Floats
    origin_normal: Floats
    insertion: Floats
    insertion_normal: Floats
    thickness: Floats
    deep: Floats
    swelling: Floats
    twist: Floats
    tendon: Floats
    belly_scale: Table
    length: Table

    def shape(self, pose: Pose) -> MuscleShape:
        """Surface, colour and centre line at a pose."""
        middle, normal = self.middle(pose)
        flesh = self._fleshiness(middle)
        deep, top = self.faces(middle, normal, float(self.belly_scale(pose.as_tuple())))
        line = middle[:, middle.shape[1] // 2]
        if self.side == "right":
            mirror = np.array([-1.0, 1.0, 1.0])
            deep, top, line = deep * mirror, top * mirror, line * mirror
        return MuscleShape(join_faces(deep, top), join_faces(flesh, flesh), line)

    def length_and_moment_arms(self, pose: Pose) -> tuple[float, Mapping[Coordinate, float]]:
        """Length in mm and r = -dL/dq in mm about each coordinate (q in radians)."""
        return read_length(self.length, pose)

    def path(self, pose: Pose) -> Floats:
        """The left strands (S, K, 3) between the attached rows."""
        swung = swing(self.strands, self.follow, self.hip_centre, pose)
        return np.asarray(swung + self.displacement(pose.as_tuple()))

    def middle(self, pose: Pose) -> tuple[Floats, Floats]:
        """Middle surface of the left strap and its unit normals, both (rows, C, 3)."""
        rotation = hip_rotation(pose, "left")
        columns = np.tensordot(self.across, self.path(pose), (1, 0))
        free = np.tensordot(self.along, columns, (1, 1))
        end = (self.insertion - self.hip_centre) @ rotation.T + self.hip_centre
        points = np.concatenate([self.origin, free, end])

        end_normal = self.insertion_normal @ rotation.T
        first, frees = len(self.origin), len(free)
        even = evenly_turned(points, self.origin_normal[0, 0], end_normal[0, 0], float(self.twist))
        found = blur_rows(band_normals(points), 6) + even[:, None]
        found = found[first : first + frees]
        found /= np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-9)
        row = np.arange(1.0, frees + 1.0)[:, None, None]
        found = _eased(found, self.origin_normal[-1], row / TURNING_ROWS)
        found = _eased(found, end_normal[0], (frees + 1.0 - row) / TURNING_ROWS)
        return points, np.concatenate([self.origin_normal, found, end_normal])

    def faces(self, middle: Floats, normal: Floats, belly_scale: float) -> tuple[Floats, Floats]:
        """Deep and superficial face (rows, C, 3) for a given belly thickness."""
        thickness = self.thickness * (1.0 + (belly_scale - 1.0) * self.swelling)[:, None]
        below = np.minimum(0.5 * thickness, self.deep)
        return (
            middle - below[..., None] * normal,
            middle + (thickness - below)[..., None] * normal,
        )

    def _fleshiness(self, middle: Floats) -> Floats:
        """(rows, C): 1 red, 0 pale, by the distance from either end."""
        from_end = row_distances(middle)
        from_start = row_distances(middle[::-1])[::-1]
        at_origin, at_insertion = self.tendon
        start = smooth_step((from_start - at_origin) / RUN_OUT + 0.5) if at_origin else 1.0
        end = smooth_step((from_end - at_insertion) / RUN_OUT + 0.5) if at_insertion else 1.0
        return np.asarray(start * end * np.ones_like(from_end))


def band_normals(points: Floats) -> Floats:
    """Unit normals (r, c, 3) of a band; across it the slope is taken over half its width, so that
    strands crowded together do not turn them."""
    along = np.gradient(points, axis=0)
    columns = np.arange(points.shape[1])
    reach = max(points.shape[1] // 4, 1)
    wide = np.minimum(columns + reach, columns[-1]), np.maximum(columns - reach, 0)
    normal = np.cross(along, points[:, wide[0]] - points[:, wide[1]])
    size = np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.asarray(normal / np.maximum(size, 1e-9))


def evenly_turned(points: Floats, first: Floats, last: Floats, twist: float) -> Floats:
    """Unit normals (r, 3) of a band twisted evenly from one end's normal (3,) to the other's, by
    an angle within half a turn of ``twist``."""
    centre = points.mean(axis=1)
    tangent = np.gradient(centre, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=-1, keepdims=True), 1e-9)
    start = carried(first, tangent[0], tangent)
    end = carried(last, tangent[-1], tangent)
    angle = near_turn(angle_about(tangent, start, end), twist)
    angle = np.linspace(0.0, 1.0, len(points)) * angle
    side = np.cross(tangent, start)
    return np.asarray(np.cos(angle)[:, None] * start + np.sin(angle)[:, None] * side)


def carried(vectors: Floats, from_tangent: Floats, tangent: Floats) -> Floats:
    """Unit vectors (..., 3) across a band, carried from where it runs along one tangent to where
    it runs along another by the smallest turn between the two."""
    both = from_tangent + tangent
    along = np.sum(vectors * tangent, axis=-1, keepdims=True)
    found = vectors - along / np.maximum(0.5 * (both**2).sum(-1, keepdims=True), 1e-6) * both
    found = found - np.sum(found * tangent, axis=-1, keepdims=True) * tangent
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-9))


def angle_about(axis: Floats, first: Floats, last: Floats) -> Floats:
    """Angle (...) in radians from one vector to another about a unit axis, all (..., 3)."""
    sine = np.sum(np.cross(first, last) * axis, axis=-1)
    return np.asarray(np.arctan2(sine, np.sum(first * last, axis=-1)))


def near_turn(angle: Floats, twist: float) -> Floats:
    """The same angles, each within half a turn of ``twist``; radians."""
    return np.asarray(twist + (angle - twist + np.pi) % (2.0 * np.pi) - np.pi)


def _eased(normals: Floats, fixed: Floats, share: Floats) -> Floats:
    """Unit normals (r, c, 3) that begin as ``fixed`` (c, 3) where the share is 0."""
    share = smooth_step(share)
    found = (1.0 - share) * fixed + share * normals
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-9))
