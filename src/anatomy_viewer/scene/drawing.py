"""What is drawn over the 3D picture: strokes, text, discs and images, in pixels from the top left.

The same drawing goes to the window (``overlay``) and into files (``paint``, or as live text and
lines into SVG and PDF), so that labels look alike everywhere and at every scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.palette import Colour

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Pixels = NDArray[np.floating]
Rgba = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line through points (n, 2) with a width in pixels."""

    points: Floats
    width: float
    colour: Rgba


@dataclass(frozen=True, eq=False)
class Sprite:
    """A small image (h, w, 4), straight alpha, whose top left corner stands at x, y."""

    pixels: Bytes
    x: float
    y: float

    def sprite(self) -> Sprite:
        """Itself."""
        return self


@dataclass(frozen=True)
class Text:
    """A line of text; its first letter starts at ``x`` on the baseline ``y``.

    ``halo`` is the soft edge that keeps it legible, ``unit`` the pixels per unit that it grows by.
    """

    words: str
    size: float
    ink: Colour
    halo: Colour
    weight: lettering.Weight
    unit: float
    x: float
    y: float

    @property
    def width(self) -> float:
        """From the first letter to the end of the last."""
        return lettering.text_width(self.words, self.size, self.weight)

    def sprite(self) -> Sprite:
        """As an image, for painters that know only pixels."""
        pixels = lettering.text(self.words, self.size, self.ink, self.halo, self.weight, self.unit)
        return self._placed(pixels)

    def halo_sprite(self) -> Sprite:
        """The soft edge alone as an image, to be laid under live text."""
        return self._placed(
            lettering.halo(self.words, self.size, self.halo, self.weight, self.unit)
        )

    def _placed(self, pixels: Bytes) -> Sprite:
        inset = lettering.halo_width(self.unit)
        top = round(self.y - inset - lettering.baseline(self.size))  # a sum of fractions
        return Sprite(pixels, self.x - inset, float(top))


@dataclass(frozen=True)
class Disc:
    """A lettered disc with a white rim, or a dot without a letter; hollow for what lies hidden."""

    letter: str
    radius: float
    fill: Colour
    hollow: bool
    unit: float
    x: float
    y: float

    def sprite(self) -> Sprite:
        """As an image."""
        pixels = lettering.badge(self.letter, self.radius, self.fill, self.unit, self.hollow)
        return Sprite(pixels, self.x - pixels.shape[1] / 2.0, self.y - pixels.shape[0] / 2.0)

    def rings(self) -> list[tuple[float, Colour]]:
        """Radius and colour of its rings, the largest first."""
        white, rim = (255, 255, 255), lettering.RIM * self.unit
        rings = [(self.radius, white), (self.radius - rim, self.fill)]
        if self.hollow:
            rings.append((self.radius - lettering.HOLLOW * rim, white))
        return [(radius, fill) for radius, fill in rings if radius > 0.0]


Mark: TypeAlias = Sprite | Text | Disc


@dataclass
class Drawing:
    """Strokes below, marks above, each list back to front."""

    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def sprites(self) -> list[Sprite]:
        """The marks as images."""
        return [mark.sprite() for mark in self.marks]

    def stroke(
        self, points: Floats | Sequence[Sequence[float] | Floats], width: float, rgba: Rgba
    ) -> None:
        """Add a line."""
        self.strokes.append(Stroke(np.asarray(points, float).reshape(-1, 2), width, rgba))

    def sprite(self, pixels: Bytes, x: float, y: float) -> None:
        """Add an image; whole pixels keep its text crisp."""
        self.marks.append(Sprite(pixels, float(round(x)), float(round(y))))

    def text(
        self,
        words: str,
        size: float,
        ink: Colour,
        halo: Colour,
        weight: lettering.Weight,
        unit: float,
        x: float,
        middle: float,
    ) -> None:
        """Add a line of text that starts at x and has its middle at a height, to whole pixels."""
        inset = lettering.halo_width(unit)
        tall = lettering.image_height(size, unit)
        left, top = round(x - inset), round(middle - tall / 2.0)
        y = top + inset + lettering.baseline(size)
        self.marks.append(Text(words, size, ink, halo, weight, unit, float(left + inset), y))

    def disc(
        self,
        letter: str,
        radius: float,
        fill: Colour,
        unit: float,
        at: Floats | tuple[float, float],
        hollow: bool = False,
    ) -> None:
        """Add a disc or a dot about a point, to whole pixels."""
        side = lettering.badge_side(radius)
        x, y = (round(float(v) - side / 2.0) + side / 2.0 for v in at)
        self.marks.append(Disc(letter, radius, fill, hollow, unit, x, y))

    def add(self, other: Drawing, dx: float, dy: float) -> None:
        """Add another drawing, moved by whole pixels."""
        shift = np.array([dx, dy])
        self.strokes += [replace(s, points=s.points + shift) for s in other.strokes]
        self.marks += [replace(m, x=m.x + dx, y=m.y + dy) for m in other.marks]


