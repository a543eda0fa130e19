"""What is hidden at first costs nothing, changes nothing, and comes when called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.scene.cameras import named_camera
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.scene.seam import framebuffer
from anatomy_viewer.session import VIEW_NAMES, ViewState, set_revealed

Stage = Callable[..., Scene]


@pytest.fixture
def everything(model: HipModel) -> ViewState:
    return set_revealed(model.atlas.neighbours(), True)(ViewState())


def picture(scene: Scene) -> np.ndarray:
    scene.render()
    return framebuffer(scene._window)[..., :3].copy()


def test_no_part_is_made_before_it_is_shown(
    stage: Stage, model: HipModel, everything: ViewState
) -> None:
    scene = stage(ViewState())
    hidden = set(model.atlas.neighbours())
    assert not hidden & set(scene._parts)
    scene.sync(ViewState(), everything, model.solve(Pose()))
    shown = hidden & set(model.atlas.on_side("left"))
    assert hidden & set(scene._parts) == shown and len(shown) == 7


def test_they_go_as_they_came(stage: Stage, model: HipModel, everything: ViewState) -> None:
    """Shown and put away again, the picture is the one before; and posed, wherever they came."""
    scene, old = stage(ViewState(labels=False)), ViewState(labels=False)
    before = picture(scene)
    new = replace(everything, labels=False)
    scene.sync(old, new, model.solve(old.pose))
    assert not np.array_equal(picture(scene), before)
    posed = replace(new, pose=Pose(60, 10, 5))
    scene.sync(new, posed, model.solve(posed.pose))
    assert np.array_equal(picture(scene), picture(stage(posed)))
    scene.sync(posed, old, model.solve(old.pose))
    assert np.array_equal(picture(scene), before)


def test_the_frame_does_not_depend_on_them(model: HipModel, everything: ViewState) -> None:
    for view in VIEW_NAMES:
        for side in ("left", "right", "both"):
            with_them = replace(everything, view=view, side=side)
            without = ViewState(view=view, side=side)  # type: ignore[arg-type]
            assert named_camera(model.atlas, with_them, 1.6) == named_camera(
                model.atlas, without, 1.6
            )


def test_a_ligament_lights_up_where_it_is_attached(stage: Stage, model: HipModel) -> None:
    ligament = "sacrotuberous_ligament_left"
    state = ViewState(selection=(ligament,))
    scene = stage(state, size=(900, 700))
    drawn = scene.drawing((900, 700), 1.0)
    keys = {label.key for label in scene._notation._last}
    assert {ligament, f"{ligament}.origin", f"{ligament}.insertion"} <= keys
    assert drawn.sprites


@pytest.mark.parametrize("side", ["left", "both"])
@pytest.mark.parametrize("view", ["posterior", "anterior", "left", "pelvic"])
def test_their_names_do_not_pile_up(
    stage: Stage, everything: ViewState, view: str, side: str
) -> None:
    scene = stage(replace(everything, view=view, side=side), size=(1100, 720))
    scene.drawing((1100, 720), 1.0)
    labels = scene._notation._last
    assert len(labels) >= 6
    for i, one in enumerate(labels):
        assert not any(one.box.overlaps(other.box) for other in labels[i + 1 :])


def test_a_click_tells_the_region_of_a_neighbour(stage: Stage, everything: ViewState) -> None:
    scene = stage(everything, size=(900, 700))
    scene.render()
    found = {
        (pick.structure, pick.region)
        for x in range(5, 900, 12)
        for y in range(5, 700, 12)
        if (pick := scene.pick(x, y)) is not None
    }
    assert ("quadratus_femoris_left", "belly") in found
    assert ("sacrotuberous_ligament_left", "belly") in found
    assert any(region == "origin" for name, region in found if name != "obturator_internus_left")
