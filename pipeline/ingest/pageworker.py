"""The process that reads article pages for `extractor`; it alone loads the parsers that are trusted with nothing."""

import json
import os
import sys
from typing import IO

from pipeline.ingest.extractor import LENGTH
from pipeline.ingest.pagetext import read_page


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer frames until the input ends; the child's side."""
    sink.write(b"+")
    sink.flush()
    while len(size := source.read(LENGTH.size)) == LENGTH.size:
        head, _, body = source.read(LENGTH.unpack(size)[0]).partition(b"\n")
        reply = json.dumps(_answer(json.loads(head), body)).encode()
        sink.write(LENGTH.pack(len(reply)) + reply)
        sink.flush()


def _answer(head: dict[str, str], body: bytes) -> dict[str, object]:
    try:
        page = read_page(body, head["content_type"], head["url"])
    except MemoryError:
        return {"error": "the page needs more memory than a page may"}
    except Exception as error:  # noqa: BLE001 - parsers of hostile pages raise anything; the page is lost, not the worker
        return {"error": f"the page cannot be read ({type(error).__name__}: {error})"}
    date = page.date.isoformat() if page.date else ""
    return {"title": page.title, "text": page.text, "date": date, "marks": list(page.marks)}


def limit_memory(extra: int) -> None:
    """Let this process have `extra` bytes of address space beyond what it has now (Linux; elsewhere no limit)."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as handle:  # noqa: PTH123 - a pseudo-file
            now = int(handle.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + extra, now + extra))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
