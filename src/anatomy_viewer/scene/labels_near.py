"""Where labels go when they stand near what they name. Keeps the promises of ``labels``.

Each label in turn, the most important first, takes the free place that costs least: a short leader,
rather level, and the place it had in the last picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from anatomy_viewer.scene.labels import Label, Note, Rect, conflict

# In units of text; the caller says how many pixels a unit has.
_REACHES = (20.0, 32.0, 46.0, 64.0, 86.0, 112.0, 144.0, 184.0, 232.0)
_TURNS = 16
_MARGIN, _APART, _CLEARANCE = 8.0, 3.0, 9.0
_SLANT = 12.0  # what a steep leader costs, as much as a longer one
_LOYALTY = 40.0  # how much longer a leader may be for a label to stay where it was


def lay_out_near(
    notes: Sequence[Note],
    viewport: Rect,
    forbidden: Iterable[Rect] = (),
    previous: Iterable[Label] = (),
    unit: float = 1.0,
) -> tuple[Label, ...]:
    """Place labels near their anchors; one that finds no place is left out.

    Args:
        notes: what to name; those whose anchor is outside the viewport are left out.
        viewport: the whole image.
        forbidden: boxes to keep free.
        previous: the labels of the last picture, for a steady hand.
        unit: pixels per unit; every length given and returned scales with it.
    """
    inside = viewport.grown(-2.0 * unit)
    room = viewport.grown(-_MARGIN * unit)
    wanted = sorted((n for n in notes if inside.contains(n.anchor)), key=lambda n: (n.rank, n.key))
    before = {label.key: label.row for label in previous}
    blocked = list(forbidden)
    placed: list[Label] = []
    for note in wanted:
        options = [_label(note, place, unit) for place in range(len(_REACHES) * _TURNS)]
        ranked = sorted(options, key=lambda label: _cost(label, before.get(note.key)))
        for label in ranked:
            if _free(label, wanted, room, blocked, unit) and not any(
                conflict(_padded(label, unit), other) for other in placed
            ):
                placed.append(label)
                break
    return tuple(placed)


def _label(note: Note, place: int, unit: float) -> Label:
    """The label at one of the places round its anchor; ``row`` keeps the number of the place."""
    reach, turn = divmod(place, _TURNS)
    angle = 2.0 * np.pi * (turn + 0.5) / _TURNS
    away = _REACHES[reach] * unit
    port = (
        note.anchor[0] + away * float(np.cos(angle)),
        note.anchor[1] + away * float(np.sin(angle)),
    )
    right = port[0] >= note.anchor[0]
    x = port[0] if right else port[0] - note.width
    box = Rect(x, port[1] - note.height / 2.0, note.width, note.height)
    return Label(note.key, box, port, note.anchor, "right" if right else "left", place)


def _cost(label: Label, before: int | None) -> float:
    reach, turn = divmod(label.row, _TURNS)
    steep = abs(float(np.sin(2.0 * np.pi * (turn + 0.5) / _TURNS)))
    return _REACHES[reach] + _SLANT * steep - (_LOYALTY if label.row == before else 0.0)


def _free(
    label: Label, wanted: Sequence[Note], room: Rect, blocked: Sequence[Rect], unit: float
) -> bool:
    """Whether a label stays in the picture, off what is blocked, and off every named point."""
    box, near = label.box, label.box.grown(_CLEARANCE * unit)
    if not (
        room.contains((box.x, box.y)) and room.contains((box.x + box.width, box.y + box.height))
    ):
        return False
    return not any(box.overlaps(b) for b in blocked) and not any(
        near.contains(n.anchor) for n in wanted
    )


def _padded(label: Label, unit: float) -> Label:
    box = label.box.grown(_APART * unit)
    return Label(label.key, box, label.port, label.anchor, label.column, label.row)
