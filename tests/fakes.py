"""Stand-ins for the stages around the store: feeds that are made up by number, a reader of "NAME: words" lines.

They follow the contracts of the real stages, so that rounds, kills and commands are tested without network and models.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.ingest.known import Known, Seen
from pipeline.ingest.results import PollResult
from pipeline.records import AidMention, Article, Feed, Fetch, Flag, Portrayal, Reading, Rejected, Statement, Target
from pipeline.rounds.rows import identity
from pipeline.rounds.stages import Stages
from pipeline.settings import Settings

NOON = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
NAMES = ("Ola Norden", "Ruta Lind", "Bo Varga")


def feed(number: int) -> Feed:
    return Feed(f"feed-{number}", f"https://feed-{number}.example/rss", f"Feed {number}", kind="media")


def article(article_id: str, text: str, source_id: str = "feed-0", **more: Any) -> Article:
    title, _, _ = text.partition("\n")
    made = Article(
        article_id=article_id,
        url=f"https://news.example/{article_id}",
        canonical_url=f"news.example/{article_id}",
        source_id=source_id,
        source=source_id.title(),
        title=title,
        text=text,
        text_from="feed",
        published_at=NOON,
        date_from="feed",
        first_seen_at=NOON,
        language="en",
        content_hash=identity(text),
    )
    return replace(made, **more)


def read(text: str, published: dt.date, publisher: str = "", language: str | None = None, home: str = "") -> Reading:
    """Every line "Name: words" is a statement, every line "+N" an aid mention of N kroner, "!" breaks the reader."""
    statements, aid, flags, portrayals, at = [], [], [], [], 0
    for line in text.split("\n"):
        end = at + len(line)
        name, colon, words = line.partition(": ")
        if line == "!":
            raise ValueError("made to fail")
        if colon:
            start, actor = at + len(name) + 2, f"p-{name.split()[0].lower()}"
            target = Target("UKR", (start, start + 1))
            statements.append(
                Statement(
                    "indirect", ((start, end),), (at, at + len(name)), None, words, name, actor,
                    "person", "minister", "NOR", "partner", (at, end), "colon", 0.9, (target,),
                )
            )  # fmt: skip
            portrayals.append(Portrayal((at, end), Target("RUS", (at, at + 1))))
            flags.append(Flag("wrong-office", (at, at + len(name)), "made up", "nothing"))
        elif line.startswith("+") and line[1:].isdigit():
            aid.append(
                AidMention(
                    "Norway", "NOR", "UKR", "new", "pledged", "military", "grant", float(line[1:]), None, "exact",
                    "NOK", (), "", "", "", published, (at, end), (at, end), 0.8,
                )
            )  # fmt: skip
        at = end + 1
    return Reading("en", tuple(statements), tuple(aid), (), tuple(flags), tuple(portrayals))


@dataclass(frozen=True)
class Tone:
    label: str
    score: float
    p_negative: float
    p_neutral: float
    p_positive: float


class Scorer:
    """Calls every sentence neutral."""

    version = "fake-1"

    def score(self, pairs: Sequence[tuple[str, tuple[int, int]]]) -> list[Tone]:
        return [Tone("neutral", 0.0, 0.1, 0.8, 0.1) for _ in pairs]


def _first_of_each(frame: pd.DataFrame, key: str, same: list[str]) -> "pd.Series[str]":
    ordered = frame.sort_values(["published_at", key])
    return ordered.groupby(same, dropna=False, observed=True)[key].transform("first").reindex(frame.index).astype("str")


def link_stories(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return the first article of another source within three days whose last paragraph is the same, led by none."""
    stories: dict[str, str] = {}
    leaders: dict[str, tuple[str, str, pd.Timestamp]] = {}
    columns = ["article_id", "source_id", "published_at", "text"]
    for row in frame.sort_values(["published_at", "article_id"])[columns].itertuples(index=False):
        words = row.text.split("\n")[-1]
        leader, source, since = leaders.get(words, ("", row.source_id, row.published_at))
        if source != row.source_id and row.published_at - since <= pd.Timedelta(days=3):
            stories[row.article_id] = leader
        else:
            stories[row.article_id] = row.article_id
            leaders[words] = (row.article_id, row.source_id, row.published_at)
    return pd.Series(stories, dtype="str")


