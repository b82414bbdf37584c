"""The second step of a round: what waits for its tone is scored, also after a kill, and then never again."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.extract.scored import LEAD, versioned
from pipeline.rounds import scoring
from pipeline.rounds.scoring import outdated, score_waiting, waiting
from pipeline.run import keep_articles
from pipeline.store.tables import Store
from tests.fakes import Tone, article, settings, stages

TEXTS = [article(f"a{i}", f"Head {i}\n\nBo Varga: words {i}\nOla Norden: more {i}") for i in range(5)]


class ByLength:
    """Calls words the more positive the longer they are; breaks after `most` calls, as a killed process does."""

    version = "length-1"

    def __init__(self, most: int = 1_000) -> None:
        self.seen: list[tuple[str, tuple[int, int]]] = []
        self._most = most

    def score(self, pairs: Sequence[tuple[str, tuple[int, int]]]) -> list[Tone]:
        if self._most == 0:
            raise KeyboardInterrupt
        self._most -= 1
        self.seen.extend(pairs)
        return [Tone("positive", len(sentence.removeprefix(LEAD)) / 100, 0.1, 0.2, 0.7) for sentence, _ in pairs]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of which nothing is scored, because there was no model."""
    store = Store.open(tmp_path / "store")
    keep_articles(store, TEXTS, settings(), stages=stages(load_scorer=lambda: None))
    return store


def test_everything_is_kept_before_anything_is_scored(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store")
    kept: list[int] = []

    def load_scorer() -> ByLength:
        kept.append(store.count("statements"))
        return ByLength()

    report = keep_articles(store, TEXTS, settings(), stages=stages(load_scorer=load_scorer))
    assert kept == [10]
    assert report.tone == "length-1"
    assert waiting(store).empty


def test_a_round_can_leave_tone_to_a_later_one(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store")
    report = keep_articles(store, TEXTS, settings(tone=False), stages=stages(load_scorer=ByLength))
    assert report.tone == "later"
    assert len(waiting(store)) == 20


def test_the_next_round_scores_what_waits(store: Store) -> None:
    assert len(waiting(store)) == 20
    report = keep_articles(store, [], settings(), stages=stages(load_scorer=ByLength))
    assert report.tone == "length-1"
    tones = store.read("tones")
    assert (tones["model"] == "length-1").all()
    assert tones["score"].tolist() == (tones["sentence"].str.len() / 100).tolist()
    statements = store.read("statements")
    assert statements["tone"].tolist() == pytest.approx((statements["quote"].str.len() / 100).tolist())


def test_a_statement_gets_the_mean_over_its_targets(store: Store) -> None:
    tones = store.read("tones", where={"voice": "speaker"}).head(1)
    twin = tones.assign(tone_id="twin", target_id="RUS", sentence=tones["sentence"] + "!" * 10)
    store.append("tones", twin)
    score_waiting(store, waiting(store), ByLength(), lambda *_: None)
    statement = store.read("statements", where={"statement_id": tones["statement_id"].tolist()})
    assert statement["tone"].item() == pytest.approx((len(tones["sentence"].item()) + 5) / 100)


def test_a_killed_scoring_is_gone_on_with(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "BATCH_PAIRS", 4)
    first = ByLength(most=2)
    with pytest.raises(KeyboardInterrupt):
        score_waiting(store, waiting(store), first, lambda *_: None)
    left = waiting(store)
    assert 0 < len(left) < 20
    second = ByLength()
    score_waiting(store, left, second, lambda *_: None)
    assert waiting(store).empty
    assert len(first.seen) + len(second.seen) == store.count("tones") == 20
    assert store.read("statements")["tone"].notna().all()


def test_a_reprint_is_not_scored_again_by_a_later_round(store: Store) -> None:
    score_waiting(store, waiting(store), ByLength(), lambda *_: None)
    reprints = [article(f"b{i}", text.text) for i, text in enumerate(TEXTS)]
    scorer = ByLength()
    keep_articles(store, reprints, settings(), stages=stages(load_scorer=lambda: scorer))
    assert scorer.seen == []
    tones = store.read("tones")
    assert len(tones) == 40
    assert tones["score"].tolist() == (tones["sentence"].str.len() / 100).tolist()
    assert store.read("statements")["tone"].notna().all()


def test_a_revised_article_is_scored_where_it_says_something_new(store: Store) -> None:
    score_waiting(store, waiting(store), ByLength(), lambda *_: None)
    revised = replace(TEXTS[0], text=TEXTS[0].text + "\nOla Norden: at last", content_hash="new", revision=2)
    scorer = ByLength()
    keep_articles(store, [revised], settings(), stages=stages(load_scorer=lambda: scorer))
    assert {sentence for sentence, _ in scorer.seen} == {f"{LEAD}at last", "Ola Norden: at last"}
    assert waiting(store).empty


def test_the_scores_of_another_model_do_not_count(store: Store) -> None:
    score_waiting(store, waiting(store), ByLength(), lambda *_: None)
    scorer = ByLength()
    scorer.version = "length-2"
    keep_articles(store, [article("b0", TEXTS[0].text)], settings(), stages=stages(load_scorer=lambda: scorer))
    assert len(scorer.seen) == 4


def test_what_an_earlier_version_scored_is_scored_again_some_of_it_a_round(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_waiting(store, waiting(store), ByLength(), lambda *_: None)
    monkeypatch.setattr(scoring, "RESCORED", 12)
    newer = ByLength()
    newer.version = "length-2"
    rounds = stages(load_scorer=lambda: newer, scorer_version=lambda: newer.version)
    keep_articles(store, [], settings(tone=False), stages=rounds)
    assert len(outdated(store, "length-2")) == 12
    report = keep_articles(store, [], settings(), stages=rounds)
    assert report.tone == "length-2"
    assert store.read("tones")["model"].value_counts().to_dict() == {"length-2": 12, "length-1": 8}
    keep_articles(store, [], settings(), stages=rounds)
    assert (store.read("tones")["model"] == "length-2").all()
    assert outdated(store, "length-2").empty
    assert outdated(store, "").empty


def test_what_speakers_said_and_was_scored_on_another_kind_of_words_is_left_as_it_is(store: Store) -> None:
    score_waiting(store, waiting(store), ByLength(), lambda *_: None)
    assert len(outdated(store, "length-2")) == 20
    kept = set(outdated(store, versioned("length-1"))["tone_id"])
    assert kept == set(store.read("tones", where={"voice": "outlet"})["tone_id"])  # whole sentences then and now
