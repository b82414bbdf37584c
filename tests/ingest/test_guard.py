"""No one gets in through a feed: non-public addresses are refused in every disguise, at connection and at redirects."""

from typing import Any

import pytest

from pipeline.errors import FetchError, InputError, RefusedAddressError
from pipeline.ingest.fetch import Fetcher
from pipeline.ingest.guard import Guard
from tests.ingest.server import item, redirect, reply, rss

FEED = rss(item())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://134744072/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://192.0.2.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:53aa:64c:0:0:80ff:fffe]/",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[ff02::1]/",
        "http://localhost.localhost/",
        "http://metadata.google.internal/",
        "http://user:secret@news.example/",
        "http://news.example@127.0.0.1/",
        "http://news.example\\@127.0.0.1/",
        "https://",
        "file:///etc/passwd",
        "ftp://news.example/",
        "gopher://news.example/",
        "javascript:alert(1)",
        "//news.example/",
        "http://[::1",
    ],
)
def test_the_form_of_an_address_alone_can_be_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        Guard().check_url(url)


@pytest.mark.parametrize(
    "url", ["http://news.example/a?b=c", "https://1.1.1.1/", "http://[2606:4700::1111]/", "http://x.example:8080/"]
)
def test_public_forms_pass(url: str) -> None:
    Guard().check_url(url)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0"]
)
def test_a_public_name_of_a_private_address_is_refused(address: str) -> None:
    guard = Guard(resolve=lambda host, port: ["1.1.1.1", address])
    with pytest.raises(RefusedAddressError, match="not public"):
        guard.addresses("rebound.example", 80)


def test_the_judged_address_is_the_one_connected_to(server: Any, settings: Any) -> None:
    """A name that means another address at the second look (DNS rebinding) gains nothing."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["1.1.1.1"]])
    seen: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        seen.append(host)
        return next(answers)

    server.paths["/f"] = reply(200, FEED)
    fetcher = Fetcher(settings, Guard([f"allowed.example:{server.port}"], resolve))
    assert fetcher.get(f"http://allowed.example:{server.port}/f").status == 200
    with pytest.raises(RefusedAddressError):
        fetcher.get(f"http://other.example:{server.port}/f")
    assert seen == ["allowed.example", "other.example"]
    assert server.count("/f") == 1


@pytest.mark.parametrize("target", ["http://localhost:{port}/f", "http://[::1]:{port}/f", "http://127.1:{port}/f",
                                    "http://2130706433:{port}/f", "http://127.0.0.1:1/f", "http://u:p@127.0.0.1:{port}/f",
                                    "http://10.0.0.1/", "file:///etc/passwd"])  # fmt: skip
def test_a_redirect_leads_nowhere_else(rounds: Any, server: Any, target: str) -> None:
    server.paths["/f"] = redirect(target.format(port=server.port))
    server.paths["/f2"] = reply(200, FEED)
    result = rounds.one("/f")
    assert result.fetch.status == "blocked"
    assert len(server.requests) == 1
    assert "p@" not in result.fetch.error


def test_an_allowance_may_name_a_port_or_every_port() -> None:
    Guard(["127.0.0.1"]).check_url("http://127.0.0.1:99/")
    Guard(["[::1]:99"]).check_url("http://[::1]:99/")
    with pytest.raises(RefusedAddressError):
        Guard(["127.0.0.1:98"]).check_url("http://127.0.0.1:99/")


@pytest.mark.parametrize("entry", ["", "http://x.example", "x.example/path", "a@b", "x.example:port"])
def test_an_unreadable_allowance_is_an_input_error(entry: str) -> None:
    with pytest.raises(InputError, match="allow-host"):
        Guard([entry])


def test_an_unknown_name_is_a_failure_not_a_refusal() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("unknown")

    with pytest.raises(FetchError) as caught:
        Guard(resolve=resolve).addresses("no.example", 80)
    assert caught.value.status == "error"
