"""Makes one picture in a process of its own, so that the window never waits. No Qt here.

``python -m anatomy_viewer.app.picture_job`` reads a job as JSON from standard input, writes the
file, and exits with 0; or prints a plain message on standard error and exits with 1.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.session import Camera, ViewState


def written(state: ViewState, options: dict[str, Any], path: Path, folder: Path) -> bytes:
    """A job as bytes; ``options`` are those of PictureOptions."""
    sets = {"hidden": sorted(state.hidden), "revealed": sorted(state.revealed)}
    facts = {**asdict(state), **sets}
    job = {"state": facts, "options": options, "path": str(path), "atlas": str(folder)}
    return json.dumps(job).encode()


def read(text: str) -> tuple[ViewState, dict[str, Any], Path, Path]:
    """The job back again."""
    job = json.loads(text)
    facts = dict(job["state"])
    camera = facts.pop("camera")
    if camera is not None:
        facts["camera"] = Camera(
            position=tuple(camera["position"]),
            focal_point=tuple(camera["focal_point"]),
            view_up=tuple(camera["view_up"]),
            view_angle=camera["view_angle"],
        )
    facts["pose"] = Pose(**facts["pose"])
    facts["selection"] = tuple(facts["selection"])
    facts["hidden"] = frozenset(facts["hidden"])
    facts["revealed"] = frozenset(facts["revealed"])
    options = {**job["options"], "size": tuple(job["options"]["size"])}
    return ViewState(**facts), options, Path(job["path"]), Path(job["atlas"])


def main() -> int:
    """Do the job on standard input."""
    from anatomy_viewer.atlas.load import load_atlas
    from anatomy_viewer.figure.snapshot import PictureOptions, save_snapshot
    from anatomy_viewer.motion.frame import load_model

    try:
        state, options, path, folder = read(sys.stdin.read())
        save_snapshot(load_model(load_atlas(folder)), state, path, PictureOptions(**options))
    except AnatomyViewerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
