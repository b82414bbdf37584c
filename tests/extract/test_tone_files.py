"""What is wrong with the files of the tone model is told in names only, and a damaged tokenizer is none."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from pipeline.errors import SeedError
from pipeline.extract import tone_files
from pipeline.extract.tone import ToneModel
from pipeline.extract.tone_files import CONFIG, NETWORK, TOKENIZER, fault
from pipeline.extract.tone_input import TargetEncoder
from pipeline.seeds import seed

DAMAGED = {
    "empty": "",
    "no JSON": "{",
    "nested without end": "[" * 200_000,
    "nothing in it": "{}",
    "a list": "[]",
    "a model that is none": '{"model": 3}',
    "no words": '{"model": {}}',
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
    assert fault(model) == f"{TOKENIZER} is damaged (wrong checksum); install the package again"
    with pytest.raises(SeedError):
        TargetEncoder.load(model / TOKENIZER)


def test_a_tokenizer_with_one_changed_word_is_a_fault_and_does_not_load(model: Path) -> None:
    content = json.loads((model / TOKENIZER).read_text(encoding="utf-8"))
    words = content["model"]["vocab"]
    words["good"], words["bad"] = words["bad"], words["good"]
    (model / TOKENIZER).write_text(json.dumps(content), encoding="utf-8")
    TargetEncoder.load(model / TOKENIZER)  # it has the form of one
    assert fault(model) == f"{TOKENIZER} is damaged (wrong checksum); install the package again"
    with pytest.raises(SeedError, match=r"tokenizer\.json is damaged"):
        ToneModel.load(model)


def test_a_network_that_the_library_cannot_load_is_one_line(model: Path) -> None:
    (model / NETWORK).write_bytes(b"no network")
    config = json.loads((model / CONFIG).read_text(encoding="utf-8"))
    config["sha256"][NETWORK] = hashlib.sha256(b"no network").hexdigest()
    (model / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(SeedError, match="onnxruntime cannot load the network") as found:
        ToneModel.load(model)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("sums", [None, "0" * 64, {}, {NETWORK: "0"}])
def test_a_config_without_both_checksums_is_damaged(sums: object, model: Path) -> None:
    config = json.loads((model / CONFIG).read_text(encoding="utf-8"))
    (model / CONFIG).write_text(json.dumps(config | {"sha256": sums}), encoding="utf-8")
    assert fault(model).startswith(f"{CONFIG} is damaged")


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
