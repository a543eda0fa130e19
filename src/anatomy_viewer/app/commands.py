"""The table of commands: what each is called, its keys, and what it does."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from anatomy_viewer import session
from anatomy_viewer.app.actions import Entry
from anatomy_viewer.app.annotator import Annotator
from anatomy_viewer.app.label_dialog import choose_labels
from anatomy_viewer.app.opening import Opener
from anatomy_viewer.app.presenter import Presenter
from anatomy_viewer.motion.pose import COORDINATES, Coordinate
from anatomy_viewer.session import SIDE_CHOICES, SideChoice, ViewName

_VIEWS: tuple[tuple[ViewName, str, str, str], ...] = (
    ("anterior", "1", "Front", "From in front"),
    ("posterior", "Ctrl+1", "Back", "From behind"),
    ("left", "3", "Left", "From the left"),
    ("right", "Ctrl+3", "Right", "From the right"),
    ("superior", "7", "Top", "From above"),
    ("inferior", "Ctrl+7", "Below", "From below"),
    ("pelvic", "0", "Pelvic", "From inside the pelvis"),
)
_SIDES: dict[SideChoice, str] = {"left": "Ctrl+L", "right": "Ctrl+R", "both": "Ctrl+B"}


class Shell(Protocol):
    """What commands ask of the window around them."""

    axis: Coordinate
    opener: Opener
    annotator: Annotator

    def save_picture(self) -> Any: ...
    def save_film(self) -> Any: ...
    def save_page(self) -> Any: ...
    def copy_picture(self) -> None: ...
    def close(self) -> bool: ...
    def escape(self) -> None: ...
    def find_structure(self) -> None: ...
    def toggle_curves(self) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def show_shortcuts(self) -> Any: ...
    def show_about(self) -> Any: ...


def entries(presenter: Presenter, window: Shell) -> list[Entry]:
    """Every command of the window."""
    do, player = presenter.do, presenter.player

    def toggle_labels() -> None:
        do(session.set_labels(not presenter.state.labels))

    def toggle_theme() -> None:
        do(session.set_theme("light" if presenter.state.theme == "dark" else "dark"))

    def toggle_moment_arm() -> None:
        do(session.set_moment_arm(None if presenter.state.moment_arm else window.axis))

    def next_axis() -> None:
        do(session.set_moment_arm(COORDINATES[(COORDINATES.index(window.axis) + 1) % 3]))

    def toggle_loop() -> None:
        player.loop = not player.loop
        player.changed.emit()

    def isolate() -> None:
        do(session.isolate_selected(tuple(presenter.model.atlas.structures)))

    def zoom(factor: float) -> None:
        presenter.viewport.zoom(factor)
        presenter.session.end_gesture()

    found = [
        Entry("open", "Open a figure…", ("Ctrl+O",), "Bring back the scene of a saved figure",
              window.opener.ask),
        Entry("save", "Save a picture…", ("Ctrl+Shift+S",),
              "Save this view as a PNG, SVG or PDF file", window.save_picture, "camera"),
        Entry("film", "Save a film…", ("Ctrl+Shift+F",), "Save the movement as a film or 3D model",
              window.save_film),
        Entry("page", "Save an interactive page…", ("Ctrl+Shift+P",),
              "Save an HTML page that moves, for any browser", window.save_page),
        Entry("copy", "Copy picture", ("Ctrl+Shift+C",), "Copy this view to the clipboard",
              window.copy_picture, "copy"),
        Entry("quit", "Quit", ("Ctrl+Q",), "Close the program", window.close),
        Entry("undo", "Undo", ("Ctrl+Z",), "Take back the last change", presenter.undo, "undo"),
        Entry("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Make the change again",
              presenter.redo, "redo"),
        Entry("clear", "Clear selection", ("Esc",), "Select nothing; then leave full screen",
              window.escape),
        Entry("find", "Find a structure", ("Ctrl+F", "/"), "Find a structure by name",
              window.find_structure),
        Entry("reset", "Reset view", ("R",), "Frame the view anew", presenter.reset_view, "frame"),
        Entry("fly", "Fly to selection", (".",), "Bring the selected structure close",
              presenter.fly_to, "target"),
        Entry("zoom_in", "Zoom in", ("+", "="), "Come closer", lambda: zoom(1.15)),
        Entry("zoom_out", "Zoom out", ("-",), "Go further away", lambda: zoom(1 / 1.15)),
        Entry("hide", "Hide selected", ("H",), "Hide what is selected",
              lambda: do(session.hide_selected)),
        Entry("isolate", "Show only selected", ("I", "Shift+H"), "Hide everything else", isolate),
        Entry("show_all", "Show all", ("Alt+H",), "Show everything again",
              lambda: do(session.show_all)),
        Entry("neighbours", "Neighbours", ("G",), "Show or hide the muscles and ligaments around",
              presenter.toggle_neighbours, "", True),
        Entry("see_through", "See-through bones", ("X",), "Make the bones see-through, or solid",
              lambda: do(session.toggle_see_through), "xray", True),
        Entry("labels", "Labels", ("L",), "Show or hide the labels", toggle_labels, "labels", True),
        Entry("naming", "What labels say…", ("Shift+L",),
              "Choose what is named, in which language, and where the labels stand",
              lambda: choose_labels(presenter, presenter.viewport.window())),
        Entry("moment_arm", "Line of pull and moment arm", ("M",),
              "Draw the line of pull, the joint's axis and the moment arm between them",
              toggle_moment_arm, "", True),
        Entry("next_axis", "Moment arm about the next axis", ("Shift+M",),
              "Draw the moment arm about the next of flexion, abduction and rotation",
              next_axis),
        Entry("curves", "Curves", ("C",), "Length and moment arms against an angle",
              window.toggle_curves, "curves", True),
        Entry("theme", "Dark theme", ("D",), "Dark or light", toggle_theme, "theme", True),
        Entry("full_screen", "Full screen", ("F11",), "Full screen, and back",
              window.toggle_full_screen),
        Entry("note", "Note with an arrow…", ("A",), "Add a note that points to a spot",
              lambda: window.annotator.start("note")),
        Entry("free_text", "Free text…", ("Shift+A",), "Add words anywhere in the picture",
              lambda: window.annotator.start("text")),
        Entry("distance", "Measure a distance", ("K",), "Measure between two spots",
              lambda: window.annotator.start("distance")),
        Entry("angle", "Measure an angle", ("Shift+K",), "Measure between three spots",
              lambda: window.annotator.start("angle")),
        Entry("annotations", "Notes and measures…", ("Ctrl+Shift+A",),
              "Change or remove notes and measures", window.annotator.list_all),
        Entry("play", "Play", ("Space",), "Play or pause the movement", presenter.play, "play"),
        Entry("step_back", "Step back", ("[",), "A step back", lambda: player.step(-1), "back"),
        Entry("step_forward", "Step forward", ("]",), "A step forward", lambda: player.step(1),
              "forward"),
        Entry("loop", "Loop", ("Ctrl+Shift+L",), "Play over and over", toggle_loop, "loop", True),
        Entry("neutral", "Neutral pose", ("N",), "Back to the neutral pose",
              presenter.neutral_pose),
        Entry("shortcuts", "Shortcuts", ("F1", "?"), "All keys and gestures",
              window.show_shortcuts),
        Entry("about", "About Anatomy Viewer", ("Ctrl+F1",), "Version, sources and licences",
              window.show_about),
    ]  # fmt: skip
    for view, key, text, tip in _VIEWS:
        found.append(Entry(view, text, (key,), tip, partial(presenter.look, view)))
    for side in SIDE_CHOICES:
        text = "Both hips" if side == "both" else f"{side.capitalize()} hip"
        slot = partial(presenter.show_side, side)
        found.append(
            Entry(f"side_{side}", text, (_SIDES[side],), f"Show {text.lower()}", slot, "", True)
        )
    return found
