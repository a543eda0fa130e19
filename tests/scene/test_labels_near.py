"""Labels near what they name keep the promises of those in columns, and stay close."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_viewer.scene.labels import Label, Note, Rect, conflict
from anatomy_viewer.scene.labels_near import lay_out_near

VIEWPORT = Rect(0.0, 0.0, 1280.0, 800.0)
MARKER = Rect(0.0, 692.0, 108.0, 108.0)

ANCHORS = st.tuples(st.integers(0, 1280), st.integers(0, 800)).map(
    lambda p: (float(p[0]), float(p[1]))
)
NOTES = st.lists(
    st.tuples(ANCHORS, st.integers(20, 220), st.integers(0, 5)),
    max_size=14,
    unique_by=lambda item: item[0],
).map(
    lambda found: [
        Note(f"note {i}", anchor, float(width), 20.0, rank)
        for i, (anchor, width, rank) in enumerate(found)
    ]
)


def assert_promises(labels: tuple[Label, ...], wanted: list[Note], viewport: Rect) -> None:
    for label in labels:
        box = label.box
        assert viewport.x <= box.x and box.x + box.width <= viewport.x + viewport.width
        assert viewport.y <= box.y and box.y + box.height <= viewport.y + viewport.height
        assert not box.overlaps(MARKER)
        assert not any(box.contains(note.anchor) for note in wanted)
        assert abs(label.port[1] - (box.y + box.height / 2)) < 1e-6
        assert np.isclose(label.port[0], box.x) or np.isclose(label.port[0], box.x + box.width)
    for a, b in combinations(labels, 2):
        assert not conflict(a, b)


@given(NOTES)
@settings(max_examples=60)
def test_labels_keep_their_promises(wanted: list[Note]) -> None:
    assert_promises(lay_out_near(wanted, VIEWPORT, [MARKER]), wanted, VIEWPORT)


@given(NOTES, st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=14))
@settings(max_examples=40)
def test_promises_hold_while_turning(wanted: list[Note], steps: list[tuple[int, int]]) -> None:
    before = lay_out_near(wanted, VIEWPORT, [MARKER])
    moved = [
        Note(n.key, (n.anchor[0] + dx, n.anchor[1] + dy), n.width, n.height, n.rank)
        for n, (dx, dy) in zip(wanted, steps, strict=False)
    ]
    assert_promises(lay_out_near(moved, VIEWPORT, [MARKER], before), moved, VIEWPORT)


@given(NOTES, st.sampled_from([2.0, 4.0, 0.5]))
@settings(max_examples=30)
def test_layout_at_another_scale_is_the_same_picture(wanted: list[Note], k: float) -> None:
    larger = [
        Note(n.key, (n.anchor[0] * k, n.anchor[1] * k), n.width * k, n.height * k, n.rank)
        for n in wanted
    ]
    scaled = Rect(0.0, 0.0, 1280.0 * k, 800.0 * k)
    one = lay_out_near(wanted, VIEWPORT)
    other = lay_out_near(larger, scaled, unit=k)
    assert [(a.key, a.row) for a in one] == [(b.key, b.row) for b in other]


def test_a_few_names_all_stand_close() -> None:
    wanted = [Note(f"n{i}", (300.0 + 80 * i, 150.0 + 60 * i), 120.0, 20.0) for i in range(8)]
    labels = lay_out_near(wanted, VIEWPORT, [MARKER])
    assert {label.key for label in labels} == {note.key for note in wanted}
    assert all(np.hypot(*np.subtract(a.port, a.anchor)) < 60 for a in labels)
    moved = [Note(n.key, (n.anchor[0] + 5, n.anchor[1] + 3), 120.0, 20.0) for n in wanted]
    again = lay_out_near(moved, VIEWPORT, [MARKER], labels)
    assert [a.row for a in again] == [a.row for a in labels]
