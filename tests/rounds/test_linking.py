"""However statements come in, round by round, they are linked as if all had come at once."""

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.extract.aid.events import link_events
from pipeline.extract.statements.echoes import link_echoes
from pipeline.records import Article
from pipeline.rounds import keeping, linking
from pipeline.rounds.fresh import WHO, Touched, marks_for, unlinked
from pipeline.run import keep_articles
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store
from tests.fakes import NOON, article, settings, stages

SPEAKERS = ("Ruta Lind", "Bo Varga", "Ida Strand")
WORDS = tuple(f"we will mend the old bridge number {n} before the first snow falls on the valley" for n in range(5))


def report(number: int, day: float, chance: random.Random) -> Article:
    said = "\n".join(f"{chance.choice(SPEAKERS)}: {chance.choice(WORDS)}" for _ in range(3))
    text = f"Headline {number}\n\n{said}\n+{chance.randrange(1, 4)}00"
    return article(f"a{number:02}", text, f"feed-{number % 4}", published_at=NOON + dt.timedelta(days=day))


def keep(store: Store, articles: list[Article]) -> None:
    keep_articles(
        store, articles, settings(), now=NOON, stages=stages(link_echoes=link_echoes, link_events=link_events)
    )


def links_of(store: Store) -> dict[str, dict[str, str]]:
    columns = {
        "statements": ("statement_id", "echo_id"),
        "tones": ("tone_id", "echo_id"),
        "aid": ("aid_id", "event_id"),
    }
    frames = {name: store.read(name, list(pair)) for name, pair in columns.items()}
    return {name: dict(zip(*(frame[c] for c in columns[name]), strict=True)) for name, frame in frames.items()}


