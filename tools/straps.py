"""Straps: muscles and ligaments made from the curves in atlas.toml, all by the same steps.

A strap's strands run from a curve on one bone to a curve on another; the last few millimetres at
either end are rigid with their bone. Between them they are drawn tight by ``pulling``. A muscle is
solved over a grid of hip poses, each pose starting from its neighbour's solution, so that no
strand ever changes sides; a ligament, whose ends are both on the pelvis, once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import trimesh
from lagrange import Floats
from pulling import Band, Surroundings, draw_tight, middle_twist, swing
from strands import arc_length, resample
from strap_form import (
    NODES,
    STILL,
    STRANDS,
    SUNK,
    Attachment,
    assemble,
    grid_poses,
    lens,
    places,
    strap_profile,
    unit,
)

from anatomy_viewer.atlas.strap import Curve, Strap
from anatomy_viewer.motion.joint import hip_rotation
from anatomy_viewer.motion.pose import NEUTRAL, RANGES, Pose
from anatomy_viewer.motion.spline import Axis, interpolation_matrix
from anatomy_viewer.motion.strap import StrapModel

AXES = (
    Axis(*RANGES["flexion"], 15),
    Axis(*RANGES["abduction"], 6),
    Axis(*RANGES["rotation"], 7),
)
STUB, SHORT = 4.5, 0.05  # mm of strap that is rigid with its bone; a share of a short one
FIRST_ROUNDS, ROUNDS = 500, 90
SAMPLED = (NEUTRAL, Pose(flexion=45), Pose(flexion=90))  # for the mean direction of the insertion


@dataclass(frozen=True)
class StrapSolver:
    """The live solver of one strap: what its table is made from and tested against."""

    around: Surroundings
    band: Band
    start: Attachment
    end: Attachment
    laid: Floats
    moves: bool

    def neutral(self) -> Floats:
        """The strands (1, S, NODES, 3) in the neutral pose, from scratch."""
        still = np.eye(3)[None]
        return draw_tight(self.around, self.band, self.laid[None], [NEUTRAL], still, FIRST_ROUNDS)

    def onwards(self, nodes: Floats, before: list[Pose], poses: list[Pose]) -> Floats:
        """The strands (p, S, NODES, 3) at poses, from the solutions at neighbouring ones."""
        if not self.moves:
            return nodes
        old, new = (np.array([hip_rotation(p, "left") for p in q]) for q in (before, poses))
        turn = new @ np.swapaxes(old, -1, -2)
        nodes = swing(nodes, turn, self.around.hip_centre)
        return draw_tight(self.around, self.band, nodes, poses, new, ROUNDS)

    def lengths(self, nodes: Floats) -> Floats:
        """Weighted mean lengths (p,) from origin to insertion."""
        stubs = sum(
            np.linalg.norm(end.points - end.stubs, axis=-1) for end in (self.start, self.end)
        )
        return np.asarray((arc_length(nodes) + stubs) @ self.band.weights)

    def grid(self) -> Floats:
        """The strands (f, a, r, S, NODES, 3) over the table's grid, outwards from neutral."""
        flexion, abduction, rotation = (axis.knots() for axis in AXES)
        first = self.neutral()
        by_flexion = self._line(first, [NEUTRAL], "flexion", flexion)
        poses = [Pose(f) for f in flexion]
        by_abduction = self._line(by_flexion, poses, "abduction", abduction)
        poses = [Pose(f, a) for f in flexion for a in abduction]
        found = self._line(by_abduction, poses, "rotation", rotation)
        return found.reshape(len(flexion), len(abduction), len(rotation), *found.shape[1:])

    def _line(self, nodes: Floats, poses: list[Pose], name: str, knots: Floats) -> Floats:
        """From solutions (p, …) at poses, those at all values of one angle (p * knots, …)."""
        zero = int(np.argmin(np.abs(knots)))
        found: dict[int, Floats] = {zero: nodes}
        for step, stop in ((1, len(knots)), (-1, -1)):
            for k in range(zero + step, stop, step):
                before = [p.with_(name, knots[k - step]) for p in poses]  # type: ignore[arg-type]
                after = [p.with_(name, knots[k]) for p in poses]  # type: ignore[arg-type]
                found[k] = self.onwards(found[k - step], before, after)
        every = np.stack([found[k] for k in range(len(knots))], axis=1)
        return every.reshape(-1, *nodes.shape[1:])


def grid_rotations() -> Floats:
    """Rotations (f, a, r, 3, 3) of the femur over the table's grid."""
    shape = tuple(axis.count for axis in AXES)
    return np.array([hip_rotation(pose, "left") for pose in grid_poses(AXES)]).reshape(*shape, 3, 3)


def build_strap(strap: Strap, around: Surroundings) -> tuple[StrapModel, StrapSolver]:
    """A strap's moving model (a ligament's stays still) and the solver behind it."""
    solver = make_solver(strap, around)
    rest = solver.neutral()[0]
    if solver.moves:
        nodes, axes = solver.grid(), AXES
    else:
        nodes, axes = np.broadcast_to(rest, (2, 2, 2, *rest.shape)), STILL
    lengths = solver.lengths(nodes.reshape(-1, *rest.shape)).reshape(nodes.shape[:3])
    ends, twist = (solver.start, solver.end), solver.band.twist
    centre = around.hip_centre
    return assemble(strap, ends, centre, twist, rest, nodes, lengths, axes), solver


