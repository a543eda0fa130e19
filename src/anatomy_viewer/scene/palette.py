"""Colours of the two themes: everything that is not anatomy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from anatomy_viewer.session import Theme

Colour = tuple[int, int, int]


def colour(text: str) -> Colour:
    """'#rrggbb' as three numbers 0 to 255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def unit(rgb: Colour) -> tuple[float, float, float]:
    """Three numbers 0 to 255 as three numbers 0 to 1."""
    return rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0


@dataclass(frozen=True)
class Palette:
    """One theme.

    Attributes:
        top, bottom: the background, blended from one to the other.
        ink: text and lines that matter; quiet: those that give context.
        halo: the soft edge round text that keeps it legible over anything.
        ghost: what faded bone is tinted with.
        accent: the glow round what is selected.
        axes: the arms of the orientation marker, left-right, front-back, up-down.
    """

    top: Colour
    bottom: Colour
    ink: Colour
    quiet: Colour
    halo: Colour
    ghost: Colour
    accent: Colour
    axes: tuple[Colour, Colour, Colour]


PALETTES: Mapping[Theme, Palette] = MappingProxyType(
    {
        "light": Palette(
            top=colour("#fcfcfb"),
            bottom=colour("#e3e8ee"),
            ink=colour("#1d2733"),
            quiet=colour("#5b6775"),
            halo=colour("#ffffff"),
            ghost=colour("#8497ab"),
            accent=colour("#1f78c8"),
            axes=(colour("#b3382c"), colour("#2f7d4f"), colour("#2b62a8")),
        ),
        "dark": Palette(
            top=colour("#2a303a"),
            bottom=colour("#12151a"),
            ink=colour("#f3f5f7"),
            quiet=colour("#a9b4c0"),
            halo=colour("#14181e"),
            ghost=colour("#b9cbdc"),
            accent=colour("#63b3ff"),
            axes=(colour("#ff8f7f"), colour("#7fd6a0"), colour("#8db8ff")),
        ),
    }
)
