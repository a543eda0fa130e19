"""One table of the atlas file, read key by key: a missing, unknown or wrong one is a fault."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from anatomy_viewer.errors import AtlasError

T = TypeVar("T", bound=str)

_ID = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST = 2000  # characters in any text


class Entry:
    """A table of the atlas file that knows where it stands, so that its faults can say so.

    Args:
        values: the table as parsed.
        where: how a message names it: file, line and id.
    """

    def __init__(self, values: object, where: str) -> None:
        self._where = where
        if not isinstance(values, dict):
            raise AtlasError(f"{where}: expected a table, found {_kind(values)}.")
        self._values: Mapping[str, Any] = values

    def fault(self, what: str) -> AtlasError:
        """An error that names this entry."""
        return AtlasError(f"{self._where}: {what}")

    def only(self, allowed: Iterable[str]) -> Entry:
        """Refuse keys nobody reads: most are misspelt."""
        known = tuple(allowed)
        for key in self._values:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}."
                raise self.fault(f"unknown key '{key}'; {hint}")
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required and not empty unless there is a default."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, "a text in quotes", value)
        if default is None and not value.strip():
            raise self.fault(f"'{key}' is empty.")
        if len(value) > _LONGEST:
            raise self.fault(f"'{key}' is longer than {_LONGEST} characters.")
        return value

    def id(self, key: str) -> str:
        """A name made of lower-case letters, digits and underscores."""
        value = self.text(key)
        if not _ID.fullmatch(value):
            raise self.fault(
                f"'{key}' is '{value[:60]}'; use lower-case letters, digits and underscores."
            )
        return value

    def choice(self, key: str, options: Sequence[T]) -> T:
        """One of a few words."""
        value = self.text(key)
        for option in options:
            if value == option:
                return option
        raise self.fault(f"'{key}' is '{value[:60]}'; choose {', '.join(options)}.")

    def colour(self, key: str) -> str:
        """A colour, #rrggbb."""
        value = self.text(key)
        if not _COLOUR.fullmatch(value):
            raise self.fault(f"'{key}' is '{value[:60]}'; write a colour as '#rrggbb'.")
        return value.lower()

    def file_name(self, key: str) -> str:
        """The plain name of a file beside the atlas: no folders, no way out."""
        value = self.text(key)
        if value != value.strip() or re.search(r'[\\/:\0<>|"?*]', value) or value.startswith("."):
            raise self.fault(f"'{key}' is '{value[:60]}'; give a plain file name with no folder.")
        return value

    def whole(self, key: str) -> int:
        """A positive whole number."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(key, "a whole number", value)
        if not 0 < value < 10**9:
            raise self.fault(f"'{key}' is {str(value)[:20]}; it must be positive and below 10⁹.")
        return value

    def optional_whole(self, key: str) -> int | None:
        """A positive whole number, or None where the key is absent."""
        return self.whole(key) if key in self._values else None

    def number(self, key: str, low: float, high: float) -> float:
        """A finite number between two bounds."""
        return self._number(key, self._get(key), low, high)

    def optional_number(self, key: str, low: float, high: float) -> float | None:
        """A finite number between two bounds, or None where the key is absent."""
        return self.number(key, low, high) if key in self._values else None

    def points(self, key: str, reach: float = 1000.0) -> tuple[tuple[float, float, float], ...]:
        """A list of points, each three finite numbers; empty when absent."""
        value = self._get(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, "a list of points", value)
        return tuple(
            Entry({key: part}, f"{self._where}, point {number}").point(key, reach)
            for number, part in enumerate(value, start=1)
        )

    def point(self, key: str, reach: float = 1000.0) -> tuple[float, float, float]:
        """Three finite numbers in mm."""
        value = self._get(key)
        if not isinstance(value, list) or len(value) != 3:
            raise self._wrong(key, "three numbers [x, y, z] in mm", value)
        x, y, z = (self._number(key, part, -reach, reach) for part in value)
        return (x, y, z)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false", value)
        return value

    def numbers(
        self, key: str, low: float, high: float, count: int | None = None
    ) -> tuple[float, ...]:
        """A list of finite numbers between two bounds, ``count`` of them or at least one."""
        value = self._get(key)
        fits = isinstance(value, list) and (len(value) == count if count else len(value) > 0)
        if not fits:
            raise self._wrong(key, f"a list of {count or 'one or more'} numbers", value)
        return tuple(self._number(key, part, low, high) for part in value)

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of ids, at least one."""
        value = self._get(key)
        if not isinstance(value, list) or not value:
            raise self._wrong(key, "a list of ids", value)
        return tuple(Entry({key: part}, self._where).id(key) for part in value)

    def curve(self, key: str) -> tuple[tuple[float, float, float], ...]:
        """Two points or more, in mm."""
        value = self._get(key)
        if not isinstance(value, list) or len(value) < 2:
            raise self._wrong(key, "two points or more, [[x, y, z], …]", value)
        return tuple(Entry({key: part}, self._where).point(key) for part in value)

    def curves(self, key: str) -> tuple[tuple[tuple[float, float, float], ...], ...]:
        """A list of curves."""
        value = self._get(key)
        if not isinstance(value, list) or not value:
            raise self._wrong(key, "a list of curves, [[[x, y, z], …], …]", value)
        return tuple(Entry({key: part}, self._where).curve(key) for part in value)

    def entries(
        self, key: str, line_of: Mapping[tuple[str, int], int] | None = None
    ) -> list[Entry]:
        """A list of tables; empty when absent. ``line_of`` gives the line of the n-th one."""
        value = self._values.get(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, f"entries headed [[{key}]]", value)
        found = []
        for number, part in enumerate(value):
            line = (line_of or {}).get((key, number))
            place = f"{self._where}, line {line}" if line else f"{self._where}, {key} {number + 1}"
            name = part.get("id", part.get("structure")) if isinstance(part, dict) else None
            named = f", '{name[:60]}'" if isinstance(name, str) else ""
            found.append(Entry(part, place + named))
        return found

    def entry(self, key: str) -> Entry:
        """A table in this one."""
        return Entry(self._get(key), f"{self._where}, [{key}]")

    def optional_entry(self, key: str) -> Entry:
        """A table in this one, empty when absent."""
        return Entry(self._values.get(key, {}), f"{self._where}, [{key}]")

    def names(self) -> tuple[str, ...]:
        """The keys that are there."""
        return tuple(self._values)

    def _get(self, key: str, default: object = None) -> Any:
        if key not in self._values:
            if default is None:
                raise self.fault(f"'{key}' is missing.")
            return default
        return self._values[key]

    def _number(self, key: str, value: object, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, "a number", value)
        if not (math.isfinite(value) and low <= value <= high):
            raise self.fault(f"'{key}' is {str(value)[:20]}; it must be {low:g} to {high:g}.")
        return float(value)

    def _wrong(self, key: str, expected: str, value: object) -> AtlasError:
        return self.fault(f"'{key}' must be {expected}, not {_kind(value)}.")


def _kind(value: object) -> str:
    """What a value is, in words for people who do not program."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    names |= {list: "a list", dict: "a table"}
    return names.get(type(value), "a date")
