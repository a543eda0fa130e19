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

_CANDIDATES = 60  # points of a surface that may carry its name
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
    """

    key: str
    words: str
    place: Floats
    rank: int
    chip: tuple[str, Colour] | None = None
    quiet: bool = False


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
            if not look.shown:
                continue
            selected = structure.id in state.selection
            posed = posed_vertices(self._atlas, frame, structure)
            if selected and look.lit:
                found += self._regions(structure, state, posed, view, solid)
            elif selected:
                found += self._landmarks(structure, frame, view, solid)
            if structure.kind == "membrane" and state.selection and not selected:
                continue
            rank = _MUSCLE if selected or structure.kind == "muscle" else _CONTEXT
            chosen = self._choose(structure.id, self._points_of(structure), posed, view, solid)
            if chosen is not None:
                quiet = bool(state.selection) and not selected
                words = plain_name(structure, state)
                found.append(Mark(structure.id, words, chosen, rank, quiet=quiet))
        return found

    def _regions(
        self,
        structure: Structure,
        state: ViewState,
        posed: Floats,
        view: Projection,
        solid: list[str],
    ) -> list[Mark]:
        found = []
        for region in self._atlas.muscles[structure.id].regions:
            if not region.letter:
                continue
            key = f"{structure.id}.{region.id}"
            points = self._points_of(structure, region)
            place = self._choose(key, points, posed, view, solid, hidden_too=True)
            if place is not None:
                chip = (region.letter, colour(region.colour))
                found.append(Mark(key, region.name, place, _REGION, chip))
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

    def _points_of(self, structure: Structure, region: Region | None = None) -> Indices:
        """Vertices that may carry a name, spread evenly; for a muscle's own name its belly's."""
        key = structure.id if region is None else f"{structure.id}.{region.id}"
        if key not in self._candidates:
            surface = self._atlas.surfaces[structure.id]
            inside = np.arange(len(surface.vertices))
            codes = surface.attributes.get("region")
            if structure.kind == "muscle" and codes is not None:
                belly = [r.code for r in self._atlas.muscles[structure.id].regions if not r.letter]
                wanted = belly if region is None else [region.code]
                inside = np.flatnonzero(np.isin(codes, wanted))
            elif structure.kind == "bone":  # names of long bones stay near the hip
                inside = np.flatnonzero(surface.vertices[:, 2] > -105.0)
            if not len(inside):
                inside = np.arange(len(surface.vertices))
            self._candidates[key] = _spread(surface.vertices, inside, _CANDIDATES)
        return self._candidates[key]

    def _choose(
        self,
        key: str,
        indices: Indices,
        posed: Floats,
        view: Projection,
        solid: list[str],
        hidden_too: bool = False,
    ) -> Floats | None:
        """The point nearest the middle that can be seen; the last one while it still can."""
        eye = np.array(view.camera.position)
        points = posed[indices]
        pixels, depth = view.pixels(points)
        width, height = view.size
        border = 0.04 * min(width, height)
        inside = (depth > 0) & (pixels > border).all(1)
        inside &= (pixels[:, 0] < width - border) & (pixels[:, 1] < height - border)
        if not inside.any():
            return None
        before = self._chosen.get(key)
        if before is not None and inside[before] and self._sees(eye, points[before], solid):
            return np.asarray(points[before])
        middle = np.median(pixels[inside], axis=0)
        order = np.argsort(np.linalg.norm(pixels - middle, axis=1))
        order = order[inside[order]]
        near = [i for i in order if depth[i] <= np.median(depth[inside]) + 1.0]
        far = [i for i in order if depth[i] > np.median(depth[inside]) + 1.0]
        for i in (*near, *far):
            if self._sees(eye, points[i], solid):
                self._chosen[key] = int(i)
                return np.asarray(points[i])
        if hidden_too:
            self._chosen[key] = int(order[0])
            return np.asarray(points[order[0]])
        return None

    def _sees(self, eye: Floats, point: Floats, solid: list[str]) -> bool:
        return bool(self._probe.visible(eye, point[None], solid)[0])


def posed_vertices(atlas: Atlas, frame: Frame, structure: Structure) -> Floats:
    """Its vertices (n, 3) at the frame's pose, mm."""
    shape = frame.shapes.get(structure.id)
    if shape is not None:
        return shape.vertices
    matrix = frame.transforms[structure.segment]
    return np.asarray(
        atlas.surfaces[structure.id].vertices @ matrix[:3, :3].T + matrix[:3, 3], float
    )


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
