"""The files of the tone model: read, checked against their checksums; loads no network."""

import functools
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SeedError
from pipeline.seeds import seed

NETWORK, TOKENIZER, CONFIG = "tone.onnx", "tokenizer.json", "config.json"


@dataclass(frozen=True, slots=True)
class ToneConfig:
    """What config.json beside the network says: its version, its calibration, and the checksums that tell a damaged
    file, by its name.
    """

    version: str
    temperature: float
    sha256: Mapping[str, str]


def read_config(path: Path) -> ToneConfig:
    """Return what config.json says; raise `SeedError` where it is missing or damaged."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        sums = {name: str(raw["sha256"][name]) for name in (NETWORK, TOKENIZER)}
        config = ToneConfig(str(raw["version"]), float(raw["temperature"]), sums)
    except OSError as error:
        raise unreadable(path, error) from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise SeedError(f"tone model: {path} is damaged ({error!r}); install the package again") from error
    if not 0 < config.temperature < math.inf:  # below zero it would turn every label round
        raise SeedError(f"tone model: {path} is damaged (temperature {config.temperature}); install the package again")
    return config


def read_checked(path: Path, config: ToneConfig) -> bytes:
    """Return the bytes of tone.onnx or tokenizer.json; raise `SeedError` where it is missing or has another checksum.

    A tokenizer with a word that is changed would load, and score wrongly without a word.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if hashlib.sha256(content).hexdigest() != config.sha256[path.name]:
        raise SeedError(f"tone model: {path} is damaged (wrong checksum); install the package again")
    return content


def fault(folder: Path | None = None) -> str:
    """Return in a few words what is wrong with the files of the model (default: the seeds), "" where nothing is.

    The words are shown on pages: they name files, not where these are.
    """
    try:
        folder = folder or seed("model")
    except SeedError:
        return "The folder of the model is missing; install the package again"
    return _fault(folder, tuple(_stamp(folder / name) for name in (CONFIG, NETWORK, TOKENIZER)))


@functools.lru_cache(maxsize=4)
def _fault(folder: Path, stamps: tuple[tuple[float, int], ...]) -> str:
    try:
        config = read_config(folder / CONFIG)
        for name in config.sha256:
            read_checked(folder / name, config)
    except SeedError as error:
        return str(error).removeprefix("tone model: ").replace(str(folder / "_")[:-1], "")
    return ""


def _stamp(path: Path) -> tuple[float, int]:
    """Return time of change and size of a file, which are others when it is; zeros where there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0.0, 0
    return found.st_mtime, found.st_size


def unreadable(path: Path, error: OSError) -> SeedError:
    """Return the error to raise for a file of the model that the system does not let us read."""
    return SeedError(f"tone model: {path} cannot be read ({error.strerror}); install the package again")
