"""Where labels go: in two columns beside the picture, on a grid of rows. Pure arithmetic.

Four promises, kept by construction and by a last sweep that drops the least important offender:
labels stay inside the viewport and never overlap each other or a forbidden area; no label covers
a point that is named; leader lines never cross each other; no leader runs through a label.

A label keeps its row while the picture turns, until a promise or a much shorter leader asks for
another: only the leaders move, and the eye stays with the anatomy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Column = Literal["left", "right"]

# In units of text; the caller says how many pixels a unit has.
_MARGIN, _GAP, _ROW_GAP, _CLEARANCE = 14.0, 26.0, 7.0, 9.0
_PATIENCE = 3.0  # rows a leader may stray before its label moves


@dataclass(frozen=True)
class Rect:
    """A box in pixels from the top left."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Rect) -> bool:
        """Whether the insides of two boxes meet."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def grown(self, by: float) -> Rect:
        """The box with a border added all round."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def contains(self, point: Point) -> bool:
        """Whether a point lies inside or on the edge."""
        return (
            self.x <= point[0] <= self.x + self.width and self.y <= point[1] <= self.y + self.height
        )


@dataclass(frozen=True)
class Note:
    """Something to name: a point in the picture and the size of its text. Low rank matters most."""

    key: str
    anchor: Point
    width: float
    height: float
    rank: int = 0


@dataclass(frozen=True)
class Label:
    """A placed label; its leader runs from ``port`` to ``anchor``."""

    key: str
    box: Rect
    port: Point
    anchor: Point
    column: Column
    row: int


@dataclass(frozen=True)
class _Strip:
    """One column: the line its text ends on, and the rows that are free."""

    column: Column
    line: float
    rows: Mapping[int, float]  # row -> y of its middle
    height: float

    def box(self, note: Note, row: int) -> Rect:
        x = self.line - note.width if self.column == "left" else self.line
        return Rect(x, self.rows[row] - note.height / 2.0, note.width, note.height)

    def label(self, note: Note, row: int) -> Label:
        port = (self.line, self.rows[row])
        return Label(note.key, self.box(note, row), port, note.anchor, self.column, row)


def lay_out(
    notes: Sequence[Note],
    viewport: Rect,
    picture: Rect,
    forbidden: Iterable[Rect] = (),
    previous: Iterable[Label] = (),
    unit: float = 1.0,
) -> tuple[Label, ...]:
    """Place labels beside the picture.

    Args:
        notes: what to name; those whose anchor is outside the viewport are left out.
        viewport: the whole image.
        picture: the box of the anatomy in it; the columns stand just outside when there is room.
        forbidden: boxes to keep free.
        previous: the labels of the last picture, for a steady hand.
        unit: pixels per unit; every length given and returned scales with it.
    """
    inside = viewport.grown(-2.0 * unit)
    wanted = sorted((n for n in notes if inside.contains(n.anchor)), key=lambda n: (n.rank, n.key))
    before = {label.key: label for label in previous}
    blocked = list(forbidden)
    while wanted:
        strips = _strips(wanted, viewport, picture, blocked, unit)
        split = _split(wanted, strips, before)
        if split is None:
            wanted.pop()  # more names than rows: the least important goes
            continue
        placed: list[Label] = []
        for column, members in split.items():
            placed += _place(members, strips[column], before)
        return _swept(placed, wanted)
    return ()


