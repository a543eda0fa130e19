"""The obturator internus at rest: its bed on the pelvic wall, its insertion, its thickness.

Outlines are given in millimetres in the atlas frame, drawn by eye on the mean bones after the
descriptions listed in docs/anatomy-sources.md, and smoothed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh
from lagrange import Floats
from scipy.interpolate import splev, splprep
from wall import Wall

from anatomy_viewer.motion.spline import interpolation_matrix
from anatomy_viewer.motion.weave import blur_rows, grid_normals, row_distances, smooth_step

COLUMNS = 65
STRANDS = 9
BED_ROWS = 52
INSERTION_ROWS = 4

# Origin: from the border of the greater sciatic notch over the quadrilateral surface, down in front
# of the obturator canal's floor, round the foramen and back along the ramus of the ischium.
ORIGIN = np.array([
    [62.5, 32.4, 28.0], [62.3, 29.3, 30.3], [62.0, 25.6, 31.7], [61.8, 21.5, 32.9],
    [61.4, 17.4, 33.4], [60.7, 13.3, 32.4], [59.6, 9.6, 30.3], [58.3, 6.2, 27.6],
    [56.7, 3.2, 25.0], [55.0, 0.4, 22.1], [53.5, -2.5, 20.2], [52.0, -5.5, 18.2],
    [50.4, -8.2, 15.8], [48.6, -10.6, 13.0], [47.0, -12.6, 9.0], [46.6, -13.0, 4.0],
    [46.6, -12.6, -2.0], [45.5, -12.0, -8.0], [42.0, -12.3, -12.6], [36.3, -15.2, -16.2],
    [31.5, -18.0, -18.5], [27.0, -19.2, -21.2], [21.9, -18.6, -23.8], [18.4, -17.4, -27.5],
    [16.6, -15.5, -31.6], [16.6, -13.3, -35.8], [17.8, -10.9, -39.6], [20.4, -7.5, -42.1],
    [23.7, -4.0, -44.0], [26.9, -0.7, -45.7], [30.1, 2.6, -47.0], [32.9, 6.1, -48.4],
    [35.5, 9.6, -49.2], [38.0, 13.2, -49.7], [40.4, 16.9, -49.9], [42.5, 20.8, -49.8],
    [44.6, 24.9, -49.3], [46.7, 28.9, -48.3],
])  # fmt: skip
CORNERS = (3, 33)  # where the outline stops being the fibres' start and becomes an edge
CORNER = (0.9, 5.0)  # mm a corner stands out, and over which: fibres need an angle to start from

# The line on which the fibres turn, in the lesser sciatic notch, from the spine downwards.
NOTCH = np.array([
    [48.8, 50.8, -12.1], [50.5, 49.7, -14.3], [52.3, 48.8, -16.1], [53.9, 47.9, -18.3],
    [55.2, 47.3, -20.6], [56.3, 46.8, -23.2], [57.0, 46.6, -26.1], [57.4, 46.7, -29.1],
    [57.6, 46.9, -32.2],
])  # fmt: skip
BEFORE_NOTCH = 9.0  # mm of wall between the last row of the bed and the notch

# Deep edge of the footprint on the medial face of the greater trochanter, front to back.
FOOTPRINT = np.array([[122.3, 9.9, -2.1], [121.0, 19.1, -7.4]])
FOOTPRINT_DEPTH = 2.4  # mm
FLARE = 0.2  # how much narrower the tendon is where it leaves the bone
SUNK = 0.9  # mm the attachment goes into the bone, so that no gap shows
STUB = 1.2  # mm of tendon that is rigid with the trochanter

BELLY_THICKNESS = (5.3, 10.2)  # mm, far from the notch and at it
TENDON_THICKNESS = 2.8
BANDS = 5
RELIEF = 0.45  # mm, depth of the grooves between the bands
START_SHOULDER = 12.0  # mm from the origin's outline to the full thickness
SIDE_SHOULDER = 11.0  # mm from the fan's two edges to the full thickness


@dataclass(frozen=True)
class Fan:
    """The muscle's parts that do not depend on the pose."""

    u: Floats
    bed: Floats
    bed_normal: Floats

    def notch_points(self) -> Floats:
        """(S, 3): where each strand turns, spread over the notch."""
        return _at(smooth_curve(NOTCH, 400, 0.05), self.u[:: (COLUMNS - 1) // (STRANDS - 1)])

    def strand_weights(self) -> Floats:
        """(S,) shares of the muscle's cross-section: the bed's area each strand serves over its
        length, summing to 1."""
        grid = self.bed
        cells = 0.5 * np.linalg.norm(
            np.cross(grid[1:, 1:] - grid[:-1, :-1], grid[1:, :-1] - grid[:-1, 1:]), axis=-1
        ).sum(axis=0)
        length = row_distances(grid)[0]
        section = cells / (0.5 * (length[1:] + length[:-1]))
        every = (COLUMNS - 1) // (STRANDS - 1)
        nearest = np.round((np.arange(COLUMNS - 1) + 0.5) / every).astype(int)
        share = np.bincount(nearest, section, minlength=STRANDS)
        return np.asarray(share / share.sum())


def place_across() -> Floats:
    """Where the columns lie between the two edges, 0 to 1; closer together at the edges."""
    x = np.linspace(0.0, 1.0, COLUMNS)
    return np.asarray(0.55 * x + 0.45 * 0.5 * (1.0 - np.cos(np.pi * x)))


def smooth_curve(points: Floats, count: int, slack: float) -> Floats:
    """A smoothing spline through points, at ``count`` places of equal arc length."""
    spline, _ = splprep(points.T, s=slack * len(points), k=3)
    fine = np.array(splev(np.linspace(0.0, 1.0, 2000), spline)).T
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    wanted = np.linspace(0.0, along[-1], count)
    return np.column_stack([np.interp(wanted, along, axis) for axis in fine.T])


def _at(curve: Floats, places: Floats) -> Floats:
    x = np.linspace(0.0, 1.0, len(curve))
    return np.column_stack([np.interp(places, x, axis) for axis in curve.T])


def lay_bed(wall: Wall, u: Floats) -> Floats:
    """Fibre curves on the wall (rows, columns, 3), from the origin to just before the notch.

    A Coons patch on the plane of view: its borders are the origin, the notch and the two edges.
    """
    outline = wall.flat(ORIGIN)
    notch = smooth_curve(wall.flat(NOTCH), 400, 0.05)
    full = smooth_curve(outline, 4000, 0.15)
    cuts = [int(np.argmin(np.linalg.norm(full - outline[k], axis=1))) for k in CORNERS]
    full = _with_corners(full, cuts)
    start = full[cuts[0] : cuts[1] + 1]
    upper = smooth_curve(np.vstack([full[cuts[0] :: -40], notch[:1]]), 400, 0.0)
    lower = smooth_curve(np.vstack([full[cuts[1] :: 40], notch[-1:]]), 400, 0.0)

    t = np.linspace(0.0, 1.0, 240)
    a, b = _at(start, u)[None], _at(notch, u)[None]
    left, right = _at(upper, t)[:, None], _at(lower, t)[:, None]
    tt, uu = t[:, None, None], u[None, :, None]
    ruled = (1 - tt) * a + tt * b + (1 - uu) * left + uu * right
    corners = (1 - tt) * ((1 - uu) * start[0] + uu * start[-1]) + tt * (
        (1 - uu) * notch[0] + uu * notch[-1]
    )
    fibres = np.swapaxes(ruled - corners, 0, 1)

    x = np.linspace(0.0, 1.0, BED_ROWS)
    rows = np.empty((len(u), BED_ROWS, 2))
    for k, fibre in enumerate(fibres):
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fibre, axis=0), axis=1))])
        length = along[-1] - BEFORE_NOTCH
        places = length * (0.7 * x + 0.3 * x**2)
        rows[k] = np.column_stack([np.interp(places, along, axis) for axis in fibre.T])
    flat = np.swapaxes(rows, 0, 1)
    rise = -0.15 + 0.85 * smooth_step((x - 0.6) / 0.4)
    return np.concatenate([wall.lift(flat[k], float(rise[k]))[None] for k in range(BED_ROWS)])


