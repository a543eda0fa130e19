"""What a structure, a landmark or a region is called in a language.

English and Latin stand with each entry of the atlas; other languages have the names that the atlas
lists for them. Where one is missing the Latin stands in, or else the English, and says so.
"""

from __future__ import annotations

from typing import Literal

from anatomy_viewer.atlas.model import Landmark, Region, Structure

Language = Literal["en", "la", "fr", "es", "pt", "it"]
LANGUAGES: tuple[Language, ...] = ("en", "la", "fr", "es", "pt", "it")
LANGUAGE_NAMES: dict[Language, str] = {
    "en": "English", "la": "Latin", "fr": "French", "es": "Spanish", "pt": "Portuguese",
    "it": "Italian",
}  # fmt: skip

# The last word of a Latin name, where it tells the side.
_SIDES = ("sinister", "sinistra", "sinistrum", "dexter", "dextra", "dextrum")
# How the other languages mark left and right without having to agree in gender.
_LETTERS: dict[str, tuple[str, str]] = {
    "fr": ("G", "D"), "es": ("I", "D"), "pt": ("E", "D"), "it": ("S", "D"),
}  # fmt: skip


def structure_name(structure: Structure, language: Language = "en", side: bool = True) -> str:
    """Its name, with the side it lies on or without."""
    if language == "en":
        word = structure.side.capitalize() + " "
        return _capital(structure.name if side else structure.name.removeprefix(word))
    latin = structure.latin
    if not side and latin.rsplit(" ", 1)[-1] in _SIDES:
        latin = latin.rsplit(" ", 1)[0]
    if language == "la":
        return _capital(latin)
    name = structure.names.get(language)
    if name is None:
        return f"{_capital(latin)} (la)"
    if side and structure.side != "midline":
        name += f" ({_LETTERS[language][structure.side == 'right']})"
    return _capital(name)


def landmark_name(landmark: Landmark, language: Language = "en") -> str:
    """Its name; landmarks say no side."""
    if language == "en":
        return _capital(landmark.name)
    if language == "la":
        return _capital(landmark.latin)
    name = landmark.names.get(language)
    return _capital(name) if name is not None else f"{_capital(landmark.latin)} (la)"


def region_name(region: Region, language: Language = "en") -> str:
    """Its name; regions have Latin names only where the atlas lists them."""
    if language == "en":
        return region.name
    name = region.names.get(language)
    if name is not None:
        return _capital(name)
    latin = region.names.get("la")
    return f"{_capital(latin)} (la)" if latin is not None else f"{region.name} (en)"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
