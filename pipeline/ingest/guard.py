"""Where a request may go: public http(s) addresses only, judged on the address that is really connected to.

A name is resolved once, every address it stands for is judged, and the connection is made to the judged address itself,
so that a name that changes its address between check and connection (DNS rebinding) gains nothing. Named exceptions
(`--allow-host`) are for intranet feeds and tests.
"""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from urllib.parse import urlsplit

from pipeline.errors import FetchError, InputError, RefusedAddressError
from pipeline.ingest.urls import redact

Resolve = Callable[[str, int], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NUMERIC_HOST = re.compile(r"^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?$", re.IGNORECASE)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")
_METADATA = frozenset({"metadata.google.internal", "metadata", "instance-data"})


class Guard:
    """Judges addresses; `allow_hosts` are HOST or HOST:PORT that may be non-public."""

    def __init__(self, allow_hosts: Iterable[str] = (), resolve: Resolve | None = None) -> None:
        self._allowed = {_allowance(entry) for entry in allow_hosts}
        self._resolve = resolve or resolve_name

    def check_url(self, url: str) -> None:
        """Raise `RefusedAddressError` where the address's own form is refused; touches no network."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError as error:
            raise RefusedAddressError(f"{redact(url)} is no readable address: {error}") from error
        if parts.scheme not in ("http", "https"):
            raise RefusedAddressError(f"{redact(url)}: only http and https addresses are fetched")
        if "@" in parts.netloc:
            raise RefusedAddressError(f"{redact(url)}: an address with a user name or password is refused")
        if "\\" in parts.netloc or "%" in host or not host:
            raise RefusedAddressError(f"{redact(url)} names no plain host")
        self._check_host(host, port or (443 if parts.scheme == "https" else 80))

    def addresses(self, host: str, port: int, timeout: float | None = None) -> list[str]:
        """Return the addresses to connect to; raise `RefusedAddressError` where any of them is not public.

        Raises `FetchError` where the name is not found, with status slow where that takes longer than `timeout` (s).
        """
        self._check_host(host, port)
        try:
            found = self._resolve(host, port) if _literal(host) else self._look_up(host, port, timeout)
        except TimeoutError as error:
            raise FetchError("slow", f"no name server said within {timeout or 0:g} s where {host} is") from error
        except OSError as error:
            raise FetchError("error", f"{host} cannot be found in the DNS ({error.strerror or error})") from error
        if not found:
            raise FetchError("error", f"{host} has no address")
        if not self._is_allowed(host, port):
            for address in found:
                _require_public(host, ipaddress.ip_address(address.partition("%")[0]))
        return found

    def _look_up(self, host: str, port: int, timeout: float | None) -> list[str]:
        """Resolve a name in a thread of its own: the system's resolver cannot be told when to give up."""
        answer: Future[list[str]] = Future()

        def look() -> None:
            try:
                answer.set_result(self._resolve(host, port))
            except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
                answer.set_exception(error)

        threading.Thread(target=look, name="dns", daemon=True).start()  # one that hangs holds up nobody's end
        return answer.result(timeout)

    def _is_allowed(self, host: str, port: int) -> bool:
        return (host.lower(), None) in self._allowed or (host.lower(), port) in self._allowed

    def _check_host(self, host: str, port: int) -> None:
        if self._is_allowed(host, port):
            return
        literal = _literal(host)
        if literal is not None:
            _require_public(host, literal)
        elif _NUMERIC_HOST.match(host):
            raise RefusedAddressError(f"{host} is an address in disguise (decimal, octal or hexadecimal)")
        elif host.rstrip(".") in _METADATA or host.rstrip(".").endswith((".localhost", ".internal", ".local")):
            raise RefusedAddressError(f"{host} is not public; --allow-host {host} would permit it")


def is_public(address: Address) -> bool:
    """Tell whether anybody on the internet may be meant by the address (RFC 6890 and the forms that hide IPv4)."""
    if isinstance(address, ipaddress.IPv6Address):
        if _hidden_ipv4(address) is not None or address.scope_id:
            return False
    elif address in _SHARED:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _hidden_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or int(address) >> 32 == 0:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _require_public(host: str, address: Address) -> None:
    if not is_public(address):
        raise RefusedAddressError(f"{host} is {address}, which is not public; --allow-host {host} would permit it")


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _allowance(entry: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{entry.strip()}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path or "@" in entry:
        raise InputError(f"--allow-host {entry!r}: give HOST or HOST:PORT, for instance 127.0.0.1:8900")
    return host.lower(), port


def resolve_name(host: str, port: int) -> list[str]:
    """Return the addresses of a name as the system resolves it, without repeats, in its order; raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"no valid host name: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
