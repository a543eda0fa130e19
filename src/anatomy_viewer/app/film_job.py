"""Makes a film, a moving model or a page in a process of its own. No Qt here.

``python -m anatomy_viewer.app.film_job`` reads a job as one line of JSON from standard input,
prints how far it is ("3 of 125") on standard output, and exits with 0; or prints a plain message on
standard error and exits with 1. When its input closes the work is no longer wanted: it cleans up
and exits.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from anatomy_viewer import recipe
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.take import Take, one_way, there_and_back, turntable
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.movement import movement
from anatomy_viewer.motion.pose import NEUTRAL
from anatomy_viewer.session import ViewState

TURNTABLE, WAY = "turntable", "way"  # what a film shows besides a movement by its id


class _UnwantedError(Exception):
    """The window has closed our input."""


def written(state: ViewState, options: dict[str, Any], path: Path, folder: Path) -> bytes:
    """A job as one line; ``options`` are those of FilmOptions, and what is filmed."""
    job = {
        "recipe": recipe.written(state),
        "options": options,
        "path": str(path),
        "atlas": str(folder),
    }
    return json.dumps(job).encode() + b"\n"


def read(text: str) -> tuple[ViewState, dict[str, Any], Path, Path]:
    """The job back again."""
    job = json.loads(text)
    options = {**job["options"], "size": tuple(job["options"]["size"])}
    return recipe.read(job["recipe"]).state, options, Path(job["path"]), Path(job["atlas"])


def take_of(state: ViewState, what: str) -> Take:
    """What is filmed: a movement by its id, the way from neutral to this pose, or once round.

    Raises:
        AnatomyViewerError: nothing would move.
    """
    if what == TURNTABLE:
        return turntable(state)
    if what == WAY:
        return one_way(state, NEUTRAL, state.pose)
    return there_and_back(state, movement(what))


def make(model: HipModel, state: ViewState, options: dict[str, Any], path: Path) -> None:
    """Do a job.

    Raises:
        AnatomyViewerError: it cannot be done.
    """
    shown = state.shown(model.atlas)
    tell = _teller()
    force = options.pop("force")
    what = options.pop("what")
    if path.suffix.lower() == ".html":
        from anatomy_viewer.figure.page import save_page

        save_page(model, state, shown, path, force, tell)
    elif path.suffix.lower() == ".glb":
        from anatomy_viewer.figure.animated import save_animation

        take = take_of(state, what)
        save_animation(model, take, shown, path, options["seconds"], force)
    else:
        from anatomy_viewer.figure.film import FilmOptions, save_film

        save_film(model, take_of(state, what), path, FilmOptions(**options, force=force), tell)


def _teller() -> Any:
    unwanted = threading.Event()

    def listen() -> None:
        # By the descriptor: a thread that waits in sys.stdin would hold its lock at the end.
        if not os.read(0, 1):
            unwanted.set()

    threading.Thread(target=listen, daemon=True).start()

    def tell(done: int, total: int) -> None:
        if unwanted.is_set():
            raise _UnwantedError
        print(f"{done} of {total}", flush=True)

    return tell


def main() -> int:
    """Do the job on standard input."""
    from anatomy_viewer.atlas.load import load_atlas
    from anatomy_viewer.motion.frame import load_model

    try:
        state, options, path, folder = read(sys.stdin.readline())
        make(load_model(load_atlas(folder)), state, options, path)
    except AnatomyViewerError as error:
        print(error, file=sys.stderr)
        return 1
    except (_UnwantedError, BrokenPipeError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
