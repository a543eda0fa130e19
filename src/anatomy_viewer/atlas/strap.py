"""How a muscle or ligament is described by curves alone: a flat band between two bones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anatomy_viewer.atlas.entry import Entry

Point = tuple[float, float, float]
Curve = tuple[Point, ...]
Edge = Literal["upper", "lower"]

_KEYS = (
    "id", "origin_on", "origin", "via", "over", "insertion_on", "insertion", "thickness", "tendon",
    "deep", "swells", "weights", "beside", "edge", "avoid",
)  # fmt: skip
_EDGES: tuple[Edge, ...] = ("upper", "lower")


@dataclass(frozen=True)
class Strap:
    """The left one of a pair of straps; mm, atlas frame, neutral pose.

    Attributes:
        id: of the structures it makes, without their side.
        origin_on, insertion_on: ids of the bones its ends lie on, without their side.
        origin, insertion: curves of two points or more, run in the same sense; each point is moved
            to the nearest point of those bones.
        via: curves in between, fixed to the pelvis, that every strand passes.
        over: a point the strands are first laid over, so that none starts on the wrong side.
        thickness: mm at the origin, in the middle and at the insertion.
        deep: mm; no more of the thickness than this lies on the side of the joint.
        swells: how many times as thick as in neutral the belly may become where it is slack.
        tendon: mm from origin and from insertion that are tendon, not flesh.
        weights: share of the pull each part of the band has, from its first edge to its last.
        beside, edge: a muscle whose tendon's edge it stays clear of and runs along.
        avoid: muscles it keeps out of, as they lie in the neutral pose.
    """

    id: str
    origin_on: tuple[str, ...]
    origin: Curve
    insertion_on: tuple[str, ...]
    insertion: Curve
    thickness: tuple[float, float, float]
    tendon: tuple[float, float]
    via: tuple[Curve, ...] = ()
    over: Point | None = None
    deep: float = 3.0
    swells: float = 2.0
    weights: tuple[float, ...] = (1.0,)
    beside: str | None = None
    edge: Edge = "upper"
    avoid: tuple[str, ...] = ()


def read_strap(entry: Entry) -> Strap:
    """A [[strap]] of the atlas file.

    Raises:
        AtlasError: a key is missing, unknown or wrong.
    """
    entry.only(_KEYS)
    origin_part, middle, insertion_part = entry.numbers("thickness", 0.5, 40.0, count=3)
    at_origin, at_insertion = entry.numbers("tendon", 0.0, 300.0, count=2)
    keys = entry.names()
    if ("beside" in keys) != ("edge" in keys):
        raise entry.fault("'beside' and 'edge' go together: give both or neither.")
    return Strap(
        id=entry.id("id"),
        origin_on=entry.ids("origin_on"),
        origin=entry.curve("origin"),
        insertion_on=entry.ids("insertion_on"),
        insertion=entry.curve("insertion"),
        thickness=(origin_part, middle, insertion_part),
        tendon=(at_origin, at_insertion),
        via=entry.curves("via") if "via" in keys else (),
        over=entry.point("over") if "over" in keys else None,
        deep=entry.number("deep", 0.5, 20.0) if "deep" in keys else 3.0,
        swells=entry.number("swells", 1.0, 4.0) if "swells" in keys else 2.0,
        weights=entry.numbers("weights", 0.001, 1000.0) if "weights" in keys else (1.0,),
        beside=entry.id("beside") if "beside" in keys else None,
        edge=entry.choice("edge", _EDGES) if "edge" in keys else "upper",
        avoid=entry.ids("avoid") if "avoid" in keys else (),
    )
