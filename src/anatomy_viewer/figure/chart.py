"""Line charts as plain data, and the same as SVG text. Nothing but numbers and strings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.scene.palette import Colour, Palette

Floats = NDArray[np.float64]

WIDTH, _HIGH = 760.0, 250.0  # of a chart and of one plot, px
_LEFT, _RIGHT, _BETWEEN, _HEAD, _FOOT = 62.0, 18.0, 68.0, 58.0, 6.0
_FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"
DASHES: tuple[tuple[float, ...], ...] = ((), (9.0, 4.0), (2.0, 4.0), (12.0, 4.0, 2.0, 4.0))


@dataclass(frozen=True, eq=False)
class Series:
    """A curve: ``faded`` (n,) tells where it is drawn pale; ``dash`` is an index of DASHES.

    One with an empty name is not in the legend.
    """

    name: str
    colour: Colour
    x: Floats
    y: Floats
    faded: NDArray[np.bool_]
    dash: int = 0


@dataclass(frozen=True)
class Marker:
    """A single value, perhaps with a range, and the words that tell whence it is."""

    x: float
    y: float
    colour: Colour
    words: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, eq=False)
class Plot:
    """Curves over one horizontal axis.

    Attributes:
        title: what the vertical axis is, with its unit.
        x_label: what the horizontal axis is, with its unit.
        x_range: its two ends.
        above, below: what values above and below zero mean.
        series, markers: what is drawn.
        cursor: a place on the horizontal axis, marked by an upright line.
    """

    title: str
    x_label: str
    x_range: tuple[float, float]
    above: str
    below: str
    series: tuple[Series, ...]
    markers: tuple[Marker, ...] = ()
    cursor: float | None = None

    @property
    def y_range(self) -> tuple[float, float]:
        """Room for everything, zero included."""
        values = [0.0, *(float(v) for s in self.series for v in (s.y.min(), s.y.max()))]
        for m in self.markers:
            values += [v for v in (m.y, m.low, m.high) if v is not None]
        low, high = min(values), max(values)
        room = 0.09 * max(high - low, 1.0)
        return low - room, high + room


def ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Round values between two ends, at most about so many."""
    rough = (high - low) / most
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * m for m in (1.0, 2.0, 5.0, 10.0) if power * m >= rough)
    first = int(np.ceil(low / step - 1e-9))
    last = int(np.floor(high / step + 1e-9))
    return [round(k * step, 6) for k in range(first, last + 1)]


def runs(mask: NDArray[np.bool_]) -> list[tuple[bool, int, int]]:
    """Stretches of a mask as (value, first, last), each reaching to the next one's first point."""
    cuts = np.flatnonzero(np.diff(mask.astype(int))) + 1
    starts, ends = np.r_[0, cuts], np.r_[cuts, len(mask) - 1]
    return [(bool(mask[i]), int(i), int(j)) for i, j in zip(starts, ends, strict=True) if j > i]


def svg(plots: Sequence[Plot], palette: Palette, heading: str, notes: Sequence[str] = ()) -> str:
    """The plots below each other as an SVG document; what a marker is shows on hovering.

    Args:
        plots: at least one.
        palette: colours of paper and ink.
        heading: the line above.
        notes: small lines below.
    """
    high = _HEAD + len(plots) * (_HIGH + _BETWEEN) + _FOOT + 15.0 * len(notes)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}" height="{high:g}" '
        f'viewBox="0 0 {WIDTH:g} {high:g}" font-family="{_FONT}" font-size="12">',
        f"<title>{escape(heading)}</title>",
        f'<rect width="{WIDTH:g}" height="{high:g}" fill="{_hex(palette.halo)}"/>',
        _text(_LEFT, 22.0, heading, palette.ink, size=_fitting(heading), weight=600),
    ]
    for k, plot in enumerate(plots):
        parts += _plot(plot, _HEAD + k * (_HIGH + _BETWEEN), palette)
    top = high - 15.0 * len(notes) - 8.0
    parts += [
        _text(_LEFT, top + 15.0 * k, note, palette.quiet, size=11.0) for k, note in enumerate(notes)
    ]
    return "\n".join([*parts, "</svg>", ""])


