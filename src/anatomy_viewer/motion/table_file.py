"""The muscle's motion table as a file: plain arrays in a NumPy archive, never a pickle."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AtlasError
from anatomy_viewer.motion.muscle import Floats, MuscleModel
from anatomy_viewer.motion.pose import COORDINATES, NEUTRAL, RANGES
from anatomy_viewer.motion.spline import Axis, Table

FORMAT = 1
ARRAYS = (
    "hip_centre", "bed", "bed_normal", "strands", "follow", "across", "along", "seam",
    "insertion_deep", "insertion_top", "thickness", "swelling", "relief", "tendon_reach",
)  # fmt: skip
TABLES = ("displacement", "belly_scale", "length", "bone_overlap")
REST_TOLERANCE = 0.01  # mm between the table's neutral surface and the shipped mesh


def write_model(model: MuscleModel, path: Path) -> None:
    """Store a left model. Displacements are kept as 16-bit steps of some micrometres."""
    fields: dict[str, NDArray[Any]] = {"format": np.array(FORMAT)}
    for name in ARRAYS:
        fields[name] = np.asarray(getattr(model, name))
    axes = model.displacement.axes
    fields["axes"] = np.array([[axis.low, axis.high, axis.count] for axis in axes])
    for name in TABLES:
        values = getattr(model, name).coefficients
        if name == "displacement":
            step = float(np.abs(values).max()) / 32767.0
            fields["displacement_step"] = np.array(step)
            values = np.round(values / step).astype(np.int16)
        fields[name] = values
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **fields)


def load_muscle(atlas: Atlas, name: str) -> MuscleModel:
    """Read one muscle's motion table.

    Raises:
        AtlasError: the table is missing or damaged, or made for another mesh.
    """
    path = atlas.muscles[name].table
    fields = read_arrays(path, ("axes", "displacement_step", *ARRAYS, *TABLES), FORMAT)
    axes = read_axes(fields["axes"], path)
    tables = {}
    for key in TABLES:
        values = fields[key]
        if key == "displacement":
            values = values.astype(np.float32) * np.float32(fields["displacement_step"])
        if values.shape[:3] != tuple(axis.count + 2 for axis in axes):
            raise AtlasError(damaged(path, f"{key} does not fit the pose grid"))
        tables[key] = Table(axes, values)
    parts: dict[str, Any] = {key: fields[key].astype(np.float64) for key in ARRAYS}
    parts.update(tables)
    try:
        model = MuscleModel(side=side_of(atlas, name), **parts)
        rest = model.shape(NEUTRAL).vertices
    except ValueError as error:
        raise AtlasError(damaged(path, "its arrays do not fit together")) from error
    check_fits(atlas, name, model.hip_centre, rest)
    return model


def check_fits(atlas: Atlas, name: str, hip_centre: Floats, rest: Floats) -> None:
    """Refuse a table made for other bones than the atlas has.

    Args:
        atlas: with its surfaces.
        name: of the muscle.
        hip_centre: (3,) mm, the left hip's as the table has it.
        rest: (n, 3) mm, the muscle's vertices in the neutral pose by the table.

    Raises:
        AtlasError: the joint or the muscle's mesh is another.
    """
    path = atlas.muscles[name].table
    centre = np.abs(np.asarray(atlas.joints[atlas.muscles[name].joint].centre))
    if not np.allclose(np.abs(hip_centre), centre, rtol=0.0, atol=1e-9):
        raise AtlasError(f"{path} was made for another hip centre than the atlas gives.")
    shipped = atlas.surfaces[name].vertices
    if rest.shape != shipped.shape or not np.allclose(rest, shipped, rtol=0.0, atol=REST_TOLERANCE):
        raise AtlasError(
            f"{path} was made for another mesh than {atlas.structures[name].mesh.name}. "
            "Reinstall the program, or rebuild both together with 'make meshes'."
        )


def side_of(atlas: Atlas, name: str) -> Literal["left", "right"]:
    """The side a muscle is on.

    Raises:
        AtlasError: it is on neither.
    """
    side = atlas.structures[name].side
    if side == "midline":
        raise AtlasError(
            f"{atlas.muscles[name].table}: {name} must be a left or a right muscle, "
            "not a midline one."
        )
    return side


def read_arrays(path: Path, keys: Iterable[str], version: int) -> dict[str, NDArray[Any]]:
    """The named arrays of a motion table, all of them finite numbers.

    Raises:
        AtlasError: the file is missing or damaged, or of another format.
    """
    wanted = ("format", *keys)
    try:
        # Opened here: np.load leaves a file open that turns out to be no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            missing = [key for key in wanted if key not in archive.files]
            if missing:
                raise AtlasError(damaged(path, f"{missing[0]} is missing"))
            fields = {key: archive[key] for key in wanted}
    except FileNotFoundError:
        raise AtlasError(
            f"The motion table {path} is missing. Reinstall the program, or run 'make meshes'."
        ) from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise AtlasError(damaged(path, "it cannot be read")) from error
    for key, values in fields.items():
        if values.dtype.kind not in "fiu" or not np.all(np.isfinite(values)):
            raise AtlasError(damaged(path, f"{key} holds something other than finite numbers"))
    if fields["format"].shape != () or int(fields["format"]) != version:
        raise AtlasError(damaged(path, "its format is not the one this version reads"))
    return fields


def read_axes(values: NDArray[Any], path: Path) -> tuple[Axis, Axis, Axis]:
    """The axes of a table, which must span the whole range of poses.

    Raises:
        AtlasError: they do not.
    """
    if values.shape != (3, 3) or np.any(values[:, 2] < 2):
        raise AtlasError(damaged(path, "axes is not three rows of low, high, count"))
    f, a, r = (Axis(float(low), float(high), int(count)) for low, high, count in values)
    for axis, coordinate in zip((f, a, r), COORDINATES, strict=True):
        if (axis.low, axis.high) != RANGES[coordinate]:
            raise AtlasError(damaged(path, f"{coordinate} does not span the range of poses"))
    return f, a, r


def damaged(path: Path, what: str) -> str:
    """What is said of a table that cannot be used."""
    return (
        f"The motion table {path} is damaged ({what}). Reinstall the program, or run 'make meshes'."
    )
