"""What is named, in which language, and that it stays legible from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from anatomy_viewer.atlas.names import LANGUAGES, landmark_name, region_name, structure_name
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import RANGES, Pose
from anatomy_viewer.scene.labels import Rect, conflict
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.session import Camera, Naming, ViewState

MUSCLE = "obturator_internus_left"
SIZE = (1280, 800)
MARKER = Rect(0.0, 692.0, 108.0, 108.0)
Stage = Callable[..., Scene]


def random_states(count: int) -> list[ViewState]:
    """Eyes all round the hip, near and far, in any pose, with anything selected."""
    random = np.random.default_rng(7)
    names = ("femur_left", "hip_bone_left", MUSCLE, "sacrum", "hip_bone_right")
    found = []
    for _ in range(count):
        way = random.normal(size=3)
        focus = random.uniform((20, -30, -40), (120, 50, 60))
        eye = focus + way / np.linalg.norm(way) * random.uniform(250, 1200)
        up = np.cross(np.cross(way, random.normal(size=3)), way)
        pose = Pose(*(float(random.uniform(low, high)) for low, high in RANGES.values()))
        found.append(
            ViewState(
                pose=pose,
                side=str(random.choice(["left", "both"])),  # type: ignore[arg-type]
                camera=Camera(tuple(eye), tuple(focus), tuple(up)),  # type: ignore[arg-type]
                selection=tuple(n for n in names if random.random() < 0.5),
                see_through=bool(random.random() < 0.3),
                naming=Naming(near=bool(random.random() < 0.5)),
            )
        )
    return found


def test_from_anywhere_nothing_overlaps_or_crosses(stage: Stage, model: HipModel) -> None:
    """Sixty random eyes, without regard to the last picture."""
    scene = stage(ViewState())
    named = 0
    for state in random_states(60):
        scene.sync(None, state, model.solve(state.pose))
        scene.notation.forget()
        scene.drawing(SIZE, 1.0)
        labels = scene._notation._last
        named += len(labels)
        for a, b in combinations(labels, 2):
            assert not conflict(a, b), (state, a, b)
        for a in labels:
            assert not a.box.overlaps(MARKER)
            for b in labels:
                assert not a.box.contains(b.anchor), (state, a, b)
    assert named > 200


def test_only_what_is_asked_for_is_named(stage: Stage) -> None:
    only = ("asis_left", "psis_left", f"{MUSCLE}.tendon", "sacrum")
    scene = stage(ViewState(naming=Naming(only=only)))
    marks = scene._notation._marks.of(
        scene._state, scene._frame, scene._looks, scene._view()
    )  # fmt: skip
    keys = {m.key for m in marks}
    assert keys == {"hip_bone_left.asis_left", "hip_bone_left.psis_left", only[2], "sacrum"}
    hidden = {m.key: m.hidden for m in marks}
    assert hidden["hip_bone_left.asis_left"] and not hidden["hip_bone_left.psis_left"]


def test_numbers_stand_for_names_and_stay(stage: Stage) -> None:
    scene = stage(ViewState(selection=(MUSCLE,), naming=Naming(numbers=True)))
    drawing = scene.drawing(SIZE, 1.0, marker=False)
    words = [m.words for m in drawing.marks if hasattr(m, "words")]
    assert sorted(words, key=int) == [str(i + 1) for i in range(len(words))]
    assert {"Origin", "Obturator internus", "Femur"} <= set(scene.notation.numbering.key)
    assert len(scene.notation.numbering.key) == len(words)
    assert not any(getattr(m, "letter", "") for m in drawing.marks)  # O, P, I would tell
    before = scene.notation.numbering.key
    scene._renderer.GetActiveCamera().Azimuth(20.0)
    scene.drawing(SIZE, 1.0)
    assert scene.notation.numbering.key[: len(before)] == before
    scene.notation.numbering.clear()
    assert scene.notation.numbering.key == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_exists_or_says_what_stands_in(model: HipModel, language: str) -> None:
    atlas = model.atlas
    names = [structure_name(s, language, side=False) for s in atlas.structures.values()]  # type: ignore[arg-type]
    names += [landmark_name(m, language) for m in atlas.landmarks.values()]  # type: ignore[arg-type]
    regions = atlas.muscles[MUSCLE].regions
    names += [region_name(r, language) for r in regions]  # type: ignore[arg-type]
    assert all(name and name[0].isupper() for name in names)
    marked = [name for name in names if name.endswith((" (la)", " (en)"))]
    if language == "en":
        assert not marked
    assert len(marked) < len(names) / 2


def test_obturator_internus_is_called_what_ta2_lists(model: HipModel) -> None:
    muscle = model.atlas.structures[MUSCLE]
    assert [structure_name(muscle, language, side=False) for language in LANGUAGES] == [
        "Obturator internus",
        "Musculus obturatorius internus",
        "Obturateur interne",
        "Obturador interno",
        "Obturador interno",
        "Otturatore interno",
    ]
    assert structure_name(muscle, "la") == "Musculus obturatorius internus sinister"
    assert structure_name(muscle, "fr") == "Obturateur interne (G)"
    right = model.atlas.structures[MUSCLE.replace("left", "right")]
    assert structure_name(right, "es") == "Obturador interno (D)"
    lacking = replace(muscle, names={})
    assert structure_name(lacking, "it", side=False) == "Musculus obturatorius internus (la)"
