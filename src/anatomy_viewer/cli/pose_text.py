"""A pose in one word of the command line: ``flexion=90,abduction=20``."""

from __future__ import annotations

import math

from anatomy_viewer.errors import PoseError
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL, Coordinate, Pose


def read_pose(text: str) -> Pose:
    """Read ``ANGLE=DEGREES,…``; angles left out are zero, ``neutral`` is all of them.

    Raises:
        ValueError: with what is wrong, in words.
    """
    if text.strip() == "neutral":
        return NEUTRAL
    angles: dict[Coordinate, float] = {}
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        coordinate = next((c for c in COORDINATES if c == name), None)
        if coordinate is None or not equals:
            known = ", ".join(COORDINATES)
            raise ValueError(f"'{text[:60]}' is not a pose like flexion=90,abduction=20 ({known})")
        if coordinate in angles:
            raise ValueError(f"'{text[:60]}' names {coordinate} twice")
        try:
            angles[coordinate] = float(number)
        except ValueError:
            angles[coordinate] = math.nan
        if not math.isfinite(angles[coordinate]):
            raise ValueError(f"'{number[:40]}' is not a number of degrees")
    try:
        return Pose(**angles)
    except PoseError as error:
        raise ValueError(str(error).rstrip(".")) from None
