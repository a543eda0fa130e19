"""The shipped meshes and table are what the script makes, and it makes the same thing twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import trimesh
from build_meshes import build
from solver import Solver

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import RANGES, Pose

LEFT = "obturator_internus_left"


SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "build_meshes.py"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Solver]:
    """The script run here and, at the same time, by a Python of its own."""
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    with subprocess.Popen([sys.executable, SCRIPT, "--meshes", there, "--assets", there]) as other:
        solver = build(here, here)
    assert other.returncode == 0
    return here, there, solver


@pytest.fixture(scope="module")
def rebuilt(twice: tuple[Path, Path, Solver]) -> tuple[Path, Solver]:
    return twice[0], twice[2]


def test_two_runs_give_the_same_bytes(twice: tuple[Path, Path, Solver], atlas: Atlas) -> None:
    here, there, _ = twice
    names = sorted(path.name for path in here.iterdir())
    assert names == sorted(path.name for path in there.iterdir())
    assert len(names) > len(atlas.structures)
    for name in names:
        assert (here / name).read_bytes() == (there / name).read_bytes(), name


def test_shipped_meshes_are_the_rebuilt_ones(atlas: Atlas, rebuilt: tuple[Path, Solver]) -> None:
    """Same faces; vertices within the last digit stored, which is all a processor may change."""
    folder, _ = rebuilt
    for structure in atlas.structures.values():
        ours, theirs = structure.mesh.read_bytes(), (folder / structure.mesh.name).read_bytes()
        assert len(ours) == len(theirs), structure.id
        header = ours.index(b"end_header")
        assert ours[:header] == theirs[:header]
        a = trimesh.load_mesh(structure.mesh, process=False)
        b = trimesh.load_mesh(folder / structure.mesh.name, process=False)
        np.testing.assert_array_equal(a.faces, b.faces)
        np.testing.assert_allclose(a.vertices, b.vertices, rtol=0.0, atol=3e-3)


def test_table_agrees_with_the_solver(model: HipModel, rebuilt: tuple[Path, Solver]) -> None:
    """Between the table's knots: length within 0.5 mm, the path within 1 mm."""
    _, solver = rebuilt
    random = np.random.default_rng(7)
    low, high = np.array(list(RANGES.values())).T
    poses = [Pose(*random.uniform(low, high)) for _ in range(40)]
    nodes, lengths = solver.solve(poses)
    muscle = model.muscle(LEFT)
    for pose, path, length in zip(poses, nodes, lengths, strict=True):
        assert model.measure(LEFT, pose).length_mm == pytest.approx(length, abs=0.5)
        assert np.linalg.norm(muscle.path(pose) - path, axis=-1).max() < 1.0
