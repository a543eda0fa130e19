"""Notes and measures follow bone and muscle, measure truly, and stay clear of the names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from anatomy_viewer.annotations import Annotation, Pin
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.scene.annotating import angle, distance, pin_at, spot
from anatomy_viewer.scene.drawing import Text
from anatomy_viewer.scene.labels import Rect, runs_through
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.session import Naming, ViewState

MUSCLE = "obturator_internus_left"
SIZE = (1280, 800)
Stage = Callable[..., Scene]


def words_of(scene: Scene) -> dict[str, Text]:
    return {m.words: m for m in scene.drawing(SIZE, 1.0).marks if isinstance(m, Text)}


def test_a_pin_follows_bone_and_muscle(model: HipModel) -> None:
    frame = model.solve(Pose(70, 10, -20))
    rest = model.neutral()
    bone = Pin("femur_left", 100, (0.2, 0.3, 0.5))
    matrix = frame.transforms["femur_left"]
    moved = matrix[:3, :3] @ spot(model.atlas, rest, bone) + matrix[:3, 3]
    assert np.allclose(spot(model.atlas, frame, bone), moved)
    flesh = Pin(MUSCLE, 500)
    corners = model.atlas.surfaces[MUSCLE].faces[500]
    vertices = frame.shapes[MUSCLE].vertices[corners]
    assert np.allclose(spot(model.atlas, frame, flesh), vertices.mean(0))


@pytest.mark.parametrize("structure", ["femur_left", MUSCLE])
@pytest.mark.parametrize("shares", [(0.2, 0.3, 0.5), (1.0, 0.0, 0.0), (0.0, 0.5, 0.5)])
def test_a_pin_lies_where_it_was_set(
    model: HipModel, structure: str, shares: tuple[float, float, float]
) -> None:
    frame = model.solve(Pose(40, 5, 5))
    point = spot(model.atlas, frame, Pin(structure, 300, shares))
    found = pin_at(model.atlas, frame, structure, 300, point)
    assert np.allclose(spot(model.atlas, frame, found), point, atol=1e-6)


def test_what_is_pointed_at_is_pinned(stage: Stage, model: HipModel) -> None:
    scene = stage(ViewState(pose=Pose(30)), size=(800, 600))
    hit, pin = scene.pick(400, 300), scene.pin(400, 300)
    assert hit is not None and pin is not None and pin.structure == hit.structure
    assert np.allclose(spot(model.atlas, scene._frame, pin), hit.position, atol=0.05)
    assert scene.pin(2, 2) is None


def test_measures_are_those_of_geometry() -> None:
    a, b, c = np.array([3.0, 0, 0]), np.zeros(3), np.array([0, 4.0, 0])
    assert distance(a, c) == pytest.approx(5.0)
    assert angle(a, b, c) == pytest.approx(90.0)
    assert angle(a, b, a) == pytest.approx(0.0, abs=1e-5)
    assert angle(a, b, -a) == pytest.approx(180.0)
    assert angle(b, b, c) == 0.0


def test_a_distance_changes_with_the_pose(stage: Stage, model: HipModel) -> None:
    pins = (Pin("hip_bone_left", 900), Pin("femur_left", 400))
    state = ViewState(annotations=(Annotation("distance", pins, "reach"),))
    found = []
    for pose in (Pose(), Pose(90)):
        scene = stage(replace(state, pose=pose))
        frame = model.solve(pose)
        expected = distance(*(spot(model.atlas, frame, pin) for pin in pins))
        (words,) = [w for w in words_of(scene) if w.startswith("reach")]
        assert words == f"reach {expected:.0f} mm"
        found.append(words)
    assert found[0] != found[1]


def test_notes_are_laid_out_among_the_names(stage: Stage) -> None:
    note = Annotation("note", (Pin("femur_left", 400),), "my own words")
    state = ViewState(annotations=(note,))
    scene = stage(state)
    assert {"my own words", "Femur"} <= set(words_of(scene))
    only = stage(replace(state, labels=False))
    assert "my own words" in words_of(only) and "Femur" not in words_of(only)
    hidden = stage(replace(state, hidden=frozenset({"femur_left"})))
    assert "my own words" not in words_of(hidden)
    quiz = stage(replace(state, naming=Naming(numbers=True)))
    assert "my own words" in words_of(quiz)
    assert "my own words" not in quiz.notation.numbering.key


def test_free_text_stays_in_the_picture_and_names_keep_off(stage: Stage) -> None:
    at = [(0.0, 0.0), (1.0, 1.0), (0.3, 0.3), (0.75, 0.5)]
    notes = tuple(Annotation("text", (), f"free text {i}", place) for i, place in enumerate(at))
    scene = stage(ViewState(selection=(MUSCLE,), annotations=notes))
    words = words_of(scene)
    for i in range(len(at)):
        text = words[f"free text {i}"]
        assert text.x >= 0 and text.x + text.width <= SIZE[0]
        assert text.size <= text.y <= SIZE[1]
        for label in scene._notation._last:
            box = label.box
            clear = (
                text.x >= box.x + box.width or box.x >= text.x + text.width
                or text.y - text.size >= box.y + box.height or box.y >= text.y
            )  # fmt: skip
            assert clear, (i, label)


def test_measures_stand_clear_of_names_and_leaders(stage: Stage) -> None:
    """Where there is room; over a whole turn round the hip that is nearly everywhere."""
    pins = (Pin("hip_bone_left", 900), Pin("femur_left", 400), Pin("sacrum", 300))
    notes = (Annotation("distance", pins[:2], "reach"), Annotation("angle", pins))
    scene = stage(ViewState(selection=(MUSCLE,), annotations=notes))
    met = seen = 0
    for _ in range(18):
        scene._renderer.GetActiveCamera().Azimuth(20.0)
        words = words_of(scene)
        for text in (t for w, t in words.items() if w.startswith("reach") or w.endswith("°")):
            box = Rect(text.x, text.y - 0.8 * text.size, text.width, 0.9 * text.size)
            seen += 1
            for label in scene._notation._last:
                met += box.overlaps(label.box) or runs_through(label.port, label.anchor, box)
    assert seen == 36
    assert met <= 2
