"""The 3D picture: it follows the state, nothing more and nothing less, and leaves no trace."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import pyvista as pv
from vtkmodules.vtkCommonCore import vtkObject
from vtkmodules.vtkRenderingCore import vtkActor

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.scene.seam import framebuffer
from anatomy_viewer.session import Camera, ViewState, select

MUSCLE = "obturator_internus_left"
Stage = Callable[..., Scene]


def picture(scene: Scene) -> np.ndarray:
    scene.render()
    return framebuffer(scene._window)[..., :3].copy()


def near(image: np.ndarray, colour: str, within: float = 26.0) -> int:
    """How many pixels have about the hue of a colour, whatever the light."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)
    flat = image.reshape(-1, 3).astype(float)
    length = np.linalg.norm(flat, axis=1)
    cosine = flat @ rgb / np.maximum(length * np.linalg.norm(rgb), 1e-9)
    return int(((cosine > np.cos(np.radians(within / 3.0))) & (length > 60)).sum())


def test_the_same_state_gives_the_same_picture(stage: Stage) -> None:
    state = ViewState(pose=Pose(40, 10, -5), selection=(MUSCLE,), theme="dark")
    assert np.array_equal(picture(stage(state)), picture(stage(state)))


def test_a_picture_depends_on_the_state_and_not_on_the_way_to_it(
    stage: Stage, model: HipModel
) -> None:
    goal = ViewState(pose=Pose(60, 20, 10), side="left", view="pelvic", theme="dark", labels=False)
    direct = picture(stage(goal))
    scene = stage(ViewState())
    old = ViewState()
    for new in (
        replace(old, selection=(MUSCLE,), side="both"),
        replace(old, pose=Pose(-20, -30, 45), see_through=True, view="inferior"),
        replace(old, hidden=frozenset({"sacrum"}), theme="dark"),
        goal,
    ):
        scene.sync(old, new, model.solve(new.pose))
        scene.render()
        old = new
    # A few pixels may round differently at silhouettes.
    differs = np.abs(picture(scene).astype(int) - direct).max(axis=2) > 8
    assert differs.mean() < 1e-3


def test_selecting_the_muscle_shows_its_three_colours(stage: Stage, model: HipModel) -> None:
    state = ViewState(view="posterior", labels=False)
    scene = stage(state, (640, 420))
    plain = picture(scene)
    chosen = select(MUSCLE)(state)
    scene.sync(state, chosen, model.solve(chosen.pose))
    lit = picture(scene)
    for region in model.atlas.muscles[MUSCLE].regions:
        if region.letter in ("O", "P"):
            assert near(lit, region.colour) > near(plain, region.colour) + 150, region.id
    scene.sync(chosen, state, model.solve(state.pose))
    assert np.array_equal(picture(scene), plain)


def test_sides_are_mirror_images(stage: Stage) -> None:
    """Outlines mirror to within a pixel; shading does not, as the light comes from the left."""

    def body(side: str) -> np.ndarray:
        scene = stage(ViewState(side=side, view="posterior", labels=False, pose=Pose(30, 15, 20)))
        scene._stage.backdrop(None)
        scene.render()
        outline = framebuffer(scene._window)[..., :3].max(axis=2) > 0
        outline[230:, :90] = outline[230:, -90:] = False  # the orientation marker
        return outline

    left, right = body("left"), body("right")
    assert left.mean() > 0.1
    assert (left != right[:, ::-1]).mean() < 0.004


@pytest.mark.parametrize("name", ["sacrum", "hip_bone_left", "femur_left", MUSCLE])
def test_pick_finds_what_is_drawn_there(stage: Stage, model: HipModel, name: str) -> None:
    """Hide all else: the pick at the projected point of each visible vertex is that structure."""
    others = frozenset(model.atlas.structures) - {name}
    scene = stage(ViewState(hidden=others, pose=Pose(20, 10, 10)))
    frame = model.solve(Pose(20, 10, 10))
    structure = model.atlas.structures[name]
    if name in frame.shapes:
        vertices = frame.shapes[name].vertices
    else:
        matrix = frame.transforms[structure.segment]
        vertices = model.atlas.surfaces[name].vertices @ matrix[:3, :3].T + matrix[:3, 3]
    camera = scene.fly_to(name)
    scene.place_camera(camera)
    faces = model.atlas.surfaces[name].faces[::701]
    pixels, _ = Projection(camera, (480.0, 320.0)).pixels(vertices[faces].mean(1))
    picks = [scene.pick(x, y) for x, y in pixels]
    assert all(pick is not None and pick.structure == name for pick in picks)
    assert scene.pick(2.0, 2.0) is None


def test_pick_names_the_region(stage: Stage, model: HipModel) -> None:
    scene = stage(ViewState(selection=(MUSCLE,), view="pelvic"))
    shape = model.neutral().shapes[MUSCLE]
    codes = model.atlas.surfaces[MUSCLE].attributes["region"]
    view = Projection(scene.camera(), (480.0, 320.0))
    seen = set()
    for index in range(0, len(codes), 37):
        x, y = view.pixels(shape.vertices[index : index + 1])[0][0]
        pick = scene.pick(x, y)
        if pick is not None and pick.structure == MUSCLE:
            seen.add(pick.region)
    assert {"origin", "belly"} <= seen
    assert seen <= {r.id for r in model.atlas.muscles[MUSCLE].regions}


