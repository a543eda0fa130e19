"""An atlas whose parts contradict each other is refused; each check notices its own fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anatomy_viewer.atlas.consistency import CHECKS, check_atlas
from anatomy_viewer.atlas.model import Atlas, Surface
from anatomy_viewer.errors import AtlasError

LEFT = "obturator_internus_left"
Change = Callable[[Atlas], Atlas]


def structure(name: str, **changes: object) -> Change:
    def act(atlas: Atlas) -> Atlas:
        changed = replace(atlas.structures[name], **changes)  # type: ignore[arg-type]
        return replace(atlas, structures={**atlas.structures, name: changed})

    return act


def joint(name: str, **changes: object) -> Change:
    def act(atlas: Atlas) -> Atlas:
        changed = replace(atlas.joints[name], **changes)  # type: ignore[arg-type]
        return replace(atlas, joints={**atlas.joints, name: changed})

    return act


def muscle(name: str, **changes: object) -> Change:
    def act(atlas: Atlas) -> Atlas:
        changed = replace(atlas.muscles[name], **changes)  # type: ignore[arg-type]
        return replace(atlas, muscles={**atlas.muscles, name: changed})

    return act


def without_muscle(atlas: Atlas) -> Atlas:
    return replace(atlas, muscles={k: m for k, m in atlas.muscles.items() if k != LEFT})


def astray(atlas: Atlas) -> Atlas:
    moved = replace(atlas.landmarks["asis_left"], position=(300.0, 0.0, 0.0))
    return replace(atlas, landmarks={**atlas.landmarks, "asis_left": moved})


def painted(**attributes: Callable[[np.ndarray], np.ndarray | None]) -> Change:
    def act(atlas: Atlas) -> Atlas:
        old = atlas.surfaces[LEFT]
        new = dict(old.attributes)
        for name, change in attributes.items():
            values = change(new.pop(name))
            if values is not None:
                new[name] = values
        surface = Surface(old.vertices, old.faces, new)
        return replace(atlas, surfaces={**atlas.surfaces, LEFT: surface})

    return act


def test_the_shipped_atlas_agrees_with_itself(atlas: Atlas) -> None:
    check_atlas(atlas, Path("atlas.toml"))
    assert not [fault for check in CHECKS for fault in check(atlas)]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (structure("sacrum", parent="pelvs"), r"parent 'pelvs', which \[groups\] does not name"),
        (structure("femur_left", side="right"), "'femur_left' has the side 'right'"),
        (structure("sacrum", side="left"), "'sacrum' has the side 'left'"),
        (structure("sacrum", segment="spine"), "moves with 'spine', which no joint holds"),
        (joint("hip_left", distal="thigh"), "no structure moves with its distal segment 'thigh'"),
        (joint("hip_left", distal="pelvis"), "joins 'pelvis' to itself"),
        (joint("hip_left", distal="femur_right"), "another joint moves 'femur_right' already"),
        (joint("hip_left", centre=(-85.0, 0.0, 0.0)), "x is positive to the left"),
        (astray, r"landmark 'asis_left' lies \d+ mm from 'hip_bone_left'"),
        (structure(LEFT, kind="bone"), "the structure's kind is 'bone'"),
        (muscle(LEFT, structure="psoas_left"), "there is no such structure"),
        (muscle(LEFT, joint="hip_lft"), "there is no joint 'hip_lft'"),
        (muscle(LEFT, joint="hip_right"), "a joint of the other side"),
        (structure(LEFT, segment="femur_left"), "must move with its origin, 'pelvis'"),
        (without_muscle, r"is a muscle, but no \[\[muscle\]\] describes it"),
        (painted(region=lambda v: v + 1), "has region code 6, which no region"),
        (painted(region=lambda v: np.where(v == 5, 4, v)), "region code 5 .* occurs nowhere"),
        (painted(region=lambda v: v + 0.25), "has region code 1.25"),
        (painted(along=lambda v: None), "lacks the property 'along'"),
    ],
)  # fmt: skip
def test_each_contradiction_is_named(atlas: Atlas, change: Change, complaint: str) -> None:
    with pytest.raises(AtlasError, match=complaint) as caught:
        check_atlas(change(atlas), Path("some", "atlas.toml"))
    assert "atlas.toml" in str(caught.value)