def _plot(plot: Plot, top: float, palette: Palette) -> list[str]:
    low, high = plot.y_range
    left, right, bottom = _LEFT, WIDTH - _RIGHT, top + _HIGH

    def across(x: float) -> float:
        share = (x - plot.x_range[0]) / (plot.x_range[1] - plot.x_range[0])
        return left + share * (right - left)

    def down(y: float) -> float:
        return bottom - (y - low) / (high - low) * (bottom - top)

    ink, quiet, paper = palette.ink, palette.quiet, palette.halo
    parts = [_text(left, top - 9.0, plot.title, ink, weight=600)]
    for y in ticks(low, high):
        parts.append(_rule(left, down(y), right, down(y), quiet, 0.25 if y else 0.9))
        parts.append(_text(left - 7.0, down(y) + 4.0, f"{y:g}", quiet, anchor="end"))
    for x in ticks(*plot.x_range, most=12):
        parts.append(_rule(across(x), top, across(x), bottom, quiet, 0.25))
        parts.append(_text(across(x), bottom + 16.0, f"{x:g}", quiet, anchor="middle"))
    parts.append(_text((left + right) / 2.0, bottom + 32.0, plot.x_label, quiet, anchor="middle"))
    parts.append(_text(left + 6.0, top + 13.0, f"above 0: {plot.above}", quiet, size=11.0))
    parts.append(_text(left + 6.0, bottom - 6.0, f"below 0: {plot.below}", quiet, size=11.0))
    for s in plot.series:
        for faded, i, j in runs(s.faded):
            points = " ".join(
                f"{across(x):.1f},{down(y):.1f}"
                for x, y in zip(s.x[i : j + 1].tolist(), s.y[i : j + 1].tolist(), strict=True)
            )
            dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in DASHES[s.dash])}"'
            parts.append(
                f'<polyline points="{points}" fill="none" stroke="{_hex(s.colour)}" '
                f'stroke-width="2" stroke-linejoin="round" opacity="{0.3 if faded else 1:g}"'
                f"{dash if DASHES[s.dash] else ''}/>"
            )
    if plot.cursor is not None:
        parts.append(_rule(across(plot.cursor), top, across(plot.cursor), bottom, ink, 0.8))
    for m in plot.markers:
        words = f"<title>{escape(m.words)}</title>"
        if m.low is not None and m.high is not None:
            parts.append(_rule(across(m.x), down(m.low), across(m.x), down(m.high), m.colour, 1.0))
        parts.append(
            f'<circle cx="{across(m.x):.1f}" cy="{down(m.y):.1f}" r="4.5" fill="{_hex(paper)}" '
            f'stroke="{_hex(m.colour)}" stroke-width="2">{words}</circle>'
        )
    return [*parts, *_legend(plot, top, palette)]


def _legend(plot: Plot, top: float, palette: Palette) -> list[str]:
    """Names of the curves, right of the title."""
    parts, right = [], WIDTH - _RIGHT
    for s in reversed([s for s in plot.series if s.name]):
        dash = " ".join(f"{d:g}" for d in DASHES[s.dash]) or "none"
        right -= 6.6 * len(s.name)
        parts.append(_text(right, top - 9.0, s.name, palette.ink, size=11.5))
        parts.append(
            f'<line x1="{right - 26:.1f}" y1="{top - 13:.1f}" x2="{right - 6:.1f}" '
            f'y2="{top - 13:.1f}" stroke="{_hex(s.colour)}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        right -= 42.0
    return parts


def _fitting(heading: str) -> float:
    """A size at which a heading fits across."""
    return min(15.0, 1.75 * (WIDTH - _LEFT - _RIGHT) / max(len(heading), 1))


def _text(
    x: float,
    y: float,
    words: str,
    ink: Colour,
    anchor: str = "start",
    size: float = 12.0,
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{_hex(ink)}" text-anchor="{anchor}" '
        f'font-size="{size:g}" font-weight="{weight}">{escape(words)}</text>'
    )


def _rule(x1: float, y1: float, x2: float, y2: float, ink: Colour, opacity: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{_hex(ink)}" '
        f'stroke-opacity="{opacity:g}"/>'
    )


def _hex(rgb: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)
