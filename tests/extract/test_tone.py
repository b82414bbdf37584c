"""The tone model as it is shipped: what it says, whom it favours (nobody), order, damage, the lines of the command."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.errors import InputError, SeedError
from pipeline.extract.tone import LABELS, Tone, ToneModel, score_jsonl
from pipeline.extract.tone_input import MAX_TOKENS, Encoded, TargetEncoder
from pipeline.extract.tone_session import BATCH_TOKENS, Session, batches_of, logits_of, readings_of
from pipeline.records import Span
from pipeline.seeds import seed
from tests.bench import fairness

Pair = tuple[str, Span]


def pair(sentence: str, target: str) -> Pair:
    start = sentence.index(target)
    return sentence, (start, start + len(target))


GOOD = pair("The villagers praised Norland for its brave and generous help.", "Norland")
BAD = pair("The report calls the behaviour of Sudland cruel, reckless and criminal.", "Sudland")
PLAIN = pair("Envoys of Westmark will arrive on Tuesday.", "Westmark")


@pytest.fixture(scope="module")
def model() -> ToneModel:
    return ToneModel.load(threads=2)


@pytest.fixture(scope="module")
def encoder() -> TargetEncoder:
    return TargetEncoder.load(seed("model") / "tokenizer.json")


def test_clear_sentences_get_their_label(model: ToneModel) -> None:
    assert [tone.label for tone in model.score([GOOD, BAD, PLAIN])] == ["positive", "negative", "neutral"]


def test_the_target_decides_not_the_sentence(model: ToneModel) -> None:
    sentence = "Norland generously rescued the sailors whom Sudland had brutally tortured."
    kind, cruel = model.score([pair(sentence, "Norland"), pair(sentence, "Sudland")])
    assert kind.score > 0.3
    assert cruel.score < kind.score


def test_probabilities_and_score_hang_together(model: ToneModel) -> None:
    for tone in model.score([GOOD, BAD, PLAIN]):
        parts = (tone.p_negative, tone.p_neutral, tone.p_positive)
        assert sum(parts) == pytest.approx(1, abs=2e-4)
        assert tone.score == pytest.approx(tone.p_positive - tone.p_negative, abs=2e-4)
        assert tone.label == LABELS[parts.index(max(parts))]


COMPANY = [
    *(fairness.filled(template, "Norland") for template in fairness.sentences()[::4]),
    *(fairness.filled(template, "the minister") for template in fairness.sentences()[::9]),
    pair("Norland waits. " * 60, "waits"),
    GOOD,
    BAD,
    PLAIN,
]


@pytest.fixture(scope="module")
def alone() -> list[Tone]:
    """Return the tone of each of COMPANY, scored by itself on one thread."""
    lonely = ToneModel.load(threads=1)
    return [lonely.score([each])[0] for each in COMPANY]


@given(chosen=st.lists(st.integers(0, len(COMPANY) - 1), max_size=40), threads=st.sampled_from([1, 2]))
@settings(max_examples=20)
def test_results_do_not_depend_on_company_order_or_threads(alone: list[Tone], chosen: list[int], threads: int) -> None:
    together = ToneModel.load(threads=threads).score([COMPANY[i] for i in chosen])
    assert together == [alone[i] for i in chosen]


def test_logits_in_a_batch_are_those_alone_to_the_last_bit(encoder: TargetEncoder) -> None:
    session = Session((seed("model") / "tone.onnx").read_bytes())
    batches = batches_of(each for readings in readings_of(encoder, COMPANY) for each in readings)
    assert max(map(len, batches)) > 1
    for batch in batches:
        together = session.logits(batch)
        assert all(np.array_equal(session.logits([each])[0], row) for each, row in zip(batch, together, strict=True))


def test_batches_hold_every_reading_once_and_those_of_one_shape(encoder: TargetEncoder) -> None:
    texts = [
        (f"{'so ' * length}Norland waits {number}.", (3 * length, 3 * length + 7))
        for length in (1, 9)
        for number in range(90)
    ]
    readings = [each for readings in readings_of(encoder, COMPANY + texts) for each in readings]
    batches = batches_of(readings * 2)
    assert Counter(each for batch in batches for each in batch) == Counter(set(readings))
    for batch in batches:
        assert len({(len(each.ids), each.target[1] - each.target[0]) for each in batch}) == 1
        assert sum(len(each.ids) for each in batch) <= BATCH_TOKENS
    lengths = [len(batch[0].ids) for batch in batches]
    assert lengths == sorted(lengths, reverse=True)


def test_a_reading_without_doubt_needs_no_name(encoder: TargetEncoder) -> None:
    class Counted(Session):
        runs = 0

        def logits(self, batch: Sequence[Encoded]) -> NDArray[np.float32]:
            self.runs += len(batch)
            return super().logits(batch)

    session = Counted((seed("model") / "tone.onnx").read_bytes())
    pairs = [fairness.filled(template, "Norland") for template in fairness.sentences()]
    logits_of(session, readings_of(encoder, pairs))
    assert len(pairs) < session.runs < 1.5 * len(pairs)


def test_a_pair_is_run_once(model: ToneModel, monkeypatch: pytest.MonkeyPatch) -> None:
    first = model.score([GOOD, GOOD, BAD])
    monkeypatch.setattr(model, "_session", None)  # a second run would fail
    assert model.score([BAD, GOOD]) == [first[2], first[0]]
    assert first[0] == first[1]


def test_nothing_in_nothing_out(model: ToneModel) -> None:
    assert model.score([]) == []


def test_a_long_text_is_read_around_the_target(model: ToneModel) -> None:
    filler = "The weather in the valley was mild and the roads were dry. " * 2000
    sentence, (start, end) = GOOD
    text = filler + sentence + " " + filler
    (tone,) = model.score([(text, (len(filler) + start, len(filler) + end))])
    assert tone.label == "positive"


@given(text=st.text(max_size=400), start=st.integers(0, 400), length=st.integers(1, 400))
def test_any_text_fits_the_network(encoder: TargetEncoder, text: str, start: int, length: int) -> None:
    (item,) = encoder.encode([(text, (start, start + length))])
    assert len(item.ids) <= MAX_TOKENS
    assert 0 < item.target[0] < item.target[1] <= len(item.ids) - 1


def test_words_that_look_like_control_tokens_are_words(encoder: TargetEncoder) -> None:
    (plain,) = encoder.encode([("Norland met Veyra.", (0, 7))])
    (marked,) = encoder.encode([("Norland met [SEP] [MASK] [unused1] Veyra.", (0, 7))])
    control = {plain.ids[0], plain.ids[plain.target[0]], plain.ids[plain.target[1] - 1], plain.ids[-1]}
    (masked,) = encoder.encode([("Norland", (0, 7))], masked=True)
    control.add(masked.ids[masked.target[0] + 1])
    assert len(control) == 5
    assert [i for i in marked.ids if i in control] == [i for i in plain.ids if i in control]


def test_a_lone_surrogate_is_scored_like_any_sign(model: ToneModel) -> None:
    assert model.score([("Norland \ud800 was praised.", (0, 7))])[0].label in LABELS


def test_no_name_is_favoured(model: ToneModel) -> None:
    means = fairness.net_tones(model)
    assert fairness.widest_gap(means) < 0.10, means


@pytest.mark.parametrize(("one", "two"), fairness.SIDES)
def test_exchanging_the_two_sides_changes_few_labels(model: ToneModel, one: str, two: str) -> None:
    changed, n = fairness.exchanged(model, one, two)
    assert n >= 60
    assert changed / n < 0.05


@pytest.mark.parametrize("name", ["tone.onnx", "tokenizer.json", "config.json"])
def test_a_missing_or_damaged_file_is_one_clear_line(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(seed("model"), folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:-100])
    with pytest.raises(SeedError, match=rf"{name} is damaged.*install the package again") as damaged:
        ToneModel.load(folder)
    assert "\n" not in str(damaged.value)
    (folder / name).unlink()
    with pytest.raises(SeedError, match=f"{name} cannot be read"):
        ToneModel.load(folder)


def test_no_training_library_is_imported() -> None:
    code = "import sys, pipeline.extract.tone; print({'torch', 'transformers', 'sklearn', 'onnx'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


def test_lines_in_lines_out(model: ToneModel) -> None:
    lines = [json.dumps({"id": i, "text": text, "span": list(span)}) for i, (text, span) in enumerate((GOOD, BAD))]
    rows = [json.loads(line) for line in score_jsonl([lines[0], "\n", lines[1]], model)]
    assert [set(row) for row in rows] == [{"id", "label", "score", "p_negative", "p_neutral", "p_positive"}] * 2
    assert [(row["id"], row["label"]) for row in rows] == [(0, "positive"), (1, "negative")]


def test_an_id_comes_back_as_it_was_and_lines_are_plain_ascii(model: ToneModel) -> None:
    line = json.dumps({"id": {"straße": "\ud800"}, "text": GOOD[0], "span": list(GOOD[1])})
    (scored,) = score_jsonl([line], model)
    assert scored.isascii()
    assert json.loads(scored)["id"] == {"straße": "\ud800"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "expected"),
        ('{"id": NaN, "text": "abc", "span": [0, 1]}', "NaN is no number of JSON"),
        ('{"id": 1e999, "text": "abc", "span": [0, 1]}', "1e999 is no number of JSON"),
        ('{"id": 1, "text": "abc"}', "expected"),
        ('{"id": 1, "text": 5, "span": [0, 1]}', "text is not a string"),
        ('{"id": 1, "text": "abc", "span": [0, 4]}', "does not lie in the text of 3 characters"),
        ('{"id": 1, "text": "abc", "span": [2, 2]}', "does not lie"),
        ('{"id": 1, "text": "abc", "span": [-1, 2]}', "does not lie"),
        ('{"id": 1, "text": "abc", "span": [true, 2]}', "is not \\[start, end\\]"),
        ('{"id": 1, "text": "abc", "span": "0-1"}', "is not \\[start, end\\]"),
    ],
)
def test_a_bad_line_is_named_by_its_number(model: ToneModel, line: str, reason: str) -> None:
    good = json.dumps({"id": 0, "text": GOOD[0], "span": list(GOOD[1])})
    with pytest.raises(InputError, match=f"line 2: .*{reason}"):
        list(score_jsonl([good, line], model))


def test_nothing_is_written_into_the_home(tmp_path: Path) -> None:
    code = "from pipeline.extract.tone import ToneModel; ToneModel.load(threads=1).score([('Norland won.', (0, 7))])"
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    home.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", code], env=home, check=True)
    assert list(tmp_path.rglob("*")) == []
