"""Keeping what a round brings, in batches whose order of writing survives a kill at any moment.

Superseded versions first, then what belongs to the articles, the articles, and last the state of the feeds that brought
them. What a killed round left is swept when the next one begins.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ingest.known import Known
from pipeline.ingest.results import PollResult
from pipeline.records import Article, Feed
from pipeline.rounds.fresh import WHO, Touched, marks_for, moves_of, stored_of, touched_of, unlinked
from pipeline.rounds.linking import LINKS, link_aid, link_statements
from pipeline.rounds.reader import Text, read_all
from pipeline.rounds.recall import read_known
from pipeline.rounds.rows import BASELINE, batch_rows, fetch_rows, rejected_rows, revision_rows
from pipeline.rounds.scoring import outdated, score_waiting, scored_of, waiting
from pipeline.rounds.stages import Stages
from pipeline.rounds.stories import link_articles
from pipeline.rounds.workers import Workers
from pipeline.settings import Settings
from pipeline.store.conditions import Between, span_of
from pipeline.store.frames import rows_of
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

log = logging.getLogger(__name__)

BATCH_ARTICLES = 2_000  # articles kept at once
BATCH_SECONDS = 10.0  # a batch is kept after this time, so that slow feeds do not hold back the quick ones
ANSWERS = ("ok", "not-modified", "empty")  # statuses of feeds that answered

Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much (0: not known)


@dataclass(slots=True)
class Report:
    """What a round did; `tone` is the model's version, "missing", "later", or "" where nothing was to score."""

    asked: int = 0
    answered: int = 0
    failed: dict[str, str] = field(default_factory=dict)  # feed_id: status and reason
    new_articles: int = 0
    updated_articles: int = 0
    rejected: int = 0
    statements: int = 0
    aid: int = 0
    linked: int = 0
    tone: str = ""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the report with the keys of `ingest --json`."""
        return asdict(self)


class Keeper:
    """Reads and keeps batches of articles in one store; links and scores them at the end (as a context manager)."""

    def __init__(
        self,
        store: Store,
        stages: Stages,
        settings: Settings,
        now: dt.datetime,
        progress: Progress | None,
        feeds: Sequence[Feed] = (),
    ) -> None:
        """`feeds` tell the country of what is published, and which of them are a state's own."""
        self.report = Report()
        self.known = Known()
        self._store = store
        self._stages = stages
        self._settings = settings
        self._now = now
        self._publishers = {feed.feed_id: feed.country for feed in feeds if feed.kind == "government"}
        self._homes = {feed.feed_id: feed.country for feed in feeds if feed.kind == "media"}
        self._progress = progress or (lambda *_: None)
        self._workers = Workers(settings.workers)
        self._kept: dict[str, int] = {}  # revision of each article that this round kept
        self._scored: list[pd.DataFrame] = []  # pairs of superseded versions, whose tone need not be scored again
        self._touched: dict[str, Touched | None] = {}  # by table; None: a killed round left rows to link
        self._started = time.monotonic()

    def __enter__(self) -> "Keeper":
        self._store.keep_files_small()
        swept = self._store.sweep()
        if any(swept.values()):
            log.info("removed what a killed writer left: %s", swept)
        self._touched = {name: None if unlinked(self._store, name) else Touched() for name in WHO}
        self.known = read_known(self._store, self._now)
        if not self.known.articles.any_stored():  # an empty store: there will be much to read
            self._workers.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._workers.close()
        if kind is None:
            self._link()
            self._score()
            self.report.seconds = round(time.monotonic() - self._started, 3)

    def keep_all(self, results: Iterable[PollResult]) -> None:
        """Keep what the poller hands on in batches; feeds whose articles need their pages come last, all together."""
        batch: list[PollResult] = []
        later: list[PollResult] = []
        since = time.monotonic()
        for result in results:
            (later if self._needs_pages(result) else batch).append(result)
            self._progress("feeds", self.report.asked + len(batch) + len(later), 0)
            waiting = sum(len(r.articles) for r in batch)
            due = waiting >= BATCH_ARTICLES or time.monotonic() - since > BATCH_SECONDS
            if due or result.fetch.feed_id == BASELINE:  # the dashboard has something to show at once
                self.keep_results(batch)
                batch, since = [], time.monotonic()
        self.keep_results(batch)
        self._keep_with_pages(later)

    def keep_results(self, results: Sequence[PollResult]) -> None:
        """Keep one batch of feeds: articles and rejected entries first, the attempts and the feeds' states last."""
        if results:
            self.keep_articles([article for result in results for article in result.articles])
            self._keep_states(results)

    def _needs_pages(self, result: PollResult) -> bool:
        return self._settings.full_text and any(map(self._stages.wants_page, result.articles))

    def _keep_with_pages(self, results: Sequence[PollResult]) -> None:
        """Keep articles as their pages come; the feeds' states are kept when all are there."""
        articles = [article for result in results for article in result.articles]
        batch: list[Article] = []
        since = time.monotonic()
        for done, article in enumerate(self._stages.read_pages(articles, self._settings, now=self._now), 1):
            batch.append(article)
            self._progress("pages", done, len(articles))
            if len(batch) >= BATCH_ARTICLES or time.monotonic() - since > BATCH_SECONDS:
                self.keep_articles(batch)
                batch, since = [], time.monotonic()
        self.keep_articles(batch)
        if results:
            self._keep_states(results)

    def _keep_states(self, results: Sequence[PollResult]) -> None:
        self._store.upsert("rejected", rejected_rows(entry for result in results for entry in result.rejected))
        self._store.append("fetches", fetch_rows(result.fetch for result in results))
        self._store.upsert("feeds", rows_of((result.state for result in results), TABLES["feeds"]))
        for result in results:
            self._count(result)

    def keep_articles(self, articles: Sequence[Article]) -> None:
        """Read and keep articles; of several versions of one the last counts."""
        batch = list({article.article_id: article for article in articles}.values())
        if not batch:
            return
        rows = self._read(batch)
        stored = [article for article in batch if self._revision(article.article_id)]
        ids = [article.article_id for article in stored]
        old = stored_of(self._store, ids) if stored else {}
        marks = self._note(rows, old)
        if stored:
            times = [time for frame in old.values() for time in frame["published_at"]]
            before = span_of(times)
            self._keep_old(stored, before)
            if self._settings.tone:
                self._scored.append(scored_of(self._store, ids, before))
            between = span_of([*times, *rows["articles"]["published_at"].to_pylist()])
            self._store.replace_articles(rows["articles"], rows, marks, between)
        else:
            self._store.write_articles(rows["articles"], rows, marks)
        self._kept.update({article.article_id: article.revision for article in batch})
        self.report.new_articles += len(batch) - len(stored)
        self.report.updated_articles += len(stored)
        self.report.statements += len(rows["statements"])
        self.report.aid += pc.sum(rows["aid"]["counted"]).as_py() or 0

    def _revision(self, article_id: str) -> int:
        """Return the revision of an article that the store holds, 0 where it holds none."""
        seen = self.known.articles.stored(article_id)
        return self._kept.get(article_id) or (seen.revision if seen else 0)

    def _note(self, rows: Mapping[str, pa.Table], old: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, int]]:
        """Note what a batch adds and what it takes away as to be linked; return the marks that say so in the store."""
        marks = {}
        added = touched_of(rows)
        moves = moves_of(old["articles"], added["articles"]) if old else []
        for name, new in added.items():
            frames = [new, old[name]] if old else [new]
            touched = self._touched[name]
            if touched is not None:
                touched.add(pd.concat(frames))
                for before, after in moves if name in LINKS else ():
                    touched.bridge(before, after)
            marks[name] = marks_for(self._store, name, [time for frame in frames for time in frame["published_at"]])
        return marks

    def _link(self) -> None:
        """Link what is new: stories first, since statements of one story are compared less strictly."""
        self._progress("linking", 0, 1)
        moved = link_articles(self._store, self._stages.link_stories, self._touched["articles"])
        told = self._touched["statements"]
        if len(moved) and told is not None:
            told.add(stored_of(self._store, moved["article_id"].tolist(), span_of(moved["published_at"]))["statements"])
        self.report.linked = len(moved)
        self.report.linked += link_statements(
            self._store, self._stages.link_echoes, self._stages.differing_quotes, told
        )
        self.report.linked += link_aid(self._store, self._stages.link_events, self._touched["aid"])

    def _read(self, batch: Sequence[Article]) -> dict[str, pa.Table]:
        self._progress("reading", 0, len(batch))
        readings = read_all(self._workers, self._stages.read, [self._text(article) for article in batch])
        self._progress("keeping", len(batch), len(batch))
        return batch_rows(batch, readings, self._stages.convert)

    def _text(self, article: Article) -> Text:
        publisher, home = (known.get(article.source_id, "") for known in (self._publishers, self._homes))
        return Text(article.text, article.published_at.date(), publisher, article.language, home)

    def _score(self) -> None:
        rows = waiting(self._store)
        if not self._settings.tone:
            self.report.tone = "later" if len(rows) else self.report.tone
            return
        old = outdated(self._store, self._stages.scorer_version())
        if rows.empty and old.empty:
            return
        self.known = Known()  # all feeds are asked
        scorer = self._stages.load_scorer()
        self.report.tone = scorer.version if scorer else "missing"
        if scorer is not None:
            known = pd.concat(self._scored, ignore_index=True) if self._scored else None
            score_waiting(self._store, rows, scorer, self._progress, known)
            score_waiting(self._store, old, scorer, self._progress)

    def _keep_old(self, stored: Sequence[Article], between: Between) -> None:
        """Put the versions that are superseded into the history, with what was found in them."""
        ids = [article.article_id for article in stored if article.revision > self._revision(article.article_id)]
        if not ids:
            return
        where = {"article_id": ids}
        old, statements, aid = (
            self._store.read(name, None, *between, where) for name in ("articles", "statements", "aid")
        )
        history = revision_rows(old, statements, aid, self._now)
        # a version that is there was put there by a killed round, before it began to replace what belongs to it
        kept = self._store.read("revisions", ["revision_id"], where={"article_id": ids})["revision_id"].tolist()
        self._store.append(
            "revisions", history.filter(pc.invert(pc.is_in(history["revision_id"], pa.array(kept, pa.string()))))
        )

    def _count(self, result: PollResult) -> None:
        fetch = result.fetch
        if fetch.feed_id == BASELINE:
            return
        self.report.asked += 1
        self.report.rejected += fetch.rejected
        if fetch.status in ANSWERS:
            self.report.answered += 1
        else:
            self.report.failed[fetch.feed_id] = f"{fetch.status}: {fetch.error}" if fetch.error else fetch.status
