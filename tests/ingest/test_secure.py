"""Secure connections: what is wrong with one is told in words, and nothing of the machine's own goes along."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.server import Server, item, reply, rss

FEED = rss(item())


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a certificate that nobody vouches for, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl, to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "self.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


@pytest.fixture
def secure(self_signed: Path) -> Iterator[Server]:
    """Serve with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed)
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                server.handle(context.wrap_socket(connection, server_side=True))
            except OSError:
                connection.close()

    threading.Thread(target=accept, daemon=True).start()
    yield server
    listener.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(rounds: Any, secure: Server) -> None:
    secure.paths["/f"] = reply(200, FEED)
    rounds.settings = rounds.settings.model_copy(update={"allow_hosts": (secure.host,)})
    fetch = rounds.one(rounds.feed("/f", url=f"https://{secure.host}/f")).fetch
    assert fetch.status == "error"
    assert "certificate" in fetch.error
    assert secure.requests == []


def test_a_server_that_speaks_no_tls_is_told(rounds: Any, server: Any) -> None:
    server.paths["/f"] = reply(200, FEED)
    fetch = rounds.one(rounds.feed("/f", url=f"https://{server.host}/f")).fetch
    assert (fetch.status, fetch.entries) in (("error", 0), ("slow", 0))
    assert fetch.error


def test_a_handshake_that_never_ends_is_cut_off(rounds: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        rounds.settings = rounds.settings.model_copy(update={"allow_hosts": (host,)})
        rounds.hurry()
        assert rounds.one(rounds.feed("/f", url=f"https://{host}/f")).fetch.status == "slow"


def test_a_redirect_from_a_secure_address_needs_a_valid_one_too(rounds: Any, server: Any, secure: Server) -> None:
    server.paths["/f"] = reply(302, b"", {"Location": f"https://{secure.host}/f"})
    rounds.settings = rounds.settings.model_copy(update={"allow_hosts": (server.host, secure.host)})
    assert "certificate" in rounds.one("/f").fetch.error


def test_no_proxy_and_no_password_of_the_environment_is_used(
    rounds: Any, server: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login user password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    server.paths["/f"] = reply(200, FEED, {"Set-Cookie": "a=b"})
    assert [rounds.one("/f").fetch.status for _ in range(2)] == ["ok", "not-modified"]
    assert not {"authorization", "cookie", "proxy-authorization"} & set().union(*(r.headers for r in server.requests))