@pytest.mark.parametrize("seed", range(4))
def test_rounds_in_any_order_link_like_all_at_once(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    days = [chance.uniform(0, 20) + 150 * chance.randrange(3) for _ in range(24)]  # three spans apart
    made = [report(number, day, chance) for number, day in enumerate(days)]
    once, rounds = Store.open(tmp_path / "once"), Store.open(tmp_path / "rounds")
    keep(once, made)
    chance.shuffle(made)
    for start in range(0, len(made), 5):
        keep(rounds, made[start : start + 5])
    linked = links_of(once)
    assert links_of(rounds) == linked
    assert len(set(linked["statements"].values())) < 0.7 * len(linked["statements"])
    assert len(set(linked["aid"].values())) < len(linked["aid"])
    assert all(unlinked(rounds, name) is None for name in WHO)


def test_what_echoed_words_that_are_revised_away_leads_now(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    said = f"H\n\nBo Varga: {WORDS[0]}"
    first, later, last = (article(f"a{n}", said, f"feed-{n}", published_at=NOON + dt.timedelta(n)) for n in range(3))
    keep(store, [first, later, last])
    assert len(set(links_of(store)["statements"].values())) == 1
    keep(store, [replace(first, text=f"H\n\nIda Strand: {WORDS[1]}", content_hash="other", revision=2)])
    rows = store.read("statements").set_index("article_id")
    assert rows.loc[["a1", "a2"], "echo_id"].tolist() == [rows.loc["a1", "statement_id"]] * 2
    assert rows.loc["a0", "echo_id"] == rows.loc["a0", "statement_id"]


def test_only_what_touched_speakers_said_about_the_same_time_is_compared(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    chance = random.Random(1)
    keep(store, [report(number, day, chance) for number, day in enumerate((0, 1, 2, 300, 301))])
    compared = []

    def watched(frame):  # type: ignore[no-untyped-def]
        compared.append(frame)
        return link_echoes(frame)

    new = article("a90", f"H\n\nBo Varga: {WORDS[0]}", "feed-9", published_at=NOON + dt.timedelta(days=302))
    keep_articles(store, [new], settings(), now=NOON, stages=stages(link_echoes=watched))
    (frame,) = compared
    assert set(frame["speaker"]) == {"Bo Varga"}
    assert frame["published_at"].min() >= NOON + dt.timedelta(days=300)


def test_what_a_killed_round_left_is_linked_whoever_said_it(tmp_path: Path) -> None:
    calm, killed = Store.open(tmp_path / "calm"), Store.open(tmp_path / "killed")
    chance = random.Random(2)
    made = [report(number, number / 2, chance) for number in range(8)]
    other = article("a90", f"H\n\nBo Varga: {WORDS[0]}", "feed-9", published_at=NOON + dt.timedelta(days=9))
    for store in (calm, killed):
        keep(store, made)
    rows = killed.read("statements")
    rows["echo_id"] = rows["statement_id"]
    killed.upsert("statements", rows, marks_for(killed, "statements", rows["published_at"].tolist()))
    for store in (calm, killed):
        keep(store, [other])
    assert links_of(killed)["statements"] == links_of(calm)["statements"]


@pytest.mark.parametrize("days", [-1300, -120, 1300])
def test_what_an_article_with_another_date_leaves_is_led_by_the_next(tmp_path: Path, days: int) -> None:
    text = f"H\n\nBo Varga: {WORDS[0]}\n+100"
    made = [article(f"a{n}", text, f"feed-{n}", published_at=NOON + dt.timedelta(n)) for n in range(3)]
    moved = replace(
        made[0], text=f"{text}\nmore", content_hash="other", published_at=NOON + dt.timedelta(days=days), revision=2
    )
    rounds, once = Store.open(tmp_path / "rounds"), Store.open(tmp_path / "once")
    keep(rounds, made)
    keep(rounds, [moved])
    keep(once, [moved, *made[1:]])
    assert links_of(rounds) == links_of(once)
    assert len(set(links_of(rounds)["statements"].values())) == len(set(links_of(rounds)["aid"].values())) == 2


@pytest.mark.parametrize("stop", ["aid", "tones", "flags", "articles"])
def test_what_a_killed_revision_left_at_another_time_goes_with_the_next(
    tmp_path: Path, stop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(tmp_path)
    first = article("a", f"H\n\nBo Varga: {WORDS[0]}\n+100", "feed-0", published_at=NOON)
    keep(store, [first])
    replacing = Store.replace

    def dying(self: Store, name: str, *rest: object) -> None:
        if name == stop:
            raise KeyboardInterrupt
        replacing(self, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "replace", dying)
    later = replace(first, text=f"{first.text}\nIda Strand: {WORDS[1]}", content_hash="2",
                    published_at=NOON + dt.timedelta(days=10))  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        keep(Store.open(tmp_path), [later])
    monkeypatch.undo()
    last = replace(first, text=f"{first.text}\nRuta Lind: {WORDS[2]}", content_hash="3",
                   published_at=NOON - dt.timedelta(days=5))  # fmt: skip
    keep(store, [last])
    for name in ("articles", "statements", "aid", "tones", "flags"):
        rows = store.read(name)
        assert not rows[TABLES[name].key].duplicated().any(), name
        assert set(rows["published_at"]) <= {pd.Timestamp(last.published_at)}, name
    assert set(store.read("statements")["speaker"]) == {"Bo Varga", "Ruta Lind"}


def test_days_far_apart_are_linked_apart() -> None:
    assert list(linking._spans({1, 5, 90, 300, 310, 700}, 90)) == [(1, 90), (300, 310), (700, 700)]
    assert list(linking._spans(set(), 90)) == []


def test_a_round_notes_days_and_owners_of_what_goes_as_well(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    old = article("a0", f"H\n\nBo Varga: {WORDS[0]}", "feed-0", published_at=NOON)
    keep(store, [old])
    new = replace(old, text=f"H\n\nIda Strand: {WORDS[1]}", content_hash="x", revision=2,
                  published_at=NOON + dt.timedelta(days=2))  # fmt: skip
    with keeping.Keeper(store, stages(), settings(), NOON, None) as keeper:
        keeper.keep_articles([new])
        touched = keeper._touched["statements"]
        assert touched == Touched(touched.days, {"p-bo", "p-ida"})
        assert max(touched.days) - min(touched.days) == 2
