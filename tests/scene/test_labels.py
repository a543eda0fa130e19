"""The label layout keeps its four promises whatever it is given."""

from __future__ import annotations

from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anatomy_viewer.scene.labels import Label, Note, Rect, lay_out

VIEWPORT = Rect(0.0, 0.0, 1280.0, 800.0)
PICTURE = Rect(350.0, 0.0, 580.0, 800.0)
MARKER = Rect(0.0, 692.0, 108.0, 108.0)


def points(x: tuple[int, int]) -> st.SearchStrategy[tuple[float, float]]:
    return st.tuples(st.integers(*x), st.integers(0, 800)).map(lambda p: (float(p[0]), float(p[1])))


def lists_of_notes(
    anchors: st.SearchStrategy[tuple[float, float]],
) -> st.SearchStrategy[list[Note]]:
    items = st.tuples(anchors, st.integers(30, 220), st.integers(0, 5))
    return st.lists(items, max_size=14, unique_by=lambda item: item[0]).map(
        lambda found: [
            Note(f"note {i}", anchor, float(width), 20.0, rank)
            for i, (anchor, width, rank) in enumerate(found)
        ]
    )


notes = lists_of_notes(points((0, 1280)))
notes_on_the_picture = lists_of_notes(points((360, 920)))


def crosses(a: Label, b: Label) -> bool:
    """Whether two leaders properly cross, by signed areas."""

    def area(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return (
        area(a.port, a.anchor, b.port) * area(a.port, a.anchor, b.anchor) < 0
        and area(b.port, b.anchor, a.port) * area(b.port, b.anchor, a.anchor) < 0
    )


def assert_promises(labels: tuple[Label, ...], wanted: list[Note], viewport: Rect) -> None:
    for label in labels:
        box = label.box
        assert viewport.x <= box.x and box.x + box.width <= viewport.x + viewport.width
        assert viewport.y <= box.y and box.y + box.height <= viewport.y + viewport.height
        assert not box.overlaps(MARKER)
    placed = {label.key for label in labels}
    for label in labels:
        for note in wanted:
            assert note.key not in placed or not label.box.contains(note.anchor)
    for a, b in combinations(labels, 2):
        assert not a.box.overlaps(b.box)
        assert not crosses(a, b)


@given(notes)
@settings(max_examples=150, deadline=None)
def test_labels_keep_their_promises(wanted: list[Note]) -> None:
    labels = lay_out(wanted, VIEWPORT, PICTURE, [MARKER])
    assert_promises(labels, wanted, VIEWPORT)
    assert len({label.key for label in labels}) == len(labels)


@given(notes, st.integers(120, 1600), st.integers(90, 1200))
@settings(max_examples=150, deadline=None)
def test_promises_hold_in_viewports_of_any_size(wanted: list[Note], w: int, h: int) -> None:
    viewport = Rect(0.0, 0.0, float(w), float(h))
    labels = lay_out(wanted, viewport, Rect(w / 4, 0.0, w / 2, float(h)), [MARKER])
    assert_promises(labels, wanted, viewport)


@given(notes, st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=14))
@settings(max_examples=100, deadline=None)
def test_promises_hold_while_turning(wanted: list[Note], steps: list[tuple[int, int]]) -> None:
    before = lay_out(wanted, VIEWPORT, PICTURE, [MARKER])
    moved = [
        Note(n.key, (n.anchor[0] + dx, n.anchor[1] + dy), n.width, n.height, n.rank)
        for n, (dx, dy) in zip(wanted, steps, strict=False)
    ]
    assert_promises(lay_out(moved, VIEWPORT, PICTURE, [MARKER], before), moved, VIEWPORT)


@given(notes, st.sampled_from([2.0, 4.0, 0.5]))
@settings(max_examples=100, deadline=None)
def test_layout_at_another_scale_is_the_same_picture(wanted: list[Note], k: float) -> None:
    def scaled(r: Rect) -> Rect:
        return Rect(r.x * k, r.y * k, r.width * k, r.height * k)

    larger = [
        Note(n.key, (n.anchor[0] * k, n.anchor[1] * k), n.width * k, n.height * k, n.rank)
        for n in wanted
    ]
    one = lay_out(wanted, VIEWPORT, PICTURE, [MARKER])
    other = lay_out(larger, scaled(VIEWPORT), scaled(PICTURE), [scaled(MARKER)], unit=k)
    assert [(a.key, scaled(a.box), a.column, a.row) for a in one] == [
        (b.key, b.box, b.column, b.row) for b in other
    ]


@given(notes_on_the_picture)
@settings(max_examples=100, deadline=None)
def test_a_still_picture_keeps_its_labels(wanted: list[Note]) -> None:
    """As long as there is room for all; a name left out may push in on the next try."""
    first = lay_out(wanted, VIEWPORT, PICTURE, [MARKER])
    assume(len(first) == len(wanted))
    again = lay_out(wanted, VIEWPORT, PICTURE, [MARKER], first)
    assert {label.key: label.box for label in again} == {label.key: label.box for label in first}


def test_small_turns_do_not_move_labels() -> None:
    wanted = [Note(f"n{i}", (500.0 + 30 * i, 150.0 + 90 * i), 120.0, 20.0) for i in range(6)]
    first = lay_out(wanted, VIEWPORT, PICTURE)
    moved = [Note(n.key, (n.anchor[0] + 6, n.anchor[1] + 9), 120.0, 20.0) for n in wanted]
    assert [a.box for a in lay_out(moved, VIEWPORT, PICTURE, previous=first)] == [
        a.box for a in first
    ]


def test_a_few_names_all_find_room_beside_the_picture() -> None:
    wanted = [Note(f"n{i}", (420.0 + 60 * i, 100.0 + 70 * i), 120.0, 20.0) for i in range(8)]
    labels = lay_out(wanted, VIEWPORT, PICTURE, [MARKER])
    assert {label.key for label in labels} == {note.key for note in wanted}
    inner = PICTURE.grown(-1.0)
    assert not any(label.box.overlaps(inner) for label in labels)


def test_the_least_important_name_goes_when_room_is_short() -> None:
    wanted = [Note(f"n{i:02}", (300.0 + i, 50.0 + i), 60.0, 20.0, rank=i) for i in range(20)]
    labels = lay_out(wanted, Rect(0, 0, 640, 120), Rect(250, 0, 140, 120))
    kept = {label.key for label in labels}
    assert 0 < len(kept) < 20
    assert "n00" in kept
    assert "n19" not in kept
