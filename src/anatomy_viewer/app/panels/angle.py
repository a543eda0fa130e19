"""One joint angle: a slider in its axis' colour with a neutral mark, and a field for typing."""

from __future__ import annotations

from qtpy.QtCore import QRectF, QSignalBlocker, Qt
from qtpy.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from qtpy.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QWidget,
)

from anatomy_viewer.app.seam import Signal
from anatomy_viewer.motion.pose import DIRECTIONS, RANGES, Coordinate

_TENTHS = 10
_KNOB = 8.0


class AngleSlider(QSlider):
    """Degrees in tenths. The knob jumps to a click; a click on the mark goes to neutral."""

    typing_wanted = Signal()

    def __init__(self, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(round(low * _TENTHS), round(high * _TENTHS))
        self.setSingleStep(_TENTHS)
        self.setPageStep(5 * _TENTHS)
        self.setFixedHeight(30)
        self.colour = QColor("#888888")
        self.line = QColor("#cccccc")

    def place(self, tenths: float) -> float:
        """Where a value lies, in pixels from the left."""
        span = self.maximum() - self.minimum()
        return _KNOB + (tenths - self.minimum()) / span * (self.width() - 2 * _KNOB)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, zero, here = 11.0, self.place(0), self.place(self.value())
        painter.setBrush(self.line)
        painter.drawRoundedRect(QRectF(0, middle - 2, self.width(), 4), 2, 2)
        painter.setBrush(self.colour)
        painter.drawRect(QRectF(min(zero, here), middle - 2, abs(here - zero), 4))
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(zero - 1, middle - 6, 2, 16), 1, 1)
        painter.setPen(ink)
        font = self.font()
        font.setPixelSize(10)
        painter.setFont(font)
        painter.drawText(QRectF(zero - 20, 18, 40, 12), Qt.AlignmentFlag.AlignCenter, "0")
        painter.setPen(self.colour if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(QRectF(here - _KNOB, middle - _KNOB, 2 * _KNOB, 2 * _KNOB))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour)
        painter.drawEllipse(QRectF(here - _KNOB + 2, middle - _KNOB + 2, 12, 12))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setSliderDown(True)
        x = event.pos().x()
        on_mark = abs(x - self.place(0)) < 6 and abs(x - self.place(self.value())) > _KNOB
        if abs(x - self.place(self.value())) > _KNOB:
            self.setValue(0 if on_mark else self._tenths(x))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.isSliderDown():
            self.setValue(self._tenths(event.pos().x()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        self.typing_wanted.emit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None:
            event.ignore()  # the panel scrolls; the hip does not move by accident

    def _tenths(self, x: float) -> int:
        share = (x - _KNOB) / max(self.width() - 2 * _KNOB, 1.0)
        degrees = (self.minimum() + share * (self.maximum() - self.minimum())) / _TENTHS
        return round(degrees) * _TENTHS


class AngleRow(QWidget):
    """Name, value in words, slider and field of one coordinate."""

    moved = Signal(str, float, str)  # coordinate, degrees, gesture ('' for a step of its own)
    finished = Signal()

    def __init__(self, coordinate: Coordinate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.coordinate = coordinate
        low, high = RANGES[coordinate]
        plus, minus = DIRECTIONS[coordinate]
        self._name = QLabel(coordinate.capitalize())
        self._name.setProperty("role", "value")
        self._words = QLabel()
        self._words.setProperty("role", "quiet")
        self.slider = AngleSlider(low, high)
        self.slider.setAccessibleName(f"{coordinate.capitalize()} in degrees")
        self.slider.setToolTip(
            f"{minus.capitalize()} {-low:g}° to {plus} {high:g}°. "
            "Click the mark for neutral, double-click to type."
        )
        self.field = QDoubleSpinBox()
        self.field.setRange(low, high)
        self.field.setDecimals(1)
        self.field.setSuffix("°")
        self.field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setKeyboardTracking(False)
        self.field.setFixedWidth(68)
        self.field.setAccessibleName(f"{coordinate.capitalize()}, typed")
        self.field.setToolTip(f"{low:g} to {high:g} degrees")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(1)
        layout.addWidget(self._name, 0, 0)
        layout.addWidget(self._words, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.slider, 1, 0, 1, 2)
        layout.addWidget(self.field, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.setColumnStretch(1, 1)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self.finished)
        self.slider.typing_wanted.connect(self._type)
        self.field.valueChanged.connect(self._typed)
        line = self.field.lineEdit()
        if line is not None:  # typing is over: the shortcuts wake, the arrows move the slider
            line.returnPressed.connect(self.slider.setFocus)

    def show_value(self, degrees: float) -> None:
        """Show an angle without saying so."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.field):
            if not self.slider.isSliderDown():
                self.slider.setValue(round(degrees * _TENTHS))
            self.field.setValue(degrees)
        low, high = RANGES[self.coordinate]
        word = DIRECTIONS[self.coordinate][degrees < 0]
        self._words.setText("neutral" if abs(degrees) < 0.05 else f"{abs(degrees):.0f}° {word}")
        self.slider.setStatusTip(f"{low:g}° to {high:g}°")
        self.slider.update()

    def paint_in(self, colour: str, line: str) -> None:
        """Take the colour of the axis in the scene."""
        self.slider.colour, self.slider.line = QColor(colour), QColor(line)
        self._name.setStyleSheet(f"color: {colour}; font-weight: 600;")
        self.slider.update()

    def _slid(self, tenths: int) -> None:
        gesture = f"slide {self.coordinate}" if self.slider.isSliderDown() else ""
        self.moved.emit(self.coordinate, tenths / _TENTHS, gesture)

    def _typed(self, degrees: float) -> None:
        self.moved.emit(self.coordinate, degrees, "")

    def _type(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()
