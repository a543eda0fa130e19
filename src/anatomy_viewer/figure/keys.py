"""A muscle's true shapes at a few poses along a movement, close enough for straight blends."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.figure.meshes import Body, posed_bodies
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.movement import Movement, blend

Floats = NDArray[np.float64]

_CLOSE_ENOUGH = 0.33  # mm
_FINEST = 1.0 / 32.0  # of the way, between keys


@dataclass(frozen=True, eq=False)
class Keys:
    """A muscle's shapes along a movement.

    Attributes:
        shares: (k,) how far along the way the key poses lie, 0 to 1, rising.
        shapes: one posed body a key.
        error_mm: how far the blend between keys is off at most, where that was looked at.
    """

    shares: tuple[float, ...]
    shapes: tuple[Body, ...]
    error_mm: float

    def weights(self, share: float) -> Floats:
        """How much of each shape but the first goes into the blend, (k - 1,)."""
        hats = np.eye(len(self.shares))
        return np.array([np.interp(share, self.shares, hat) for hat in hats])[1:]


def muscle_keys(model: HipModel, name: str, movement: Movement) -> Keys:
    """Key shapes of a muscle along a movement, close enough for straight blends between them."""

    def shape(share: float) -> Body:
        return posed_bodies(model, blend(movement.start, movement.end, share), [name])[0]

    shapes = {share: shape(share) for share in np.linspace(0.0, 1.0, 5).tolist()}
    todo, worst = list(pairwise(sorted(shapes))), 0.0
    while todo:
        low, high = todo.pop()
        middle = (low + high) / 2.0
        between = shape(middle)
        halfway = 0.5 * (shapes[low].vertices + shapes[high].vertices)
        error = float(np.linalg.norm(between.vertices - halfway, axis=1).max())
        if error > _CLOSE_ENOUGH and high - low > _FINEST:
            shapes[middle] = between
            todo += [(low, middle), (middle, high)]
        else:
            worst = max(worst, error)
    shares = tuple(sorted(shapes))
    return Keys(shares, tuple(shapes[share] for share in shares), worst)
