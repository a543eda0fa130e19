"""The 3D picture of one view state: a thin conductor over parts that each draw one thing.

The scene draws what it is told and remembers nothing else: ``sync`` takes the old state, the new
one and the solved frame, and changes only what differs. It never decides when to draw; call
``render``. All pixels here are device pixels with the origin at the top left, as in Qt (times the
device pixel ratio) and in image files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from vtkmodules.vtkCommonCore import vtkCommand
from vtkmodules.vtkRenderingCore import vtkRenderer

from anatomy_viewer.annotations import Pin
from anatomy_viewer.motion.frame import Frame, HipModel
from anatomy_viewer.scene import cameras
from anatomy_viewer.scene.annotating import pin_at
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.focus import moment_arms
from anatomy_viewer.scene.labels import Rect
from anatomy_viewer.scene.looks import Look, looks
from anatomy_viewer.scene.marks import posed_vertices
from anatomy_viewer.scene.notation import Notation, Pointer, Shot
from anatomy_viewer.scene.overlay import Overlay
from anatomy_viewer.scene.palette import PALETTES, Palette
from anatomy_viewer.scene.parts import FibrousPart, Part
from anatomy_viewer.scene.probe import Hit, Probe
from anatomy_viewer.scene.seam import window_of
from anatomy_viewer.scene.stage import Stage
from anatomy_viewer.session import Camera, Vector, ViewState

_NEAR = 40.0  # units the pointer may wander before the name follows; every step costs a draw


@dataclass(frozen=True)
class Pick:
    """What lies under a pixel: the structure, the muscle's region if any, the point in mm."""

    structure: str
    region: str | None
    position: Vector


