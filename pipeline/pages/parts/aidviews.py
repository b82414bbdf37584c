"""The ledger as the pages use it: events held per store version, filtered as the pages' filters say."""

import functools

import pandas as pd
import streamlit as st

from pipeline.analysis import ledger, ledger_sums
from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data
from pipeline.seeds import seed


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


@functools.cache
def mean_rates() -> dict[str, float]:
    """Return units per euro of each currency: the mean ECB reference rate from 2022-01-24 to 2026-06-30.

    Kiel converts with one averaged rate a currency; these are the project's own means.
    """
    table = pd.read_csv(seed("lexicons/aid_fixed_rates.csv"), comment="#")
    return dict(zip(table["currency"].astype(str), table["per_eur"].astype(float), strict=True))


@functools.cache
def gdp() -> dict[str, float]:
    """Return the GDP of 2021 in EUR by ISO 3166-1 alpha-3 code, as Kiel's release 29 uses it (seeds/gdp.csv)."""
    table = pd.read_csv(seed("gdp.csv"))
    return dict(zip(table["country_iso3"].astype(str), table["gdp_eur_bn"].astype(float) * 1e9, strict=True))


def chosen(selection: Selection, *, fixed: bool = False) -> pd.DataFrame:
    """Return the events that `selection` asks for, their euros at the rate of the day or, `fixed`, at mean rates.

    Donor, kind and period are those of the event; a source or words are looked for in every mention of it.
    """
    found = events()
    if selection.source or selection.q:
        mentions = data.select("aid", Selection(source=selection.source, q=selection.q, count="mentions"))
        found = found[found["event_id"].isin(mentions["event_id"])]
    found = selection.without("source", "q").apply(found, data.now())
    return ledger_sums.fixed_rate(found, mean_rates()) if fixed else found


def mentions(event_id: str) -> pd.DataFrame:
    """Return the mentions of one event, oldest first."""
    aid = data.table("aid")
    return aid[(aid["event_id"] == event_id) & aid["counted"]]
