"""The people a text names: listed ones by full name and surname, others by given name, honorific or apposition.

A surname that is also a common word, or shared, stands for somebody only where the text has the full name, or with the
title of an office that only one of its bearers held.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from pipeline.extract.actors.aliases import Hit
from pipeline.extract.actors.registry import Registry, fold, fold_title
from pipeline.extract.actors.roles import FEMALE_HONORIFICS, MALE_HONORIFICS, given_names, roles
from pipeline.extract.document import Document
from pipeline.extract.lexicon import places_of, with_possessives
from pipeline.extract.statements.cues import verb_forms

_APPOSED = re.compile(r", (an?|the|who|whose|\d\d(?=[,.]))\b")
_FIRST = attrgetter("first")
_WHERE = frozenset({"in", "at", "near", "inside", "outside", "across"})
_SAME_GIVEN_NAME = 66  # rapidfuzz ratio: Sergiy/Sergei 67, Vitaly/Valery 67 (told apart by consonants), Olena/Oleh 44
_SPELLED_ALIKE = 80  # Volodomyr/Volodymyr 94
_ALIKE = str.maketrans({"x": "ks", "h": "g", "w": "v", "c": "k"} | dict.fromkeys("aeiouyj'", ""))


class Person(NamedTuple):
    """Tokens first..last-1 name one person, listed (`actor_id`) or not."""

    first: int
    last: int
    kind: Literal["name", "surname", "unlisted"]
    actor_id: str | None
    name: str
    gender: str
    possessive: bool


def find_people(
    document: Document, words: Sequence[str], hits: Sequence[Hit], registry: Registry, candidates: Sequence[int]
) -> list[Person]:
    """Return the people that the tokens of `document` name, in order, not overlapping.

    `hits` are the tree's; `candidates` the indexes of all words that are among `name_openers`, perhaps of others too.
    """
    return _People(document, words, hits, registry, candidates).found()


def name_openers(registry: Registry) -> frozenset[str]:
    """Return the words that show a name: given names, and titles before it."""
    return frozenset(given_names(registry)) | _title_words()


class _People:
    def __init__(
        self,
        document: Document,
        words: Sequence[str],
        hits: Sequence[Hit],
        registry: Registry,
        candidates: Sequence[int],
    ) -> None:
        self.document, self.words, self.registry = document, words, registry
        self.text, self.starts, self.ends = document.text, document.tokens.starts, document.tokens.ends
        self.given = given_names(registry)
        self.givens = places_of(self.given, words, candidates)
        self.titles = places_of(_title_words(), words, candidates)
        self.particles, self.no_surname = roles()["particle"], roles()["not-a-name"]
        self.hits = {hit.first: hit for hit in hits}
        self.inside = {index for hit in hits for index in range(hit.first, hit.last)}
        self.titles_by_end = {hit.last: hit for hit in hits if hit.entry.kind == "title"}

    def found(self) -> list[Person]:
        """Return the people in order."""
        full = self._full_names()
        taken = {index for person in full for index in range(person.first, person.last)}
        owners = _LastNames(full)
        surnames = [
            person
            for hit in self.hits.values()
            if hit.entry.kind == "surname" and hit.first not in taken and (person := self._surname(hit, owners))
        ]
        taken |= {person.first for person in surnames}
        again = self._repeated(owners, taken)
        return sorted([*full, *surnames, *again], key=_FIRST)

    def _full_names(self) -> list[Person]:
        """Return the full mentions: listed ones, then those that a given name, title or apposition shows."""
        found: dict[int, Person] = {}
        taken: set[int] = set()
        for hit in self.hits.values():
            if hit.entry.kind == "name":
                found[hit.first] = self._listed(hit, hit.first, self._nearest(hit.entry.actors), "name")
                taken.update(range(hit.first, hit.last))
        for person in (*self._by_given_name(), *self._by_title(), *self._by_apposition()):
            if taken.isdisjoint(range(person.first, person.last)):
                found[person.first] = person
                taken.update(range(person.first, person.last))
        return sorted(found.values(), key=_FIRST)

    def _by_given_name(self) -> Iterator[Person]:
        after = 0
        for first in self.givens:
            if first < after or first in self.inside or not self.text[self.starts[first]].isupper():
                continue
            last = self._end_of_name(first + 1, 3)
            if last - first > 2 and self._is_title_case(first):
                last = self._end_of_name(first + 1, 1)
            if last - first > 1:
                yield self._named(first, last)
                after = last

    def _by_title(self) -> Iterator[Person]:
        """Yield names right after an office, a role or an honorific ("Ms Orlik", "spokesman Wim Zwart")."""
        honorifics = roles()["honorific"]
        for head in self.titles:
            first = head + 1
            polite = self.words[head] in honorifics
            if polite and first < len(self.words) and self.words[first] == ".":
                first += 1
            if first in self.inside or not self._is_capital(first) or not self._joined(first):
                continue
            if verb_forms().get(self.words[first]) == "third":
                continue  # "Mayor Tells Oster"
            last = self._end_of_name(first + 1, 3)
            if (last - first > 1 and self.words[first] not in self.no_surname) or polite:
                yield self._named(first, last, self.words[head])
        yield from self._behind_role()

    def _behind_role(self) -> Iterator[Person]:
        """Yield names between commas right behind a role: "Vantia's prime minister, Mara Oxley, said"."""
        for head in self.titles:
            first = head + 2
            if self.words[head + 1 : first] != [","] or self.words[head] not in roles()["title"]:
                continue
            if first in self.inside or not self._is_capital(first) or self.words[first] in self.no_surname:
                continue
            last = self._end_of_name(first + 1, 3)
            if last - first > 1 and self.words[last : last + 1] == [","]:
                yield self._named(first, last)

    def _by_apposition(self) -> Iterator[Person]:
        """Yield names that a role follows ("Wim Zwart, the chief executive of"), not places ("Vantis, a village")."""
        for match in _APPOSED.finditer(self.text):
            last = self.document.tokens.last_before(match.start())
            first = last
            while last - first < 3 and first > 0 and self._is_name_word(first - 1, last):
                first -= 1
            said = match[1]
            if first > 0 and self.words[first - 1] in _WHERE:
                continue  # "in Schloss Harn, the minister said"
            if last - first > 1 and (said in {"who", "whose"} or said.isdigit() or self._says_role(last + 2)):
                yield self._named(first, last)

    def _is_name_word(self, index: int, last: int) -> bool:
        word = self.words[index]
        if index in self.inside or word in self.no_surname or len(word) < 2 or not self._is_capital(index):
            return False
        return index + 1 == last or self._joined(index + 1)

    def _says_role(self, index: int) -> bool:
        """Tell whether one of the next words, up to a stop, is a role that people have."""
        for word in self.words[index : index + 6]:
            if word in roles()["title"] or word in roles()["kin"]:
                return True
            if word in {",", ".", "of", "in", "who"}:
                break
        return False

    def _named(self, first: int, last: int, title: str = "") -> Person:
        """Return who tokens first..last-1 name: a listed person spelled another way, or one who is not listed."""
        hit = self.hits.get(last - 1)
        possessive = self.words[last - 1].endswith("'s")
        if hit is not None and hit.entry.kind == "surname":
            for actor_id in hit.entry.actors:
                if is_same_given_name(self.words[first], fold(self.registry.actors[actor_id].name).split()[0]):
                    return self._listed(hit, first, actor_id, "name")
        name = self.text[self.starts[first] : self.ends[last - 1]].removesuffix("'s").removesuffix("’s")
        gender = self.given.get(self.words[first], "")
        if title in FEMALE_HONORIFICS or title in MALE_HONORIFICS:
            gender = "f" if title in FEMALE_HONORIFICS else "m"
        return Person(first, last, "unlisted", None, name, gender, possessive)

    def _end_of_name(self, index: int, most: int) -> int:
        """Return the end of the run of name words from `index` on; `index` where there is none."""
        end = index
        while index < len(self.words) and index - end < 3 and most > 0 and self._joined(index):
            word, hit = self.words[index], self.hits.get(index)
            if word == "-" or (word == "." and len(self.words[index - 1]) == 1) or word in self.particles:
                index += 1
                continue
            initial = len(word) == 1 and self.words[index + 1 : index + 2] == ["."]  # "James A. Marn"
            if (word in self.no_surname and not initial) or not self._is_capital(index):
                break
            if hit is not None and hit.entry.kind not in {"surname", "organ"}:
                break
            index += 1
            most -= 1
            if len(word) > 1:
                end = index
                if hit or word.endswith("'s"):
                    break
        return end

    def _surname(self, hit: Hit, owners: "_LastNames") -> Person | None:
        """Return whom a bare surname stands for: who has that title, the nearest full mention, a listed person."""
        title = self.titles_by_end.get(hit.first)
        if title is not None and (actor_id := self._holder(hit.entry.actors, title)):
            return self._listed(hit, hit.first, actor_id, "surname")
        word = self.words[hit.first].removesuffix("'s")
        known = owners.before(word, hit.first) or owners.listed(word)
        if known is not None:
            return self._same(known, hit.first, hit.last)
        if hit.entry.ambiguous or len(hit.entry.actors) > 1:
            return None
        return self._listed(hit, hit.first, hit.entry.actors[0], "surname")

    def _holder(self, candidates: Sequence[str], title: Hit) -> str | None:
        """Return the one of `candidates` who ever held the office that the title names."""
        wanted = fold_title(title.entry.alias)
        held = [
            actor_id
            for actor_id in candidates
            if any(
                wanted in {fold_title(name) for name in (office.title, *office.aliases)}
                for office in self.registry.offices(actor_id)
            )
        ]
        return held[0] if len(held) == 1 else None

    def _repeated(self, owners: "_LastNames", taken: set[int]) -> Iterator[Person]:
        """Yield the later mentions of unlisted people by their last name alone."""
        if not owners.unlisted:
            return
        for index in places_of(with_possessives(owners.unlisted), self.words):
            if index not in self.inside and index not in taken and self._is_capital(index):
                person = owners.nearest(self.words[index].removesuffix("'s"), index)
                if person is not None:
                    yield self._same(person, index, index + 1)

    def _same(self, person: Person, first: int, last: int) -> Person:
        possessive = self.words[last - 1].endswith("'s")
        kind: Literal["surname", "unlisted"] = "surname" if person.actor_id else "unlisted"
        return Person(first, last, kind, person.actor_id, person.name, person.gender, possessive)

    def _listed(self, hit: Hit, first: int, actor_id: str, kind: Literal["name", "surname"]) -> Person:
        actor = self.registry.actors[actor_id]
        return Person(first, hit.last, kind, actor_id, actor.name, actor.gender, hit.possessive)

    def _nearest(self, candidates: Sequence[str]) -> str:
        """Return the candidate in office on the day of the text, else the first listed."""
        in_office = [a for a in candidates if self.registry.office_on(a, self.document.published)]
        return (in_office or list(candidates))[0]

    def _is_title_case(self, index: int) -> bool:
        """Tell whether The Line Is Written Like This, so that capitals do not show where a name ends."""
        start, end = self.document.sentence_at(self.starts[index])
        long = [
            word for word in self.text[start : min(end, start + 300)].split() if len(word) > 3 and word[0].isalpha()
        ]
        return len(long) > 3 and sum(word[0].isupper() for word in long) > 0.8 * len(long)

    def _is_capital(self, index: int) -> bool:
        return index < len(self.words) and self.text[self.starts[index]].isupper()

    def _joined(self, index: int) -> bool:
        """Tell whether token `index` follows the one before it on the same line, with at most one space between."""
        end, start = self.ends[index - 1], self.starts[index]
        return start == end or (start == end + 1 and self.text[end] not in "\r\n")


@functools.cache
def _title_words() -> frozenset[str]:
    return roles()["title"] | roles()["honorific"]


def is_same_given_name(one: str, other: str) -> bool:
    """Return whether two given names in lower case may be spellings or short forms of one another."""
    short, long = sorted((one, other), key=len)
    if len(short) > 2 and long.startswith(short):
        return True
    ratio = fuzz.ratio(one, other)
    return ratio >= _SPELLED_ALIKE or (ratio >= _SAME_GIVEN_NAME and _consonants(one) == _consonants(other))


def _consonants(name: str) -> str:
    """Return the consonants of a name, those alike that transliterations mix: Serhiy and Sergei are "srg"."""
    return name.translate(_ALIKE)


class _LastNames:
    """The full mentions of a text by last name, in order."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people: dict[str, list[Person]] = {}
        for person in people:
            self._people.setdefault(fold(person.name).split()[-1].removesuffix("'s"), []).append(person)
        self._listed = {
            word: next((person for person in named if person.actor_id), None) for word, named in self._people.items()
        }
        self.unlisted = frozenset(
            word for word, named in self._people.items() if any(p.actor_id is None for p in named)
        )

    def before(self, word: str, index: int) -> Person | None:
        """Return the last full mention with that last name before token `index`."""
        named = self._people.get(word, [])
        at = bisect_left(named, index, key=_FIRST)
        return named[at - 1] if at else None

    def listed(self, word: str) -> Person | None:
        """Return the first listed person of that last name."""
        return self._listed.get(word)

    def nearest(self, word: str, index: int) -> Person | None:
        """Return the last full mention before token `index`, else the first one after it."""
        named = self._people.get(word, [])
        return self.before(word, index) or (named[0] if named else None)
