"""The shipped atlas, whole; and folders that are none."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from anatomy_viewer.atlas import load
from anatomy_viewer.atlas.load import atlas_root, load_atlas, shipped_folder
from anatomy_viewer.atlas.mesh_checks import volume
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AtlasError, MeshError, UnknownNameError

FIRST = ("hip_bone", "femur", "obturator_membrane", "obturator_internus")
NEIGHBOURS = (
    "sacrotuberous_ligament", "sacrospinous_ligament", "piriformis", "superior_gemellus",
    "inferior_gemellus", "obturator_externus", "quadratus_femoris",
)  # fmt: skip
PAIRED = (*FIRST, *NEIGHBOURS)
MIRROR = np.array([-1.0, 1.0, 1.0])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped atlas that a test may spoil."""
    source = shipped_folder()
    for part in ("assets", "meshes"):
        shutil.copytree(source / part, tmp_path / "atlas" / part)
    return tmp_path / "atlas"


def test_the_structures_are_those_promised(atlas: Atlas) -> None:
    expected = {f"{name}_{side}" for name in PAIRED for side in ("left", "right")} | {"sacrum"}
    assert set(atlas.structures) == set(atlas.surfaces) == expected
    hidden = {f"{name}_{side}" for name in NEIGHBOURS for side in ("left", "right")}
    assert set(atlas.neighbours()) == hidden
    assert set(atlas.on_side("both")) == expected
    assert set(atlas.on_side("left")) == {i for i in expected if not i.endswith("_right")}
    assert set(atlas.on_side("right")) == {i for i in expected if not i.endswith("_left")}


@pytest.mark.parametrize("name", PAIRED)
def test_the_sides_mirror_each_other_exactly(atlas: Atlas, name: str) -> None:
    left, right = atlas.surfaces[f"{name}_left"], atlas.surfaces[f"{name}_right"]
    np.testing.assert_array_equal(left.vertices * MIRROR, right.vertices)
    assert volume(left) == pytest.approx(volume(right))
    for key, values in left.attributes.items():
        np.testing.assert_array_equal(values, right.attributes[key])


def test_the_sacrum_is_its_own_mirror_image(atlas: Atlas) -> None:
    vertices = atlas.surfaces["sacrum"].vertices
    mirrored = vertices * MIRROR
    order, other = np.lexsort(vertices.T.round(3)), np.lexsort(mirrored.T.round(3))
    np.testing.assert_allclose(vertices[order], mirrored[other], atol=2e-3)


def test_sizes_are_those_of_an_adult(atlas: Atlas) -> None:
    """Published adult ranges, wide: cm³ and mm."""
    litres = {name: volume(surface) / 1000.0 for name, surface in atlas.surfaces.items()}
    assert 200.0 < litres["hip_bone_left"] < 500.0
    assert 350.0 < litres["femur_left"] < 650.0
    assert 25.0 <= litres["obturator_internus_left"] <= 45.0
    heights = np.ptp(atlas.surfaces["femur_left"].vertices, axis=0)
    assert 380.0 < heights[2] < 520.0


def test_landmarks_come_in_mirrored_pairs(atlas: Atlas) -> None:
    assert len(atlas.landmarks) >= 20
    for mark in atlas.landmarks.values():
        base, _, side = mark.id.rpartition("_")
        twin = atlas.landmarks[f"{base}_{'left' if side == 'right' else 'right'}"]
        np.testing.assert_array_equal(np.array(mark.position) * MIRROR, twin.position)
        assert mark in atlas.landmarks_of(mark.structure)
        assert atlas.structures[mark.structure].side == side


def test_iliac_spines_define_the_frame(atlas: Atlas) -> None:
    """ISB pelvis axes: both pairs of iliac spines in one level plane, the hips on the x axis."""
    marks = {m.id: m.position for m in atlas.landmarks.values()}
    assert marks["asis_left"][2] == pytest.approx(marks["psis_left"][2], abs=0.2)
    assert marks["asis_left"][1] < marks["psis_left"][1]  # y is backwards
    for joint in atlas.joints.values():
        np.testing.assert_allclose(joint.centre[1:], 0.0, atol=1e-6)