class Scene:
    """Draws view states into a PyVista plotter it is given (off-screen or a Qt widget)."""

    def __init__(
        self,
        plotter: pv.BasePlotter,
        model: HipModel,
        state: ViewState,
        frame: Frame | None = None,
        pixel_ratio: float = 1.0,
        notes: bool = True,
    ) -> None:
        """Fill the plotter with the anatomy in this state.

        Args:
            plotter: a ``pv.Plotter`` or a ``pyvistaqt.QtInteractor``; used, not owned.
            model: the atlas that can move.
            state: what to show first.
            frame: the solved frame of ``state.pose``; solved here when not given.
            pixel_ratio: device pixels per unit of text and line width.
            notes: draw labels and marker over the picture; without them the background is clear
                black, and ``drawing`` tells what to lay over it.
        """
        self._model = model
        self._window = window_of(plotter)
        self._renderer: vtkRenderer = plotter.renderer
        plotter.camera_set = True  # or PyVista turns the eye its own way at the first draw
        self._unit = pixel_ratio
        self._stage = Stage(self._renderer, self._window)
        self._parts: dict[str, Part] = {}  # made when first shown
        self._probe = Probe(self._parts)
        self._notation = Notation(model.atlas, self._probe)
        self._overlay = Overlay(self._window) if notes else None
        self._looks: dict[str, Look] = {}
        self._shapes: dict[str, object] = {}
        self._pointer: Pointer | None = None
        self._state = state
        self._frame = frame if frame is not None else model.solve(state.pose)
        self._framed_for = self._size()
        self._observer = self._window.AddObserver(vtkCommand.StartEvent, self._before_draw)
        self.sync(None, state, self._frame)
        self.set_moving(False)

    def sync(self, old: ViewState | None, new: ViewState, frame: Frame) -> None:
        """Change only what differs between two states; ``frame`` is ``new.pose`` solved."""
        self._state, self._frame = new, frame
        if old is None or old.theme != new.theme:
            self._stage.backdrop(self._palette if self._overlay else None)
            self._looks.clear()
        self._dress()
        if old is None or old.pose != new.pose:
            for part in self._parts.values():
                if part.structure.kind != "muscle":
                    part.place(frame.transforms[part.structure.segment])
        for name, part in self._parts.items():
            if not (self._looks[name].shown and name in frame.shapes):
                continue
            shape = frame.shapes[name]
            if isinstance(part, FibrousPart) and self._shapes.get(name) is not shape:
                part.reshape(shape)
                self._probe.forget(name)
                self._shapes[name] = shape
        self._aim(old, new)

    def render(self) -> None:
        """Draw once."""
        self._window.Render()

    def set_moving(self, moving: bool) -> None:
        """Speed while moving, quality when still; takes effect at the next draw."""
        self._stage.quality(crevices=not moving, smooth=not moving and self._overlay is not None)

    def set_pixel_ratio(self, pixel_ratio: float) -> None:
        """Size text and lines anew (another screen, larger text for the back row)."""
        self._unit = pixel_ratio
        self._looks.clear()
        self._dress()

    def pick(self, x: float, y: float) -> Pick | None:
        """What is under a pixel. Structures seen through count only where nothing solid is hit."""
        hit = self._meet(x, y)
        if hit is None:
            return None
        place = (float(hit.point[0]), float(hit.point[1]), float(hit.point[2]))
        return Pick(hit.structure, self._region(hit.structure, hit.cell), place)

    def pin(self, x: float, y: float) -> Pin | None:
        """The spot under a pixel, as a pin that follows the surface."""
        hit = self._meet(x, y)
        if hit is None:
            return None
        return pin_at(self._model.atlas, self._frame, hit.structure, hit.cell, hit.point)

    def hover(self, structure: str | None, at: tuple[float, float] | None = None) -> bool:
        """Name and tint what is under the pointer; None takes it away.

        Returns:
            whether the picture changed, so that a draw is due.
        """
        pointer = Pointer(structure, at) if structure is not None and at is not None else None
        if pointer == self._pointer or self._still_names(pointer):
            return False
        self._pointer = pointer
        self._dress()
        return True

    def camera(self) -> Camera:
        """The present camera as a value, fit for ``session.set_camera``."""
        eye = self._renderer.GetActiveCamera()
        return Camera(
            position=eye.GetPosition(),
            focal_point=eye.GetFocalPoint(),
            view_up=eye.GetViewUp(),
            view_angle=eye.GetViewAngle(),
        )

    def place_camera(self, camera: Camera) -> None:
        """Move the eye without a state change (a flight's in-between steps)."""
        eye = self._renderer.GetActiveCamera()
        eye.SetPosition(*camera.position)
        eye.SetFocalPoint(*camera.focal_point)
        eye.SetViewUp(*camera.view_up)
        eye.SetViewAngle(camera.view_angle)

    def named_camera(self, state: ViewState) -> Camera:
        """Where the eye stands for the state's named view, framed for this window."""
        width, height = self._size()
        return cameras.named_camera(self._model.atlas, state, width / height)

    def fly_to(self, structure: str) -> Camera:
        """A camera that frames a structure from the present direction.

        Raises:
            UnknownNameError: there is no such structure.
        """
        found = self._model.atlas.structure(structure)
        width, height = self._size()
        points = posed_vertices(self._model.atlas, self._frame, found)
        return cameras.framing(points, self.camera(), width / height)

    def drawing(
        self,
        size: tuple[float, float],
        unit: float,
        marker: bool = True,
        forbidden: tuple[Rect, ...] = (),
    ) -> Drawing:
        """Labels and marker as they go over a picture of this size in pixels.

        ``forbidden`` are boxes that labels must leave free.
        """
        return self._notation.draw(
            Shot(
                state=self._state,
                frame=self._frame,
                looks=self._looks,
                view=Projection(self.camera(), size),
                palette=self._palette,
                unit=unit,
                marker=marker,
                pointer=self._pointer,
                forbidden=forbidden,
                moment_arms=moment_arms(self._model, self._state),
            )
        )

    @property
    def notation(self) -> Notation:
        """What makes the drawings: its numbers, and its memory of the last layout."""
        return self._notation

    def close(self) -> None:
        """Take everything out of the plotter again."""
        self._window.RemoveObserver(self._observer)
        for part in self._parts.values():
            part.remove()
        self._parts.clear()
        if self._overlay is not None:
            self._overlay.close()
        self._stage.strike()

    def _still_names(self, pointer: Pointer | None) -> bool:
        """Whether the name shown will do: the same structure, and near enough to the pointer."""
        old = self._pointer
        if old is None or pointer is None or old.structure != pointer.structure:
            return False
        return float(np.hypot(*np.subtract(old.at, pointer.at))) < _NEAR * self._unit

    @property
    def _palette(self) -> Palette:
        return PALETTES[self._state.theme]

    def _make_part(self, name: str) -> Part:
        atlas = self._model.atlas
        structure, surface = atlas.structures[name], atlas.surfaces[name]
        regions = atlas.regions_of(name)
        if not regions:
            part = Part(self._renderer, structure, surface)
        else:
            part = FibrousPart(self._renderer, structure, surface, regions)
        if structure.kind != "muscle":
            part.place(self._frame.transforms[structure.segment])
        return part

    def _dress(self) -> None:
        """Give each part its look, where that changed."""
        hovered = self._pointer.structure if self._pointer else None
        wanted = looks(self._model.atlas, self._state, hovered)
        for name, look in wanted.items():
            if look.shown and name not in self._parts:
                self._parts[name] = self._make_part(name)
            if name in self._parts and self._looks.get(name) != look:
                self._parts[name].wear(look, self._palette, self._unit)
        self._looks = wanted

    def _aim(self, old: ViewState | None, new: ViewState) -> None:
        """Move the eye where the state says; a named view is framed anew only when it changes."""
        if new.camera is not None:
            if old is None or old.camera != new.camera:
                self.place_camera(new.camera)
        elif old is None or (old.camera, old.view, old.side) != (None, new.view, new.side):
            self._framed_for = self._size()
            self.place_camera(self.named_camera(new))

    def _before_draw(self, *_: object) -> None:
        """Just before each draw, whoever asked for it: refit the frame, lay out the labels."""
        size = self._size()
        if self._state.camera is None and size != self._framed_for:
            self._framed_for = size
            self.place_camera(self.named_camera(self._state))
        self._renderer.ResetCameraClippingRange()
        if self._overlay is not None:
            self._overlay.show(self.drawing(size, self._unit), size[1])

    def _size(self) -> tuple[int, int]:
        width, height = self._window.GetSize()
        return max(width, 1), max(height, 1)

    def _view(self) -> Projection:
        return Projection(self.camera(), self._size())

    def _meet(self, x: float, y: float) -> Hit | None:
        """The first solid surface under a pixel, or else the first glass one."""
        view = self._view()
        eye, ray = np.array(view.camera.position), view.ray(x, y)
        solid = [n for n, look in self._looks.items() if look.shown and not look.faded]
        faded = [n for n, look in self._looks.items() if look.shown and look.faded]
        return self._probe.first(eye, ray, solid) or self._probe.first(eye, ray, faded)

    def _region(self, structure: str, cell: int) -> str | None:
        """The region a triangle belongs to: the one most of its corners have."""
        regions = self._model.atlas.regions_of(structure)
        surface = self._model.atlas.surfaces[structure]
        codes = surface.attributes.get("region")
        if not regions or codes is None:
            return None
        code = int(np.median(codes[surface.faces[cell]]))
        return next((r.id for r in regions if r.code == code), None)
