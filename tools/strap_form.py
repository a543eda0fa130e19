"""A strap's form: from solved strands to the closed, moving surface."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from lagrange import Floats

from anatomy_viewer.atlas.strap import Strap
from anatomy_viewer.motion.joint import hip_rotation
from anatomy_viewer.motion.muscle import join_faces, joined_faces
from anatomy_viewer.motion.pose import NEUTRAL, RANGES, Pose
from anatomy_viewer.motion.spline import Axis, Table, interpolation_matrix
from anatomy_viewer.motion.strap import StrapModel, band_normals
from anatomy_viewer.motion.weave import row_distances, smooth_step

STILL = (Axis(*RANGES["flexion"], 2), Axis(*RANGES["abduction"], 2), Axis(*RANGES["rotation"], 2))
STRANDS = 5
COLUMNS = 21
NODES = 21
FREE_ROWS = 41
STUB_ROWS = 4
SUNK = 1.2  # mm the attachment goes into the bone, so that no gap shows
FLARE = 0.08  # how much wider the strap is where it meets the bone
CORNER = 0.85  # how much of the rigid stretch its two edges lack
ROUNDED = 4.0  # mm over which the thickness rises from nothing at the origin
THINNEST = 0.25  # how thin a stretched belly may become, as a multiple of neutral


@dataclass(frozen=True)
class Attachment:
    """One end of a strap: points in the bone, and the ends of the free strands (S, 3)."""

    points: Floats
    outwards: Floats
    stubs: Floats


def assemble(
    strap: Strap,
    ends: tuple[Attachment, Attachment],
    hip_centre: Floats,
    twist: float,
    rest: Floats,
    nodes: Floats,
    lengths: Floats,
    axes: tuple[Axis, Axis, Axis],
) -> StrapModel:
    """The model from solved strands (f, a, r, S, NODES, 3) and their lengths (f, a, r); a ligament
    has the same ones at every pose."""
    moves = axes != STILL
    k = np.arange(NODES, dtype=float)
    follow = smooth_step(k / (NODES - 1)) if moves else np.zeros(NODES)
    poses = grid_poses(axes)
    rotations = np.array([hip_rotation(pose, "left") for pose in poses]).reshape(
        *nodes.shape[:3], 1, 3, 3
    )
    moved = (rest - hip_centre) @ np.swapaxes(rotations, -1, -2) + hip_centre
    swung = (1.0 - follow[:, None]) * rest + follow[:, None] * moved
    u = across_places()
    across = interpolation_matrix(places(), u)
    along = interpolation_matrix(k, np.arange(1, FREE_ROWS + 1) / (FREE_ROWS + 1) * (NODES - 1))
    origin = across_rows(across, ends[0], from_bone=True)
    insertion = across_rows(across, ends[1], from_bone=False)
    free = np.tensordot(along, np.tensordot(across, rest, (1, 0)), (1, 1))
    middle = np.concatenate([origin, free, insertion])
    normals = band_normals(middle)
    if np.sum((middle - hip_centre) * normals) < 0.0:  # normals are to point away from the joint
        middle, normals = middle[:, ::-1], -normals[:, ::-1]
        origin, insertion = origin[:, ::-1], insertion[:, ::-1]
        rest, nodes, swung = rest[::-1], nodes[..., ::-1, :, :], swung[..., ::-1, :, :]
    row = np.arange(len(middle)) / (len(middle) - 1.0)
    taking_part = smooth_step((row - 0.08) / 0.12) * smooth_step((0.93 - row) / 0.2)
    model = StrapModel(
        side="left",
        hip_centre=hip_centre,
        strands=rest,
        follow=follow,
        displacement=Table.fit(axes, nodes - swung, natural=True),
        across=across,
        along=along,
        origin=origin,
        origin_normal=np.broadcast_to(unit(normals[:STUB_ROWS].mean(0)), origin.shape).copy(),
        insertion=insertion,
        insertion_normal=np.broadcast_to(
            unit(normals[-STUB_ROWS:].mean(0)), insertion.shape
        ).copy(),
        thickness=_thickness(strap, middle, u),
        deep=np.array(strap.deep),
        swelling=taking_part if moves else np.zeros(len(middle)),
        twist=np.array(twist),
        tendon=np.array(strap.tendon),
        belly_scale=Table.fit(axes, np.ones(nodes.shape[:3])),
        length=Table.fit(axes, lengths, natural=True),
    )
    if not moves:
        return model
    scales = np.reshape(belly_scales(model, poses, strap.swells), nodes.shape[:3])
    return replace(model, belly_scale=Table.fit(axes, scales, natural=True))


def across_rows(across: Floats, end: Attachment, from_bone: bool) -> Floats:
    """The rigid rows (STUB_ROWS, C, 3) of an end; the bone's is the first of them, or the last."""
    points, stubs = across @ end.points, across @ end.stubs
    middle = points.mean(axis=0)
    wide = middle + (points - middle) * (1.0 + FLARE)
    # The corners are rounded: towards its edges the strap ends sooner.
    begin = CORNER * np.abs(2.0 * across_places() - 1.0)[:, None] ** 4
    share = np.linspace(0.0, 1.0, STUB_ROWS + 1)[:-1, None, None]
    share = begin + (1.0 - begin) * share
    flared = wide + share * (points - wide)
    rows = (1.0 - share) * flared + share * stubs
    return np.asarray(rows if from_bone else rows[::-1])


