"""The file of measured figures: one top-level key a benchmark, with the command that gave it."""

import json
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results.json"


def keep(name: str, figures: dict[str, object]) -> None:
    """Write `figures` under `name` into results.json; the other benchmarks' keys stay as they are."""
    held = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    held[name] = figures
    RESULTS.write_text(json.dumps(held, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
