"""Frozen dataclasses as plain values (what JSON can hold) and back, checked against their types.

It knows no particular class: the fields and their annotations say everything. A field that is
missing takes its default, so that what an older program wrote can be read; a field nobody knows is
refused, because what a newer program wrote must not be half understood.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from anatomy_viewer.errors import AnatomyViewerError, RecipeError

T = TypeVar("T")

MOST = 1000  # parts in any list
_LONGEST = 2000  # characters in any text
_NONE = type(None)


def to_plain(value: object) -> Any:
    """A value made of dataclasses, tuples, sets, texts, numbers and None, as JSON can hold it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, frozenset):
        return sorted(to_plain(part) for part in value)
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], plain: object, where: str) -> T:
    """The value of a dataclass that a plain value stands for.

    Args:
        kind: a frozen dataclass.
        plain: as parsed from JSON; trusted in nothing.
        where: how a message names it.

    Raises:
        RecipeError: a field is unknown, has a wrong type or no usable value.
    """
    if not isinstance(plain, Mapping):
        raise RecipeError(f"{where} must be a table of fields, not {_kind(plain)}.")
    hints = get_type_hints(kind)
    fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(kind)  # type: ignore[arg-type]
    known = [f.name for f in fields if f.init]
    for key in plain:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "a newer version may have written it."
            raise RecipeError(f"{where}: unknown field '{str(key)[:60]}'; {hint}")
    values = {key: _value(hints[key], part, f"{where}, '{key}'") for key, part in plain.items()}
    for f in fields:
        required = f.default is f.default_factory is dataclasses.MISSING
        if required and f.init and f.name not in plain:
            raise RecipeError(f"{where}: '{f.name}' is missing.")
    try:
        return kind(**values)
    except AnatomyViewerError as error:  # a class that checks its own values
        raise RecipeError(f"{where}: {error}") from error


def _value(hint: Any, plain: object, where: str) -> Any:
    """One field's value, or a part of it."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Union or origin is types.UnionType:
        if plain is None and _NONE in parts:
            return None
        (inner,) = (part for part in parts if part is not _NONE)
        return _value(inner, plain, where)
    if origin is Literal:
        if isinstance(plain, str) and plain in parts:
            return plain
        shown = f"'{plain[:60]}'" if isinstance(plain, str) else _kind(plain)
        raise RecipeError(f"{where} is {shown}; choose {', '.join(map(str, parts))}.")
    if origin in (tuple, frozenset):
        return _many(origin, parts, plain, where)
    if dataclasses.is_dataclass(hint):
        return from_plain(hint, plain, where)  # type: ignore[arg-type]
    return _single(hint, plain, where)


def _many(origin: Any, parts: tuple[Any, ...], plain: object, where: str) -> Any:
    """A list: any number of one type, or a fixed number of their own types."""
    if not isinstance(plain, list):
        raise RecipeError(f"{where} must be a list, not {_kind(plain)}.")
    if origin is frozenset or parts[-1] is Ellipsis:
        if len(plain) > MOST:
            raise RecipeError(f"{where} has more than {MOST} entries.")
        hints = (parts[0],) * len(plain)
    else:
        hints = parts
        if len(plain) != len(hints):
            raise RecipeError(f"{where} must be a list of {len(hints)}, not of {len(plain)}.")
    return origin(_value(h, p, where) for h, p in zip(hints, plain, strict=True))


def _single(hint: Any, plain: object, where: str) -> Any:
    """A text, a number or a yes or no."""
    if hint is bool and isinstance(plain, bool):
        return plain
    if hint is str and isinstance(plain, str):
        if len(plain) > _LONGEST:
            raise RecipeError(f"{where} is longer than {_LONGEST} characters.")
        if not plain.isprintable():
            raise RecipeError(f"{where} holds characters that cannot be printed.")
        return plain
    number = isinstance(plain, int | float) and not isinstance(plain, bool)
    if hint is int and number and isinstance(plain, int) and abs(plain) < 2**53:
        return plain
    if hint is float and isinstance(plain, int | float) and number:
        if math.isfinite(plain) and abs(plain) < 1e9:
            return float(plain)
        raise RecipeError(f"{where} is {str(plain)[:20]}; it must be a finite, usable number.")
    wanted = {bool: "true or false", str: "a text", int: "a whole number", float: "a number"}
    raise RecipeError(f"{where} must be {wanted.get(hint, hint)}, not {_kind(plain)}.")


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    names |= {list: "a list", dict: "a table", _NONE: "nothing"}
    return names.get(type(value), "something else")
