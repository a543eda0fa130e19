"""atlas.toml: every fault is named with its file, its line and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anatomy_viewer.atlas.description import MAX_BYTES, read_description
from anatomy_viewer.atlas.load import DESCRIPTION, shipped_folder
from anatomy_viewer.atlas.model import Atlas
from anatomy_viewer.errors import AtlasError

SHIPPED = (shipped_folder() / DESCRIPTION).read_text(encoding="utf-8")
LINES = SHIPPED.splitlines()


def read(text: str | bytes, folder: Path) -> Atlas:
    path = folder / "atlas.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_description(path, folder)


def spoilt(old: str, new: str) -> str:
    assert old in SHIPPED
    return SHIPPED.replace(old, new, 1)


def test_the_shipped_one_reads(tmp_path: Path) -> None:
    atlas = read(SHIPPED, tmp_path)
    assert atlas.structures["sacrum"].fma == 16202
    assert atlas.structures["sacrum"].ta2 is None  # an id nobody could verify is left out
    assert atlas.muscles["obturator_internus_left"].table.parent == tmp_path
    assert not atlas.surfaces


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('side = "left"', 'side = "links"', r"'side' is 'links'; choose left, right, midline"),
        ('side = "left"', "", r"line \d+, 'hip_bone_left': 'side' is missing"),
        ('side = "left"', "side = 3", r"'side' must be a text in quotes, not a number"),
        ('kind = "bone"', 'kind = "boen"', r"choose bone, membrane, ligament, muscle"),
        ('latin = "Os coxae', 'latni = "Os coxae', r"unknown key 'latni'; did you mean 'latin'"),
        ("fma = 16587", 'fma = "16587"', r"'fma' must be a whole number, not a text"),
        ("fma = 16587", "fma = 1.5", r"'fma' must be a whole number"),
        ("fma = 16587", "fma = true", r"not true or false"),
        ("fma = 16587", "fma = -1", r"'fma' is -1; it must be positive"),
        ('colour = "#e6dcc6"', 'colour = "beige"', r"'colour' is 'beige'; write .* '#rrggbb'"),
        ('colour = "#e6dcc6"', 'colour = "#e6dc"', r"write a colour as '#rrggbb'"),
        ('"hip_bone_left.ply"', '"../hip.ply"', r"a plain file name with no folder"),
        ('"hip_bone_left.ply"', '"/etc/passwd"', r"a plain file name with no folder"),
        ('"hip_bone_left.ply"', r'"a\\b.ply"', r"a plain file name with no folder"),
        ('id = "sacrum"', 'id = "femur_left"', r"two entries have the id 'femur_left'"),
        ('id = "sacrum"', 'id = "Os Sacrum"', r"lower-case letters, digits and underscores"),
        ('id = "sacrum"', 'id = ""', r"'id' is empty"),
        ("[84.94", '["84.94"', r"'centre' must be a number, not a text"),
        ("centre = [84.94,", "centre = [1.0, 84.94,", r"three numbers \[x, y, z\] in mm"),
        ("centre = [84.94,", "centre = [nan,", r"'centre' is nan; it must be"),
        ("centre = [84.94,", "centre = [inf,", r"'centre' is inf; it must be"),
        ("head_radius = 2", "head_radius = 2222", r"'head_radius' is 2222\S*; it must be 5 to 60"),
        ("version = 1", "version = 2", r"version 2 is not the one this program reads"),
        ('units = "mm"', 'units = "cm"', r"'units' is 'cm'; choose mm"),
        ('units = "mm"', "", r"\[atlas\]: 'units' is missing"),
        ("[atlas]", "[atlas_]", r"unknown key 'atlas_'; did you mean 'atlas'"),
        ("[[joint]]", "[[joints]]", r"unknown key 'joints'; did you mean 'joint'"),
        ('structure = "hip_bone"', 'structure = "hip"', r"there is no structure 'hip_left'"),
        ('structure = "hip_bone"', 'structure = "hip_bone_left"', r"without its side \('hip_bone'"),
        ('regions = "obt', 'regions = "opt', r"there is no \[\[regions\.opturator_internus\]\]"),
        ("code = 2", "code = 1", r"two regions of 'obturator_internus' have the same code"),
        ('id = "belly"', 'id = "origin"', r"two regions of 'obturator_internus' have the same id"),
        ('"obturator_internus_right"\njoint', '"obturator_internus_left"\njoint', "twice"),
        ("[names.fr]", "[names.de]", r"unknown key 'de'; known: la, fr"),
        ('asis = "ép', 'asiss = "ép', r"\[fr\]: unknown key 'asiss'; did you mean 'asis'"),
        ('asis = "ép', 'asis = 1 # "ép', r"'asis' must be a text"),
        ("[[structure]]", "[[structure]", r"not valid TOML: .*line \d+"),
        ("[groups]", "[atlas]", "not valid TOML"),
    ],
)  # fmt: skip
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(AtlasError, match=complaint) as caught:
        read(spoilt(old, new), tmp_path)
    message = str(caught.value)
    assert str(tmp_path / "atlas.toml") in message
    assert len(message.splitlines()) <= 2


def test_the_line_is_that_of_the_entry(tmp_path: Path) -> None:
    heading = LINES.index('id = "femur_left"')  # counted from 0: the heading's own, from 1
    with pytest.raises(AtlasError, match=rf"atlas\.toml, line {heading}, 'femur_left'"):
        read(spoilt('name = "Left femur"', "name = 1"), tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", r"\[atlas\]|'atlas' is missing"),
        (b"\xff\xfe[atlas]", "not UTF-8"),
        (b"a" * (MAX_BYTES + 1), "larger than 4 MB"),
        (b"x = " + b"[" * 100_000, "not valid TOML"),
        (b"x = 1" + b"0" * 10_000, "unknown key 'x'|not valid TOML"),
        (b'[atlas]\nversion = 1\nname = "a"\nunits = "mm"', r"names no \[\[structure\]\]"),
    ],
)
def test_what_is_no_atlas_is_refused(tmp_path: Path, text: bytes, complaint: str) -> None:
    with pytest.raises(AtlasError, match=complaint):
        read(text, tmp_path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="there is no such file"):
        read_description(tmp_path / "atlas.toml", tmp_path)
    with pytest.raises(AtlasError, match="there is no such file"):
        read_description(tmp_path, tmp_path)


PIECES = st.sampled_from(
    [
        "",
        "1",
        "-1e400",
        "nan",
        '"x"',
        "[]",
        "[1, 2]",
        "{}",
        "true",
        "1979-05-27",
        "[[[[",
        '"""',
        "=",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(LINES) - 1), PIECES, st.booleans())
def test_any_line_spoilt_is_read_or_refused(
    tmp_path: Path, number: int, piece: str, whole: bool
) -> None:
    """Nothing but our own errors, whatever stands where."""
    key, equals, _ = LINES[number].partition("=")
    line = piece if whole or not equals else f"{key}= {piece}"
    try:
        read("\n".join([*LINES[:number], line, *LINES[number + 1 :]]), tmp_path)
    except AtlasError as error:
        assert str(tmp_path) in str(error)
        assert len(str(error).splitlines()) <= 2


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, len(SHIPPED)), st.integers(0, 40))
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, junk: bytes, start: int, length: int
) -> None:
    data = SHIPPED.encode()
    try:
        read(data[:start] + junk + data[start + length :], tmp_path)
    except AtlasError as error:
        assert str(tmp_path) in str(error)
