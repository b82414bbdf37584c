"""All names, titles and country words of the registry in one word tree, so that a text is matched in one pass."""

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pipeline.extract.actors.registry import Registry, fold, fold_title
from pipeline.extract.actors.roles import bodies, qualifiers
from pipeline.extract.document import Document, Tokens

EntryKind = Literal["name", "surname", "body", "metonym", "country", "demonym", "title", "organ"]

# Which reading of the same words comes first.
_ORDER: tuple[EntryKind, ...] = ("name", "surname", "body", "metonym", "country", "demonym", "title", "organ")
_GOVERNMENT_WORDS = frozenset({"government", "authorities", "administration", "cabinet", "executive", "ministers"})
_TELLING = 3  # letters of an alias that is known in any case
_LETTERS = 5  # at most, of an acronym; it may be written with full stops
_SPELLINGS = (("defence", "defense"), ("adviser", "advisor"), ("centre", "center"), ("organisation", "organization"))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase may stand for."""

    kind: EntryKind
    alias: str
    actors: tuple[str, ...] = ()  # more than one where they share the alias
    countries: frozenset[str] = frozenset()  # of the actor, or those that have such an office
    ambiguous: bool = False  # only after a full mention or with a title
    shouted: bool = field(init=False)  # an acronym, which must be written in capitals ("US", not "us")
    definite: bool = field(init=False)  # counts only after "the" ("the bloc")
    capital: bool = field(init=False)  # must be written with a capital letter ("Oder", not "oder")

    def __post_init__(self) -> None:
        alias = self.alias
        object.__setattr__(self, "shouted", alias.isupper() and len(alias) <= _LETTERS)
        object.__setattr__(self, "definite", self.ambiguous and alias.startswith("the "))
        bare_title = self.kind == "title" and " " not in alias  # "the pope"
        object.__setattr__(self, "capital", alias.removeprefix("the ")[0].isupper() and not bare_title)

    @property
    def may_be_small(self) -> bool:
        """Return whether the alias may start with something else than a capital letter ("foreign minister", "3M")."""
        return not self.alias.removeprefix("the ")[0].isupper() or self.fits(self.alias.lower())

    def fits(self, surface: str) -> bool:
        """Return whether the capitals of `surface` allow this reading."""
        if self.shouted:
            bare = surface.removesuffix("'s").removesuffix("’s")
            return bare.isupper() or (len(self.alias) > 3 and bare[:1].isupper() and not self.ambiguous)
        if len(self.alias) < _TELLING:
            return surface.startswith(self.alias)  # "Xi" is a name, "XI" a number
        return not self.capital or surface[0].isupper()


class Hit(NamedTuple):
    """Tokens first..last-1 match `entry`; `possessive` where they end in 's."""

    first: int
    last: int
    entry: Entry
    possessive: bool


class _Node:
    """One word of the tree: the words that may follow and what ends here."""

    __slots__ = ("entries", "following")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.entries: list[Entry] = []


