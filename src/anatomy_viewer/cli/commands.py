"""What each command does, once its arguments are known."""

from __future__ import annotations

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anatomy_viewer.atlas.model import SIDES
from anatomy_viewer.cli.arguments import pose_of
from anatomy_viewer.errors import AnatomyViewerError, DisplayError, OutputError
from anatomy_viewer.motion.movement import movement
from anatomy_viewer.motion.pose import COORDINATES, Pose
from anatomy_viewer.session import ViewState

if TYPE_CHECKING:
    from anatomy_viewer.motion.frame import HipModel

DECIMALS = 6  # of a millimetre: enough to take differences of, without noise


def view(arguments: Namespace) -> int:
    """Open the window; ends when it is closed."""
    from anatomy_viewer.cli.display import check_display

    check_display()
    try:
        # By name: window and command line are neighbours, and neither is built on the other.
        window = import_module("anatomy_viewer.app.main")
    except ImportError as error:
        raise DisplayError(
            f"The window cannot be opened: {error}.\nInstall what is missing, or use "
            "'anatomy-viewer snapshot OUT.png', which needs no window."
        ) from error
    return int(window.run(ViewState(side=arguments.side)))


def snapshot(arguments: Namespace) -> int:
    """Save a labelled picture."""
    from anatomy_viewer.cli.snapshot import options_of, state_of

    try:
        from anatomy_viewer.figure.carried import read_figure
        from anatomy_viewer.figure.picture import key_of
        from anatomy_viewer.figure.snapshot import SUFFIXES, PictureOptions, save_snapshot
        from anatomy_viewer.files import check_target

        check_target(arguments.out, SUFFIXES, arguments.force)
        model = _model()
        state, options = ViewState(), PictureOptions()
        if arguments.recipe is not None:
            state, options = read_figure(arguments.recipe, model.atlas)
        state = state_of(model, arguments, state)
        options = options_of(arguments, options)
        save_snapshot(model, state, arguments.out, options, replace=arguments.force)
        key = () if options.key else key_of(model, state, options)
    except ImportError as error:
        raise OutputError(
            f"A picture cannot be drawn: {error}.\nReinstall the program; if a system library is "
            "missing, on Debian or Ubuntu: sudo apt-get install libgl1 libxrender1"
        ) from error
    print(f"Saved {arguments.out}")
    for number, name in enumerate(key, start=1):
        print(f"{number:2} {name}")
    return 0


def film(arguments: Namespace) -> int:
    """Save a moving picture."""
    from anatomy_viewer.cli.film import make_film
    from anatomy_viewer.cli.snapshot import state_of

    model = _model()
    make_film(model, state_of(model, arguments, ViewState()), arguments)
    print(f"Saved {arguments.out}")
    return 0


def measure(arguments: Namespace) -> int:
    """Print length and moment arms as JSON or CSV."""
    pose = pose_of(arguments)
    poses = arguments.sweep.poses(pose) if arguments.sweep else [pose]
    model = _model()
    sides = SIDES if arguments.side == "both" else (arguments.side,)
    records = [_record(model, side, pose) for side in sides for pose in poses]
    if arguments.format == "csv":
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerows(_table(records))
    else:
        single = not arguments.sweep and len(sides) == 1
        print(json.dumps(records[0] if single else records, indent=2))
    return 0


def curves(arguments: Namespace) -> int:
    """Plot length and moment arms, or write them as a table."""
    from anatomy_viewer.figure.curves import SUFFIXES, save_curves
    from anatomy_viewer.files import check_target
    from anatomy_viewer.motion.published import load_published

    check_target(arguments.out, SUFFIXES)
    pose = pose_of(arguments)
    model = _model()
    muscles = tuple(dict.fromkeys(arguments.muscles)) or tuple(model.muscles)[:1]
    published = load_published(model.atlas.folder)
    save_curves(model, muscles, arguments.against, pose, arguments.out, published, arguments.theme)
    print(f"Saved {arguments.out}")
    return 0


