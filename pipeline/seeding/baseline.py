"""The baseline: feed files of real events, and the list of what a reader must find in them."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import TypeVar

from pipeline.extract.actors.registry import Registry, fold
from pipeline.ingest.urls import canonical_url, short_hash
from pipeline.seeding import aid, statements
from pipeline.seeding.atom import Entry, feed_file
from pipeline.seeding.facts import AidFact, StatementFact

MANIFEST = "manifest.csv"
KIEL = "Kiel Institute for the World Economy, "

Fact = TypeVar("Fact", StatementFact, AidFact)


@dataclass(frozen=True, slots=True)
class Expected:
    """One row of the manifest: a statement or an aid announcement that the feed files hold."""

    file: str
    what: str  # statement or aid
    date: str
    url: str
    actor_id: str = ""
    speaker: str = ""
    quote: str = ""  # the words in quotation marks, "" where the statement is indirect
    donor: str = ""
    amount: str = ""
    currency: str = ""
    kind: str = ""
    status: str = ""


def build(said: Sequence[StatementFact], given: Sequence[AidFact], registry: Registry) -> dict[str, str]:
    """Return the files of seeds/baseline by name: an Atom feed a year and kind, and the manifest."""
    statement_groups = _grouped([fact for fact in said if statements.is_statement(fact)], "statements")
    aid_groups = _grouped(given, "aid")
    shared = Counter(canonical_url(url) for url, *_ in (*statement_groups, *aid_groups))
    entries: dict[str, list[Entry]] = {}
    expected: list[Expected] = []
    actors = _actor_ids(registry)
    for key, said_there in statement_groups.items():
        name, entry = _name(key), _statement_entry(key, said_there, registry, _link(key, shared))
        entries.setdefault(name, []).append(entry)
        expected += [_expected_statement(name, entry, fact, actors) for fact in said_there]
    for key, given_there in aid_groups.items():
        told = [aid.tell(fact) for fact in given_there]
        name, entry = _name(key), _aid_entry(key, told, _link(key, shared))
        entries.setdefault(name, []).append(entry)
        expected += [_expected_aid(name, entry, each) for each in told]
    files = {name: feed_file(name, f"Baseline: {name.replace('-', ' ')}", found) for name, found in entries.items()}
    return {f"{name}.xml": files[name] for name in sorted(files)} | {MANIFEST: _manifest(expected)}


Key = tuple[str, str, str, str]
"""Address, statements or aid, day, place within the source: what one entry stands for."""


def _grouped(facts: Iterable[Fact], what: str) -> dict[Key, list[Fact]]:
    groups: dict[Key, list[Fact]] = {}
    for fact in facts:
        if isinstance(fact, AidFact):
            key = (fact.source_url, what, fact.announced_on.isoformat(), aid.locator(fact))
        else:
            key = (fact.source_url, what, fact.said_on.isoformat(), "")
        groups.setdefault(key, []).append(fact)
    return groups


def _name(key: Key) -> str:
    return f"{key[1]}-{key[2][:4]}"


def _link(key: Key, shared: Mapping[str, int]) -> str:
    """Return the address of the source; where several entries share it, with a fragment that tells them apart.

    The ids of articles are made of canonical addresses, and of all fragments only a hash-bang one is part of it.
    """
    url, what, day, place = key
    if shared[canonical_url(url)] == 1:
        return url
    return f"{url.partition('#')[0]}#!{what}-{place or day}"


def _statement_entry(key: Key, facts: Sequence[StatementFact], registry: Registry, link: str) -> Entry:
    return Entry(
        short_hash(*key),
        statements.headline(facts),
        link,
        facts[0].said_on,
        statements.paragraphs(facts, registry),
    )


def _aid_entry(key: Key, told: Sequence[aid.Told], link: str) -> Entry:
    first = told[0].fact
    sentences = [each.sentence for each in told]
    if key[3]:  # an entry of a list: the list is named in the text
        title = f"{KIEL}{first.source_title}" if first.source_title.startswith("Kiel") else first.source_title
        sentences.append(f"Source: {title.replace('Kiel Ukraine', 'Ukraine')}.")
    return Entry(
        short_hash(*key),
        aid.headline(told),
        link,
        first.announced_on,
        tuple(sentences),
        first.source_title,
        tuple(dict.fromkeys(each.fact.cited_url for each in told if each.fact.cited_url)),
    )


def _expected_statement(name: str, entry: Entry, fact: StatementFact, actors: Mapping[str, str]) -> Expected:
    return Expected(
        f"{name}.xml",
        "statement",
        fact.said_on.isoformat(),
        entry.link,
        actor_id=actors.get(fold(fact.speaker), ""),
        speaker=fact.speaker,
        quote=fact.quote,
    )


def _expected_aid(name: str, entry: Entry, told: aid.Told) -> Expected:
    fact = told.fact
    return Expected(
        f"{name}.xml",
        "aid",
        fact.announced_on.isoformat(),
        entry.link,
        donor=fact.donor,
        amount="" if fact.amount is None else f"{fact.amount:.0f}",
        currency=fact.currency,
        kind=told.kind,
        status=told.status,
    )


def _actor_ids(registry: Registry) -> dict[str, str]:
    ids: dict[str, str] = {}
    for actor in registry.actors.values():
        if actor.is_person:
            for name in (actor.name, *actor.aliases):
                ids.setdefault(fold(name), actor.actor_id)
    return ids


def _manifest(expected: Sequence[Expected]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Expected)])
    writer.writerows(sorted(astuple(row) for row in expected))
    return text.getvalue()
