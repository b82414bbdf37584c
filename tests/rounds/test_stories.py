"""A report printed by several outlets is one story, in whatever order and rounds the articles come in."""

import datetime as dt
import random
from pathlib import Path

import pandas as pd
import pytest

from pipeline.ingest.syndication import link_stories
from pipeline.records import Article
from pipeline.rounds import stories
from pipeline.rounds.fresh import marks_for, unlinked
from pipeline.run import keep_articles
from pipeline.store.tables import Store
from tests.fakes import NOON, article, settings, stages

WIRE = "The town of Dorvale said on Friday it would send forty pumps to the flooded villages along the river Orn."
OTHER = "The council of Brenholm has rejected a plan for a second bridge because the river is too wide there."


def report(number: int, text: str, days: float) -> Article:
    made = f"{text}\nRuta Lind: we will mend the old bridge before snow number one falls"
    return article(f"a{number:02}", made, f"outlet-{number % 4}", published_at=NOON + dt.timedelta(days=days))


def keep(store: Store, articles: list[Article]) -> None:
    keep_articles(store, articles, settings(), now=NOON, stages=stages(link_stories=link_stories))


def stories_of(store: Store) -> dict[str, str]:
    frame = store.read("articles", ["article_id", "story_id"])
    return dict(zip(frame["article_id"], frame["story_id"], strict=True))


def test_a_reprint_of_a_later_round_joins_and_an_earlier_original_takes_over(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    keep(store, [report(1, WIRE, 1)])
    keep(store, [report(2, WIRE, 2), report(3, OTHER, 2)])
    assert stories_of(store) == {"a01": "a01", "a02": "a01", "a03": "a03"}
    keep(store, [report(4, WIRE, 0)])
    assert stories_of(store) == {"a01": "a04", "a02": "a04", "a03": "a03", "a04": "a04"}
    assert unlinked(store, "articles") is None


@pytest.mark.parametrize("rows", [stories.ROWS, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_rounds_in_any_order_end_like_all_at_once(
    tmp_path: Path, seed: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "ROWS", rows)
    chance = random.Random(seed)
    made = [report(n, chance.choice((WIRE, OTHER)), chance.uniform(0, 14)) for n in range(24)]
    once = Store.open(tmp_path / "once")
    keep(once, made)
    chance.shuffle(made)
    rounds = Store.open(tmp_path / "rounds")
    for start in range(0, len(made), 6):
        keep(rounds, made[start : start + 6])
    frame = pd.DataFrame([[a.article_id, a.source_id, a.published_at, a.text] for a in made])
    frame.columns = pd.Index(["article_id", "source_id", "published_at", "text"])
    assert stories_of(rounds) == stories_of(once) == link_stories(frame).to_dict()
    assert len(set(stories_of(once).values())) < len(made)


def test_what_a_killed_round_left_is_linked_by_the_next(tmp_path: Path) -> None:
    calm, killed = Store.open(tmp_path / "calm"), Store.open(tmp_path / "killed")
    made = [report(1, WIRE, 0), report(2, WIRE, 1), report(3, WIRE, 8), report(4, WIRE, 9)]
    keep(calm, made)
    keep(killed, made)
    rows = killed.read("articles")
    rows["story_id"] = rows["article_id"]
    killed.upsert("articles", rows, marks_for(killed, "articles", rows["published_at"].tolist()))
    keep(killed, [report(9, OTHER, 30)])
    keep(calm, [report(9, OTHER, 30)])
    assert stories_of(killed) == stories_of(calm)
    assert stories_of(calm)["a04"] == "a03"


def test_only_rows_whose_story_changes_are_written(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    keep(store, [report(1, WIRE, 1), report(3, OTHER, 1)])
    written: list[int] = []
    update = store.update

    def counting(name: str, data: pd.DataFrame, marks: dict[str, int] | None = None) -> None:
        written.append(len(data))
        update(name, data, marks)

    store.append("articles", store.read("articles").head(0), marks_for(store, "articles", [NOON]))
    store.update = counting  # type: ignore[method-assign, assignment]  # watched
    assert stories.link_articles(store, link_stories).empty
    assert written == [0]
    assert unlinked(store, "articles") is None


def test_a_dropped_text_keeps_its_story(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    keep(store, [report(1, WIRE, 0), report(2, WIRE, 1)])
    old = store.read("articles")
    old["text"] = ""
    store.upsert("articles", old, marks_for(store, "articles", old["published_at"].tolist()))
    stories.link_articles(store, link_stories)
    assert stories_of(store) == {"a01": "a01", "a02": "a01"}


def test_a_changed_story_has_its_statements_linked_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    keep(store, [report(1, WIRE, 1), report(2, WIRE, 2)])
    first = article("a00", f"{WIRE}\nNothing was said", "outlet-3", published_at=NOON)
    seen: list[pd.DataFrame] = []

    def watched(frame: pd.DataFrame) -> "pd.Series[str]":
        seen.append(frame)
        return stages().link_echoes(frame)

    made = stages(link_stories=link_stories, link_echoes=watched)
    keep_articles(store, [first], settings(), now=NOON, stages=made)
    assert stories_of(store) == {"a00": "a00", "a01": "a00", "a02": "a00"}
    assert set(seen[-1]["story_id"]) == {"a00"}
