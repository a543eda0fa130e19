"""Read atlas.toml into the model's dataclasses. Shapes come later; here are names and numbers."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, Literal

from anatomy_viewer.atlas.entry import Entry
from anatomy_viewer.atlas.languages import with_names
from anatomy_viewer.atlas.model import SIDES, Atlas, Joint, Landmark, Muscle, Region, Structure
from anatomy_viewer.atlas.strap import read_strap
from anatomy_viewer.errors import AtlasError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSION = 1
MAX_BYTES = 4 * 1024 * 1024

_SECTIONS = (
    "atlas", "groups", "structure", "joint", "landmark", "muscle", "regions", "strap", "names",
)  # fmt: skip
_STRUCTURE = (
    "id", "name", "latin", "side", "kind", "segment", "colour", "parent", "ta2", "fma", "mesh",
    "description", "source", "licence", "regions", "shown_at_first",
)  # fmt: skip
_MEMBERS: tuple[Literal["left", "right", "midline"], ...] = ("left", "right", "midline")
_KINDS: tuple[Literal["bone", "membrane", "ligament", "muscle"], ...] = (
    "bone", "membrane", "ligament", "muscle",
)  # fmt: skip


def read_description(path: Path, meshes: Path) -> Atlas:
    """The atlas without its surfaces.

    Args:
        path: atlas.toml; motion tables lie beside it.
        meshes: the folder its mesh names are in.

    Raises:
        AtlasError: the file is missing or damaged, or a key is missing, unknown or wrong.
    """
    text = read_text(path)
    lines = heading_lines(text)
    root = Entry(parse_toml(text, path), str(path)).only(_SECTIONS)
    _check_version(root)
    groups = root.optional_entry("groups")
    regions = {key: _regions(root.entry("regions"), key) for key in _region_sets(root)}
    structures = _unique(
        [_structure(e, regions, meshes) for e in root.entries("structure", lines)], path
    )
    if not structures:
        raise root.fault("names no [[structure]].")
    joints = _unique([_joint(e) for e in root.entries("joint", lines)], path)
    landmarks = _unique(
        [mark for e in root.entries("landmark", lines) for mark in _landmarks(e, structures)], path
    )
    straps = _unique([read_strap(e) for e in root.entries("strap", lines)], path)
    muscles: dict[str, Muscle] = {}
    for entry in root.entries("muscle", lines):
        muscle = _muscle(entry, regions, path.parent)
        if muscle.structure in muscles:
            raise entry.fault("this muscle is described twice.")
        muscles[muscle.structure] = muscle
    atlas = Atlas(
        folder=path.parent.parent,
        structures=structures,
        surfaces={},
        landmarks=landmarks,
        joints=joints,
        muscles=muscles,
        groups={key: groups.text(key) for key in groups.names()},
        straps=straps,
    )
    return with_names(atlas, root)


def read_text(path: Path) -> str:
    """The text of a file of the atlas.

    Raises:
        AtlasError: it is missing, too large or no text.
    """
    try:
        if not path.is_file():
            raise AtlasError(f"{path}: there is no such file.")
        if path.stat().st_size > MAX_BYTES:
            raise AtlasError(f"{path} is larger than {MAX_BYTES // 2**20} MB: not an atlas.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AtlasError(f"{path} is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise AtlasError(f"{path} cannot be read: {error.strerror or error}.") from error


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """What a TOML text says; ``path`` is how a message names it.

    Raises:
        AtlasError: it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        # ValueError: an impossible date or a number of thousands of digits.
        raise AtlasError(f"{path} is not valid TOML: {str(error)[:200]}.") from error


def heading_lines(text: str) -> dict[tuple[str, int], int]:
    """(section, n) -> line of the n-th [[section]] heading, counted from 1."""
    found: dict[tuple[str, int], int] = {}
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        heading = re.match(r"\s*\[\[\s*([A-Za-z_]+)\s*\]\]", line)
        if heading:
            section = heading[1]
            found[section, counts.get(section, 0)] = number
            counts[section] = counts.get(section, 0) + 1
    return found


