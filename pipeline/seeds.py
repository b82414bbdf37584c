"""Where the seeds are: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

from pipeline.errors import SeedError


def seeds_folder() -> Path:
    """Return the folder that holds feeds.opml, actors.csv, lexicons/, model/ and baseline/."""
    here = Path(__file__).resolve().parent
    for folder in (here / "seeds", here.parent / "seeds"):
        if (folder / "actors.csv").is_file():
            return folder
    raise SeedError(f"no seeds beside {here}: actors.csv is missing; install the package again")


def seed(name: str) -> Path:
    """Return the path of one seed file; raise `SeedError` where it is missing."""
    path = seeds_folder() / name
    if not path.exists():
        raise SeedError(f"seed {name} is missing at {path}; install the package again")
    return path


def dashboard_script() -> Path:
    """Return the Streamlit script dashboard.py, which lies beside the seeds; raise `SeedError` where it is missing."""
    path = seeds_folder().parent / "dashboard.py"
    if not path.is_file():
        raise SeedError(f"the dashboard script is missing at {path}; install the package again")
    return path
