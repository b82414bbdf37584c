"""Training examples: reading, what is left out, and the exchange of names."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.training.examples import Example, NameExchange, read_examples, select

SENTENCE = "Norland thanked Poland and the Polish nurses."


def line(sentence: str, start: int, end: int, polarity: float) -> str:
    target = {"from": start, "to": end, "polarity": polarity}
    return json.dumps({"sentence_normalized": sentence, "targets": [target]})


def test_the_three_polarities_are_read(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text("\n".join(line(SENTENCE, 0, 7, polarity) for polarity in (2.0, 4.0, 6.0)), encoding="utf-8")
    assert [example.label for example in read_examples(path)] == [0, 1, 2]


@pytest.mark.parametrize("bad", ["{", "[]", '{"targets": [{}]}', line(SENTENCE, 0, 7, 3.0)])
def test_a_bad_line_is_named(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text(line(SENTENCE, 0, 7, 2) + "\n" + bad, encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_examples(path)


def test_repeated_and_held_out_sentences_are_left_out() -> None:
    kept, again, barred = Example("A b.", (0, 1), 0), Example("A b.", (0, 1), 2), Example("C d.", (0, 1), 1)
    assert select([kept, again, barred], [Example("C d.", (2, 3), 1)]) == [kept]


@given(st.integers(0, 10_000))
def test_the_span_follows_the_name_whatever_is_exchanged(seed: int) -> None:
    exchange = NameExchange(["Sudland"], ["Westmark"], names=0.4, masks=0.4, context=1.0)
    new = exchange.apply(Example(SENTENCE, (0, 7), 1), random.Random(seed))
    target = new.sentence[slice(*new.span)]
    assert target in ("Norland", "Sudland", "Westmark", "[MASK]")
    assert new.sentence.startswith(target + " thanked ")
    assert new.label == 1


def test_names_are_exchanged_as_often_as_asked() -> None:
    exchange = NameExchange(["Sudland"], ["Westmark"], names=0.25, masks=0.15, context=0.0)
    rng = random.Random(1)
    drawn = [exchange.apply(Example(SENTENCE, (0, 7), 1), rng) for _ in range(4000)]
    shares = {name: n / 4000 for name, n in Counter(new.sentence.split()[0] for new in drawn).items()}
    assert shares["[MASK]"] == pytest.approx(0.15, abs=0.02)
    assert shares["Sudland"] + shares["Westmark"] == pytest.approx(0.25, abs=0.02)


def test_a_state_beside_the_target_changes_with_its_adjective_and_the_target_stays() -> None:
    exchange = NameExchange.from_seeds(names=0, masks=0, context=1.0)
    changed = exchange.apply(Example(SENTENCE, (0, 7), 1), random.Random(3))
    assert changed.sentence.startswith("Norland thanked ")
    assert "Poland" not in changed.sentence
    assert "Polish" not in changed.sentence
    target = Example(SENTENCE, (16, 22), 1)
    assert "Poland" in exchange.apply(target, random.Random(3)).sentence
