"""What a user adds to the picture: notes with an arrow, free text, distances and angles.

A spot is kept as a place on a triangle of a structure's surface, so it follows bone and muscle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from anatomy_viewer.errors import AnnotationError

AnnotationKind = Literal["note", "text", "distance", "angle"]

# How many spots each kind is pinned to.
PINS: Mapping[AnnotationKind, int] = MappingProxyType(
    {"note": 1, "text": 0, "distance": 2, "angle": 3}
)
LONGEST = 60  # characters; more would not fit beside a picture
MOST = 40  # in one view


@dataclass(frozen=True)
class Pin:
    """A spot on a surface: its triangle, and the shares of the triangle's three corners."""

    structure: str
    face: int
    shares: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)

    def __post_init__(self) -> None:
        """Refuse what lies on no triangle.

        Raises:
            AnnotationError: the face is negative, or the shares are no weights.
        """
        weights = min(self.shares) >= -1e-6 and abs(sum(self.shares) - 1.0) < 1e-6
        if self.face < 0 or not weights:
            raise AnnotationError("A pin must lie on a face: three shares that add up to 1.")


@dataclass(frozen=True)
class Annotation:
    """One addition to the picture.

    Attributes:
        kind: a note points an arrow at its pin; a distance runs from pin to pin; an angle is that
            at the second of its three pins; a text is pinned to nothing.
        pins: as many as the kind asks for.
        words: what it says; a measure may go without.
        at: where a text stands, as shares of the picture's width and height from the top left.
    """

    kind: AnnotationKind
    pins: tuple[Pin, ...] = ()
    words: str = ""
    at: tuple[float, float] = (0.5, 0.1)

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises:
            AnnotationError: pins, words or place do not fit the kind.
        """
        if len(self.pins) != PINS[self.kind]:
            raise AnnotationError(
                f"A {self.kind} has {PINS[self.kind]} pins, not {len(self.pins)}."
            )
        if len(self.words) > LONGEST:
            raise AnnotationError(f"An annotation may have {LONGEST} characters at most.")
        if self.kind in ("note", "text") and not self.words.strip():
            raise AnnotationError(f"A {self.kind} must say something.")
        if not all(0.0 <= share <= 1.0 for share in self.at):
            raise AnnotationError("A text must stand in the picture: shares of 0 to 1.")
