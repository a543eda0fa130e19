"""A sweep: many poses along one coordinate, written ``flexion=0:120:5``."""

from __future__ import annotations

import math
from dataclasses import dataclass

from anatomy_viewer.motion.pose import COORDINATES, Coordinate, Pose

MOST = 20_000  # poses in one sweep


@dataclass(frozen=True)
class Sweep:
    """Values of one coordinate in degrees, from ``start`` by ``step`` up to ``stop`` inclusive."""

    coordinate: Coordinate
    start: float
    stop: float
    step: float

    @staticmethod
    def parse(text: str) -> Sweep:
        """Read ``ANGLE=FROM:TO:STEP``.

        Raises:
            ValueError: with what is wrong, in words.
        """
        name, _, numbers = text.partition("=")
        parts = numbers.split(":")
        coordinate = next((c for c in COORDINATES if c == name), None)
        if coordinate is None or len(parts) != 3:
            known = ", ".join(COORDINATES)
            raise ValueError(f"'{text[:60]}' is not a sweep like flexion=0:120:5 ({known})")
        try:
            start, stop, step = (float(part) for part in parts)
        except ValueError:
            start = stop = step = math.nan
        if not all(map(math.isfinite, (start, stop, step))):
            raise ValueError(f"'{numbers[:60]}' is not three numbers of degrees, FROM:TO:STEP")
        if step <= 0.0:
            raise ValueError(f"the step is {step:g}; it must be above 0")
        if start > stop:
            raise ValueError(f"it starts at {start:g}, above its end {stop:g}")
        if start < stop and step > (stop - start) * (1.0 + 1e-9):
            raise ValueError(f"the step {step:g} is larger than the way from {start:g} to {stop:g}")
        if (stop - start) / step >= MOST:
            raise ValueError(f"it has more than {MOST} poses; take a larger step")
        return Sweep(coordinate, start, stop, step)

    def poses(self, base: Pose) -> list[Pose]:
        """The poses, each ``base`` with this coordinate changed.

        Raises:
            PoseError: one lies outside the range.
        """
        # A hair more than the quotient, so that 0:1:0.1 ends at 1; rounded, so that it shows 0.3.
        steps = math.floor((self.stop - self.start) / self.step + 1e-9)
        values = (round(self.start + k * self.step, 9) for k in range(steps + 1))
        return [base.with_(self.coordinate, value) for value in values]
