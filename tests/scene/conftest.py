"""One model for all scene tests, and off-screen plotters that are always closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import pyvista as pv

from anatomy_viewer.atlas.load import load_atlas
from anatomy_viewer.motion.frame import HipModel, load_model
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.session import ViewState

MUSCLE = "obturator_internus_left"

Stage = Callable[..., Scene]


@pytest.fixture(scope="session")
def model() -> HipModel:
    return load_model(load_atlas())


@pytest.fixture
def stage(model: HipModel) -> Iterator[Stage]:
    """Makes a scene in an off-screen window: stage(state, size=(w, h))."""
    opened: list[tuple[Scene, pv.Plotter]] = []

    def make(state: ViewState, size: tuple[int, int] = (480, 320)) -> Scene:
        plotter = pv.Plotter(off_screen=True, window_size=list(size), lighting="none")
        scene = Scene(plotter, model, state, pixel_ratio=0.6)
        opened.append((scene, plotter))
        return scene

    yield make
    for scene, plotter in opened:
        scene.close()
        plotter.close()
