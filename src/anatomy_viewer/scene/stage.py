"""Light, background and drawing quality of the 3D picture."""

from __future__ import annotations

import numpy as np
from vtkmodules.vtkRenderingCore import (
    vtkActor2D,
    vtkCoordinate,
    vtkLight,
    vtkPolyDataMapper2D,
    vtkRenderer,
    vtkRenderWindow,
)

from anatomy_viewer.scene.palette import Palette
from anatomy_viewer.scene.seam import triangles

# Three lights that travel with the eye: where from (x right, y up, z back to the eye), how strong,
# and how warm. From above and the left, as in drawn plates.
_LIGHTS = (
    ((-0.50, 0.70, 1.00), 0.76, (1.00, 0.98, 0.945)),  # key
    ((0.95, -0.05, 0.70), 0.30, (0.93, 0.965, 1.00)),  # fill
    ((0.30, 0.75, -0.60), 0.50, (1.00, 1.00, 1.00)),  # rim
)
_CREVICE_MM = 16.0


class Stage:
    """Sets up a renderer, and puts it back on ``strike``."""

    def __init__(self, renderer: vtkRenderer, window: vtkRenderWindow) -> None:
        self._renderer = renderer
        window.SetMultiSamples(0)  # costs 3.5 times as much, and is lost in the passes below anyway
        renderer.RemoveAllLights()
        renderer.AutomaticLightCreationOff()
        self._lights = [_light(*light) for light in _LIGHTS]
        for light in self._lights:
            renderer.AddLight(light)
        renderer.SetSSAORadius(_CREVICE_MM)
        renderer.SetSSAOBias(0.6)
        renderer.SetSSAOKernelSize(32)
        renderer.SSAOBlurOn()
        renderer.GradientBackgroundOff()
        renderer.SetBackground(0.0, 0.0, 0.0)
        renderer.SetBackgroundAlpha(0.0)
        self._backdrop = _Backdrop()
        renderer.AddViewProp(self._backdrop.actor)

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
        self._renderer.RemoveViewProp(self._backdrop.actor)
        self._renderer.AutomaticLightCreationOn()


class _Backdrop:
    """Two colours blended over the whole viewport; VTK's own gradient is lost with SSAO on."""

    def __init__(self) -> None:
        self._mesh = triangles(
            np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]),
            np.array([[0, 1, 2], [0, 2, 3]]),
        )
        place = vtkCoordinate()
        place.SetCoordinateSystemToNormalizedViewport()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(self._mesh)
        mapper.SetTransformCoordinate(place)
        self.actor = vtkActor2D()
        self.actor.SetMapper(mapper)
        self.actor.GetProperty().SetDisplayLocationToBackground()
        self.actor.VisibilityOff()

    def paint(self, palette: Palette) -> None:
        corners = [(*palette.bottom, 255)] * 2 + [(*palette.top, 255)] * 2
        self._mesh.point_data["rgba"] = np.array(corners, np.uint8)
        self._mesh.GetPointData().SetActiveScalars("rgba")


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
