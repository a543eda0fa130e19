"""What an interactive page carries: the anatomy as a tree of facts and one block of numbers.

Arrays are little-endian in the block, each named in the tree by where it lies, its count and type;
places are 16-bit steps of a stated size from a stated corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Muscle, Structure
from anatomy_viewer.figure.caption import caption_text
from anatomy_viewer.figure.reduced import FLESH_MM, Progress, Reduced, reduce_muscle
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.movement import MOVEMENTS
from anatomy_viewer.motion.pose import COORDINATES, DIRECTIONS, RANGES
from anatomy_viewer.motion.words import ROLES
from anatomy_viewer.scene.cameras import named_camera
from anatomy_viewer.scene.marks import plain_name
from anatomy_viewer.scene.shading import hollows, lit_regions
from anatomy_viewer.session import VIEW_NAMES, ViewState

Floats = NDArray[np.float64]

_ASPECTS = (0.45, 0.6, 0.8, 1.0, 1.35, 1.8, 2.4)  # width over height of the view


class Block:
    """The numbers, growing."""

    def __init__(self) -> None:
        self.data = bytearray()

    def add(self, values: NDArray[Any]) -> dict[str, Any]:
        """Put in an array (n,) or (n, width); where it lies.

        Whole numbers go in column by column, each as its difference from the row before (within
        its own type, so that it wraps round): neighbours are alike, and that packs to a third.
        """
        width = 1 if values.ndim == 1 else values.shape[-1]
        where = {"at": len(self.data), "count": values.size, "type": values.dtype.name}
        if values.dtype.kind in "iu":
            where["width"] = width
            rows = values.reshape(-1, width)
            values = (rows - np.vstack([np.zeros_like(rows[:1]), rows[:-1]])).T
        self.data += np.ascontiguousarray(values).tobytes()
        self.data += bytes(-len(self.data) % 4)
        return where

    def places(self, values: Floats) -> dict[str, Any]:
        """Put in rows of coordinates (n, k), in 65,536 steps each."""
        low, high = values.min(axis=0), values.max(axis=0)
        step = np.maximum((high - low) / 65535.0, 1e-9)
        steps = np.rint((values - low) / step).astype(np.uint16)
        return {"low": low.tolist(), "step": step.tolist(), "steps": self.add(steps)}


def page_data(
    model: HipModel,
    state: ViewState,
    structures: Sequence[str],
    progress: Progress | None = None,
) -> tuple[dict[str, Any], bytes]:
    """The tree and the block of a page that starts in a state and has these structures."""
    atlas, block = model.atlas, Block()
    names = [atlas.structure(name).id for name in dict.fromkeys(structures)]
    movers = [name for name in names if name in model.muscles]
    muscles, errors = {}, []
    for number, name in enumerate(movers):
        tell = _counted(progress, number, len(movers))
        reduced = reduce_muscle(model, name, tell)
        errors.append((reduced.error_mm, reduced.mean_error_mm))
        muscles[name] = _muscle(model, name, reduced, block)
    worst, mean = np.max(errors, axis=0).tolist() if errors else (0.0, 0.0)
    tree = {
        "title": caption_text(model, state).title,
        "state": {
            "pose": list(state.pose.as_tuple()),
            "view": state.view,
            "side": state.side,
            "selection": [n for n in state.selection if n in names],
            "labels": state.labels,
            "seeThrough": state.see_through,
            "theme": state.theme,
        },
        "coordinates": [
            {"id": c, "range": RANGES[c], "directions": DIRECTIONS[c], "roles": ROLES[c]}
            for c in COORDINATES
        ],
        "movements": [
            {
                "id": m.id,
                "name": f"Stretch: {m.name}" if m.stretch else m.name,
                "start": m.start.as_tuple(),
                "end": m.end.as_tuple(),
                "seconds": m.seconds,
            }
            for m in MOVEMENTS
        ],
        "cameras": {view: _cameras(model, state, view) for view in VIEW_NAMES},
        "aspects": _ASPECTS,
        "joints": {
            j.distal: {"centre": j.centre, "mirror": 1 if j.side == "left" else -1}
            for j in atlas.joints.values()
        },
        "structures": [_structure(model, state, name, block) for name in names],
        "muscles": muscles,
        "error": {"largest": round(worst, 2), "mean": round(mean, 3)},
    }
    return tree, bytes(block.data)


def _counted(progress: Progress | None, number: int, count: int) -> Progress | None:
    """The progress of one muscle as that of all."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, count * total)


def _cameras(model: HipModel, state: ViewState, view: Any) -> list[list[float]]:
    """The named view framed for each aspect: eye, focus, up, angle."""
    found = []
    for aspect in _ASPECTS:
        plain = ViewState(side=state.side, view=view)
        camera = named_camera(model.atlas, plain, aspect)
        numbers = [*camera.position, *camera.focal_point, *camera.view_up, camera.view_angle]
        found.append([round(number, 4) for number in numbers])
    return found


def _structure(model: HipModel, state: ViewState, name: str, block: Block) -> dict[str, Any]:
    structure = model.atlas.structures[name]
    surface = model.atlas.surfaces[name]
    index = np.uint16 if len(surface.vertices) <= 65536 else np.uint32
    facts = {
        "id": name,
        "name": plain_name(structure, state),
        "latin": structure.latin,
        "kind": structure.kind,
        "side": structure.side,
        "segment": structure.segment,
        "colour": structure.colour,
        "description": structure.description,
        "ids": _ids(structure),
        "landmarks": [
            {"name": m.name, "latin": m.latin, "place": m.position}
            for m in model.atlas.landmarks_of(name)
        ],
        "faces": block.add(surface.faces.astype(index)),
    }
    if name not in model.muscles:
        facts["places"] = block.places(surface.vertices)
        facts["hollow"] = block.add(np.rint(127.0 * hollows(surface)).astype(np.int8))
    return facts


def _muscle(model: HipModel, name: str, reduced: Reduced, block: Block) -> dict[str, Any]:
    facts = model.atlas.muscles[name]
    surface = model.atlas.surfaces[name]
    nothing = np.zeros(len(surface.vertices))
    region = surface.attributes.get("region", nothing)
    lit = lit_regions(surface, facts.regions)
    fibre = [surface.attributes.get(way, nothing) for way in ("along", "across")]
    return {
        "mean": block.places(reduced.mean),
        "fields": [block.add(field) for field in reduced.fields],
        "axes": [{"low": a.low, "high": a.high, "count": a.count} for a in reduced.table.axes],
        "table": block.add(reduced.table.coefficients.astype(np.float32)),
        "fleshMm": FLESH_MM,
        "region": block.add(region.astype(np.uint8)),
        "lit": block.add(np.rint(255.0 * lit).astype(np.uint8)),
        "fibre": block.add(
            np.rint(65535.0 * np.clip(np.column_stack(fibre), 0, 1)).astype(np.uint16)
        ),
        "action": facts.action,
        "nerve": facts.nerve,
        "regions": _regions(facts),
    }


def _regions(muscle: Muscle) -> list[dict[str, Any]]:
    return [
        {
            "id": r.id,
            "code": r.code,
            "letter": r.letter,
            "name": r.name,
            "colour": r.colour,
            "description": r.description,
        }
        for r in muscle.regions
    ]


def _ids(structure: Structure) -> str:
    ids = [f"TA2 {structure.ta2}"] if structure.ta2 is not None else []
    ids += [f"FMA {structure.fma}"] if structure.fma is not None else []
    return " · ".join(ids)
