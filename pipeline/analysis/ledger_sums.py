"""Sums over the events of the ledger: by month, donor and kind, at one fixed rate, and beside what Kiel records."""

import json
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

By = Literal["donor", "kind"]
SPARSE = 0.1  # of a release's median rows a month: months with fewer are not covered by it


def fixed_rate(table: pd.DataFrame, per_eur: Mapping[str, float]) -> pd.DataFrame:
    """Return events with `amount_eur` at one fixed rate a currency (units per euro) instead of the day's rate.

    Events in a currency without a rate keep none and are not summed; `rate_date` is null, since no day decides.
    """
    out = table.copy()
    rates = out["currency"].map(lambda code: 1.0 if code == "EUR" else per_eur.get(str(code)))
    out["amount_eur"] = pd.to_numeric(out["amount"]) / pd.to_numeric(rates)
    out["summed"] = out["summed"].astype(bool) & out["amount_eur"].notna()
    out["rate_date"] = pd.NaT
    return out


def monthly(table: pd.DataFrame, by: By) -> pd.DataFrame:
    """Return month (first day), `by`, amount_eur (sum), events (count) of the summed events."""
    rows = table[table["summed"].astype(bool)]
    if rows.empty:
        return pd.DataFrame({"month": pd.Series(dtype="datetime64[ns]"), by: [], "amount_eur": [], "events": []})
    months = pd.to_datetime(rows["announced_on"]).dt.to_period("M").dt.to_timestamp()
    grouped = rows.assign(month=months, amount_eur=pd.to_numeric(rows["amount_eur"])).groupby(
        ["month", by], observed=True
    )
    return grouped.agg(amount_eur=("amount_eur", "sum"), events=("event_id", "count")).reset_index()


def cumulative(table: pd.DataFrame, by: By) -> pd.DataFrame:
    """Return `monthly` with every month and group filled in and `total_eur`, the sum from the first month on."""
    months = monthly(table, by)
    if months.empty:
        return months.assign(total_eur=pd.Series(dtype="float"))
    wide = months.pivot_table(
        index="month", columns=by, values="amount_eur", aggfunc="sum", fill_value=0.0, observed=True
    )
    every = pd.date_range(wide.index.min(), wide.index.max(), freq="MS", name="month")
    wide = wide.reindex(every, fill_value=0.0)
    long = wide.reset_index().melt(id_vars="month", var_name=by, value_name="amount_eur")
    long["total_eur"] = long.groupby(by, observed=True)["amount_eur"].cumsum()
    return long


def totals(table: pd.DataFrame, by: By) -> pd.DataFrame:
    """Return `by`, amount_eur, events of the summed events, the largest first."""
    rows = table[table["summed"].astype(bool)].assign(amount_eur=lambda f: pd.to_numeric(f["amount_eur"]))
    grouped = rows.groupby(by, observed=True).agg(amount_eur=("amount_eur", "sum"), events=("event_id", "count"))
    return grouped.reset_index().sort_values(["amount_eur", by], ascending=[False, True], ignore_index=True)


def per_gdp(sums: "pd.Series[float]", gdp_eur: Mapping[str, float]) -> "pd.Series[float]":
    """Return sums (EUR, by donor) as parts of the donor's yearly GDP (EUR), largest first; donors without one are
    left out.
    """
    known = sums[[str(donor) in gdp_eur for donor in sums.index]]
    parts = known / pd.Series([gdp_eur[str(donor)] for donor in known.index], index=known.index, dtype="float64")
    return parts.sort_values(ascending=False, kind="stable")


def changed_since(table: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """Return the events first seen, or with a new state, at or after `since` (UTC), newest first, with column `change`.

    `change` is "new" for an event first seen since then, else the state reached.
    """
    day = since.strftime("%Y-%m-%d")

    def change(row: "pd.Series[Any]") -> str:
        if row["first_seen_at"] >= since:
            return "new"
        states = [str(status) for when, status, *_ in json.loads(str(row["statuses"])) if when >= day]
        return states[-1] if states else ""

    if table.empty:
        return table.assign(change=pd.Series(dtype="object"))
    marked = table.assign(change=table.apply(change, axis=1))
    return marked[marked["change"] != ""].sort_values(["last_seen_at", "event_id"], ascending=[False, True])


def beside_kiel(table: pd.DataFrame, kiel: pd.DataFrame) -> pd.DataFrame:
    """Return donor, month, announced_eur (this ledger), kiel_eur (table `kiel`, commitments), difference_eur;
    largest difference first.

    Only months that the Kiel release covers are compared: up to the last that has more than a few stray rows, which are
    commitments dated ahead. Of several releases the one that reaches furthest is used.
    """
    names = ["donor", "month", "announced_eur", "kiel_eur", "difference_eur"]
    if kiel.empty:
        return pd.DataFrame({name: [] for name in names})
    reach = kiel.assign(month=pd.to_datetime(kiel["month"])).groupby("release", observed=True)["month"].max()
    newest = kiel[kiel["release"] == max(reach.index, key=lambda name: (reach[name], str(name)))]
    commitments = newest[newest["measure"].astype(str) == "commitment"]
    release = newest if commitments.empty else commitments
    recorded = (
        release.assign(month=pd.to_datetime(release["month"]))
        .groupby(["donor", "month"], observed=True)["amount_eur"]
        .sum()
    )
    ours = monthly(table, "donor").groupby(["donor", "month"], observed=True)["amount_eur"].sum()
    rows = pd.to_datetime(release["month"]).value_counts()
    last = rows.index[rows >= SPARSE * rows.median()].max()
    both = pd.concat({"announced_eur": ours, "kiel_eur": recorded}, axis=1).fillna(0.0).reset_index()
    both = both[both["month"] <= last]
    both["difference_eur"] = both["announced_eur"] - both["kiel_eur"]
    order = both["difference_eur"].abs().sort_values(ascending=False, kind="stable").index
    ordered: pd.DataFrame = both.loc[order, names]
    return ordered.reset_index(drop=True)
