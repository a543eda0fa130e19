"""The command line as argparse knows it: commands, options, and what their values may look like."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from anatomy_viewer import __version__
from anatomy_viewer.cli.movement_arguments import FILM, add_film, add_motion, check_movement
from anatomy_viewer.cli.snapshot import (
    SNAPSHOT_EXAMPLES,
    add_naming,
    add_snapshot_options,
    add_what,
)
from anatomy_viewer.cli.sweep import Sweep
from anatomy_viewer.cli.values import (
    add_force,
    add_ids,
    add_neighbours,
    add_pose,
    add_side,
    sweep_values,
)
from anatomy_viewer.motion.pose import COORDINATES, Pose
from anatomy_viewer.session import THEMES, ViewState

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


_MEASURE = """\
examples:
  anatomy-viewer measure --flexion 90
  anatomy-viewer measure --side both --abduction 20 --rotation -15
  anatomy-viewer measure --rotation 20 --sweep flexion=0:120:5 --format csv > arms.csv

Lengths and moment arms in mm; a moment arm is positive when pulling the muscle would increase the
angle: flexion, abduction, external rotation. bone_overlap_mm says how far femur and hip bone would
overlap: above about 2 mm, a real hip would have stopped before."""

_CURVES = """\
examples:
  anatomy-viewer curves arms.svg
  anatomy-viewer curves arms.csv --against rotation --flexion 90
  anatomy-viewer curves arms.svg --against abduction --muscles obturator_internus_left --theme dark

Change of length and the three moment arms over the whole range of one angle, the other two held.
An SVG also shows published values measured near these poses, with their source on hovering."""

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
    add_side(view, DEFAULTS.side)

    snapshot = add("snapshot", "save a labelled picture; needs no display", SNAPSHOT_EXAMPLES)
    add_snapshot_options(snapshot)

    film = add("film", "save a moving picture; needs no display", FILM)
    film.add_argument(
        "out", metavar="OUT", type=Path, help="OUT.gif, OUT.mp4, OUT.glb or a new folder"
    )
    add_film(film)
    add_what(film)
    add_naming(film)
    film.set_defaults(numbers=False)  # a film has no room for their key

    measure = add("measure", "print length and moment arms at a pose", _MEASURE)
    add_side(measure, DEFAULTS.side)
    add_pose(measure)
    measure.add_argument(
        "--sweep", type=sweep_values, metavar="ANGLE=FROM:TO:STEP",
        help="many poses along one angle, both ends included",
    )  # fmt: skip
    measure.add_argument("--format", choices=("json", "csv"), default="json", help="(default json)")

    curves = add("curves", "plot length and moment arms against an angle", _CURVES)
    curves.add_argument(
        "out", metavar="OUT.{svg,csv}", type=Path, help="the plot or table to write"
    )
    curves.add_argument(
        "--against", choices=COORDINATES, default=COORDINATES[0],
        help=f"the angle that changes (default {COORDINATES[0]})",
    )  # fmt: skip
    add_pose(curves)
    add_ids(curves, "--muscles", "muscles to plot, four at most (default: the first)")
    curves.add_argument(
        "--theme", choices=THEMES, default=DEFAULTS.theme, help=f"(default {DEFAULTS.theme})"
    )

    export = add("export", "save the posed meshes, or a page that moves", _EXPORT)
    export.add_argument(
        "out", metavar="OUT.{ply,stl,obj,glb,html}", type=Path, help="the file to write"
    )
    add_pose(export)
    add_neighbours(export)
    add_motion(export, "with .glb, a movement there and back")
    chosen = export.add_mutually_exclusive_group()
    add_ids(chosen, "--structures", "structures to write (default: those of that side)")
    add_side(chosen, DEFAULTS.side)
    add_force(export)

    check = add("check", "say whether a mesh or an atlas folder is usable, and why not", _CHECK)
    check.add_argument(
        "paths", metavar="PATH", type=Path, nargs="+",
        help="a mesh (PLY, STL or OBJ; closed, in mm) or an atlas folder",
    )  # fmt: skip
    return parser
