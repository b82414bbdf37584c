"""Local documents as articles: .txt .html .xml/.rss/.atom .jsonl .csv .parquet, for the command `add`.

Nothing is filtered: who adds a document wants it read. Tables need a column `text`; `title`, `url`, `date` and `source`
are used where they are there.
"""

import csv
import datetime as dt
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.extract.language import detect
from pipeline.ingest.articles import MAX_TEXT
from pipeline.ingest.dates import is_future, parse_date
from pipeline.ingest.decode import decode
from pipeline.ingest.feed import parse_feed
from pipeline.ingest.pagetext import read_page
from pipeline.ingest.text import to_line, to_paragraphs, to_text
from pipeline.ingest.urls import canonical_url, resolve, short_hash
from pipeline.records import Article

MAX_FILE = 500_000_000
FIRST_YEAR = 1900  # of documents
LOG = "_delta_log"  # the folder that makes a folder of Parquet files a table
SAMPLE, MOST_ODD = 20_000, 0.02  # characters that are looked at, and the share of odd ones that no text has
FEW_ODD = 3  # odd characters that any text may have: a new emoji, a colour of a terminal
ODD = frozenset(["Cc", "Cs", "Co", "Cn"])  # categories: control, surrogate, private, not assigned
LAYOUT = "\t\n\r\f\v\x1a\x85"
TITLE_NAMES = ("title", "headline")
TEXT_NAMES = ("text", "body", "content")
DATE_NAMES = ("published_at", "published", "date", "date_published")
URL_NAMES = ("url", "link")
SOURCE_NAMES = ("source", "outlet", "publisher")

Row = Mapping[str, Any]


def read_paths(
    paths: Iterable[Path], published: dt.date | None, source: str | None, now: dt.datetime
) -> Iterator[Article]:
    """Yield the articles of local files; folders stand for the readable files in them.

    `published` dates documents that carry no date (else the file's time of change); `source` names their source (else
    the file's name without suffix, or what a row says). Raises `InputError` naming file and row; all paths are checked
    before the first article comes.
    """
    files = [file for path in paths for file in _files(Path(path))]
    for file in files:
        yield from _read(file, _Defaults(file, published, source, now))


class _Defaults:
    """What holds for a document of a file that does not say otherwise."""

    def __init__(self, file: Path, published: dt.date | None, source: str | None, now: dt.datetime) -> None:
        changed = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
        noon = dt.datetime.combine(published, dt.time(12), dt.UTC) if published else None
        if noon is not None and (is_future(noon, now) or noon.year < FIRST_YEAR):
            raise InputError(f"{published} is no day on which a document was published; give one up to today")
        self.file, self.now = file, now
        self.published = noon or min(changed, now)
        self.source = source or file.stem
        self.source_given = source is not None

    def article(
        self, title: str, text: str, *, url: str = "", date: dt.datetime | None = None, source: str = ""
    ) -> Article:
        """Return one article; `title` may be empty. A date that is still to come is not believed, and marked."""
        body = to_paragraphs(text)[:MAX_TEXT]
        headline = to_line(title)[:1_000] or _first_line(body)
        full = f"{headline}\n\n{body.removeprefix(headline).strip()}"
        name = self.source if self.source_given or not source else source
        identity = short_hash("url", canonical_url(url)) if url else short_hash("file", name, full)
        future = date is not None and is_future(date, self.now)
        return Article(
            article_id=identity,
            url=url,
            canonical_url=canonical_url(url) if url else "",
            source_id=f"file-{short_hash(name)[:8]}",
            source=name,
            title=headline,
            text=full,
            text_from="file",
            published_at=self.now if future else date or self.published,
            date_from="first-seen" if future else "given",
            first_seen_at=self.now,
            language=detect(full),
            content_hash=short_hash(full),
            story_id=identity,
            marks=("future-date",) if future else (),
        )


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in READERS and file.is_file())
        if not found:
            raise InputError(f"the folder {path} holds no file that can be read ({', '.join(READERS)})")
        _refuse_tables(found)
        return found
    if not path.exists():
        raise InputError(f"there is no file {path}")
    if path.suffix.lower() not in READERS:
        raise InputError(f"{path}: files {path.suffix or 'without suffix'} cannot be read; give {', '.join(READERS)}")
    _refuse_tables([path])
    if path.stat().st_size > MAX_FILE:
        raise InputError(f"{path} is larger than {MAX_FILE / 1e6:g} MB; split it")
    return [path]


