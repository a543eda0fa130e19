"""The neighbours from a shell: named, or asked for all together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh
from PIL import Image

from anatomy_viewer.cli import main


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def bodies(path: str) -> set[str]:
    return set(trimesh.load_scene(path, process=False).geometry)


def test_export_writes_them_when_asked() -> None:
    assert main(["export", "plain.glb"]) == 0
    assert main(["export", "all.glb", "--neighbours"]) == 0
    assert main(["export", "one.glb", "--structures", "piriformis_right", "--flexion", "30"]) == 0
    plain, everything = bodies("plain.glb"), bodies("all.glb")
    assert "obturator_internus_left" in plain and "piriformis_left" not in plain
    assert len(everything - plain) == 7 and plain < everything
    assert bodies("one.glb") == {"piriformis_right"}


def test_a_picture_shows_them_when_asked() -> None:
    small = ("--size", "300x220", "--no-labels")
    for name, words in (
        ("plain", ()),
        ("all", ("--neighbours",)),
        ("one", ("--select", "quadratus_femoris_left")),
    ):
        assert main(["snapshot", f"{name}.png", *small, *words]) == 0
    plain, everything, one = (
        np.asarray(Image.open(f"{name}.png"), float)[:190] for name in ("plain", "all", "one")
    )
    assert (np.abs(everything - plain).max(axis=2) > 40).sum() > 300
    assert (np.abs(one - plain).max(axis=2) > 40).sum() > 300