def export(arguments: Namespace) -> int:
    """Save the posed meshes, a moving model, or an interactive page."""
    from anatomy_viewer.figure.meshes import SUFFIXES, save_meshes
    from anatomy_viewer.files import check_target

    target = check_target(arguments.out, (*SUFFIXES, ".html"), arguments.force)
    pose = pose_of(arguments)
    model = _model()
    structures = arguments.structures or [
        name
        for name in model.atlas.on_side(arguments.side)
        if arguments.neighbours or model.atlas.structures[name].shown_at_first
    ]
    if target.suffix.lower() == ".html":
        from anatomy_viewer.cli.page import make_page

        make_page(model, pose, structures, arguments)
    elif arguments.motion:
        from anatomy_viewer.figure.animated import save_animation
        from anatomy_viewer.figure.take import there_and_back

        take = there_and_back(ViewState(), movement(arguments.motion))
        save_animation(model, take, structures, arguments.out)
    else:
        save_meshes(model, pose, structures, arguments.out)
    print(f"Saved {arguments.out}")
    return 0


def check(arguments: Namespace) -> int:
    """Say of each path whether it is usable, and why not; 1 when any is not."""
    status = 0
    for path in arguments.paths:
        try:
            print(f"{path}: usable. {_described(path)}", flush=True)
        except AnatomyViewerError as error:
            print(f"anatomy-viewer: not usable: {error}", file=sys.stderr, flush=True)
            status = 1
    return status


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "view": view,
    "snapshot": snapshot,
    "film": film,
    "measure": measure,
    "curves": curves,
    "export": export,
    "check": check,
}


def _model() -> HipModel:
    from anatomy_viewer.atlas.load import load_atlas
    from anatomy_viewer.motion.frame import load_model

    return load_model(load_atlas())


def _record(model: HipModel, side: str, pose: Pose) -> dict[str, Any]:
    """All muscles of one side at one pose."""
    muscles = {}
    overlap = 0.0
    for name in model.muscles:
        if model.atlas.structures[name].side != side:
            continue
        found = model.measure(name, pose)
        overlap = max(overlap, found.bone_overlap_mm)
        muscles[name.removesuffix(f"_{side}")] = {
            "length_mm": round(found.length_mm, DECIMALS),
            "moment_arms_mm": {
                c: round(found.moment_arms_mm[c], DECIMALS) + 0.0 for c in COORDINATES
            },
        }
    return {
        "side": side,
        "pose": pose.as_dict(),
        "muscles": muscles,
        "bone_overlap_mm": round(overlap, 3),
    }


def _table(records: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """The same as rows, one a muscle and pose, under a heading."""
    arms = [f"moment_arm_{c}_mm" for c in COORDINATES]
    yield ["side", *COORDINATES, "muscle", "length_mm", *arms, "bone_overlap_mm"]
    for record in records:
        angles = record["pose"].values()
        for name, muscle in record["muscles"].items():
            numbers = [muscle["length_mm"], *muscle["moment_arms_mm"].values()]
            yield [record["side"], *angles, name, *numbers, record["bone_overlap_mm"]]


def _described(path: Path) -> str:
    """A few words about what a usable path holds.

    Raises:
        AtlasError, MeshError: it is not usable.
    """
    if path.is_dir() or path.suffix.lower() == ".toml":
        from anatomy_viewer.atlas.load import load_atlas
        from anatomy_viewer.motion.frame import load_model
        from anatomy_viewer.motion.published import load_published

        model = load_model(load_atlas(path))
        atlas = model.atlas
        for late in (atlas.surfaces, model.muscles):
            dict(late)  # reads, and so checks, what waits until it is shown
        load_published(atlas.folder)
        return (
            f"An atlas of {len(atlas.structures)} structures, {len(atlas.landmarks)} landmarks, "
            f"{len(atlas.joints)} joints, {len(atlas.muscles)} muscles."
        )
    from anatomy_viewer.atlas.mesh_checks import volume
    from anatomy_viewer.atlas.mesh_file import load_surface

    surface = load_surface(path)
    across = surface.vertices.max(axis=0) - surface.vertices.min(axis=0)
    return (
        f"A closed surface of {len(surface.faces)} triangles, "
        f"{' x '.join(f'{size:.0f}' for size in across)} mm, {volume(surface) / 1000.0:.1f} cm3."
    )
