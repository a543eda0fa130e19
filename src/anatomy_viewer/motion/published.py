"""Published figures of muscles, read from assets/published.toml, to be set beside the model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from anatomy_viewer.atlas.description import heading_lines, parse_toml, read_text
from anatomy_viewer.atlas.entry import Entry
from anatomy_viewer.errors import PoseError
from anatomy_viewer.motion.pose import COORDINATES, Coordinate, Pose

FILE = Path("assets", "published.toml")
VERSION = 1

Kind = Literal[
    "arm", "sign", "falls", "lengthens", "spread", "shortens", "longest",
    "fibre_length", "section", "volume",
]  # fmt: skip
Zero = Literal["anatomical", "isb"]

_POSES: dict[Kind, tuple[int, int]] = {
    "arm": (1, 1), "sign": (1, 1), "falls": (2, 20), "lengthens": (2, 2), "spread": (2, 2),
    "shortens": (2, 2), "longest": (2, 20), "fibre_length": (0, 0), "section": (0, 0),
    "volume": (0, 0),
}  # fmt: skip
KINDS: tuple[Kind, ...] = tuple(_POSES)
_ABOUT: tuple[Kind, ...] = ("arm", "sign", "falls")
_VALUED: tuple[Kind, ...] = (
    "arm", "sign", "lengthens", "spread", "fibre_length", "section", "volume",
)  # fmt: skip
_ZEROS: tuple[Zero, ...] = ("anatomical", "isb")


@dataclass(frozen=True)
class Source:
    """A publication: how it is cited, where it is found ('' where unsure), how it measured."""

    id: str
    cite: str
    link: str
    method: str


@dataclass(frozen=True)
class Published:
    """One published figure.

    Attributes:
        muscle: id without its side.
        kind: what is said of it; assets/published.toml tells what each means.
        about: the coordinate of a moment arm.
        poses: where, in the source's own zero.
        zero: whose zero that is.
        value: mm, cm2 or cm3; 1 or -1 for a sign; None where only an order is given.
        low, high: its range, where the source gives one.
        source: who published it.
        note: how it is read.
    """

    muscle: str
    kind: Kind
    about: Coordinate | None
    poses: tuple[Pose, ...]
    zero: Zero
    value: float | None
    low: float | None
    high: float | None
    source: Source
    note: str


def load_published(folder: Path) -> tuple[Published, ...]:
    """The figures that come with an atlas; none where it has no such file.

    Raises:
        AtlasError: the file is damaged or says something that cannot be.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    text = read_text(path)
    lines = heading_lines(text)
    root = Entry(parse_toml(text, path), str(path)).only(("atlas", "source", "figure"))
    if root.entry("atlas").only(("version",)).whole("version") != VERSION:
        raise root.fault(f"its version is not the one this program reads ({VERSION}).")
    sources: dict[str, Source] = {}
    for entry in root.entries("source", lines):
        entry.only(("id", "cite", "link", "method"))
        source = Source(
            entry.id("id"), entry.text("cite"), entry.text("link", ""), entry.text("method")
        )
        if source.id in sources:
            raise entry.fault("this source is described twice.")
        sources[source.id] = source
    return tuple(_figure(entry, sources) for entry in root.entries("figure", lines))


def _figure(entry: Entry, sources: dict[str, Source]) -> Published:
    entry.only(
        ("muscle", "kind", "about", "poses", "zero", "value", "low", "high", "source", "note")
    )
    kind = entry.choice("kind", KINDS)
    fewest, most = _POSES[kind]
    poses = _poses(entry)
    if not fewest <= len(poses) <= most:
        raise entry.fault(f"a figure of kind '{kind}' has {fewest} to {most} poses.")
    value = entry.number("value", -1000.0, 1000.0) if kind in _VALUED else None
    if kind == "sign" and value not in (1.0, -1.0):
        raise entry.fault("the value of a sign is 1 or -1.")
    low, high = (entry.optional_number(key, -1000.0, 1000.0) for key in ("low", "high"))
    if (low is None) != (high is None) or (
        low is not None and high is not None and value is not None and not low <= value <= high
    ):
        raise entry.fault("give 'low' and 'high' together, with the value between them.")
    return Published(
        muscle=entry.id("muscle"),
        kind=kind,
        about=entry.choice("about", COORDINATES) if kind in _ABOUT else None,
        poses=poses,
        zero=entry.choice("zero", _ZEROS) if poses else "isb",
        value=value,
        low=low,
        high=high,
        source=sources[entry.choice("source", tuple(sources))],
        note=entry.text("note", ""),
    )


def _poses(entry: Entry) -> tuple[Pose, ...]:
    try:
        return tuple(Pose(*angles) for angles in entry.points("poses"))
    except PoseError as error:
        raise entry.fault(str(error)) from error
