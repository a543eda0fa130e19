"""Every error the program raises on purpose.

::

    AnatomyViewerError          anything we can explain; the message says what to do next
    ├── AtlasError              atlas.toml or a motion table is missing, damaged or inconsistent
    ├── MeshError               a mesh file cannot be used as anatomy
    ├── PoseError               a joint angle is not a number or lies outside its range
    ├── UnknownNameError        a structure, view, movement or side nobody has heard of
    ├── OutputError             a file cannot be written
    ├── AnnotationError         a note or measure that a picture cannot hold
    ├── RecipeError             a figure's recipe is missing, damaged, or of a newer version
    └── DisplayError            a window was asked for and there is no display

Messages are one or two plain lines that name the file or value and the remedy; the command line
prints them as they stand and exits with status 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class AnatomyViewerError(Exception):
    """Base of all errors with a message fit for the user."""


class AtlasError(AnatomyViewerError):
    """The atlas description or a file it names cannot be used."""


class MeshError(AnatomyViewerError):
    """A mesh file cannot be read or is not usable anatomy."""


class PoseError(AnatomyViewerError):
    """A joint angle is not a finite number or lies outside its range."""


class UnknownNameError(AnatomyViewerError):
    """A name is not among the known ones."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        options = list(known)
        near = get_close_matches(name, options, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        super().__init__(f"Unknown {what} '{name}'.{hint} Known: {', '.join(options)}.")


class OutputError(AnatomyViewerError):
    """A file cannot be written where it was asked for."""


class AnnotationError(AnatomyViewerError):
    """A note or measure cannot be drawn as it is."""


class RecipeError(AnatomyViewerError):
    """How a picture was made cannot be read."""


class DisplayError(AnatomyViewerError):
    """A window was asked for where none can be opened."""
