"""The "Ingest now" button: one round of the feeds in a process of its own, and what each of them answered."""

import json
import subprocess
import sys
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.pages.parts import data
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import plain
from pipeline.settings import load_settings

LIMIT_S = 600.0  # seconds for one round


def button() -> None:
    """Draw the button; pressed, it runs a round and shows the answers of the feeds."""
    if not st.button("Ingest now", icon=":material/sync:", help="ask all feeds now, also those that are not due"):
        return
    started = pd.Timestamp(data.now())
    with st.status("Asking the feeds …", expanded=True) as status:
        done = _round()
        if done["error"]:
            status.update(label="The round failed", state="error")
            st.write(plain(str(done["error"]), markdown=True))
            return
        data.look_again()
        fetches = data.recent("fetches", days=1)
        fresh = fetches[fetches["at"] >= started]
        label = f"{len(fresh)} feeds asked, {int(fresh['new_articles'].fillna(0).sum()):,} new articles"
        status.update(label=label, state="complete")
        st.html(html_table(_answers(fresh), numbers=("Entries", "New", "Not about the war", "Seconds")))


def _round() -> dict[str, Any]:
    """Run `ukraine-monitor ingest --force --json` on this store; return its answer, with "error" where it failed."""
    settings = load_settings()
    command = [sys.executable, "-m", "pipeline", "ingest", "--store", settings.store, "--force", "--json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)  # noqa: S603 - fixed words
    except subprocess.TimeoutExpired:
        return {"error": f"no end after {LIMIT_S:.0f} seconds"}
    if done.returncode not in (0, 1):
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        return {"error": lines[-1][:300]}
    try:
        return {"error": "", **json.loads(done.stdout or "{}")}
    except ValueError:
        return {"error": ""}


def _answers(fetches: pd.DataFrame) -> pd.DataFrame:
    """Return the attempts of one round as people read them, failures first."""
    titles = data.table("feeds").set_index("feed_id")["title"]
    ordered = fetches.assign(bad=~fetches["status"].isin(("ok", "not-modified"))).sort_values(
        ["bad", "new_articles"], ascending=[False, False]
    )
    return pd.DataFrame(
        {
            "Feed": ordered["feed_id"].astype(object).map(titles).fillna(ordered["feed_id"].astype(object)),
            "Answer": ordered["status"].astype(object),
            "Entries": ordered["entries"],
            "New": ordered["new_articles"],
            "Not about the war": ordered["rejected"],
            "Seconds": ordered["seconds"].round(1),
            "Reason": ordered["error"].fillna(""),
        }
    )
