"""Load an atlas folder: the description in assets/atlas.toml, then every mesh it names.

An atlas folder has two folders in it, ``assets`` (atlas.toml and the muscles' motion tables) and
``meshes``. The shipped one lies in ``anatomy_viewer/data`` once installed, and at the top of a
checkout.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from anatomy_viewer.atlas.consistency import check_atlas, check_late
from anatomy_viewer.atlas.description import read_description
from anatomy_viewer.atlas.mesh_file import load_surface
from anatomy_viewer.atlas.model import Atlas, Surface
from anatomy_viewer.errors import AtlasError
from anatomy_viewer.on_demand import OnDemand

DESCRIPTION = Path("assets", "atlas.toml")
MESHES = "meshes"


def load_atlas(folder: Path | None = None) -> Atlas:
    """Load, validate and cross-reference an atlas.

    Args:
        folder: an atlas folder, its ``assets`` folder or its atlas.toml; None for the shipped one.

    Raises:
        AtlasError: the description is missing, damaged or contradicts itself or a mesh.
        MeshError: a mesh cannot be used. Those of structures not shown at first are read, and
            checked, when first asked for.
    """
    root = shipped_folder() if folder is None else atlas_root(folder)
    atlas = read_description(root / DESCRIPTION, root / MESHES)
    surfaces = {s.id: load_surface(s.mesh) for s in atlas.structures.values() if s.shown_at_first}

    def surface(name: str) -> Surface:
        if name in surfaces:
            return surfaces[name]
        found = load_surface(atlas.structures[name].mesh)
        check_late(atlas, name, found, root / DESCRIPTION)
        return found

    complete = replace(atlas, surfaces=OnDemand(atlas.structures, surface))
    check_atlas(complete, root / DESCRIPTION)
    return complete


def shipped_folder() -> Path:
    """The folder of the atlas that comes with the program.

    Raises:
        AtlasError: it is not there: the installation is incomplete.
    """
    package = Path(__file__).resolve().parents[1]
    for root in (package / "data", package.parents[1]):
        if (root / DESCRIPTION).is_file():
            return root
    raise AtlasError(
        f"The atlas is missing from this installation ({package / 'data'}). Reinstall the program."
    )


def atlas_root(path: Path) -> Path:
    """The atlas folder meant by a path: the folder, its ``assets`` folder or its atlas.toml.

    Raises:
        AtlasError: there is no atlas.toml there.
    """
    path = Path(path)
    given = path.absolute()
    candidates = (given, given.parent, given.parent.parent)
    wanted = ({given / DESCRIPTION}, {given / "atlas.toml"}, {given})
    for root, descriptions in zip(candidates, wanted, strict=True):
        description = root / DESCRIPTION
        if description in descriptions and description.is_file():
            return root
    raise AtlasError(
        f"{path} is not an atlas folder: there is no {DESCRIPTION.as_posix()} in it."
        if path.is_dir()
        else f"{path}: there is no atlas here. Give a folder that holds {DESCRIPTION.as_posix()}."
    )
