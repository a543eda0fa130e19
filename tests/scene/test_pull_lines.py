"""Line of pull, axis and moment arm: drawn on request, with the model's number beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, Coordinate, Pose
from anatomy_viewer.motion.pull import moment_arm
from anatomy_viewer.motion.words import arm_words
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.focus import moment_arms, muscles_in_focus
from anatomy_viewer.scene.palette import PALETTES
from anatomy_viewer.scene.pull_lines import words
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.session import ViewState

LEFT, RIGHT = "obturator_internus_left", "obturator_internus_right"
SIZE = (1280, 800)
Stage = Callable[..., Scene]


@pytest.mark.parametrize("coordinate", COORDINATES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_short_line_is_drawn_where_the_model_has_it(
    stage: Stage, model: HipModel, coordinate: Coordinate, theme: str
) -> None:
    state = ViewState(pose=Pose(50, 10, 5), moment_arm=coordinate, theme=theme, labels=False)
    scene = stage(state)
    arm = moment_arm(model, LEFT, coordinate, state.pose)
    ends, _ = Projection(scene.camera(), SIZE).pixels(np.stack([arm.on_axis, arm.on_pull]))
    colour = PALETTES[theme].axes[COORDINATES.index(coordinate)]
    mine = [
        s for s in scene.drawing(SIZE, 1.0).strokes
        if s.colour[:3] == colour and s.points.shape == ends.shape and np.allclose(s.points, ends)
    ]  # fmt: skip
    assert len(mine) == 1


def test_nothing_is_drawn_unasked(stage: Stage) -> None:
    state = ViewState(pose=Pose(50), labels=False)
    bare = stage(state).drawing(SIZE, 1.0)
    asked = stage(replace(state, moment_arm="abduction")).drawing(SIZE, 1.0)
    assert len(asked.strokes) > len(bare.strokes) + 4
    assert len(asked.sprites) == len(bare.sprites) + 3  # two dots and the number


def test_the_label_tells_the_models_number(stage: Stage, model: HipModel) -> None:
    for pose in (Pose(), Pose(90), Pose(45, 20, -30)):
        for coordinate in COORDINATES:
            arm = moment_arm(model, LEFT, coordinate, pose)
            role = arm_words(coordinate, model.measure(LEFT, pose).moment_arms_mm[coordinate])
            told = words(arm)
            assert told.lower().startswith("no moment arm" if role == "none" else role)
            if "sin" in told:
                assert f"{arm.distance:.0f} mm" in told
            else:
                assert arm.distance == pytest.approx(abs(arm.value), abs=0.5)
    scene = stage(ViewState(pose=Pose(90), moment_arm="abduction"))
    scene.drawing(SIZE, 1.0)
    assert f"{LEFT}.moment_arm" in {label.key for label in scene._notation._last}


def test_the_numbers_follow_the_pose(stage: Stage, model: HipModel) -> None:
    state = ViewState(moment_arm="abduction", selection=(LEFT,))
    scene = stage(state)
    first = {m.words for m in _arm_marks(scene)}
    flexed = replace(state, pose=Pose(90))
    scene.sync(state, flexed, model.solve(flexed.pose))
    second = {m.words for m in _arm_marks(scene)}
    assert any(w.startswith("Adductor") for w in first)
    assert any(w.startswith("Abductor") for w in second)


def _arm_marks(scene: Scene) -> list:
    from anatomy_viewer.scene.pull_lines import mark_of

    return [mark_of(arm) for arm in moment_arms(scene._model, scene._state)]


def test_the_muscles_it_is_about(model: HipModel) -> None:
    atlas = model.atlas
    assert muscles_in_focus(atlas, ViewState()) == (LEFT,)
    assert muscles_in_focus(atlas, ViewState(side="both")) == (LEFT, RIGHT)
    chosen = ViewState(side="both", selection=("sacrum", RIGHT))
    assert muscles_in_focus(atlas, chosen) == (RIGHT,)
    every = frozenset(atlas.muscles)
    assert muscles_in_focus(atlas, ViewState(hidden=every, selection=(LEFT,))) == ()


@pytest.mark.parametrize("camera_at", [(90.0, 900.0, 0.0), (700.0, 20.0, 0.0)])
def test_a_view_along_an_axis_is_no_trouble(
    stage: Stage, camera_at: tuple[float, float, float]
) -> None:
    from anatomy_viewer.session import Camera

    for coordinate in COORDINATES:
        camera = Camera(camera_at, (90.0, 20.0, 0.0), (0.0, 0.0, 1.0))
        scene = stage(ViewState(moment_arm=coordinate, camera=camera, labels=False))
        drawing = scene.drawing(SIZE, 1.0)
        assert all(np.isfinite(stroke.points).all() for stroke in drawing.strokes)
        assert all(np.isfinite([sprite.x, sprite.y]).all() for sprite in drawing.sprites)
