"""Light, background and drawing quality of the 3D picture."""

from __future__ import annotations

import numpy as np
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkLight,
    vtkPolyDataMapper,
    vtkRenderer,
    vtkRenderWindow,
)

from anatomy_viewer.scene import materials
from anatomy_viewer.scene.palette import Palette
from anatomy_viewer.scene.seam import triangles

# Three lights that travel with the eye: where from (x right, y up, z back to the eye), how strong,
# and how warm. From above and the left, as in drawn plates.
_LIGHTS = (
    ((-0.50, 0.70, 1.00), 0.77, (1.00, 0.98, 0.94)),  # key
    ((0.75, -0.55, 0.70), 0.32, (0.93, 0.965, 1.00)),  # fill
    ((0.30, 0.75, -0.60), 0.50, (1.00, 1.00, 1.00)),  # rim
)
CREVICE_MM = 16.0  # how far a wall must stand off to cast no shadow into a crevice


class Stage:
    """Sets up a renderer, and puts it back on ``strike``."""

    def __init__(self, renderer: vtkRenderer, window: vtkRenderWindow) -> None:
        self._renderer = renderer
        window.SetMultiSamples(0)  # costs 3.5 times as much, and is lost in the passes below anyway
        renderer.UseDepthPeelingOff()  # glass is drawn in order, over its own depth
        renderer.UseOITOff()
        renderer.RemoveAllLights()
        renderer.AutomaticLightCreationOff()
        self._lights = [_light(*light) for light in _LIGHTS]
        for light in self._lights:
            renderer.AddLight(light)
        renderer.SetSSAORadius(CREVICE_MM)
        renderer.SetSSAOBias(0.6)
        renderer.SetSSAOKernelSize(32)
        renderer.SSAOBlurOn()
        renderer.GradientBackgroundOff()
        renderer.SetBackground(0.0, 0.0, 0.0)
        renderer.SetBackgroundAlpha(0.0)
        self._backdrop = _Backdrop()
        renderer.AddActor(self._backdrop.actor)

    def backdrop(self, palette: Palette | None) -> None:
        """A theme's background, or none at all: clear black, for pictures put together later."""
        self._backdrop.actor.SetVisibility(palette is not None)
        if palette is not None:
            self._backdrop.paint(palette)

    def quality(self, crevices: bool, smooth: bool) -> None:
        """Shadowed crevices, and smoothed edges; both off while moving."""
        self._renderer.SetUseSSAO(crevices)
        self._renderer.SetUseFXAA(smooth)

    def strike(self) -> None:
        """Take the lights away and the effects off."""
        self.quality(crevices=False, smooth=False)
        for light in self._lights:
            self._renderer.RemoveLight(light)
        self._renderer.RemoveActor(self._backdrop.actor)
        self._renderer.AutomaticLightCreationOn()


class _Backdrop:
    """Two colours blended over the whole viewport, behind everything.

    VTK's own gradient is lost under SSAO, and a 2D actor would cover glass. This is a rectangle
    that VTK takes for glass, so that it is drawn after the crevices are shadowed and, being first
    in line, before the real glass; its shader stretches it over the screen at the far end of depth.
    """

    def __init__(self) -> None:
        far = 1.0e5  # wide enough never to be culled
        mesh = triangles(
            np.array([[-far, -far, 0], [far, -far, 0], [far, far, 0], [-far, far, 0]]),
            np.array([[0, 1, 2], [0, 2, 3]]),
        )
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(mesh)
        self.actor = vtkActor()
        self.actor.SetMapper(mapper)
        self.actor.UseBoundsOff()
        self.actor.GetProperty().SetOpacity(0.99)
        materials.stretch_over_screen(self.actor)
        self.actor.VisibilityOff()

    def paint(self, palette: Palette) -> None:
        materials.set_backdrop(self.actor, palette.bottom, palette.top)


def _light(
    place: tuple[float, float, float], strength: float, tint: tuple[float, float, float]
) -> vtkLight:
    light = vtkLight()
    light.SetLightTypeToCameraLight()
    light.SetPosition(*place)
    light.SetFocalPoint(0.0, 0.0, 0.0)
    light.SetIntensity(strength)
    light.SetColor(*tint)
    return light
