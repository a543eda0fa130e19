"""Films: the frames are snapshots, loops have no seam, files are whole or not there."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure.film import FilmOptions, save_film
from anatomy_viewer.figure.snapshot import PictureOptions, render_picture
from anatomy_viewer.figure.studio import Studio
from anatomy_viewer.figure.take import Take, one_way, there_and_back, turned, turntable
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.movement import MOVEMENTS, movement
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Pose
from anatomy_viewer.scene.cameras import Projection, named_camera
from anatomy_viewer.session import SIDE_CHOICES, VIEW_NAMES, Camera, ViewState

MUSCLE = "obturator_internus_left"
STATE = ViewState(selection=(MUSCLE,))
TINY = FilmOptions(size=(200, 150), seconds=0.6, fps=10)
FLEXION = there_and_back(STATE, movement("flexion"))


class EnoughError(Exception):
    """What a test cancels a film with."""


def frames_of(folder: Path) -> list[np.ndarray]:
    return [np.asarray(Image.open(path).convert("RGB")) for path in sorted(folder.iterdir())]


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def test_frames_are_snapshots(model: HipModel, tmp_path: Path) -> None:
    save_film(model, FLEXION, tmp_path / "frames", TINY)
    frames = frames_of(tmp_path / "frames")
    assert [p.name for p in sorted((tmp_path / "frames").iterdir())] == [
        f"frame-{k:04d}.png" for k in range(1, 7)
    ]
    first = render_picture(model, replace(STATE, pose=FLEXION.pose(0.0)), PictureOptions(TINY.size))
    assert np.array_equal(frames[0], first)
    assert all((a != b).any() for a, b in zip(frames, frames[1:], strict=False))


def test_a_scene_used_again_draws_what_a_new_one_does(model: HipModel) -> None:
    """Whatever was drawn before: nothing of it is left."""
    options = PictureOptions((200, 150))
    states = [
        ViewState(labels=False),
        ViewState(pose=Pose(80, 20, 10), selection=(MUSCLE,), labels=False, see_through=True),
        ViewState(view="pelvic", theme="dark", labels=False, hidden=frozenset({"sacrum"})),
        ViewState(labels=False),
    ]
    with Studio(model, options) as studio:
        for state in states:
            assert np.array_equal(studio.picture(state), render_picture(model, state, options))


def test_an_mp4_read_back(model: HipModel, tmp_path: Path) -> None:
    assert save_film(model, FLEXION, tmp_path / "a.mp4", TINY) == tmp_path / "a.mp4"
    save_film(model, FLEXION, tmp_path / "frames", TINY)
    with av.open(str(tmp_path / "a.mp4")) as film:
        video = film.streams.video[0]
        assert (video.codec.name, video.frames, video.average_rate) == ("h264", 6, 10)
        assert float(video.duration * video.time_base) == pytest.approx(0.6)
        assert (video.width, video.height, video.pix_fmt) == (200, 150, "yuv420p")
    for seen, drawn in zip(
        decoded(tmp_path / "a.mp4"), frames_of(tmp_path / "frames"), strict=True
    ):
        off = seen.astype(int) - drawn
        assert np.abs(off).mean() < 3.0
        assert np.abs(off.mean((0, 1))).max() < 1.5  # no cast
    data = (tmp_path / "a.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4", "frames"]


@pytest.mark.parametrize("fps", [3, 7, 30])
def test_a_gif_read_back(model: HipModel, tmp_path: Path, fps: int) -> None:
    options = FilmOptions(size=(200, 150), seconds=6 / fps, fps=fps)
    save_film(model, FLEXION, tmp_path / "a.gif", options)
    save_film(model, FLEXION, tmp_path / "frames", options)
    with Image.open(tmp_path / "a.gif") as film:
        assert (film.format, film.size, film.n_frames) == ("GIF", (200, 150), 6)
        assert film.info["loop"] == 0
        length = 0
        for number, drawn in enumerate(frames_of(tmp_path / "frames")):
            film.seek(number)
            length += film.info["duration"]
            assert np.abs(np.asarray(film.convert("RGB")).astype(int) - drawn).mean() < 6.0
    assert length == pytest.approx(6000 / fps, abs=10)


def test_the_lit_regions_keep_their_colours_in_a_gif(model: HipModel, tmp_path: Path) -> None:
    """Origin, path and insertion differ by colours chosen for the colour-blind."""
    save_film(model, FLEXION, tmp_path / "a.gif", TINY)
    save_film(model, FLEXION, tmp_path / "frames", TINY)
    drawn = frames_of(tmp_path / "frames")[0].astype(int)
    with Image.open(tmp_path / "a.gif") as film:
        seen = np.asarray(film.convert("RGB")).astype(int)
    vivid = np.ptp(drawn, axis=2) > 110
    assert vivid.sum() > 30
    assert np.abs(seen - drawn)[vivid].mean() < 14.0


def test_a_way_is_played_once(model: HipModel, tmp_path: Path) -> None:
    take = one_way(STATE, Pose(), Pose(60, 10, 10))
    save_film(model, take, tmp_path / "a.gif", TINY)
    with Image.open(tmp_path / "a.gif") as film:
        assert "loop" not in film.info
    states = list(take.states(model.atlas, 1.3, 5))
    assert (states[0].pose, states[-1].pose) == (Pose(), Pose(60, 10, 10))


@pytest.mark.parametrize("one", MOVEMENTS, ids=lambda m: m.id)
def test_movements_join_up(model: HipModel, one: object) -> None:
    """The step from the last frame to the first is no larger than the one after it."""
    poses = [np.array(s.pose.as_tuple()) for s in there_and_back(STATE, one).states(None, 1.0, 50)]
    steps = [np.abs(b - a).max() for a, b in zip(poses, [*poses[1:], poses[0]], strict=True)]
    assert steps[-1] == pytest.approx(steps[0])
    assert max(steps) < 8.0


def test_labels_of_a_loop_do_not_jump_at_its_seam(model: HipModel) -> None:
    """Gone through once, a loop has its labels where it has them the next time round."""

    def laid_out(studio: Studio) -> list[list[tuple[float, float]]]:
        drawings = [studio.rehearse(state) for state in states]
        return [[(sprite.x, sprite.y) for sprite in drawing.sprites] for drawing in drawings]

    take = there_and_back(ViewState(view="pelvic", selection=(MUSCLE,)), movement("rotation"))
    states = list(take.states(model.atlas, 16 / 9, 24))
    with Studio(model, PictureOptions((1280, 720))) as studio:
        first, second, third = (laid_out(studio) for _ in range(3))
    assert first != second  # so it matters
    assert second == third


poses = st.builds(Pose, **{c: st.floats(*RANGES[c]) for c in COORDINATES})


@given(poses, poses, st.floats(0.0, 1.0))
def test_a_way_stays_between_its_ends(a: Pose, b: Pose, t: float) -> None:
    if a == b:
        with pytest.raises(OutputError, match="same"):
            one_way(STATE, a, b)
        return
    at = one_way(STATE, a, b).pose(t).as_tuple()
    for low, high, value in zip(a.as_tuple(), b.as_tuple(), at, strict=True):
        assert min(low, high) - 1e-9 <= value <= max(low, high) + 1e-9


@given(st.floats(-720.0, 720.0), st.sampled_from(VIEW_NAMES))
def test_a_turned_camera_keeps_its_distance_and_height(
    model: HipModel, angle: float, view: str
) -> None:
    camera = named_camera(model.atlas, ViewState(view=view), 1.5)
    other = turned(camera, angle)
    assert other.focal_point == pytest.approx(camera.focal_point)
    assert other.position[2] == pytest.approx(camera.position[2], abs=1e-6)
    back = turned(other, -angle)
    assert back.position == pytest.approx(camera.position, abs=1e-6)
    assert back.view_up == pytest.approx(camera.view_up, abs=1e-9)


@pytest.mark.parametrize("side", SIDE_CHOICES)
@pytest.mark.parametrize("view", ["posterior", "pelvic", "superior"])
def test_a_turntable_keeps_everything_in_sight(model: HipModel, side: str, view: str) -> None:
    size = (640.0, 360.0)
    for state in turntable(ViewState(side=side, view=view)).states(model.atlas, 16 / 9, 24):
        assert isinstance(state.camera, Camera)
        for name in model.atlas.on_side(side):
            points = model.atlas.surfaces[name].vertices
            pixels, depth = Projection(state.camera, size).pixels(points[points[:, 2] > -100.0])
            assert (depth > 0).all()
            assert ((pixels >= 0) & (pixels <= size)).all()


def test_a_free_view_stays_as_it_is(model: HipModel) -> None:
    camera = Camera((400.0, 400.0, 100.0), (70.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    state = replace(STATE, camera=camera)
    assert {s.camera for s in there_and_back(state, MOVEMENTS[0]).states(None, 1.0, 9)} == {camera}
    first = next(iter(turntable(state).states(model.atlas, 1.0, 9)))
    assert first.camera.position == pytest.approx(camera.position)


@pytest.mark.parametrize("name", ["a.gif", "a.mp4", "a"])
@pytest.mark.parametrize("moment", [0, 1, 6])
def test_a_cancelled_film_leaves_nothing(
    model: HipModel, tmp_path: Path, name: str, moment: int
) -> None:
    told = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if done == moment:
            raise EnoughError

    with pytest.raises(EnoughError):
        save_film(model, FLEXION, tmp_path / name, TINY, tell)
    assert [pair for pair in told if pair[0]] == [(k, 6) for k in range(1, moment + 1)]
    assert told[0] == (0, 6)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.gif", "a.mp4", "a"])
def test_what_was_there_stays_when_the_disk_is_full(
    model: HipModel, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_film(model, FLEXION, tmp_path / name, TINY)
    before = snapshot_of(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="(?i)no space left"):
        save_film(model, FLEXION, tmp_path / name, replace(TINY, force=True))
    assert snapshot_of(tmp_path) == before


@pytest.mark.parametrize("name", ["a.gif", "a.mp4", "a"])
def test_nothing_is_replaced_unasked(model: HipModel, tmp_path: Path, name: str) -> None:
    save_film(model, FLEXION, tmp_path / name, TINY)
    before = snapshot_of(tmp_path)
    other = there_and_back(ViewState(theme="dark"), movement("abduction"))
    with pytest.raises(OutputError, match="there already"):
        save_film(model, other, tmp_path / name, TINY)
    assert snapshot_of(tmp_path) == before
    save_film(model, other, tmp_path / name, replace(TINY, force=True))
    after = snapshot_of(tmp_path)
    assert after.keys() == before.keys()
    assert after != before


def test_a_folder_of_other_things_is_never_replaced(model: HipModel, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    before = snapshot_of(tmp_path)
    with pytest.raises(OutputError, match="other files"):
        save_film(model, FLEXION, tmp_path / "thesis", replace(TINY, force=True))
    (tmp_path / "file").write_text("a file")
    with pytest.raises(OutputError, match="a file has this name"):
        save_film(model, FLEXION, tmp_path / "file", replace(TINY, force=True))
    assert snapshot_of(tmp_path / "thesis") == {
        key.removeprefix("thesis/"): value for key, value in before.items()
    }


def test_an_empty_folder_is_filled(model: HipModel, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    save_film(model, FLEXION, tmp_path / "new", TINY)
    assert len(frames_of(tmp_path / "new")) == 6


def snapshot_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("name", "fields", "word"),
    [
        ("a.avi", {}, r"\.gif or \.mp4"),
        ("nowhere/a.gif", {}, "no folder"),
        ("nowhere/a", {}, "no folder"),
        ("a.mp4", {"size": (201, 150)}, "even"),
        ("a.gif", {"fps": 60}, "50 or fewer"),
    ],
)
def test_films_that_cannot_be_made(
    model: HipModel, tmp_path: Path, name: str, fields: dict[str, object], word: str
) -> None:
    with pytest.raises(OutputError, match=word):
        save_film(model, FLEXION, tmp_path / name, replace(TINY, **fields))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"size": (50, 300)}, "50x300"),
        ({"size": (5000, 300)}, "5000x300"),
        ({"seconds": 0.0}, "0 s"),
        ({"seconds": 1e9}, "1e"),
        ({"fps": 0}, "0 frames"),
        ({"fps": 61}, "61 frames"),
    ],
)
def test_options_nobody_can_use_are_refused(fields: dict[str, object], word: str) -> None:
    with pytest.raises(OutputError, match=word):
        FilmOptions(**fields)


def test_a_film_without_end_is_refused() -> None:
    with pytest.raises(OutputError, match="too long"):
        FilmOptions(seconds=300.0, fps=60).frames(FLEXION)
    assert FilmOptions(fps=10).frames(Take(STATE)) == 80


def test_without_its_encoder_an_mp4_is_refused_at_once(
    model: HipModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(OutputError, match="pip install av"):
        save_film(model, FLEXION, tmp_path / "a.mp4", TINY, lambda *_: pytest.fail("drawn"))
    save_film(model, FLEXION, tmp_path / "a.gif", TINY)


@pytest.mark.parametrize("name", ["a.gif", "a.mp4"])
def test_a_film_can_be_cancelled_while_it_is_put_together(
    model: HipModel, tmp_path: Path, name: str
) -> None:
    told = []

    def tell(done: int, total: int) -> None:
        told.extend([(done, total)] if done else [])
        if len(told) == total + 3:
            raise EnoughError

    with pytest.raises(EnoughError):
        save_film(model, FLEXION, tmp_path / name, TINY, tell)
    assert told[6:] == [(6, 6)] * 3
    assert list(tmp_path.iterdir()) == []