def _refuse_tables(files: Iterable[Path]) -> None:
    """Raise where files are the rows of a store: they hold what was replaced and deleted as well."""
    table = next((folder for folder in dict.fromkeys(file.parent for file in files) if (folder / LOG).is_dir()), None)
    if table is not None:
        raise InputError(
            f"{table} is a table of a store, not a document; `ukraine-monitor export articles` writes its articles"
        )


def _read(file: Path, defaults: _Defaults) -> Iterator[Article]:
    try:
        yield from READERS[file.suffix.lower()](file, defaults)
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror or error}") from error


def _text(file: Path, defaults: _Defaults) -> Iterator[Article]:
    text = decode(file.read_bytes())
    if not text.strip():
        raise InputError(f"{file} is empty")
    if _is_binary(text):
        raise InputError(f"{file} holds no text: it is full of control characters; give a file that an editor can show")
    head, _, rest = text.strip().partition("\n")
    short = len(head) <= 200 and rest.strip()
    yield defaults.article(head if short else "", rest if short else text)


def _is_binary(text: str) -> bool:
    """Tell bytes that were never text by what they decode to: a tenth of random bytes are control characters."""
    sample = text[:SAMPLE]
    odd = sum((unicodedata.category(letter) in ODD and letter not in LAYOUT) or letter == "\ufffd" for letter in sample)
    return odd > max(MOST_ODD * len(sample), FEW_ODD)


def _html(file: Path, defaults: _Defaults) -> Iterator[Article]:
    try:
        page = read_page(file.read_bytes(), "", "")
    except ValueError as error:
        raise InputError(f"{file} cannot be read as a page: {error}") from error
    if not page.text:
        raise InputError(f"{file}: no article text was found in this page")
    yield defaults.article(page.title, page.text, date=page.date)


def _feed(file: Path, defaults: _Defaults) -> Iterator[Article]:
    parsed = parse_feed(file.read_bytes(), {}, "")
    if parsed.status != "ok":
        raise InputError(f"{file} is no feed that can be read: {parsed.problem}")
    for entry in parsed.entries:
        yield defaults.article(entry.title, entry.text, url=entry.link, date=entry.date, source=parsed.title)


def _jsonl(file: Path, defaults: _Defaults) -> Iterator[Article]:
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"{file}, line {number}: no JSON ({error})") from error
            if not isinstance(row, dict):
                raise InputError(f"{file}, line {number}: give one JSON object a line")
            yield _row(row, f"{file}, line {number}", defaults)


def _csv(file: Path, defaults: _Defaults) -> Iterator[Article]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    lines = decode(file.read_bytes()).splitlines(keepends=True)
    try:
        for number, row in enumerate(csv.DictReader(lines, strict=True), 2):
            yield _row(row, f"{file}, row {number}", defaults)
    except csv.Error as error:
        raise InputError(f"{file} is no CSV: {error}") from error


def _parquet(file: Path, defaults: _Defaults) -> Iterator[Article]:
    import pyarrow.lib
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.ParquetFile(file)
        number = 0
        for batch in table.iter_batches(1_000):
            for row in batch.to_pylist():
                number += 1
                yield _row(row, f"{file}, row {number}", defaults)
    except pyarrow.lib.ArrowException as error:
        raise InputError(f"{file} is no Parquet file: {error}") from error


def _row(row: Row, where: str, defaults: _Defaults) -> Article:
    named = {str(name).strip().lower(): value for name, value in row.items() if name is not None}
    text = _first(named, TEXT_NAMES)
    if not text.strip():
        raise InputError(f"{where}: no text; a column or key 'text' must hold it (found: {', '.join(named)[:200]})")
    url = resolve("", _first(named, URL_NAMES))
    return defaults.article(
        _first(named, TITLE_NAMES),
        to_text(text) if "</" in text else text,
        url=url,
        date=_date(_first(named, DATE_NAMES), where),
        source=_first(named, SOURCE_NAMES),
    )


def _first(row: Row, names: Iterable[str]) -> str:
    for name in names:
        value = row.get(name)
        if value is not None and value == value and str(value).strip():
            return value.isoformat() if isinstance(value, dt.date) else str(value)
    return ""


def _date(text: str, where: str) -> dt.datetime | None:
    if not text:
        return None
    found = parse_date(text)
    if found is None:
        raise InputError(
            f"{where}: the date {text[:40]!r} cannot be read; write it as 2024-02-24 or 2024-02-24T12:00:00Z"
        )
    return found


def _first_line(body: str) -> str:
    line = body.partition("\n")[0]
    return line if len(line) <= 200 else line[:200].rpartition(" ")[0] + " …"


READERS: dict[str, Callable[[Path, _Defaults], Iterator[Article]]] = {
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".xml": _feed,
    ".rss": _feed,
    ".atom": _feed,
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".parquet": _parquet,
}
