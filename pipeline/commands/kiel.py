"""`kiel`: a release of the Kiel Institute's Ukraine Support Tracker into the store, for comparison with the ledger."""

from pathlib import Path

from pipeline.commands.console import say
from pipeline.settings import Settings
from pipeline.store.frames import rows_of
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

WAIT = 3600.0  # seconds to wait for another process that writes the store


def read(settings: Settings, path: Path) -> str:
    """Read a workbook or CSV into table `kiel`; return what was read, in words. Reading the same file again
    changes nothing.
    """
    from pipeline.ingest.kiel import read_kiel

    found = read_kiel(path)
    store = Store.open(settings.store, options=settings.storage_options)
    with store.lock(WAIT, say):
        store.delete("kiel", "release", [path.name])
        store.upsert("kiel", rows_of(found.rows, TABLES["kiel"]))
    months = sorted(str(row["month"])[:7] for row in found.rows)
    donors = len({row["donor"] for row in found.rows})
    lines = [f"{path.name}: {len(found.rows)} rows of {donors} donors, {months[0]} to {months[-1]}"]
    if found.undated or found.unvalued:
        lines.append(f"left out: {found.unvalued} rows without a value in EUR, {found.undated} without a month")
    if found.unknown_donors:
        lines.append(f"donors kept under the name given: {', '.join(found.unknown_donors)}")
    return "\n".join(lines)
