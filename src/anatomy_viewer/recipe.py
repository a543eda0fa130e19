"""How a picture was made, as plain text: a whole view state, and how it left the program.

A recipe is JSON::

    {"anatomy-viewer": "recipe", "version": 1, "program": "0.1.0", "state": {…}, "picture": {…}}

Every figure carries its recipe, and a recipe brings the scene back exactly. Reading trusts nothing:
the text may come from a stranger's file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from anatomy_viewer import __version__
from anatomy_viewer.annotations import MOST
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import RecipeError, UnknownNameError
from anatomy_viewer.plain import from_plain, to_plain
from anatomy_viewer.session import Camera, ViewState

VERSION = 1
MAX_CHARACTERS = 1_000_000

_MARK = "anatomy-viewer"
_KEYS = (_MARK, "version", "program", "state", "picture")


@dataclass(frozen=True)
class Recipe:
    """A view state, and the plain fields of the picture options (empty for the usual ones)."""

    state: ViewState
    picture: Mapping[str, Any] = field(default_factory=dict)


def written(state: ViewState, picture: object | None = None, indent: int | None = None) -> str:
    """The recipe of a state, and of picture options when given, as text."""
    facts = {
        _MARK: "recipe",
        "version": VERSION,
        "program": __version__,
        "state": to_plain(state),
        "picture": {} if picture is None else to_plain(picture),
    }
    return json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=indent)


def read(text: str, atlas: Atlas | None = None, where: str = "The recipe") -> Recipe:
    """A recipe from its text.

    Args:
        text: trusted in nothing.
        atlas: what the names in it are checked against; not checked without one.
        where: how a message names it, a file for example.

    Raises:
        RecipeError: it is damaged, no recipe, of a newer version, or names what is not there.
    """
    facts = _parsed(text, where)
    if facts.get(_MARK) != "recipe":
        raise RecipeError(f"{where} is not a recipe of Anatomy Viewer.")
    version = facts.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise RecipeError(f"{where} is damaged: it has no version.")
    if version > VERSION:
        raise RecipeError(
            f"{where} was written by a newer version of Anatomy Viewer (recipe version "
            f"{str(version)[:12]}, this program reads {VERSION}).\nUpdate the program to open it."
        )
    unknown = [key for key in facts if key not in _KEYS]
    if unknown:
        raise RecipeError(
            f"{where} holds '{unknown[0][:60]}', which this version does not know.\n"
            "A newer version may have written it: update the program."
        )
    state = from_plain(ViewState, facts.get("state", {}), f"{where}: state")
    picture = facts.get("picture", {})
    if not isinstance(picture, dict):
        raise RecipeError(f"{where} is damaged: 'picture' must be a table of fields.")
    if state.camera is not None:
        _check_camera(state.camera, where)
    if atlas is not None:
        _check_names(state, atlas, where)
    return Recipe(state, picture)


def _parsed(text: str, where: str) -> dict[str, Any]:
    if len(text) > MAX_CHARACTERS:
        raise RecipeError(f"{where} is larger than {MAX_CHARACTERS // 1000} kB: not a recipe.")
    try:
        facts = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise RecipeError(
            f"{where} is damaged: it is no readable recipe ({error!s:.80})."
        ) from error
    if not isinstance(facts, dict):
        raise RecipeError(f"{where} is not a recipe of Anatomy Viewer.")
    return facts


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is given twice")
    return found


def _check_camera(camera: Camera, where: str) -> None:
    """An eye that looks somewhere, upright.

    Raises:
        RecipeError: it stands in its own focal point, or its up runs along its line of sight.
    """
    sight = np.subtract(camera.focal_point, camera.position)
    sideways = np.cross(sight, camera.view_up)
    reach = float(np.linalg.norm(sight)) * float(np.linalg.norm(camera.view_up))
    if not 1.0 <= camera.view_angle <= 120.0 or np.linalg.norm(sideways) <= 1e-6 * max(reach, 1e-3):
        raise RecipeError(f"{where} is damaged: its camera looks nowhere.")


def _check_names(state: ViewState, atlas: Atlas, where: str) -> None:
    def known(what: str, names: Iterable[str], options: Iterable[str]) -> None:
        choices = tuple(options)
        for name in names:
            if name not in choices:
                raise RecipeError(f"{where}: {UnknownNameError(what, name[:60], choices)}")

    known("structure", (*state.selection, *sorted(state.hidden | state.revealed)), atlas.structures)
    known("name", state.naming.only, atlas.nameable)
    if len(state.annotations) > MOST:
        raise RecipeError(f"{where} has more than {MOST} annotations.")
    for pin in (pin for note in state.annotations for pin in note.pins):
        known("structure", (pin.structure,), atlas.surfaces)
        if pin.face >= len(atlas.surfaces[pin.structure].faces):
            raise RecipeError(
                f"{where}: '{pin.structure}' has no face {pin.face}; it was made for other meshes."
            )
