"""Draws what a user has added: notes, free text, and distances and angles between spots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.annotations import Annotation, Pin
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.labels import Label, Rect, runs_through
from anatomy_viewer.scene.looks import Look
from anatomy_viewer.scene.marks import Mark, posed_vertices
from anatomy_viewer.scene.palette import Palette
from anatomy_viewer.scene.probe import Probe

Floats = NDArray[np.float64]

_TEXT, _LINE, _DOT, _ARC, _OFF = 14.0, 1.6, 3.4, 26.0, 4.0  # units
_FIRST = -1  # the rank of a user's own words: before all others


def spot(atlas: Atlas, frame: Frame, pin: Pin) -> Floats:
    """Where a pin is at the frame's pose, (3,) mm."""
    corners = atlas.surfaces[pin.structure].faces[pin.face]
    vertices = posed_vertices(atlas, frame, atlas.structures[pin.structure], corners)
    return np.asarray(np.array(pin.shares) @ vertices)


def pin_at(atlas: Atlas, frame: Frame, structure: str, face: int, point: Floats) -> Pin:
    """The pin at a point (3,) mm of a posed triangle."""
    corners = atlas.surfaces[structure].faces[face]
    a, b, c = posed_vertices(atlas, frame, atlas.structures[structure], corners)
    sides = np.column_stack([b - a, c - a])
    u, v = np.linalg.lstsq(sides, point - a, rcond=None)[0]
    shares = np.clip([1.0 - u - v, u, v], 0.0, 1.0)
    shares /= shares.sum()
    first, second = float(shares[0]), float(shares[1])
    return Pin(structure, int(face), (first, second, max(1.0 - first - second, 0.0)))


def distance(a: Floats, b: Floats) -> float:
    """From point to point, mm."""
    return float(np.linalg.norm(b - a))


def angle(a: Floats, apex: Floats, b: Floats) -> float:
    """At the apex, degrees; 0 where two points are one."""
    one, two = a - apex, b - apex
    reach = float(np.linalg.norm(one) * np.linalg.norm(two))
    if reach < 1e-9:
        return 0.0
    return float(np.degrees(np.arccos(np.clip(one @ two / reach, -1.0, 1.0))))


def shown(
    annotations: Iterable[Annotation], looks: Mapping[str, Look]
) -> list[tuple[int, Annotation]]:
    """Those whose structures are all shown, with their places in the list."""
    return [
        (i, note)
        for i, note in enumerate(annotations)
        if all(pin.structure in looks and looks[pin.structure].shown for pin in note.pins)
    ]


def note_marks(
    atlas: Atlas,
    frame: Frame,
    probe: Probe,
    view: Projection,
    looks: Mapping[str, Look],
    annotations: Iterable[Annotation],
) -> list[Mark]:
    """The notes as marks, to be laid out among the names."""
    solid = [name for name, look in looks.items() if look.shown and not look.faded]
    eye = np.array(view.camera.position)
    found = []
    for i, note in shown(annotations, looks):
        if note.kind == "note":
            place = spot(atlas, frame, note.pins[0])
            hidden = not probe.visible(eye, place[None], solid)[0]
            key = f"annotation.{i}"
            found.append(Mark(key, note.words, place, _FIRST, hidden=hidden, own=True, fixed=True))
    return found


@dataclass(frozen=True, eq=False)
class Desk:
    """What annotations are drawn on, and with."""

    drawing: Drawing
    atlas: Atlas
    frame: Frame
    view: Projection
    looks: Mapping[str, Look]
    palette: Palette
    unit: float


def draw_texts(desk: Desk, annotations: Iterable[Annotation]) -> list[Rect]:
    """Add free text; returns the boxes that names must leave free."""
    boxes = []
    for _, note in shown(annotations, desk.looks):
        if note.kind == "text":
            box = _box(note.words, np.array(note.at) * np.array(desk.view.size), desk)
            _write(note.words, box, desk)
            boxes.append(box)
    return boxes


