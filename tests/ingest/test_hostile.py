"""A server of bad feeds: each has one verdict and one reason, loses no entry that can be read, and stops no other."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from pipeline.commands.status import status
from pipeline.ingest.opml import parse_opml
from pipeline.records import Reading
from pipeline.rounds.stages import Stages
from pipeline.run import ingest_round
from pipeline.store.tables import Store
from tests.ingest.floods import MORE
from tests.ingest.hostile import CASES, GOOD, Case, opml
from tests.ingest.server import NOON, reply

ALL = [*CASES, *MORE]
LIMITS = {"max_wire_bytes": 3_000_000, "max_body_bytes": 20_000_000}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_each_answer_has_its_verdict(rounds: Any, server: Any, case: Case) -> None:
    rounds.settings = rounds.settings.model_copy(update=LIMITS)
    if "slow" in case.status:
        rounds.hurry()
    server.paths |= {case.path: case.answer, "/good": reply(200, GOOD)}
    result = rounds.one(rounds.feed(case.path))
    assert result.fetch.status in case.status.split("|"), result.fetch.error
    assert result.fetch.entries == case.entries
    assert case.says in result.fetch.error
    assert bool(result.fetch.error) == (result.fetch.status != "ok")
    assert len(result.fetch.error) <= 500
    assert result.fetch.error.isprintable()
    for article in result.articles:
        assert article.url.startswith(("http://", "https://"))
        assert "secret" not in article.url
        assert article.title.isprintable()


def test_a_round_of_all_of_them_is_kept_and_told(server: Any, settings: Any, tmp_path: Path) -> None:
    quick = [case for case in ALL if "slow" not in case.status and case.status != "rate-limited"]
    server.paths |= {case.path: case.answer for case in quick} | {"/good": reply(200, GOOD)}
    feeds = parse_opml(opml((case.name.replace('"', ""), server.url(case.path)) for case in quick))
    feeds = [dataclasses.replace(feed, focus="ukraine-only") for feed in feeds]
    impatient = settings.model_copy(
        update={**LIMITS, "store": str(tmp_path / "store"), "full_text": False, "workers": 1}
    )
    unread = dataclasses.replace(Stages.real(impatient), read=lambda *_: Reading("en"), load_scorer=lambda: None)
    store = Store.open(impatient.store)
    report = ingest_round(store, feeds, impatient, now=NOON, stages=unread)
    assert (report.asked, report.answered + len(report.failed)) == (len(quick), len(quick))
    told = {row["url"]: row for row in status(impatient, NOON)["feeds"]}
    for case in quick:
        row = told[server.url(case.path)]
        assert row["health"] in case.status.split("|")
        assert all(row[part].isprintable() for part in ("what", "since", "next", "advice"))
        assert row["good"] == (case.status == "ok")
    assert store.count("articles") == report.new_articles
