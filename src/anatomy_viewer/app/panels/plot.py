"""One plot of curves with a cursor that can be dragged, drawn by pyqtgraph.

Only this module and the panel that uses it import pyqtgraph, and both are imported late.
"""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from qtpy.QtCore import QPointF, QRectF, QSize, Qt
from qtpy.QtGui import QColor, QCursor, QFont
from qtpy.QtWidgets import QToolTip, QVBoxLayout, QWidget

from anatomy_viewer.app.seam import Signal
from anatomy_viewer.app.theme import SHADES
from anatomy_viewer.figure.chart import DASHES, Marker, Plot, Series, ticks
from anatomy_viewer.session import Theme

Floats = NDArray[np.float64]

_FONT_PX = 11
_PALE = 70  # of 255, where a real hip stops before
_NARROW, _WIDE = 2.0, 3.2
_GRAB_PX = 7.0
_MOST_TICKS = 9


class CurvePlot(QWidget):
    """Shows a ``Plot``; its items are kept and refilled, so that it follows a movement."""

    dragged = Signal(float)  # degrees
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: Any = pg.PlotWidget()
        self.item: Any = self.view.getPlotItem()
        self.item.setMenuEnabled(False)
        self.item.hideButtons()
        self.item.setMouseEnabled(False, False)
        self.item.showGrid(x=True, y=True, alpha=0.18)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMinimumHeight(130)
        self.view.sizeHint = lambda: QSize(320, 220)  # pyqtgraph's own would crowd the others out
        font = QFont(self.font())
        font.setPixelSize(_FONT_PX)
        for side in ("left", "bottom"):
            self.item.getAxis(side).setStyle(tickFont=font, tickTextOffset=4)
        self.item.getAxis("left").setWidth(38)
        self._zero: Any = pg.InfiniteLine(0.0, angle=0)
        self.cursor: Any = _Cursor()
        self._dots: Any = pg.ScatterPlotItem(size=9, pxMode=True)
        self._rings: Any = pg.ScatterPlotItem(
            size=11, pxMode=True, hoverable=True, hoverSize=15, tip=None
        )
        self._rings.sigHovered.connect(self._tell)
        self._told = ""
        self._bars: Any = pg.ErrorBarItem(beam=0.0)
        for item in (self._zero, self._bars, self._rings, self.cursor, self._dots):
            self.item.addItem(item)
        for item, height in ((self._rings, 20), (self.cursor, 30), (self._dots, 40)):
            item.setZValue(height)
        self.cursor.sigDragged.connect(lambda line: self.dragged.emit(float(line.value())))
        self.cursor.sigPositionChangeFinished.connect(self.released)
        self._curves: list[tuple[Any, Any]] = []
        self._dressed: tuple[Theme, str] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def show_plot(self, plot: Plot, theme: Theme, strong: int | None = None) -> None:
        """Show curves and markers; ``strong`` is the series drawn thicker."""
        if (theme, plot.x_label) != self._dressed:
            self._dress(theme, plot)
        while len(self._curves) < len(plot.series):
            pair = (pg.PlotCurveItem(antialias=True), pg.PlotCurveItem(antialias=True))
            for item in pair:
                self.item.addItem(item)
            self._curves.append(pair)
        for k, (solid, pale) in enumerate(self._curves):
            if k >= len(plot.series):
                solid.clear()
                pale.clear()
                continue
            series, width = plot.series[k], _WIDE if k == strong else _NARROW
            _fill(solid, series, ~series.faded, 255, width)
            _fill(pale, series, series.faded, _PALE, width)
        self._show_markers(plot.markers, SHADES[theme].field)
        self._plot = plot
        self.item.setYRange(*plot.y_range, padding=0.0)

    def place_cursor(self, degrees: float, theme: Theme) -> None:
        """Move the cursor, and the dots on the curves, to an angle."""
        self.cursor.setPos(degrees)
        self._dots.setData(
            [
                {
                    "pos": (degrees, float(np.interp(degrees, s.x, s.y))),
                    "brush": pg.mkBrush(*s.colour),
                    "pen": pg.mkPen(SHADES[theme].field, width=1.5),
                }
                for s in self._plot.series
            ]
        )

    def pixel(self, x: float, y: float) -> QPointF:
        """Where a value falls in the plot's own widget."""
        scene = self.item.getViewBox().mapViewToScene(QPointF(x, y))
        return QPointF(self.view.mapFromScene(scene))

    def _tell(self, rings: object, points: Any, event: object) -> None:
        """Say whence the published value under the pointer is; at once, and only there."""
        words = "<hr>".join(escape(str(point.data())) for point in points)
        if words != self._told:
            self._told = words
            QToolTip.showText(QCursor.pos(), f"<qt>{words}</qt>" if words else "", self.view)

    def _dress(self, theme: Theme, plot: Plot) -> None:
        """Colours, and the horizontal axis: what seldom changes."""
        self._dressed = (theme, plot.x_label)
        shades = SHADES[theme]
        self.view.setBackground(shades.field)
        for side in ("left", "bottom"):
            self.item.getAxis(side).setPen(shades.line)
            self.item.getAxis(side).setTextPen(shades.quiet)
        self.item.setLabel("bottom", plot.x_label, **{"font-size": "11px", "color": shades.quiet})
        self._zero.setPen(pg.mkPen(shades.quiet, width=1))
        self.cursor.dress(shades.accent, shades.field)
        self.cursor.setBounds(plot.x_range)
        self.item.setXRange(*plot.x_range, padding=0.0)
        places = ticks(*plot.x_range, most=_MOST_TICKS)
        self.item.getAxis("bottom").setTicks([[(x, f"{x:g}") for x in places]])

    def _show_markers(self, markers: tuple[Marker, ...], paper: str) -> None:
        self._rings.setData(
            [
                {
                    "pos": (m.x, m.y),
                    "data": m.words,
                    "brush": pg.mkBrush(paper),
                    "pen": pg.mkPen(QColor(*m.colour), width=2.2),
                }
                for m in markers
            ]
        )
        ranged = [m for m in markers if m.low is not None and m.high is not None]
        self._bars.setVisible(bool(ranged))
        if ranged:
            self._bars.setData(
                x=np.array([m.x for m in ranged]),
                y=np.array([m.y for m in ranged]),
                top=np.array([(m.high or 0.0) - m.y for m in ranged]),
                bottom=np.array([m.y - (m.low or 0.0) for m in ranged]),
                pen=pg.mkPen(QColor(*ranged[0].colour), width=1.6),
            )