class AliasTree:
    """The word tree; `scan` finds the longest phrases of a document from left to right."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._root = _Node()
        self._small: set[str] = set()  # those of `openers` that need no capital letter
        for entry in sorted(entries, key=lambda e: _ORDER.index(e.kind)):
            for words in _variants(entry):
                node = self._root
                for word in words:
                    node = node.following.setdefault(word, _Node())
                node.entries.append(entry)
                if entry.may_be_small:
                    self._small.add(words[0])
        self.openers: Collection[str] = self._root.following  # the words that a phrase may start with

    def scan(self, document: Document, words: list[str], candidates: Iterable[int]) -> list[Hit]:
        """Return the hits of `document` in order, not overlapping; `words` are its tokens, folded, `candidates` the
        indexes of those among `openers`.
        """
        hits, after, small = [], 0, self._small
        text, starts = document.text, document.tokens.starts
        for first in candidates:
            if first >= after and (text[starts[first]].isupper() or words[first] in small):
                hit = self._longest(document, words, first)
                if hit is not None and (hit.entry.kind == "title" or not _is_joined(document, words, first)):
                    hits.append(hit)
                    after = hit.last
        return hits

    def _longest(self, document: Document, words: list[str], first: int) -> Hit | None:
        """Return the longest phrase that starts with token `first`, which is among `openers`."""
        text, ends = document.text, document.tokens.ends
        start = document.tokens.starts[first]
        node, last, best, after = self._root.following[words[first]], first + 1, None, first
        while True:
            if node.entries:
                surface = text[start : ends[last - 1]]
                for entry in node.entries:
                    if entry.fits(surface) and (not entry.definite or (first > 0 and words[first - 1] == "the")):
                        best, after = entry, last
                        break
            if not node.following or last == len(words):
                break
            step = node.following.get(words[last])
            if step is None or not _follows(text, ends[last - 1], document.tokens.starts[last]):
                break
            node, last = step, last + 1
        if best is None or _is_compound(text, ends[after - 1]):
            return None
        return Hit(first, after, best, words[after - 1].endswith("'s"))


def _follows(text: str, end: int, start: int) -> bool:
    return start == end or (start == end + 1 and text[end] not in "\n\r")


def _is_joined(document: Document, words: list[str], index: int) -> bool:
    """Tell whether a hyphen ties the token to the word before ("anti-Russian"), "ex-" and its like aside."""
    start = document.tokens.starts[index]
    tied = start > 1 and document.text[start - 1] in "-–" and document.text[start - 2].isalnum()
    return tied and qualifiers().get(words[index - 2]) not in ("past", "coming")


def _is_compound(text: str, end: int) -> bool:
    """Tell whether a hyphen ties the phrase to the next word ("Moscow-backed")."""
    return text[end : end + 1] in ("-", "–") and text[end + 1 : end + 2].isalnum()


def _variants(entry: Entry) -> set[tuple[str, ...]]:
    """Return the folded words of an alias in all spellings: hyphens, British or American, with a possessive."""
    folded = fold(entry.alias)
    spelled = {folded} | {folded.replace(british, american) for british, american in _SPELLINGS}
    plain = {tuple(Tokens.of(text).words) for text in spelled | {text.replace("-", " ") for text in spelled}}
    if entry.alias.isupper() and entry.alias.isalpha() and len(entry.alias) <= _LETTERS:
        plain.add(tuple(part for letter in folded for part in (letter, ".")))  # "I.M.F."
    plain = {words[1:] if words[0] == "the" and len(words) > 1 else words for words in plain}
    if entry.kind == "title" and entry.alias[0].isupper():
        plain |= {(words[0] + "'s", *words[1:]) for words in plain if len(words) > 1 and words[0].isalpha()}
    return plain | {(*words[:-1], words[-1] + "'s") for words in plain if words[-1].isalnum()}


@functools.lru_cache(maxsize=4)
def alias_tree(registry: Registry) -> AliasTree:
    """Return the word tree of `registry`, built once."""
    return AliasTree(
        [
            *_actor_entries(registry),
            *_country_entries(registry),
            *_title_entries(registry),
            *(Entry("organ", word, (body.name,)) for body in bodies().values() for word in body.words),
        ]
    )


def _actor_entries(registry: Registry) -> Iterator[Entry]:
    owners: dict[tuple[str, bool, EntryKind], list[str]] = defaultdict(list)
    for actor in registry.actors.values():
        for ambiguous, aliases in ((False, (actor.name, *actor.aliases)), (True, actor.ambiguous_aliases)):
            for alias in dict.fromkeys(aliases):
                kind: EntryKind = "body"
                if actor.is_person:
                    kind = "name" if " " in alias else "surname"
                elif actor.kind == "government" and _GOVERNMENT_WORDS.isdisjoint(alias.lower().split()):
                    kind = "metonym"
                owners[alias, ambiguous, kind].append(actor.actor_id)
    for (alias, ambiguous, kind), ids in owners.items():
        countries = frozenset(registry.actors[actor_id].country for actor_id in ids)
        yield Entry(kind, alias, tuple(ids), countries, ambiguous)


def _country_entries(registry: Registry) -> Iterator[Entry]:
    for country in registry.countries.values():
        government = registry.government(country.code)
        ids = (government.actor_id,) if government else ()
        for name in country.names:
            yield Entry("country", name, ids, frozenset({country.code}))
        for word in country.demonyms:
            if word not in country.names:
                yield Entry("demonym", word, ids, frozenset({country.code}))


def _title_entries(registry: Registry) -> Iterator[Entry]:
    """Yield the titles as the seeds write them: their capitals tell those that name a country or body of their own."""
    written: dict[str, str] = {}
    countries: dict[str, set[str]] = defaultdict(set)
    for office in registry.all_offices:
        for title in (office.title, *office.aliases):
            key = fold_title(title)
            written.setdefault(key, title)
            countries[key].add(office.country)
    for key, title in written.items():
        yield Entry("title", title, (), frozenset(countries[key]))
