"""Numbers in place of names, for a quiz: what is numbered keeps its number from draw to draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from anatomy_viewer.scene.labels import Label
from anatomy_viewer.scene.marks import Mark

WIDEST = "00"  # what a label's room is measured by before its number is known


class Numbering:
    """Gives out numbers in reading order; remembers the names they stand for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: dict[str, str] = {}

    @property
    def key(self) -> tuple[str, ...]:
        """The names, number one first."""
        return tuple(self._words[k] for k in self._numbers)

    def clear(self) -> None:
        """Begin again at one."""
        self._numbers.clear()

    def numbered(self, labels: Iterable[Label], marks: dict[str, Mark]) -> dict[str, Mark]:
        """The marks with numbers for words where they are placed; a letter would give them away.

        What is fixed stays as it is.
        """
        named = [label for label in labels if not marks[label.key].fixed]
        placed = sorted(named, key=lambda label: (label.column, label.box.y, label.box.x))
        for label in placed:
            self._numbers.setdefault(label.key, len(self._numbers) + 1)
            self._words[label.key] = marks[label.key].words
        numbered = {
            label.key: replace(
                marks[label.key], words=str(self._numbers[label.key]), chip=None, quiet=False
            )
            for label in placed
        }
        return {**marks, **numbered}
