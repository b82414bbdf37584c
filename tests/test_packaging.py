"""An installed package finds its seeds and the dashboard beside its modules, outside any checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("setuptools", reason="building needs setuptools, which Python 3.12 and newer do not bring along")


@pytest.fixture
def built(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the package as a wheel would hold it."""
    from setuptools import Distribution

    from pipeline.packaging import BuildPy

    monkeypatch.chdir(root)
    command = BuildPy(Distribution({"name": "ukraine-monitor", "packages": ["pipeline"], "script_name": "build"}))
    command.ensure_finalized()
    command.build_lib = str(tmp_path / "lib")
    command.run()
    return tmp_path / "lib"


def test_seeds_dashboard_and_config_travel_in_the_package(built: Path, root: Path) -> None:
    inside = built / "pipeline"
    for name in (
        "seeds/actors.csv",
        "seeds/feeds.opml",
        "seeds/lexicons/cues.csv",
        "dashboard.py",
        ".streamlit/config.toml",
    ):
        assert (inside / name).read_bytes() == (root / name).read_bytes()


def test_installed_package_finds_them(built: Path, tmp_path: Path) -> None:
    code = "from pipeline.seeds import *; print(seeds_folder()); print(dashboard_script())"
    answer = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(built)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split("\n")[:2] == [str(built / "pipeline/seeds"), str(built / "pipeline/dashboard.py")]
