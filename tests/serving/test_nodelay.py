"""Connections on a socket that does not name its protocol send without delay all the same."""

import asyncio
import socket

from pipeline.serving.nodelay import send_at_once
from tests.loops import run_apart


async def _delays(at_once: bool) -> bool:
    """Return whether TCP_NODELAY is off on a connection that a server on a bound socket has accepted."""
    loop = asyncio.get_running_loop()
    if at_once:
        send_at_once(loop)
    accepted: asyncio.Future[int] = loop.create_future()

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            connection = transport.get_extra_info("socket")
            accepted.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = await loop.create_server(Protocol, sock=listening)
        _, writer = await asyncio.open_connection(*listening.getsockname())
        off = not await accepted
        writer.close()
        server.close()
    return off


def test_accepted_connections_send_without_delay() -> None:
    assert run_apart(_delays(at_once=False))  # what it is for
    assert not run_apart(_delays(at_once=True))
