"""What many tests need: the shipped seeds, and a real Chromium where there is one."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.seeds import seeds_folder

REQUIRE_BROWSER = "UKRAINE_MONITOR_REQUIRE_BROWSER"
"""Set on build machines: a browser test without a Chromium fails instead of being skipped."""

settings.register_profile("unhurried", deadline=None)  # speed is measured in tests/bench: here it only tells the load
settings.load_profile("unhurried")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")  # chromium-shell has no contexts, which tests need


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


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Refuse every connection of the tests' own process that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not _is_local(str(address[0])):
            raise ConnectionRefusedError(f"tests may not connect to {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
