"""A pytest plugin that proves the core needs no Qt and no VTK: importing them fails.

``python -m pytest -p tests.core_only -p no:pytest-qt tests/atlas tests/motion …``
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

FORBIDDEN = frozenset(
    {
        "PyQt5",
        "PyQt6",
        "PySide2",
        "PySide6",
        "qtpy",
        "pyqtgraph",
        "pyvistaqt",
        "pyvista",
        "vtk",
        "vtkmodules",
    }
)


class _Blocker(MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in FORBIDDEN:
            raise ImportError(f"'{name}' must not be needed by the core")
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings of the Qt plugin, which is away."""
    for name in ("qt_api", "qt_log_level_fail"):
        parser.addini(name, "unused here")


def pytest_configure() -> None:
    """Block from here on; what is loaded already would hide a fault."""
    loaded = FORBIDDEN & set(sys.modules)
    if loaded:
        raise pytest.UsageError(f"loaded before the core tests began: {', '.join(sorted(loaded))}")
    sys.meta_path.insert(0, _Blocker())