def test_the_joints_fit_the_femoral_heads(atlas: Atlas) -> None:
    for joint in atlas.joints.values():
        vertices = atlas.surfaces[joint.distal].vertices
        away = np.linalg.norm(vertices - joint.centre, axis=1)
        upper = (away < joint.head_radius + 2.0) & (vertices[:, 2] > 5.0)
        assert upper.sum() > 100
        assert np.median(away[upper]) == pytest.approx(joint.head_radius, abs=1.0)


def test_muscles_carry_regions_and_places_along_and_across(atlas: Atlas) -> None:
    for muscle in atlas.muscles.values():
        attributes = atlas.surfaces[muscle.structure].attributes
        codes = {region.code for region in muscle.regions}
        assert set(np.unique(attributes["region"])) == codes
        for name in ("along", "across"):
            assert attributes[name].min() >= 0.0 and attributes[name].max() <= 1.0
        letters = [region.letter for region in muscle.regions if region.letter]
        assert letters == (["O", "I"] if atlas.strap_of(muscle.structure) else ["O", "P", "I"])


def test_an_unknown_structure_is_told_the_nearest(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'femur_left'"):
        atlas.structure("femur_lef")


def test_a_copy_loads_the_same(copy: Path, atlas: Atlas) -> None:
    found = load_atlas(copy)
    assert list(found.structures) == list(atlas.structures)
    assert found.landmarks == atlas.landmarks and found.joints == atlas.joints
    for name, surface in atlas.surfaces.items():
        np.testing.assert_array_equal(found.surfaces[name].vertices, surface.vertices)


def test_an_installed_atlas_is_found_beside_the_code(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "anatomy_viewer"
    monkeypatch.setattr(load, "__file__", str(package / "atlas" / "load.py"))
    with pytest.raises(AtlasError, match=r"missing from this installation .* Reinstall"):
        shipped_folder()
    shutil.copytree(copy, package / "data")
    assert shipped_folder() == package / "data"
    assert len(load_atlas().structures) == 23


def test_an_atlas_is_named_by_folder_assets_or_file(copy: Path, tmp_path: Path) -> None:
    for path in (copy, copy / "assets", copy / "assets" / "atlas.toml"):
        assert atlas_root(path) == copy
    for path in (tmp_path, copy / "meshes", tmp_path / "nowhere", copy / "meshes" / "sacrum.ply"):
        with pytest.raises(AtlasError, match=r"assets/atlas\.toml"):
            atlas_root(path)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda mesh: mesh.unlink(), "there is no such file"),
        (lambda mesh: mesh.write_bytes(b""), "is empty"),
        (lambda mesh: mesh.write_bytes(mesh.read_bytes()[:5000]), "cut short"),
        (lambda mesh: mesh.write_bytes(b"solid\n"), "not a PLY file"),
    ],
)
def test_a_spoilt_mesh_is_named(copy: Path, spoil: object, complaint: str) -> None:
    spoil(copy / "meshes" / "sacrum.ply")  # type: ignore[operator]
    with pytest.raises(MeshError, match=complaint) as caught:
        load_atlas(copy)
    assert str(copy / "meshes" / "sacrum.ply") in str(caught.value)


def test_meshes_swapped_between_sides_are_noticed(copy: Path) -> None:
    """Each is a good mesh; only the landmarks on it tell."""
    left, right = copy / "meshes" / "femur_left.ply", copy / "meshes" / "femur_right.ply"
    data = left.read_bytes()
    left.write_bytes(right.read_bytes())
    right.write_bytes(data)
    with pytest.raises(AtlasError, match=r"landmark '\w+' lies \d+ mm from 'femur_left'"):
        load_atlas(copy)
