"""What is known of the selected structure."""

from __future__ import annotations

from html import escape

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel, QVBoxLayout, QWidget

from anatomy_viewer.app.theme import SHADES
from anatomy_viewer.atlas.model import Atlas, Region, Structure
from anatomy_viewer.motion.frame import Frame
from anatomy_viewer.session import ViewState

_HINT = (
    "<p><b>Click the muscle</b> to light up where it starts, how it turns behind the ischium "
    "and where it ends.</p><p>Click a bone for its name and landmarks.</p>"
)


class InformationPanel(QWidget):
    """Names, regions, landmarks, source and licence, in words."""

    def __init__(self, atlas: Atlas) -> None:
        super().__init__()
        self._atlas = atlas
        self._shown: tuple[object, ...] | None = None
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.text, 1)

    def refresh(self, state: ViewState, frame: Frame) -> None:
        """Show what is selected."""
        key = (state.selection, state.theme)
        if key == self._shown:
            return
        self._shown = key
        quiet = SHADES[state.theme].quiet
        pages = [self._page(self._atlas.structures[n], quiet) for n in reversed(state.selection)]
        self.text.setText("<hr>".join(pages) if pages else _HINT)

    def _page(self, structure: Structure, quiet: str) -> str:
        ids = [f"TA2 {structure.ta2}"] if structure.ta2 is not None else []
        ids += [f"FMA {structure.fma}"] if structure.fma is not None else []
        parts = [
            f"<p style='font-size:16px'><b>{escape(structure.name)}</b></p>",
            f"<p style='color:{quiet}'><i>{escape(structure.latin)}</i><br>{' · '.join(ids)}</p>",
            f"<p>{escape(structure.description)}</p>",
        ]
        parts += [_region(region) for region in self._atlas.regions_of(structure.id)]
        muscle = self._atlas.muscles.get(structure.id)
        if muscle is not None:
            nerve = muscle.nerve[:1].upper() + muscle.nerve[1:]
            parts.append(f"<p><b>Action.</b> {escape(muscle.action)}</p>")
            parts.append(f"<p><b>Nerve.</b> {escape(nerve)}.</p>")
        marks = self._atlas.landmarks_of(structure.id)
        if marks:
            rows = "".join(
                f"<li>{escape(_side_free(m.name))} <span style='color:{quiet}'>"
                f"<i>{escape(m.latin)}</i></span></li>"
                for m in marks
            )
            parts.append(f"<p><b>Landmarks</b></p><ul style='margin-left:-22px'>{rows}</ul>")
        parts.append(
            f"<p style='color:{quiet};font-size:11px'>Source: {escape(structure.source)}.<br>"
            f"Licence: {escape(structure.licence)}</p>"
        )
        return "".join(parts)


def _region(region: Region) -> str:
    ink = "#1d2733" if _is_pale(region.colour) else "#ffffff"
    letter = region.letter or "&nbsp;"
    return (
        f"<p><span style='background-color:{region.colour};color:{ink}'>"
        f"<b>&nbsp;{letter}&nbsp;</b></span>&nbsp; <b>{escape(region.name)}.</b> "
        f"{escape(region.description)}</p>"
    )


def _is_pale(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue > 150


def _side_free(name: str) -> str:
    return name[:1].upper() + name[1:]
