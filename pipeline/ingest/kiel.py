"""Reading the Kiel Institute's Ukraine Support Tracker: its public workbook, or a CSV of one of its sheets.

Two shapes are known, under the column names of several releases: one row an item with its date ("MAIN DATA"), and
one row a donor and
month with a sum for each kind (the data of the website's charts, EUR billion). Other sheets of a workbook are
passed over.
"""

import csv
import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import InputError
from pipeline.seeds import seed

MAX_BYTES = 100_000_000
HEADER_WITHIN = 20  # rows: workbooks begin with titles and notes
KINDS = ("financial", "humanitarian", "military")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "donor": ("countries", "country", "donor", "donor country", "country name"),
    "date": ("announcement date", "announcement_date", "date", "announcement date (month)", "date of announcement"),
    "kind": ("type of aid general", "aid_type_general", "general_type", "aid type general", "type of aid", "type"),
    "euros": (
        "converted value in eur",
        "eur_value",
        "tot_sub_activity_value_eur",
        "tot_activity_value_eur",
        "value in eur",
        "value_eur",
        "total value in eur",
        "tot_value_eur",
    ),
    "measure": ("donation_type", "measure", "donation type", "aid measure", "type of measure"),
    "note": ("explanation", "explanation of the donation", "description"),
    "year": ("year",),
    "month": ("month",),
    "iso": ("iso", "iso3", "country code"),
    "commitments": ("commitments", "total commitments"),
}
_SPECIAL = {
    "eu (commission and council)": "EU",
    "eu institutions": "EU",
    "european union": "EU",
    "european peace facility": "EU",
    "european investment bank": "EIB",
    "turkiye": "TUR",
    "türkiye": "TUR",
    "czech republic": "CZE",
    "republic of korea": "KOR",
}
_MONTH = re.compile(r"(?P<y>20\d\d)-(?P<m>\d{1,2})")
_LOOSE_MONTH = re.compile(r"(?P<m>\d{1,2})/(?:\d{1,2}/)?(?P<y>20\d\d|\d\d)\b")
Row = dict[str, object]
Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class KielRows:
    """What a file gave: rows of table `kiel`, and how many rows had no month or no sum, so that they could not be
    used.
    """

    rows: tuple[Row, ...]
    undated: int
    unvalued: int
    unknown_donors: tuple[str, ...]


