"""Moving pictures: a take in, a GIF, an MP4 or a folder of PNG files out. Works with no display.

All frames are drawn by one scene into a folder of drafts beside the target; the film is made from
them there and put in place in one step. Whatever ends the work before takes the drafts away.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure import encode
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.figure.studio import Studio
from anatomy_viewer.figure.take import Take
from anatomy_viewer.files import check_target, drafts, reason, there_already
from anatomy_viewer.motion.frame import HipModel

Progress = Callable[[int, int], object]  # frames done, of how many; what it raises ends the film

SUFFIXES = (".gif", ".mp4")
_MOST_FRAMES = 3600
_FRAME = re.compile(r"frame-\d{4}\.png")


@dataclass(frozen=True)
class FilmOptions:
    """How a film leaves the program.

    Attributes:
        size: width and height in pixels; text and lines keep their proportion to it.
        seconds: its length; None for the take's own.
        fps: frames a second.
        caption: a line below: structure, pose, source.
        force: replace what is there already.
    """

    size: tuple[int, int] = (1280, 720)
    seconds: float | None = None
    fps: int = 25
    caption: bool = True
    force: bool = False

    def __post_init__(self) -> None:
        """Refuse what no one can use.

        Raises:
            OutputError: size, length or frame rate is out of range.
        """
        width, height = self.size
        if min(width, height) < 100 or max(width, height) > 4096:
            raise OutputError(
                f"A film of {width}x{height} cannot be made: choose 100 to 4096 each way."
            )
        if self.seconds is not None and not 0.2 <= self.seconds <= 300.0:
            raise OutputError(f"A film of {self.seconds:g} s cannot be made: choose 0.2 to 300.")
        if not 1 <= self.fps <= 60:
            raise OutputError(f"{self.fps} frames a second cannot be made: choose 1 to 60.")

    def frames(self, take: Take) -> int:
        """How many frames a film of this take has.

        Raises:
            OutputError: too many.
        """
        seconds = take.seconds if self.seconds is None else self.seconds
        count = max(round(seconds * self.fps), 2)
        if count > _MOST_FRAMES:
            raise OutputError(
                f"A film of {count} frames is too long (at most {_MOST_FRAMES}): "
                "choose fewer seconds or frames a second."
            )
        return count


def save_film(
    model: HipModel,
    take: Take,
    path: Path,
    options: FilmOptions | None = None,
    progress: Progress | None = None,
) -> Path:
    """Make a film, whole or not at all, and return its path.

    Args:
        model: the hip.
        take: what happens.
        path: ends in .gif or .mp4; a name without an ending is a folder of numbered PNG files.
        options: how.
        progress: told how many frames are drawn, often, also while that number stands still; by
            raising anything it ends the work, and nothing is left of it.

    Raises:
        OutputError: it cannot be written there, or not so.
    """
    options = options or FilmOptions()
    target = check_film(path, options)
    total = options.frames(take)
    tell = progress or (lambda done, total: None)

    def watch() -> None:
        tell(total, total)

    with drafts(target) as folder:
        frames = folder / "frames"
        frames.mkdir()
        _draw(model, take, frames, options, total, tell)
        if not target.suffix:
            _put_folder(frames, target, folder / "old")
            return Path(path)
        film = folder / f"film{target.suffix.lower()}"
        pictures = sorted(frames.iterdir())
        if film.suffix == ".gif":
            encode.write_gif(film, pictures, options.fps, take.loops, watch)
        else:
            encode.write_mp4(film, pictures, options.fps, watch)
        os.replace(film, target)
    return Path(path)


def check_film(path: Path, options: FilmOptions) -> Path:
    """Where a film would be written, links resolved, before the work of making it is done.

    Raises:
        OutputError: it cannot be written there, or not with these options.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if not suffix:
        return _check_folder(path, options.force)
    if suffix not in SUFFIXES:
        raise OutputError(
            f"Cannot write '{path}': end its name in {' or '.join(SUFFIXES)}; "
            "a name without an ending is a folder of PNG files."
        )
    target = check_target(path, SUFFIXES, options.force)
    if suffix == ".gif" and options.fps > 50:
        raise OutputError(f"A GIF cannot show {options.fps} frames a second: choose 50 or fewer.")
    if suffix == ".mp4":
        if options.size[0] % 2 or options.size[1] % 2:
            raise OutputError(
                f"MP4 needs even numbers of pixels, not {options.size[0]}x{options.size[1]}."
            )
        encode.check_encoder()
    return target


def _draw(
    model: HipModel, take: Take, folder: Path, options: FilmOptions, total: int, tell: Progress
) -> None:
    """Every frame as a PNG file.

    Labels stay where they were while they can, so where they are depends on what came before. A
    loop is gone through once without drawing, for its first frame to follow on its last.
    """
    states = list(take.states(model.atlas, options.size[0] / options.size[1], total))
    with Studio(model, PictureOptions(options.size, caption=options.caption)) as studio:
        if take.loops and take.state.labels:
            for state in states:
                studio.rehearse(state)
                tell(0, total)
        for number, state in enumerate(states):
            picture = Image.fromarray(studio.picture(state))
            picture.save(folder / f"frame-{number + 1:04d}.png", compress_level=3)
            tell(number + 1, total)


def _check_folder(path: Path, force: bool) -> Path:
    """The same for a folder of frames; only a folder of nothing but frames is replaced."""
    try:
        target = path.resolve()
        if not target.parent.is_dir():
            raise OutputError(f"Cannot write '{path}': there is no folder '{path.parent}'.")
        if not target.exists():
            return target
        if not target.is_dir():
            raise OutputError(f"Cannot write '{path}': a file has this name. Choose another.")
        names = [entry.name for entry in target.iterdir()]
    except (OSError, ValueError, RuntimeError) as error:
        raise OutputError(f"Cannot write '{path}': {reason(error)}.") from error
    if names and not all(_FRAME.fullmatch(name) for name in names):
        raise OutputError(f"Cannot write '{path}': the folder holds other files. Name a new one.")
    if names and not force:
        raise there_already(path)
    return target


def _put_folder(frames: Path, target: Path, old: Path) -> None:
    """Put the folder in place; what was there before goes only once it is."""
    if not target.exists():
        os.replace(frames, target)
        return
    os.replace(target, old)
    try:
        os.replace(frames, target)
    except OSError:
        os.replace(old, target)
        raise
