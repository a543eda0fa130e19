"""The path of the tendon: strands drawn tight over bone, for many hip poses at once.

A strand is a chain of nodes under tension between fixed ends. Obstacles (hip bone, femur and the
hip's capsule, taken as a sphere) push its nodes out; what remains is the shortest way round, as a
tendon gliding without friction finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from fields import Field
from lagrange import Floats

CLEARANCE = 0.7  # mm between the deep face of the tendon and the bone
CAPSULE = 3.0  # mm, thickness of the hip's capsule over the femoral head
LEVELS = ((9, 60), (17, 120), (33, 260))  # nodes and rounds, coarse to fine
YIELD = 40.0  # mm of femur a strand may pass through at the notch, where bones overlap
SPREADING = 0.05  # share of a missing width made good, per round
COUPLING = 0.05  # how much a strand follows its neighbours, per round


@dataclass(frozen=True)
class Obstacles:
    """What a strand may not enter; mm, atlas frame, neutral pose."""

    hip_bone: Field
    femur: Field
    hip_centre: Floats
    head_radius: float

    def push(self, nodes: Floats, rotations: Floats, femur_clearance: Floats) -> Floats:
        """Nodes (p, s, k, 3) moved out of every obstacle.

        ``rotations`` (p, 3, 3) turn the femur; ``femur_clearance`` (k,) lets the end touch it.
        """
        distance, gradient = self.hip_bone.sample(nodes)
        nodes = nodes + np.maximum(CLEARANCE - distance, 0.0)[..., None] * gradient

        from_centre = nodes - self.hip_centre
        radius = np.linalg.norm(from_centre, axis=-1, keepdims=True)
        capsule = self.head_radius + CAPSULE
        nodes = self.hip_centre + from_centre * np.maximum(capsule / radius, 1.0)

        turn = rotations[:, None]
        at_rest = (nodes - self.hip_centre) @ turn + self.hip_centre
        distance, gradient = self.femur.sample(at_rest)
        outwards = gradient @ np.swapaxes(turn, -1, -2)
        return np.asarray(nodes + np.maximum(femur_clearance - distance, 0.0)[..., None] * outwards)


def tighten(
    obstacles: Obstacles, starts: Floats, ends: Floats, behind: Floats, rotations: Floats
) -> Floats:
    """Strands (p, s, k, 3) from fixed points (s, 3) to points that move with the femur (s, 3).

    ``behind`` (3,) is a point behind the joint over which every strand is first laid, so that
    none starts on the wrong side of the ischium.
    """
    moved = (ends - obstacles.hip_centre) @ np.swapaxes(rotations, -1, -2) + obstacles.hip_centre
    start = np.broadcast_to(starts, moved.shape)
    via = np.broadcast_to(behind + (starts - starts.mean(axis=0)) * 0.5, moved.shape)
    nodes = resample(np.stack([start, via, moved], axis=2), LEVELS[0][0])
    for count, rounds in LEVELS:
        nodes = resample(nodes, count)
        from_end = np.linspace(1.0, 0.0, count)
        femur_clearance = give_way(from_end)
        width = from_end * _width(starts) + (1.0 - from_end) * _width(ends)
        for _ in range(rounds):
            pull = 0.5 * (nodes[:, :, :-2] + nodes[:, :, 2:]) - nodes[:, :, 1:-1]
            nodes[:, :, 1:-1] += 0.8 * pull
            across = 0.5 * (nodes[:, :-2] + nodes[:, 2:]) - nodes[:, 1:-1]
            nodes[:, 1:-1, 1:-1] += COUPLING * across[:, :, 1:-1]
            nodes += _spread(nodes, width)
            nodes[:, :, 1:-1] = obstacles.push(nodes, rotations, femur_clearance)[:, :, 1:-1]
    return nodes


def give_way(from_end: Floats) -> Floats:
    """Clearance from the femur (k,) by place on the free strand, 1 at the notch to 0 at its end.

    None where the tendon is attached; less and less towards the ischium, because in the corners of
    the range where both bones would overlap there is no room between them, and a strand that
    looked for some would leap round the femur.
    """
    touch = np.clip(from_end / 0.12, 0.0, 1.0)
    return np.asarray(CLEARANCE * touch - YIELD * np.maximum(from_end - 0.5, 0.0))


def _width(points: Floats) -> float:
    return float(np.linalg.norm(points[-1] - points[0]))


def _spread(nodes: Floats, width: Floats) -> Floats:
    """A push (p, s, k, 3) that keeps the strands side by side: a tendon is a band, not a cord."""
    middle = nodes.mean(axis=1, keepdims=True)
    off = nodes - middle
    along = np.gradient(middle, axis=2)
    along /= np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-9)
    off = off - np.sum(off * along, axis=-1, keepdims=True) * along
    now = np.linalg.norm(off[:, -1] - off[:, 0], axis=-1)
    lacking = np.clip(width / np.maximum(now, 1e-6) - 1.0, 0.0, 0.5)
    lacking *= np.clip(4.0 * np.linspace(0.0, 1.0, nodes.shape[2]) - 1.0, 0.0, 1.0)
    lacking[:, -1] = 0.0
    return np.asarray(SPREADING * lacking[:, None, :, None] * off)


def resample(nodes: Floats, count: int) -> Floats:
    """Chains (..., k, 3) with ``count`` nodes at equal steps, straight between the old ones."""
    lead = nodes.shape[:-2]
    chains = nodes.reshape(-1, *nodes.shape[-2:])
    steps = np.linalg.norm(np.diff(chains, axis=1), axis=-1)
    along = np.concatenate([np.zeros((len(chains), 1)), np.cumsum(steps, axis=1)], axis=1)
    wanted = along[:, -1:] * np.linspace(0.0, 1.0, count)
    rows = np.arange(len(chains))[:, None]
    index = (along[:, None, 1:-1] <= wanted[:, :, None]).sum(axis=2)
    low, high = along[rows, index], along[rows, index + 1]
    part = ((wanted - low) / np.maximum(high - low, 1e-12))[..., None]
    found = chains[rows, index] * (1.0 - part) + chains[rows, index + 1] * part
    return np.asarray(found.reshape(*lead, count, 3))


def arc_length(nodes: Floats) -> Floats:
    """Length (...,) of chains (..., k, 3)."""
    return np.asarray(np.linalg.norm(np.diff(nodes, axis=-2), axis=-1).sum(axis=-1))
