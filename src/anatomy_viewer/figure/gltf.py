"""Writing glTF 2.0 in its binary form: arrays go into a store, the rest is a plain tree.

Khronos Group, glTF 2.0 Specification, 2021 (ISO/IEC 12113:2022). Only what ``animated`` needs.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

_COMPONENTS = {np.dtype("<f4"): 5126, np.dtype("<u4"): 5125, np.dtype("<u2"): 5123}
_SHAPES = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}
_TARGETS = {"vertices": 34962, "indices": 34963}


class Store:
    """The binary chunk, growing, and the accessors and views that say what lies where."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.accessors: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = []

    def add(
        self,
        values: NDArray[Any],
        use: Literal["vertices", "indices"] | None = None,
        bounds: bool = False,
    ) -> int:
        """Put in an array, (n,) or (n, 3) or (n, 4); its accessor's number.

        Args:
            values: float32, uint16 or uint32.
            use: for the graphics card; None for animations.
            bounds: state the smallest and largest values, as positions and times must.
        """
        values = np.ascontiguousarray(values)
        width = 1 if values.ndim == 1 else values.shape[1]
        view: dict[str, Any] = {
            "buffer": 0, "byteOffset": len(self.data), "byteLength": values.nbytes,
        }  # fmt: skip
        if use is not None:
            view["target"] = _TARGETS[use]
        accessor: dict[str, Any] = {
            "bufferView": len(self.views),
            "componentType": _COMPONENTS[values.dtype],
            "count": len(values),
            "type": _SHAPES[width],
        }
        if bounds:
            table = values.reshape(-1, width)
            accessor["min"] = table.min(axis=0).tolist()
            accessor["max"] = table.max(axis=0).tolist()
        self.views.append(view)
        self.accessors.append(accessor)
        self.data += values.tobytes()
        self.data += bytes(-len(self.data) % 4)
        return len(self.accessors) - 1


def packed(tree: dict[str, Any], store: Store) -> bytes:
    """The file: a header, the tree as JSON, the store."""
    whole = {
        **tree,
        "accessors": store.accessors,
        "bufferViews": store.views,
        "buffers": [{"byteLength": len(store.data)}],
    }
    text = json.dumps(whole, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text
    body += struct.pack("<I4s", len(store.data), b"BIN\0") + bytes(store.data)
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body
