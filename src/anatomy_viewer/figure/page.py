"""One HTML file that moves: the hip with its sliders, for any current browser, with no network.

Everything is inside: three.js as trimesh ships it, the viewer's own few scripts, the anatomy as
16-bit numbers, packed. The page's own policy forbids it to load or send anything.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from html import escape
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from anatomy_viewer import __version__
from anatomy_viewer.errors import OutputError
from anatomy_viewer.figure.page_data import page_data
from anatomy_viewer.figure.reduced import Progress
from anatomy_viewer.files import check_target, write_whole
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.session import ViewState

SUFFIX = ".html"
_SCRIPTS = ("solve.js", "view.js", "notes.js", "page.js")
# What is said where a browser is too old, or has no 3D.
_EXCUSE = """(error) => {
  const trouble = document.getElementById("trouble");
  trouble.textContent = `The 3D picture cannot be drawn in this browser: ${error.message}`;
  trouble.hidden = false;
  throw error;
}"""
# The library's licence, then all of it on one line that makes a global of its name.
_THREE = re.compile(r"/\*\*[^/]*Three\.js Authors[^/]*\*/\s*!function\(.*\.THREE=\{\}.*")
_FONTS = {500: "Inter-Medium.otf", 600: "Inter-SemiBold.otf"}


def save_page(
    model: HipModel,
    state: ViewState,
    structures: Sequence[str],
    path: Path,
    force: bool = True,
    progress: Progress | None = None,
) -> Path:
    """Write an interactive page, whole or not at all, and return its path.

    Args:
        model: the hip.
        state: how the page starts.
        structures: ids of what it holds, at least one.
        path: ends in .html.
        force: replace a file that is there already.
        progress: told how much of how much is done; by raising anything it ends the work, and
            nothing is left of it.

    Raises:
        OutputError: the file cannot be written there, or three.js is not to be found.
        UnknownNameError: the atlas has no such structure.
    """
    target = check_target(path, (SUFFIX,), force)
    if not structures:
        raise OutputError(f"Cannot write '{path}': no structure was named.")
    library = three_js()
    tree, block = page_data(model, state, structures, progress)
    write_whole(target, _assembled(tree, block, library).encode())
    return Path(path)


def three_js() -> str:
    """The source of three.js (MIT), as trimesh ships it for its own viewer.

    Raises:
        OutputError: this trimesh has none.
    """
    try:
        packed = import_module("trimesh.resources").get_bytes("templates/viewer.zip")
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            pages = [archive.read(name).decode() for name in archive.namelist()]
    except (ImportError, AttributeError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise _no_three(str(error)) from error
    for page in pages:
        found = _THREE.search(page)
        if found:
            return found[0]
    raise _no_three("its viewer has changed")


def _no_three(why: str) -> OutputError:
    return OutputError(
        f"An interactive page needs three.js, which this trimesh does not bring ({why}).\n"
        "Run: pip install 'trimesh>=4.4,<6'"
    )


def _assembled(tree: dict[str, Any], block: bytes, library: str) -> str:
    folder = resources.files("anatomy_viewer.figure") / "web"
    read = {name: (folder / name).read_text("utf-8") for name in ("page.html", "page.css")}
    own = "\n".join((folder / name).read_text("utf-8") for name in _SCRIPTS)
    script = f'"use strict";\n(async () => {{\n{own}\n}})().catch({_EXCUSE});\n'
    style = _fonts() + read["page.css"]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(library)} {_hash(script)}",
            f"style-src {_hash(style)}",
            "font-src data:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    parts = {
        "policy": policy,
        "title": escape(tree["title"]),
        "version": escape(__version__),
        "theme": tree["state"]["theme"],
        "style": style,
        # Within a script nothing may look like its end, nor like another's beginning.
        "tree": json.dumps(tree, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c"),
        "block": base64.b64encode(gzip.compress(block, 9, mtime=0)).decode(),
        "library": library,
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], read["page.html"])


def _hash(text: str) -> str:
    """What the policy knows an inline script or style by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _fonts() -> str:
    folder = resources.files("anatomy_viewer.scene") / "fonts"
    rules = []
    for weight, name in _FONTS.items():
        data = base64.b64encode((folder / name).read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"Inter";font-weight:{weight};'
            f'src:url("data:font/otf;base64,{data}")}}\n'
        )
    return "".join(rules)