def ribbon(stroke: Stroke) -> tuple[Floats, NDArray[np.int64], Bytes]:
    """A stroke as triangles with soft edges.

    Returns:
        points (n, 2), triangles (m, 3), colours (n, 4): alpha falls to nothing over one pixel.
    """
    p = stroke.points
    keep = np.r_[True, np.linalg.norm(np.diff(p, axis=0), axis=1) > 1e-6]
    p = p[keep]
    if len(p) < 2:
        return np.zeros((0, 2)), np.zeros((0, 3), np.int64), np.zeros((0, 4), np.uint8)
    along = np.diff(p, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    at = np.vstack([normal[:1], normal[:-1] + normal[1:], normal[-1:]])
    length = np.linalg.norm(at, axis=1, keepdims=True)
    at = at / np.where(length < 1e-6, 1.0, length)
    half = max(stroke.width / 2.0, 0.5)
    offsets = np.array([-half - 0.5, -half + 0.5, half - 0.5, half + 0.5])
    points = (p[:, None, :] + at[:, None, :] * offsets[None, :, None]).reshape(-1, 2)
    base = (np.arange(len(p) - 1)[:, None] * 4 + np.arange(3)[None, :]).reshape(-1)
    triangles = np.vstack(
        [
            np.column_stack([base, base + 1, base + 5]),
            np.column_stack([base, base + 5, base + 4]),
        ]
    )
    r, g, b, a = stroke.colour
    opaque = round(a * min(stroke.width, 1.0))
    row = np.array([[r, g, b, 0], [r, g, b, opaque], [r, g, b, opaque], [r, g, b, 0]], np.uint8)
    return points, triangles, np.tile(row, (len(p), 1))


def paint(image: Pixels, drawing: Drawing, top: int = 0) -> None:
    """Draw into an image (h, w, 4) of premultiplied floats 0 to 1, in place.

    ``top`` is the row of the whole picture that this image begins with.
    """
    for stroke in drawing.strokes:
        _paint_stroke(image, stroke, top)
    for sprite in drawing.sprites:
        _paint_pixels(image, sprite.pixels / 255.0, int(sprite.x), int(sprite.y) - top)


def _paint_stroke(image: Pixels, stroke: Stroke, top: int) -> None:
    """Coverage from the distance to the line: soft over one pixel, as ``ribbon`` is."""
    p = stroke.points - np.array([0.0, top])
    if len(p) < 2:
        return
    height, width = image.shape[:2]
    pad = stroke.width / 2.0 + 1.5
    x0 = int(max(np.floor(p[:, 0].min() - pad), 0))
    y0 = int(max(np.floor(p[:, 1].min() - pad), 0))
    x1 = int(min(np.ceil(p[:, 0].max() + pad), width))
    y1 = int(min(np.ceil(p[:, 1].max() + pad), height))
    if x0 >= x1 or y0 >= y1:
        return
    cover = np.zeros((y1 - y0, x1 - x0))
    half = max(stroke.width / 2.0, 0.5)
    strength = min(stroke.width, 1.0)
    for a, b in zip(p[:-1], p[1:], strict=True):
        ax0 = int(max(np.floor(min(a[0], b[0]) - pad), x0))
        ay0 = int(max(np.floor(min(a[1], b[1]) - pad), y0))
        ax1 = int(min(np.ceil(max(a[0], b[0]) + pad), x1))
        ay1 = int(min(np.ceil(max(a[1], b[1]) + pad), y1))
        if ax0 >= ax1 or ay0 >= ay1:
            continue
        ys, xs = np.mgrid[ay0:ay1, ax0:ax1] + 0.5
        delta = b - a
        squared = float(delta @ delta)
        t = ((xs - a[0]) * delta[0] + (ys - a[1]) * delta[1]) / max(squared, 1e-12)
        t = np.clip(t, 0.0, 1.0)
        distance = np.hypot(xs - a[0] - t * delta[0], ys - a[1] - t * delta[1])
        part = np.clip(half + 0.5 - distance, 0.0, 1.0) * strength
        window = cover[ay0 - y0 : ay1 - y0, ax0 - x0 : ax1 - x0]
        np.maximum(window, part, out=window)
    alpha = cover * (stroke.colour[3] / 255.0)
    _blend(image[y0:y1, x0:x1], np.array(stroke.colour[:3]) / 255.0, alpha)


def _paint_pixels(image: Pixels, pixels: Floats, x: int, y: int) -> None:
    height, width = image.shape[:2]
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + pixels.shape[1], width), min(y + pixels.shape[0], height)
    if x0 < x1 and y0 < y1:
        part = pixels[y0 - y : y1 - y, x0 - x : x1 - x]
        _blend(image[y0:y1, x0:x1], part[..., :3], part[..., 3])


def _blend(target: Pixels, rgb: Floats, alpha: Floats) -> None:
    target *= 1.0 - alpha[..., None]
    target[..., :3] += rgb * alpha[..., None]
    target[..., 3] += alpha
