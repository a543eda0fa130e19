"""Draws what a user has added: notes, free text, and distances and angles between spots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.annotations import Annotation, Pin
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.labels import Rect
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
            found.append(Mark(key, note.words, place, _FIRST, hidden=hidden, own=True))
    return found


def draw_measures(
    drawing: Drawing,
    atlas: Atlas,
    frame: Frame,
    view: Projection,
    looks: Mapping[str, Look],
    annotations: Iterable[Annotation],
    palette: Palette,
    unit: float,
) -> list[Rect]:
    """Add free text, distances and angles; returns the boxes that names must leave free."""
    boxes = []
    for _, note in shown(annotations, looks):
        if note.kind == "note":
            continue
        if note.kind == "text":
            at = np.array(note.at) * np.array(view.size)
            boxes.append(_words(drawing, note.words, at, palette, unit, view))
            continue
        places = np.array([spot(atlas, frame, pin) for pin in note.pins])
        pixels, depth = view.pixels(places)
        if (depth <= 0).any():
            continue
        _line(drawing, pixels, palette, unit)
        if note.kind == "distance":
            words = f"{note.words} {distance(*places):.0f} mm".strip()
            at = _beside(pixels, words, unit)
        else:
            words = f"{note.words} {angle(*places):.0f}°".strip()
            at = _arc(drawing, view, places, palette, unit)
        boxes.append(_words(drawing, words, at, palette, unit, view))
    return boxes


def _line(drawing: Drawing, pixels: Floats, palette: Palette, unit: float) -> None:
    drawing.stroke(pixels, 2.4 * _LINE * unit, (*palette.halo, 150))
    drawing.stroke(pixels, _LINE * unit, (*palette.accent, 255))
    for point in pixels:
        drawing.disc("", _DOT * unit, palette.accent, unit, point)


def _beside(pixels: Floats, words: str, unit: float) -> Floats:
    """Where words stand clear of a line, beside its middle on the upper side."""
    along = pixels[1] - pixels[0]
    across = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1e-9)
    if across[1] > 0:
        across = -across
    size = _TEXT * unit
    half = np.array([lettering.text_width(words, size, "SemiBold"), lettering.text_height(size)])
    away = float(np.abs(across) @ half) / 2.0 + _OFF * unit
    return np.asarray(pixels.mean(0) + across * away)


def _arc(
    drawing: Drawing, view: Projection, places: Floats, palette: Palette, unit: float
) -> Floats:
    """Add the arc of an angle, in the plane of its sides; returns where its number goes."""
    apex = places[1]
    one, two = places[0] - apex, places[2] - apex
    reach = 0.35 * min(float(np.linalg.norm(one)), float(np.linalg.norm(two)))
    ways = [
        (1.0 - t) * one / max(float(np.linalg.norm(one)), 1e-9)
        + t * two / max(float(np.linalg.norm(two)), 1e-9)
        for t in np.linspace(0.0, 1.0, 17)
    ]
    arc = np.array([apex + reach * w / max(float(np.linalg.norm(w)), 1e-9) for w in ways])
    pixels, _ = view.pixels(arc)
    drawing.stroke(pixels, _LINE * unit, (*palette.accent, 255))
    centre, _ = view.pixels(apex[None])
    out = pixels[8] - centre[0]
    return np.asarray(pixels[8] + out / max(float(np.linalg.norm(out)), 1e-9) * _ARC * unit)


def _words(
    drawing: Drawing, words: str, at: Floats, palette: Palette, unit: float, view: Projection
) -> Rect:
    """Add words about a point, kept within the picture."""
    size = _TEXT * unit
    width, height = lettering.text_width(words, size, "SemiBold"), lettering.text_height(size)
    edge = 6.0 * unit
    x = float(np.clip(at[0] - width / 2.0, edge, max(view.size[0] - width - edge, edge)))
    y = float(np.clip(at[1] - height / 2.0, edge, max(view.size[1] - height - edge, edge)))
    drawing.text(words, size, palette.ink, palette.halo, "SemiBold", unit, x, y + height / 2.0)
    return Rect(x, y, width, height)