def test_a_click_goes_through_glass(stage: Stage, model: HipModel) -> None:
    """Behind faded bone the muscle is what one means; where there is none, the bone."""
    state = ViewState(view="left")
    solid, glass = stage(state), stage(replace(state, see_through=True))
    belly = model.neutral().shapes[MUSCLE].centre_line[4]
    x, y = Projection(solid.camera(), (480.0, 320.0)).pixels(belly[None])[0][0]
    before, through = solid.pick(x, y), glass.pick(x, y)
    assert before is not None and through is not None
    assert before.structure != MUSCLE
    assert through.structure == MUSCLE


def test_picks_follow_the_moving_muscle(stage: Stage, model: HipModel) -> None:
    only = frozenset(model.atlas.structures) - {MUSCLE}
    old = ViewState(hidden=only)
    scene = stage(old)
    scene.pick(10.0, 10.0)  # builds the search tree of the old surface
    new = replace(old, pose=Pose(90, 30, 30))
    frame = model.solve(new.pose)
    scene.sync(old, new, frame)
    scene.place_camera(scene.fly_to(MUSCLE))
    tip = frame.shapes[MUSCLE].centre_line[-3]
    x, y = Projection(scene.camera(), (480.0, 320.0)).pixels(tip[None])[0][0]
    pick = scene.pick(x, y)
    assert pick is not None
    assert np.linalg.norm(np.subtract(pick.position, tip)) < 25.0


def test_sync_touches_only_what_differs(stage: Stage, model: HipModel) -> None:
    old = ViewState()
    scene = stage(old)
    scene.render()
    actors = {name: part.solid for name, part in scene._parts.items()}
    camera = scene.camera()

    def stamps() -> dict[str, tuple[int, int]]:
        return {
            name: (actor.GetMTime(), scene._parts[name].mesh.GetMTime())
            for name, actor in actors.items()
        }

    before = stamps()
    scene.sync(old, replace(old, labels=False), model.solve(old.pose))
    unchanged = {n for n in before if n not in model.atlas.muscles}
    assert {n: stamps()[n] for n in unchanged} == {n: before[n] for n in unchanged}

    new = replace(old, pose=Pose(flexion=20))
    scene.sync(old, new, model.solve(new.pose))
    after = stamps()
    assert after["femur_left"] != before["femur_left"]
    assert after["femur_left"][1] == before["femur_left"][1]  # moved by its matrix alone
    assert after[MUSCLE][1] != before[MUSCLE][1]
    assert scene.camera() == camera


def test_a_camera_in_the_state_is_the_camera_used(stage: Stage, model: HipModel) -> None:
    camera = Camera((300.0, 500.0, 100.0), (60.0, 0.0, -10.0), (0.0, 0.0, 1.0), 20.0)
    old = ViewState()
    scene = stage(old)
    scene.sync(old, replace(old, camera=camera), model.neutral())
    found = scene.camera()
    assert np.allclose(found.position, camera.position)
    assert np.allclose(found.focal_point, camera.focal_point)
    assert np.isclose(found.view_angle, 20.0)


def test_a_resized_window_frames_its_named_view_anew(stage: Stage) -> None:
    scene = stage(ViewState())
    scene.render()
    scene._window.SetSize(200, 320)
    scene.render()
    found, wanted = scene.camera(), scene.named_camera(ViewState())
    assert np.allclose(found.position, wanted.position)
    assert np.allclose(found.focal_point, wanted.focal_point)


def test_hover_tells_whether_to_draw(stage: Stage) -> None:
    scene = stage(ViewState())
    plain = picture(scene)
    assert scene.hover("sacrum", (200.0, 100.0))
    assert not scene.hover("sacrum", (200.0, 100.0))
    assert not np.array_equal(picture(scene), plain)
    assert not scene.hover("sacrum", (205.0, 103.0))
    assert scene.hover("sacrum", (260.0, 100.0))
    assert scene.hover("femur_left", (260.0, 101.0))
    assert scene.hover(None)
    assert np.array_equal(picture(scene), plain)


def test_speed_while_moving_and_quality_when_still(stage: Stage) -> None:
    scene = stage(ViewState())
    still = picture(scene)
    scene.set_moving(True)
    assert not scene._renderer.GetUseSSAO() and not scene._renderer.GetUseFXAA()
    moving = picture(scene)
    scene.set_moving(False)
    assert np.array_equal(picture(scene), still)
    assert not np.array_equal(moving, still)


def test_closing_leaves_nothing_behind(model: HipModel) -> None:
    def alive() -> int:
        gc.collect()
        return sum(isinstance(o, vtkActor) for o in gc.get_objects() if isinstance(o, vtkObject))

    def visit(state: ViewState) -> None:
        plotter = pv.Plotter(off_screen=True, window_size=[200, 160], lighting="none")
        props = plotter.renderer.GetViewProps().GetNumberOfItems()
        renderers = plotter.render_window.GetRenderers().GetNumberOfItems()
        scene = Scene(plotter, model, state)
        scene.render()
        scene.close()
        assert plotter.renderer.GetViewProps().GetNumberOfItems() == props
        assert plotter.render_window.GetRenderers().GetNumberOfItems() == renderers
        plotter.close()

    visit(ViewState(selection=(MUSCLE,)))
    before = alive()
    for _ in range(3):
        visit(ViewState(selection=(MUSCLE,), side="both"))
    assert alive() <= before
