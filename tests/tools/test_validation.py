"""docs/validation.md is what the model and the published figures give today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from validation import DOCS, DOCUMENT, document, write_validation

from anatomy_viewer.motion.comparison import compare, unanswered
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.published import Published, load_published

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def figures(model: HipModel) -> tuple[Published, ...]:
    return load_published(model.atlas.folder)


def test_the_document_is_up_to_date(model: HipModel, figures: tuple[Published, ...]) -> None:
    """The words exactly, the numbers to the last digit shown: 'make validation' mends it."""
    shipped = (DOCS / DOCUMENT).read_text(encoding="utf-8")
    fresh = document(model, figures)
    assert NUMBER.sub("#", shipped) == NUMBER.sub("#", fresh)
    for old, new in zip(NUMBER.findall(shipped), NUMBER.findall(fresh), strict=True):
        assert float(old) == pytest.approx(float(new), abs=0.11)


def test_the_plots_are_up_to_date(
    model: HipModel, figures: tuple[Published, ...], tmp_path: Path
) -> None:
    for path in write_validation(model, figures, tmp_path):
        if path.suffix == ".svg":
            shipped = (DOCS / path.relative_to(tmp_path)).read_text(encoding="utf-8")
            fresh = path.read_text(encoding="utf-8")
            assert NUMBER.sub("#", shipped) == NUMBER.sub("#", fresh)
            numbers = zip(NUMBER.findall(shipped), NUMBER.findall(fresh), strict=True)
            assert max(abs(float(a) - float(b)) for a, b in numbers) < 0.2


def test_it_is_the_same_each_time(
    model: HipModel, figures: tuple[Published, ...], tmp_path: Path
) -> None:
    first = {p: p.read_bytes() for p in write_validation(model, figures, tmp_path)}
    again = {p: p.read_bytes() for p in write_validation(model, figures, tmp_path)}
    assert first == again


def test_agreement_and_disagreement_alike(model: HipModel, figures: tuple[Published, ...]) -> None:
    text = document(model, figures)
    found = compare(model, figures)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "**" in line]
    assert len(rows) == len(found)
    for one in found:
        assert any(f"**{one.verdict}**" in row for row in rows)
    for name in {figure.muscle for figure in unanswered(model, figures)}:
        assert f"* {name.replace('_', ' ')}: " in text
    for source in {f.source for f in figures}:
        assert source.cite in text
    for plot in re.findall(r"\]\((validation/[^)]+)\)", text):
        assert (DOCS / plot).is_file()
