"""What many tests need: the shipped seeds, and a real Chromium where there is one."""

import os
import shutil
from pathlib import Path

import pytest

from pipeline.seeds import seeds_folder

REQUIRE_BROWSER = "UKRAINE_MONITOR_REQUIRE_BROWSER"
"""Set on build machines: a browser test without a Chromium fails instead of being skipped."""

BROWSERS = ("chromium-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the shipped seeds."""
    return seeds_folder()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; skips where there is none, fails where the environment forbids to skip."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found:
        return found
    reason = f"no Chromium on the path (looked for {', '.join(BROWSERS)}); .ci/run installs one"
    if os.environ.get(REQUIRE_BROWSER):
        pytest.fail(f"{reason}; {REQUIRE_BROWSER} forbids to skip")
    pytest.skip(reason)
