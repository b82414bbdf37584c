"""Who and what a text names: people, offices, bodies, states, in one pass, the longest phrase first.

The words come from the registry (aliases.py) and from names.py; here each phrase is read with its neighbours: whose
minister, which ministry, in office or not, and who bears the title. Linear in the length of the text.
"""

import functools
from collections.abc import Sequence
from itertools import compress
from operator import attrgetter, not_

from pipeline.extract.actors.aliases import Hit, alias_tree
from pipeline.extract.actors.bare import owner_words, settle_titles
from pipeline.extract.actors.mention import Mention, MentionKind
from pipeline.extract.actors.names import Person, find_people, name_openers
from pipeline.extract.actors.registry import Registry, fold, fold_title
from pipeline.extract.actors.roles import NOT_IN_OFFICE, bodies, qualifiers, roles
from pipeline.extract.document import Document
from pipeline.extract.lexicon import places_of
from pipeline.records import Span

_PLACES = frozenset({"country", "demonym", "metonym", "body"})
_LINKS = frozenset({"of", "in", "for"})
_ARTICLES = frozenset({"the", "a", "an"})
_STOPS = frozenset(
    {"and", "or", "the", "a", "an", "of", "in", "to", "for", "by", "with", "on", "at", "as", "said", "says"}
)
_ELSEWHERE = frozenset({"to", "in", "on", "at", "with", "by", "and", "or", "against", "about", "said", "says"})
_FIRST = attrgetter("first")
_NEAR = 5  # tokens between a country and the unlisted person it describes


def find_mentions(document: Document, registry: Registry) -> tuple[Mention, ...]:
    """Return the mentions of `document`, sorted, not overlapping; each span slices to its `surface`."""
    words = _folded(document)
    known = places_of(_telling_words(registry), words)  # the one walk over all words
    tree = alias_tree(registry)
    hits = tree.scan(document, words, places_of(tree.openers, words, known))
    people = find_people(document, words, hits, registry, known)
    found = _Reader(document, words, registry, hits, people).read()
    return settle_titles(found, document, words, registry, known)


def _folded(document: Document) -> list[str]:
    """Return the words of a document, folded."""
    words = document.tokens.words
    if document.text.isascii():
        return words
    words = words.copy()
    for i in compress(range(len(words)), map(not_, map(str.isascii, words))):
        words[i] = fold(words[i])
    return words


@functools.lru_cache(maxsize=4)
def _telling_words(registry: Registry) -> frozenset[str]:
    """Return all words that a name, a title or a country may start with, and those that tell whose a title is."""
    return frozenset(alias_tree(registry).openers) | name_openers(registry) | owner_words()