def _thickness(strap: Strap, middle: Floats, u: Floats) -> Floats:
    """(rows, C) mm: a lens across, rising from nothing where the strap begins."""
    from_start = row_distances(middle[::-1])[::-1]
    whole = from_start[-1]
    rise = np.clip((from_start - 0.3 * SUNK) / ROUNDED, 0.0, 1.0)
    shoulder = np.sqrt(1.0 - (1.0 - rise) ** 2)
    from_end = np.clip((whole - from_start) / 3.0, 0.0, 1.0)
    shoulder = shoulder * (0.55 + 0.45 * np.sqrt(1.0 - (1.0 - from_end) ** 2))
    return np.asarray(strap_profile(strap, from_start / whole) * shoulder * lens(u))


def strap_profile(strap: Strap, place: Floats) -> Floats:
    """Thickness in mm by place along the strap, 0 to 1."""
    first, middle, last = strap.thickness
    rising = first + (middle - first) * smooth_step(place / 0.35)
    return np.asarray(rising + (last - middle) * smooth_step((place - 0.45) / 0.45))


def lens(u: Floats) -> Floats:
    """Thickness by place across, 0 at both edges (0 and 1) and 1 in the middle."""
    return np.asarray(np.sqrt(np.clip(1.0 - np.abs(2.0 * u - 1.0) ** 2.4, 0.0, 1.0)))


def belly_scales(model: StrapModel, poses: list[Pose], thickest: float) -> list[float]:
    """How thick the belly is at each pose, for the volume of the neutral one."""
    rest = volume(model, NEUTRAL, 1.0)
    found = []
    for pose in poses:
        one, more = volume(model, pose, 1.0), volume(model, pose, 1.2)
        first = 1.0 + 0.2 * (rest - one) / max(more - one, 1e-3 * rest)
        first = float(np.clip(first, THINNEST, thickest))
        # Once more, for a thick belly's volume is not quite in proportion to its thickness.
        here, near = volume(model, pose, first), volume(model, pose, 1.05 * first)
        second = first + 0.05 * first * (rest - here) / max(near - here, 1e-3 * rest)
        found.append(float(np.clip(second, THINNEST, thickest)))
    return found


def volume(model: StrapModel, pose: Pose, belly_scale: float) -> float:
    """Enclosed volume in mm3."""
    deep, top = model.faces(*model.middle(pose), belly_scale)
    corners = join_faces(deep, top)[joined_faces(*deep.shape[:2])]
    a, b, c = np.moveaxis(corners, 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def places() -> Floats:
    """Where the strands lie between the edges, 0 to 1."""
    return np.linspace(0.0, 1.0, STRANDS)


def across_places() -> Floats:
    """Where the columns lie between the edges, 0 to 1; closer together at the edges."""
    x = np.linspace(0.0, 1.0, COLUMNS)
    return np.asarray(0.5 * x + 0.25 * (1.0 - np.cos(np.pi * x)))


def grid_poses(axes: tuple[Axis, Axis, Axis]) -> list[Pose]:
    """Every pose of a grid, flexion slowest."""
    return [Pose(*angles) for angles in itertools.product(*(axis.knots() for axis in axes))]


def unit(vectors: Floats) -> Floats:
    """Vectors (..., 3) of length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))