def read_kiel(path: Path) -> KielRows:
    """Return the rows of a Kiel workbook (.xlsx) or CSV; the release is named after the file.

    `InputError` where the file is missing, too large, no workbook or CSV, or has none of the known tables.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file; give the workbook or CSV of a Ukraine Support Tracker release")
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"{path}: {path.stat().st_size:,} bytes; a Kiel release has at most {MAX_BYTES:,}")
    for sheet, cells in _sheets(path):
        found = _read_sheet(path, sheet, cells)
        if found is not None:
            return found
    raise InputError(
        f"{path}: no table of the Ukraine Support Tracker found; a sheet needs a country, a date (or year and month), "
        "a kind of aid and a value in EUR"
    )


def _sheets(path: Path) -> Iterator[tuple[str, Iterator[Cells]]]:
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _workbook(path)
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        yield path.stem, _csv_rows(path)
    else:
        raise InputError(f"{path}: {path.suffix or 'no ending'} is not read; give an .xlsx workbook or a .csv file")


def _workbook(path: Path) -> Iterator[tuple[str, Iterator[Cells]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InputError(f"{path}: not a readable workbook ({error}); download it again") from error
    try:
        ordered = sorted(book.worksheets, key=lambda sheet: "main data" not in sheet.title.lower())
        for sheet in ordered:
            yield sheet.title, iter(sheet.iter_rows(values_only=True))
    finally:
        book.close()


def _csv_rows(path: Path) -> Iterator[Cells]:
    encoding = "utf-16" if path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        with path.open(encoding=encoding, newline="") as handle:
            head = handle.read(4096)
            handle.seek(0)
            mark = max(",;\t", key=lambda each: head.partition("\n")[0].count(each))
            yield from csv.reader(handle, delimiter=mark)
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a readable CSV ({error}); save it as UTF-8") from error


def _read_sheet(path: Path, sheet: str, cells: Iterator[Cells]) -> KielRows | None:
    """Return the rows of one sheet, None where it is not one of the known tables."""
    for number, header in enumerate(cells):
        if number >= HEADER_WITHIN:
            return None
        at = _positions(header)
        if {"donor", "date", "kind", "euros"} <= at.keys():
            return _collect(path, sheet, cells, at, _item_rows)
        if {"donor", "year", "month", *KINDS} <= at.keys():
            return _collect(path, sheet, cells, at, _month_rows)
    return None


def _positions(header: Cells) -> dict[str, int]:
    names = [" ".join(str(cell or "").lower().split()) for cell in header]
    at = {kind: names.index(kind) for kind in KINDS if kind in names}
    for role, known in _COLUMNS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            at[role] = place
    return at


Read = Callable[[Cells, dict[str, int]], list[Row]]


def _collect(path: Path, sheet: str, cells: Iterator[Cells], at: dict[str, int], read: Read) -> KielRows:
    out: list[Row] = []
    undated = unvalued = 0
    unknown: set[str] = set()
    for number, row in enumerate(cells):
        if not _cell(row, at, "donor"):
            continue
        donor, known = _donor(_cell(row, at, "donor"), _cell(row, at, "iso"))
        unknown |= set() if known else {donor}
        made = read(row, at)
        undated += any(each["month"] is None for each in made)
        unvalued += not made
        for each in made:
            if each["month"] is not None:
                identity = f"{path.name}|{sheet}|{number}|{each['kind']}|{each['measure']}"
                key = hashlib.blake2b(identity.encode(), digest_size=12).hexdigest()
                out.append({"kiel_id": key, "release": path.name, "donor": donor, **each})
    if not out:
        raise InputError(f"{path}, sheet {sheet}: the columns are there, but no row has a month and a value in EUR")
    return KielRows(tuple(out), undated, unvalued, tuple(sorted(unknown)))


def _item_rows(row: Cells, at: dict[str, int]) -> list[Row]:
    """Return the row of one item; none where it carries no value (items after the first of a package do not)."""
    value = _number(_cell(row, at, "euros"))
    kind = _cell(row, at, "kind").lower()
    if value is None or kind not in KINDS:
        return []
    measure = "allocation" if _cell(row, at, "measure").lower().startswith("alloc") else "commitment"
    place = at["date"]
    month = _month_of(row[place] if place < len(row) else None)
    return [
        {"month": month, "kind": kind, "measure": measure, "amount_eur": value, "note": _cell(row, at, "note")[:500]}
    ]


def _month_rows(row: Cells, at: dict[str, int]) -> list[Row]:
    """Return one allocation for each kind of a donor's month, and the month's commitments in all; from EUR billion
    to EUR.
    """
    year, month = _number(_cell(row, at, "year")), _number(_cell(row, at, "month"))
    day = dt.date(int(year), int(month), 1) if year and month and 1 <= month <= 12 and 2014 <= year <= 2100 else None
    values = [(kind, "allocation", _number(_cell(row, at, kind))) for kind in KINDS]
    values.append(("total", "commitment", _number(_cell(row, at, "commitments"))))
    return [
        {"month": day, "kind": kind, "measure": measure, "amount_eur": value * 1e9, "note": ""}
        for kind, measure, value in values
        if value
    ]


def _cell(row: Cells, at: dict[str, int], role: str) -> str:
    place = at.get(role)
    return str(row[place]).strip() if place is not None and place < len(row) and row[place] is not None else ""


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def _month_of(cell: object) -> dt.date | None:
    """Return the first day of a month: of a date, "2022-03-01 00:00:00", "until 12/20/2022" or "unclear, 04/22"."""
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, 1)
    text = str(cell or "")
    match = _MONTH.search(text) or _LOOSE_MONTH.search(text)
    if match is None or not 1 <= int(match["m"]) <= 12:
        return None
    year = int(match["y"])
    return dt.date(year if year > 99 else 2000 + year, int(match["m"]), 1)


def _donor(name: str, code: str) -> tuple[str, bool]:
    """Return the donor's code and whether it is known; an unknown one keeps its name."""
    if len(code) in (2, 3) and code.isupper():
        return code, True
    known = _SPECIAL.get(name.lower()) or _codes().get(name.lower())
    return (known, True) if known else (name[:60], False)


@cache
def _codes() -> dict[str, str]:
    return {name.lower(): code for name, code in _pairs()}


def _pairs() -> Iterable[tuple[str, str]]:
    for file, name, code in (
        ("countries.csv", "name", "country_iso3_or_org"),
        ("lexicons/aid_donors.csv", "name", "donor"),
    ):
        with seed(file).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if row.get("class", "state") == "state":
                    yield row[name], row[code]
