"""The one truth about what is shown: actions are pure, undo goes back exactly."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.pose import RANGES, Pose
from anatomy_viewer.session import (
    SIDE_CHOICES,
    THEMES,
    VIEW_NAMES,
    Action,
    Camera,
    Session,
    ViewState,
    clear_selection,
    hide_selected,
    isolate_selected,
    select,
    set_camera,
    set_coordinate,
    set_labels,
    set_moment_arm,
    set_pose,
    set_revealed,
    set_side,
    set_theme,
    set_view,
    set_visible,
    show_all,
    toggle_see_through,
    toggle_selected,
)

ALL = ("hip_bone_left", "femur_left", "obturator_internus_left", "sacrum")
NAMES = st.sampled_from(ALL)
POSES = st.builds(Pose, *(st.floats(low, high) for low, high in RANGES.values()))
CAMERA = Camera((0.0, 900.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 1.0))

ACTIONS: st.SearchStrategy[Action] = st.one_of(
    POSES.map(set_pose),
    st.builds(set_coordinate, st.just("flexion"), st.floats(-20, 120)),
    st.sampled_from(VIEW_NAMES).map(set_view),
    st.just(set_camera(CAMERA)),
    st.sampled_from(SIDE_CHOICES).map(set_side),
    NAMES.map(select),
    NAMES.map(toggle_selected),
    st.sampled_from([clear_selection, hide_selected, show_all, toggle_see_through]),
    st.just(isolate_selected(ALL)),
    st.builds(set_visible, NAMES, st.booleans()),
    st.builds(set_revealed, st.lists(NAMES, max_size=2), st.booleans()),
    st.booleans().map(set_labels),
    st.sampled_from([None, "flexion", "abduction", "rotation"]).map(set_moment_arm),
    st.sampled_from(THEMES).map(set_theme),
)
STEPS = st.lists(st.tuples(ACTIONS, st.sampled_from([None, "drag", "play"])), max_size=30)


@given(STEPS)
def test_undo_and_redo_walk_the_same_way(steps: list[tuple[Action, str | None]]) -> None:
    session = Session()
    start = session.state
    for action, gesture in steps:
        session.apply(action, gesture)
    end = session.state
    passed = [end]
    while session.can_undo:
        passed.append(session.undo())
    assert session.state == start
    assert session.undo() == start  # nothing is left to take back
    for expected in reversed(passed[:-1]):
        assert session.can_redo
        assert session.redo() == expected
    assert not session.can_redo
    assert session.state == end


@given(STEPS, ACTIONS)
def test_actions_are_pure(steps: list[tuple[Action, str | None]], last: Action) -> None:
    session = Session()
    for action, gesture in steps:
        session.apply(action, gesture)
    before = session.state
    copy = replace(before)
    assert last(before) == last(before)
    assert before == copy
    hash(last(before))  # a state is a value through and through


@given(STEPS)
def test_what_is_selected_is_never_hidden_by_hand(steps: list[tuple[Action, str | None]]) -> None:
    session = Session()
    for action, gesture in steps:
        session.apply(action, gesture)
    hidden = hide_selected(session.state)
    assert not hidden.selection
    assert hidden.hidden == session.state.hidden | set(session.state.selection)
    for name in ALL:
        out = set_visible(name, False)(session.state)
        assert name in out.hidden and name not in out.selection
        assert name not in set_visible(name, True)(out).hidden


def test_a_gesture_is_one_step() -> None:
    session = Session()
    for degrees in range(1, 40):
        session.apply(set_coordinate("flexion", degrees), "drag")
    session.end_gesture()
    session.apply(set_coordinate("flexion", 60), "drag")
    assert session.undo().pose == Pose(flexion=39)
    assert session.undo() == ViewState()
    assert not session.can_undo


def test_what_changes_nothing_is_no_step() -> None:
    session = Session()
    session.apply(set_labels(True))
    session.apply(clear_selection)
    assert not session.can_undo


def test_a_new_action_ends_what_could_be_redone() -> None:
    session = Session()
    session.apply(select("sacrum"))
    session.undo()
    assert session.can_redo
    session.apply(select("femur_left"))
    assert not session.can_redo


def test_only_so_many_steps_are_kept() -> None:
    session = Session(limit=5)
    for degrees in range(1, 21):
        session.apply(set_coordinate("flexion", degrees))
    while session.can_undo:
        session.undo()
    assert session.state.pose == Pose(flexion=15)


@given(NAMES, NAMES)
def test_adding_to_the_selection_and_taking_out(first: str, second: str) -> None:
    state = select(first)(ViewState())
    assert state.selection == (first,)
    toggled = toggle_selected(second)(state)
    assert toggled.selection == (() if first == second else (first, second))
    assert toggle_selected(second)(toggled).selection in ((first,), (second,))


@given(st.lists(NAMES, unique=True))
def test_isolating_hides_all_else(names: list[str]) -> None:
    state = ViewState(selection=tuple(names))
    isolated = isolate_selected(ALL)(state)
    if names:
        assert set(ALL) - isolated.hidden == set(names)
        assert show_all(isolated).hidden == frozenset()
    else:
        assert isolated == state


def test_a_named_view_or_another_side_frames_anew() -> None:
    seen = set_camera(CAMERA)(ViewState())
    assert seen.camera == CAMERA
    assert set_view("left")(seen).camera is None
    assert set_side("right")(seen).camera is None
    assert set_pose(Pose(30))(seen).camera == CAMERA  # moving the hip does not move the eye


def test_what_is_hidden_at_first_is_shown_once_asked_for(atlas: Atlas) -> None:
    names = atlas.neighbours()
    piriformis, sacrum = atlas.structures["piriformis_left"], atlas.structures["sacrum"]
    assert names and sacrum.id not in names
    state = ViewState()
    assert state.shows(sacrum) and not state.shows(piriformis)
    ticked = set_visible(piriformis.id, True)(state)
    assert ticked.shows(piriformis)
    assert not set_visible(piriformis.id, False)(ticked).shows(piriformis)
    everything = set_revealed(names, True)(set_visible(piriformis.id, False)(ticked))
    assert all(everything.shows(atlas.structures[name]) for name in names)
    assert set_revealed(names, False)(everything) == state
    assert show_all(everything) == everything
    assert not hide_selected(select(piriformis.id)(everything)).shows(piriformis)
    chosen = select(piriformis.id)(everything)
    assert set_revealed(names, False)(chosen).selection == ()
