"""What the command line says about movement: what a film shows, how an exported model moves."""

from __future__ import annotations

import argparse

from anatomy_viewer.cli.pose_text import read_pose
from anatomy_viewer.cli.values import add_force, seconds, size, whole
from anatomy_viewer.motion.movement import MOVEMENTS
from anatomy_viewer.motion.pose import COORDINATES, Pose

FILM = """\
examples:
  anatomy-viewer film flexion.mp4
  anatomy-viewer film figure_four.gif --motion figure_four --view pelvic --size 800x600
  anatomy-viewer film sit.mp4 --from neutral --to flexion=90,abduction=20 --seconds 4
  anatomy-viewer film round.mp4 --turntable --flexion 90 --select obturator_internus_left
  anatomy-viewer film frames --motion rotation

OUT.gif and OUT.mp4 are films, a name without an ending is a folder of numbered PNG files. OUT.glb
is an animated model to turn by hand; frames, size and view do not matter to it.
A movement goes there and back and joins up with its start, as does a turntable; --from and --to
make one way. Without any of them, the hip flexes."""


def add_film(film: argparse.ArgumentParser) -> None:
    """What happens in a film, for how long, how fine, and whether it replaces another."""
    what = film.add_argument_group("what happens")
    add_motion(what, "a movement there and back")
    what.add_argument("--from", dest="start", type=_pose, metavar="POSE", help="(default neutral)")
    what.add_argument(
        "--to", dest="end", type=_pose, metavar="POSE", help="like flexion=90,abduction=20"
    )
    what.add_argument(
        "--turntable", action="store_true", help="once round, in the pose given below"
    )
    film.add_argument("--seconds", type=seconds, metavar="S", help="how long it takes")
    film.add_argument(
        "--fps", type=whole, default=25, metavar="N", help="frames a second (default 25)"
    )
    film.add_argument(
        "--size", type=size, default=(1280, 720), metavar="WxH",
        help="width and height in pixels (default 1280x720)",
    )  # fmt: skip
    add_force(film)


def add_motion(parser: argparse._ActionsContainer, about: str) -> None:
    """A movement by its name."""
    names = [movement.id for movement in MOVEMENTS]
    parser.add_argument(
        "--motion", choices=names, metavar="NAME", help=f"{about}: {', '.join(names)}"
    )


def check_movement(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Refuse what contradicts itself.

    Raises:
        SystemExit: status 2, after saying what is wrong.
    """
    if arguments.command == "film":
        _one_thing_happens(parser, arguments)
    elif arguments.command == "export" and arguments.motion:
        _animation_is_glb(parser, arguments)


def _one_thing_happens(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """A film shows a movement, a way from pose to pose, or a turntable; only the last is posed."""
    way = arguments.start is not None or arguments.end is not None
    if sum((arguments.motion is not None, way, arguments.turntable)) > 1:
        parser.error("give one of --motion, --from/--to and --turntable, not several.")
    posed = [f"--{c}" for c in COORDINATES if getattr(arguments, c) is not None]
    if posed and not arguments.turntable:
        parser.error(f"{posed[0]} goes with --turntable; use --from and --to to move the hip.")


def _animation_is_glb(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """A movement is exported as .glb alone, and says itself how the hip is posed."""
    posed = [f"--{c}" for c in COORDINATES if getattr(arguments, c) is not None]
    if posed:
        parser.error(f"give either --motion or {posed[0]}, not both.")
    if arguments.out.suffix.lower() != ".glb":
        parser.error(f"--motion needs a file that ends in .glb, not '{arguments.out}'.")


def _pose(text: str) -> Pose:
    try:
        return read_pose(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