class _Reader:
    """Reads the phrases of one document, each with its neighbours."""

    def __init__(
        self,
        document: Document,
        words: Sequence[str],
        registry: Registry,
        hits: Sequence[Hit],
        people: Sequence[Person],
    ) -> None:
        self.document = document
        self.text, self.starts, self.ends = document.text, document.tokens.starts, document.tokens.ends
        self.published, self.words, self.registry = document.published, words, registry
        taken = {index for person in people for index in range(person.first, person.last)}
        free = [hit for hit in hits if hit.entry.kind not in {"name", "surname"} and hit.first not in taken]
        self.items: list[Hit | Person] = sorted([*people, *free], key=_FIRST)
        self.countries = {c for hit in free if not hit.entry.ambiguous for c in _countries(hit)}
        self.out: list[Mention] = []
        self.consumed = 0  # tokens before this index belong to a mention

    def read(self) -> list[Mention]:
        """Return all mentions in order, bare titles with nobody yet."""
        for index, item in enumerate(self.items):
            if item.first < self.consumed:
                continue
            if isinstance(item, Person):
                self._read_person(item, index)
            elif item.entry.kind == "title":
                self._read_title(item, index)
            elif item.entry.kind == "organ":
                self._read_organ(item, index)
            elif not item.entry.ambiguous or item.entry.countries & self.countries:
                actor_id = item.entry.actors[0] if item.entry.actors else None
                self._keep(item.first, item.last, item.entry.kind, actor_id, min(item.entry.countries))
        return self.out

    def _keep(
        self,
        first: int,
        last: int,
        kind: MentionKind,
        actor_id: str | None,
        country: str,
        *,
        person: str = "",
        gender: str = "",
        title: str = "",
        qualifiers: tuple[str, ...] = (),
        bearer: Span | None = None,
    ) -> None:
        """Append a mention of tokens first..last-1, in place of what covered them before."""
        start, end = self.starts[first], self.ends[last - 1]
        possessive = self.words[last - 1].endswith("'s")
        end -= 2 if possessive else 0
        while self.out and self.out[-1].span[1] > start:
            self.out.pop()
        self.consumed = last
        surface = self.text[start:end]
        self.out.append(
            Mention(
                (start, end), surface, kind, actor_id, country, person, gender, title, qualifiers, possessive, bearer
            )
        )

    def _read_person(self, person: Person, index: int) -> None:
        if person.actor_id is not None:
            country = self.registry.actors[person.actor_id].country
        else:
            country = self._said_country(person, index)
        self._keep(
            person.first,
            person.last,
            person.kind,
            person.actor_id,
            country,
            person=person.name,
            gender=person.gender,
        )

    def _said_country(self, person: Person, index: int) -> str:
        """Return the country that the words around an unlisted person give ("German MP Dana Orlik")."""
        last = self.out[-1] if self.out else None
        if last is not None and last.kind == "title" and self.starts[person.first] - last.span[1] <= 2:
            return last.country
        before = self.items[index - 1] if index else None
        if isinstance(before, Hit) and before.entry.kind in _PLACES and person.first - before.last <= _NEAR:
            between = self.words[before.last : person.first]
            if all(word.isalpha() and word not in _STOPS for word in between) and self._is_one_line(before, person):
                return min(before.entry.countries)
        after = self.items[index + 1] if index + 1 < len(self.items) else None
        if isinstance(after, Hit) and after.entry.kind in _PLACES and 0 < after.first - person.last <= _NEAR:
            between = self.words[person.last : after.first]
            if between[0] == "," and all(word.isalpha() and word not in _ELSEWHERE for word in between[1:]):
                return min(after.entry.countries)
        return ""

    def _is_one_line(self, one: Hit, other: Person) -> bool:
        return "\n" not in self.text[self.starts[one.first] : self.starts[other.first]]

    def _read_title(self, hit: Hit, index: int) -> None:
        first, said = self._qualifiers(hit.first)
        country, first = self._country_before(first, index)
        more_first, more = self._qualifiers(first)
        last = hit.last
        if not country:
            country, last = self._country_after(last, index)
        if not country and len(hit.entry.countries) == 1 and _is_proper(hit):
            country = min(hit.entry.countries)
        first, said = more_first, tuple(sorted({*said, *more}))
        title = fold_title(hit.entry.alias)
        bearer = self._bearer(first, last, index)
        actor_id, person, gender = None, "", ""
        if bearer is not None:
            actor_id, person, gender = bearer.actor_id, bearer.name, bearer.gender
        elif country and not NOT_IN_OFFICE.intersection(said):
            holder = self.registry.holder(title, country, self.published)
            if holder is not None:
                actor_id, person, gender = holder.actor_id, holder.name, holder.gender
        span = None
        if bearer is not None:
            span = (self.starts[bearer.first], self.ends[bearer.last - 1] - (2 if bearer.possessive else 0))
        self._keep(
            first,
            last,
            "title",
            actor_id,
            country,
            person=person,
            gender=gender,
            title=title,
            qualifiers=said,
            bearer=span,
        )

    def _bearer(self, first: int, last: int, index: int) -> Person | None:
        """Return the person named right after the title, after a comma, or before it as in "Mara Oxley, the ...,"."""
        for item in self.items[index + 1 : index + 4]:
            if isinstance(item, Person):
                comma = item.first == last + 1 and self.words[last] == "," and item.kind != "surname"
                if item.first == last or comma:
                    return item
                break
        before = next(
            (item for item in reversed(self.items[max(index - 3, 0) : index]) if isinstance(item, Person)), None
        )
        if before is not None and before.last < first and not before.possessive:
            between = [word for word in self.words[before.last : first] if word not in _ARTICLES]
            if between == [","]:
                return before
        return None

    def _read_organ(self, hit: Hit, index: int) -> None:
        if not hit.possessive and self.words[hit.last - 1] == "military" and self._is_attributive(hit.last):
            return
        first, said = self._qualifiers(hit.first)
        country, first = self._country_before(first, index)
        last = hit.last
        if not country:
            country, last = self._country_after(last, index)
        organ = hit.entry.actors[0]
        actor_id = bodies()[organ].actors.get(country)
        if organ == "government" and country:
            government = self.registry.government(country)
            actor_id = government.actor_id if government else None
        self._keep(first, last, "body", actor_id, country, title=organ, qualifiers=said)

    def _is_attributive(self, last: int) -> bool:
        """Tell whether the word at `last` makes the one before it an adjective: "military campaign"."""
        following = self.words[last : last + 1]
        return (
            bool(following) and following[0] in roles()["attributive"] and self.starts[last] - self.ends[last - 1] == 1
        )

    def _qualifiers(self, first: int) -> tuple[int, tuple[str, ...]]:
        """Return the index of the first of the qualifying words before token `first`, and their classes."""
        known, found = qualifiers(), []
        while first > 0:
            at = first - 2 if self.words[first - 1] == "-" and first > 1 else first - 1
            kind = known.get(self.words[at])
            if kind is None or self.starts[at + 1] - self.ends[at] > 1:
                break
            found.append(kind)
            first = at
        return first, tuple(found)

    def _country_before(self, first: int, index: int) -> tuple[str, int]:
        """Return the country said right before token `first`, one adjective aside, and where the phrase begins then."""
        before = self.items[index - 1] if index else None
        if not isinstance(before, Hit) or not self._is_state(before):
            return "", first
        between = self.words[before.last : first]
        owned = before.possessive or before.entry.kind == "demonym"
        if not between or (len(between) == 1 and owned and between[0].isalpha() and between[0] not in _STOPS):
            if self.starts[first] - self.ends[before.last - 1] > 20 or not self._on_line(before.first, first):
                return "", first
            return min(before.entry.countries), before.first
        return "", first

    def _country_after(self, last: int, index: int) -> tuple[str, int]:
        """Return the country said after "of", "in" or "for", and where the phrase ends then."""
        if last < len(self.words) and self.words[last] in _LINKS:
            at = last + 2 if self.words[last + 1 : last + 2] == ["the"] else last + 1
            for item in self.items[index + 1 : index + 3]:
                if item.first == at and isinstance(item, Hit) and self._is_state(item):
                    return min(item.entry.countries), item.last
        return "", last

    def _is_state(self, hit: Hit) -> bool:
        """Tell whether a phrase stands for a country or an organisation that has officers: NATO, but no company."""
        if hit.entry.kind != "body":
            return hit.entry.kind in _PLACES
        return any(
            (government := self.registry.government(country)) is not None and government.actor_id in hit.entry.actors
            for country in hit.entry.countries
        )

    def _on_line(self, first: int, last: int) -> bool:
        return "\n" not in self.text[self.starts[first] : self.starts[last]]


def _is_proper(hit: Hit) -> bool:
    """Tell whether a title names its own country or body ("Kyiv mayor"), an acronym of the title aside ("PM")."""
    return any(character.isupper() for character in hit.entry.alias) and not hit.entry.shouted


def _countries(hit: Hit) -> frozenset[str]:
    return hit.entry.countries if hit.entry.kind in _PLACES else frozenset()
