"""Pictures that leave the program: any size, any scale, whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from anatomy_viewer.atlas.load import load_atlas
from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure import tiles
from anatomy_viewer.figure.caption import caption_text, pose_text
from anatomy_viewer.figure.snapshot import PictureOptions, render_picture, save_snapshot
from anatomy_viewer.motion.frame import HipModel, load_model
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.scene.cameras import named_camera
from anatomy_viewer.session import Camera, ViewState

MUSCLE = "obturator_internus_left"
SMALL = PictureOptions(size=(400, 300))


@pytest.fixture(scope="module")
def model() -> HipModel:
    return load_model(load_atlas())


def halved(image: np.ndarray) -> np.ndarray:
    """Every pixel the mean of four."""
    h, w = image.shape[0] // 2, image.shape[1] // 2
    return image.reshape(h, 2, w, 2, -1).astype(float).mean((1, 3))


def test_the_same_state_gives_the_same_pixels(model: HipModel) -> None:
    state = ViewState(pose=Pose(50, 10, 20), selection=(MUSCLE,))
    assert np.array_equal(render_picture(model, state, SMALL), render_picture(model, state, SMALL))


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_pixels_are_size_times_scale(model: HipModel, scale: int) -> None:
    options = PictureOptions(size=(200, 150), scale=scale)
    assert render_picture(model, ViewState(), options).shape == (150 * scale, 200 * scale, 3)


def test_scale_gives_the_same_picture_only_finer(model: HipModel) -> None:
    """Averaged down, the picture at scale 2 is the one at scale 1, labels, marker and all.

    Edges of lines and letters may differ by a fraction of a pixel; nothing may sit elsewhere.
    """
    state = ViewState(selection=(MUSCLE,))
    one = render_picture(model, state, replace(SMALL, scale=1)).astype(float)
    two = halved(render_picture(model, state, replace(SMALL, scale=2)))
    difference = np.abs(one - two).max(axis=2)
    assert difference.mean() < 3.0
    assert (difference > 90).mean() < 0.012


@pytest.mark.parametrize(("far", "window"), [(1.0, 410), (0.25, 1000)])
def test_tiles_meet_without_a_seam(
    model: HipModel, monkeypatch: pytest.MonkeyPatch, far: float, window: int
) -> None:
    """Drawn in many tiles, a picture is the one drawn in one, from afar and from nearby."""
    camera = named_camera(model.atlas, ViewState(), 1.6)
    eye, focus = np.array(camera.position), np.array(camera.focal_point)
    near = tuple(float(v) for v in focus + far * (eye - focus))
    state = ViewState(labels=False, camera=replace(camera, position=near))
    options = PictureOptions(size=(480, 300), caption=False, marker=False)
    one = render_picture(model, state, options).astype(int)
    monkeypatch.setattr(tiles, "_WINDOW", window)
    many = render_picture(model, state, options).astype(int)
    difference = np.abs(one - many).max(axis=2)
    assert difference.mean() < 2.0
    for x in range(100, 380):
        jumps = np.abs(np.diff(many[:, x - 1 : x + 1], axis=1)).mean()
        assert jumps < np.abs(np.diff(one[:, x - 1 : x + 1], axis=1)).mean() + 0.5


def test_transparent_pictures_can_be_laid_over_anything(model: HipModel) -> None:
    state = ViewState()
    bare = PictureOptions(size=(400, 300), background="transparent", caption=False)
    image = render_picture(model, state, bare)
    assert image.shape == (300, 400, 4)
    assert image[2, 200, 3] == 0
    assert image[..., 3].max() == 255
    alpha = image[..., 3:] / 255.0
    over_white = image[..., :3] * alpha + 255.0 * (1.0 - alpha)
    white = render_picture(model, state, replace(bare, background="white")).astype(float)
    assert np.abs(over_white - white).max() <= 2.0


def test_backgrounds(model: HipModel) -> None:
    bare = replace(SMALL, caption=False)
    corner = {
        name: render_picture(model, ViewState(), replace(bare, background=name))[2, 2].mean()
        for name in ("white", "dark", "theme")
    }
    assert corner["white"] == 255.0
    assert corner["dark"] < 80.0
    assert corner["theme"] > 200.0
    dark = render_picture(model, ViewState(theme="dark"), bare)
    assert np.array_equal(
        dark, render_picture(model, ViewState(), replace(bare, background="dark"))
    )


def test_mirrored_states_give_mirrored_outlines(model: HipModel) -> None:
    bare = PictureOptions((400, 300), background="transparent", caption=False, marker=False)
    pose = Pose(25, 10, -15)
    for view in ("posterior", "anterior", "pelvic"):
        state = ViewState(pose=pose, view=view, labels=False)
        left = render_picture(model, state, bare)[..., 3].astype(int)
        right = render_picture(model, replace(state, side="right"), bare)[..., 3].astype(int)
        assert (np.abs(left - right[:, ::-1]) > 64).mean() < 0.002


def test_labels_marker_caption_and_bar_each_show(model: HipModel) -> None:
    bare = PictureOptions((400, 300), caption=False, marker=False)
    state = ViewState(labels=False)
    plain = render_picture(model, state, bare)
    for other, options in (
        (replace(state, labels=True), bare),
        (state, replace(bare, marker=True)),
        (state, replace(bare, caption=True)),
        (state, replace(bare, scale_bar=True)),
    ):
        changed = np.abs(render_picture(model, other, options).astype(int) - plain).max(axis=2)
        assert (changed > 60).sum() > 30


def test_the_camera_of_the_state_is_obeyed(model: HipModel) -> None:
    camera = Camera((400.0, 400.0, 100.0), (70.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    bare = replace(SMALL, caption=False)
    one = render_picture(model, ViewState(camera=camera), bare)
    assert not np.array_equal(one, render_picture(model, ViewState(), bare))


def test_any_colour_can_lie_behind(model: HipModel) -> None:
    bare = replace(SMALL, caption=False, background="#102a43")
    image = render_picture(model, ViewState(labels=False), bare)
    assert tuple(image[2, 2]) == tuple(image[-3, -3]) == (0x10, 0x2A, 0x43)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"size": (50, 300)}, "50x300"),
        ({"size": (20_000, 300)}, "20000x300"),
        ({"scale": 0}, "Scale 0"),
        ({"scale": 9}, "Scale 9"),
        ({"size": (10_000, 10_000), "scale": 4}, "scale 4"),
        ({"background": "pink"}, "pink"),
        ({"background": "#12345"}, "#12345"),
        ({"dpi": 0.0}, "dpi"),
        ({"dpi": float("nan")}, "dpi"),
        ({"font_size": 300.0}, "points"),
    ],
)
def test_options_nobody_can_use_are_refused(fields: dict[str, object], word: str) -> None:
    with pytest.raises(OutputError, match=word):
        PictureOptions(**fields)


def test_a_file_says_what_it_shows(model: HipModel, tmp_path: Path) -> None:
    path = tmp_path / "hip.png"
    assert save_snapshot(model, ViewState(selection=(MUSCLE,)), path, SMALL) == path
    with Image.open(path) as image:
        assert image.size == (400, 300)
        assert "Obturator internus" in image.text["Title"]
        assert "model" in image.text["Source"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_written_whole_or_not_at_all(
    model: HipModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hip.png"
    path.write_bytes(b"older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="(?i)no space left"):
        save_snapshot(model, ViewState(), path, SMALL)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_names_and_folders_that_cannot_be_written(model: HipModel, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.png"):
        save_snapshot(model, ViewState(), tmp_path / "hip.jpg", SMALL)
    with pytest.raises(OutputError, match="no folder"):
        save_snapshot(model, ViewState(), tmp_path / "nowhere" / "hip.png", SMALL)


def test_captions_tell_structure_pose_view_and_source(model: HipModel) -> None:
    caption = caption_text(model, ViewState(pose=Pose(90, -10, 20), side="left"))
    assert caption.title == (
        "Obturator internus · left hip · flexion 90°, adduction 10°, external rotation 20° · "
        "posterior view"
    )
    assert caption.source.startswith("Computed from a model")
    assert pose_text(Pose()) == "neutral pose"


def test_works_with_no_display_and_says_nothing(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; import sys;"
        "from anatomy_viewer.atlas.load import load_atlas;"
        "from anatomy_viewer.motion.frame import load_model;"
        "from anatomy_viewer.figure.snapshot import *;"
        "from anatomy_viewer.session import ViewState;"
        "save_snapshot(load_model(load_atlas()), ViewState(), Path(sys.argv[1]),"
        " PictureOptions((300, 200)));"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('PyQt5', 'PySide6', 'qtpy')]"
    )
    hidden = ("DISPLAY", "WAYLAND_DISPLAY")
    quiet = {k: v for k, v in os.environ.items() if k not in hidden}
    path = tmp_path / "hip.png"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=quiet, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert path.exists()
