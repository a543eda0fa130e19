"""Files leave the program whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anatomy_viewer.errors import OutputError
from anatomy_viewer.files import check_target, write_whole


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_what_is_written_is_read_back(tmp_path: Path, first: bytes, second: bytes) -> None:
    path = tmp_path / "out.bin"
    for data in (first, second):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert os.listdir(tmp_path) == ["out.bin"]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.bin"
    path.write_bytes(b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for function in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, function, full)
            with pytest.raises(OutputError, match="no space left on device"):
                write_whole(path, b"after")
        assert path.read_bytes() == b"before"
        assert os.listdir(tmp_path) == ["out.bin"]


def test_the_longest_names_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("骨" * 83 + ".png")  # 253 bytes of the 255 most file systems allow
    write_whole(path, b"after")
    assert path.read_bytes() == b"after"


def test_an_interruption_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.bin"
    path.write_bytes(b"before")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["out.bin"]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("out.jpg", r"end its name in \.png or \.tif"),
        ("out", r"end its name in \.png or \.tif"),
        ("folder.png", "it is a folder"),
        ("nowhere/out.png", "there is no folder '.*nowhere'"),
        ("file.png/out.png", "there is no folder|not a directory"),
        ("nul\0l.png", "Cannot write"),
    ],
)
def test_targets_that_cannot_be_are_refused(tmp_path: Path, name: str, complaint: str) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file.png").write_bytes(b"")
    with pytest.raises(OutputError, match=complaint):
        check_target(tmp_path / name, (".png", ".tif"))


def test_a_target_is_checked_without_touching_it(tmp_path: Path) -> None:
    path = tmp_path / "Out.PNG"
    assert check_target(path, (".png",)) == path
    assert not path.exists()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(b"before")
    try:
        link.symlink_to(real)
    except OSError:  # Windows, without the right to make links: the file itself then
        link = real
    write_whole(check_target(link, (".png",)), b"after")
    assert real.read_bytes() == link.read_bytes() == b"after"
    assert link.is_symlink() or link == real


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    for device in ("/dev/full", "/dev/null"):
        if Path(device).exists():
            link = tmp_path / f"{Path(device).name}.png"
            link.symlink_to(device)
            with pytest.raises(OutputError, match="no ordinary file"):
                check_target(link, (".png",))
    with pytest.raises(OutputError, match="Cannot write"):
        write_whole(tmp_path / "nowhere" / "out.png", b"")
