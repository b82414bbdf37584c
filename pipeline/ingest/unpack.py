"""Decompression that stops at a limit: a body that would unpack to gigabytes costs no more than the limit."""

import zlib
from collections.abc import Callable

import brotli
import zstandard

from pipeline.errors import FetchError

MAX_LAYERS = 2
"""Encodings that may lie over each other; more than one is rare, more than two is an attack."""

MAX_MEMBERS = 10_000
"""Packed pieces that may follow one another; a server that packs 64 kB at a time needs some hundreds."""

_STEP = 1 << 16
_ZSTD_WINDOW = 1 << 23
_ZSTD_PIECE = 512
_GZIP = b"\x1f\x8b"
_BLANK, _TEXT = b"\xef\xbb\xbf \t\r\n", (b"<", b"{", b"[")  # what may stand before a feed, and what it begins with


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Return the body freed of its Content-Encoding (gzip, deflate, br, zstd, in any order, at most two).

    Plain text is returned as it is, whatever the header says of it. Raises `FetchError` too-large where more than
    `limit` bytes would come out, and error where the packed data is damaged or cut off.
    """
    layers = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    if len(layers) > MAX_LAYERS:
        raise FetchError("error", f"the answer is packed {len(layers)} times over")
    for name in reversed(layers):
        body = _unpack_layer(body, name, limit)
    if not layers and body.startswith(_GZIP):
        body = _gunzip(body, limit)
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _unpack_layer(body: bytes, name: str, limit: int) -> bytes:
    if not body:
        return body
    try:
        return _READERS.get(name, _unknown)(body, limit)
    except FetchError as error:
        if error.status == "error" and body.lstrip(_BLANK)[:1] in _TEXT:
            return body
        raise FetchError(error.status, f"{error}: {name[:40]!r}") from error


def _unknown(body: bytes, limit: int) -> bytes:
    raise FetchError("error", "the answer is packed in a way that is not known")


def _gunzip(body: bytes, limit: int) -> bytes:
    """Feed pieces: what is left behind a member is copied, and a member of nothing takes twenty bytes."""
    out = bytearray()
    if not body.startswith(_GZIP):
        return body
    at = members = 0
    while body.startswith(_GZIP, at):
        members = _counted(members)
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            piece = body[at : at + _STEP]
            if not piece:
                raise FetchError("error", "the packed answer ends in the middle")
            out += _run(member, piece, limit - len(out), limit)
            at += len(piece) - len(member.unused_data)
    return bytes(out)


def _counted(members: int) -> int:
    if members == MAX_MEMBERS:
        raise FetchError("error", f"the answer is packed in more than {MAX_MEMBERS} pieces")
    return members + 1


def _inflate(body: bytes, limit: int) -> bytes:
    for wbits in (15, -15):  # with zlib's head as the standard says, and without as some servers send it
        member = zlib.decompressobj(wbits)
        try:
            out = _run(member, body, limit, limit)
        except FetchError as error:
            if error.status == "too-large" or wbits < 0:
                raise
            continue
        if member.eof:
            return out
        break
    raise FetchError("error", "the packed answer ends in the middle")


def _run(member: "zlib._Decompress", body: bytes, room: int, limit: int) -> bytes:
    try:
        out = member.decompress(body, max(room, 0) + 1)
    except zlib.error as error:
        raise FetchError("error", f"the packed answer is damaged: {error}") from error
    if len(out) > room:
        raise _too_large(limit)
    return out


def _brotli(body: bytes, limit: int) -> bytes:
    machine = brotli.Decompressor()
    out = bytearray()
    try:
        piece = machine.process(body, output_buffer_limit=_STEP)
        while piece or not machine.can_accept_more_data():
            out += piece
            if len(out) > limit:
                raise _too_large(limit)
            if machine.is_finished():
                break
            piece = machine.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise FetchError("error", f"the packed answer is damaged: {error}") from error
    if not machine.is_finished():
        raise FetchError("error", "the packed answer ends in the middle")
    return bytes(out)


def _zstd(body: bytes, limit: int) -> bytes:
    """Feed small pieces: a block of four bytes may stand for 128 kB, so one piece unpacks to 16 MB at most."""
    out = bytearray()
    machine = _zstd_frame()
    frames = 0
    try:
        for at in range(0, len(body), _ZSTD_PIECE):
            piece = body[at : at + _ZSTD_PIECE]
            while piece:
                if machine.eof:
                    frames = _counted(frames)
                    machine = _zstd_frame()
                out += machine.decompress(piece)
                if len(out) > limit:
                    raise _too_large(limit)
                piece = machine.unused_data if machine.eof else b""
    except zstandard.ZstdError as error:
        raise FetchError("error", f"the packed answer is damaged: {error}") from error
    if not machine.eof:
        raise FetchError("error", "the packed answer ends in the middle")
    return bytes(out)


def _zstd_frame() -> "zstandard.ZstdDecompressionObj":
    return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()


_READERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _brotli,
    "zstd": _zstd,
}


def _too_large(limit: int) -> FetchError:
    return FetchError("too-large", f"the answer unpacks to more than {limit / 1e6:g} MB")
