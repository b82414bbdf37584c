import datetime as dt
import json
from pathlib import Path

import pandas as pd

from pipeline.extract.statements.echoes import link_echoes
from pipeline.extract.statements.wordings import differing_quotes
from pipeline.rounds.fresh import marks_for
from pipeline.rounds.linking import link_statements
from pipeline.store.tables import Store

WORDS = "“We shall mend the old bridge before the first snow falls on it”"
FIRST = dt.datetime(2025, 1, 3, tzinfo=dt.UTC)


def statement(number: int, quote: str, source: str) -> dict[str, object]:
    return {
        "statement_id": f"s{number}",
        "article_id": f"a{number}",
        "published_at": FIRST + dt.timedelta(days=number),
        "source_id": source,
        "source": source,
        "url": f"https://example.org/{number}",
        "actor_id": "mara-oxley",
        "speaker": "Mara Oxley",
        "country": "GBR",
        "quote": quote,
        "sentence": quote,
        "content_spans": json.dumps([[3, 3 + len(quote)]]),
        "echo_id": f"s{number}",
    }


def test_words_exchanged_by_another_outlet_are_flagged_once(tmp_path: Path) -> None:
    store = Store.open(str(tmp_path))
    rows = pd.DataFrame([statement(0, WORDS, "daily"), statement(1, WORDS.replace("snow", "rain"), "weekly")])
    for _ in range(2):
        store.upsert("statements", rows, marks_for(store, "statements", list(rows["published_at"])))
        link_statements(store, link_echoes, differing_quotes)
    (flag,) = store.read("flags").to_dict("records")
    assert (flag["kind"], flag["article_id"], flag["span_start"]) == ("quote-differs", "a1", 3)
    assert "“rain” for “snow”" in flag["message"]
    assert store.read("statements")["echo_id"].tolist() == ["s0", "s0"]
