"""Labels over real anatomy: clear of each other, of what they name and of the marker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import pyvista as pv

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.scene.cameras import Projection, named_camera
from anatomy_viewer.scene.labels import Rect
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.session import VIEW_NAMES, ViewState

MUSCLE = "obturator_internus_left"
SIZE = (1280, 800)
Stage = Callable[..., Scene]


def labels_of(scene: Scene) -> tuple:
    scene.drawing(SIZE, 1.0)
    return scene._notation._last


@pytest.mark.parametrize("view", VIEW_NAMES)
@pytest.mark.parametrize("selection", [(), (MUSCLE,), ("hip_bone_left",), ("femur_left", MUSCLE)])
def test_labels_are_clear_of_each_other_and_of_small_regions(
    stage: Stage, model: HipModel, view: str, selection: tuple[str, ...]
) -> None:
    state = ViewState(view=view, selection=selection, side="both")
    state = replace(state, camera=named_camera(model.atlas, state, SIZE[0] / SIZE[1]))
    scene = stage(state)
    labels = labels_of(scene)
    assert labels
    for a, b in combinations(labels, 2):
        assert not a.box.overlaps(b.box)
    for label in labels:
        assert label.box.x >= 0 and label.box.x + label.box.width <= SIZE[0]
        assert not label.box.overlaps(Rect(0.0, 692.0, 108.0, 108.0))
    if MUSCLE in selection and view not in ("left", "right"):
        surface = model.atlas.surfaces[MUSCLE]
        tip = surface.vertices[surface.attributes["region"] == 5]
        pixels, _ = Projection(state.camera, SIZE).pixels(tip)
        for label in labels:
            assert not any(label.box.contains((x, y)) for x, y in pixels[::7])


def test_every_region_of_a_chosen_muscle_is_named_in_the_pelvic_view(stage: Stage) -> None:
    scene = stage(ViewState(view="pelvic", selection=(MUSCLE,)))
    keys = {label.key for label in labels_of(scene)}
    assert {f"{MUSCLE}.{region}" for region in ("origin", "path", "insertion")} <= keys
    assert MUSCLE in keys


def test_a_chosen_bone_shows_the_landmarks_one_can_see(stage: Stage, model: HipModel) -> None:
    front = stage(ViewState(view="anterior", selection=("hip_bone_left",)))
    back = stage(ViewState(view="posterior", selection=("hip_bone_left",)))
    names = [
        {m.words for m in scene._notation._marks.of(
            scene._state, scene._frame, scene._looks, Projection(scene.camera(), SIZE)
        )}
        for scene in (front, back)
    ]  # fmt: skip
    assert "Anterior superior iliac spine" in names[0] - names[1]
    assert "Posterior superior iliac spine" in names[1] - names[0]


def test_labels_stand_still_while_the_eye_turns_a_little(stage: Stage) -> None:
    scene = stage(ViewState(selection=(MUSCLE,)))
    before = {label.key: label.row for label in labels_of(scene)}
    scene._renderer.GetActiveCamera().Azimuth(2.0)
    after = {label.key: label.row for label in labels_of(scene)}
    assert sum(before[k] == after.get(k) for k in before) >= len(before) - 1


@pytest.mark.parametrize("k", [2.0, 4.0])
def test_a_drawing_at_another_scale_is_the_same_drawing(model: HipModel, k: float) -> None:
    """Anchors and boxes fall on the same spots, times the scale."""
    state = ViewState(selection=(MUSCLE,))
    found = []
    for scale in (1.0, k):
        plotter = pv.Plotter(off_screen=True, window_size=[64, 48], lighting="none")
        scene = Scene(plotter, model, state)
        scene.place_camera(named_camera(model.atlas, state, 1.6))
        scene.drawing((SIZE[0] * scale, SIZE[1] * scale), scale)
        found.append([(a.key, np.array([a.box.x, a.box.y, *a.anchor]) / scale)
                      for a in scene._notation._last])  # fmt: skip
        scene.close()
        plotter.close()
    one, other = found
    assert [key for key, _ in one] == [key for key, _ in other]
    for (_, a), (_, b) in zip(one, other, strict=True):
        assert np.allclose(a, b, atol=1e-6)