def _with_corners(outline: Floats, cuts: list[int]) -> Floats:
    """The outline (n, 2) drawn out to a point at the cuts: on a smooth curve the first fibres would
    run along it, and their quads fold."""
    height, reach = CORNER
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(outline, axis=0), axis=1))])
    drawn = np.array(outline)
    for cut in cuts:
        outwards = outline[cut] - outline.mean(axis=0)
        outwards /= np.linalg.norm(outwards)
        drawn += height * np.exp(-np.abs(along - along[cut]) / reach)[:, None] * outwards
    return drawn


def bed_normals(bed: Floats) -> Floats:
    """Smooth directions (rows, columns, 3) from the wall into the pelvis."""
    normal = blur_rows(grid_normals(bed), 60)
    edge = normal.copy()
    edge[0], edge[:, 0], edge[:, -1] = normal[1], normal[:, 1], normal[:, -2]
    return np.asarray(edge / np.linalg.norm(edge, axis=-1, keepdims=True))


def footprint(femur: trimesh.Trimesh, u: Floats, approach: Floats) -> tuple[Floats, Floats]:
    """Both faces of the insertion (rows, columns, 3): from the free tendon down to the bone.

    ``approach`` (3,) is the mean direction from the bone back along the tendon.
    """
    deep = FOOTPRINT[0] + u[:, None] * (FOOTPRINT[1] - FOOTPRINT[0])
    deep, _, triangle = trimesh.proximity.closest_point(femur, deep)
    outwards = femur.face_normals[triangle].mean(axis=0)
    outwards /= np.linalg.norm(outwards)
    deep = interpolation_matrix(u[::8], u) @ deep[::8]
    across = FOOTPRINT[1] - FOOTPRINT[0]
    up = np.cross(across, approach)
    up /= np.linalg.norm(up)
    lens = np.sqrt(np.clip(1.0 - np.abs(2.0 * u - 1.0) ** 2, 0.0, 1.0))[:, None]
    top = trimesh.proximity.closest_point(femur, deep + up * FOOTPRINT_DEPTH)[0]
    middle = interpolation_matrix(u[::8], u)
    top = deep + lens * (middle @ (top - deep)[::8])
    approach = approach / np.linalg.norm(approach)
    from_bone = np.linspace(1.0, 0.0, INSERTION_ROWS)[:, None, None]
    # The tendon spreads and sinks into the bone: an enthesis, not a cut end.
    narrow = 1.0 - FLARE * smooth_step(from_bone)
    middle_line = deep.mean(axis=0)
    deep_rows = (
        middle_line + (deep - middle_line) * narrow + STUB * from_bone * approach - SUNK * outwards
    )
    return deep_rows, deep_rows + (top - deep) * narrow


