"""What all tests share: the shipped atlas, its moving model, and no tolerance for noise."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from anatomy_viewer.atlas.load import load_atlas
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.motion.frame import HipModel, load_model

# The same examples every time, and no example too slow: a test that fails here fails everywhere.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The shipped atlas."""
    return load_atlas()


@pytest.fixture(scope="session")
def model(atlas: Atlas) -> HipModel:
    """The shipped atlas, able to move."""
    return load_model(atlas)


@pytest.fixture(autouse=True)
def no_unexpected_log_lines(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log fails the test, unless the test read and cleared it."""
    yield
    loud = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, f"logged: {loud}"
