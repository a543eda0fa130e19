"""Does the atlas agree with itself? One small check a question; ``check_atlas`` asks them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from anatomy_viewer.atlas.model import SIDES, Atlas, Surface
from anatomy_viewer.errors import AtlasError

LANDMARK_REACH = 15.0  # mm a landmark may lie from the surface it belongs to


def check_atlas(atlas: Atlas, path: Path) -> None:
    """Check every reference from one part of the atlas to another, and to the meshes.

    Raises:
        AtlasError: the first contradiction found, naming ``path``.
    """
    for check in CHECKS:
        for fault in check(atlas):
            raise AtlasError(f"{path}: {fault}")


def check_late(atlas: Atlas, name: str, surface: Surface, path: Path) -> None:
    """The same for a surface that is read only when its structure is first shown.

    Raises:
        AtlasError: the mesh contradicts the atlas.
    """
    for fault in _region_faults(atlas, name, surface):
        raise AtlasError(f"{path}: {fault}")


def parents_exist(atlas: Atlas) -> Iterator[str]:
    """Every structure's parent is a group."""
    for s in atlas.structures.values():
        if s.parent not in atlas.groups:
            yield f"structure '{s.id}' has the parent '{s.parent}', which [groups] does not name."


def sides_match_ids(atlas: Atlas) -> Iterator[str]:
    """An id ends in its side, so that left and right can be told and paired."""
    for s in atlas.structures.values():
        ending = next((side for side in SIDES if s.id.endswith(f"_{side}")), "midline")
        if ending != s.side:
            yield f"structure '{s.id}' has the side '{s.side}': end the id in the side."


def joints_join_segments(atlas: Atlas) -> Iterator[str]:
    """A joint is between two different segments, the moving one its own, on its own side."""
    segments = {s.segment for s in atlas.structures.values()}
    moved: set[str] = set()
    for joint in atlas.joints.values():
        for role, segment in (("proximal", joint.proximal), ("distal", joint.distal)):
            if segment not in segments:
                yield f"joint '{joint.id}': no structure moves with its {role} segment '{segment}'."
        if joint.proximal == joint.distal:
            yield f"joint '{joint.id}' joins '{joint.proximal}' to itself."
        if joint.distal in moved:
            yield f"joint '{joint.id}': another joint moves '{joint.distal}' already."
        moved.add(joint.distal)
        if (joint.centre[0] > 0.0) != (joint.side == "left"):
            yield f"joint '{joint.id}' is a {joint.side} one, but x is positive to the left."


def segments_are_held(atlas: Atlas) -> Iterator[str]:
    """Every segment is one end of a joint, or a pose would not say where it is."""
    held = {end for joint in atlas.joints.values() for end in (joint.proximal, joint.distal)}
    for s in atlas.structures.values():
        if held and s.segment not in held:
            yield f"structure '{s.id}' moves with '{s.segment}', which no joint holds."


def landmarks_lie_on_structures(atlas: Atlas) -> Iterator[str]:
    """A landmark is on, or close to, the surface it belongs to."""
    for mark in atlas.landmarks.values():
        if not atlas.structures[mark.structure].shown_at_first:
            yield f"landmark '{mark.id}': give '{mark.structure}' none, or show it at first."
            continue
        steps = atlas.surfaces[mark.structure].vertices - np.asarray(mark.position)
        away = float(np.sqrt(np.einsum("ij,ij->i", steps, steps).min()))
        if away > LANDMARK_REACH:
            yield (
                f"landmark '{mark.id}' lies {away:.0f} mm from '{mark.structure}': "
                f"at most {LANDMARK_REACH:.0f} mm. Correct its position."
            )


def muscles_are_whole(atlas: Atlas) -> Iterator[str]:
    """A muscle is a structure of that kind, crosses a joint of its side, and is described once."""
    for muscle in atlas.muscles.values():
        s = atlas.structures.get(muscle.structure)
        joint = atlas.joints.get(muscle.joint)
        if s is None:
            yield f"muscle '{muscle.structure}': there is no such structure."
        elif s.kind != "muscle":
            yield f"muscle '{s.id}': the structure's kind is '{s.kind}'."
        elif joint is None:
            yield f"muscle '{s.id}': there is no joint '{muscle.joint}'."
        elif joint.side != s.side:
            yield f"muscle '{s.id}' crosses '{joint.id}', a joint of the other side."
        elif s.segment != joint.proximal:
            yield f"muscle '{s.id}' must move with its origin, '{joint.proximal}'."
    for s in atlas.structures.values():
        if s.kind == "muscle" and s.id not in atlas.muscles:
            yield f"structure '{s.id}' is a muscle, but no [[muscle]] describes it."


def regions_match_meshes(atlas: Atlas) -> Iterator[str]:
    """The codes painted on a mesh are those its regions name, each at least once."""
    for s in atlas.structures.values():
        if s.shown_at_first and atlas.regions_of(s.id):
            yield from _region_faults(atlas, s.id, atlas.surfaces[s.id])


def straps_make_structures(atlas: Atlas) -> Iterator[str]:
    """A strap makes a left and a right structure, between bones and beside muscles that exist."""
    for strap in atlas.straps.values():
        for side in SIDES:
            if f"{strap.id}_{side}" not in atlas.structures:
                yield f"strap '{strap.id}': there is no structure '{strap.id}_{side}'."
        named = {*strap.origin_on, *strap.insertion_on, *strap.avoid, *filter(None, [strap.beside])}
        for name in sorted(named):
            if name not in atlas.structures and f"{name}_left" not in atlas.structures:
                yield f"strap '{strap.id}': there is no structure '{name}' or '{name}_left'."


def _region_faults(atlas: Atlas, name: str, surface: Surface) -> Iterator[str]:
    mesh, regions = atlas.structures[name].mesh.name, atlas.regions_of(name)
    for needed in ("region", "along", "across") if regions else ():
        if needed not in surface.attributes:
            yield f"mesh {mesh} of the muscle '{name}' lacks the property '{needed}'."
            return
    if not regions:
        return
    painted = set(np.unique(surface.attributes["region"]).tolist())
    named = {float(region.code) for region in regions}
    for code in sorted(painted - named):
        yield f"mesh {mesh} has region code {code:g}, which no region of the muscle names."
    for code in sorted(named - painted):
        yield f"region code {code:g} of '{name}' occurs nowhere on mesh {mesh}."


CHECKS: tuple[Callable[[Atlas], Iterator[str]], ...] = (
    parents_exist,
    sides_match_ids,
    joints_join_segments,
    segments_are_held,
    landmarks_lie_on_structures,
    muscles_are_whole,
    regions_match_meshes,
    straps_make_structures,
)
