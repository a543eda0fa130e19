"""What gets a name in a view state, and at which point of the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas, Landmark, Region, Structure
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.looks import Look
from anatomy_viewer.scene.palette import Colour, colour
from anatomy_viewer.scene.probe import Probe
from anatomy_viewer.session import ViewState

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_CANDIDATES = 48  # points of a surface that may carry its name
_ON_SURFACE = 0.5  # mm; a vertex hides behind nothing thinner than this
_LOWEST = -105.0  # mm
_MUSCLE, _REGION, _LANDMARK, _CONTEXT = 1, 0, 2, 5  # ranks: the low ones go last when room is short


@dataclass(frozen=True, eq=False)
class Mark:
    """A named point.

    Attributes:
        key: the same from picture to picture.
        words: the name as written.
        place: (3,) mm, atlas frame, posed.
        rank: low ones matter most.
        chip: a letter and its colour, for a muscle's lit regions.
        quiet: gives context only.
        hidden: lies behind something, and is shown through it.
        extent: (n, 3) points that span what is named, where a label must not cover it.
    """

    key: str
    words: str
    place: Floats
    rank: int
    chip: tuple[str, Colour] | None = None
    quiet: bool = False
    hidden: bool = False
    extent: Floats | None = None


def plain_name(structure: Structure, state: ViewState) -> str:
    """Its name, without the side when only one side is shown."""
    name = structure.name
    word = structure.side.capitalize() + " "
    if state.side != "both" and name.startswith(word):
        name = name[len(word) :]
        name = name[:1].upper() + name[1:]
    return name


class Marks:
    """Chooses points that can be seen, and stays with them as long as they can."""

    def __init__(self, atlas: Atlas, probe: Probe) -> None:
        self._atlas = atlas
        self._probe = probe
        self._candidates: dict[str, Indices] = {}
        self._chosen: dict[str, int] = {}

    def of(
        self, state: ViewState, frame: Frame, looks: Mapping[str, Look], view: Projection
    ) -> list[Mark]:
        """Everything to name in a state, seen from somewhere."""
        solid = [name for name, look in looks.items() if look.shown and not look.faded]
        found: list[Mark] = []
        for structure in self._atlas.structures.values():
            look = looks[structure.id]
            if not (look.shown and look.named):
                continue
            selected = structure.id in state.selection
            if selected and look.lit:
                found += self._regions(structure, frame, view, solid)
            elif selected:
                found += self._landmarks(structure, frame, view, solid)
            if structure.kind == "membrane" and state.selection and not selected:
                continue
            first = structure.kind == "muscle" and structure.shown_at_first
            rank = _MUSCLE if selected or first else _CONTEXT
            points = self._points_of(structure, frame)
            chosen = self._choose(structure.id, points, view, solid)
            if chosen is not None:
                quiet = bool(state.selection) and not selected
                words = plain_name(structure, state)
                found.append(Mark(structure.id, words, points[chosen], rank, quiet=quiet))
        return found

    def _regions(
        self, structure: Structure, frame: Frame, view: Projection, solid: list[str]
    ) -> list[Mark]:
        """A muscle's lettered regions; a hidden one is marked as such, through what hides it."""
        found = []
        eye = np.array(view.camera.position)
        for region in self._atlas.regions_of(structure.id):
            if not region.letter:
                continue
            key = f"{structure.id}.{region.id}"
            points = self._points_of(structure, frame, region)
            chosen = self._choose(key, points, view, solid)
            hidden = chosen is None
            if chosen is None:
                chosen = int(np.argmin(np.linalg.norm(points - eye, axis=1)))
            chip = (region.letter, colour(region.colour))
            place = points[chosen]
            found.append(Mark(key, region.name, place, _REGION, chip, False, hidden, points))
        return found

    def _landmarks(
        self, structure: Structure, frame: Frame, view: Projection, solid: list[str]
    ) -> list[Mark]:
        marks = self._atlas.landmarks_of(structure.id)
        if not marks:
            return []
        matrix = frame.transforms[structure.segment]
        places = np.array([m.position for m in marks]) @ matrix[:3, :3].T + matrix[:3, 3]
        eye = np.array(view.camera.position)
        seen = self._probe.visible(eye, places, solid)
        return [
            Mark(f"{structure.id}.{m.id}", _capital(m), place, _LANDMARK)
            for m, place, visible in zip(marks, places, seen, strict=True)
            if visible
        ]

    def _points_of(
        self, structure: Structure, frame: Frame, region: Region | None = None
    ) -> Floats:
        """Points that may carry a name, posed; a muscle's own name stands on its belly."""
        key = structure.id if region is None else f"{structure.id}.{region.id}"
        if key not in self._candidates:
            surface = self._atlas.surfaces[structure.id]
            inside = np.arange(len(surface.vertices))
            codes = surface.attributes.get("region")
            regions = self._atlas.regions_of(structure.id)
            if regions and codes is not None:
                belly = [r.code for r in regions if not r.letter]
                wanted = belly[:1] if region is None else [region.code]
                inside = np.flatnonzero(np.isin(codes, wanted))
            elif structure.kind == "bone":  # names of long bones stay near the hip
                inside = np.flatnonzero(surface.vertices[:, 2] > _LOWEST)
            if not len(inside):
                inside = np.arange(len(surface.vertices))
            self._candidates[key] = _spread(surface.vertices, inside, _CANDIDATES)
        return posed_vertices(self._atlas, frame, structure, self._candidates[key])

    def _choose(self, key: str, points: Floats, view: Projection, solid: list[str]) -> int | None:
        """The point to name: the last one while it can be seen, else amid the largest patch."""
        eye = np.array(view.camera.position)
        before = self._chosen.get(key)
        if before is not None:
            point = points[before : before + 1]
            if self._within(point, view)[0] and self._sees(eye, point[0], solid):
                return before
        within = np.flatnonzero(self._within(points, view))
        seen = within[self._probe.visible(eye, points[within], solid, skin=_ON_SURFACE)]
        if not len(seen):
            return None
        pixels, _ = view.pixels(points[seen])
        apart = np.linalg.norm(pixels[:, None] - pixels[None], axis=2)
        company = np.sort(apart, axis=1)[:, : max(3, len(seen) // 2)].mean(1)
        self._chosen[key] = int(seen[np.argmin(company)])
        return self._chosen[key]

    def _within(self, points: Floats, view: Projection) -> NDArray[np.bool_]:
        """Which points lie in the picture, clear of its border."""
        pixels, depth = view.pixels(points)
        size = np.array(view.size)
        border = 0.04 * size.min()
        return np.asarray((depth > 0) & ((pixels > border) & (pixels < size - border)).all(1))

    def _sees(self, eye: Floats, point: Floats, solid: list[str]) -> bool:
        """Whether a point can be seen from the eye."""
        return bool(self._probe.visible(eye, point[None], solid, skin=_ON_SURFACE)[0])


def posed_vertices(
    atlas: Atlas, frame: Frame, structure: Structure, among: Indices | slice = slice(None)
) -> Floats:
    """Its vertices (n, 3) at the frame's pose, mm, or some of them."""
    shape = frame.shapes.get(structure.id)
    if shape is not None:
        return np.asarray(shape.vertices[among])
    matrix = frame.transforms[structure.segment]
    rest = atlas.surfaces[structure.id].vertices[among]
    return np.asarray(rest @ matrix[:3, :3].T + matrix[:3, 3])


def _spread(vertices: Floats, among: Indices, count: int) -> Indices:
    """Farthest-point sampling: a few vertices that cover a surface evenly."""
    points = vertices[among]
    chosen = [int(np.argmin(np.linalg.norm(points - points.mean(0), axis=1)))]
    distance = np.linalg.norm(points - points[chosen[0]], axis=1)
    while len(chosen) < min(count, len(among)):
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.asarray(among[chosen])


def _capital(landmark: Landmark) -> str:
    return landmark.name[:1].upper() + landmark.name[1:]
