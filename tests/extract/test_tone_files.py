"""What is wrong with the files of the tone model is told in names only, and a damaged tokenizer is none."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.errors import SeedError
from pipeline.extract import tone_files
from pipeline.extract.tone_files import CONFIG, MARKS, NETWORK, TOKENIZER, fault
from pipeline.extract.tone_input import TargetEncoder
from pipeline.seeds import seed

VOCABULARY = {mark: number for number, mark in enumerate(MARKS)}
DAMAGED = {
    "empty": "",
    "no JSON": "{",
    "nested without end": "[" * 200_000,
    "nothing in it": "{}",
    "a list": "[]",
    "a model that is none": '{"model": 3}',
    "no words": '{"model": {}}',
    "words that are none": '{"model": {"vocab": null}}',
    "words in a list": json.dumps({"model": {"vocab": list(MARKS)}}),
    "a mark that is missing": json.dumps({"model": {"vocab": dict(list(VOCABULARY.items())[1:])}}),
    "a mark without a number": json.dumps({"model": {"vocab": VOCABULARY | {MARKS[0]: "0"}}}),
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The model that is shipped, to be damaged."""
    return Path(shutil.copytree(seed("model"), tmp_path / "model"))


def test_the_model_that_is_shipped_has_no_fault(model: Path) -> None:
    assert not fault()
    assert not fault(model)


@pytest.mark.parametrize("kind", list(DAMAGED))
def test_a_tokenizer_that_cannot_be_read_is_a_fault(kind: str, model: Path) -> None:
    (model / TOKENIZER).write_text(DAMAGED[kind])
    assert fault(model) == f"{TOKENIZER} is missing or damaged; install the package again"
    with pytest.raises(SeedError):
        TargetEncoder.load(model / TOKENIZER)


@pytest.mark.parametrize("temperature", [-1.0, 0.0, float("nan"), float("inf")])
def test_a_temperature_that_would_change_labels_is_a_fault(temperature: float, model: Path) -> None:
    config = json.loads((model / CONFIG).read_text(encoding="utf-8"))
    (model / CONFIG).write_text(json.dumps(config | {"temperature": temperature}), encoding="utf-8")
    assert fault(model).startswith(f"{CONFIG} is damaged")


@pytest.mark.parametrize("name", [CONFIG, NETWORK, TOKENIZER])
def test_a_fault_names_the_file_and_not_where_it_is(name: str, model: Path) -> None:
    (model / name).unlink()
    assert fault(model).startswith(name)
    assert "model/" not in fault(model)
    assert str(model.parent) not in fault(model)


def test_a_folder_that_is_missing_is_told_without_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.seeds.seeds_folder", lambda: tmp_path)
    with pytest.raises(SeedError, match=str(tmp_path)):
        tone_files.seed("model")
    assert fault()
    assert str(tmp_path) not in fault()
