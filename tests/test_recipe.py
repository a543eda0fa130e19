"""Recipes: what is written is read back exactly; what is damaged or newer is refused in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anatomy_viewer import recipe
from anatomy_viewer.annotations import Annotation, Pin
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.atlas.names import LANGUAGES
from anatomy_viewer.errors import RecipeError
from anatomy_viewer.motion.pose import RANGES, Pose
from anatomy_viewer.plain import from_plain, to_plain
from anatomy_viewer.session import SIDE_CHOICES, THEMES, VIEW_NAMES, Camera, Naming, ViewState

IDS = ("hip_bone_left", "femur_left", "obturator_internus_left", "sacrum")
NUMBERS = st.floats(-1e6, 1e6)
POINTS = st.tuples(NUMBERS, NUMBERS, NUMBERS)
CAMERAS = st.builds(
    lambda focus, way, angle: Camera(
        (focus[0] + way, focus[1] + 2 * way, focus[2]), focus, (0.0, 0.0, 1.0), angle
    ),
    POINTS, st.floats(10.0, 5000.0), st.floats(1.0, 120.0),
)  # fmt: skip
SPOTS = st.builds(
    lambda name, face, share: Pin(name, face, (share, 1.0 - share, 0.0)),
    st.sampled_from(IDS), st.integers(0, 999), st.floats(0.0, 1.0),
)  # fmt: skip
SAID = st.text("abc é°·", min_size=1, max_size=20).filter(str.strip)
NOTES = st.one_of(
    st.builds(lambda pin, words: Annotation("note", (pin,), words), SPOTS, SAID),
    st.builds(
        lambda words, at: Annotation("text", (), words, at),
        SAID, st.tuples(st.floats(0, 1), st.floats(0, 1)),
    ),
    st.builds(lambda *pins: Annotation("distance", pins), SPOTS, SPOTS),
    st.builds(lambda *pins: Annotation("angle", pins, "x"), SPOTS, SPOTS, SPOTS),
)  # fmt: skip
STATES = st.builds(
    ViewState,
    pose=st.builds(Pose, *(st.floats(low, high) for low, high in RANGES.values())),
    side=st.sampled_from(SIDE_CHOICES),
    view=st.sampled_from(VIEW_NAMES),
    camera=st.none() | CAMERAS,
    selection=st.lists(st.sampled_from(IDS), unique=True).map(tuple),
    hidden=st.frozensets(st.sampled_from(IDS)),
    see_through=st.booleans(),
    labels=st.booleans(),
    theme=st.sampled_from(THEMES),
    naming=st.builds(
        Naming,
        only=st.lists(st.sampled_from([*IDS, "asis_left", f"{IDS[2]}.origin"])).map(tuple),
        language=st.sampled_from(LANGUAGES),
        numbers=st.booleans(),
        near=st.booleans(),
    ),
    annotations=st.lists(NOTES, max_size=4).map(tuple),
)


@given(STATES)
def test_a_state_comes_back_exactly(atlas: Atlas, state: ViewState) -> None:
    assert recipe.read(recipe.written(state), atlas).state == state
    assert recipe.read(recipe.written(state, indent=2), atlas).state == state


@given(STATES, st.data())
def test_a_missing_field_takes_its_default(state: ViewState, data: st.DataObject) -> None:
    facts = json.loads(recipe.written(state))
    name = data.draw(st.sampled_from([f.name for f in fields(ViewState)]))
    del facts["state"][name]
    found = recipe.read(json.dumps(facts)).state
    assert getattr(found, name) == getattr(ViewState(), name)
    assert all(
        getattr(found, f.name) == getattr(state, f.name)
        for f in fields(ViewState)
        if f.name != name
    )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(STATES, st.sampled_from([f.name for f in fields(ViewState)]), JUNK)
def test_junk_in_a_field_is_refused_or_harmless(state: ViewState, name: str, junk: object) -> None:
    facts = json.loads(recipe.written(state))
    facts["state"][name] = junk
    try:
        found = recipe.read(json.dumps(facts)).state
    except RecipeError as error:
        assert 1 <= len(str(error).splitlines()) <= 2
        return
    assert recipe.read(recipe.written(found)).state == found
    hash(found)


@given(st.text(max_size=60) | JUNK.map(json.dumps))
def test_no_text_at_all_ends_in_a_traceback(text: str) -> None:
    with pytest.raises(RecipeError):
        recipe.read(text)


@given(STATES, st.data())
def test_a_cut_recipe_is_never_half_read(state: ViewState, data: st.DataObject) -> None:
    text = recipe.written(state)
    at = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(RecipeError):
        recipe.read(text[:at])


NOTE = (
    '"annotations": [{"kind": "note", "words": "x y", "pins": '
    '[{"structure": "sacrum", "face": 7, "shares": [1.0, 0.0, 0.0]}]}]'
)
GOOD = recipe.written(ViewState(camera=Camera((0, 900, 0), (0, 0, 0), (0, 0, 1))))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"version": 1', '"version": 2', "newer version of Anatomy Viewer.*\n.*[Uu]pdate"),
        ('"version": 1', '"version": true', "has no version"),
        ('"version": 1, ', "", "has no version"),
        ('"picture": {}', '"picture": {}, "film": 1', "holds 'film', which this version"),
        ('"recipe"', '"session"', "not a recipe"),
        ('"labels": true', '"labels": true, "lables": true', "'lables'; did you mean 'labels'"),
        ('"labels": true', '"labels": 1', "'labels' must be true or false, not a number"),
        ('"labels": true', '"labels": true, "labels": false', "a field is given twice"),
        ('"side": "left"', '"side": "middle"', "'side' is 'middle'; choose left, right, both"),
        ('"flexion": 0.0', '"flexion": 130.0', "Flexion 130 is outside the range"),
        ('"flexion": 0.0', '"flexion": NaN', "no readable recipe .NaN is no number"),
        ('"flexion": 0.0', '"flexion": 1e999', "finite, usable number"),
        ('"flexion": 0.0', '"flexion": "much"', "'flexion' must be a number, not a text"),
        ('"selection": []', '"selection": ["sacrun"]', "Did you mean 'sacrum'"),
        ('"hidden": []', '"hidden": ["nobody"]', "Unknown structure 'nobody'"),
        ('"selection": []', f'"selection": {json.dumps(["sacrum"] * 2000)}', "more than 1000"),
        ('"annotations": []', NOTE.replace("sacrum", "sacrun"), "Unknown structure 'sacrun'"),
        ('"annotations": []', NOTE.replace("7", "77777777"), "has no face 77777777"),
        ('"annotations": []', NOTE.replace("7", "-7"), "must lie on a face"),
        ('"annotations": []', NOTE.replace("[1.0, 0.0", "[1.0, 0.5"), "must lie on a face"),
        ('"annotations": []', NOTE.replace("note", "angle"), "angle has 3 pins, not 1"),
        ('"annotations": []', NOTE.replace("x y", " "), "must say something"),
        ('"annotations": []', NOTE.replace("x y", "x" * 61), "60 characters at most"),
        ('"annotations": []', NOTE.replace("note", "film"), "'kind' is 'film'; choose note"),
        ('"only": []', '"only": ["asis"]', "Unknown name 'asis'. Did you mean 'asis_"),
        ('"language": "en"', '"language": "de"', "'language' is 'de'; choose en, la"),
        ('"selection": []', '"selection": "sacrum"', "'selection' must be a list"),
        ("[0, 900, 0]", "[0, 0, 0]", "its camera looks nowhere"),
        ("[0, 900, 0]", "[0, 900]", "must be a list of 3, not of 2"),
        ('"view_up": [0, 0, 1]', '"view_up": [0, 1, 0]', "its camera looks nowhere"),
        (', "view_up": [0, 0, 1]', "", "'view_up' is missing"),
        ('"view_angle": 24.0', '"view_angle": 0.0', "its camera looks nowhere"),
    ],
)
def test_what_is_wrong_is_said(atlas: Atlas, old: str, new: str, complaint: str) -> None:
    text = GOOD.replace(old, new)
    assert text != GOOD
    with pytest.raises(RecipeError, match=complaint) as caught:
        recipe.read(text, atlas, where="hip.png")
    assert str(caught.value).startswith("hip.png")
    assert len(str(caught.value).splitlines()) <= 2


@pytest.mark.parametrize("text", ["", "[" * 100_000, "x" * 2_000_000, "null", '"recipe"', "{}"])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="recipe"):
        recipe.read(text)


@dataclass(frozen=True)
class Nested:
    kind: Literal["a", "b"]
    spots: tuple[tuple[str, float], ...] = ()
    camera: Camera | None = None


@given(
    st.builds(
        Nested,
        st.sampled_from(["a", "b"]),
        st.lists(st.tuples(st.sampled_from(["x", "y z", "é"]), NUMBERS)).map(tuple),
        st.none() | CAMERAS,
    )
)
def test_any_frozen_dataclass_has_a_plain_form(value: Nested) -> None:
    assert from_plain(Nested, json.loads(json.dumps(to_plain(value))), "x") == value
