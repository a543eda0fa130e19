"""The options of ``snapshot``, and the view state and picture options they ask for.

An option that is not given leaves what the recipe says, or else the usual.
"""

from __future__ import annotations

import argparse
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from anatomy_viewer.atlas.names import LANGUAGES
from anatomy_viewer.cli.values import (
    add_force,
    add_ids,
    add_neighbours,
    add_pose,
    millimetres,
    positive,
    size,
    whole,
)
from anatomy_viewer.errors import AnatomyViewerError, OutputError, UnknownNameError
from anatomy_viewer.motion.pose import COORDINATES
from anatomy_viewer.session import SIDE_CHOICES, THEMES, VIEW_NAMES, ViewState

if TYPE_CHECKING:
    from anatomy_viewer.figure.options import PictureOptions
    from anatomy_viewer.motion.frame import HipModel

SNAPSHOT_EXAMPLES = """\
examples:
  anatomy-viewer snapshot hip.png
  anatomy-viewer snapshot hip.png --view pelvic --select obturator_internus_left
  anatomy-viewer snapshot hip.png --neighbours --select piriformis_left
  anatomy-viewer snapshot figure.pdf --width 17cm --dpi 300 --font-size 8 --background white
  anatomy-viewer snapshot poster.png --side both --size 1600x1200 --scale 3 --transparent
  anatomy-viewer snapshot poses.svg --sheet neutral,flexion=90 --size 1800x800
  anatomy-viewer snapshot quiz.png --numbers --no-key --label femur_left asis_left
  anatomy-viewer snapshot again.svg --recipe hip.png

Every figure carries the recipe it was made by. A name ending in .json saves the recipe alone,
as text that can be edited. SVG and PDF have live text over the rendered picture.

A sheet is panels parted by commas, rows by slashes; a panel is a view, angles or both:
--sheet posterior,pelvic/left:flexion=90,neutral"""

_USUAL = ViewState()

T = TypeVar("T")


def add_snapshot_options(parser: argparse.ArgumentParser) -> None:
    """Add everything that says what a picture shows and how it is written."""
    add = parser.add_argument
    add("out", metavar="OUT.{png,svg,pdf}", type=Path, help="the picture to write")
    add(
        "--recipe", type=Path, metavar="FIGURE",
        help="make the picture that this figure (or .json recipe) shows; other options change it",
    )  # fmt: skip
    add_force(parser)
    add_what(parser)
    _add_file(parser)
    add_naming(parser)
    _add_beside(parser)


def add_what(parser: argparse.ArgumentParser) -> None:
    """What is shown, and from where."""
    add = parser.add_argument
    add(
        "--view", choices=VIEW_NAMES,
        help=f"where to look from; pelvic is from inside (default {_USUAL.view})",
    )  # fmt: skip
    add("--side", choices=SIDE_CHOICES, help=f"which hip (default {_USUAL.side})")
    add_pose(parser)
    add_ids(parser, "--select", "structures to select, with their labels")
    add_neighbours(parser)
    add(
        "--moment-arm", choices=COORDINATES,
        help="draw the line of pull, this angle's axis and the moment arm between them",
    )  # fmt: skip
    add("--theme", choices=THEMES, help=f"(default {_USUAL.theme})")


def add_naming(parser: argparse.ArgumentParser) -> None:
    """What has a label, and in which language."""
    add = parser.add_argument_group("labels").add_argument
    add("--no-labels", action="store_true", help="leave the labels out")
    add(
        "--label", nargs="+", action="extend", metavar="ID",
        help="name these alone: structures, landmarks (asis_left), regions (MUSCLE.origin)",
    )  # fmt: skip
    add("--language", choices=LANGUAGES, help="of the names; what it lacks is shown in Latin")
    add("--near", action="store_true", help="labels near what they name, not in columns")


