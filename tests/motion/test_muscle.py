"""The obturator internus over the whole range: what must hold at every pose."""

from __future__ import annotations

import numpy as np
import pytest
from cuts import self_cuts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.muscle import joined_faces
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL, RANGES, Pose
from anatomy_viewer.motion.weave import row_distances

LEFT, RIGHT = "obturator_internus_left", "obturator_internus_right"
ORIGIN, PATH, INSERTION = 1, 3, 5
MIRROR = np.array([-1.0, 1.0, 1.0])

POSES = st.builds(
    Pose,
    st.floats(*RANGES["flexion"]),
    st.floats(*RANGES["abduction"]),
    st.floats(*RANGES["rotation"]),
)


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    a, b, c = np.moveaxis(vertices[faces], 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


class Bone:
    """Depth of points below a bone's surface, by the nearest of many samples of it."""

    def __init__(self, atlas: Atlas, name: str) -> None:
        surface = atlas.surfaces[name]
        corners = surface.vertices[surface.faces]
        normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        near = np.linalg.norm(corners.mean(axis=1) - [85.0, 15.0, -10.0], axis=1) < 110.0
        corners, normals = corners[near], normals[near]
        shares = [(i, j, 4 - i - j) for i in range(5) for j in range(5 - i)]
        weights = np.array(shares) / 4.0
        self.samples = np.einsum("sk,fkx->fsx", weights, corners).reshape(-1, 3)
        self.normals = np.repeat(normals, len(weights), axis=0)
        self.tree = cKDTree(self.samples)

    def depth(self, points: np.ndarray) -> np.ndarray:
        """(n,) mm below the surface; negative outside."""
        _, index = self.tree.query(points, distance_upper_bound=12.0)
        known = index < len(self.samples)
        depth = np.full(len(points), -12.0)
        offset = points[known] - self.samples[index[known]]
        depth[known] = -np.einsum("ij,ij->i", offset, self.normals[index[known]])
        return depth


@pytest.fixture(scope="module")
def hip_bone(atlas: Atlas) -> Bone:
    return Bone(atlas, "hip_bone_left")


@pytest.fixture(scope="module")
def femur(atlas: Atlas) -> Bone:
    return Bone(atlas, "femur_left")


def region(atlas: Atlas, *codes: int) -> np.ndarray:
    return np.isin(np.round(atlas.surfaces[LEFT].attributes["region"]).astype(int), codes)


def test_every_edge_joins_two_faces(atlas: Atlas) -> None:
    faces = atlas.surfaces[LEFT].faces
    edges = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    directed = {(int(a), int(b)) for a, b in edges}
    assert len(directed) == len(edges)
    assert all((b, a) in directed for a, b in directed)
    vertices = len(atlas.surfaces[LEFT].vertices)
    assert vertices - len(edges) // 2 + len(faces) == 2


def test_small_grids_close_too() -> None:
    faces = joined_faces(4, 5)
    edges = np.sort(faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    _, counts = np.unique(edges, axis=0, return_counts=True)
    assert set(counts) == {2}


def test_neutral_shape_is_the_shipped_mesh(atlas: Atlas, model: HipModel) -> None:
    for name in (LEFT, RIGHT):
        shape = model.muscle(name).shape(NEUTRAL)
        np.testing.assert_allclose(shape.vertices, atlas.surfaces[name].vertices, atol=4e-3)


@given(POSES)
def test_right_is_the_mirror_of_left(model: HipModel, pose: Pose) -> None:
    left, right = model.muscle(LEFT).shape(pose), model.muscle(RIGHT).shape(pose)
    np.testing.assert_array_equal(left.vertices * MIRROR, right.vertices)
    np.testing.assert_array_equal(left.fleshiness, right.fleshiness)
    np.testing.assert_array_equal(left.centre_line * MIRROR, right.centre_line)
    assert model.measure(LEFT, pose) == model.measure(RIGHT, pose)


@given(POSES)
def test_insertion_is_rigid_with_the_femur(atlas: Atlas, model: HipModel, pose: Pose) -> None:
    part = region(atlas, INSERTION)
    rest = model.muscle(LEFT).shape(NEUTRAL).vertices[part]
    transform = model.transforms(pose)["femur_left"]
    moved = rest @ transform[:3, :3].T + transform[:3, 3]
    now = model.muscle(LEFT).shape(pose).vertices[part]
    np.testing.assert_allclose(now, moved, atol=1e-9)


@given(POSES)
def test_origin_stays_on_the_pelvis(atlas: Atlas, model: HipModel, pose: Pose) -> None:
    part = region(atlas, ORIGIN)
    rest = model.muscle(LEFT).shape(NEUTRAL).vertices[part]
    now = model.muscle(LEFT).shape(pose).vertices[part]
    assert np.linalg.norm(now - rest, axis=1).max() < 0.5


@given(POSES)
def test_volume_is_kept(atlas: Atlas, model: HipModel, pose: Pose) -> None:
    faces = atlas.surfaces[LEFT].faces
    rest = volume(model.muscle(LEFT).shape(NEUTRAL).vertices, faces)
    assert 25e3 < rest < 45e3
    assert volume(model.muscle(LEFT).shape(pose).vertices, faces) == pytest.approx(rest, rel=0.03)


@given(POSES, st.sampled_from(COORDINATES))
def test_no_jump_between_neighbouring_poses(model: HipModel, pose: Pose, coordinate: str) -> None:
    _, high = RANGES[coordinate]
    value = pose.as_dict()[coordinate]
    other = pose.with_(coordinate, value + 1.0 if value + 1.0 <= high else value - 1.0)
    moved = model.muscle(LEFT).shape(other).vertices - model.muscle(LEFT).shape(pose).vertices
    assert np.linalg.norm(moved, axis=1).max() < 1.5


@given(POSES)
@settings(max_examples=40)
def test_stays_out_of_bone(
    atlas: Atlas, model: HipModel, hip_bone: Bone, femur: Bone, pose: Pose
) -> None:
    """At most 1 mm anywhere but the attachments; where both bones overlap there is no way out."""
    vertices = model.muscle(LEFT).shape(pose).vertices
    assert hip_bone.depth(vertices).max() < 1.0
    if model.measure(LEFT, pose).bone_overlap_mm < 0.5:
        free = vertices[~region(atlas, ORIGIN, INSERTION)]
        transform = model.transforms(pose)["femur_left"]
        at_rest = (free - transform[:3, 3]) @ transform[:3, :3]
        assert femur.depth(at_rest).max() < 1.0


@given(POSES)
@settings(max_examples=60)
def test_never_cuts_through_itself(atlas: Atlas, model: HipModel, pose: Pose) -> None:
    assert self_cuts(model.muscle(LEFT).shape(pose).vertices, atlas.surfaces[LEFT].faces) == 0


def test_what_cuts_is_found() -> None:
    """Two triangles crossed, and the same two apart."""
    crossed = np.array(
        [[0.0, 0, 0], [4, 0, 0], [0, 4, 0], [1, 1, -1], [1, 1, 2], [1, 2, 2]], dtype=float
    )
    faces = np.array([[0, 1, 2], [3, 4, 5]])
    assert self_cuts(crossed, faces) == 1
    assert self_cuts(crossed + np.repeat([[0, 0, 0], [0, 0, 9]], 3, axis=0), faces) == 0


def turn_at_notch(line: np.ndarray, notch: int) -> float:
    """Degrees between a fibre's way to the notch (its row in ``line``) and its way on."""
    along = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]

    def heading(first: float, last: float) -> np.ndarray:
        places = along[notch] + np.array([first, last])
        step = np.diff([np.interp(places, along, axis) for axis in line.T])[:, 0]
        return np.asarray(step / np.linalg.norm(step))

    return float(np.degrees(np.arccos(heading(-45.0, -15.0) @ heading(15.0, 35.0))))


def test_form_is_that_of_the_facts_sheet(atlas: Atlas, model: HipModel) -> None:
    """Thickness, fibre length and turn as docs/model.md defines them, at neutral."""
    muscle = model.muscle(LEFT)
    bed, beds = muscle.bed, len(muscle.bed)
    cells = 0.5 * np.linalg.norm(
        np.cross(bed[1:, 1:] - bed[:-1, :-1], bed[1:, :-1] - bed[:-1, 1:]), axis=-1
    )
    thick = muscle.thickness[:beds]
    thick = 0.25 * (thick[1:, 1:] + thick[:-1, 1:] + thick[1:, :-1] + thick[:-1, :-1])
    assert 8.0 < np.average(thick, weights=cells) < 18.0
    assert cells[(thick > 8.0) & (thick < 18.0)].sum() > 0.6 * cells.sum()
    across = muscle.thickness[:beds, 8:-8].mean(axis=1)
    assert np.argmax(across) > 0.6 * beds

    deep, top = muscle.faces(NEUTRAL, 1.0)
    assert 80.0 < (row_distances(deep)[0] - muscle.tendon_reach).mean() < 95.0

    turns = [turn_at_notch(0.5 * (deep + top)[:, c], beds + 5) for c in (6, 19, 32, 45, 58)]
    assert 85.0 < min(turns) <= max(turns) < 135.0
    assert 95.0 < np.mean(turns) < 125.0


@given(POSES)
def test_path_turns_behind_the_ischium(atlas: Atlas, model: HipModel, pose: Pose) -> None:
    notch = np.array(atlas.landmarks["lesser_sciatic_notch_left"].position)
    line = model.muscle(LEFT).shape(pose).centre_line
    assert np.linalg.norm(line - notch, axis=1).min() < 9.0
    behind = model.muscle(LEFT).shape(pose).vertices[region(atlas, PATH)]
    assert behind[:, 1].max() > notch[1] + 3.0


@given(POSES)
def test_moment_arms_are_the_slopes_of_the_length(model: HipModel, pose: Pose) -> None:
    arms = model.measure(LEFT, pose).moment_arms_mm
    for coordinate in COORDINATES:
        low, high = RANGES[coordinate]
        value = min(max(pose.as_dict()[coordinate], low + 0.5), high - 0.5)
        centre = pose.with_(coordinate, value)
        before = model.measure(LEFT, centre.with_(coordinate, value - 0.5)).length_mm
        after = model.measure(LEFT, centre.with_(coordinate, value + 0.5)).length_mm
        slope = -(after - before) / np.radians(1.0)
        assert model.measure(LEFT, centre).moment_arms_mm[coordinate] == pytest.approx(
            slope, abs=0.3
        )
    assert set(arms) == set(COORDINATES)


@given(POSES)
def test_length_is_that_of_the_drawn_path(model: HipModel, pose: Pose) -> None:
    """The change of the free strands drawn on screen is the change of the number shown."""
    muscle = model.muscle(LEFT)

    def drawn(at: Pose) -> float:
        steps = np.diff(muscle.path(at), axis=1)
        return float(np.linalg.norm(steps, axis=2).sum(axis=1).mean())

    numbers = model.measure(LEFT, pose).length_mm - model.measure(LEFT, NEUTRAL).length_mm
    assert numbers == pytest.approx(drawn(pose) - drawn(NEUTRAL), abs=2.5)


@given(POSES)
def test_tendon_is_pale_and_belly_is_red(atlas: Atlas, model: HipModel, pose: Pose) -> None:
    flesh = model.muscle(LEFT).shape(pose).fleshiness
    assert flesh.min() >= 0.0
    assert flesh.max() <= 1.0
    assert flesh[region(atlas, INSERTION)].max() < 0.05
    assert flesh[region(atlas, ORIGIN)].mean() > 0.85


def test_what_the_facts_sheet_says(model: HipModel) -> None:
    """Signs and sizes after Dostal 1986, Delp 1999 and Vaarbakken 2014; zero is ISB neutral."""
    neutral = model.measure(LEFT, NEUTRAL).moment_arms_mm
    assert 25.0 < neutral["rotation"] < 38.0
    assert -15.0 < neutral["abduction"] < 0.0
    assert abs(neutral["flexion"]) < 5.0
    flexed = model.measure(LEFT, Pose(flexion=90)).moment_arms_mm
    assert 12.0 < flexed["abduction"] < 28.0
    assert flexed["flexion"] < -3.0
    falling = [model.measure(LEFT, Pose(flexion=f)).moment_arms_mm for f in (20, 45, 60, 90)]
    arms = [arm["rotation"] for arm in falling]
    assert arms == sorted(arms, reverse=True)
    assert arms[-1] < 0.5 * neutral["rotation"]
    long = model.measure(LEFT, Pose(105, -10, 0)).length_mm
    assert long - model.measure(LEFT, NEUTRAL).length_mm > 10.0
