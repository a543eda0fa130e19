"""The few calls into PyVista and VTK whose types their authors left open, typed once."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util import numpy_support
from vtkmodules.vtkCommonCore import mutable, vtkDataArray, vtkUnsignedCharArray
from vtkmodules.vtkCommonDataModel import vtkStaticCellLocator
from vtkmodules.vtkRenderingCore import vtkRenderWindow

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


def triangles(points: NDArray[Any], faces: NDArray[Any]) -> pv.PolyData:
    """A mesh of points (n, 3), held as float32, and triangles (m, 3)."""
    make = cast(Any, pv.PolyData.from_regular_faces)
    return cast(pv.PolyData, make(np.asarray(points, np.float32), faces))


def vtk_array(values: NDArray[Any]) -> vtkDataArray:
    """A copy of an array (n, components) for VTK."""
    make = cast(Any, numpy_support.numpy_to_vtk)
    return cast(vtkDataArray, make(np.ascontiguousarray(values), deep=True))


def window_of(plotter: pv.BasePlotter) -> vtkRenderWindow:
    """The render window of a plotter that is open."""
    window = plotter.render_window
    if window is None:
        raise ValueError("The plotter is closed: make a new one.")
    return cast(vtkRenderWindow, window)


def framebuffer(window: vtkRenderWindow) -> Bytes:
    """The pixels last drawn, (h, w, 4), top row first."""
    width, height = window.GetSize()
    pixels = vtkUnsignedCharArray()
    cast(Any, window).GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, pixels)
    flat = cast(Any, numpy_support.vtk_to_numpy)(pixels)
    return cast(Bytes, np.asarray(flat).reshape(height, width, 4)[::-1])


def first_meeting(
    locator: vtkStaticCellLocator, start: Floats, end: Floats
) -> tuple[float, int] | None:
    """Where a segment first meets a surface: how far along (0 to 1), and the triangle."""
    t, sub, cell = (cast(Any, mutable)(start_value) for start_value in (0.0, 0, 0))
    where, place = [0.0] * 3, [0.0] * 3
    met = cast(Any, locator).IntersectWithLine(
        start.tolist(), end.tolist(), 1e-6, t, where, place, sub, cell
    )
    return (float(t), int(cell)) if met else None
