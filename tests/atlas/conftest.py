"""A sound mesh to spoil."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh

from anatomy_viewer.atlas.model import Surface


@pytest.fixture(scope="session")
def ball() -> Surface:
    """A ball of 40 mm across, closed, facing outwards."""
    mesh = trimesh.creation.icosphere(subdivisions=2, radius=20.0)
    return Surface(np.array(mesh.vertices, float), np.array(mesh.faces, np.int64))


@pytest.fixture(scope="session")
def ball_bytes(ball: Surface) -> dict[str, bytes]:
    """The same as a file, by suffix."""
    mesh = trimesh.Trimesh(ball.vertices, ball.faces, process=False)
    files = {f".{kind}": mesh.export(file_type=kind) for kind in ("ply", "stl", "obj")}
    return {k: v.encode() if isinstance(v, str) else bytes(v) for k, v in files.items()}


@pytest.fixture
def ball_files(ball_bytes: dict[str, bytes], tmp_path: Path) -> dict[str, Path]:
    """The same, written."""
    for suffix, data in ball_bytes.items():
        (tmp_path / f"ball{suffix}").write_bytes(data)
    return {suffix: tmp_path / f"ball{suffix}" for suffix in ball_bytes}
