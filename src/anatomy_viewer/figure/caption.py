"""The line below a picture: what is shown, in which pose, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.words import pose_text
from anatomy_viewer.scene import lettering
from anatomy_viewer.scene.drawing import Drawing
from anatomy_viewer.scene.marks import plain_name
from anatomy_viewer.scene.palette import Colour, Palette
from anatomy_viewer.session import Camera, ViewState

LETTERS = "ABCDEFGHIJKL"  # of a sheet's panels

_TITLE, _SOURCE, _EDGE, _STRIP = 13.0, 11.0, 16.0, 50.0  # units


@dataclass(frozen=True)
class Caption:
    """The parts of a caption: ``title`` says what and how posed, ``source`` whence.

    ``licence``, of the geometry shown, goes into the file unseen.
    """

    title: str
    source: str
    licence: str = ""


def caption_text(model: HipModel, state: ViewState, panels: Sequence[ViewState] = ()) -> Caption:
    """The caption of a view state, or of a sheet: what its lettered panels show."""
    structures = model.atlas.structures
    shown = state.shown(model.atlas)
    named = [n for n in state.selection if n in shown]
    if not named:
        first = [n for n in shown if structures[n].shown_at_first]
        named = [n for n in first if structures[n].kind == "muscle"] or list(shown[:1])
    what = ", ".join(plain_name(structures[n], state).lower() for n in named) or "hip"
    if not state.selection and any(not structures[n].shown_at_first for n in shown):
        what += " and neighbours"
    what = what[:1].upper() + what[1:]
    side = {"left": "left hip", "right": "right hip", "both": "both hips"}[state.side]
    parts = [what, side]
    if panels:
        parts += [
            f"{letter} {_seen(panel)}" for letter, panel in zip(LETTERS, panels, strict=False)
        ]
    else:
        parts += [pose_text(state.pose), _view(state)]
    bones = next((s.source for s in structures.values() if s.kind == "bone"), "")
    licences = dict.fromkeys(structures[n].licence for n in shown)
    return Caption(
        " · ".join(parts),
        f"Computed from a model. Bones: {bones}." if bones else "",
        f"Geometry: {', '.join(licences)}." if licences else "",
    )


def _seen(state: ViewState) -> str:
    return f"{_view(state)}, {pose_text(state.pose)}"


def _view(state: ViewState) -> str:
    return f"{state.view} view" if state.camera is None else "free view"


def caption_height(unit: float) -> int:
    """Height of the strip the caption takes below the picture, whole pixels."""
    return round(_STRIP * unit)


def draw_caption(
    drawing: Drawing, caption: Caption, size: tuple[int, int], palette: Palette, unit: float
) -> None:
    """Add the caption to the strip at the bottom of a file of this size; shrunk to its width."""
    width, height = size
    strip = caption_height(unit)
    edge, room = _EDGE * unit, width - 2.0 * _EDGE * unit
    line = height - strip + 0.5 * unit
    drawing.stroke([[edge, line], [width - edge, line]], 1.0 * unit, (*palette.quiet, 90))
    rows: tuple[tuple[str, float, Colour, lettering.Weight, float], ...] = (
        (caption.title, _TITLE, palette.ink, "SemiBold", 0.32),
        (caption.source, _SOURCE, palette.quiet, "Medium", 0.70),
    )
    for words, text, ink, weight, down in rows:
        if words:
            text *= unit
            text *= min(1.0, room / lettering.text_width(words, text, weight))
            y = height - strip * (1.0 - down)
            drawing.text(words, text, ink, palette.halo, weight, unit, edge, y)


def draw_scale_bar(
    drawing: Drawing,
    camera: Camera,
    size: tuple[int, int],
    palette: Palette,
    unit: float,
) -> None:
    """Add a bar of a round length, true at the depth the camera looks at."""
    width, height = size
    distance = float(np.linalg.norm(np.subtract(camera.position, camera.focal_point)))
    per_mm = height / (2.0 * distance * np.tan(np.radians(camera.view_angle) / 2.0))
    length = max((mm for mm in (1, 2, 5, 10, 20, 50, 100) if mm * per_mm < 0.2 * width), default=1)
    x0, x1 = width - _EDGE * unit - length * per_mm, width - _EDGE * unit
    y = 26.0 * unit
    drawing.stroke([[x0, y], [x1, y]], 4.4 * unit, (*palette.halo, 170))
    drawing.stroke([[x0, y], [x1, y]], 2.2 * unit, (*palette.ink, 255))
    words, text = f"{length} mm", 11.0 * unit
    x = (x0 + x1 - lettering.text_width(words, text)) / 2.0
    drawing.text(words, text, palette.ink, palette.halo, "Medium", unit, x, y + 14.0 * unit)
