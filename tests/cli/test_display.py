"""Whether a window can be opened is known before Qt is asked, which would end the process."""

from __future__ import annotations

import socket
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from pytest_xvfb import Xvfb

from anatomy_viewer.cli import display
from anatomy_viewer.cli.display import check_display
from anatomy_viewer.errors import DisplayError

NOWHERE = ":7654"  # a display no test machine has


def test_without_a_display_snapshot_is_recommended() -> None:
    with pytest.raises(DisplayError, match="There is no display") as caught:
        check_display({}, "linux")
    assert "anatomy-viewer snapshot" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("name", [NOWHERE, "no such display", "a:b:c", "\udcff"])
def test_a_display_that_does_not_answer_is_named(name: str) -> None:
    with pytest.raises(DisplayError, match="cannot be opened") as caught:
        check_display({"DISPLAY": name}, "linux")
    assert f"'{name}'" in str(caught.value)


def test_a_living_display_is_enough(xvfb: Xvfb) -> None:
    check_display({"DISPLAY": f":{xvfb.display}"}, "linux")


def test_a_window_plugin_that_cannot_be_loaded_is_named(
    xvfb: Xvfb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = tmp_path / "Qt5" / "plugins" / "platforms" / "libqxcb.so"
    plugin.parent.mkdir(parents=True)
    plugin.write_bytes(b"no library")
    package = ModuleSpec("PyQt5", None, is_package=True)
    package.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(display, "find_spec", lambda name: package)
    with pytest.raises(DisplayError, match="a system library that is missing") as caught:
        check_display({"DISPLAY": f":{xvfb.display}"}, "linux")
    assert "sudo apt-get install" in str(caught.value)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_there_is_always_a_desktop_nothing_is_asked(platform: str) -> None:
    check_display({}, platform)
    check_display({"DISPLAY": NOWHERE}, platform)


def test_a_dead_display_counts_less_than_a_living_compositor(tmp_path: Path) -> None:
    environment = {
        "DISPLAY": NOWHERE,
        "WAYLAND_DISPLAY": "wayland-0",
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    with pytest.raises(DisplayError):
        check_display(environment, "linux")
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        check_display(environment, "linux")
