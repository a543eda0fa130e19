"""The names in further languages, one table each, given to what they name."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from anatomy_viewer.atlas.entry import Entry
from anatomy_viewer.atlas.model import Atlas, Landmark, Region, Structure

TABLES = ("la", "fr", "es", "pt", "it")  # la for regions only: the rest have their Latin name

_Named = TypeVar("_Named", Structure, Landmark, Region)
_SIDES = ("_left", "_right")


def with_names(atlas: Atlas, root: Entry) -> Atlas:
    """The atlas with the names of the tables [names.fr], [names.es] and so on.

    A key is the id of a structure or landmark without its side, or that of a region.

    Raises:
        AtlasError: a language or an id is unknown.
    """
    section = root.optional_entry("names").only(TABLES)
    regions = {r.id for name in atlas.structures for r in atlas.regions_of(name)}
    known = {_base(name) for name in (*atlas.structures, *atlas.landmarks)} | regions
    tables: dict[str, dict[str, str]] = {}
    for language in section.names():
        entry = section.entry(language).only(sorted(known))
        tables[language] = {key: entry.text(key) for key in entry.names()}

    def named(thing: _Named) -> _Named:
        key = _base(thing.id)
        names = {language: table[key] for language, table in tables.items() if key in table}
        return replace(thing, names=names)

    return replace(
        atlas,
        structures={
            key: replace(named(s), regions=tuple(named(r) for r in s.regions))
            for key, s in atlas.structures.items()
        },
        landmarks={key: named(m) for key, m in atlas.landmarks.items()},
        muscles={
            key: replace(m, regions=tuple(named(r) for r in m.regions))
            for key, m in atlas.muscles.items()
        },
    )


def _base(name: str) -> str:
    """An id without its side."""
    return next((name.removesuffix(side) for side in _SIDES if name.endswith(side)), name)
