"""Many pictures of one off-screen scene, as a film needs them."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.figure.picture import lay_out, off_screen, open_scene, take_picture, themed
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.session import ViewState


class Studio:
    """Opened once, it draws each state as a snapshot would.

    Labels stay where they were from picture to picture as long as they can, as in the window.
    """

    def __init__(self, model: HipModel, options: PictureOptions) -> None:
        self._model, self._options = model, options
        self._stack = ExitStack()
        self._plotter = self._stack.enter_context(off_screen())
        self._scene: Scene | None = None

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the scene."""
        if self._scene is not None:
            self._scene.close()
            self._scene = None
        self._stack.close()

    def picture(self, state: ViewState) -> NDArray[np.uint8]:
        """A state as pixels, (h, w, 3), or (h, w, 4) with straight alpha when transparent."""
        scene, options = self._opened(state), self._options
        return take_picture(self._plotter, scene, self._model, state, options, True).painted()

    def rehearse(self, state: ViewState) -> Drawing:
        """What goes over a state's picture, none of which is taken; what comes next keeps its
        labels there if it can."""
        scene, options = self._opened(state), self._options
        return lay_out(scene, self._model, themed(state, options), options, steady=True).drawing

    def _opened(self, state: ViewState) -> Scene:
        if self._scene is None:
            self._scene = open_scene(self._plotter, self._model, state, self._options)
        return self._scene