def thickness(deep: Floats, beds: int, frees: int) -> Floats:
    """Thickness (beds + frees, columns) in mm: thin where the fibres start, full towards the notch,
    then a flat tendon. Hollows of the bed are filled, so that the free surface is smooth."""
    rows = beds + frees
    grid = deep[:rows]
    across = np.linalg.norm(np.diff(grid, axis=1), axis=-1)
    left = np.concatenate([np.zeros((rows, 1)), np.cumsum(across, axis=1)], axis=1)
    width = left[:, -1:]
    edge = np.minimum(left, width - left)
    half = np.minimum(SIDE_SHOULDER, 0.5 * width)
    start = row_distances(grid[::-1])[::-1]
    shoulder = _ellipse(edge / half) * _ellipse(start / START_SHOULDER)

    along = np.arange(rows) / (beds - 1)
    low, high = BELLY_THICKNESS
    body = low + (high - low) * smooth_step((along - 0.1) / 0.75)
    after = smooth_step((np.arange(rows) - beds + 6.0) / (0.55 * frees))
    body = body + (TENDON_THICKNESS - body) * after

    bed = grid[:beds]
    hollow = np.zeros((rows, deep.shape[1]))
    filled = blur_rows(bed, 240)
    hollow[:beds] = np.einsum("rcx,rcx->rc", filled - bed, bed_normals(bed))
    hollow *= 1.0 - smooth_step((np.arange(rows) - beds + 16.0) / 14.0)[:, None]
    return np.asarray((body[:, None] + np.maximum(hollow, -0.5 * low)) * shoulder)


def _ellipse(x: Floats) -> Floats:
    x = np.clip(x, 0.0, 1.0)
    return np.sqrt(1.0 - (1.0 - x) ** 2)


def tendon_reach(u: Floats) -> Floats:
    """(columns,) mm from the insertion to where tendon turns into muscle: four or five bands run
    up into the belly between the fleshy fibres."""
    bands = 0.5 + 0.5 * np.cos(2.0 * np.pi * BANDS * (u - 0.5))
    return np.asarray(54.0 + 16.0 * bands + 4.0 * np.sin(7.3 * u + 0.4))


def tendon_relief(u: Floats, beds: int, frees: int) -> Floats:
    """(beds + frees, columns) mm by which the deep face stands off the bone between the bands."""
    rows = np.arange(beds + frees)
    there = smooth_step((rows - beds + 10.0) / 14.0) * (
        1.0 - smooth_step((rows - beds - 0.6 * frees) / 14.0)
    )
    groove = 0.5 - 0.5 * np.cos(2.0 * np.pi * BANDS * (u - 0.5))
    edge = np.clip(np.minimum(u, 1.0 - u) / 0.08, 0.0, 1.0)
    return np.asarray(RELIEF * there[:, None] * groove * edge)
