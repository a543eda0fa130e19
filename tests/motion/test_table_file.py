"""A damaged motion table is refused with the file's name; a whole one comes back unchanged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AtlasError
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.motion.table_file import load_muscle, write_model

LEFT = "obturator_internus_left"


def with_table(atlas: Atlas, path: Path) -> Atlas:
    return replace(atlas, muscles={LEFT: replace(atlas.muscles[LEFT], table=path)})


@pytest.fixture(scope="module")
def stored(atlas: Atlas) -> bytes:
    return atlas.muscles[LEFT].table.read_bytes()


def test_round_trip(atlas: Atlas, model: HipModel, tmp_path: Path) -> None:
    path = tmp_path / "table.npz"
    write_model(model.muscle(LEFT), path)
    again = load_muscle(with_table(atlas, path), LEFT)
    for pose in (Pose(), Pose(90, 20, -15), Pose(-20, -30, 45)):
        before, after = model.muscle(LEFT).shape(pose), again.shape(pose)
        np.testing.assert_allclose(after.vertices, before.vertices, atol=0.01)


def test_missing_table_names_the_file(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match=r"nowhere\.npz"):
        load_muscle(with_table(atlas, tmp_path / "nowhere.npz"), LEFT)


@given(st.floats(0.0, 0.999))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_truncated_table_is_refused(
    atlas: Atlas, stored: bytes, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "cut.npz"
    path.write_bytes(stored[: int(len(stored) * share)])
    with pytest.raises(AtlasError, match=r"cut\.npz"):
        load_muscle(with_table(atlas, path), LEFT)


@pytest.mark.parametrize("field", ["bed", "strands", "displacement", "axes", "format"])
def test_changed_field_is_refused(atlas: Atlas, stored: bytes, tmp_path: Path, field: str) -> None:
    path = tmp_path / "changed.npz"
    path.write_bytes(stored)
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    value = np.atleast_1d(arrays[field])
    for damaged in (value[:-1], value.astype(float) * np.nan, value.astype(float) + 7e3):
        np.savez(path, **{**arrays, field: damaged})
        with pytest.raises(AtlasError, match=r"changed\.npz"):
            load_muscle(with_table(atlas, path), LEFT)


def test_objects_are_never_unpickled(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "pickle.npz"
    np.savez(path, bed=np.array([{"a": 1}], dtype=object))
    with pytest.raises(AtlasError, match=r"pickle\.npz"):
        load_muscle(with_table(atlas, path), LEFT)
