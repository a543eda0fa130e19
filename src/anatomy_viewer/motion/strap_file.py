"""A strap's motion table as a file, in the same manner as the obturator internus's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AtlasError
from anatomy_viewer.motion.pose import NEUTRAL
from anatomy_viewer.motion.spline import Table
from anatomy_viewer.motion.strap import StrapModel
from anatomy_viewer.motion.table_file import (
    check_fits,
    damaged,
    read_arrays,
    read_axes,
    side_of,
)

FORMAT = 101
ARRAYS = (
    "hip_centre", "strands", "follow", "across", "along", "origin", "origin_normal", "insertion",
    "insertion_normal", "thickness", "deep", "swelling", "twist",
    "tendon",
)  # fmt: skip
TABLES = ("displacement", "belly_scale", "length")


def write_strap(model: StrapModel, path: Path) -> None:
    """Store a left strap. Displacements are kept as 16-bit steps of a micrometre or two."""
    axes = model.displacement.axes
    fields: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "axes": np.array([[axis.low, axis.high, axis.count] for axis in axes]),
        **{name: np.asarray(getattr(model, name), np.float32) for name in ARRAYS},
        "hip_centre": np.asarray(model.hip_centre),
        "belly_scale": model.belly_scale.coefficients,
        "length": model.length.coefficients,
    }
    values = model.displacement.coefficients
    step = max(float(np.abs(values).max()), 1e-6) / 32767.0
    fields["displacement_step"] = np.array(step)
    fields["displacement"] = np.round(values / step).astype(np.int16)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **fields)


def load_strap(atlas: Atlas, name: str) -> StrapModel:
    """Read one strap's motion table.

    Raises:
        AtlasError: the table is missing or damaged, or made for another mesh or joint.
    """
    path = atlas.muscles[name].table
    fields = read_arrays(path, ("axes", "displacement_step", *ARRAYS, *TABLES), FORMAT)
    axes = read_axes(fields["axes"], path)
    fields["displacement"] = fields["displacement"] * np.float32(fields["displacement_step"])
    tables: dict[str, Any] = {}
    for key in TABLES:
        if fields[key].shape[:3] != tuple(axis.count + 2 for axis in axes):
            raise AtlasError(damaged(path, f"{key} does not fit the pose grid"))
        tables[key] = Table(axes, fields[key])
    parts: dict[str, Any] = {key: fields[key].astype(np.float64) for key in ARRAYS}
    try:
        model = StrapModel(side=side_of(atlas, name), **parts, **tables)
        rest = model.shape(NEUTRAL).vertices
    except ValueError as error:
        raise AtlasError(damaged(path, "its arrays do not fit together")) from error
    check_fits(atlas, name, model.hip_centre, rest)
    return model