def draw_measures(
    desk: Desk, annotations: Iterable[Annotation], labels: Iterable[Label], taken: Iterable[Rect]
) -> None:
    """Add distances and angles, their words clear of labels, leaders and boxes where they can."""
    placed, boxes = list(labels), list(taken)
    for _, note in shown(annotations, desk.looks):
        if note.kind not in ("distance", "angle"):
            continue
        places = np.array([spot(desk.atlas, desk.frame, pin) for pin in note.pins])
        pixels, depth = desk.view.pixels(places)
        if (depth <= 0).any():
            continue
        _line(desk, pixels)
        if note.kind == "distance":
            words = f"{note.words} {distance(*places):.0f} mm".strip()
            options = _beside(pixels, words, desk.unit)
        else:
            words = f"{note.words} {angle(*places):.0f}°".strip()
            options = _outside(_arc(desk, places), pixels[1], desk.unit)
        candidates = [_box(words, at, desk) for at in options]
        box = min(candidates, key=lambda b: _crowding(b, placed, boxes))
        _write(words, box, desk)
        boxes.append(box)


def _crowding(box: Rect, labels: list[Label], boxes: list[Rect]) -> int:
    """How many labels, leaders and other words a box meets."""
    return sum(box.overlaps(other) for other in boxes) + sum(
        box.overlaps(label.box) or runs_through(label.port, label.anchor, box) for label in labels
    )


def _line(desk: Desk, pixels: Floats) -> None:
    drawing, palette, unit = desk.drawing, desk.palette, desk.unit
    drawing.stroke(pixels, 2.4 * _LINE * unit, (*palette.halo, 150))
    drawing.stroke(pixels, _LINE * unit, (*palette.accent, 255))
    for point in pixels:
        drawing.disc("", _DOT * unit, palette.accent, unit, point)


def _beside(pixels: Floats, words: str, unit: float) -> list[Floats]:
    """Where words may stand beside a line: its middle first, its upper side first."""
    along = pixels[1] - pixels[0]
    across = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1e-9)
    if across[1] > 0:
        across = -across
    size = _TEXT * unit
    half = np.array([lettering.text_width(words, size, "SemiBold"), lettering.text_height(size)])
    away = across * (float(np.abs(across) @ half) / 2.0 + _OFF * unit)
    return [
        np.asarray(pixels[0] + t * along + side * away)
        for t in (0.5, 0.38, 0.62, 0.25, 0.75)
        for side in (1.0, -1.0)
    ]


def _arc(desk: Desk, places: Floats) -> Floats:
    """Add the arc of an angle, in the plane of its sides; returns its middle, a pixel (2,)."""
    apex = places[1]
    sides = np.array([places[0] - apex, places[2] - apex])
    lengths = np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-9)
    one, two = sides / lengths
    ways = np.array([(1.0 - t) * one + t * two for t in np.linspace(0.0, 1.0, 17)])
    ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9)
    pixels, _ = desk.view.pixels(apex + 0.35 * float(lengths.min()) * ways)
    desk.drawing.stroke(pixels, _LINE * desk.unit, (*desk.palette.accent, 255))
    return np.asarray(pixels[8])


def _outside(middle: Floats, corner: Floats, unit: float) -> list[Floats]:
    """Where the words of an angle may stand: beyond its arc, near first."""
    out = middle - corner
    out = out / max(float(np.linalg.norm(out)), 1e-9) * _ARC * unit
    return [np.asarray(middle + k * out) for k in (1.0, 1.8, 2.6, 3.4)]


def _box(words: str, at: Floats, desk: Desk) -> Rect:
    """The room of words about a point, kept within the picture."""
    size, edge = _TEXT * desk.unit, 6.0 * desk.unit
    width, height = lettering.text_width(words, size, "SemiBold"), lettering.text_height(size)
    wide, tall = desk.view.size
    x = float(np.clip(at[0] - width / 2.0, edge, max(wide - width - edge, edge)))
    y = float(np.clip(at[1] - height / 2.0, edge, max(tall - height - edge, edge)))
    return Rect(x, y, width, height)


def _write(words: str, box: Rect, desk: Desk) -> None:
    ink, halo, unit = desk.palette.ink, desk.palette.halo, desk.unit
    middle = box.y + box.height / 2.0
    desk.drawing.text(words, _TEXT * unit, ink, halo, "SemiBold", unit, box.x, middle)
