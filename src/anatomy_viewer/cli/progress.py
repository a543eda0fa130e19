"""How far the work is, on one line of a terminal; elsewhere nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WIDTH = 40


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None] | None]:
    """What to call with (done, total), or None where no one looks; the line is cleared at the end.

    Args:
        words: what is counted, as in "Drawing frame".
    """

    def tell(done: int, total: int) -> None:
        print(f"\r{f'{words} {done} of {total}':<{_WIDTH}}", end="", file=sys.stderr, flush=True)

    if not sys.stderr.isatty():
        yield None
        return
    try:
        yield tell
    finally:
        print(f"\r{'':<{_WIDTH}}\r", end="", file=sys.stderr, flush=True)
