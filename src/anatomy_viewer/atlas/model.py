"""What the atlas is made of: frozen dataclasses, no I/O.

Everything is in millimetres in the atlas frame: x to the body's left, y backwards, z up (LPS), the
axes those of the pelvis after Wu et al. 2002 (J Biomech 35:543), the origin midway between the two
hip centres. The shipped geometry stands in the ISB neutral pose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.strap import Strap
from anatomy_viewer.errors import UnknownNameError

Side = Literal["left", "right", "midline"]
Kind = Literal["bone", "membrane", "ligament", "muscle"]

SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclass(frozen=True, eq=False)
class Surface:
    """A triangulated surface.

    Attributes:
        vertices: (n, 3) float64, mm, atlas frame, neutral pose.
        faces: (m, 3) int64, counter-clockwise seen from outside.
        attributes: per-vertex arrays, each (n,), as stored with the mesh.
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    attributes: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class Structure:
    """One named piece of anatomy and where its shape comes from.

    ``segment`` is the rigid body it moves with; a muscle's is its origin's, and its surface is
    solved for each pose. ``regions`` are the parts a click lights up. A neighbour, shown only once
    asked for, is not ``shown_at_first``. ``names`` are those in further languages, without a side.
    """

    id: str
    name: str
    latin: str
    side: Side
    kind: Kind
    segment: str
    colour: str
    parent: str
    ta2: int | None
    fma: int | None
    mesh: Path
    description: str
    source: str
    licence: str
    regions: tuple[Region, ...] = ()
    shown_at_first: bool = True
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Landmark:
    """A named point on a structure; position (3,) in mm, atlas frame, neutral pose."""

    id: str
    name: str
    latin: str
    structure: str
    position: tuple[float, float, float]
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Joint:
    """A ball joint; centre in mm, atlas frame."""

    id: str
    side: Literal["left", "right"]
    proximal: str
    distal: str
    centre: tuple[float, float, float]
    head_radius: float


@dataclass(frozen=True)
class Region:
    """A part of a muscle or ligament that a click lights up. ``code`` is its value in the mesh."""

    id: str
    code: int
    letter: str
    name: str
    colour: str
    description: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Muscle:
    """What makes a structure a muscle: its joint, its regions, and the table of its motion."""

    structure: str
    joint: str
    nerve: str
    action: str
    regions: tuple[Region, ...]
    table: Path


@dataclass(frozen=True, eq=False)
class Atlas:
    """All the anatomy, loaded, validated and cross-referenced.

    ``groups`` gives the title of each ``Structure.parent``. The surface of a structure that is not
    shown at first is read, and may be found faulty, when first asked for.
    """

    folder: Path
    structures: Mapping[str, Structure]
    surfaces: Mapping[str, Surface]
    landmarks: Mapping[str, Landmark]
    joints: Mapping[str, Joint]
    muscles: Mapping[str, Muscle]
    groups: Mapping[str, str] = field(default_factory=dict)
    straps: Mapping[str, Strap] = field(default_factory=dict)

    def structure(self, name: str) -> Structure:
        """The structure with this id.

        Raises:
            UnknownNameError: there is none.
        """
        try:
            return self.structures[name]
        except KeyError:
            raise UnknownNameError("structure", name, self.structures) from None

    @property
    def nameable(self) -> tuple[str, ...]:
        """Ids of everything that can carry a label: structures, landmarks, structure.region."""
        regions = (f"{name}.{r.id}" for name in self.structures for r in self.regions_of(name))
        return (*self.structures, *self.landmarks, *regions)

    def regions_of(self, structure: str) -> tuple[Region, ...]:
        """The parts of a muscle or ligament that a click lights up; a bone has none."""
        muscle = self.muscles.get(structure)
        return muscle.regions if muscle else self.structures[structure].regions

    def strap_of(self, structure: str) -> Strap | None:
        """The curves a structure is made from, if it is a strap."""
        return self.straps.get(structure.removesuffix("_left").removesuffix("_right"))

    def neighbours(self) -> tuple[str, ...]:
        """Ids of the structures that are not shown at first."""
        return tuple(s.id for s in self.structures.values() if not s.shown_at_first)

    def landmarks_of(self, structure: str) -> tuple[Landmark, ...]:
        """The landmarks that lie on a structure, in the order of the atlas."""
        return tuple(m for m in self.landmarks.values() if m.structure == structure)

    def on_side(self, side: Literal["left", "right", "both"]) -> tuple[str, ...]:
        """Ids of the structures shown when one side, or both, is asked for."""
        return tuple(
            s.id for s in self.structures.values() if side == "both" or s.side in (side, "midline")
        )