def _strips(
    notes: Sequence[Note], viewport: Rect, picture: Rect, blocked: Sequence[Rect], unit: float
) -> dict[Column, _Strip]:
    """Both columns with the rows that cover nothing they must not."""
    width = max(n.width for n in notes)
    height = max(n.height for n in notes)
    margin, gap = _MARGIN * unit, _GAP * unit
    left_line = max(viewport.x + margin + width, picture.x - gap)
    right_line = min(viewport.x + viewport.width - margin - width, picture.x + picture.width + gap)
    pitch = height + _ROW_GAP * unit
    count = int((viewport.height - 2.0 * margin + _ROW_GAP * unit) // pitch)
    first = viewport.y + (viewport.height - (count - 1) * pitch) / 2.0
    strips: dict[Column, _Strip] = {}
    lines: tuple[tuple[Column, float, float], ...] = (
        ("left", left_line, left_line - width),
        ("right", right_line, right_line),
    )
    for column, line, x in lines:
        rows = {}
        for row in range(count):
            y = first + row * pitch
            box = Rect(x, y - height / 2.0, width, height)
            near = box.grown(_CLEARANCE * unit)
            if viewport.width < width + 2.0 * margin or any(box.overlaps(b) for b in blocked):
                continue
            if not any(near.contains(n.anchor) for n in notes):
                rows[row] = y
        strips[column] = _Strip(column, line, rows, height)
    if strips["left"].line > strips["right"].line:  # too narrow for two columns: keep one
        strips["right"] = _Strip("right", right_line, {}, height)
    return strips


def _split(
    notes: Sequence[Note], strips: Mapping[Column, _Strip], before: Mapping[str, Label]
) -> dict[Column, list[Note]] | None:
    """Who goes left and who right: a cut from left to right, so that leaders cannot cross over."""
    order = sorted(notes, key=lambda n: (n.anchor[0], n.key))
    room = {column: len(strip.rows) for column, strip in strips.items()}
    best: tuple[float, int] | None = None
    for k in range(len(order) + 1):
        if k > room["left"] or len(order) - k > room["right"]:
            continue
        reach = sum(abs(n.anchor[0] - strips["left"].line) for n in order[:k])
        reach += sum(abs(n.anchor[0] - strips["right"].line) for n in order[k:])
        moved = sum(n.key in before and before[n.key].column != "left" for n in order[:k])
        moved += sum(n.key in before and before[n.key].column != "right" for n in order[k:])
        lean = abs(2 * k - len(order))
        pitch = strips["left"].height
        cost = reach + pitch * (0.7 * lean * lean + 6.0 * moved)
        if best is None or cost < best[0]:
            best = (cost, k)
    if best is None:
        return None
    return {"left": order[: best[1]], "right": order[best[1] :]}


def _place(notes: Sequence[Note], strip: _Strip, before: Mapping[str, Label]) -> list[Label]:
    """Give every note a row: its old one, or the nearest, then swap until no leaders cross."""
    free = dict(strip.rows)
    rows: dict[str, int] = {}
    for note in notes:
        old = before.get(note.key)
        if old is None or old.column != strip.column or old.row not in free:
            continue
        nearest = min(abs(y - note.anchor[1]) for y in strip.rows.values())
        stray = abs(free[old.row] - note.anchor[1]) - nearest
        if stray <= _PATIENCE * strip.height:
            rows[note.key] = old.row
            del free[old.row]
    for note in sorted(notes, key=lambda n: (n.rank, n.key)):
        if note.key not in rows:
            row = min(free, key=lambda r: (abs(free[r] - note.anchor[1]), r))
            rows[note.key] = row
            del free[row]
    ordered = sorted(notes, key=lambda n: n.key)
    for _ in range(len(ordered) ** 3):  # every swap shortens the leaders, so this ends well before
        crossing = next(
            (
                (a.key, b.key)
                for i, a in enumerate(ordered)
                for b in ordered[i + 1 :]
                if _cross(strip.label(a, rows[a.key]), strip.label(b, rows[b.key]))
            ),
            None,
        )
        if crossing is None:
            break
        a_key, b_key = crossing
        rows[a_key], rows[b_key] = rows[b_key], rows[a_key]
    return [strip.label(note, rows[note.key]) for note in notes]


def _swept(labels: Sequence[Label], notes: Sequence[Note]) -> tuple[Label, ...]:
    """Drop the least important labels that would break a promise."""
    rank = {note.key: i for i, note in enumerate(notes)}
    kept: list[Label] = []
    for label in sorted(labels, key=lambda item: rank[item.key]):
        if not any(conflict(label, other) for other in kept):
            kept.append(label)
    return tuple(kept)


def conflict(a: Label, b: Label) -> bool:
    """Whether two labels break a promise to each other."""
    return (
        a.box.overlaps(b.box)
        or _cross(a, b)
        or runs_through(a.port, a.anchor, b.box)
        or runs_through(b.port, b.anchor, a.box)
    )


def _cross(a: Label, b: Label) -> bool:
    """Whether two leaders cross at a point inside both."""

    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    one = turn(a.port, a.anchor, b.port) * turn(a.port, a.anchor, b.anchor)
    two = turn(b.port, b.anchor, a.port) * turn(b.port, b.anchor, a.anchor)
    return one < 0 and two < 0


def runs_through(p: Point, q: Point, box: Rect) -> bool:
    """Whether a segment passes through the inside of a box (Liang and Barsky's clipping)."""
    low, high = 0.0, 1.0
    for start, delta, near, far in (
        (p[0], q[0] - p[0], box.x, box.x + box.width),
        (p[1], q[1] - p[1], box.y, box.y + box.height),
    ):
        if delta == 0.0:
            if not near < start < far:
                return False
            continue
        t = sorted(((near - start) / delta, (far - start) / delta))
        low, high = max(low, t[0]), min(high, t[1])
    return low < high
