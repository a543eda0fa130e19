"""The few places where Qt's bindings differ, or lack types, put behind plain names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt5.QtCore import pyqtSignal as Signal
else:
    from qtpy.QtCore import Signal

__all__ = ["Signal"]
