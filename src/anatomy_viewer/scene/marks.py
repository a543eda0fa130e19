"""What gets a name in a view state, and at which point of the body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas, Landmark, Region, Structure
from anatomy_viewer.atlas.names import landmark_name, region_name, structure_name
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
_BEYOND = 4.0  # as far again behind a point as the eye stands before it, and more
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
        own: the user's own words, with an arrow.
        fixed: no name, so that it stays where numbers stand for names.
    """

    key: str
    words: str
    place: Floats
    rank: int
    chip: tuple[str, Colour] | None = None
    quiet: bool = False
    hidden: bool = False
    extent: Floats | None = None
    own: bool = False
    fixed: bool = False


def plain_name(structure: Structure, state: ViewState) -> str:
    """Its name in the state's language, without the side when only one side is shown."""
    return structure_name(structure, state.naming.language, side=state.side == "both")


@dataclass(frozen=True, eq=False)
class Sight:
    """What the eye looks at: the picture, what hides things, and what at least veils them."""

    view: Projection
    solid: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def eye(self) -> Floats:
        """Where it stands."""
        return np.array(self.view.camera.position)


class Marks:
    """Chooses points that can be seen, and stays with them as long as they can."""

    def __init__(self, atlas: Atlas, probe: Probe) -> None:
        self._atlas = atlas
        self._probe = probe
        self._candidates: dict[str, Indices] = {}
        self._chosen: dict[str, int] = {}
        self._veiled: set[str] = set()

    def forget(self) -> None:
        """Choose points anew."""
        self._chosen.clear()

    def of(
        self, state: ViewState, frame: Frame, looks: Mapping[str, Look], view: Projection
    ) -> list[Mark]:
        """Everything to name in a state, seen from somewhere."""
        shown = [name for name, look in looks.items() if look.shown]
        solid = [name for name in shown if not looks[name].faded]
        sight = Sight(view, tuple(solid), tuple(shown))
        if state.naming.only:
            return self._chosen_marks(state, frame, sight)
        found: list[Mark] = []
        for structure in self._atlas.structures.values():
            look = looks[structure.id]
            if not (look.shown and look.named):
                continue
            selected = structure.id in state.selection
            if selected and look.lit:
                lettered = [r for r in self._atlas.regions_of(structure.id) if r.letter]
                found += self._regions(structure, lettered, state, frame, sight)
            elif selected:
                here = self._atlas.landmarks_of(structure.id)
                marks = self._landmarks(structure, here, state, frame, sight)
                found += [mark for mark in marks if not mark.hidden]
            if structure.kind == "membrane" and state.selection and not selected:
                continue
            first = structure.kind == "muscle" and structure.shown_at_first
            rank = _MUSCLE if selected or first else _CONTEXT
            points = self._points_of(structure, frame)
            chosen = self._choose(structure.id, points, sight)
            if chosen is not None:
                quiet = bool(state.selection) and not selected
                words = plain_name(structure, state)
                found.append(Mark(structure.id, words, points[chosen], rank, quiet=quiet))
        return found

    def _chosen_marks(self, state: ViewState, frame: Frame, sight: Sight) -> list[Mark]:
        """What the state asks to be named; a landmark out of sight is marked as such."""
        only = state.naming.only
        found: list[Mark] = []
        for structure in self._atlas.structures.values():
            if structure.id not in sight.shown:
                continue
            regions = [
                r for r in self._atlas.regions_of(structure.id) if f"{structure.id}.{r.id}" in only
            ]
            found += self._regions(structure, regions, state, frame, sight)
            here = tuple(m for m in self._atlas.landmarks_of(structure.id) if m.id in only)
            found += self._landmarks(structure, here, state, frame, sight)
            if structure.id in only:
                points = self._points_of(structure, frame)
                chosen = self._choose(structure.id, points, sight)
                if chosen is not None:
                    words = plain_name(structure, state)
                    found.append(Mark(structure.id, words, points[chosen], _MUSCLE))
        return found

    def _regions(
        self,
        structure: Structure,
        regions: Iterable[Region],
        state: ViewState,
        frame: Frame,
        sight: Sight,
    ) -> list[Mark]:
        """Regions of a muscle; a hidden one is marked as such, through what hides it."""
        found = []
        for region in regions:
            key = f"{structure.id}.{region.id}"
            points = self._points_of(structure, frame, region)
            chosen = self._choose(key, points, sight)
            hidden = chosen is None
            if chosen is None:
                chosen = int(np.argmin(np.linalg.norm(points - sight.eye, axis=1)))
            chip = (region.letter, colour(region.colour)) if region.letter else None
            words, place = region_name(region, state.naming.language), points[chosen]
            found.append(Mark(key, words, place, _REGION, chip, False, hidden, points))
        return found

    def _landmarks(
        self,
        structure: Structure,
        marks: tuple[Landmark, ...],
        state: ViewState,
        frame: Frame,
        sight: Sight,
    ) -> list[Mark]:
        """Landmarks on a structure; one out of sight is quiet, and marked as hidden."""
        if not marks:
            return []
        matrix = frame.transforms[structure.segment]
        places = np.array([m.position for m in marks]) @ matrix[:3, :3].T + matrix[:3, 3]
        seen = self._probe.visible(sight.eye, places, sight.solid)
        return [
            Mark(
                f"{structure.id}.{m.id}",
                landmark_name(m, state.naming.language),
                place,
                _LANDMARK,
                quiet=not visible,
                hidden=not visible,
            )
            for m, place, visible in zip(marks, places, seen.tolist(), strict=True)
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

    def _choose(self, key: str, points: Floats, sight: Sight) -> int | None:
        """The point to name: the last one while it can be seen, else amid the largest patch.

        What lies in plain view comes before what shows through glass; of glass, where nothing
        solid shows through it.
        """
        owner = key.partition(".")[0]
        others = () if owner in sight.solid else sight.solid
        before = self._chosen.get(key)
        if before is not None:
            point = points[before : before + 1]
            through = sight.solid if key in self._veiled else sight.shown
            if self._within(point, sight.view)[0] and self._seen(point, sight, through)[0]:
                return before
        within = np.flatnonzero(self._within(points, sight.view))
        seen = within[self._seen(points[within], sight, sight.solid)]
        if not len(seen):
            return None
        clear = seen[self._seen(points[seen], sight, sight.shown)]
        if len(clear):
            beyond = sight.eye + _BEYOND * (points[clear] - sight.eye)
            alone = clear[self._seen(beyond, sight, others)]
            clear = alone if len(alone) else clear
            seen = clear
            self._veiled.discard(key)
        else:
            self._veiled.add(key)
        pixels, _ = sight.view.pixels(points[seen])
        apart = np.linalg.norm(pixels[:, None] - pixels[None], axis=2)
        company = np.sort(apart, axis=1)[:, : max(3, len(seen) // 2)].mean(1)
        self._chosen[key] = int(seen[np.argmin(company)])
        return self._chosen[key]

    def _seen(self, points: Floats, sight: Sight, blockers: tuple[str, ...]) -> NDArray[np.bool_]:
        return self._probe.visible(sight.eye, points, blockers, skin=_ON_SURFACE)

    def _within(self, points: Floats, view: Projection) -> NDArray[np.bool_]:
        """Which points lie in the picture, clear of its border."""
        pixels, depth = view.pixels(points)
        size = np.array(view.size)
        border = 0.04 * size.min()
        return np.asarray((depth > 0) & ((pixels > border) & (pixels < size - border)).all(1))


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
