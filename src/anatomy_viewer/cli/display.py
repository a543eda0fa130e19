"""Can a window be opened here? Asked before Qt is, since Qt ends the process when it cannot."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from anatomy_viewer.errors import DisplayError

_INSTEAD = (
    "Use 'anatomy-viewer snapshot OUT.png', which needs none, or start it in a desktop session."
)
_PACKAGES = (
    "libgl1 libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 "
    "libxcb-render-util0 libxcb-xinerama0 libxcb-shape0"
)


def check_display(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> None:
    """Make sure that a window can be opened; only Linux and its kin have to be asked.

    Raises:
        DisplayError: there is no display, it does not answer, or Qt's system libraries are missing.
    """
    if not platform.startswith(("linux", "freebsd")):
        return
    x11 = environment.get("DISPLAY", "")
    if not x11 and not environment.get("WAYLAND_DISPLAY"):
        raise DisplayError(f"There is no display to open a window on.\n{_INSTEAD}")
    if x11 and not _x_server_answers(x11) and not _wayland_socket_exists(environment):
        raise DisplayError(f"The display '{x11}' cannot be opened.\n{_INSTEAD}")
    missing = _missing_library()
    if missing:
        raise DisplayError(
            f"The window needs a system library that is missing: {missing}.\n"
            f"On Debian or Ubuntu: sudo apt-get install {_PACKAGES}"
        )


def _x_server_answers(display: str) -> bool:
    """Whether an X server lets us in; True when only Qt can tell."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    connection = x11.XOpenDisplay(os.fsencode(display))
    if connection:
        x11.XCloseDisplay(connection)
    return bool(connection)


def _wayland_socket_exists(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    return bool(name) and Path(environment.get("XDG_RUNTIME_DIR", "/"), name).exists()


def _missing_library() -> str | None:
    """The library for want of which the window plugin in Qt's wheels cannot be loaded."""
    package = find_spec("PyQt5")
    for folder in (package.submodule_search_locations or []) if package else []:
        plugin = Path(folder, "Qt5", "plugins", "platforms", "libqxcb.so")
        if plugin.is_file():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                return str(error).partition(":")[0]
    return None
