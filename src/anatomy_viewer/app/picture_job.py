"""Makes one picture in a process of its own, so that the window never waits. No Qt here.

``python -m anatomy_viewer.app.picture_job`` reads a job as JSON from standard input, writes the
file, and exits with 0; or prints a plain message on standard error and exits with 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from anatomy_viewer import recipe
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.plain import from_plain
from anatomy_viewer.session import ViewState


def written(state: ViewState, options: PictureOptions, path: Path, folder: Path) -> bytes:
    """A job as bytes."""
    job = {"recipe": recipe.written(state, options), "path": str(path), "atlas": str(folder)}
    return json.dumps(job).encode()


def read(text: str) -> tuple[ViewState, PictureOptions, Path, Path]:
    """The job back again."""
    job = json.loads(text)
    found = recipe.read(job["recipe"])
    options = from_plain(PictureOptions, found.picture, "The picture")
    return found.state, options, Path(job["path"]), Path(job["atlas"])


def main() -> int:
    """Do the job on standard input."""
    from anatomy_viewer.atlas.load import load_atlas
    from anatomy_viewer.figure.snapshot import save_snapshot
    from anatomy_viewer.motion.frame import load_model

    try:
        state, options, path, folder = read(sys.stdin.read())
        save_snapshot(load_model(load_atlas(folder)), state, path, options)
    except AnatomyViewerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
