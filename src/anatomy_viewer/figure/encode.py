"""Frames' files into moving pictures: GIF by Pillow, MP4 by the FFmpeg libraries that PyAV ships.

Frames are taken one at a time, so that a long film needs no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from anatomy_viewer.errors import OutputError

Frame = NDArray[np.uint8]  # (h, w, 3)
Watch = Callable[[], object]

_QUALITY = "16"  # H.264's constant rate factor: nothing to be seen on a projector
_COLOURS = 256
_SAMPLES = 12  # frames a GIF's palette is made from
_BT709, _LIMITED, _FULL = 1, 1, 2  # FFmpeg's numbers for the colours of HD video

# Ordered dither: the same grain on every frame, so that what stands still is still.
_GRAIN = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16.0 - 0.5
_GRAIN_DEPTH = 6.0  # of 255


def _unwatched() -> None:
    """Let the work go on."""


def check_encoder() -> None:
    """Make sure, before the work of drawing is done, that MP4 can be written.

    Raises:
        OutputError: the package that does it is missing.
    """
    _av()


def write_mp4(path: Path, pictures: Sequence[Path], fps: int, watch: Watch = _unwatched) -> None:
    """H.264 in MP4, 4:2:0, BT.709, the index first so that it plays while it loads.

    Raises:
        OutputError: the encoder is missing, or refuses.
    """
    av = _av()
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
            stream = None
            for number, pixels in enumerate(_stored(pictures, watch)):
                if stream is None:
                    stream = _h264(film, pixels, fps)
                picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
                picture = picture.reformat(
                    format="yuv420p",
                    dst_colorspace=_BT709,
                    src_color_range=_FULL,
                    dst_color_range=_LIMITED,
                )
                picture.pts, picture.time_base = number, Fraction(1, fps)
                film.mux(stream.encode(picture))
            if stream is not None:
                film.mux(stream.encode())
    except av.FFmpegError as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"The film could not be encoded: {str(reason).lower()}.") from error


def write_gif(
    path: Path, pictures: Sequence[Path], fps: int, loops: bool, watch: Watch = _unwatched
) -> None:
    """A GIF of one palette for all frames, played over and over or once.

    Args:
        path: the file to write.
        pictures: the frames' files, in order.
        fps: at most 50; a GIF counts hundredths of a second, which are shared out evenly.
        loops: whether to go on for ever.
        watch: called for every frame; what it raises ends the work.
    """
    ticks = np.rint(np.arange(len(pictures) + 1) * 100.0 / fps).astype(int)
    palette = _palette(pictures)
    frames = (_indexed(pixels, palette) for pixels in _stored(pictures, watch))
    first = next(frames)
    over_and_over: dict[str, Any] = {"loop": 0} if loops else {}
    first.save(
        path,
        "GIF",
        save_all=True,
        append_images=frames,
        duration=(np.diff(ticks) * 10).tolist(),
        optimize=False,
        disposal=1,
        comment="Anatomy Viewer. Computed from a model.",
        **over_and_over,
    )


def _palette(pictures: Sequence[Path]) -> Image.Image:
    """The colours of some of the frames, each colour counting for far less than its area.

    Otherwise the background would take the room that the muscle's small lit regions need.
    """
    chosen = np.unique(np.linspace(0, len(pictures) - 1, _SAMPLES).astype(int))
    some = [pixels[::2, ::2] for pixels in _stored([pictures[k] for k in chosen])]
    coarse, where = np.vstack(some).reshape(-1, 3) >> 2, [65536, 256, 1]
    keys, counts = np.unique(coarse @ np.array(where), return_counts=True)
    colours = np.stack([keys >> 16, keys >> 8 & 255, keys & 255], axis=1) * 4 + 2
    weighed = np.repeat(colours, np.ceil(counts**0.3).astype(int), axis=0).astype(np.uint8)
    return Image.fromarray(weighed[None]).quantize(
        _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )


def _indexed(pixels: Frame, palette: Image.Image) -> Image.Image:
    height, width = pixels.shape[:2]
    grain = np.tile(_GRAIN, (height // 4 + 1, width // 4 + 1))[:height, :width, None]
    grained = np.clip(pixels + _GRAIN_DEPTH * grain, 0.0, 255.0).astype(np.uint8)
    return Image.fromarray(grained).quantize(palette=palette, dither=Image.Dither.NONE)


def _h264(film: Any, pixels: Frame, fps: int) -> Any:
    stream = film.add_stream("libx264", rate=fps, options={"crf": _QUALITY, "preset": "medium"})
    stream.height, stream.width = pixels.shape[:2]
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.color_range = _LIMITED
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    return stream


def _av() -> Any:
    try:
        return import_module("av")
    except ImportError as error:
        raise OutputError(
            f"MP4 needs the package 'av' ({error}).\n"
            "Run: pip install av. GIF and PNG sequences need nothing more."
        ) from error


def _stored(paths: Iterable[Path], watch: Watch = _unwatched) -> Iterator[Frame]:
    """Frames from picture files, one at a time."""
    for path in paths:
        watch()
        with Image.open(path) as picture:
            yield np.asarray(picture.convert("RGB"))
