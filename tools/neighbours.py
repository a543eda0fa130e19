"""The obturator internus's neighbours, built from the [[strap]] entries of atlas.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import trimesh
from bones import Bones
from lagrange import Floats
from numpy.typing import NDArray
from pulling import Surroundings, strap_surroundings
from strap_form import COLUMNS, across_places
from straps import build_strap

from anatomy_viewer.atlas.model import Atlas, Region
from anatomy_viewer.atlas.strap import Strap
from anatomy_viewer.motion.muscle import MuscleModel, join_faces, joined_faces
from anatomy_viewer.motion.pose import NEUTRAL, Pose
from anatomy_viewer.motion.strap import StrapModel
from anatomy_viewer.motion.weave import row_distances

EDGE_STEP = 3  # of the tendon's edge points, every third is enough to run beside
AT_END = 9.0  # mm from either end that a click lights up as attached

Attributes = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Tendon:
    """The obturator internus as its neighbours meet it: its surface, and what was painted on it."""

    model: MuscleModel
    faces: NDArray[np.int64]
    attributes: Attributes

    def edges(self, pose: Pose) -> tuple[Floats, Floats]:
        """Its upper and lower edge (r, 3), from behind the ischium to the insertion, at a pose."""
        vertices = self.model.shape(pose).vertices
        first, last = (vertices[self._edge(value)] for value in (0.0, 1.0))
        return (first, last) if first[:, 2].mean() > last[:, 2].mean() else (last, first)

    def body(self) -> trimesh.Trimesh:
        """Its closed surface at rest."""
        return trimesh.Trimesh(self.model.shape(NEUTRAL).vertices, self.faces, process=False)

    def _edge(self, across: float) -> NDArray[np.int64]:
        behind = np.isin(self.attributes["region"], PATH_TO_INSERTION)
        found = np.flatnonzero(behind & (self.attributes["across"] == across))
        return np.asarray(found[np.argsort(self.attributes["along"][found])][::EDGE_STEP])


PATH_TO_INSERTION = (3, 4, 5)  # region codes of the obturator internus outside the pelvis


@dataclass(frozen=True)
class Neighbour:
    """A finished left strap; a ligament has no use for its model."""

    id: str
    mesh: trimesh.Trimesh
    attributes: Attributes
    model: StrapModel


def build_neighbours(atlas: Atlas, bones: Bones, tendon: Tendon) -> Iterator[Neighbour]:
    """Every strap of the atlas."""
    around = surround_straps(bones, tendon)
    for strap in atlas.straps.values():
        yield build_neighbour(strap, atlas.regions_of(f"{strap.id}_left"), around)


def surround_straps(bones: Bones, tendon: Tendon) -> Surroundings:
    """Bones and obturator internus, as straps meet them."""
    return replace(
        strap_surroundings(bones),
        edges={"obturator_internus": tendon.edges},
        bodies={"obturator_internus": tendon.body()},
    )


def build_neighbour(strap: Strap, regions: tuple[Region, ...], around: Surroundings) -> Neighbour:
    """One strap, its mesh at rest, and what is painted on it."""
    model, _ = build_strap(strap, around)
    vertices = model.shape(NEUTRAL).vertices
    faces = joined_faces(len(model.thickness), COLUMNS)
    mesh = trimesh.Trimesh(vertices, faces, process=False)
    return Neighbour(strap.id, mesh, strap_attributes(strap, regions, model), model)


def strap_attributes(strap: Strap, regions: tuple[Region, ...], model: StrapModel) -> Attributes:
    """Region code, place along the fibre (0 origin to 1 insertion) and across it, per vertex."""
    middle, _ = model.middle(NEUTRAL)
    from_end = row_distances(middle)
    from_start = from_end[0] - from_end
    codes = {region.id: region.code for region in regions}
    region = np.full(from_end.shape, codes["belly"])
    if "tendon" in codes:
        region[(from_end < strap.tendon[1]) | (from_start < strap.tendon[0])] = codes["tendon"]
    attached = np.minimum(AT_END, 0.25 * from_end[0])
    region[from_start < attached] = codes["origin"]
    region[from_end < attached] = codes["insertion"]
    along = from_start / from_end[0]
    across = np.broadcast_to(across_places(), from_end.shape)
    return {
        "region": join_faces(region, region).astype(np.uint8),
        "along": join_faces(along, along).astype(np.float32),
        "across": join_faces(across, across).astype(np.float32),
    }
