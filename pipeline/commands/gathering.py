"""`ingest` and `add`: one round of the feeds, or local documents, into the store."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.commands.console import progress_bar, say
from pipeline.commands.feeds import feed_list
from pipeline.rounds.keeping import Report
from pipeline.settings import Settings
from pipeline.store.tables import Store

WAIT = 3600.0  # seconds to wait for another process that writes the store


def ingest(settings: Settings, force: bool, as_json: bool) -> tuple[str, bool]:
    """Run one round; return what it did, as JSON or in words, and whether any feed answered or none was due."""
    from pipeline.run import ingest_round

    feeds = feed_list(settings)
    store = Store.open(settings.store, options=settings.storage_options)
    with store.lock(WAIT, say), progress_bar() as progress:
        report = ingest_round(store, feeds, settings, force=force, progress=progress)
    text = json.dumps(report.as_dict(), ensure_ascii=False) if as_json else in_words(report)
    return text, report.answered > 0 or report.asked == 0


def add(settings: Settings, paths: Sequence[Path], published: dt.date | None, source: str | None) -> str:
    """Add local documents; return what was found in them, in words."""
    from pipeline.ingest.documents import read_paths
    from pipeline.run import keep_articles

    now = dt.datetime.now(dt.UTC)
    articles = read_paths(paths, published, source, now)
    store = Store.open(settings.store, options=settings.storage_options)
    with store.lock(WAIT, say), progress_bar() as progress:
        report = keep_articles(store, articles, settings, now=now, progress=progress)
    return (
        f"{report.new_articles} new and {report.updated_articles} changed documents: "
        f"{report.statements} statements, {report.aid} aid mentions"
    )


def maintain(settings: Settings, as_json: bool) -> str:
    """Care for the store; return what was done, as JSON or in words."""
    from pipeline import maintain as subject

    Store.open(settings.store, create=False, options=settings.storage_options)  # what is no store yet needs no care
    store = Store.open(settings.store, options=settings.storage_options)
    with store.lock(WAIT, say):
        care = subject.maintain(store, settings.keep_texts_days)
    return json.dumps(care.as_dict()) if as_json else subject.in_words(care)


def in_words(report: Report) -> str:
    """Return a round's report as lines for people: the sum, then the feeds that failed and why."""
    lines = [
        f"{report.asked} feeds asked, {report.answered} answered in {report.seconds:.1f} s: "
        f"{report.new_articles} new and {report.updated_articles} changed articles, {report.statements} statements, "
        f"{report.aid} aid mentions; {report.rejected} entries not about the war"
    ]
    if report.tone == "later":
        lines.append("tone is left to a later round")
    lines.extend(f"{feed_id}: {reason}" for feed_id, reason in sorted(report.failed.items()))
    return "\n".join(lines)
