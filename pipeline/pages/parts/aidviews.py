"""The ledger as the pages use it: events held per store version, filtered as the pages' filters say."""

import pandas as pd
import streamlit as st

from pipeline.analysis import ledger
from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data


def events() -> pd.DataFrame:
    """Return all events of the store: `analysis.ledger.events`, oldest first."""
    return _events(data.versions().get("aid", ""), data.location()).copy(deep=False)


@st.cache_resource(show_spinner="Writing the ledger …", max_entries=2)
def _events(version: str, location: str) -> pd.DataFrame:
    table = ledger.events(data.table("aid"))
    table["announced_on"] = pd.to_datetime(table["announced_on"])
    for column in ("amount", "amount_max", "amount_eur", "amount_usd"):
        table[column] = pd.to_numeric(table[column])
    return table.assign(summed=table["summed"].astype(bool), role=table["role"].astype(object))


def chosen(selection: Selection) -> pd.DataFrame:
    """Return the events that `selection` asks for.

    Donor, kind and period are those of the event; a source or words are looked for in every mention of it.
    """
    found = events()
    if selection.source or selection.q:
        mentions = data.select("aid", Selection(source=selection.source, q=selection.q, count="mentions"))
        found = found[found["event_id"].isin(mentions["event_id"])]
    return selection.without("source", "q").apply(found, data.now())


def mentions(event_id: str) -> pd.DataFrame:
    """Return the mentions of one event, oldest first."""
    aid = data.table("aid")
    return aid[(aid["event_id"] == event_id) & aid["counted"]]
