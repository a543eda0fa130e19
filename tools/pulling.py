"""Strands drawn tight between their ends, over bone and capsule and beside a tendon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import trimesh
from bones import Bones
from fields import Field, distance_field
from lagrange import Floats
from scipy.spatial import cKDTree
from strands import CAPSULE, resample

from anatomy_viewer.atlas.strap import Edge
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.motion.strap import angle_about, carried, near_turn
from anatomy_viewer.motion.weave import smooth_step

CLEARANCE = 0.6  # mm between a strap and the bone or capsule it glides on
BLUR = 1.2  # mm; smooth contact
TOUCHING = 0.12  # share of a strand, from either end, over which it comes down to the bone
GIVE_WAY = 0.35  # share of a strand, from the origin, that need not clear the femur entirely
YIELD = 60.0  # mm of femur a strand may pass through at its origin, where bones overlap
COUPLING = 0.12  # how much the strands keep to one flat band, per round
FINE = 61  # nodes while the ends are bent
BENT = 14.0  # mm over which a strand turns into the direction of its attachment
DRAWN = 0.35  # how much a strap is drawn to the tendon it joins, per round
GAP = 0.8  # mm between a strap and the tendon it runs beside


@dataclass(frozen=True)
class Surroundings:
    """What straps lie on and keep out of; mm, atlas frame, neutral pose, left side.

    ``edges`` gives the edges of a muscle's tendon, upper and lower, each (r, 3) from the notch
    to the insertion, at a pose; ``bodies`` its closed surface at rest.
    """

    bones: dict[str, trimesh.Trimesh]
    pelvis: tuple[Field, ...]
    femur: Field
    hip_centre: Floats
    head_radius: float
    edges: dict[str, Callable[[Pose], tuple[Floats, Floats]]] = field(default_factory=dict)
    bodies: dict[str, trimesh.Trimesh] = field(default_factory=dict)


@dataclass(frozen=True)
class Band:
    """What the strands of one strap have in common.

    Attributes:
        weights: (S,) share of each strand, summing to 1.
        half: (S, K) what lies between the strands and the bone, mm.
        widths: mm across at origin and insertion, kept in between; None where curves say it.
        pins: nodes that stay where they were laid.
        beside, edge, avoid: as in the atlas.
        twist: radians from end to end, in the middle of the range.
        leaving, arriving: (S, 3) unit directions of the attached ends, femur at rest.
    """

    weights: Floats
    half: Floats
    widths: tuple[float, float] | None
    pins: tuple[int, ...] = ()
    beside: str | None = None
    edge: Edge = "upper"
    avoid: tuple[str, ...] = ()
    twist: float = 0.0
    leaving: Floats | None = None
    arriving: Floats | None = None


def strap_surroundings(bones: Bones) -> Surroundings:
    """The distance fields of all the bones a strap may touch."""

    def box(mesh: trimesh.Trimesh, low: list[float], high: list[float]) -> Field:
        return distance_field(mesh, np.array(low), np.array(high), BLUR)

    return Surroundings(
        bones={"hip_bone": bones.hip_bone, "femur": bones.femur, "sacrum": bones.sacrum},
        pelvis=(
            box(bones.hip_bone, [-2.0, -55.0, -78.0], [118.0, 108.0, 70.0]),
            box(bones.sacrum, [-2.0, 25.0, -10.0], [64.0, 112.0, 90.0]),
        ),
        femur=box(bones.femur, [55.0, -38.0, -105.0], [156.0, 50.0, 32.0]),
        hip_centre=bones.hip_centre,
        head_radius=bones.head_radius,
    )


def draw_tight(
    around: Surroundings,
    band: Band,
    nodes: Floats,
    poses: list[Pose],
    rotations: Floats,
    rounds: int,
) -> Floats:
    """Strands (p, S, K, 3) relaxed; their two ends and the pinned nodes stay.

    ``rotations`` (p, 3, 3) turn the femur from neutral to each pose.
    """
    count = nodes.shape[2]
    nodes = nodes.copy()
    rails = _rails(around, band, poses)
    place = np.linspace(0.0, 1.0, count)
    hold = COUPLING * np.clip(np.minimum(place, 1.0 - place) / 0.15, 0.0, 1.0)[:, None]
    free = np.ones(count, bool)
    free[[0, -1, *band.pins]] = False
    for step in range(rounds):
        pull = 0.5 * (nodes[:, :, :-2] + nodes[:, :, 2:]) - nodes[:, :, 1:-1]
        change = np.zeros_like(nodes)
        change[:, :, 1:-1] = 0.8 * pull
        aim = _side_by_side(nodes) if band.widths is None else _in_a_band(nodes, band)
        change += hold * (aim - nodes)
        nodes[:, :, free] += change[:, :, free]
        if step % 2 or step > rounds - 12:
            pushed = _push(around, band, nodes, rotations, rails, band.half)
            nodes[:, :, free] = pushed[:, :, free]
    return _finish(around, band, nodes, rotations, rails)


def swing(nodes: Floats, turn: Floats, centre: Floats) -> Floats:
    """Strands (p, S, K, 3) carried along: the origin stays, the insertion turns (p, 3, 3)."""
    share = smooth_step(np.linspace(0.0, 1.0, nodes.shape[2]))[:, None]
    moved = (nodes - centre) @ np.swapaxes(turn, -1, -2)[:, None] + centre
    return np.asarray((1.0 - share) * nodes + share * moved)


def _finish(
    around: Surroundings, band: Band, nodes: Floats, rotations: Floats, rails: _Rails | None
) -> Floats:
    """Round off the turns, bend both ends into their attachments, and space the nodes evenly."""
    count = nodes.shape[2]
    fine = resample(nodes, FINE)
    place = np.linspace(0.0, 1.0, FINE)
    half = np.stack([np.interp(place, np.linspace(0.0, 1.0, count), row) for row in band.half])
    share = 0.5 * smooth_step(np.minimum(place, 1.0 - place)[1:-1] / 0.05)[:, None]
    for sweep in range(24):
        middle = 0.5 * (fine[:, :, :-2] + fine[:, :, 2:]) - fine[:, :, 1:-1]
        fine[:, :, 1:-1] += share * middle
        if sweep % 4 == 3 and sweep < 23:
            fine[:, :, 1:-1] = _push(around, band, fine, rotations, rails, half)[:, :, 1:-1]
    if band.leaving is not None and band.arriving is not None:
        start = np.broadcast_to(band.leaving, fine[:, :, 0].shape)
        end = -band.arriving @ np.swapaxes(rotations, -1, -2)
        fine = _bent(fine, start)
        fine = _bent(fine[:, :, ::-1], end)[:, :, ::-1]
    return resample(fine, count)


def _side_by_side(nodes: Floats) -> Floats:
    """Where the strands (p, S, k, 3) would be, spaced evenly on the line between the outer two."""
    share = np.linspace(0.0, 1.0, nodes.shape[1])[:, None, None]
    return np.asarray((1.0 - share) * nodes[:, :1] + share * nodes[:, -1:])


def _bent(fine: Floats, wanted: Floats) -> Floats:
    """Strands whose first stretch sets out in the wanted directions (p, S, 3)."""
    steps = np.linalg.norm(np.diff(fine, axis=2), axis=-1).mean(axis=2)
    reach = np.clip(BENT / steps, 4.0, 0.25 * FINE)[..., None]
    t = np.clip(1.0 - np.arange(fine.shape[2]) / reach, 0.0, 1.0)
    heading = fine[:, :, 3] - fine[:, :, 0]
    heading /= np.linalg.norm(heading, axis=-1, keepdims=True)
    bend = reach * steps[..., None] * (t**2 - t**3)
    return np.asarray(fine + bend[..., None] * (wanted - heading)[:, :, None])


def _push(
    around: Surroundings,
    band: Band,
    nodes: Floats,
    rotations: Floats,
    rails: _Rails | None,
    half: Floats,
) -> Floats:
    """Nodes moved out of bone, capsule, and whatever the strap avoids."""
    place = np.linspace(0.0, 1.0, nodes.shape[2])
    touch = np.clip(np.minimum(place, 1.0 - place) / TOUCHING, 0.0, 1.0)
    clearance = touch * (half + CLEARANCE)
    for bone in around.pelvis:
        distance, gradient = bone.sample(nodes)
        nodes = nodes + np.maximum(clearance - distance, 0.0)[..., None] * gradient
    for name in band.avoid:
        nodes = nodes + _out_of(around.bodies[name], nodes, touch * (half + GAP))
    if rails is not None:
        nodes = rails.push(nodes, touch)

    off = nodes - around.hip_centre
    radius = np.linalg.norm(off, axis=-1, keepdims=True)
    capsule = (around.head_radius + CAPSULE + clearance)[..., None]
    nodes = around.hip_centre + off * np.maximum(capsule / radius, 1.0)

    turn = rotations[:, None]
    at_rest = (nodes - around.hip_centre) @ turn + around.hip_centre
    distance, gradient = around.femur.sample(at_rest)
    outwards = gradient @ np.swapaxes(turn, -1, -2)
    least = clearance - YIELD * np.maximum(GIVE_WAY - place, 0.0)
    return np.asarray(nodes + np.maximum(least - distance, 0.0)[..., None] * outwards)


def _out_of(body: trimesh.Trimesh, nodes: Floats, clearance: Floats) -> Floats:
    """What takes nodes out of a closed surface at rest, by its nearest vertices."""
    tree = cKDTree(body.vertices)
    distance, index = tree.query(nodes.reshape(-1, 3))
    normal = body.vertex_normals[index]
    outside = np.einsum("ij,ij->i", nodes.reshape(-1, 3) - body.vertices[index], normal)
    signed = np.where(outside > 0.0, distance, outside).reshape(nodes.shape[:-1])
    lacking = np.where(signed > -9.0, np.maximum(clearance - signed, 0.0), 0.0)
    return np.asarray(lacking[..., None] * normal.reshape(nodes.shape))


@dataclass(frozen=True)
class _Rails:
    """The edge of a tendon at each pose (p, r, 3), and the way out across it (p, r, 3)."""

    edge: Floats
    outwards: Floats
    offsets: Floats

    def push(self, nodes: Floats, touch: Floats) -> Floats:
        """Strands (p, S, k, 3) kept beyond the edge, each at its own distance (S, 1), or drawn
        towards it."""
        away = nodes[:, :, :, None] - self.edge[:, None, None]
        nearest = np.argmin((away**2).sum(-1), axis=-1)
        pose = np.arange(len(nodes))[:, None, None]
        outwards = self.outwards[pose, nearest]
        beyond = np.sum((nodes - self.edge[pose, nearest]) * outwards, axis=-1)
        lacking = self.offsets - beyond
        lacking = np.where(lacking > 0.0, lacking, DRAWN * lacking) * touch
        return np.asarray(nodes + lacking[..., None] * outwards)


def _rails(around: Surroundings, band: Band, poses: list[Pose]) -> _Rails | None:
    if band.beside is None or band.widths is None:
        return None
    edges = [around.edges[band.beside](pose) for pose in poses]
    upper, lower = (np.array([pair[side] for pair in edges]) for side in (0, 1))
    edge, other = (upper, lower) if band.edge == "upper" else (lower, upper)
    outwards = edge - other
    outwards /= np.linalg.norm(outwards, axis=-1, keepdims=True)
    rank = np.linspace(0.0, 1.0, len(band.weights))
    rank = 1.0 - rank if band.edge == "upper" else rank
    width = 0.5 * sum(band.widths)
    return _Rails(edge, outwards, GAP + rank[:, None] * width)


def _in_a_band(nodes: Floats, band: Band) -> Floats:
    """Where the strands (p, S, k, 3) would be as one flat band, twisted evenly between its ends."""
    assert band.widths is not None
    widths = band.widths
    place = np.linspace(0.0, 1.0, nodes.shape[2])
    centre = nodes.mean(axis=1)
    tangent = np.gradient(centre, axis=1)
    tangent /= np.linalg.norm(tangent, axis=-1, keepdims=True)
    chord = nodes[:, -1] - nodes[:, 0]
    first = carried(_square_to(chord[:, [0]], tangent[:, [0]]), tangent[:, [0]], tangent)
    last = carried(_square_to(chord[:, [-1]], tangent[:, [-1]]), tangent[:, [-1]], tangent)
    angle = place * near_turn(angle_about(tangent, first, last), band.twist)
    out = np.cos(angle)[..., None] * first
    side = np.cross(tangent, first)
    out += np.sin(angle)[..., None] * side
    width = (1.0 - place) * widths[0] + place * widths[1]
    share = np.linspace(-0.5, 0.5, nodes.shape[1])[:, None, None]
    return np.asarray(centre[:, None] + share * (width[:, None] * out)[:, None])


def middle_twist(
    start: Floats, end: Floats, leaving: Floats, arriving: Floats, centre: Floats, turns: Floats
) -> float:
    """Half-way between the least and the greatest twist, from end to end, over a grid of poses.

    ``start`` and ``end`` (S, 3) are the strap's ends at rest, ``leaving`` and ``arriving`` (3,) its
    directions there; ``turns`` (f, a, r, 3, 3) turn the second end.
    """
    turns = np.swapaxes(turns, -1, -2)
    ends, arrival = (end - centre) @ turns + centre, arriving @ turns
    axis = ends.mean(axis=-2) - start.mean(axis=0)
    axis /= np.linalg.norm(axis, axis=-1, keepdims=True)
    first = carried(_square_to(start[-1] - start[0], leaving), leaving, axis)
    last = carried(_square_to(ends[..., -1, :] - ends[..., 0, :], arrival), arrival, axis)
    angle = angle_about(axis, first, last)
    for along in range(3):
        angle = np.unwrap(angle, axis=along)
    return float(0.5 * (angle.min() + angle.max()))


def _square_to(vectors: Floats, tangent: Floats) -> Floats:
    """Unit vectors, what they had along the tangent taken away."""
    found = vectors - np.sum(vectors * tangent, axis=-1, keepdims=True) * tangent
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-9))
