"""Answers leave at once: no waiting for the other side's acknowledgement between header and body.

Streamlit binds its socket without naming the protocol, and asyncio sets TCP_NODELAY only where it is named. Without it
each second small write of a connection waits until the first is acknowledged, which the other side puts off by up to
40 ms (RFC 896, RFC 1122 4.2.3.2): seconds for the hundred files of a first visit.
"""

import asyncio
import socket
from typing import Any

_INTERNET = (socket.AF_INET, socket.AF_INET6)


def send_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """Let the connections of the servers that `loop` makes from now on, on a given socket, send without delay."""
    create = loop.create_server

    async def create_server(*args: Any, **options: Any) -> asyncio.Server:
        listening = options.get("sock")
        if listening is not None and listening.family in _INTERNET:
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the accepted ones inherit it
        return await create(*args, **options)

    loop.create_server = create_server  # type: ignore[method-assign] # nothing else reaches the socket
