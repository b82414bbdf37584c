"""`export`: a table, or the rows of it that the filters ask for, into a file or a pipe."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipeline.analysis.selection import Selection
from pipeline.commands.console import output
from pipeline.downloads import prepare
from pipeline.errors import InputError
from pipeline.settings import Settings
from pipeline.store.export import Format, csv_chunks, jsonl_chunks, write_parquet
from pipeline.store.tables import Store


def export(
    settings: Settings, what: str, params: Mapping[str, Any], target: str, form: Format, with_text: bool, header: bool
) -> None:
    """Write the rows; raise `InputError` for a filter whose value cannot be used."""
    selection, notes = Selection.from_params(params, default=Selection(count="mentions"))
    if notes:
        raise InputError(" ".join(notes))
    store = Store.open(settings.store, create=False, options=settings.storage_options)
    download = prepare(store, what, selection, dt.datetime.now(dt.UTC), with_text=with_text)
    with output(target) as out:
        if form == "parquet":
            write_parquet(download.batches(), download.columns, out)
            return
        if form == "csv":
            chunks = csv_chunks(download.batches(), download.columns, download.about if header else None)
        else:
            chunks = jsonl_chunks(download.batches(), download.columns)
        for chunk in chunks:
            out.write(chunk)
