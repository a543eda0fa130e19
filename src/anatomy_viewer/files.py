"""Files leave the program whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from anatomy_viewer.errors import OutputError


def check_target(path: Path, suffixes: tuple[str, ...], replace: bool = True) -> Path:
    """A path a file can be written to, checked before the work of making it is done.

    Args:
        path: where the user wants the file.
        suffixes: the endings this kind of file may have, in lower case, with their dots.
        replace: whether a file that is there already may be written over.

    Returns:
        The same path, links resolved.

    Raises:
        OutputError: the ending is not one of these, the folder is missing, or something stands in
            the way: a file not to be replaced, or what is not a writable ordinary file.
    """
    path = Path(path)
    if path.suffix.lower() not in suffixes:
        raise OutputError(f"Cannot write '{path}': end its name in {_either(suffixes)}.")
    try:
        target = path.resolve()
        if target.is_dir():
            raise OutputError(f"Cannot write '{path}': it is a folder. Give a file name.")
        if not target.parent.is_dir():
            raise OutputError(f"Cannot write '{path}': there is no folder '{path.parent}'.")
        if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
            raise OutputError(f"Cannot write '{path}': it is write-protected or no ordinary file.")
        if not replace and target.exists():
            raise there_already(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise OutputError(f"Cannot write '{path}': {reason(error)}.") from error
    return target


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name beside it, then put it in place in one step.

    Raises:
        OutputError: it cannot be written; whatever was at ``path`` before is still there.
    """
    path = Path(path)
    draft = path.with_name(f".{path.name[:20]}.{secrets.token_hex(4)}.part")
    try:
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise
    except (OSError, ValueError) as error:
        raise OutputError(f"Cannot write '{path}': {reason(error)}.") from error


@contextlib.contextmanager
def drafts(path: Path) -> Iterator[Path]:
    """A folder beside ``path`` for work in progress, gone at the end, however it ends.

    Raises:
        OutputError: it cannot be made, or a file in it cannot be written.
    """
    path = Path(path)
    folder = path.with_name(f".{path.name[:20]}.{secrets.token_hex(4)}.part")
    try:
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"Cannot write '{path}': {reason(error)}.") from error


def there_already(path: Path) -> OutputError:
    """The refusal to overwrite what nobody said to replace."""
    return OutputError(f"'{path}' is there already: choose another name, or replace it (--force).")


def reason(error: Exception) -> str:
    """Why the system refused, in its own words."""
    return str(getattr(error, "strerror", None) or error).rstrip(".").lower()


def _either(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
