"""The command line as argparse knows it: commands, options, and what their values may look like."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from anatomy_viewer import __version__
from anatomy_viewer.cli.movement_arguments import FILM, add_film, add_motion, check_movement
from anatomy_viewer.cli.sweep import Sweep
from anatomy_viewer.motion.pose import COORDINATES, DIRECTIONS, RANGES, Pose
from anatomy_viewer.session import SIDE_CHOICES, THEMES, VIEW_NAMES, ViewState

DEFAULTS = ViewState()

_ANGLES = tuple(f"--{name}" for name in COORDINATES)

_ABOUT = """\
The obturator internus and the hip: look at it, move it, measure it, save it.
Without a command, the window opens."""

_EXAMPLES = """\
examples:
  anatomy-viewer
  anatomy-viewer snapshot hip.png --select obturator_internus_left --flexion 90
  anatomy-viewer measure --sweep flexion=0:120:5 --format csv
  anatomy-viewer film figure_four.mp4 --motion figure_four
  anatomy-viewer export hip.glb --rotation 30
  anatomy-viewer check my_femur.ply

Flexion, abduction and external rotation are positive; degrees; zero is the ISB neutral pose.
Lengths and moment arms are computed from a model. It teaches anatomy and gives no diagnosis
and no treatment advice."""

_SNAPSHOT = """\
examples:
  anatomy-viewer snapshot hip.png
  anatomy-viewer snapshot hip.png --view pelvic --select obturator_internus_left
  anatomy-viewer snapshot poster.png --side both --size 1600x1200 --scale 3 --transparent"""

_MEASURE = """\
examples:
  anatomy-viewer measure --flexion 90
  anatomy-viewer measure --side both --abduction 20 --rotation -15
  anatomy-viewer measure --rotation 20 --sweep flexion=0:120:5 --format csv > arms.csv

Lengths and moment arms in mm; a moment arm is positive when pulling the muscle would increase the
angle: flexion, abduction, external rotation. bone_overlap_mm says how far femur and hip bone would
overlap: above about 2 mm, a real hip would have stopped before."""

_EXPORT = """\
examples:
  anatomy-viewer export hip.ply --flexion 90
  anatomy-viewer export muscle.stl --structures obturator_internus_left
  anatomy-viewer export hips.glb --side both --abduction 30
  anatomy-viewer export moving.glb --motion figure_four
  anatomy-viewer export hip.html

PLY, STL and OBJ in mm, x left, y backwards, z up; OBJ and GLB keep the structures' names.
GLB in metres with y up, as glTF has it. HTML is one page with sliders, for any current browser
and no network."""

_CHECK = """\
examples:
  anatomy-viewer check femur.ply hip_bone.stl
  anatomy-viewer check my_atlas/"""


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The arguments of a command line; ``view`` is meant where no command is named.

    Raises:
        SystemExit: status 2 after saying what is wrong in two lines, 0 after help or version.
    """
    alone = {"-h", "--help", "--version"}
    if not words or (words[0].startswith("-") and words[0] not in alone):
        words = ["view", *words]
    parser = _parser()
    arguments = parser.parse_args(_with_negatives_joined(words))
    sweep: Sweep | None = getattr(arguments, "sweep", None)
    if sweep and getattr(arguments, sweep.coordinate) is not None:
        parser.error(f"give either --{sweep.coordinate} or --sweep {sweep.coordinate}=…, not both.")
    check_movement(parser, arguments)
    return arguments


def pose_of(arguments: argparse.Namespace) -> Pose:
    """The pose the options give; angles left out are zero.

    Raises:
        PoseError: an angle lies outside its range.
    """
    return Pose(**{c: getattr(arguments, c) or 0.0 for c in COORDINATES})


