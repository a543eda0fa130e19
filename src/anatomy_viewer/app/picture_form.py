"""The fields of a picture to be saved: what it shows, how large, on what ground."""

from __future__ import annotations

from dataclasses import replace

from qtpy.QtCore import Qt
from qtpy.QtGui import QColor
from qtpy.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from anatomy_viewer.app.seam import Signal
from anatomy_viewer.atlas.names import LANGUAGE_NAMES
from anatomy_viewer.errors import AnatomyViewerError
from anatomy_viewer.figure.options import GROUNDS, PictureOptions, is_colour, on_paper
from anatomy_viewer.figure.sheet import EXAMPLE
from anatomy_viewer.session import ViewState

CUSTOM, PAPER = "custom", "paper"
_SIZES: tuple[tuple[str, object], ...] = (
    ("Slide, 1600 × 1200", (1600, 1200)),
    ("Wide slide, 1920 × 1080", (1920, 1080)),
    ("Square, 1500 × 1500", (1500, 1500)),
    ("Portrait page, 1200 × 1600", (1200, 1600)),
    ("Custom", CUSTOM),
    ("On paper, in these proportions", PAPER),
)
_GROUNDS = dict(zip(GROUNDS, ("As in the window", "White", "Dark", "Transparent"), strict=True))
_FORMATS = (("PNG, pixels", ".png"), ("SVG, live text", ".svg"), ("PDF, live text", ".pdf"))


