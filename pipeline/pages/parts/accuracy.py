"""What the Method page says of accuracy and versions: the measurements that travel with the program."""

import hashlib
from importlib.metadata import PackageNotFoundError, version

import pandas as pd

from pipeline.errors import SeedError
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
    """Return the version of the program, its schema, the lexicons, the registers, the tone model and the data."""
    rows = [
        ("Program", _program()),
        ("Schema of the store", str(SCHEMA_VERSION)),
        ("Register of actors and offices", fingerprint("actors.csv", "offices.csv", "countries.csv")),
        ("Lexicons", fingerprint("lexicons")),
        ("Tone model", fingerprint("model")),
        ("Data", data_version),
    ]
    return pd.DataFrame(rows, columns=["What", "Version"])


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
