"""A round keeps no memory that it does not use."""

import platform
import subprocess
import sys

import pytest


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_arrow_leaves_memory_to_the_system() -> None:
    code = "from pipeline.store.memory import be_frugal; be_frugal(); import pyarrow; {}"
    assert run(code.format("print(pyarrow.default_memory_pool().backend_name)")) == "system"


def test_the_commands_that_run_rounds_ask_for_it_before_arrow_is_there() -> None:
    code = """
import sys
import pipeline.{0}
print("pyarrow" in sys.modules)
"""
    assert run(code.format("cli")) == "False"
    assert run(code.format("serving.ingester")) == "False"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have heaps of another kind")
def test_threads_share_the_heap_of_the_process() -> None:
    code = """
import re, threading
from pipeline.store.memory import share_heaps
share_heaps(1)
import numpy
kept = [bytes(60_000)]
def work(): kept.append(bytes(60_000))
for _ in range(4):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
heap = re.search(r"(?m)^([0-9a-f]+)-([0-9a-f]+) .*[[]heap[]]$", open("/proc/self/maps").read())
print(all(int(heap[1], 16) <= id(part) < int(heap[2], 16) for part in kept))
"""
    assert run(code) == "True"


def test_memory_that_was_freed_is_given_back() -> None:
    code = """
import re
from pipeline.store.memory import give_back
def held(): return int(re.search(r"Pss_Anon: +([0-9]+)", open("/proc/self/smaps_rollup").read())[1])
small = [bytes(1_000) for _ in range(60_000)]
last = bytes(1_000)
del small
before = held()
give_back()
print(before - held())
"""
    assert int(run(code)) > 20_000  # kB of about 60,000
