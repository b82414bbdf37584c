"""One ingest round: poll the feeds, read what is new, score, keep and link it. The only place that joins the stages."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.ingest.known import Known, Seen
from pipeline.records import Article, Feed
from pipeline.rounds import keeping
from pipeline.rounds.keeping import Keeper, Progress, Report
from pipeline.rounds.stages import Stages
from pipeline.settings import Settings
from pipeline.store.tables import Store


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
    with Keeper(store, stages, settings, moment, progress, feeds) as keeper:
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
            if len(batch) >= keeping.BATCH_ARTICLES:
                keeper.keep_articles(batch)
                batch = []
        keeper.keep_articles(batch)
    return keeper.report


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
