"""What the hand does to the eye: orbit, pan and zoom, from camera to camera.

VTK's own camera does the arithmetic; nothing is drawn here.
"""

from __future__ import annotations

import math

from vtkmodules.vtkRenderingCore import vtkCamera

from anatomy_viewer.session import Camera

_DEGREES_PER_HEIGHT = 220.0  # a drag over the whole height turns this far


def orbit(camera: Camera, dx: float, dy: float, height: int) -> Camera:
    """Turn round the focal point; dx, dy in pixels right and down."""
    eye = _vtk(camera)
    turn = _DEGREES_PER_HEIGHT / max(height, 1)
    eye.Azimuth(-dx * turn)
    eye.Elevation(dy * turn)
    eye.OrthogonalizeViewUp()
    return _value(eye)


def pan(camera: Camera, dx: float, dy: float, height: int) -> Camera:
    """Move with the hand, so that what is grabbed stays under it."""
    eye = _vtk(camera)
    reach = 2.0 * eye.GetDistance() * math.tan(math.radians(camera.view_angle) / 2.0)
    per_pixel = reach / max(height, 1)
    frame = eye.GetViewTransformMatrix()
    shift = [
        (-dx * frame.GetElement(0, i) + dy * frame.GetElement(1, i)) * per_pixel for i in range(3)
    ]
    eye.SetPosition(*(p + s for p, s in zip(camera.position, shift, strict=True)))
    eye.SetFocalPoint(*(p + s for p, s in zip(camera.focal_point, shift, strict=True)))
    return _value(eye)


def zoom(camera: Camera, factor: float) -> Camera:
    """Come closer (above 1) or go away, between 5 cm and 4 m."""
    eye = _vtk(camera)
    distance = min(max(eye.GetDistance() / factor, 50.0), 4000.0)
    eye.Dolly(eye.GetDistance() / distance)
    return _value(eye)


def _vtk(camera: Camera) -> vtkCamera:
    eye = vtkCamera()
    eye.SetPosition(*camera.position)
    eye.SetFocalPoint(*camera.focal_point)
    eye.SetViewUp(*camera.view_up)
    eye.SetViewAngle(camera.view_angle)
    return eye


def _value(eye: vtkCamera) -> Camera:
    return Camera(eye.GetPosition(), eye.GetFocalPoint(), eye.GetViewUp(), eye.GetViewAngle())
