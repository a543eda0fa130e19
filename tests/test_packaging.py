"""The wheel works on its own: built, installed in an empty environment, run far from here."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 15 * 1024 * 1024


def run(*words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program without this process's way of finding the checkout; it must succeed."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "DISPLAY")}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=clean | environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from that sdist alone."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts' folder of a new environment that holds the wheel.

    Its dependencies are those of this environment, lent one by one: a path to all of it would lend
    the checkout as well.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(folder, with_pip=False)
    names = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", names))
    for lent in Path(sysconfig.get_path("purelib")).iterdir():
        if "anatomy_viewer" not in lent.name and lent.suffix != ".pth" and lent.name[0] != "_":
            (site / lent.name).symlink_to(lent)
    scripts = Path(sysconfig.get_path("scripts", "venv", names))
    run(
        sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--no-deps",
        "--no-index", wheel, cwd=folder,
    )  # fmt: skip
    return scripts


def test_the_wheel_holds_the_data_and_the_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("meshes", "assets"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                inside = path.relative_to(ROOT).as_posix()
                assert f"anatomy_viewer/data/{inside}" in names
    licences = {name.partition("/licenses/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "meshes/LICENSE", "src/anatomy_viewer/scene/fonts/OFL.txt"}
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"anatomy_viewer"}


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < LIMIT


def test_the_sdist_can_build_and_test_itself(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {
        "pyproject.toml", "requirements.lock", "Makefile", "README.md", "meshes/sacrum.ply",
        "assets/atlas.toml", "tools/build_meshes.py", "tests/test_packaging.py",
    }  # fmt: skip


def test_installed_it_draws_a_picture_far_from_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    where = run(
        installed / "python", "-c", "import anatomy_viewer; print(anatomy_viewer.__file__)",
        cwd=tmp_path,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)
    run(installed / "anatomy-viewer", "snapshot", "out.png", "--size", "320x240", cwd=tmp_path)
    picture = (tmp_path / "out.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (320, 240)
    assert len(picture) > 10_000  # a blank one compresses to far less


def test_installed_it_answers_as_a_module(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "python", "-m", "anatomy_viewer", "measure", cwd=tmp_path)
    assert '"obturator_internus"' in done.stdout
