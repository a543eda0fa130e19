"""Mesh files: read as they stand, or refused with a reason; damaged ones never do worse."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anatomy_viewer.atlas import mesh_file
from anatomy_viewer.atlas.load import shipped_folder
from anatomy_viewer.atlas.mesh_checks import volume
from anatomy_viewer.atlas.mesh_file import load_surface, read_surface
from anatomy_viewer.atlas.model import Surface
from anatomy_viewer.errors import MeshError

KINDS = (".ply", ".stl", ".obj")


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_file_is_read(ball_files: dict[str, Path], ball: Surface, kind: str) -> None:
    found = load_surface(ball_files[kind])
    assert found.faces.shape == ball.faces.shape
    assert len(found.vertices) == len(ball.vertices)  # an STL's corners are joined again
    assert volume(found) == pytest.approx(volume(ball), rel=1e-5)
    assert found.vertices.dtype == np.float64 and found.faces.dtype == np.int64


@pytest.mark.parametrize("kind", [".ply", ".obj"])
def test_the_order_of_vertices_is_kept(
    ball_files: dict[str, Path], ball: Surface, kind: str
) -> None:
    found = read_surface(ball_files[kind])
    np.testing.assert_allclose(found.vertices, ball.vertices, atol=1e-5)
    np.testing.assert_array_equal(found.faces, ball.faces)


def test_vertex_properties_come_along() -> None:
    """Paint and coordinates are none of ours; the rest has one value a vertex."""
    surface = read_surface(shipped_folder() / "meshes" / "obturator_internus_left.ply")
    assert {"region", "along", "across"} <= set(surface.attributes)
    assert not {"x", "red", "nx"} & set(surface.attributes)
    for values in surface.attributes.values():
        assert values.shape == (len(surface.vertices),)


def test_upper_case_endings_are_fine(ball_bytes: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "BALL.STL"
    path.write_bytes(ball_bytes[".stl"])
    assert len(load_surface(path).faces) == 320


def test_a_mesh_of_other_files_reads_none_of_them(
    ball_bytes: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "ball.obj"
    path.write_bytes(b"mtllib ../../secret.mtl\nusemtl skin\n" + ball_bytes[".obj"])
    assert len(load_surface(path).faces) == 320


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("bone.txt", b"hello", r"Use \.ply, \.stl, \.obj"),
        ("bone", b"ply", r"Use \.ply"),
        ("bone.ply", b"", "is empty"),
        ("bone.ply", b"PK\x03\x04 a zip", "is not a PLY file, whatever its name says"),
        ("bone.stl", b"\0" * 20, "damaged or cut short|holds no triangles"),
        ("bone.obj", b"\xff\xfe\x00", "damaged|no triangles"),
        ("bone.obj", b"v 0 0 0\nv 1 0 0\n", "damaged|no triangles"),
        (
            "bone.ply",
            (
                b"ply\nformat binary_little_endian 1.0\nelement vertex 999999999999\n"
                b"property float x\nelement face 1\nproperty list uchar int vertex_indices\n"
                b"end_header\n"
            ),
            "999999999999 vertex entries, more than can be shown",
        ),
        (
            "bone.ply",
            (
                b"ply\nformat binary_little_endian 1.0\nelement vertex 100000\nproperty float x\n"
                b"element face 1\nproperty list uchar int vertex_indices\nend_header\nxxxx"
            ),
            "cut short: its header promises more vertex entries",
        ),
        (
            "bone.ply",
            b"ply\nformat ascii 1.0\nelement vertex many\nend_header\n",
            "damaged PLY header at 'element vertex many'",
        ),
        ("bone.ply", b"ply\nformat ascii 1.0\nelement vertex 3\nend_header\n", "has no faces"),
    ],
)
def test_what_is_no_mesh_is_refused(tmp_path: Path, name: str, data: bytes, complaint: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(MeshError, match=complaint) as caught:
        load_surface(path)
    assert str(path) in str(caught.value)


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MeshError, match="there is no such file"):
        load_surface(tmp_path / "none.ply")
    (tmp_path / "folder.ply").mkdir()
    with pytest.raises(MeshError, match="is a folder"):
        load_surface(tmp_path / "folder.ply")
    with pytest.raises(MeshError, match=r"cannot be read|no such file"):
        load_surface(tmp_path / "nul\0l.ply")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.ply")
        with pytest.raises(MeshError, match="not an ordinary file"):
            load_surface(tmp_path / "pipe.ply")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.ply"
    with path.open("wb") as file:
        file.truncate(mesh_file.MAX_BYTES + 1)
    with pytest.raises(MeshError, match="at most 256 MB can be read"):
        load_surface(path)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), share=st.floats(0.0, 0.999))
def test_a_file_cut_short_is_refused(
    ball_bytes: dict[str, bytes], tmp_path: Path, kind: str, share: float
) -> None:
    data = ball_bytes[kind]
    # A text may lose its last line's end and still say everything.
    size = min(int(len(data) * share), len(data) - 24)
    path = tmp_path / f"cut{kind}"
    path.write_bytes(data[:size])
    with pytest.raises(MeshError):
        load_surface(path)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(KINDS),
    changes=st.lists(st.tuples(st.floats(0.0, 1.0), st.binary(min_size=1, max_size=8)), max_size=6),
)
def test_a_damaged_file_is_read_or_refused(
    ball_bytes: dict[str, bytes],
    tmp_path: Path,
    kind: str,
    changes: list[tuple[float, bytes]],
) -> None:
    """Nothing but our own errors; what is accepted is sound."""
    data = bytearray(ball_bytes[kind])
    for place, junk in changes:
        start = int(place * len(data))
        data[start : start + len(junk)] = junk
    path = tmp_path / f"damaged{kind}"
    path.write_bytes(bytes(data))
    try:
        surface = load_surface(path)
    except MeshError as error:
        assert str(path) in str(error)
        return
    assert np.isfinite(surface.vertices).all() and volume(surface) > 0.0


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.binary(max_size=200), kind=st.sampled_from(KINDS))
def test_any_bytes_are_refused(tmp_path: Path, head: bytes, kind: str) -> None:
    path = tmp_path / f"junk{kind}"
    path.write_bytes(head)
    with pytest.raises(MeshError, match="junk"):
        load_surface(path)


def test_the_reader_underneath_keeps_quiet(
    ball: Surface, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mesh = trimesh.Trimesh(ball.vertices, ball.faces, process=False)
    text = str(mesh.export(file_type="stl_ascii"))
    path = tmp_path / "ball.stl"
    path.write_text(text.replace("normal", "normal x", 1))
    read_surface(path)  # trimesh logs a traceback over the damaged normal, which nothing here needs
    assert not caplog.records
