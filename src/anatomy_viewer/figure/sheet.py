"""A sheet: several views or poses in one figure, written ``posterior,pelvic/left:flexion=90``.

Panels of a row are parted by commas, rows by slashes. A panel is a view, angles, or both, joined by
colons; ``neutral`` sets all angles to zero. What it does not say is as in the rest of the figure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from anatomy_viewer.errors import OutputError
from anatomy_viewer.motion.pose import COORDINATES, Coordinate, Pose
from anatomy_viewer.session import VIEW_NAMES, ViewName, ViewState

MOST = 12  # panels, and a little more than any page can bear
EXAMPLE = "posterior,pelvic or neutral,flexion=90"


@dataclass(frozen=True)
class Panel:
    """What one panel changes: the view, angles in degrees, or both."""

    view: ViewName | None = None
    angles: tuple[tuple[Coordinate, float], ...] = ()

    def of(self, state: ViewState) -> ViewState:
        """The state this panel shows.

        Raises:
            PoseError: an angle is out of range.
        """
        pose = state.pose
        for coordinate, degrees in self.angles:
            pose = pose.with_(coordinate, degrees)
        if self.view is None:
            return replace(state, pose=pose)
        return replace(state, pose=pose, view=self.view, camera=None)


Rows = tuple[tuple[Panel, ...], ...]


def parse_sheet(spec: str) -> Rows:
    """The rows of panels of a sheet; none for an empty text.

    Raises:
        OutputError: it is not written like a sheet, or has too many panels.
        PoseError: an angle is out of range.
    """
    if not spec.strip():
        return ()
    rows = tuple(tuple(_panel(p) for p in row.split(",")) for row in spec.split("/"))
    if sum(len(row) for row in rows) > MOST:
        raise OutputError(f"A sheet of more than {MOST} panels cannot be read: make two.")
    return rows


def _panel(text: str) -> Panel:
    view: ViewName | None = None
    angles: dict[Coordinate, float] = {}
    for word in text.split(":"):
        name, equals, value = (part.strip() for part in word.partition("="))
        seen = next((v for v in VIEW_NAMES if v == name), None)
        coordinate = next((c for c in COORDINATES if c == name), None)
        if coordinate is not None and equals:
            angles[coordinate] = _degrees(value, text)
        elif equals or (seen is None and name != "neutral") or (seen and view):
            raise OutputError(
                f"'{text.strip()[:40]}' is no panel of a sheet: write {EXAMPLE}.\n"
                f"Views: {', '.join(VIEW_NAMES)}. Angles: {', '.join(COORDINATES)}."
            )
        elif seen is not None:
            view = seen
        else:
            angles = dict.fromkeys(COORDINATES, 0.0)
    Pose(**angles)  # within range
    return Panel(view, tuple(angles.items()))


def _degrees(value: str, text: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise OutputError(
            f"'{text.strip()[:40]}' is no panel of a sheet: '{value[:20]}' is no number of degrees."
        ) from None
