"""File names that say what a file holds."""

import re
from urllib.parse import quote

from pipeline.analysis.selection import Selection

LONGEST = 160  # characters
_UNSAFE = re.compile(r'[^\x20-\x7e]|["\\/%]')  # would end the quoted name, escape in it, name a folder, or be decoded
_PLAIN = "!#$&+-.^_`|~"  # RFC 8187 leaves these as they are, beside letters and digits


def file_name(name: str, selection: Selection | None, version: str) -> str:
    """Return a file name that says what the file holds, of which selection and of which version of the data."""
    parts = [name]
    for key, values in (selection.to_params() if selection else {}).items():
        parts.append("-".join([key, *values]) if key != "period" else values[0])
    parts.append(f"v{version}")
    return re.sub(r"[^\w.-]+", "-", "_".join(parts))[:LONGEST] + ".csv"


def as_attachment(file: str) -> str:
    """Return the header Content-Disposition (RFC 6266) that saves an answer as `file`, in whatever letters it is."""
    return f"attachment; filename=\"{_UNSAFE.sub('-', file)}\"; filename*=UTF-8''{quote(file, safe=_PLAIN)}"
