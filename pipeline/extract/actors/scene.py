"""What one text says about its people and bodies beyond a single phrase: who is called what, which country is meant."""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.registry import Actor, Registry, fold, fold_title
from pipeline.extract.actors.roles import bodies, given_names, roles
from pipeline.extract.document import Document

_BESIDE = 9  # tokens beside a name in which its role is looked for
_NEAR = 50  # mentions back to the owner of "its army"
_BY = frozenset({"by", "of", "from"})
_TOO_COMMON = frozenset({"official", "head", "chief", "member", "representative"})  # said of many people
_POSSESSORS = frozenset({"country's", "nation's", "its", "his", "her", "their"})


_OF_A_PERSON = re.compile(r", (?:\d\d?,|of [A-Z]|who )")  # behind a name: "Odo Marn, 59, said", "Odo Marn, of Oder,"


class Scene:
    """The people and bodies of one text."""

    def __init__(self, document: Document, mentions: Sequence[Mention], registry: Registry) -> None:
        self.document, self.mentions, self.registry = document, mentions, registry
        self.starts = [mention.span[0] for mention in mentions]
        self._bearers: dict[tuple[str, str], Mention | None] = {}
        self._formers: dict[tuple[str, str], Mention | None] = {}
        self._named: dict[str, Mention] = {}  # last name -> full name, of people met in sources

    def bearer(self, role: str, country: str) -> Mention | None:
        """Return the one person whom the text calls `role` (of `country`), None where there is none or several."""
        if role in _TOO_COMMON or (role.endswith("s") and role[:-1] in roles()["title"]):
            return None
        if (role, country) not in self._bearers:
            self._bearers[role, country] = _only(
                mention
                for mention in self._roles.get(role, ())
                if not country or not mention.country or mention.country == country
            )
        return self._bearers[role, country]

    @functools.cached_property
    def _roles(self) -> dict[str, list[Mention]]:
        """Role noun -> the full mentions of people who stand beside it."""
        found: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            words: frozenset[str] = frozenset()
            if mention.kind in {"name", "unlisted"} and " " in mention.surface:
                words = self._beside(mention)
            elif mention.kind == "title" and mention.person and not mention.qualifiers:
                words = roles()["title"].intersection(mention.title.split()) - {"general"}  # "secretary general"
            for word in words:
                found.setdefault(word, []).append(mention)
        return found

    def former(self, title: str, country: str) -> Mention | None:
        """Return the one person named in the text who held the office before its day, None where that is unclear."""
        if (title, country) not in self._formers:
            held = {
                office.actor_id
                for office in self.registry.offices_named(title, country)
                if office.end is not None and office.end <= self.document.published
            }
            self._formers[title, country] = _only(m for m in self.mentions if m.actor_id in held) if held else None
        return self._formers[title, country]

    def _beside(self, mention: Mention) -> frozenset[str]:
        tokens, titles = self.document.tokens, roles()["title"]
        sentence = self.document.sentence_at(mention.span[0])
        first, last = tokens.first_at(mention.span[0]), tokens.last_before(mention.span[1])
        before = range(max(first - _BESIDE, tokens.first_at(sentence[0])), first)
        found = {tokens.words[i] for i in before if tokens.words[i] in titles and self._reaches(i, first)}
        if tokens.words[last : last + 1] == [","]:
            said = tokens.words[last + 1 : min(last + _BESIDE, tokens.last_before(sentence[1]))]
            found.update(titles.intersection(said[: said.index(",")] if "," in said else said))
        return frozenset(found)

    def _reaches(self, index: int, name: int) -> bool:
        """Tell whether nothing but the description of the same person stands between a role and a name."""
        between = self.document.tokens.words[index + 1 : name]
        return not {"and", "said", "says", "of", "told", "with", "to", "that"}.intersection(between)

    def may_hold(self, person: Mention, title: Mention) -> bool:
        """Tell whether a title beside a name can be the person's: an unlisted one's, or an office ever held."""
        if person.actor_id is None:
            return (
                not title.country or self.registry.holder(title.title, title.country, self.document.published) is None
            )
        offices = self.registry.offices(person.actor_id)
        return any(title.title in {fold_title(name) for name in (o.title, *o.aliases)} for o in offices)

    def leader(self, country: str) -> Actor | None:
        """Return who leads a country on the day: the head of its government or state that countries.csv names."""
        known = self.registry.countries.get(country)
        return self.registry.holder(known.leader, country, self.document.published) if known and known.leader else None

    @functools.cached_property
    def author(self) -> Mention | None:
        """The person by whom the headline says that the text is ("address by President Dana Orlik"), None else."""
        if not self.document.paragraphs:
            return None
        start, end = self.document.paragraphs[0]
        for mention in self.mentions:
            if mention.span[1] > end:
                break
            if mention.person and mention.bearer is None and self._is_by(start, mention.span[0]):
                return mention
        return None

    def _is_by(self, start: int, end: int) -> bool:
        tokens = self.document.tokens
        words = tokens.words[tokens.first_at(start) : tokens.first_at(end)]
        speeches = [i for i, word in enumerate(words) if word in roles()["speech"]]
        return bool(speeches) and bool(_BY.intersection(words[speeches[-1] + 1 : speeches[-1] + 4]))

    def origin(self, mention: Mention) -> str:
        """Return the country of an unlisted person: what the words beside this mention or another one give."""
        return mention.country or self._origins.get(mention.person, "")

    @functools.cached_property
    def _origins(self) -> dict[str, str]:
        return {m.person: m.country for m in reversed(self.mentions) if m.person and m.actor_id is None and m.country}

    def description(self, mention: Mention) -> str:
        """Return what the text calls an unlisted person beside the name ("German MP"), "" where it says nothing."""
        return self._descriptions.get(mention.person, "")

    @functools.cached_property
    def _descriptions(self) -> dict[str, str]:
        titles = (m for m in reversed(self.mentions) if m.kind == "title" and m.person and m.actor_id is None)
        return {mention.person: mention.surface for mention in titles}

    def body(self, mention: Mention) -> tuple[str | None, str]:
        """Return the actor and the country that a body without a country ("the foreign ministry") means here."""
        country = self._country_of(mention)
        if mention.title == "government":
            government = self.registry.government(country)
            return government.actor_id if government else None, country
        return bodies()[mention.title].actors.get(country), country

    def _country_of(self, mention: Mention) -> str:
        """Return the country of a bare body: the one named before "its", else the one whose body the text names."""
        before = self.document.tokens.first_at(mention.span[0]) - 1
        if before >= 0 and fold(self.document.tokens.words[before]) in _POSSESSORS:
            position = bisect_left(self.starts, mention.span[0])
            near = self.mentions[max(position - _NEAR, 0) : position]
            return next((other.country for other in reversed(near) if other.country and not other.person), "")
        return self.document.publisher or self._countries.get(mention.title, self._countries.get("", ""))

    @functools.cached_property
    def _countries(self) -> dict[str, str]:
        """Body -> the one country whose body the text names ("" if several); "" -> the country it opens with."""
        named: dict[str, set[str]] = {}
        owners = {actor_id: name for name, body in bodies().items() for actor_id in body.actors.values()}
        for mention in self.mentions:
            if mention.kind == "body" and mention.actor_id:
                government = self.registry.government(mention.country)
                own = "government" if government and government.actor_id == mention.actor_id else mention.title
                named.setdefault(owners.get(mention.actor_id, own), set()).add(mention.country)
            elif mention.title in bodies() and (bare := bodies()[mention.title].bare.get(mention.surface)):
                named.setdefault(mention.title, set()).add(bare)
        found = {name: next(iter(countries)) if len(countries) == 1 else "" for name, countries in named.items()}
        if self.mentions and self.mentions[0].kind in {"country", "demonym", "metonym"}:
            found[""] = self.mentions[0].country
        return found

    def capital(self, word: str) -> str:
        """Return the country whose capital `word` is, "" where it is none."""
        found = (c.code for c in self.registry.countries.values() if fold(c.capital) == word)
        return next(found, "")

    def name_at(self, head: int, first: int) -> Mention | None:
        """Return the run of capitalised words that ends at token `head`, as the name of somebody not listed."""
        tokens, text = self.document.tokens, self.document.text
        if not text[tokens.starts[head]].isupper() or tokens.words[head] in roles()["not-a-name"]:
            return None
        start = head
        while start > first and self._continues_name(start - 1):
            start -= 2 if tokens.words[start - 1] == "-" else 1
        begin = tokens.starts[start]
        name = text[begin : tokens.ends[head]].removesuffix("’s").removesuffix("'s")
        last = fold(name).split()[-1]
        if start == head and last in self._named:
            return self._named[last]._replace(span=(begin, begin + len(name)), surface=name)
        mention = Mention((begin, begin + len(name)), name, "unlisted", None, person=name)
        if start < head:
            self._named[last] = mention
        return mention

    def looks_human(self, name: Mention) -> bool:
        """Tell whether a name met in a source is a person's: a given name first, an age behind it, or one word that is
        no acronym and no plural behind "the" or where every word would have its capital letter ("Delegates said").
        """
        first, _, rest = name.surface.partition(" ")
        if rest:
            told = _OF_A_PERSON.match(self.document.text, name.span[1]) is not None
            return told or fold(first) in given_names(self.registry)
        if " " in name.person:
            return True
        first_token = self.document.tokens.first_at(name.span[0])
        opens = self.document.sentence_at(name.span[0])[0] == name.span[0]
        bare = opens or self.document.tokens.words[first_token - 1] == "the"
        return not name.surface.isupper() and not (bare and name.surface.endswith("s"))

    def _continues_name(self, index: int) -> bool:
        word = self.document.tokens.words[index]
        if word == "-" and index > 0:
            return self.document.text[self.document.tokens.ends[index]].isalnum() and self._continues_name(index - 1)
        if word in roles()["not-a-name"] or word in roles()["breaker"]:
            return False
        return self.document.text[self.document.tokens.starts[index]].isupper()


def _only(mentions: Iterable[Mention]) -> Mention | None:
    """Return the mention of the one person in `mentions`, None where there is none or several."""
    people = {mention.person: mention for mention in mentions}
    return next(iter(people.values())) if len(people) == 1 else None
