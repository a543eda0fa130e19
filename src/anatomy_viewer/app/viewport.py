"""The 3D view as a widget: draws on change only, and turns the mouse into intents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from pyvistaqt import QtInteractor
from qtpy.QtCore import QElapsedTimer, QEvent, QObject, QPoint, Qt, QTimer
from qtpy.QtGui import QImage, QKeyEvent, QMouseEvent, QWheelEvent
from qtpy.QtWidgets import QApplication, QHBoxLayout, QWidget

from anatomy_viewer.app import camera_moves
from anatomy_viewer.app.seam import Signal
from anatomy_viewer.motion.frame import Frame, HipModel
from anatomy_viewer.scene.cameras import between
from anatomy_viewer.scene.scene import Scene
from anatomy_viewer.session import Camera, ViewState

_STILL_AFTER_MS = 220
_HOVER_EVERY_MS = 40
_FLIGHT_MS = 450


class Viewport(QWidget):
    """Shows a scene. Emits what the pointer asks for; decides nothing about the state."""

    clicked = Signal(object, bool)  # structure id or None, add to the selection
    flown_to = Signal(str)  # double-clicked structure
    hovered = Signal(object)  # structure id or None
    camera_dragged = Signal(object)  # Camera
    drag_ended = Signal()
    pointed = Signal(object, float, float)  # Pin or None, shares of width and height

    def __init__(self, model: HipModel, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewport")
        self._canvas = QtInteractor(self, auto_update=False, lighting="none")
        self._view = cast(QWidget, self._canvas)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self._view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view.setAcceptDrops(False)
        self._view.setAccessibleName("3D view of the hip")
        self.setFocusProxy(self._view)
        self.scene = Scene(self._canvas, model, state, pixel_ratio=self._view.devicePixelRatioF())
        self._view.installEventFilter(self)
        self._still = self._timer(_STILL_AFTER_MS, self._settle, single=True)
        self._hover = self._timer(_HOVER_EVERY_MS, self._look_under_pointer, single=True)
        self._flight = self._timer(16, self._fly_on)
        self._clock = QElapsedTimer()
        self._route: tuple[Camera, Camera] | None = None
        self._press: QPoint | None = None
        self._last = QPoint()
        self._dragging = False
        self._skip_release = False
        self._pointing = False
        self._over: str | None = None
        self._pointer = QPoint()

    def sync(self, old: ViewState, new: ViewState, frame: Frame, fly: bool = False) -> None:
        """Show a new state; the eye flies to where the state wants it, or jumps."""
        same = replace(old, theme=new.theme, selection=new.selection, labels=new.labels)
        if replace(same, naming=new.naming, annotations=new.annotations) != new:
            self._set_over(None)  # what the pointer is over may have moved away
        before = self.scene.camera()
        self.scene.sync(old, new, frame)
        after = self.scene.camera()
        if fly and before != after:
            self._route = (before, after)
            self.scene.place_camera(before)
            self._clock.start()
            self._flight.start()
        elif (old.camera, old.view, old.side) != (new.camera, new.view, new.side):
            self._flight.stop()
            self._route = None
        if fly or old.pose != new.pose or old.camera != new.camera:
            self.move_fast()
        self._view.update()

    def move_fast(self) -> None:
        """Speed for now; quality again once nothing has moved for a moment."""
        self.scene.set_moving(True)
        self._still.start()

    def picture(self) -> QImage:
        """The view as it stands, in full quality, without the pointer's mark."""
        self._set_over(None)
        self._still.stop()
        self.scene.set_moving(False)
        return cast(Any, self._canvas).grabFramebuffer().copy()  # type: ignore[no-any-return]

    def pixel(self, point: tuple[float, float, float]) -> QPoint:
        """Where a point (mm, atlas frame) falls in this widget."""
        from anatomy_viewer.scene.cameras import Projection

        size = (float(self._view.width()), float(self._view.height()))
        at, _ = Projection(self.scene.camera(), size).pixels([point])  # type: ignore[arg-type]
        return QPoint(round(at[0, 0]), round(at[0, 1]))

    @property
    def canvas(self) -> QWidget:
        """The widget that receives the mouse."""
        return self._view

    def shut(self) -> None:
        """Stop every timer, empty the scene and let go of VTK."""
        for timer in (self._still, self._hover, self._flight):
            timer.stop()
        self._view.removeEventFilter(self)
        self.scene.close()
        self._canvas.close()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Mouse, wheel and keys of the canvas: ours alone, VTK's own bindings never see them."""
        if event is None or watched is not self._view:
            return False
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._pressed(cast(QMouseEvent, event))
        elif kind == QEvent.Type.MouseMove:
            self._moved(cast(QMouseEvent, event))
        elif kind == QEvent.Type.MouseButtonRelease:
            self._released(cast(QMouseEvent, event))
        elif kind == QEvent.Type.MouseButtonDblClick:
            self._double_clicked(cast(QMouseEvent, event))
        elif kind == QEvent.Type.Wheel:
            notches = cast(QWheelEvent, event).angleDelta().y() / 120.0
            self._drag_to(camera_moves.zoom(self._eye(), 1.12**notches))
        elif kind == QEvent.Type.Leave:
            self._set_over(None)
            return False
        elif kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return self._key(cast(QKeyEvent, event))
        else:
            return False
        return True

    def set_pointing(self, pointing: bool) -> None:
        """Whether a click points at a spot instead of selecting."""
        self._pointing = pointing
        self._view.setCursor(Qt.CursorShape.CrossCursor if pointing else Qt.CursorShape.ArrowCursor)

    def turn(self, dx: float, dy: float) -> None:
        """Orbit by keys, as if dragged this many pixels."""
        self._drag_to(camera_moves.orbit(self._eye(), dx, dy, self.height()))

    def zoom(self, factor: float) -> None:
        """Zoom by keys."""
        self._drag_to(camera_moves.zoom(self._eye(), factor))

    def _key(self, event: QKeyEvent) -> bool:
        step = {
            Qt.Key.Key_Left: (-20, 0), Qt.Key.Key_Right: (20, 0),
            Qt.Key.Key_Up: (0, -20), Qt.Key.Key_Down: (0, 20),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step and event.type() == QEvent.Type.KeyPress:
            self.turn(*step)
            self.drag_ended.emit()
        else:
            event.ignore()
        return True

    def _pressed(self, event: QMouseEvent) -> None:
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        self._press = self._last = event.pos()
        self._dragging = False

    def _moved(self, event: QMouseEvent) -> None:
        here = event.pos()
        self._pointer = here
        if self._press is None or not event.buttons():
            if not self._hover.isActive():
                self._hover.start()
            return
        far = (here - self._press).manhattanLength()
        if not self._dragging and far < QApplication.startDragDistance() // 2:
            return
        if not self._dragging:
            self._dragging = True
            self._set_over(None)
        dx, dy = float((here - self._last).x()), float((here - self._last).y())
        self._last = here
        eye, height = self._eye(), self._view.height()
        buttons, keys = event.buttons(), event.modifiers()
        if buttons & Qt.MouseButton.RightButton:
            self._drag_to(camera_moves.zoom(eye, 1.006 ** (-dy)))
        elif buttons & Qt.MouseButton.MiddleButton or keys & Qt.KeyboardModifier.ShiftModifier:
            self._drag_to(camera_moves.pan(eye, dx, dy, height))
        else:
            self._drag_to(camera_moves.orbit(eye, dx, dy, height))

    def _released(self, event: QMouseEvent) -> None:
        still = self._press is not None and not self._dragging
        was_dragging, self._dragging, self._press = self._dragging, False, None
        if was_dragging:
            self.drag_ended.emit()
        elif self._skip_release:
            self._skip_release = False
        elif still and self._pointing and event.button() == Qt.MouseButton.LeftButton:
            self._point(event.pos())
        elif still and event.button() == Qt.MouseButton.LeftButton:
            add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.clicked.emit(self._under(event.pos()), add)

    def _double_clicked(self, event: QMouseEvent) -> None:
        self._press, self._skip_release = event.pos(), True
        found = self._under(event.pos())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.flown_to.emit(found)

    def _point(self, at: QPoint) -> None:
        ratio = self._view.devicePixelRatioF()
        pin = self.scene.pin(at.x() * ratio, at.y() * ratio)
        self.pointed.emit(pin, at.x() / self._view.width(), at.y() / self._view.height())

    def _under(self, at: QPoint) -> str | None:
        ratio = self._view.devicePixelRatioF()
        hit = self.scene.pick(at.x() * ratio, at.y() * ratio)
        return hit.structure if hit else None

    def _look_under_pointer(self) -> None:
        if not self._dragging:
            self._set_over(self._under(self._pointer))

    def _set_over(self, found: str | None) -> None:
        if found == self._over:
            return
        self._over = found
        ratio = self._view.devicePixelRatioF()
        if self.scene.hover(found, (self._pointer.x() * ratio, self._pointer.y() * ratio)):
            self.move_fast()
            self._view.update()
        self.hovered.emit(found)

    def _eye(self) -> Camera:
        """The present camera; a flight under way stops where it is."""
        self._flight.stop()
        self._route = None
        return self.scene.camera()

    def _drag_to(self, camera: Camera) -> None:
        self.camera_dragged.emit(camera)

    def _fly_on(self) -> None:
        if self._route is None:
            self._flight.stop()
            return
        done = min(self._clock.elapsed() / _FLIGHT_MS, 1.0)
        smooth = done * done * (3.0 - 2.0 * done)
        self.scene.place_camera(between(*self._route, smooth))
        if done >= 1.0:
            self._flight.stop()
            self._route = None
        self.move_fast()
        self._view.update()

    def _settle(self) -> None:
        self._still.stop()
        self.scene.set_moving(False)
        self._view.update()
        if self._view.underMouse():
            self._look_under_pointer()

    def _timer(self, interval: int, slot: Any, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(single)
        timer.timeout.connect(slot)
        return timer