def _with_negatives_joined(words: Sequence[str]) -> list[str]:
    """``--flexion -2e1`` as ``--flexion=-2e1``: argparse takes only plain negatives for values."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in _ANGLES and re.match(r"-(\d|\.\d|inf|nan)", word.lower()):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in two lines instead of the whole usage; takes no abbreviations."""

    def __init__(self, prog: str, about: str, examples: str, **others: Any) -> None:
        super().__init__(
            prog=prog,
            description=about[0].upper() + about[1:].rstrip(".") + ".",
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **others,
        )

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nTry '{self.prog} --help'.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("anatomy-viewer", _ABOUT, _EXAMPLES)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, about: str, examples: str) -> _Parser:
        return commands.add_parser(name, help=about, about=about, examples=examples)

    view = add("view", "open the window (the default)", "example:\n  anatomy-viewer --side both")
    _add_side(view, DEFAULTS.side)

    snapshot = add("snapshot", "save a labelled picture; needs no display", _SNAPSHOT)
    snapshot.add_argument("out", metavar="OUT.png", type=Path, help="the picture to write")
    snapshot.add_argument(
        "--view", choices=VIEW_NAMES, default=DEFAULTS.view,
        help=f"where to look from; pelvic is from inside (default {DEFAULTS.view})",
    )  # fmt: skip
    _add_side(snapshot, DEFAULTS.side)
    _add_pose(snapshot)
    _add_ids(snapshot, "--select", "structures to select, with their labels")
    snapshot.add_argument("--no-labels", action="store_true", help="leave the labels out")
    snapshot.add_argument(
        "--size", type=_size, default=(1600, 1200), metavar="WxH",
        help="width and height in pixels (default 1600x1200)",
    )  # fmt: skip
    snapshot.add_argument(
        "--scale", type=_whole, default=1, metavar="N",
        help="as many times the pixels, the same picture (default 1)",
    )  # fmt: skip
    snapshot.add_argument("--transparent", action="store_true", help="no background")
    snapshot.add_argument(
        "--theme", choices=THEMES, default=DEFAULTS.theme, help=f"(default {DEFAULTS.theme})"
    )

    film = add("film", "save a moving picture; needs no display", FILM)
    film.add_argument(
        "out", metavar="OUT", type=Path, help="OUT.gif, OUT.mp4, OUT.glb or a new folder"
    )
    add_film(film)
    film.add_argument(
        "--fps", type=_whole, default=25, metavar="N", help="frames a second (default 25)"
    )
    _add_pose(film)
    film.add_argument("--view", choices=VIEW_NAMES, default=DEFAULTS.view, help="where from")
    _add_side(film, DEFAULTS.side)
    _add_ids(film, "--select", "structures to select, with their labels")
    film.add_argument("--no-labels", action="store_true", help="leave the labels out")
    film.add_argument(
        "--size", type=_size, default=(1280, 720), metavar="WxH",
        help="width and height in pixels (default 1280x720)",
    )  # fmt: skip
    film.add_argument(
        "--theme", choices=THEMES, default=DEFAULTS.theme, help=f"(default {DEFAULTS.theme})"
    )

    measure = add("measure", "print length and moment arms at a pose", _MEASURE)
    _add_side(measure, DEFAULTS.side)
    _add_pose(measure)
    measure.add_argument(
        "--sweep", type=_sweep, metavar="ANGLE=FROM:TO:STEP",
        help="many poses along one angle, both ends included",
    )  # fmt: skip
    measure.add_argument("--format", choices=("json", "csv"), default="json", help="(default json)")

    export = add("export", "save the posed meshes, or a page that moves", _EXPORT)
    export.add_argument(
        "out", metavar="OUT.{ply,stl,obj,glb,html}", type=Path, help="the file to write"
    )
    _add_pose(export)
    add_motion(export, "with .glb, a movement there and back")
    chosen = export.add_mutually_exclusive_group()
    _add_ids(chosen, "--structures", "structures to write (default: all of that side)")
    _add_side(chosen, DEFAULTS.side)

    check = add("check", "say whether a mesh or an atlas folder is usable, and why not", _CHECK)
    check.add_argument(
        "paths", metavar="PATH", type=Path, nargs="+",
        help="a mesh (PLY, STL or OBJ; closed, in mm) or an atlas folder",
    )  # fmt: skip
    return parser


def _add_side(parser: argparse._ActionsContainer, default: str) -> None:
    parser.add_argument(
        "--side", choices=SIDE_CHOICES, default=default, help=f"which hip (default {default})"
    )


def _add_pose(parser: argparse.ArgumentParser) -> None:
    angles = parser.add_argument_group("pose")
    for name in COORDINATES:
        (low, high), (positive, negative) = RANGES[name], DIRECTIONS[name]
        angles.add_argument(
            f"--{name}", type=_degrees, metavar="D",
            help=f"degrees, {low:g} to {high:g}: {positive} +, {negative} -",
        )  # fmt: skip


def _add_ids(parser: argparse._ActionsContainer, option: str, about: str) -> None:
    parser.add_argument(
        option, type=_id, nargs="+", action="extend", default=[], metavar="ID", help=about
    )


def _degrees(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a number of degrees")
    return value


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a whole number, 1 or more")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,9})[xX×](\d{1,9})", text, re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a size like 1600x1200")
    return int(found[1]), int(found[2])


def _id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", text, re.ASCII):
        raise argparse.ArgumentTypeError(
            f"'{text[:60]}' is not the id of a structure (a file name goes before the ids)"
        )
    return text


def _sweep(text: str) -> Sweep:
    try:
        return Sweep.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