def make_solver(strap: Strap, around: Surroundings) -> StrapSolver:
    """Snap both curves to their bones and find the directions in which the strap leaves them."""
    moves = "femur" in strap.insertion_on
    start, start_out = snapped(strap.origin, strap.origin_on, around)
    end, end_out = snapped(strap.insertion, strap.insertion_on, around)
    vias = [_spread(np.array(curve)) for curve in strap.via]
    over = [] if strap.over is None else [np.broadcast_to(np.array(strap.over), start.shape)]
    laid = resample(np.stack([start, *vias, *over, end], axis=1), NODES)
    band = Band(
        weights=_weights(strap.weights),
        half=np.minimum(
            0.5 * strap_profile(strap, np.linspace(0.0, 1.0, NODES)) * lens(places())[:, None],
            strap.deep,
        ),
        widths=None if strap.via else (_width(start), _width(end)),
        pins=_pins(laid, vias),
        beside=strap.beside,
        edge=strap.edge,
        avoid=strap.avoid,
    )
    # A first look without rigid ends tells which way the strands leave the bones.
    bare = Attachment(start, start_out, start), Attachment(end, end_out, end)
    look = StrapSolver(around, band, *bare, laid, moves)
    seen = [look.neutral()]
    for before, pose in zip(SAMPLED[:-1], SAMPLED[1:], strict=True):
        seen.append(look.onwards(seen[-1], [before], [pose]))
    setting_out, coming_in = [], []
    for nodes, pose in zip(seen, SAMPLED, strict=True):
        turn = hip_rotation(pose, "left") if moves else np.eye(3)
        setting_out.append(unit(nodes[0, :, 3] - nodes[0, :, 0]))
        coming_in.append(unit(nodes[0, :, -4] - nodes[0, :, -1]) @ turn)
    stub = min(STUB, SHORT * float(arc_length(seen[0]).mean()))
    first = _attachment(start, start_out, np.mean(setting_out, axis=0), stub)
    last = _attachment(end, end_out, np.mean(coming_in, axis=0), stub)
    inner = seen[0][0, :, 1:-1]
    laid = resample(
        np.concatenate([first.stubs[:, None], inner, last.stubs[:, None]], axis=1), NODES
    )
    leaving, arriving = unit(first.stubs - first.points), unit(last.points - last.stubs)
    heading, coming = unit(leaving.mean(axis=0)), unit(arriving.mean(axis=0))
    turns = grid_rotations() if moves else np.eye(3)[None, None, None]
    band = replace(
        band,
        twist=middle_twist(start, end, heading, coming, around.hip_centre, turns),
        pins=_pins(laid, vias),
        leaving=leaving,
        arriving=arriving,
    )
    return StrapSolver(around, band, first, last, laid, moves)


def snapped(curve: Curve, on: tuple[str, ...], around: Surroundings) -> tuple[Floats, Floats]:
    """Points (S, 3) of a curve moved to the nearest of some bones, and the bones' normals there."""
    bone: Any = trimesh.util.concatenate([around.bones[name] for name in on])
    points = _spread(np.array(curve))
    points, _, face = trimesh.proximity.closest_point(bone, points)
    corners = bone.faces[face]
    weights = trimesh.triangles.points_to_barycentric(bone.triangles[face], points)
    normals = np.einsum("sk,skx->sx", weights, bone.vertex_normals[corners])
    return np.asarray(points), unit(normals)


def _attachment(points: Floats, outwards: Floats, heading: Floats, stub: float) -> Attachment:
    heading = unit(heading)
    # A strand that leaves along the bone is lifted off it a little.
    low = np.maximum(0.3 - np.sum(heading * outwards, axis=1, keepdims=True), 0.0)
    heading = unit(heading + low * outwards)
    heading = unit(0.5 * heading + 0.5 * heading.mean(axis=0))
    return Attachment(points - SUNK * outwards, outwards, points + stub * heading)


def _spread(curve: Floats) -> Floats:
    """STRANDS points along a smooth curve through points."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)]) / steps.sum()
    return np.asarray(interpolation_matrix(along, places()) @ curve)


def _weights(given: tuple[float, ...]) -> Floats:
    found = (
        np.interp(places(), np.linspace(0.0, 1.0, len(given)), given)
        if len(given) > 1
        else np.ones(STRANDS)
    )
    return np.asarray(found / found.sum())


def _pins(laid: Floats, vias: list[Floats]) -> tuple[int, ...]:
    """The nodes that stand on the curves every strand must pass."""
    return tuple(
        int(np.argmin(np.linalg.norm(laid - via[:, None], axis=-1).mean(axis=0))) for via in vias
    )


def _width(points: Floats) -> float:
    return float(np.linalg.norm(points[-1] - points[0]))
