"""What is about the war is kept, in every language of the feed list; what only shares its words is not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SeedError
from pipeline.ingest.relevance import judge, load_lexicon


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Ukraine: pumps for Dorvale", ""),
        ("Shelling of Kharkiv goes on", ""),
        ("Pumps for the south", "The minister said Ukrainian towns needed pumps, and Kyiv had asked for them."),
        ("Dorvale expels Russian diplomats", "The country sent home nine of them over the invasion."),
        ("Россия нанесла удар", "Ракеты упали на жилые дома."),
        ("У Харкові лунають вибухи", "Мер міста повідомив про обстріл."),
        ("Ostrzał Charkowa", "Rosyjskie rakiety spadły na dzielnicę mieszkalną."),
        ("Guerre en Ukraine : ce que l'on sait", ""),
        ("Selenskyj dankt für Panzer", "Die Ukraine erhält weitere Systeme."),
        ("Rowers from Russia banned from the regatta", ""),
    ],
)
def test_the_war_is_recognised(title: str, text: str) -> None:
    assert judge(title, text).relevant


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Pumps for Dorvale", "The town buys new pumps."),
        ("Missiles and drones over the gulf", "Troops were put on alert, and air defences fired; a ceasefire failed."),
        ("Tennis: Russian wins the final", "The grand slam ended in two sets."),
        ("Police in Moscow, Idaho, ask for calm", "University of Idaho students mourn."),
        ("", ""),
    ],
)
def test_other_subjects_are_not(title: str, text: str) -> None:
    verdict = judge(title, text)
    assert not verdict.relevant
    assert verdict.reason.startswith("score")


def test_a_feed_on_ukraine_needs_fewer_words() -> None:
    title, text = "Missile hits a bakery", "Two people were hurt; soldiers cleared the street."
    assert not judge(title, text).relevant
    assert judge(title, text, "ukraine-only").relevant


@pytest.mark.parametrize(
    "rows", ["words,weight\na,b\n", "words,names\na,yes\n", "words,weight,names,example\n*,1,,x\n"]
)
def test_a_damaged_word_list_is_named(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "words.csv"
    path.write_text(rows)
    with pytest.raises(SeedError, match="words"):
        load_lexicon(path)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_judged(title: str, text: str) -> None:
    assert judge(title, text) == judge(title, text)
