"""Names, leader lines, badges, centre lines and the orientation marker over one picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.motion.pull import MomentArm
from anatomy_viewer.on_demand import OnDemand
from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.annotating import Desk, draw_measures, draw_texts, note_marks
from anatomy_viewer.scene.cameras import Projection
from anatomy_viewer.scene.compass import compass_box, draw_compass
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.labels import Label, Note, Rect, lay_out
from anatomy_viewer.scene.labels_near import lay_out_near
from anatomy_viewer.scene.looks import Look
from anatomy_viewer.scene.marks import Mark, Marks, plain_name
from anatomy_viewer.scene.numbering import WIDEST, Numbering
from anatomy_viewer.scene.palette import Palette
from anatomy_viewer.scene.probe import Probe
from anatomy_viewer.scene.pull_lines import draw_moment_arm, mark_of
from anatomy_viewer.scene.strokes import dashes, pieces
from anatomy_viewer.session import ViewState

Floats = NDArray[np.float64]

_TEXT, _QUIET_TEXT, _TAIL = 14.0, 12.5, 6.0  # units
_BADGE, _DOT = 9.5, 3.2
_FLESH = 16.0  # mm; the centre line lies this deep in the muscle at most
_POINTER = (16.0, 20.0)  # how far the hovered name stands from the pointer


@dataclass(frozen=True)
class Pointer:
    """What the pointer is over, and where."""

    structure: str
    at: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Shot:
    """All that a drawing is made from."""

    state: ViewState
    frame: Frame
    looks: Mapping[str, Look]
    view: Projection
    palette: Palette
    unit: float = 1.0
    marker: bool = True
    pointer: Pointer | None = None
    forbidden: tuple[Rect, ...] = ()
    moment_arms: tuple[MomentArm, ...] = ()


class Notation:
    """Makes drawings; remembers the last layout so that labels stand still."""

    def __init__(self, atlas: Atlas, probe: Probe) -> None:
        self._atlas = atlas
        self._probe = probe
        self._marks = Marks(atlas, probe)
        self._last: tuple[Label, ...] = ()
        self.numbering = Numbering()
        self._outline = OnDemand(
            atlas.structures, lambda name: _thinned(atlas.surfaces[name].vertices)
        )

    def forget(self) -> None:
        """Lay out anew, without regard to the last picture."""
        self._last = ()
        self._marks.forget()

    def draw(self, shot: Shot) -> Drawing:
        """Everything over the 3D picture of a shot."""
        drawing = Drawing()
        for muscle in shot.state.selection:
            look = shot.looks.get(muscle)
            if look is not None and look.lit and muscle in shot.frame.shapes:
                line = shot.frame.shapes[muscle].centre_line
                _centre_line(drawing, shot, line, self._seen(shot, line))
        for arm in shot.moment_arms:
            draw_moment_arm(
                drawing, arm, shot.view, shot.palette, shot.unit,
                seen=lambda points: self._seen(shot, points), number=not shot.state.labels,
            )  # fmt: skip
        desk = Desk(
            drawing, self._atlas, shot.frame, shot.view, shot.looks, shot.palette, shot.unit
        )
        notes = shot.state.annotations
        kept = (*shot.forbidden, *draw_texts(desk, notes))
        if shot.state.labels or notes:
            self._name_things(drawing, replace(shot, forbidden=kept))
        else:
            self._last = ()
        draw_measures(desk, notes, self._last, (*kept, *_marker(shot)))
        if shot.marker:
            draw_compass(drawing, shot.view.axes, shot.view.size[1], shot.palette, shot.unit)
        if shot.pointer is not None:
            self._name_hovered(drawing, shot, shot.pointer)
        return drawing

    def _seen(self, shot: Shot, line: Floats) -> NDArray[np.bool_]:
        """Which points of a line inside a muscle lie just under a surface that faces the eye."""
        solid = [n for n, look in shot.looks.items() if look.shown and not look.faded]
        eye = np.array(shot.view.camera.position)
        return self._probe.visible(eye, line, solid, skin=_FLESH)

    def _name_things(self, drawing: Drawing, shot: Shot) -> None:
        state, view, looks = shot.state, shot.view, shot.looks
        marks = note_marks(self._atlas, shot.frame, self._probe, view, looks, state.annotations)
        if state.labels:
            marks += self._marks.of(state, shot.frame, looks, view)
            marks += [mark_of(arm) for arm in shot.moment_arms]
        if not marks:
            self._last = ()
            return
        pixels, _ = shot.view.pixels(np.array([m.place for m in marks]))
        by_key = {m.key: m for m in marks}
        naming = shot.state.naming
        if naming.numbers:
            marks = [
                m if m.fixed else replace(m, words=WIDEST, chip=None, quiet=False) for m in marks
            ]
        notes = [_note(m, p, shot.unit) for m, p in zip(marks, pixels, strict=True)]
        width, height = shot.view.size
        viewport = Rect(0.0, 0.0, width, height)
        forbidden = [*_marker(shot), *shot.forbidden]
        forbidden += [box for m in marks if (box := _covered(m, shot)) is not None]
        if naming.near:
            self._last = lay_out_near(notes, viewport, forbidden, self._last, shot.unit)
        else:
            picture = self._picture(shot)
            self._last = lay_out(notes, viewport, picture, forbidden, self._last, shot.unit)
        if naming.numbers:
            by_key = self.numbering.numbered(self._last, by_key)
        else:
            self.numbering.clear()
        for label in self._last:
            _leader(drawing, label, by_key[label.key], shot)
        for mark, at in zip(marks, pixels, strict=True):
            if mark.chip:
                letter, fill = mark.chip
                drawing.disc(letter, _BADGE * shot.unit, fill, shot.unit, at, mark.hidden)
        for label in self._last:
            _words(drawing, label, by_key[label.key], shot)

    def _picture(self, shot: Shot) -> Rect:
        """The box of what is shown, within the viewport."""
        found = []
        for name, look in shot.looks.items():
            if look.shown:
                structure = self._atlas.structures[name]
                matrix = shot.frame.transforms[structure.segment]
                found.append(self._outline[name] @ matrix[:3, :3].T + matrix[:3, 3])
        width, height = shot.view.size
        if not found:
            return Rect(0.0, 0.0, width, height)
        pixels, depth = shot.view.pixels(np.vstack(found))
        inside = (depth > 0) & (pixels[:, 1] > 0) & (pixels[:, 1] < height)
        if not inside.any():
            return Rect(0.0, 0.0, width, height)
        x = np.clip(pixels[inside, 0], 0.0, width)
        return Rect(float(x.min()), 0.0, float(np.ptp(x)), height)

    def _name_hovered(self, drawing: Drawing, shot: Shot, pointer: Pointer) -> None:
        words = plain_name(self._atlas.structures[pointer.structure], shot.state)
        size = 13.0 * shot.unit
        pixels = lettering.plate(words, size, shot.palette.halo, shot.palette.ink, shot.unit)
        width, height = shot.view.size
        x = pointer.at[0] + _POINTER[0] * shot.unit
        y = pointer.at[1] + _POINTER[1] * shot.unit
        if x + pixels.shape[1] > width:
            x = pointer.at[0] - pixels.shape[1] - 6.0 * shot.unit
        if y + pixels.shape[0] > height:
            y = pointer.at[1] - pixels.shape[0] - 6.0 * shot.unit
        drawing.sprite(pixels, max(x, 0.0), max(y, 0.0))


def _marker(shot: Shot) -> list[Rect]:
    """The room of the orientation marker, if there is one."""
    return [Rect(*compass_box(shot.view.size[1], shot.unit))] if shot.marker else []


def _thinned(vertices: Floats) -> Floats:
    """A hundred or two of a surface's vertices: enough to find its box."""
    return vertices[:: max(1, len(vertices) // 150)]


def _note(mark: Mark, at: Floats, unit: float) -> Note:
    size = _size(mark) * unit
    width = lettering.text_width(mark.words, size, _weight(mark)) + _TAIL * unit
    if mark.chip:
        width += lettering.chip_width(size)
    height = lettering.text_height(_TEXT * unit)
    return Note(mark.key, (float(at[0]), float(at[1])), width, height, mark.rank)


def _covered(mark: Mark, shot: Shot) -> Rect | None:
    """The box a mark's extent fills, if it is small enough for labels to stand clear of it."""
    if mark.extent is None:
        return None
    pixels, depth = shot.view.pixels(mark.extent)
    low, high = pixels.min(0), pixels.max(0)
    if (depth <= 0).any() or (high - low > 0.3 * np.array(shot.view.size)).any():
        return None
    (x, y), (wide, tall) = low.tolist(), (high - low).tolist()
    return Rect(x, y, wide, tall)


def _size(mark: Mark) -> float:
    return _QUIET_TEXT if mark.quiet else _TEXT


def _weight(mark: Mark) -> lettering.Weight:
    return "Medium" if mark.quiet or mark.rank > 1 else "SemiBold"


def _leader(drawing: Drawing, label: Label, mark: Mark, shot: Shot) -> None:
    """A thin line from the text to the point, on a halo that keeps it clear of the picture."""
    unit, palette = shot.unit, shot.palette
    a, b = np.array(label.port), np.array(label.anchor)
    reach = float(np.linalg.norm(b - a))
    stop = _BADGE if mark.chip else 0.0
    if reach <= stop * unit:
        return
    end = b - (b - a) / reach * stop * unit
    ink = palette.quiet if mark.quiet else palette.ink
    drawing.stroke([a, end], 3.2 * unit, (*palette.halo, 110))
    dim = mark.hidden and not mark.chip
    pieces = dashes(np.array([a, end]), 5.0 * unit, 4.0 * unit) if dim else [[a, end]]
    for piece in pieces:
        drawing.stroke(piece, 1.15 * unit, (*ink, 210 if not mark.quiet else 150))
    if mark.own:
        for side in _arrowhead(a, b, unit):
            drawing.stroke(side, 1.6 * unit, (*ink, 230))
    elif not mark.chip:
        drawing.disc("", _DOT * unit * (1.4 if dim else 1.0), ink, unit, b, dim)


def _arrowhead(a: Floats, b: Floats, unit: float) -> list[list[Floats]]:
    """Two short lines that make a line from a to b an arrow."""
    back = (a - b) / float(np.linalg.norm(a - b)) * 9.0 * unit
    across = np.array([-back[1], back[0]]) * 0.45
    return [[b, b + back + across], [b, b + back - across]]


def _words(drawing: Drawing, label: Label, mark: Mark, shot: Shot) -> None:
    unit, palette = shot.unit, shot.palette
    size = _size(mark) * unit
    x = label.box.x + (_TAIL * unit if label.column == "right" else 0.0)
    y = label.box.y + label.box.height / 2.0
    if mark.chip:
        letter, fill = mark.chip
        radius = lettering.CHIP * size
        drawing.disc(letter, radius, fill, unit, (x + radius, y))
        x += lettering.chip_width(size)
    ink = palette.quiet if mark.quiet else palette.ink
    drawing.text(mark.words, size, ink, palette.halo, _weight(mark), unit, x, y)


def _centre_line(drawing: Drawing, shot: Shot, line: Floats, seen: NDArray[np.bool_]) -> None:
    """The muscle's line of pull: drawn through where it can be seen, dashed where it is hidden."""
    pixels, depth = shot.view.pixels(line)
    if (depth <= 0).any():
        return
    unit = shot.unit
    for visible, piece in pieces(pixels, seen):
        if visible:
            drawing.stroke(piece, 4.6 * unit, (18, 20, 26, 150))
            drawing.stroke(piece, 2.4 * unit, (255, 255, 255, 250))
        else:
            for dash in dashes(piece, 7.0 * unit, 5.0 * unit):
                drawing.stroke(dash, 3.6 * unit, (18, 20, 26, 110))
                drawing.stroke(dash, 1.8 * unit, (255, 255, 255, 220))
