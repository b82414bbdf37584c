"""One ingest round: poll the feeds, read what is new, score its tone, keep it, link it. The only place that joins them.

A batch of articles is kept in an order that survives a kill at any moment: superseded versions, what belongs to the
articles, the articles, and last the state of the feeds that brought them. What a killed round left is swept first.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ingest.results import Known, PollResult, Seen
from pipeline.records import Article, Feed
from pipeline.rounds.linking import Link, link_aid, link_statements, marks_for
from pipeline.rounds.reader import Read, Reader, read_text
from pipeline.rounds.rows import Convert, batch_rows, fetch_rows, rejected_rows, revision_rows
from pipeline.rounds.toning import Scorer, load_scorer, with_tones
from pipeline.settings import Settings
from pipeline.store.frames import rows_of
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

log = logging.getLogger(__name__)

BATCH_ARTICLES = 2_000  # articles kept at once
BATCH_SECONDS = 10.0  # a batch is kept after this time, so that slow feeds do not hold back the quick ones
BASELINE = "baseline"  # id of the shipped feed, which the poller hands on first
ANSWERS = ("ok", "not-modified", "empty")  # statuses of feeds that answered
KNOWN_COLUMNS = ["article_id", "content_hash", "revision", "first_seen_at", "source_id"]

Poll = Callable[..., Iterator[PollResult]]
Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much


@dataclass(frozen=True, slots=True)
class Stages:
    """The functions that a round joins; tests put their own in."""

    poll: Poll
    read: Read
    load_scorer: Callable[[], Scorer | None]
    link_echoes: Link
    link_events: Link
    convert: Convert

    @classmethod
    def real(cls, settings: Settings) -> "Stages":
        """Return the program's own stages."""
        from pipeline.extract.echoes import link_echoes
        from pipeline.extract.events import link_events
        from pipeline.extract.money import convert
        from pipeline.ingest.poller import poll

        return cls(poll, read_text, lambda: load_scorer(settings.threads), link_echoes, link_events, convert)


@dataclass(slots=True)
class Report:
    """What a round did; `tone` is the model's version or why there is none."""

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


def ingest_round(
    store: Store,
    feeds: Sequence[Feed],
    settings: Settings,
    *,
    force: bool = False,
    now: dt.datetime | None = None,
    stages: Stages | None = None,
    progress: Progress | None = None,
) -> Report:
    """Ask the feeds that are due (all with `force`) and keep what is new; hold the store's lock around it."""
    stages = stages or Stages.real(settings)
    moment = now or dt.datetime.now(dt.UTC)
    with Keeper(store, stages, settings, moment, progress) as keeper:
        results = stages.poll(feeds, store.read("feeds"), keeper.known, settings, force=force, now=moment)
        keeper.keep_all(results)
    return keeper.report


def keep_articles(
    store: Store,
    articles: Iterable[Article],
    settings: Settings,
    *,
    now: dt.datetime | None = None,
    stages: Stages | None = None,
    progress: Progress | None = None,
) -> Report:
    """Keep articles that come from files; one that the store has already is left, or revised where it differs."""
    stages = stages or Stages.real(settings)
    with Keeper(store, stages, settings, now or dt.datetime.now(dt.UTC), progress) as keeper:
        batch: list[Article] = []
        for article in articles:
            if (new := _as_revision(article, keeper.known)) is not None:
                batch.append(new)
            if len(batch) >= BATCH_ARTICLES:
                keeper.keep_articles(batch)
                batch = []
        keeper.keep_articles(batch)
    return keeper.report


