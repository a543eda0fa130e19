"""Light, background and drawing quality of the 3D picture."""

from __future__ import annotations

from vtkmodules.vtkRenderingCore import vtkLight, vtkRenderer, vtkRenderWindow

from anatomy_viewer.scene.palette import Palette, unit

# Three lights that travel with the eye: where from (x right, y up, z back to the eye), how strong,
# and how warm. From above and the left, as in drawn plates.
_LIGHTS = (
    ((-0.55, 0.75, 0.90), 0.80, (1.00, 0.975, 0.94)),  # key
    ((0.95, 0.10, 0.55), 0.30, (0.90, 0.95, 1.00)),  # fill
    ((0.25, 0.60, -0.80), 0.42, (1.00, 1.00, 1.00)),  # rim
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

    def backdrop(self, palette: Palette | None) -> None:
        """A theme's background, or none at all: clear black, for pictures put together later."""
        if palette is None:
            self._renderer.GradientBackgroundOff()
            self._renderer.SetBackground(0.0, 0.0, 0.0)
            self._renderer.SetBackgroundAlpha(0.0)
            return
        self._renderer.GradientBackgroundOn()
        self._renderer.SetBackground(*unit(palette.bottom))
        self._renderer.SetBackground2(*unit(palette.top))

    def quality(self, crevices: bool, smooth: bool) -> None:
        """Shadowed crevices, and smoothed edges; both off while moving."""
        self._renderer.SetUseSSAO(crevices)
        self._renderer.SetUseFXAA(smooth)

    def strike(self) -> None:
        """Take the lights away and the effects off."""
        self.quality(crevices=False, smooth=False)
        for light in self._lights:
            self._renderer.RemoveLight(light)
        self._renderer.AutomaticLightCreationOn()


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
