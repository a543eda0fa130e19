"""Shows a drawing over the 3D picture in a render window, in a layer of its own."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from vtkmodules.vtkRenderingCore import (
    vtkActor2D,
    vtkPolyDataMapper2D,
    vtkRenderer,
    vtkRenderWindow,
    vtkTexture,
    vtkTexturedActor2D,
)

from anatomy_viewer.scene.drawing import Bytes, Drawing, Sprite, ribbon
from anatomy_viewer.scene.seam import triangles, vtk_array


class Overlay:
    """A second renderer whose actors are kept from draw to draw; images are sent only once."""

    def __init__(self, window: vtkRenderWindow) -> None:
        self._window = window
        self._renderer = vtkRenderer()
        self._renderer.SetLayer(1)
        self._renderer.InteractiveOff()
        self._layers = window.GetNumberOfLayers()
        window.SetNumberOfLayers(max(2, self._layers))
        window.AddRenderer(self._renderer)
        self._lines = vtkPolyDataMapper2D()
        self._lines.ScalarVisibilityOn()
        self._line_actor = vtkActor2D()
        self._line_actor.SetMapper(self._lines)
        self._line_actor.VisibilityOff()
        self._renderer.AddViewProp(self._line_actor)
        self._images: dict[int, _Image] = {}

    def show(self, drawing: Drawing, height: int) -> None:
        """Show a drawing made for a window this many pixels high."""
        self._show_lines(drawing, height)
        self._show_images(drawing, height)

    def close(self) -> None:
        """Leave the window."""
        self._renderer.RemoveAllViewProps()
        self._window.RemoveRenderer(self._renderer)
        self._window.SetNumberOfLayers(self._layers)
        self._images.clear()

    def _show_lines(self, drawing: Drawing, height: int) -> None:
        points, faces, colours, base = [], [], [], 0
        for stroke in drawing.strokes:
            p, t, c = ribbon(stroke)
            points.append(p)
            faces.append(t + base)
            colours.append(c)
            base += len(p)
        self._line_actor.SetVisibility(base > 0)
        if not base:
            return
        flat = np.vstack(points)
        flipped = np.column_stack([flat[:, 0], height - flat[:, 1], np.zeros(base)])
        mesh = triangles(flipped, np.vstack(faces))
        rgba = vtk_array(np.vstack(colours))
        rgba.SetName("rgba")
        mesh.GetPointData().SetScalars(rgba)
        self._lines.SetInputData(mesh)

    def _show_images(self, drawing: Drawing, height: int) -> None:
        used = set()
        sprites = drawing.sprites
        for i, sprite in enumerate(sprites):
            key = id(sprite.pixels) ^ (_nth(sprites, i) << 50)
            image = self._images.get(key)
            if image is None:
                image = self._images[key] = _Image(sprite.pixels)
                self._renderer.AddViewProp(image.actor)
            image.actor.SetPosition(sprite.x, height - sprite.y - sprite.pixels.shape[0])
            used.add(key)
        for key in set(self._images) - used:
            self._renderer.RemoveViewProp(self._images.pop(key).actor)


def _nth(sprites: list[Sprite], index: int) -> int:
    """How many earlier sprites show the very same image."""
    mine = sprites[index].pixels
    return sum(other.pixels is mine for other in sprites[:index])


class _Image:
    """A textured rectangle, and the pixels it was made from (kept, so that ids stay unique)."""

    def __init__(self, pixels: Bytes) -> None:
        self.pixels = pixels
        height, width = pixels.shape[:2]
        corners = np.array([[0, 0, 0], [width, 0, 0], [width, height, 0], [0, height, 0]])
        mesh = triangles(corners, np.array([[0, 1, 2], [0, 2, 3]]))
        places = vtk_array(np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32))
        mesh.GetPointData().SetTCoords(places)
        texture = vtkTexture()
        texture.SetInputData(_image_data(pixels))
        texture.InterpolateOff()
        texture.SetColorModeToDirectScalars()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(mesh)
        self.actor = vtkTexturedActor2D()
        self.actor.SetMapper(mapper)
        self.actor.SetTexture(texture)


def _image_data(pixels: Bytes) -> pv.ImageData:
    height, width = pixels.shape[:2]
    data = pv.ImageData(dimensions=(width, height, 1))
    data.point_data["rgba"] = pixels[::-1].reshape(-1, 4)
    data.GetPointData().SetActiveScalars("rgba")
    return data
