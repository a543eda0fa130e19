"""The command ``film``: a moving picture, or an animated model."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from anatomy_viewer.cli.progress import progress
from anatomy_viewer.errors import OutputError
from anatomy_viewer.motion.movement import movement
from anatomy_viewer.motion.pose import NEUTRAL
from anatomy_viewer.session import ViewState

if TYPE_CHECKING:
    from anatomy_viewer.figure.take import Take
    from anatomy_viewer.motion.frame import HipModel

MOVEMENT = "flexion"  # what is filmed when nothing else is asked for


def make_film(model: HipModel, state: ViewState, arguments: Namespace) -> None:
    """Make the file or folder the arguments ask for.

    Raises:
        AnatomyViewerError: it cannot be made.
    """
    take = take_of(state, arguments)
    if arguments.out.suffix.lower() == ".glb":
        from anatomy_viewer.figure.animated import save_animation

        shown = state.shown(model.atlas)
        save_animation(model, take, shown, arguments.out, arguments.seconds, arguments.force)
        return
    try:
        from anatomy_viewer.figure.film import FilmOptions, save_film

        options = FilmOptions(
            arguments.size, arguments.seconds, arguments.fps, force=arguments.force
        )
        with progress("Drawing frame") as tell:
            save_film(model, take, arguments.out, options, tell)
    except ImportError as error:
        raise OutputError(
            f"A film cannot be drawn: {error}.\nReinstall the program; if a system library is "
            "missing, on Debian or Ubuntu: sudo apt-get install libgl1 libxrender1"
        ) from error


def take_of(state: ViewState, arguments: Namespace) -> Take:
    """What the arguments ask to be filmed."""
    from anatomy_viewer.figure import take

    if arguments.turntable:
        return take.turntable(state)
    if arguments.start is not None or arguments.end is not None:
        return take.one_way(state, arguments.start or NEUTRAL, arguments.end or NEUTRAL)
    return take.there_and_back(state, movement(arguments.motion or MOVEMENT))
