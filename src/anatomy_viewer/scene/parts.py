"""One structure in the 3D picture: a rigid part, or one with fibres that follows the pose."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import vtkInformation
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkFiltersCore import vtkTriangleMeshPointNormals
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLActor

from anatomy_viewer.atlas.model import Region, Structure, Surface
from anatomy_viewer.motion.muscle import MuscleShape
from anatomy_viewer.scene import materials
from anatomy_viewer.scene.looks import Look
from anatomy_viewer.scene.palette import Colour, Palette, colour
from anatomy_viewer.scene.seam import triangles
from anatomy_viewer.scene.shading import LIT, hollows, lit_regions

Floats = NDArray[np.float64]
_GLOW = {"none": 0.0, "hover": 0.45, "selected": 0.75}
_HINT = 0.38  # density of glass that merely stands in the way


class Part:
    """A structure's surface, solid and, once it is asked to fade, glass."""

    def __init__(self, renderer: vtkRenderer, structure: Structure, surface: Surface) -> None:
        self.structure = structure
        self._renderer = renderer
        self._colour = colour(structure.colour)
        self._look = Look(shown=False)
        self._matrix = np.eye(4)
        self.mesh = triangles(surface.vertices, surface.faces)
        self._normals = vtkTriangleMeshPointNormals()
        self._normals.SetInputData(self.mesh)
        self.solid = self._actor()
        if structure.kind not in materials.FIBROUS:
            self.mesh.point_data["hollow"] = hollows(surface).astype(np.float32)
        materials.finish(self.solid, structure.kind, self._colour)
        self._glass: tuple[vtkActor, vtkActor] | None = None
        renderer.AddActor(self.solid)
        self.solid.SetVisibility(False)

    @property
    def data(self) -> vtkPolyData:
        """The surface as drawn, before the rigid transform."""
        self._normals.Update()
        output: vtkPolyData = self._normals.GetOutput()
        return output

    @property
    def matrix(self) -> Floats:
        """(4, 4) from the surface's own frame to the posed atlas frame, mm."""
        return self._matrix

    @property
    def look(self) -> Look:
        """How it looks at present."""
        return self._look

    def wear(self, look: Look, palette: Palette, pixels: float) -> None:
        """Take on a look."""
        self._look = look
        if look.faded and self._glass is None:
            self._glass = self._make_glass()
        self.solid.SetVisibility(look.shown and not look.faded)
        materials.set_glow(self.solid, _GLOW[look.glow], palette.accent)
        for actor in self._glass or ():
            actor.SetVisibility(look.shown and look.faded)
        if self._glass:
            materials.set_glow(self._glass[1], _GLOW[look.glow], palette.accent)
            density = 1.0 if look.named else _HINT
            materials.set_ghost(self._glass[1], palette.ghost, density)

    def place(self, matrix: Floats) -> None:
        """Move rigidly; (4, 4) from the neutral pose to the present one, mm."""
        self._matrix = matrix
        flat = vtkMatrix4x4()
        flat.DeepCopy(matrix.ravel().tolist())
        for actor in (self.solid, *(self._glass or ())):
            actor.SetUserMatrix(flat)

    def remove(self) -> None:
        """Leave the renderer."""
        for actor in (self.solid, *(self._glass or ())):
            self._renderer.RemoveActor(actor)
        self._glass = None

    def _actor(self) -> vtkActor:
        mapper = vtkPolyDataMapper()
        mapper.SetInputConnection(self._normals.GetOutputPort())
        mapper.ScalarVisibilityOff()
        actor = vtkActor()
        actor.SetMapper(mapper)
        return actor

    def _make_glass(self) -> tuple[vtkActor, vtkActor]:
        """An unseen actor that lays down depth, then the glass; drawn in that order."""
        depth, glass = self._actor(), self._actor()
        materials.unseen(depth)
        keys = vtkInformation()
        keys.Set(vtkOpenGLActor.GLDepthMaskOverride(), 1)
        depth.SetPropertyKeys(keys)
        materials.ghost(glass, self._colour)
        for actor in (depth, glass):
            actor.SetUserMatrix(self.solid.GetUserMatrix())
            self._renderer.AddActor(actor)
        return depth, glass


class FibrousPart(Part):
    """A muscle or ligament with regions; a muscle's points are rewritten for every pose."""

    def __init__(
        self,
        renderer: vtkRenderer,
        structure: Structure,
        surface: Surface,
        regions: tuple[Region, ...],
    ) -> None:
        super().__init__(renderer, structure, surface)
        count = len(surface.vertices)
        colours = {r.id: colour(r.colour) for r in regions}
        along = surface.attributes.get("along", np.zeros(count))
        across = surface.attributes.get("across", np.zeros(count))
        self.mesh.point_data["fibre"] = np.column_stack([along, across]).astype(np.float32)
        self.mesh.point_data["lit"] = lit_regions(surface, regions).astype(np.float32)
        self.mesh.point_data["flesh"] = np.ones(count, np.float32)
        self._flesh = self.mesh.point_data["flesh"]
        tendon = colours.get("tendon", (233, 223, 207))
        materials.set_flesh(self.solid, self._colour, tendon)
        none: Colour = (128, 128, 128)
        three = (colours.get(LIT[0], none), colours.get(LIT[1], none), colours.get(LIT[2], none))
        materials.set_region_colours(self.solid, three)

    def wear(self, look: Look, palette: Palette, pixels: float) -> None:
        """Take on a look; a lit muscle shows its regions."""
        super().wear(look, palette, pixels)
        materials.set_lit(self.solid, look.lit, palette.halo, pixels)

    def reshape(self, shape: MuscleShape) -> None:
        """Follow the pose: write points and fleshiness into VTK's own arrays."""
        points = self.mesh.GetPoints()
        np.asarray(self.mesh.points)[:] = shape.vertices
        points.GetData().Modified()
        points.Modified()
        np.asarray(self._flesh)[:] = shape.fleshiness
        self.mesh.GetPointData().GetArray("flesh").Modified()
        self.mesh.Modified()