def link_echoes(frame: pd.DataFrame) -> "pd.Series[str]":
    return _first_of_each(frame, "statement_id", ["speaker", "quote"])


def link_events(frame: pd.DataFrame) -> "pd.Series[str]":
    return _first_of_each(frame, "aid_id", ["donor", "amount"])


@dataclass(frozen=True)
class Converted:
    eur: float | None
    usd: float | None
    rate_date: dt.date | None


def convert(amount: float, currency: str, on: dt.date) -> Converted:
    return Converted(amount / 10, amount / 9, on)


def stages(poll: Any = None, **more: Any) -> Stages:
    made = Stages(
        poll=poll or poll_edition(0),
        wants_page=lambda article: article.source_id == "feed-1",
        read_pages=read_pages,
        read=read,
        load_scorer=Scorer,
        link_stories=link_stories,
        link_echoes=link_echoes,
        link_events=link_events,
        convert=convert,
    )
    return replace(made, **more)


def read_pages(articles: Iterable[Article], settings: Settings, *, now: dt.datetime) -> Iterator[Article]:
    """Every page adds a paragraph; articles come back in another order."""
    for one in sorted(articles, key=lambda article: article.url, reverse=True):
        yield replace(one, text=f"{one.text}\nRuta Lind: more on the page", text_from="page")


def settings(**more: Any) -> Settings:
    return Settings(**{"workers": 1, "full_text": False, **more})


def edition_articles(edition: int, number: int) -> list[Article]:
    """What feed `number` carries in `edition`: new articles, reprints of another feed's, a revision of an older one."""
    rng = random.Random(f"{edition}/{number}")
    made = []
    for index in range(6):
        words = f"{rng.choice(NAMES)}: we will hold line {rng.randrange(40)}"
        text = f"Headline {edition} {number} {index}\n\n{words}\n+{rng.randrange(1, 9)}00"
        when = NOON + dt.timedelta(days=edition, minutes=7 * number + index)
        made.append(article(f"a-{edition}-{number}-{index}", text, f"feed-{number}", published_at=when))
    if edition:
        old = edition_articles(edition - 1, number)[1]
        text = f"{old.text}\nBo Varga: amended in edition {edition}"
        made.append(replace(old, text=text, content_hash=identity(text)))
    return made


def poll_edition(edition: int) -> Any:
    """Return a `poll` whose feeds carry `edition` of their articles and answer "not-modified" once that is kept."""

    def poll(
        feeds: Sequence[Feed],
        states: pd.DataFrame,
        known: Known,
        settings: Settings,
        *,
        force: bool = False,
        now: dt.datetime,
    ) -> Iterator[PollResult]:
        kept = dict(zip(states["feed_id"], states["etag"], strict=True))
        for number, one in enumerate(feeds):
            fresh = kept.get(one.feed_id) != str(edition)
            articles = [a for a in edition_articles(edition, number) if fresh] if fresh else []
            new = [_as_known(a, known, now) for a in articles if _is_new(a, known)]
            rejected = [Rejected(f"r-{edition}-{number}", one.feed_id, "Football", "https://x.example", now, "sport")]
            status = ("ok", 200) if fresh else ("not-modified", 304)
            yield PollResult(
                Fetch(one.feed_id, now, *status, entries=len(articles)),
                {"feed_id": one.feed_id, "url": one.url, "title": one.title, "enabled": True, "etag": str(edition),
                 "health": "ok", "failures": 0, "updated_at": now},
                new,
                rejected if fresh else [],
            )  # fmt: skip

    return poll


def _is_new(candidate: Article, known: Known) -> bool:
    seen = known.articles.get(candidate.article_id)
    return seen is None or seen.content_hash != candidate.content_hash


def _as_known(candidate: Article, known: Known, now: dt.datetime) -> Article:
    seen = known.articles.get(candidate.article_id)
    revision = seen.revision + 1 if seen else 1
    first = seen.first_seen_at if seen else now
    known.articles[candidate.article_id] = Seen(candidate.content_hash, revision, first, candidate.source_id)
    return replace(candidate, revision=revision, first_seen_at=first)
