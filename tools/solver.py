"""The live solver of the tendon's path: what the motion table is made from and tested against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bones import Bones
from fields import distance_field
from lagrange import Floats
from strands import Obstacles, arc_length, give_way, resample, tighten

from anatomy_viewer.motion.joint import hip_rotation
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.motion.weave import smooth_step

NODES = 30
BEFORE_NODES = 6  # of these, how many lead from the bed to the notch
BEHIND = np.array([85.0, 65.0, -18.0])  # mm, a point behind the joint, clear of bone
MEETING = 25.0  # mm over which the free tendon turns into the direction of its attachment
SLANT = 0.6  # how far (as a chord of the unit circle) its direction is made to agree there
SWEEPS = 28  # rounds of smoothing; every fourth, bone pushes back
ABREAST = 0.9  # how much of it goes to lying evenly beside one's neighbours
FINE = (13, 97)  # nodes before and after the notch while the turn is smoothed


def surround(bones: Bones) -> Obstacles:
    """The distance fields round the joint; blurred by 1.5 mm so that contact changes smoothly."""
    return Obstacles(
        distance_field(
            bones.hip_bone, np.array([38.0, -5.0, -65.0]), np.array([132.0, 85.0, 50.0]), 1.5
        ),
        distance_field(
            bones.femur, np.array([78.0, -32.0, -95.0]), np.array([145.0, 50.0, 35.0]), 1.5
        ),
        bones.hip_centre,
        bones.head_radius,
    )


@dataclass(frozen=True)
class Solver:
    """The live solver of the free strands: what the table is made from and tested against."""

    obstacles: Obstacles
    bed_ends: Floats
    bed_lengths: Floats
    notch: Floats
    stubs: Floats
    arrivals: Floats
    stub_lengths: Floats
    weights: Floats

    def solve(self, poses: list[Pose]) -> tuple[Floats, Floats]:
        """Nodes (p, S, K, 3) from bed to stub, and weighted mean lengths (p,)."""
        rotations = np.array([hip_rotation(pose, "left") for pose in poses])
        after = tighten(self.obstacles, self.notch, self.stubs, BEHIND, rotations)
        still = np.eye(3)[None]
        before = tighten(
            self.obstacles,
            self.bed_ends,
            self.notch,
            0.5 * (self.bed_ends + self.notch).mean(0),
            still,
        )
        before = np.broadcast_to(before, (len(poses), *before.shape[1:]))
        fine = np.concatenate(
            [resample(before, FINE[0]), resample(after, FINE[1])[:, :, 1:]], axis=2
        )
        fine = self._smooth_turn(fine, rotations)
        fine = self._meet_insertion(fine, rotations)
        lengths = self.bed_lengths + arc_length(fine) + self.stub_lengths
        first = resample(fine[:, :, : FINE[0]], BEFORE_NODES)
        second = resample(fine[:, :, FINE[0] - 1 :], NODES - BEFORE_NODES + 1)
        return np.concatenate([first, second[:, :, 1:]], axis=2), lengths @ self.weights

    def _smooth_turn(self, fine: Floats, rotations: Floats) -> Floats:
        """Round the corner where the strands change direction at the notch; bone still holds."""
        count = fine.shape[2]
        free = (count - 1.0 - np.arange(count)) / (FINE[1] - 1)
        clearance = give_way(free)
        share = smooth_step(np.minimum(np.arange(count), count - 1 - np.arange(count)) / 6.0)
        share = 0.5 * share[1:-1, None]
        # Towards the insertion the strands lie side by side in one flat band.
        flat = 0.2 * smooth_step((0.75 - free) / 0.3) * smooth_step(free / 0.1)
        flat = flat[:, None]
        fine = fine.copy()
        for sweep in range(SWEEPS):
            middle = 0.5 * (fine[:, :, :-2] + fine[:, :, 2:]) - fine[:, :, 1:-1]
            fine[:, :, 1:-1] += share * middle
            between = 0.5 * (fine[:, :-2] + fine[:, 2:]) - fine[:, 1:-1]
            fine[:, 1:-1, 1:-1] += ABREAST * share * between[:, :, 1:-1]
            fine += flat * _to_line(fine)
            if sweep % 4 == 3 and sweep < SWEEPS - 1:
                held = self.obstacles.push(fine, rotations, clearance)
                fine[:, :, 1:-1] = held[:, :, 1:-1]
        return fine

    def _meet_insertion(self, fine: Floats, rotations: Floats) -> Floats:
        """Bend the last stretch so that it runs into the attached rows without a corner."""
        count = fine.shape[2]
        steps = np.linalg.norm(np.diff(fine[:, :, FINE[0] :], axis=2), axis=-1).mean(axis=2)
        nodes = np.clip(MEETING / steps, 4.0, 40.0)[..., None]
        t = np.clip(1.0 - (count - 1.0 - np.arange(count)) / nodes, 0.0, 1.0)
        heading = fine[:, :, -1] - fine[:, :, -4]
        heading /= np.linalg.norm(heading, axis=-1, keepdims=True)
        wanted = self.arrivals @ np.swapaxes(rotations, -1, -2)
        turn = wanted - heading
        # A tendon that arrives at a slant bends at its enthesis, rather than in a loop before it.
        turn /= np.sqrt(1.0 + np.sum(turn**2, axis=-1, keepdims=True) / SLANT**2)
        bend = MEETING * (t**3 - t**2)[..., None] * turn[:, :, None]
        return np.asarray(fine + bend)


def _to_line(fine: Floats) -> Floats:
    """What takes each row of strands (p, s, k, 3) to the straight line between the outer two."""
    middle = fine.mean(axis=1, keepdims=True)
    off = fine - middle
    line = off[:, -1:] - off[:, :1]
    line = line / np.maximum(np.linalg.norm(line, axis=-1, keepdims=True), 1e-9)
    return np.asarray(np.sum(off * line, axis=-1, keepdims=True) * line - off)
