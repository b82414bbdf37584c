"""`feeds`: the list of feeds that is polled. A store with a list of its own (feeds.opml beside the tables) uses it."""

import contextlib
import csv
import dataclasses
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.opml import read_opml, write_opml
from pipeline.ingest.urls import canonical_url, redact, resolve, without_user
from pipeline.records import Feed
from pipeline.seeds import seed
from pipeline.settings import Settings
from pipeline.store.folder import check_folder

NAME = "feeds.opml"


def list_path(settings: Settings) -> Path:
    """Return the list in use: the one that is named, else the store's own, else the shipped one."""
    if settings.feeds is not None:
        return settings.feeds
    own = _own_path(settings)
    return own if own is not None and own.is_file() else seed(NAME)


def feed_list(settings: Settings) -> list[Feed]:
    """Return the feeds that are polled; raise `InputError` where the list cannot be read or is empty."""
    path = list_path(settings)
    feeds = read_opml(path)
    if not feeds:
        raise InputError(f"{path} lists no feed; add one with `ukraine-monitor feeds add URL`")
    return feeds


def show(settings: Settings, as_json: bool) -> str:
    """Return the feeds, one a line (id, URL, title), or as a JSON list with all their fields."""
    feeds = feed_list(settings)
    if as_json:
        return json.dumps([dataclasses.asdict(feed) for feed in feeds], ensure_ascii=False, indent=2)
    return "\n".join(f"{feed.feed_id}\t{feed.url}\t{feed.title}" for feed in feeds)


def add(settings: Settings, url: str, title: str, kind: str, country: str, language: str) -> str:
    """Add one feed to the list; return a sentence that says so."""
    address = _checked(url)
    feeds = read_opml(list_path(settings))
    if any(canonical_url(feed.url) == canonical_url(address) for feed in feeds):
        raise InputError(f"{address} is in the list already")
    outline = Feed("", address, title or address, country=_country(country), language=_language(language), kind=kind)
    try:
        path = _save(settings, [*feeds, outline])
    except ValueError as error:  # what lxml says of control characters
        raise InputError(f"the feed {address!r}, {title!r} cannot be written as XML: {error}") from error
    return f"added {address}; {len(feeds) + 1} feeds in {path}"


def remove(settings: Settings, name: str) -> str:
    """Remove a feed, by its id or URL; what came from it stays in the store."""
    feeds = read_opml(list_path(settings))
    left = [feed for feed in feeds if name not in (feed.feed_id, feed.url)]
    if len(left) == len(feeds):
        raise InputError(f"no feed {name!r} in {list_path(settings)}; `ukraine-monitor feeds list` shows ids and URLs")
    path = _save(settings, left)
    return f"removed {name}; {len(left)} feeds in {path}"


def import_list(settings: Settings, source: Path) -> str:
    """Add the feeds of an OPML file that the list does not have."""
    feeds = read_opml(list_path(settings))
    known = {canonical_url(feed.url) for feed in feeds}
    offered = read_opml(source)
    if not offered:
        raise InputError(f"{source} lists no feed that can be polled (http or https)")
    new = [feed for feed in offered if canonical_url(feed.url) not in known]
    path = _save(settings, [*feeds, *new])
    return f"added {len(new)} feeds; {len(feeds) + len(new)} in {path}"


def export_list(settings: Settings) -> bytes:
    """Return the list as OPML 2.0."""
    return write_opml(feed_list(settings)).encode()


def _own_path(settings: Settings) -> Path | None:
    return None if "://" in settings.store else Path(settings.store) / NAME


def _save(settings: Settings, feeds: Sequence[Feed] | Iterable[Feed]) -> Path:
    path = settings.feeds or _own_path(settings)
    if path is None:
        raise InputError("a remote store has no list of its own; name one with --feeds FILE")
    if settings.feeds is None:
        check_folder(Path(settings.store), create=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(write_opml(feeds), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):  # a folder that is none has no part to remove
            part.unlink(missing_ok=True)
    return path


def _checked(url: str) -> str:
    address = url.strip()
    odd = any(not letter.isprintable() or letter.isspace() for letter in address)
    if odd or not address.lower().startswith(("http://", "https://")) or not resolve("", address):
        raise InputError(f"{url!r} is no address of a feed; write it with http:// or https://")
    if without_user(address) != address:
        raise InputError(
            f"{redact(address)} was given with a user name or password, which are never sent; give the address without"
        )
    return address


def _country(code: str) -> str:
    """Return a country's code in capitals; organisations of the list of countries (EU, NATO) have one, too."""
    known = {*_words(seed("country_codes.txt")), *_first_column(seed("countries.csv"))}
    if code and code.upper() not in known:
        raise InputError(f"--country {code!r} is no code of a country; write it as UKR or POL (ISO 3166-1 alpha-3)")
    return code.upper()


def _language(code: str) -> str:
    if code and not re.fullmatch(r"[A-Za-z]{2}", code):
        raise InputError(f"--language {code!r} is no code of a language; write it as uk or pl (ISO 639-1)")
    return code.lower()


def _words(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _first_column(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return [row[0] for row in csv.reader(handle)][1:]
