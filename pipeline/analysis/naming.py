"""File names that say what a file holds."""

import re
from urllib.parse import quote

from pipeline.analysis.selection import Selection

LONGEST = 160  # characters


def file_name(name: str, selection: Selection | None, version: str) -> str:
    """Return a file name that says what the file holds, of which selection and of which version of the data."""
    parts = [name]
    for key, values in (selection.to_params() if selection else {}).items():
        parts.append("-".join([key, *values]) if key != "period" else values[0])
    parts.append(f"v{version}")
    return re.sub(r"[^\w.-]+", "-", "_".join(parts))[:LONGEST] + ".csv"


def as_attachment(file: str) -> str:
    """Return the header Content-Disposition (RFC 6266) that saves an answer as `file`, in whatever letters it is."""
    plain = re.sub(r"[^\x20-\x7e]", "-", file)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file)}"