class PictureForm(QWidget):
    """Begins with what a state and picture options say, and gives back what is chosen."""

    format_chosen = Signal(str)

    def __init__(self, state: ViewState, options: PictureOptions) -> None:
        super().__init__()
        self._state, self._options = state, options
        self._build()
        self._show(state, options)

    def state(self) -> ViewState:
        """The view state to be drawn."""
        naming = replace(
            self._state.naming,
            language=self.language.currentData(),
            numbers=self.numbers.isChecked(),
            near=self.near.isChecked(),
        )
        return replace(self._state, labels=self.labels.isChecked(), naming=naming)

    def options(self) -> PictureOptions:
        """How it is to be drawn.

        Raises:
            AnatomyViewerError: no one can use what is chosen.
        """
        size, scale, dpi = self._size(), self.scale.value(), self._options.dpi
        if self.size_choice.currentData() == PAPER:
            dpi, scale = float(self.dpi.value()), 1
            size = on_paper(10.0 * self.paper.value(), dpi, size)
        return PictureOptions(
            size=size,
            scale=scale,
            dpi=dpi,
            background=self.background.currentData(),
            caption=self.caption.isChecked(),
            marker=self.marker.isChecked(),
            scale_bar=self.scale_bar.isChecked(),
            font_size=self.font_size.value() or None,
            sheet=self.sheet.text().strip(),
            key=self.key.isChecked(),
        )

    def _size(self) -> tuple[int, int]:
        return self.width_field.value(), self.height_field.value()

    def _build(self) -> None:
        self.format = _choice(_FORMATS)
        self.format.currentIndexChanged.connect(
            lambda: self.format_chosen.emit(self.format.currentData())
        )
        self.size_choice = _choice(_SIZES)
        self.size_choice.currentIndexChanged.connect(self._choose_size)
        self.width_field, self.height_field = _number(100, 10_000), _number(100, 10_000)
        self.scale, self.dpi = _number(1, 8), _number(50, 2400)
        self.paper = _decimal(1.0, 200.0, " cm wide")
        self.dpi.setSuffix(" dpi")
        self.pixels = QLabel()
        self.pixels.setProperty("role", "quiet")
        self.font_size = _decimal(0.0, 72.0, " pt")
        self.font_size.setSpecialValueText("to suit the size")
        self.background = _choice([(text, value) for value, text in _GROUNDS.items()])
        self.background.addItem("Colour…", "")
        self.background.activated.connect(self._choose_colour)
        self.language = _choice([(text, value) for value, text in LANGUAGE_NAMES.items()])
        self.labels, self.near = QCheckBox("Labels"), QCheckBox("Near")
        self.numbers, self.key = QCheckBox("Numbers"), QCheckBox("Key")
        self.caption, self.marker = QCheckBox("Caption line"), QCheckBox("Directions")
        self.scale_bar = QCheckBox("Scale bar")
        self.near.setToolTip("Labels near what they name, not in columns")
        self.numbers.setToolTip("Numbers for names, as in a quiz")
        self.key.setToolTip("The key of the numbers, below the picture")
        self.sheet = QLineEdit()
        self.sheet.setPlaceholderText(f"one picture; or {EXAMPLE}")
        self.sheet.setToolTip("Several views or poses in one figure: commas part panels, / rows")
        self.numbers.toggled.connect(self.key.setEnabled)
        form = self.rows = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        form.addRow("Format", self.format)
        form.addRow("Size", self.size_choice)
        times, scale = QLabel("×"), QLabel("scale")
        form.addRow("", beside(self.width_field, times, self.height_field, scale, self.scale))
        form.addRow("", beside(self.paper, self.dpi))
        form.addRow("", self.pixels)
        form.addRow("Background", self.background)
        form.addRow("Names", beside(self.language, QLabel("size"), self.font_size))
        form.addRow("Labels", beside(self.labels, self.near, self.numbers, self.key))
        form.addRow("Show", beside(self.caption, self.marker, self.scale_bar))
        form.addRow("Panels", self.sheet)
        fields = (self.width_field, self.height_field, self.scale, self.dpi, self.paper)
        for field in fields:
            field.valueChanged.connect(self._tell_pixels)

    def _show(self, state: ViewState, options: PictureOptions) -> None:
        """Fill the fields."""
        sizes = [value for _, value in _SIZES]
        fits = options.size in sizes and options.dpi is None
        self.size_choice.setCurrentIndex(sizes.index(options.size if fits else CUSTOM))
        self.width_field.setValue(options.size[0])
        self.height_field.setValue(options.size[1])
        self.scale.setValue(options.scale)
        self.dpi.setValue(round(options.dpi or 300))
        self.paper.setValue(17.0)
        self.font_size.setValue(options.font_size or 0.0)
        self._select_ground(options.background)
        self.language.setCurrentIndex(self.language.findData(state.naming.language))
        self.labels.setChecked(state.labels)
        self.near.setChecked(state.naming.near)
        self.numbers.setChecked(state.naming.numbers)
        self.key.setChecked(options.key)
        self.key.setEnabled(state.naming.numbers)
        self.caption.setChecked(options.caption)
        self.marker.setChecked(options.marker)
        self.scale_bar.setChecked(options.scale_bar)
        self.sheet.setText(options.sheet)
        self._choose_size()

    def _choose_size(self) -> None:
        chosen = self.size_choice.currentData()
        for field in (self.width_field, self.height_field):
            field.setEnabled(chosen in (CUSTOM, PAPER))
        for field in (self.paper, self.dpi):
            field.setEnabled(chosen == PAPER)
        self.scale.setEnabled(chosen != PAPER)
        if isinstance(chosen, tuple):
            self.width_field.setValue(chosen[0])
            self.height_field.setValue(chosen[1])
        self._tell_pixels()

    def _tell_pixels(self) -> None:
        try:
            wide, high = self.options().pixels
        except AnatomyViewerError as error:
            self.pixels.setText(str(error))
        else:
            self.pixels.setText(f"The file has {wide} × {high} pixels.")

    def _choose_colour(self) -> None:
        if self.background.currentData() == "":
            dialog = QColorDialog(QColor("#ffffff"), self)
            dialog.colorSelected.connect(lambda colour: self._select_ground(colour.name()))
            dialog.rejected.connect(lambda: self._select_ground(self._options.background))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _select_ground(self, ground: str) -> None:
        if self.background.findData(ground) < 0 and is_colour(ground):
            self.background.insertItem(len(_GROUNDS), ground, ground)
        self.background.setCurrentIndex(max(self.background.findData(ground), 0))


def beside(*widgets: QWidget) -> QHBoxLayout:
    """Widgets in a row; words take only the room they need."""
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
    return row


def _choice(items: object) -> QComboBox:
    box = QComboBox()
    for text, value in items:  # type: ignore[attr-defined]
        box.addItem(text, value)
    return box


def _number(low: int, high: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(low, high)
    field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field


def _decimal(low: float, high: float, unit: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(low, high)
    field.setDecimals(1)
    field.setSuffix(unit)
    field.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field
