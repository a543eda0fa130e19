"""Curves of length and moment arms: what is plotted, and the same as SVG and CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from anatomy_viewer.figure.chart import DASHES, Marker, Plot, Series, svg
from anatomy_viewer.files import check_target, write_whole
from anatomy_viewer.motion.comparison import to_isb
from anatomy_viewer.motion.curves import Curves, crossing_words, crossings, sweep
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.pose import COORDINATES, DIRECTIONS, RANGES, Coordinate, Pose
from anatomy_viewer.motion.published import Published
from anatomy_viewer.motion.words import ROLES, pose_text
from anatomy_viewer.scene.palette import PALETTES, Palette, colour
from anatomy_viewer.session import Theme

SUFFIXES = (".svg", ".csv")
MOST_MUSCLES = len(DASHES)
_SAME_POSE = 5.0  # degrees by which the other two angles of a published pose may differ

COLUMNS = (
    "muscle", *COORDINATES, "length_mm", "length_change_mm",
    *(f"moment_arm_{c}_mm" for c in COORDINATES), "bone_overlap_mm",
)  # fmt: skip


def curve_plots(
    model: HipModel,
    muscles: Sequence[str],
    coordinate: Coordinate,
    pose: Pose,
    published: Sequence[Published] = (),
    theme: Theme = "light",
) -> tuple[Plot, Plot]:
    """Change of length, and the three moment arms, against a coordinate.

    The other two angles stand as in ``pose``, whose own value of the coordinate is the cursor.
    Published values are drawn where their other two angles are about these.

    Raises:
        UnknownNameError: the atlas has no such muscle.
    """
    palette = PALETTES[theme]
    curves = [sweep(model, name, coordinate, pose) for name in _distinct(model, muscles)]
    several = len(curves) > 1
    lengths, arms = [], []
    for k, one in enumerate(curves):
        structure = model.atlas.structures[one.muscle]
        ink = palette.ink if not several else _readable(structure.colour, palette)
        name = _plain(structure.name)
        lengths.append(Series(name, ink, one.degrees, one.change, one.stopped, k))
        for c, tint in zip(COORDINATES, palette.axes, strict=True):
            title = "" if k else c.capitalize()  # the dashes are told in the plot of lengths
            arms.append(Series(title, tint, one.degrees, one.arms[c], one.stopped, k))
    marks = [
        _mark(model, one, figure, palette)
        for one in curves
        for figure in published
        if model.atlas.structures[one.muscle].id.rpartition("_")[0] == figure.muscle
        and _same_pose(model, figure, one)
    ]
    here = getattr(pose, coordinate)
    plus, minus = DIRECTIONS[coordinate]
    x_label = f"{minus} (below 0) and {plus} (above 0), degrees"
    return (
        Plot(
            "Length change from neutral, mm", x_label, RANGES[coordinate], "longer", "shorter",
            tuple(lengths), tuple(m for figure, m in marks if figure.kind == "lengthens"), here,
        ),
        Plot(
            "Moment arm, mm", x_label, RANGES[coordinate],
            ", ".join(ROLES[c][0] for c in COORDINATES),
            ", ".join(ROLES[c][1] for c in COORDINATES),
            tuple(arms), tuple(m for figure, m in marks if figure.kind == "arm"), here,
        ),
    )  # fmt: skip


def curves_svg(
    model: HipModel,
    muscles: Sequence[str],
    coordinate: Coordinate,
    pose: Pose,
    published: Sequence[Published] = (),
    theme: Theme = "light",
) -> str:
    """The same as an SVG document, with where the action changes, and what it all rests on."""
    names = ", ".join(
        _plain(model.atlas.structures[name].name).lower() for name in _distinct(model, muscles)
    )
    still = _still(pose, coordinate)
    heading = f"{names[:1].upper()}{names[1:]} against {coordinate}; {still}"
    plots = curve_plots(model, muscles, coordinate, pose, published, theme)
    turns = turning_points(model, muscles[0], coordinate, pose)
    notes = [f"As {coordinate} rises: {turns}."] if turns else []
    if any(s.faded.any() for s in plots[0].series):
        notes.append("Pale: the model's bones overlap by more than 2 mm; a real hip stops before.")
    if any(plot.markers for plot in plots):
        notes.append("Rings: published values.")
    notes.append("Computed from a model; zero is the ISB neutral pose (Wu 2002).")
    return svg(plots, PALETTES[theme], heading, notes)


def turning_points(model: HipModel, muscle: str, coordinate: Coordinate, pose: Pose) -> str:
    """'becomes an extensor at 13 degrees of flexion, becomes an abductor at …'; '' for none."""
    return ", ".join(crossing_words(c) for c in crossings(model, muscle, coordinate, pose))


def curves_csv(model: HipModel, muscles: Sequence[str], coordinate: Coordinate, pose: Pose) -> str:
    """The same numbers as a table, a row a degree and muscle."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for name in muscles:
        one = sweep(model, name, coordinate, pose)
        for i, degrees in enumerate(one.degrees.tolist()):
            angles = {**pose.as_dict(), coordinate: degrees}
            numbers = (one.lengths[i], one.change[i], *(one.arms[c][i] for c in COORDINATES))
            table.writerow(
                [name, *angles.values(), *(f"{v:.6f}" for v in numbers), f"{one.overlap[i]:.3f}"]
            )
    return text.getvalue()


