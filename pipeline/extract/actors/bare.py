"""Whose office a bare title means: "the president", "the country's defence minister", "PM says ...".

Of whom the text names, the holder; of the states, the one named last before it where nothing else competes. The
outlet's own country comes into question only where the text does not speak of other states, and for an office that
clubs and firms have too ("the president") only where it speaks of that country. All else stays open.
"""

import datetime as dt
import functools
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.registry import Registry, fold, fold_title
from pipeline.extract.actors.roles import NOT_IN_OFFICE, qualifiers, roles
from pipeline.extract.document import Document
from pipeline.extract.lexicon import places_of, with_possessives, word_list
from pipeline.records import Span

_COUNTRYS = frozenset({"country's", "nation's", "its"})
_POSSESSORS = frozenset({"his", "her", "their", "our", "my", "your", "whose"})
_SHORTEST_ADJECTIVE = 4  # letters: "Cuban" is one, "An" and "Than" are not
_MOST_PLACES = 100  # of one sentence that are looked at, the last ones
_ELSEWHERE = "?"  # a state that countries.csv does not list
_NOWHERE: frozenset[str] = frozenset()


@functools.cache
def _other_states() -> frozenset[str]:
    return with_possessives(word_list("other_states"))


@functools.cache
def _institution_words() -> frozenset[str]:
    return with_possessives(roles()["institution"])


def owner_words() -> frozenset[str]:
    """Return the words of which `settle_titles` asks where they stand."""
    return _other_states() | _institution_words()


def settle_titles(
    mentions: Sequence[Mention], document: Document, words: Sequence[str], registry: Registry, known: Sequence[int]
) -> tuple[Mention, ...]:
    """Return `mentions`, bare titles ("the president") with whom they mean; `words` are the tokens, folded, `known` the
    indexes of all that are among `owner_words`, perhaps of others too.
    """
    reader = _Titles(mentions, document, words, registry, known)
    return tuple([reader.settle(i) if mention.kind == "title" else mention for i, mention in enumerate(mentions)])


