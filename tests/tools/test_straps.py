"""A new muscle is data only: one written into a copy of the atlas comes out closed and moving."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import trimesh
from bones import build_bones
from build_meshes import write_pair
from neighbours import build_neighbour
from pulling import strap_surroundings

from anatomy_viewer.atlas.description import read_description
from anatomy_viewer.atlas.load import load_atlas
from anatomy_viewer.atlas.mesh_checks import check_surface
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AtlasError
from anatomy_viewer.motion.frame import load_model
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL, Pose
from anatomy_viewer.motion.strap_file import write_strap

DATA = """
[[strap]]
id = "made_up"
origin_on = ["hip_bone"]
origin = [[74.0, 30.0, -30.0], [72.0, 31.0, -50.0]]
insertion_on = ["femur"]
insertion = [[118.0, 34.0, -45.0], [114.0, 28.0, -60.0]]
thickness = [3.0, 7.0, 3.0]
tendon = [0.0, 12.0]
weights = [1.0, 2.0, 1.0]

[[regions.made_up]]
id = "origin"
code = 1
letter = "O"
name = "Origin"
colour = "#0072b2"
description = "Ischium."

[[regions.made_up]]
id = "belly"
code = 2
name = "Belly"
colour = "#a8323a"
description = "Red."

[[regions.made_up]]
id = "tendon"
code = 4
name = "Tendon"
colour = "#e9dfcf"
description = "Pale."

[[regions.made_up]]
id = "insertion"
code = 5
letter = "I"
name = "Insertion"
colour = "#009e73"
description = "Femur."
"""
SIDED = """
[[structure]]
id = "made_up_{side}"
name = "{Side} made-up muscle"
latin = "Musculus fictus"
side = "{side}"
kind = "muscle"
segment = "pelvis"
colour = "#a8323a"
parent = "neighbours"
mesh = "made_up_{side}.ply"
source = "nowhere"
licence = "MPL-2.0"
shown_at_first = false

[[muscle]]
structure = "made_up_{side}"
joint = "hip_{side}"
nerve = "none"
action = "none"
table = "made_up.npz"
regions = "made_up"
"""
LEFT, RIGHT = "made_up_left", "made_up_right"


@pytest.fixture(scope="module")
def enlarged(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped atlas with a muscle more, built by the routine all straps share."""
    folder = tmp_path_factory.mktemp("enlarged")
    for part in ("assets", "meshes"):
        shutil.copytree(atlas.folder / part, folder / part)
    description = folder / "assets" / "atlas.toml"
    sides = "".join(SIDED.format(side=s, Side=s.capitalize()) for s in ("left", "right"))
    description.write_text(description.read_text("utf-8") + DATA + sides, "utf-8")
    described = read_description(description, folder / "meshes")
    around = strap_surroundings(build_bones())
    made = build_neighbour(described.straps["made_up"], described.regions_of(LEFT), around)
    write_pair(folder / "meshes", made.id, made.mesh, made.attributes)
    write_strap(made.model, folder / "assets" / "made_up.npz")
    return folder


def test_it_is_closed_and_faces_outwards(enlarged: Path) -> None:
    atlas = load_atlas(enlarged)
    for name in (LEFT, RIGHT):
        check_surface(atlas.surfaces[name], enlarged)
    mesh = trimesh.load_mesh(enlarged / "meshes" / "made_up_left.ply", process=False)
    assert mesh.is_watertight and mesh.is_winding_consistent and mesh.volume > 1000.0


def test_it_moves_and_has_numbers(enlarged: Path) -> None:
    model = load_model(load_atlas(enlarged))
    assert LEFT in model.muscles and LEFT in model.solve(NEUTRAL).shapes
    rest, flexed = (model.muscle(LEFT).shape(pose).vertices for pose in (NEUTRAL, Pose(60)))
    moved = np.linalg.norm(flexed - rest, axis=1)
    assert moved.min() < 1e-6 and moved.max() > 20.0
    measured = model.measure(LEFT, NEUTRAL)
    assert 30.0 < measured.length_mm < 80.0
    assert set(measured.moment_arms_mm) == set(COORDINATES)
    assert measured.moment_arms_mm["abduction"] < -20.0, "it lies below the hip"
    assert measured == model.measure(RIGHT, NEUTRAL)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "thickness = [3.0, 7.0, 3.0]",
            "thickness = [3.0, 7.0]",
            "'thickness' must be a list of 3",
        ),
        ("thickness = [3.0, 7.0, 3.0]", "thickness = [3.0, nan, 3.0]", "'thickness' is nan"),
        ("[[74.0, 30.0, -30.0], [72.0, 31.0, -50.0]]", "[[74.0, 30.0]]", "two points or more"),
        ("[74.0, 30.0, -30.0]", '["a", 30.0, -30.0]', "must be a number, not a text"),
        ('["femur"]', '["fibula"]', "no structure 'fibula'"),
        ('["femur"]', "[]", "must be a list of ids"),
        ("weights =", "weihgts =", "did you mean 'weights'"),
        ('id = "made_up"\norigin_on', 'id = "made_down"\norigin_on', "'made_down_left'"),
        ("weights = [1.0, 2.0, 1.0]", 'edge = "upper"', "'beside' and 'edge' go together"),
        ("shown_at_first = false", "shown_at_first = 0", "must be true or false"),
    ],
)
def test_a_slip_in_the_data_is_named(
    enlarged: Path, tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    for part in ("assets", "meshes"):
        shutil.copytree(enlarged / part, tmp_path / part)
    description = tmp_path / "assets" / "atlas.toml"
    text = description.read_text("utf-8")
    assert old in text[text.index('id = "made_up"') :]
    head, tail = text[: text.index('id = "made_up"')], text[text.index('id = "made_up"') :]
    description.write_text(head + tail.replace(old, new, 1), "utf-8")
    with pytest.raises(AtlasError) as caught:
        load_atlas(tmp_path)
    assert complaint in str(caught.value) and "atlas.toml" in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 2
