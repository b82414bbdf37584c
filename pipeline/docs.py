"""The generated parts of README.md: the data dictionary and the settings, between markers in the text.

`python -m pipeline.docs README.md` writes them anew; a test compares them with what stands there.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import InputError
from pipeline.settings import Settings
from pipeline.store.schema import TABLES, Column


def dictionary() -> str:
    """Return the data dictionary as Markdown: one folded table a table of the store."""
    parts = []
    for table in TABLES.values():
        rows = "\n".join(_column(column) for column in table.columns)
        parts.append(
            f"<details><summary><b>{table.name}</b>: a row is {table.row}; key <code>{table.key}</code></summary>\n\n"
            f"| column | type | unit | meaning | from |\n|---|---|---|---|---|\n{rows}\n\n</details>"
        )
    return "\n".join(parts)


def settings() -> str:
    """Return every option as a Markdown table: environment variable, default, meaning."""
    prefix = Settings.model_config.get("env_prefix", "")
    rows = [
        f"| `{prefix}{name.upper()}` | {_shown(field.get_default(call_default_factory=True))} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


PARTS: dict[str, Callable[[], str]] = {"dictionary": dictionary, "settings": settings}
"""Marker -> what stands between `<!-- marker -->` and `<!-- /marker -->`."""


def refreshed(text: str) -> str:
    """Return `text` with its generated parts made anew; raise `InputError` where a marker is missing."""
    for name, make in PARTS.items():
        marked = re.search(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", text, re.S)
        if marked is None:
            raise InputError(f"the text has no part marked <!-- {name} --> … <!-- /{name} -->")
        text = f"{text[: marked.end(1)]}{make()}\n{text[marked.start(2) :]}"
    return text


def _column(column: Column) -> str:
    cells = (f"`{column.name}`", column.dtype, column.unit, column.meaning, column.source)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _shown(default: object) -> str:
    if default is None or default == "":
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "README.md")
    path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
