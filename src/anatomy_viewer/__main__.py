"""``python -m anatomy_viewer`` is the command ``anatomy-viewer``."""

from __future__ import annotations

import sys

from anatomy_viewer.cli import main

if __name__ == "__main__":
    sys.exit(main())
