"""The command ``anatomy-viewer``: parse, run, and turn every outcome into an exit status.

0 on success, 2 when the command line itself is wrong, 1 for everything else that can go wrong,
130 when interrupted. Errors are one or two plain lines on stderr.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence

from anatomy_viewer.cli import commands
from anatomy_viewer.cli.arguments import parse
from anatomy_viewer.errors import AnatomyViewerError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the words after the program's name; None for those it was started with.

    Returns:
        The exit status. A wrong command line, ``--help`` and ``--version`` raise SystemExit, as
        argparse does.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a path may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    arguments = parse(sys.argv[1:] if argv is None else argv)
    try:
        status = commands.COMMANDS[arguments.command](arguments)
        sys.stdout.flush()
    except AnatomyViewerError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return _failed("interrupted.", status=130)
    except BrokenPipeError:  # the reader of our output has had enough, as in "… | head"
        _abandon_stdout()
        return 1
    except MemoryError:
        return _failed("there is not enough memory. Ask for less, or close other programs.")
    except OSError as error:
        _abandon_stdout()
        return _failed(f"cannot print the answer: {str(error.strerror or error).lower()}.")
    return status


def _failed(message: str, status: int = 1) -> int:
    print(f"anatomy-viewer: {message}", file=sys.stderr)
    return status


def _abandon_stdout() -> None:
    """Send what is still buffered nowhere, or Python would complain once more while it ends."""
    with contextlib.suppress(OSError, ValueError):  # not a real stream: nothing is flushed
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
