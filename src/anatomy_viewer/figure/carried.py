"""The recipe that a figure carries, read from the file: PNG, SVG or PDF of ours, or plain JSON.

Only the text that holds the recipe is looked at; the picture itself is never decoded.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from anatomy_viewer import recipe
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import RecipeError
from anatomy_viewer.figure.metadata import ELEMENT, KEYWORD, NAMESPACE
from anatomy_viewer.figure.options import PictureOptions
from anatomy_viewer.plain import from_plain
from anatomy_viewer.session import ViewState

SUFFIXES = (".png", ".svg", ".pdf", ".json")

_PNG, _PDF = b"\x89PNG\r\n\x1a\n", b"%PDF-"
_BOM = b"\xef\xbb\xbf"
_PIECE = 1 << 16


def read_figure(path: Path, atlas: Atlas) -> tuple[ViewState, PictureOptions]:
    """How a figure was made.

    Raises:
        RecipeError: the file cannot be read, carries no recipe, or one that cannot be used.
    """
    where = f"'{path}'"
    found = recipe.read(_text_of(Path(path), where), atlas, where)
    return found.state, from_plain(PictureOptions, found.picture, f"{where}: picture")


def _text_of(path: Path, where: str) -> str:
    try:
        if not path.is_file():
            raise RecipeError(f"Cannot open {where}: there is no such file.")
        with path.open("rb") as file:
            head = file.read(16)
            file.seek(0)
            text = _reader(head)(file)
    except (OSError, ValueError) as error:  # ValueError: damaged text, a name with a null in it
        reason = str(getattr(error, "strerror", None) or error).rstrip(".").lower()
        raise RecipeError(f"Cannot open {where}: {reason[:80]}.") from error
    if text is None:
        raise RecipeError(
            f"{where} carries no recipe of Anatomy Viewer.\nOpen a PNG, SVG or PDF that it saved; "
            "other programs may drop the recipe when they save one again."
        )
    return text


def _reader(head: bytes) -> Callable[[BinaryIO], str | None]:
    """How to read a file that begins like this."""
    if head.startswith(_PNG):
        return _from_png
    if head.startswith(_PDF):
        return _from_pdf
    if head.removeprefix(_BOM).lstrip().startswith(b"<"):
        return _from_svg
    return _from_json


def _from_json(file: BinaryIO) -> str | None:
    data = file.read(4 * recipe.MAX_CHARACTERS + 1)
    if not data.removeprefix(_BOM).lstrip().startswith(b"{"):
        return None
    return data.removeprefix(_BOM).decode()


def _from_png(file: BinaryIO) -> str | None:
    """The text chunk (iTXt, not packed) of our keyword, before the pixels."""
    file.read(len(_PNG))
    lead = KEYWORD.encode() + b"\0\0\0\0\0"  # not packed, no language, no translated keyword
    while len(head := file.read(8)) == 8:
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind == b"iTXt" and length <= 4 * recipe.MAX_CHARACTERS:
            data = file.read(length)
            if data.startswith(lead):
                return data[len(lead) :].decode()
            file.seek(4, 1)  # its checksum
        elif kind in (b"IDAT", b"IEND"):
            return None
        else:
            file.seek(length + 4, 1)
    return None


def _from_pdf(file: BinaryIO) -> str | None:
    """From its XMP packet, which is meant to be found without understanding the rest."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = data.find(b"<?xpacket begin")
        while start >= 0:
            first = data.find(b"?>", start) + 2
            end = data.find(b"<?xpacket end", first)
            if end < 0 or end - first > 8 * recipe.MAX_CHARACTERS:
                return None
            search = _Search()
            search.feed(data[first:end].strip(), last=True)
            if search.found is not None:
                return search.found
            start = data.find(b"<?xpacket begin", end)
    return None


def _from_svg(file: BinaryIO) -> str | None:
    search = _Search()
    while search.found is None and (piece := file.read(_PIECE)):
        search.feed(piece)
    return search.found


class _Search:
    """Looks through XML for the recipe; declares no entities, fetches nothing."""

    def __init__(self) -> None:
        self.found: str | None = None
        self._parts: list[str] | None = None
        self._length = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = _no_entities

    def feed(self, piece: bytes, last: bool = False) -> None:
        """Read on.

        Raises:
            ValueError: it is no sound XML.
        """
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            if self.found is None:
                raise ValueError(f"it is damaged ({error})") from error

    def _start(self, name: str, _: object) -> None:
        if name == f"{NAMESPACE} {ELEMENT}":
            self._parts = []

    def _end(self, name: str) -> None:
        if self._parts is not None and name == f"{NAMESPACE} {ELEMENT}":
            self.found, self._parts = "".join(self._parts), None

    def _text(self, text: str) -> None:
        if self._parts is not None:
            self._length += len(text)
            if self._length > recipe.MAX_CHARACTERS:
                raise ValueError("its recipe is too large")
            self._parts.append(text)


def _no_entities(*_: object) -> None:
    raise ValueError("it declares entities, which no figure of ours does")
