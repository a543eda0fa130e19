"""What is shown, faded and lit follows from the state alone."""

from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.scene.looks import looks
from anatomy_viewer.session import SideChoice, ViewName, ViewState

MUSCLE = "obturator_internus_left"


@given(
    side=st.sampled_from(get_args(SideChoice)),
    view=st.sampled_from(get_args(ViewName)),
    see_through=st.booleans(),
    data=st.data(),
)
@settings(max_examples=80, deadline=None)
def test_rules_of_looks(
    model: HipModel, side: SideChoice, view: ViewName, see_through: bool, data: st.DataObject
) -> None:
    names = sorted(model.atlas.structures)
    hidden = data.draw(st.frozensets(st.sampled_from(names), max_size=4))
    allowed = [n for n in model.atlas.on_side(side) if n not in hidden]
    selection = tuple(
        data.draw(st.lists(st.sampled_from(allowed), max_size=2, unique=True)) if allowed else []
    )
    state = ViewState(
        side=side, view=view, see_through=see_through, hidden=hidden, selection=selection
    )
    found = looks(model.atlas, state)
    assert set(found) == set(names)
    for name, look in found.items():
        kind = model.atlas.structures[name].kind
        assert not (look.shown and name in hidden)
        assert not (look.shown and name not in model.atlas.on_side(side))
        assert not (look.faded and name in selection)
        fibrous = bool(model.atlas.regions_of(name))
        assert fibrous == (kind in ("muscle", "ligament"))
        assert look.lit == (name in selection and fibrous and look.shown)
        neighbour = not model.atlas.structures[name].shown_at_first
        assert not (look.shown and neighbour and name not in selection)
        if look.shown and kind == "bone" and see_through and name not in selection:
            assert look.faded
    if selection:
        assert all(found[name].shown for name in selection)


def test_bones_fade_for_a_chosen_muscle(model: HipModel) -> None:
    found = looks(model.atlas, ViewState(selection=(MUSCLE,)))
    bones = [n for n, s in model.atlas.structures.items() if s.kind == "bone" and found[n].shown]
    assert bones
    assert all(found[n].faded for n in bones)
    assert not found[MUSCLE].faded


def test_a_muscle_chosen_on_the_side_not_shown_fades_nothing(model: HipModel) -> None:
    found = looks(model.atlas, ViewState(side="right", selection=(MUSCLE,)))
    assert not any(look.faded for look in found.values())


def test_hover_glows_and_selection_outglows_it(model: HipModel) -> None:
    assert looks(model.atlas, ViewState(), "sacrum")["sacrum"].glow == "hover"
    both = looks(model.atlas, ViewState(selection=("sacrum",)), "sacrum")
    assert both["sacrum"].glow == "selected"


def test_with_both_sides_the_pelvic_view_looks_past_the_right_one(model: HipModel) -> None:
    found = looks(model.atlas, ViewState(view="pelvic", side="both"))
    assert found["hip_bone_right"].faded
    assert not found["hip_bone_right"].named
    assert not found["obturator_internus_right"].shown
    assert not found["hip_bone_left"].faded
