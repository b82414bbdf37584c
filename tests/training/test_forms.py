"""The forms in which a target is put to the network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from pipeline.extract.tone_input import MAX_TOKENS, TargetEncoder
from pipeline.seeds import seed
from pipeline.training.forms import FORMS

SENTENCE = "Envoys of Norland will arrive on Tuesday."
TARGET = (10, 17)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(seed("model") / "tokenizer.json"))


@pytest.fixture(scope="module")
def encoders() -> dict[str, TargetEncoder]:
    return {form: kind.load(seed("model") / "tokenizer.json") for form, kind in FORMS.items()}


@pytest.fixture(scope="module")
def pairs(encoders: dict[str, TargetEncoder]) -> TargetEncoder:
    return encoders["pair"]


def test_the_pair_form_has_the_target_behind_its_sentence(pairs: TargetEncoder, tokenizer: Tokenizer) -> None:
    (item,) = pairs.encode([(SENTENCE, TARGET)])
    text = tokenizer.decode(list(item.ids), skip_special_tokens=False)
    assert text == "[CLS] envoys of norland will arrive on tuesday. [SEP] norland [SEP]"
    assert tokenizer.decode(list(item.ids[slice(*item.target)]), skip_special_tokens=False) == "norland [SEP]"


def test_a_masked_target_is_masked_in_both_parts(pairs: TargetEncoder, tokenizer: Tokenizer) -> None:
    (item,) = pairs.encode([(SENTENCE, TARGET)], masked=True)
    assert item.ids.count(tokenizer.token_to_id("[MASK]")) == 2
    assert "norland" not in tokenizer.decode(list(item.ids))


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(max_size=400), start=st.integers(0, 400), length=st.integers(1, 400))
def test_any_text_fits_the_network_in_any_form(
    encoders: dict[str, TargetEncoder], form: str, text: str, start: int, length: int
) -> None:
    (item,) = encoders[form].encode([(text, (start, start + length))])
    assert len(item.ids) <= MAX_TOKENS
    assert 0 < item.target[0] < item.target[1] <= len(item.ids)
