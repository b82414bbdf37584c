"""The labelled sentences of the war: what is measured on is never trained on."""

from pipeline.extract.tone import LABELS
from tests.bench import war


def test_no_item_is_both_measured_and_trained_on():
    measured, trained = ({row["item"] for row in war.rows(part)} for part in ("measuring", "training"))
    assert measured
    assert trained
    assert not measured & trained


def test_each_target_has_two_labels_and_lies_in_its_sentence():
    for row in [*war.rows("measuring"), *war.rows("training")]:
        assert {row["label_a"], row["label_b"]} <= set(LABELS)
        places = [int(row[name]) for name in ("sentence_start", "target_start", "target_end", "sentence_end")]
        assert places == sorted(places)