def _add_file(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("file").add_argument
    add(
        "--size", type=size, metavar="WxH",
        help="width and height in pixels (default 1600x1200); with --width, its proportions",
    )  # fmt: skip
    add("--scale", type=whole, metavar="N", help="as many times the pixels, the same picture")
    add("--width", type=millimetres, metavar="17cm", help="width on paper, in cm, mm or in")
    add("--dpi", type=positive, metavar="N", help="pixels per inch of paper (with --width: 300)")
    add("--font-size", type=positive, metavar="PT", help="of the labels, in points on paper")
    add(
        "--background", metavar="GROUND",
        help="theme (the default), white, dark, transparent or a colour like '#f4f1ea'",
    )  # fmt: skip
    add("--sheet", metavar="SPEC", help="several views or poses in one figure, lettered")
    add("--transparent", action="store_true", help="short for --background transparent")


def _add_beside(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("what stands by").add_argument
    add("--numbers", action="store_true", help="numbers for names, with a key below")
    add("--no-key", action="store_true", help="leave the key out of the picture and print it")
    add("--no-caption", action="store_true", help="leave the line below out")
    add("--no-marker", action="store_true", help="leave the letters of the body's directions out")
    add("--scale-bar", action="store_true", help="add a bar of known length")


def state_of(model: HipModel, arguments: Namespace, base: ViewState) -> ViewState:
    """The view state: ``base`` with what the options ask for.

    Raises:
        AnatomyViewerError: an angle is out of range, or an id unknown or on the other side.
    """
    state = replace(
        base,
        pose=replace(
            base.pose, **{c: v for c in COORDINATES if (v := getattr(arguments, c)) is not None}
        ),
        revealed=base.revealed | set(model.atlas.neighbours() if arguments.neighbours else ()),
        labels=base.labels and not arguments.no_labels,
        theme=arguments.theme or base.theme,
        moment_arm=arguments.moment_arm or base.moment_arm,
    )
    naming = replace(
        base.naming,
        only=base.naming.only if arguments.label is None else tuple(dict.fromkeys(arguments.label)),
        language=arguments.language or base.naming.language,
        numbers=base.naming.numbers or arguments.numbers,
        near=base.naming.near or arguments.near,
    )
    for name in naming.only:
        if name not in model.atlas.nameable:
            raise UnknownNameError("name", name, model.atlas.nameable)
    state = replace(state, naming=naming)
    if arguments.view or arguments.side:
        state = replace(
            state,
            view=arguments.view or state.view,
            side=arguments.side or state.side,
            camera=None,
        )
    if arguments.select:
        _check_shown(model, arguments.select, state)
        state = replace(state, selection=tuple(dict.fromkeys(arguments.select)))
    return state


def options_of(arguments: Namespace, base: PictureOptions) -> PictureOptions:
    """The picture options: ``base`` with what the options ask for.

    Raises:
        OutputError: no one can use them, or two contradict each other.
    """
    from anatomy_viewer.figure.options import on_paper

    if arguments.transparent and arguments.background not in (None, "transparent"):
        raise OutputError("Give either --transparent or --background, not both.")
    if arguments.width is not None and arguments.scale is not None:
        raise OutputError("Give either --scale or --width with --dpi, not both.")
    pixels, scale = _given(arguments.size, base.size), _given(arguments.scale, base.scale)
    dpi = _given(arguments.dpi, base.dpi)
    if arguments.width is not None:
        dpi = 300.0 if dpi is None else dpi
        pixels, scale = on_paper(arguments.width, dpi, pixels), 1
    ground = "transparent" if arguments.transparent else arguments.background
    return replace(
        base,
        size=pixels,
        scale=scale,
        dpi=dpi,
        background=_given(ground, base.background),
        caption=base.caption and not arguments.no_caption,
        marker=base.marker and not arguments.no_marker,
        scale_bar=base.scale_bar or arguments.scale_bar,
        font_size=_given(arguments.font_size, base.font_size),
        sheet=_given(arguments.sheet, base.sheet),
        key=base.key and not arguments.no_key,
    )


def _given(value: T | None, otherwise: T) -> T:
    return otherwise if value is None else value


def _check_shown(model: HipModel, names: list[str], state: ViewState) -> None:
    shown = model.atlas.on_side(state.side)
    for name in names:
        if model.atlas.structure(name).id not in shown:
            raise AnatomyViewerError(
                f"'{name}' is not shown with --side {state.side}. Add --side both."
            )
