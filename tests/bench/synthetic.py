"""A store of any size with obviously synthetic rows: "Speaker 017 of Sampleland" said "Synthetic sentence 123".

Used by the benchmarks of the pages and by their tests; nobody can mistake a row of it for something that was said.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.records import SIDES
from pipeline.rounds.toning import installed_version
from pipeline.store.tables import Store

CHUNK = 100_000
FEEDS = 40
ACTORS = 120
DONORS = ("DEU", "NOR", "USA", "GBR", "EU", "JPN", "DNK+NLD")
AID_KINDS = ("military", "financial", "humanitarian", "energy", "reconstruction", "training")
STATUSES = ("pledged", "approved", "allocated", "delivered", "paused")
WORDS = ("bridge", "harvest", "ferry", "lantern", "orchard", "railway", "harbour", "meadow", "signal", "winter")
COUNTRIES = {"ukraine": "UKR", "russia": "RUS", "partner": "DEU", "neutral": "IND", "other": "UN"}


def make_store(
    folder: Path, rows: int, *, articles: int | None = None, days: int = 400, until: dt.datetime | None = None
) -> Store:
    """Fill a new store with `rows` statements and tones over `days` days up to `until` (now), the newest last."""
    store = Store.open(folder)
    until = until or dt.datetime.now(dt.UTC)
    rng = np.random.default_rng(7)
    articles = articles or max(1, rows // 5)
    for first in range(0, rows, CHUNK):
        count = min(CHUNK, rows - first)
        frame = _statements(rng, first, count, rows, articles, days, until)
        store.append("statements", frame)
        store.append("tones", _tones(rng, frame))
    for frame in _articles(rng, articles, days, until):
        store.append("articles", frame)
    store.append("aid", _aid(rng, min(4000, max(20, rows // 100)), days, until))
    store.append("feeds", _feeds(until))
    store.append("fetches", _fetches(rng, min(days, 60), until))
    store.append("flags", _flags(until))
    return store


def _times(first: int, count: int, total: int, days: int, until: dt.datetime) -> pd.DatetimeIndex:
    seconds = np.linspace(days * 86_400, 60, total)[first : first + count]
    return pd.DatetimeIndex(pd.Timestamp(until) - pd.to_timedelta(seconds, unit="s")).as_unit("us")


def _statements(
    rng: np.random.Generator, first: int, count: int, total: int, articles: int, days: int, until: dt.datetime
) -> pd.DataFrame:
    numbers = np.arange(first, first + count)
    actor = np.minimum(rng.zipf(1.4, count), ACTORS + 20) - 1
    listed = actor < ACTORS
    side = np.array([SIDES[(number * 7 + number // 5) % 5] for number in range(ACTORS + 20)])[actor]
    feed = rng.integers(0, FEEDS, count)
    article = numbers * articles // total
    word = np.array(WORDS)[rng.integers(0, len(WORDS), count)]
    echo = np.where((rng.random(count) < 0.2) & (numbers > first), numbers - 1, numbers)
    quote = [f"Synthetic sentence {n} about the {w}" for n, w in zip(numbers, word, strict=True)]
    speaker = [f"Speaker {number:03d} of Sampleland" for number in actor]
    sentence = [f"“{q},” said {s}." for q, s in zip(quote, speaker, strict=True)]
    source_start = [len(q) + 9 for q in quote]
    return pd.DataFrame(
        {
            "statement_id": [f"s{number:09d}" for number in numbers],
            "article_id": [f"a{number:08d}" for number in article],
            "published_at": _times(first, count, total, days, until),
            "source_id": [f"feed-{number:02d}" for number in feed],
            "source": [f"Sample Gazette {number:02d}" for number in feed],
            "url": [f"https://example.org/{number}" for number in article],
            "title": [f"Synthetic headline {number}" for number in article],
            "actor_id": [f"speaker-{a:03d}" if known else None for a, known in zip(actor, listed, strict=True)],
            "speaker": speaker,
            "speaker_kind": np.where(listed, "person", "unlisted"),
            "office": np.where(listed, "sample officer", ""),
            "country": [COUNTRIES[name] for name in side],
            "side": side,
            "kind": np.array(["direct", "mixed", "indirect"])[rng.integers(0, 3, count)],
            "quote": quote,
            "sentence": sentence,
            "content_spans": [f"[[1, {len(q) + 1}]]" for q in quote],
            "source_start": source_start,
            "source_end": [start + len(s) for start, s in zip(source_start, speaker, strict=True)],
            "cue": "said",
            "cue_start": [start - 5 for start in source_start],
            "cue_end": [start - 1 for start in source_start],
            "sentence_start": 0,
            "sentence_end": [len(text) for text in sentence],
            "targets": [f'["{target}"]' for target in _targets(rng, count)],
            "tone": rng.normal(-0.1, 0.4, count).clip(-1, 1).round(3),
            "action": np.array(["", "verbal-cooperation", "verbal-conflict", "material-conflict"])[
                rng.integers(0, 4, count)
            ],
            "rule": "synthetic",
            "confidence": 0.9,
            "echo_id": [f"s{number:09d}" for number in echo],
        }
    )


def _targets(rng: np.random.Generator, count: int) -> np.ndarray:
    return np.array(["UKR", "RUS", "USA", "EU", "speaker-001", "speaker-004"])[rng.integers(0, 6, count)]


def _tones(rng: np.random.Generator, statements: pd.DataFrame) -> pd.DataFrame:
    count = len(statements)
    p = rng.dirichlet((1.5, 2.0, 1.0), count).round(4)
    outlet = rng.random(count) < 0.3
    blank = np.where(outlet, None, "")
    return pd.DataFrame(
        {
            "tone_id": "t" + statements["statement_id"],
            "article_id": statements["article_id"],
            "statement_id": statements["statement_id"].where(~outlet, None),
            "published_at": statements["published_at"],
            "source_id": statements["source_id"],
            "source": statements["source"],
            "url": statements["url"],
            "voice": np.where(outlet, "outlet", "speaker"),
            "actor_id": statements["actor_id"].where(blank == "", None),
            "side": statements["side"].where(blank == "", None),
            "target_id": statements["targets"].str.slice(2, -2),
            "label": np.array(["negative", "neutral", "positive"])[p.argmax(axis=1)],
            "score": (p[:, 2] - p[:, 0]).round(4),
            "p_negative": p[:, 0],
            "p_neutral": p[:, 1],
            "p_positive": p[:, 2],
            "model": installed_version(),  # another one would be scored again while pages are measured
            "sentence": statements["sentence"],
            "span_start": 1,
            "span_end": 10,
            "echo_id": statements["echo_id"],
        }
    )


def _articles(rng: np.random.Generator, total: int, days: int, until: dt.datetime) -> Iterator[pd.DataFrame]:
    for first in range(0, total, CHUNK):
        count = min(CHUNK, total - first)
        numbers = np.arange(first, first + count)
        feed = rng.integers(0, FEEDS, count)
        times = _times(first, count, total, days, until)
        yield pd.DataFrame(
            {
                "article_id": [f"a{number:08d}" for number in numbers],
                "url": [f"https://example.org/{number}" for number in numbers],
                "canonical_url": [f"https://example.org/{number}" for number in numbers],
                "source_id": [f"feed-{number:02d}" for number in feed],
                "source": [f"Sample Gazette {number:02d}" for number in feed],
                "title": [f"Synthetic headline {number}" for number in numbers],
                "published_at": times,
                "date_from": "feed",
                "first_seen_at": times,
                "language": np.array(["en", "en", "en", "de"])[rng.integers(0, 4, count)],
                "text": [f"Synthetic headline {number}\n\nSynthetic body." for number in numbers],
                "text_from": np.array(["feed", "page"])[rng.integers(0, 2, count)],
                "content_hash": [f"h{number}" for number in numbers],
                "story_id": [f"a{number - number % 4:08d}" for number in numbers],
                "revision": 1,
                "marks": "[]",
                "unread": "",
                "statements": 5,
                "aid": 0,
            }
        )


def _aid(rng: np.random.Generator, count: int, days: int, until: dt.datetime) -> pd.DataFrame:
    numbers = np.arange(count)
    times = _times(0, count, count, days, until)
    donor = np.array(DONORS)[rng.integers(0, len(DONORS), count)]
    amount = (rng.lognormal(18, 1.2, count) / 1e6).round() * 1e6 + 1e6
    counted = rng.random(count) < 0.85
    return pd.DataFrame(
        {
            "aid_id": [f"d{number:07d}" for number in numbers],
            "article_id": [f"a{number:08d}" for number in numbers],
            "published_at": times,
            "source_id": [f"feed-{number % FEEDS:02d}" for number in numbers],
            "source": [f"Sample Gazette {number % FEEDS:02d}" for number in numbers],
            "url": [f"https://example.org/aid/{number}" for number in numbers],
            "title": [f"Synthetic aid headline {number}" for number in numbers],
            "counted": counted,
            "reason": np.where(counted, "", "own-budget"),
            "announced_on": times.floor("D"),
            "event_id": [f"d{number - number % 3:07d}" for number in numbers],
            "donor": donor,
            "donor_name": [f"Donor {name}" for name in donor],
            "recipient": "UKR",
            "role": "new",
            "status": np.array(STATUSES)[rng.integers(0, len(STATUSES), count)],
            "kind": np.array(AID_KINDS)[rng.integers(0, len(AID_KINDS), count)],
            "instrument": "grant",
            "amount": amount,
            "qualifier": "exact",
            "currency": "EUR",
            "amount_eur": amount,
            "amount_usd": amount * 1.1,
            "rate_date": times.floor("D"),
            "items": "[]",
            "programme": "",
            "supplier": "",
            "conditions": "",
            "sentence": [f"Donor {d} gives a synthetic {a:,.0f} euros." for d, a in zip(donor, amount, strict=True)],
            "span_start": 0,
            "span_end": 5,
            "sentence_start": 0,
            "sentence_end": 40,
            "rule": "synthetic",
            "confidence": 0.9,
        }
    )


def _feeds(until: dt.datetime) -> pd.DataFrame:
    health = ["ok"] * (FEEDS - 4) + ["error", "gone", "empty", "blocked"]
    return pd.DataFrame(
        {
            "feed_id": [f"feed-{number:02d}" for number in range(FEEDS)],
            "url": [f"https://example.org/feed-{number:02d}.xml" for number in range(FEEDS)],
            "title": [f"Sample Gazette {number:02d}" for number in range(FEEDS)],
            "country": "UKR",
            "language": "en",
            "kind": "media",
            "enabled": True,
            "failures": [0 if state == "ok" else 3 for state in health],
            "health": health,
            "last_error": ["" if state == "ok" else "the host did not answer" for state in health],
            "last_ok_at": pd.Timestamp(until),
            "last_item_at": pd.Timestamp(until),
            "items_per_day": 12.5,
            "updated_at": pd.Timestamp(until),
        }
    )


def _fetches(rng: np.random.Generator, days: int, until: dt.datetime) -> pd.DataFrame:
    rows = []
    for day in range(days):
        at = pd.Timestamp(until) - pd.Timedelta(days=day, minutes=1)
        down = day in (5, 6)
        for feed in range(FEEDS):
            status = "error" if down and feed > 8 else "ok"
            rows.append((f"f{day}-{feed}", f"feed-{feed:02d}", at, status, int(rng.integers(0, 20))))
    frame = pd.DataFrame(rows, columns=["fetch_id", "feed_id", "at", "status", "entries"])
    return frame.assign(bytes=1000, seconds=0.2, new_articles=frame["entries"], rejected=0, error="")


def _flags(until: dt.datetime) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "flag_id": ["flag-1"],
            "article_id": ["a00000000"],
            "published_at": [pd.Timestamp(until)],
            "source": ["Sample Gazette 00"],
            "url": ["https://example.org/0"],
            "kind": ["wrong-office"],
            "span_start": [0],
            "span_end": [4],
            "sentence": ["A synthetic sentence."],
            "message": ["a synthetic warning"],
            "expected": ["a synthetic office"],
        }
    )