def _check_version(root: Entry) -> None:
    head = root.entry("atlas").only(("version", "name", "frame", "units"))
    if head.whole("version") != VERSION:
        raise head.fault(
            f"version {head.whole('version')} is not the one this program reads ({VERSION})."
        )
    head.choice("units", ("mm",))
    head.text("name")
    head.text("frame", "")


def _structure(entry: Entry, regions: dict[str, tuple[Region, ...]], meshes: Path) -> Structure:
    entry.only(_STRUCTURE)
    return Structure(
        id=entry.id("id"),
        name=entry.text("name"),
        latin=entry.text("latin"),
        side=entry.choice("side", _MEMBERS),
        kind=entry.choice("kind", _KINDS),
        segment=entry.id("segment"),
        colour=entry.colour("colour"),
        parent=entry.id("parent"),
        ta2=entry.optional_whole("ta2"),
        fma=entry.optional_whole("fma"),
        mesh=meshes / entry.file_name("mesh"),
        description=entry.text("description", ""),
        source=entry.text("source"),
        licence=entry.text("licence"),
        regions=_named_regions(entry, regions) if "regions" in entry.names() else (),
        shown_at_first=entry.flag("shown_at_first", True),
    )


def _joint(entry: Entry) -> Joint:
    entry.only(("id", "side", "proximal", "distal", "centre", "head_radius"))
    return Joint(
        id=entry.id("id"),
        side=entry.choice("side", SIDES),
        proximal=entry.id("proximal"),
        distal=entry.id("distal"),
        centre=entry.point("centre"),
        head_radius=entry.number("head_radius", 5.0, 60.0),
    )


def _landmarks(entry: Entry, structures: dict[str, Structure]) -> list[Landmark]:
    """A landmark on a midline structure, or the pair of one given on the left and mirrored."""
    entry.only(("id", "name", "latin", "structure", "position"))
    base, on = entry.id("id"), entry.id("structure")
    name, latin = entry.text("name"), entry.text("latin")
    x, y, z = entry.point("position")
    if on in structures:
        if structures[on].side != "midline":
            raise entry.fault(
                f"give the structure without its side ('{on.rsplit('_', 1)[0]}'): landmarks are "
                "given for the left and mirrored."
            )
        return [Landmark(base, name, latin, on, (x, y, z))]
    pair = []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        structure = f"{on}_{side}"
        if structure not in structures:
            raise entry.fault(f"'structure' is '{on}', but there is no structure '{structure}'.")
        pair.append(Landmark(f"{base}_{side}", name, latin, structure, (sign * x, y, z)))
    return pair


def _region_sets(root: Entry) -> tuple[str, ...]:
    return root.optional_entry("regions").names()


def _regions(sets: Entry, key: str) -> tuple[Region, ...]:
    found = []
    for entry in sets.entries(key):
        entry.only(("id", "code", "letter", "name", "colour", "description"))
        found.append(
            Region(
                id=entry.id("id"),
                code=entry.whole("code"),
                letter=entry.text("letter", ""),
                name=entry.text("name"),
                colour=entry.colour("colour"),
                description=entry.text("description"),
            )
        )
    for what, values in (("id", [r.id for r in found]), ("code", [r.code for r in found])):
        if len(set(values)) < len(values):
            raise sets.fault(f"two regions of '{key}' have the same {what}.")
    return tuple(found)


def _muscle(entry: Entry, regions: dict[str, tuple[Region, ...]], assets: Path) -> Muscle:
    entry.only(("structure", "joint", "nerve", "action", "table", "regions"))
    return Muscle(
        structure=entry.id("structure"),
        joint=entry.id("joint"),
        nerve=entry.text("nerve"),
        action=entry.text("action"),
        regions=_named_regions(entry, regions),
        table=assets / entry.file_name("table"),
    )


def _named_regions(entry: Entry, regions: dict[str, tuple[Region, ...]]) -> tuple[Region, ...]:
    name = entry.id("regions")
    if name not in regions:
        raise entry.fault(f"there is no [[regions.{name}]].")
    return regions[name]


_Named = Any  # Structure, Joint, Landmark or Strap: whatever has an id


def _unique(items: list[_Named], path: Path) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for item in items:
        if item.id in found:
            raise AtlasError(f"{path}: two entries have the id '{item.id}'. Rename one.")
        found[item.id] = item
    return found
