"""An interactive page from the command line."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from anatomy_viewer.cli.progress import progress
from anatomy_viewer.motion.pose import Pose
from anatomy_viewer.session import ViewState

if TYPE_CHECKING:
    from anatomy_viewer.motion.frame import HipModel


def make_page(model: HipModel, pose: Pose, structures: Sequence[str], arguments: Namespace) -> None:
    """Write the page, its first muscle selected.

    Raises:
        AnatomyViewerError: it cannot be made.
    """
    from anatomy_viewer.figure.page import save_page

    muscles = [name for name in structures if name in model.muscles]
    hidden = frozenset(model.atlas.on_side(arguments.side)) - set(structures)
    state = ViewState(
        pose=pose,
        side=arguments.side,
        selection=tuple(muscles[:1]),
        hidden=hidden,
        revealed=frozenset(structures),
    )
    with progress("Solving pose") as tell:
        save_page(model, state, structures, arguments.out, progress=tell)