def save_curves(
    model: HipModel,
    muscles: Sequence[str],
    coordinate: Coordinate,
    pose: Pose,
    path: Path,
    published: Sequence[Published] = (),
    theme: Theme = "light",
) -> Path:
    """Write curves to an SVG or CSV file, whole or not at all, and return its path.

    Raises:
        OutputError: the file cannot be written there, or is named neither .svg nor .csv.
        UnknownNameError: the atlas has no such muscle.
    """
    target = check_target(path, SUFFIXES)
    if target.suffix.lower() == ".csv":
        text = curves_csv(model, muscles, coordinate, pose)
    else:
        text = curves_svg(model, muscles, coordinate, pose, published, theme)
    write_whole(target, text.encode("utf-8"))
    return target


def _mark(
    model: HipModel, curves: Curves, figure: Published, palette: Palette
) -> tuple[Published, Marker]:
    """A published figure as a point of the plot it belongs to."""
    last = to_isb(figure.poses[-1], figure, model.atlas)
    base, ink = 0.0, palette.ink
    if figure.kind == "lengthens":
        start = to_isb(figure.poses[0], figure, model.atlas)
        rest = model.measure(curves.muscle, Pose()).length_mm
        base = model.measure(curves.muscle, start).length_mm - rest
    elif figure.about is not None:
        ink = palette.axes[COORDINATES.index(figure.about)]
    value = figure.value or 0.0
    low, high = (None if v is None else base + v for v in (figure.low, figure.high))
    what = "lengthening" if figure.kind == "lengthens" else f"{figure.about} arm"
    where = pose_text(figure.poses[-1])
    if figure.zero == "anatomical":
        plain = figure.poses[-1] == Pose()
        where = "anatomical position" if plain else f"{where} from the anatomical position"
    words = [f"{what.capitalize()} {value:g} mm, {where}", figure.source.cite, figure.source.method]
    words += [figure.note] if figure.note else []
    place = float(getattr(last, curves.coordinate))
    return figure, Marker(place, base + value, ink, ". ".join(words) + ".", low, high)


def _same_pose(model: HipModel, figure: Published, curves: Curves) -> bool:
    """Whether it is a value, and its other two angles are about those of the curves."""
    if figure.kind not in ("arm", "lengthens"):
        return False
    there, here = to_isb(figure.poses[-1], figure, model.atlas), curves.pose
    return all(
        abs(getattr(there, c) - getattr(here, c)) <= _SAME_POSE
        for c in COORDINATES
        if c != curves.coordinate
    )


def _still(pose: Pose, coordinate: Coordinate) -> str:
    """What the other two angles are: 'abduction 0°, rotation 10°'."""
    return ", ".join(f"{c} {getattr(pose, c):.0f}°" for c in COORDINATES if c != coordinate)


def _distinct(model: HipModel, muscles: Sequence[str]) -> list[str]:
    """The muscles that are plotted: of a left and a right one, whose curves are the same, the
    first; and no more than can be told apart."""
    kept = {_plain(model.atlas.structure(n).name): n for n in reversed(muscles)}
    return [n for n in muscles if n in kept.values()][:MOST_MUSCLES]


def _plain(name: str) -> str:
    for side in ("Left ", "Right "):
        if name.startswith(side):
            return name[len(side) :].capitalize()
    return name


def _readable(text: str, palette: Palette) -> tuple[int, int, int]:
    """A structure's colour, moved half-way to the ink so that a thin line shows on the paper."""
    r, g, b = ((a + i) // 2 for a, i in zip(colour(text), palette.ink, strict=True))
    return r, g, b
