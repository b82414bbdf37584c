"""What Arrow has freed leaves the process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HOLD_AND_FREE = """
import json, pyarrow as pa
from pipeline.serving.memory import use_system_memory
from pipeline.store.memory import give_back

def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024

use_system_memory()
parts = [pa.array(["x" * 60] * 500) for _ in range(3000)]
kept = parts[::100]  # between what is freed, so that the heap cannot simply shrink
del parts
before = resident()
able = give_back()
print(json.dumps({"able": able, "freed": before - resident(), "pool": pa.default_memory_pool().backend_name}))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="resident memory is read from /proc")
def test_freed_memory_goes_back(root: Path) -> None:
    told = subprocess.run([sys.executable, "-c", HOLD_AND_FREE], cwd=root, capture_output=True, text=True, check=True)
    found = json.loads(told.stdout)
    assert found["pool"] == "system"
    if not found["able"]:
        pytest.skip("this C library gives nothing back")
    assert found["freed"] > 50  # of about 95 MB
