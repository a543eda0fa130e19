"""Write docs/validation.md and its plots: the model beside published figures.

Everything in it is computed from the shipped model and assets/published.toml; nothing is typed in.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np

from anatomy_viewer.atlas.load import load_atlas
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.curves import curves_svg, turning_points
from anatomy_viewer.files import write_whole
from anatomy_viewer.motion.comparison import (
    LEVEL_MM,
    NEAR_MM,
    NEAR_SHARE,
    VERDICTS,
    Comparison,
    compare,
    unanswered,
    upright_flexion,
)
from anatomy_viewer.motion.frame import HipModel, load_model
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Pose
from anatomy_viewer.motion.published import Published, Source, load_published
from anatomy_viewer.motion.pull import line_of_pull
from anatomy_viewer.motion.words import OVERLAP_MM, ROLES, pose_text

DOCS = Path(__file__).resolve().parents[1] / "docs"
DOCUMENT, PLOTS = "validation.md", "validation"

_UNITS = {"fibre_length": "mm", "section": "cm²", "volume": "cm³"}
_SAID = {
    "arm": "{about} arm",
    "sign": "{about} arm, its sign",
    "falls": "{about} arm falls, pose by pose",
    "lengthens": "lengthens",
    "spread": "longest less shortest between",
    "shortens": "shortens",
    "longest": "longest in the first of",
    "fibre_length": "fibre length",
    "section": "cross-section",
    "volume": "volume",
}


def write_validation(model: HipModel, figures: Sequence[Published], folder: Path) -> list[Path]:
    """Write the document and its plots into a folder and return their paths."""
    files = {Path(DOCUMENT): document(model, figures)}
    upright = _upright(model)
    for name in _muscles(model, figures):
        for coordinate in COORDINATES:
            text = curves_svg(model, [name], coordinate, upright, figures)
            files[_plot_path(name, coordinate)] = text
    (folder / PLOTS).mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        write_whole(folder / path, text.encode("utf-8"))
    return [folder / path for path in files]


def document(model: HipModel, figures: Sequence[Published]) -> str:
    """The document as Markdown; the same model and figures give the same text."""
    found = compare(model, tuple(figures))
    parts = [_head(model, found)]
    for name in _muscles(model, figures):
        parts.append(_muscle(model, name, [c for c in found if c.muscle == name]))
    parts.append(_line_of_pull(model))
    absent = unanswered(model, tuple(figures))
    if absent:
        parts.append(_absent(absent))
    parts.append(_sources(figures))
    return "\n".join(parts)


def _head(model: HipModel, found: Sequence[Comparison]) -> str:
    counts = Counter(c.verdict for c in found)
    tally = "; ".join(f"{v}: {counts[v]}" for v in VERDICTS if counts[v])
    shift = upright_flexion(model.atlas)
    return f"""# The model beside published figures

Written by `make validation` from the model and `assets/published.toml`; do not edit it by hand.
What the model says is **computed** on one average skeleton. Nothing in it is scaled to meet a
figure below.

**{len(found)} figures compared.** {tally}.

## Method

* **Zero.** Sources count from the upright body, the model from the ISB neutral pose (Wu 2002).
  Upright is taken as the pelvis upright by its anterior plane (iliac spines and pubic tubercles in
  one frontal plane) over a vertical femur: by the landmarks that is {shift:.1f}° of flexion from
  the model's zero. The column *upright* gives the model at the source's poses moved by that much,
  *ISB* at the same angles counted from the model's own zero. The verdict is on *upright*. Poses
  outside the model's range stop at its edge.
* **Signs.** A moment arm r = -dL/dq is positive where pulling flexes, abducts or rotates outwards.
* **Agrees** means: inside the published range where there is one; otherwise within {NEAR_MM:g} mm
  or {NEAR_SHARE:.0%} of the figure, whichever is more, which is about how far bodies differ from
  each other; the same sign; the same order. An arm that falls may rise by {LEVEL_MM:g} mm on the
  way. *Near, but of the other sign* is as close, across zero. *Agrees in direction* has only the
  sign in common.
* **Cross-section** is volume over fibre length; fibre length runs from the origin to where tendon
  turns into muscle, in the mean of the muscle's columns.
"""


def _muscle(model: HipModel, name: str, found: Sequence[Comparison]) -> str:
    title = name.removesuffix("_left").replace("_", " ").capitalize()
    noted = [c for c in found if c.figure.note]
    rows = "\n".join(_row(c, noted.index(c) + 1 if c in noted else None) for c in found)
    notes = "\n".join(f"{k}. {c.figure.note}." for k, c in enumerate(noted, start=1))
    upright = _upright(model)
    turns = "\n".join(
        f"* As {c} rises from the upright body, the other two angles kept: "
        f"{turning_points(model, name, c, upright) or 'no arm changes sign'}."
        for c in COORDINATES
    )
    plots = "\n".join(
        f"![{title} against {c}]({_plot_path(name, c).as_posix()})\n" for c in COORDINATES
    )
    return f"""## {title}

Lengths and arms in mm.

| what | at | published | upright | ISB | | source |
|---|---|---|---|---|---|---|
{rows}

