"""Options that several commands share, and what their values may look like."""

from __future__ import annotations

import argparse
import math
import re

from anatomy_viewer.cli.sweep import Sweep
from anatomy_viewer.motion.pose import COORDINATES, DIRECTIONS, RANGES
from anatomy_viewer.session import SIDE_CHOICES


def add_side(parser: argparse._ActionsContainer, default: str) -> None:
    """Add the choice of hip."""
    parser.add_argument(
        "--side", choices=SIDE_CHOICES, default=default, help=f"which hip (default {default})"
    )


def add_neighbours(parser: argparse.ArgumentParser) -> None:
    """Add leave to show what explains the muscle."""
    parser.add_argument(
        "--neighbours", action="store_true", help="with the muscles and ligaments around"
    )


def add_pose(parser: argparse.ArgumentParser) -> None:
    """Add the three angles."""
    angles = parser.add_argument_group("pose")
    for name in COORDINATES:
        (low, high), (positive, negative) = RANGES[name], DIRECTIONS[name]
        angles.add_argument(
            f"--{name}", type=degrees, metavar="D",
            help=f"degrees, {low:g} to {high:g}: {positive} +, {negative} -",
        )  # fmt: skip


def add_ids(parser: argparse._ActionsContainer, option: str, about: str) -> None:
    """Add an option that takes ids of structures."""
    parser.add_argument(
        option, type=structure_id, nargs="+", action="extend", default=[], metavar="ID", help=about
    )


def degrees(text: str) -> float:
    """A finite number."""
    return _finite(text, "degrees")


def seconds(text: str) -> float:
    """A finite number."""
    return _finite(text, "seconds")


def _finite(text: str, unit: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a number of {unit}")
    return value


def whole(text: str) -> int:
    """A whole number without sign."""
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a whole number, 1 or more")
    return int(text)


def size(text: str) -> tuple[int, int]:
    """Width and height."""
    found = re.fullmatch(r"(\d{1,9})[xX×](\d{1,9})", text, re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a size like 1600x1200")
    return int(found[1]), int(found[2])


def structure_id(text: str) -> str:
    """What may be an id."""
    if not re.fullmatch(r"[a-z0-9_]+", text, re.ASCII):
        raise argparse.ArgumentTypeError(
            f"'{text[:60]}' is not the id of a structure (a file name goes before the ids)"
        )
    return text


def sweep_values(text: str) -> Sweep:
    """A sweep."""
    try:
        return Sweep.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def millimetres(text: str) -> float:
    """A length on paper."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)(cm|mm|in)", text.strip().lower(), re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a length like 17cm, 170mm or 6.7in")
    return float(found[1]) * {"cm": 10.0, "mm": 1.0, "in": 25.4}[found[2]]


def positive(text: str) -> float:
    """A number above zero; a unit of points or dpi may follow it."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)(?:pt|dpi)?", text.strip().lower(), re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a positive number")
    return float(found[1])


def add_force(parser: argparse.ArgumentParser) -> None:
    """Add leave to write over a file."""
    parser.add_argument("--force", action="store_true", help="replace a file that is there already")