class Keeper:
    """Reads, scores and keeps batches of articles in one store, and links them at the end (as a context manager)."""

    def __init__(
        self, store: Store, stages: Stages, settings: Settings, now: dt.datetime, progress: Progress | None
    ) -> None:
        self.report = Report()
        self.known = Known()
        self._store = store
        self._stages = stages
        self._now = now
        self._progress = progress or (lambda *_: None)
        self._reader = Reader(settings.workers, stages.read)
        self._scorer: Scorer | None = None
        self._revisions: dict[str, int] = {}  # of the articles in the store
        self._started = time.monotonic()

    def __enter__(self) -> "Keeper":
        swept = self._store.sweep()
        if any(swept.values()):
            log.info("removed what a killed writer left: %s", swept)
        self.known = read_known(self._store)
        self._revisions = {article_id: seen.revision for article_id, seen in self.known.articles.items()}
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._reader.__exit__()
        if kind is None:
            self._progress("linking", 0, 1)
            self.report.linked = link_statements(self._store, self._stages.link_echoes)
            self.report.linked += link_aid(self._store, self._stages.link_events)
            self.report.seconds = round(time.monotonic() - self._started, 3)

    def keep_all(self, results: Iterable[PollResult]) -> None:
        """Keep what the poller hands on, in batches."""
        batch: list[PollResult] = []
        since = time.monotonic()
        for result in results:
            batch.append(result)
            self._progress("feeds", self.report.asked + len(batch), 0)
            waiting = sum(len(r.articles) for r in batch)
            due = waiting >= BATCH_ARTICLES or time.monotonic() - since > BATCH_SECONDS
            if due or result.fetch.feed_id == BASELINE:  # the dashboard has something to show at once
                self.keep_results(batch)
                batch, since = [], time.monotonic()
        self.keep_results(batch)

    def keep_results(self, results: Sequence[PollResult]) -> None:
        """Keep one batch of feeds: articles and rejected entries first, the attempts and the feeds' states last."""
        if not results:
            return
        self.keep_articles([article for result in results for article in result.articles])
        self._store.upsert("rejected", rejected_rows(entry for result in results for entry in result.rejected))
        self._store.append("fetches", fetch_rows(result.fetch for result in results))
        self._store.upsert("feeds", rows_of((result.state for result in results), TABLES["feeds"]))
        for result in results:
            self._count(result)

    def keep_articles(self, articles: Sequence[Article]) -> None:
        """Read, score and keep articles; of several versions of one the last counts."""
        batch = list({article.article_id: article for article in articles}.values())
        if not batch:
            return
        rows = self._read(batch)
        stored = [article for article in batch if article.article_id in self._revisions]
        # rows that vanish with an old version may have been linked to, so that its time counts as well
        marks = {
            name: marks_for(self._store, name, rows["articles" if stored else name]["published_at"].to_pylist())
            for name in ("statements", "aid")
        }
        if stored:
            self._keep_old(stored)
            self._store.replace_articles(rows["articles"], rows, marks)
        else:
            self._store.write_articles(rows["articles"], rows, marks)
        self._revisions.update({article.article_id: article.revision for article in batch})
        self.report.new_articles += len(batch) - len(stored)
        self.report.updated_articles += len(stored)
        self.report.statements += len(rows["statements"])
        self.report.aid += pc.sum(rows["aid"]["counted"]).as_py() or 0

    def _read(self, batch: Sequence[Article]) -> dict[str, pa.Table]:
        self._progress("reading", 0, len(batch))
        texts = [article.text for article in batch]
        readings = self._reader.read_all([(article.text, article.published_at.date()) for article in batch])
        if not self.report.tone:
            self._scorer = self._stages.load_scorer()
            self.report.tone = self._scorer.version if self._scorer else "missing"
        self._progress("scoring", 0, len(batch))
        readings = with_tones(texts, readings, self._scorer)
        self._progress("keeping", len(batch), len(batch))
        return batch_rows(batch, readings, self._scorer.version if self._scorer else "", self._stages.convert)

    def _keep_old(self, stored: Sequence[Article]) -> None:
        """Put the versions that are superseded into the history, with what was found in them."""
        ids = [article.article_id for article in stored if article.revision > self._revisions[article.article_id]]
        if not ids:
            return
        where = {"article_id": ids}
        old = self._store.read("articles", where=where)
        statements, aid = (self._store.read(name, where=where) for name in ("statements", "aid"))
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


def read_known(store: Store) -> Known:
    """Return what the store holds already, for the poller."""
    frame = store.read("articles", KNOWN_COLUMNS)
    columns = (frame[name].tolist() for name in KNOWN_COLUMNS)
    seen = {
        article_id: Seen(content_hash, int(revision), first_seen_at, source_id)
        for article_id, content_hash, revision, first_seen_at, source_id in zip(*columns, strict=True)
    }
    return Known(seen, set(store.read("rejected", ["article_id"])["article_id"]))


def _as_revision(article: Article, known: Known) -> Article | None:
    """Return the article as the store's next revision of it; None where the store has this very version."""
    seen = known.articles.get(article.article_id)
    if seen is None:
        revised = article
    elif seen.content_hash == article.content_hash:
        return None
    else:
        revised = replace(article, revision=seen.revision + 1, first_seen_at=seen.first_seen_at)
    known.articles[article.article_id] = Seen(
        revised.content_hash, revised.revision, revised.first_seen_at, revised.source_id
    )
    return revised
