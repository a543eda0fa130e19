"""The program from a shell. Qt is imported only for a window, PyVista only for a picture."""

from anatomy_viewer.cli.program import main

__all__ = ["main"]
