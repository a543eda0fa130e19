"""Poses over time: movements played to and fro, and glides to a named pose. Latest wins."""

from __future__ import annotations

from qtpy.QtCore import QElapsedTimer, QObject, QTimer

from anatomy_viewer.app.seam import Signal
from anatomy_viewer.motion.movement import MOVEMENTS, Movement, blend, ease
from anatomy_viewer.motion.pose import NEUTRAL, Pose

_GLIDE_MS = 650
_STEP = 1.0 / 40.0  # of a cycle


class Player(QObject):
    """Emits a pose per tick, by elapsed time, however slow the drawing is."""

    posed = Signal(object, str)  # Pose, name of the gesture it belongs to
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.movement: Movement = MOVEMENTS[0]
        self.speed = 1.0
        self.loop = True
        self.phase = 0.0
        self.playing = False
        self._glide: tuple[Pose, Pose] | None = None
        self._lead, self._led_ms = NEUTRAL, 0.0
        self._count = 0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(16)
        self._timer.timeout.connect(self._tick)

    def choose(self, movement: Movement) -> None:
        """Play this one from now on, from its start."""
        self.movement, self.phase = movement, 0.0
        self.changed.emit()

    def toggle(self, pose: Pose) -> None:
        """Play, led in smoothly from this pose; or pause."""
        if self.playing:
            self.stop()
            return
        self._glide = None
        self.playing = True
        self._lead, self._led_ms = pose, 0.0
        self._count += 1
        if self.phase >= 1.0:
            self.phase = 0.0
        self._start()
        self.changed.emit()

    def stop(self) -> None:
        """Stand still; a glide stops where it is."""
        was = self.playing
        self._timer.stop()
        self._glide, self.playing = None, False
        if was:
            self.changed.emit()

    def step(self, steps: int) -> None:
        """Pause, and go on or back by a fraction of the cycle."""
        self.stop()
        self._count += 1
        self.phase = (self.phase + steps * _STEP) % 1.0
        self.posed.emit(self.movement.at(self.phase), f"step {self._count}")

    def glide(self, start: Pose, end: Pose) -> None:
        """Move smoothly from pose to pose."""
        self.stop()
        self._count += 1
        self._glide = (start, end)
        self._start()

    def _start(self) -> None:
        self._clock.start()
        self._timer.start()

    def _tick(self) -> None:
        if self._glide is not None:
            start, end = self._glide
            done = min(self._clock.elapsed() / _GLIDE_MS, 1.0)
            if done >= 1.0:
                self.stop()
            self.posed.emit(blend(start, end, ease(done)), f"glide {self._count}")
            return
        seconds = self._clock.restart() / 1000.0
        self.phase += seconds * self.speed / (2.0 * self.movement.seconds)
        if self.phase >= 1.0:
            self.phase = self.phase % 1.0 if self.loop else 1.0
        self._led_ms += 1000.0 * seconds
        led = ease(self._led_ms / _GLIDE_MS)
        pose = blend(self._lead, self.movement.at(self.phase), led)
        self.posed.emit(pose, f"play {self._count}")
        if self.phase == 1.0:
            self.stop()
