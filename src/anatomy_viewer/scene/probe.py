"""What a line of sight meets: for clicks, and to know which points can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkStaticCellLocator

from anatomy_viewer.scene.parts import Part
from anatomy_viewer.scene.seam import first_meeting

Floats = NDArray[np.float64]
_FAR = 5000.0  # mm
_SKIN = 2.5  # mm; a point this close behind a surface counts as on it


@dataclass(frozen=True, eq=False)
class Hit:
    """The first surface met: structure, distance from the eye, point (3,), triangle."""

    structure: str
    distance: float
    point: Floats
    cell: int


class Probe:
    """Lines against parts. Search trees are built when first asked, and again after a change."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts
        self._locators: dict[str, vtkStaticCellLocator] = {}

    def forget(self, structure: str) -> None:
        """Its surface changed; the tree is stale."""
        self._locators.pop(structure, None)

    def first(self, eye: Floats, ray: Floats, among: Iterable[str]) -> Hit | None:
        """The nearest of some structures along a ray (unit vector) from the eye."""
        hits = [hit for name in among if (hit := self._meet(name, eye, ray)) is not None]
        return min(hits, key=lambda hit: hit.distance, default=None)

    def visible(
        self, eye: Floats, points: Floats, blockers: Iterable[str], skin: float = _SKIN
    ) -> NDArray[np.bool_]:
        """Which of some points (n, 3) no blocker hides by more than a skin's depth, mm."""
        names = tuple(blockers)
        seen = np.ones(len(points), bool)
        for i, point in enumerate(points):
            towards = point - eye
            distance = float(np.linalg.norm(towards))
            for name in names:
                hit = self._meet(name, eye, towards / distance)
                if hit is not None and hit.distance < distance - skin:
                    seen[i] = False
                    break
        return seen

    def _meet(self, name: str, eye: Floats, ray: Floats) -> Hit | None:
        matrix = self._parts[name].matrix
        turn, shift = matrix[:3, :3], matrix[:3, 3]
        start = turn.T @ (eye - shift)
        end = start + turn.T @ ray * _FAR
        met = first_meeting(self._locator(name), start, end)
        if met is None:
            return None
        distance = met[0] * _FAR
        return Hit(name, distance, eye + ray * distance, met[1])

    def _locator(self, name: str) -> vtkStaticCellLocator:
        locator = self._locators.get(name)
        if locator is None:
            locator = vtkStaticCellLocator()
            locator.SetDataSet(self._parts[name].data)
            locator.BuildLocator()
            self._locators[name] = locator
        return locator