{_numbered(notes)}Where the action changes, in degrees from the ISB zero:

{turns}

{plots}"""


def _numbered(notes: str) -> str:
    return f"How the figures are read:\n\n{notes}\n\n" if notes else ""


def _row(one: Comparison, note: int | None) -> str:
    figure = one.figure
    what = _SAID[figure.kind].format(about=figure.about)
    link = f"[{_title(figure.source)}](#sources)"
    mark = f" ({note})" if note else ""
    cells = [
        what + mark, _places(figure), _published(figure), _model(figure, one.here),
        _model(figure, one.isb), f"**{one.verdict}**", link,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _places(figure: Published) -> str:
    names = [_pose(p) for p in figure.poses]
    if figure.kind in ("lengthens", "shortens"):
        return " → ".join(names)
    return "; ".join(names) if names else "neutral"


def _pose(pose: Pose) -> str:
    words = pose_text(pose)
    return "upright" if words == "neutral pose" else words


def _published(figure: Published) -> str:
    if figure.kind == "sign" and figure.about is not None:
        return ROLES[figure.about][(figure.value or 0.0) < 0.0]
    if figure.value is None:
        return "yes"
    words = f"{figure.value:g} {_UNITS.get(figure.kind, '')}".strip()
    if figure.low is not None and figure.high is not None:
        words += f" ({figure.low:g} to {figure.high:g})"
    return words


def _model(figure: Published, said: Sequence[float]) -> str:
    digits = 2 if figure.kind == "section" else 1
    words = ", ".join(f"{value + 0.0:.{digits}f}" for value in said)
    return f"{words} {_UNITS.get(figure.kind, '')}".strip()


def _line_of_pull(model: HipModel) -> str:
    """How far the line drawn in the 3D view lies from the strands it stands for."""
    rows = []
    for name in model.muscles:
        if not name.endswith("_left"):
            continue
        poses = [p for p in _grid() if model.measure(name, p).bone_overlap_mm <= OVERLAP_MM]
        pulls = [line_of_pull(model, name, pose) for pose in poses]
        tilts, shifts = [p.tilt for p in pulls], [p.shift for p in pulls]
        title = name.removesuffix("_left").replace("_", " ")
        cells = [f"{part:.1f}" for v in (tilts, shifts) for part in (float(np.median(v)), max(v))]
        rows.append(f"| {title} | {len(poses)} | {' | '.join(cells)} |")
    table = "\n".join(rows)
    return f"""## The line of pull that is drawn

The 3D view draws one straight line for a whole muscle. Its moment about the hip is exactly that of
the model's three moment arms, so that the number beside it is r = -dL/dq and no other; its
direction is that of the strands' last straight stretch, in the mean of the strands, turned by the
least angle that lets the moment be met. The length of the short line between it and a joint axis,
times the sine of the angle between the two, is the moment arm; where they differ, both are written.
A muscle spread wide, or one bent over bone to its very end, has no such line in truth: the table
tells how far the drawn one had to be turned, and how far it then passes from the middle of that
stretch, over a grid of poses in which the model's bones do not overlap.

| muscle | poses | turned, degrees, median | at most | apart, mm, median | at most |
|---|---|---|---|---|---|
{table}
"""


def _grid() -> list[Pose]:
    """Poses over the whole range."""
    steps = [
        np.linspace(*RANGES[c], count).tolist()
        for c, count in zip(COORDINATES, (8, 4, 5), strict=True)
    ]
    return [Pose(*angles) for angles in product(*steps)]


def _absent(figures: Sequence[Published]) -> str:
    counts = Counter(f.muscle for f in figures)
    rows = "\n".join(f"* {name.replace('_', ' ')}: {count}" for name, count in counts.items())
    return f"""## Not in this model

`assets/published.toml` also holds figures of muscles, or of fibres, that this model has not:

{rows}
"""


def _sources(figures: Sequence[Published]) -> str:
    sources = {f.source.id: f.source for f in figures}
    rows = "\n".join(
        f"* **{_title(s)}.** {s.cite}. {s.method}." + (f" <{s.link}>" if s.link else "")
        for s in sources.values()
    )
    return f"""## Sources

{rows}
"""


def _title(source: Source) -> str:
    """'McGovern 2017': the first name cited, and the year of the id."""
    return f"{source.cite.split()[0].rstrip(',')} {source.id.rpartition('_')[2]}"


def _muscles(model: HipModel, figures: Sequence[Published]) -> list[str]:
    """The left muscles of the model that figures are about, in the order of the figures."""
    named = dict.fromkeys(f"{figure.muscle}_left" for figure in figures)
    return [name for name in named if name in model.muscles]


def _upright(model: HipModel) -> Pose:
    return Pose.clamped(upright_flexion(model.atlas))


def _plot_path(name: str, coordinate: str) -> Path:
    return Path(PLOTS, f"{name.removesuffix('_left')}_{coordinate}.svg")


def main() -> int:
    """Write them into docs/."""
    try:
        atlas = load_atlas()
        written = write_validation(load_model(atlas), load_published(atlas.folder), DOCS)
    except AnatomyViewerError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {len(written)} files into {DOCS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