class _Cursor(pg.InfiniteLine):  # type: ignore[misc]
    """An upright line that is easy to grab."""

    def __init__(self) -> None:
        super().__init__(
            angle=90,
            movable=True,
            label="{value:.0f}°",
            labelOpts={"position": 0.93, "anchors": [(-0.06, 0.5), (1.06, 0.5)]},
        )

    def dress(self, colour: str, paper: str) -> None:
        """Take on a colour; the angle stands on paper, clear of the curves."""
        self.setPen(pg.mkPen(colour, width=2))
        self.setHoverPen(pg.mkPen(colour, width=4))
        self.label.setColor(colour)
        self.label.fill = pg.mkBrush(paper)
        font = QFont()
        font.setPixelSize(_FONT_PX + 1)
        font.setBold(True)
        self.label.setFont(font)

    def boundingRect(self) -> QRectF:
        """Wide enough for a hand that does not aim: so many pixels either side."""
        rect = QRectF(super().boundingRect())
        unit = self.pixelLength(direction=pg.Point(1, 0), ortho=True) or 0.0
        half = _GRAB_PX * unit
        return rect.united(QRectF(rect.left(), -half, rect.width(), 2.0 * half))


def _fill(item: Any, series: Series, shown: NDArray[np.bool_], alpha: int, width: float) -> None:
    """A curve where it is shown, and one point beyond, so that its parts meet."""
    wider = shown.copy()
    wider[1:] |= shown[:-1]
    pen = pg.mkPen(QColor(*series.colour, alpha), width=width)
    dash = DASHES[series.dash]
    if dash:
        pen.setDashPattern([d / width for d in dash])
    item.setData(series.x, np.where(wider, series.y, np.nan), pen=pen, connect="finite")