class _Titles:
    """Settles the bare titles of one text."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        document: Document,
        words: Sequence[str],
        registry: Registry,
        known: Sequence[int],
    ) -> None:
        self.mentions, self.document, self.words, self.registry = mentions, document, words, registry
        self.known = known
        self.text, self.published = document.text, document.published
        self.publisher, self.home = document.publisher, document.home

    def settle(self, position: int) -> Mention:
        """Return the mention; a bare title ("the president") is given to the holder in the state that publishes the
        text, else to the nearest person named who holds it, else to that of the country it means.
        """
        mention = self.mentions[position]
        if mention.kind != "title" or mention.actor_id or mention.country or mention.person:
            return mention
        owner = self._word_before(mention.span[0])
        if NOT_IN_OFFICE.intersection(mention.qualifiers) or self._is_owned(owner, mention.span):
            return mention
        if owner in _COUNTRYS:
            return self._of_country(mention, self._last_named(mention.span[0], owner))
        if self.publisher and self.registry.holder(mention.title, self.publisher, self.published) is not None:
            return self._of_country(mention, self.publisher)
        nearest = self._holders.nearest(mention.title, position)
        if nearest is None:
            return mention if owner in _POSSESSORS else self._of_country(mention, self._meant(mention))
        other = self.mentions[nearest]
        return mention._replace(
            actor_id=other.actor_id, country=other.country, person=other.person, gender=other.gender
        )

    @functools.cached_property
    def _holders(self) -> "_Holders":
        return _Holders(self.mentions, self.registry, self.published)

    def _word_before(self, start: int) -> str:
        before = self.text[max(start - 30, 0) : start].split()[-1:]
        return fold(before[0]) if before else ""

    def _is_owned(self, owner: str, span: Span) -> bool:
        """Tell whether the words beside a title give it to what the seeds do not know: "Harn's president"."""
        owned = owner.endswith(("'s", "s'")) and owner not in _COUNTRYS
        capital = self.text[max(span[0] - 30, 0) : span[0]].split()[-1:][0][0].isupper() if owner else False
        peoples = len(owner) > _SHORTEST_ADJECTIVE and owner.endswith(("an", "ese", "ish")) and capital
        return owned or peoples or self.text[span[1] : span[1] + 4] == " of "

    # -- the country that a title means --------------------------------------------------------------------------

    def _last_named(self, start: int, owner: str) -> str:
        """Return the one country named in the sentence before offset `start`, else in the one before it; "" where
        there is none or several, and for "its" where it may be an institution's.
        """
        sentence = self.document.sentence_at(start)
        for begin, end in (sentence, self.document.sentence_at(max(sentence[0] - 2, 0))):
            states = self._states_between(begin, min(end, start), people=False)
            if states:
                competes = len(states) > 1 or (owner == "its" and self._has_institution(begin, start))
                return "" if competes else min(states - {_ELSEWHERE}, default="")
        return ""

    def _meant(self, mention: Mention) -> str:
        """Return the country whose office a bare title means where nobody named holds it: that of the outlet, else the
        only one in the text that has such an office; "" where another may be meant.
        """
        title, start = mention.title, mention.span[0]
        having = self.registry.singular_titles.get(title, frozenset())
        if title.partition(" ")[0] in qualifiers():
            return ""  # "top commander" may be any
        since, states = self._nearest_states(start)
        if title in roles()["anybodys"] and self._has_institution(since, start):
            return ""
        if self.home in having:
            return self.home if self._is_homes(mention, states) else ""
        states = states or self._states_between(start, self.document.sentence_at(start)[1])
        known = self.home or len(having) == 1
        return min(states) if known and len(states) == 1 and states <= having else ""

    def _is_homes(self, mention: Mention, states: frozenset[str]) -> bool:
        """Tell whether the outlet's own office is meant where `states` were named last before it."""
        title = mention.title
        headline = self._is_headline(mention.span[0])
        if headline and states > {self.home}:
            return {code for code in states if self._leads(code, title)} == {self.home}  # "UK to help Kyiv, PM says"
        if states:
            return states == {self.home}
        if headline and not self._opening_states <= {self.home}:
            return False
        return title not in roles()["anybodys"] or (headline and not self._opens_with_institution)

    def _leads(self, country: str, title: str) -> bool:
        known = self.registry.countries.get(country)
        rows = self.registry.offices_named(title, country)
        return country == _ELSEWHERE or (known is not None and any(row.title == known.leader for row in rows))

    def _of_country(self, mention: Mention, country: str) -> Mention:
        """Return a bare title as that of `country`, with who holds it on the day."""
        holder = self.registry.holder(mention.title, country, self.published) if country else None
        if holder is None:
            return mention._replace(country=country)
        return mention._replace(actor_id=holder.actor_id, country=country, person=holder.name, gender=holder.gender)

    # -- what a text speaks of -----------------------------------------------------------------------------------

    def _is_headline(self, start: int) -> bool:
        return start < self.document.sentences[0][1]

    @functools.cached_property
    def _opening(self) -> Span:
        """The headline with the sentence below it."""
        return self.document.sentences[0][0], self.document.sentences[:2][-1][1]

    @functools.cached_property
    def _opening_states(self) -> frozenset[str]:
        return self._states_between(*self._opening)

    @functools.cached_property
    def _opens_with_institution(self) -> bool:
        return self._has_institution(*self._opening)

    @functools.cached_property
    def _places(self) -> list[tuple[int, str, bool]]:
        """Where the text names states, in order: offset, code ("?" for one not listed), whether by a person."""
        listed = [(m.span[0], m.country, bool(m.person)) for m in self.mentions if m.country]
        starts = self.document.tokens.starts
        places = [starts[i] for i in places_of(_other_states(), self.words, self.known)]
        unlisted = [(start, _ELSEWHERE, False) for start in places if self.text[start].isupper()]
        return sorted(listed + unlisted)

    def _states_between(self, start: int, end: int, people: bool = True) -> frozenset[str]:
        first, after = bisect_left(self._places, (start,)), bisect_left(self._places, (end,))
        first = max(first, after - _MOST_PLACES)
        return frozenset(code for _, code, by_person in self._places[first:after] if people or not by_person)

    def _nearest_states(self, start: int) -> tuple[int, frozenset[str]]:
        """Return the states named in the last sentence before `start` that names any, and where it begins."""
        last = bisect_left(self._places, (start,)) - 1
        if last < 0:
            return 0, _NOWHERE
        begin, end = self.document.sentence_at(self._places[last][0])
        return begin, self._states_between(begin, min(end, start))

    @functools.cached_property
    def _institutions(self) -> list[int]:
        """Where the text speaks of a university, a club, a court and the like."""
        starts = self.document.tokens.starts
        return [starts[i] for i in places_of(_institution_words(), self.words, self.known)]

    def _has_institution(self, start: int, end: int) -> bool:
        index = bisect_left(self._institutions, start)
        return index < len(self._institutions) and self._institutions[index] < end


class _Holders:
    """Where the text names people who hold an office on its day: folded title -> positions among the mentions."""

    def __init__(self, mentions: Sequence[Mention], registry: Registry, day: dt.date) -> None:
        titles: dict[str, set[str]] = {}
        self._positions: dict[str, list[int]] = {}
        self._actors = [mention.actor_id for mention in mentions]
        self._counts = Counter(self._actors)
        for position, mention in enumerate(mentions):
            if mention.actor_id is None or not mention.person:
                continue
            if mention.actor_id not in titles:
                names = (name for o in registry.offices_on(mention.actor_id, day) for name in (o.title, *o.aliases))
                titles[mention.actor_id] = {fold_title(name) for name in names}
            for title in titles[mention.actor_id]:
                self._positions.setdefault(title, []).append(position)

    def nearest(self, title: str, position: int) -> int | None:
        """Return the mention of the holder that a bare title at `position` means, None where none is named.

        That is the last one named before it, else the first after it; but the one whom the text names first where it
        names that one more often: "the president" of an outlet or a press office is its own.
        """
        named = self._positions.get(title, [])
        if not named:
            return None
        at = bisect_left(named, position)
        near = named[at - 1] if at else named[0]
        first, other = self._actors[named[0]], self._actors[near]
        return named[0] if first != other and self._counts[first] > self._counts[other] else near
