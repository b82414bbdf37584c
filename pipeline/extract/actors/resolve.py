"""From the words of a source to the speaker: names, titles, bodies, states, pronouns, groups, people without a name.

A source is a noun phrase. Its head (the noun before "of", "for", "who", ...) says who speaks; a name beside it in
apposition says which person. What a text leaves open stays open: an unnamed official is no actor.
"""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.extract.actors.antecedents import Antecedents
from pipeline.extract.actors.beside import name_beside
from pipeline.extract.actors.joined import (
    antecedent,
    head_mention,
    is_name,
    is_of,
    is_of_several,
    is_one_name,
    is_one_people,
    joined,
    may_be_shown_whole,
    owner,
    whole,
)
from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.parts import complement, is_proxy, owner_before, proxy, shown, unnamed_kind
from pipeline.extract.actors.phrases import CONJUNCTIONS, Phrase, split_phrases
from pipeline.extract.actors.registry import Registry, fold
from pipeline.extract.actors.roles import class_of, gender_of, given_names, is_one_human, roles
from pipeline.extract.actors.scene import Scene
from pipeline.extract.actors.speakers import UNNAMED, Cast, Speaker
from pipeline.extract.actors.spokespeople import Standing, speaks_for, standing_of
from pipeline.extract.actors.unnamed import (
    FIRST_PERSON,
    GENDERS,
    MANY,
    PRONOUNS,
    RELATIVES,
    THINGS,
    LastUnnamed,
)
from pipeline.extract.document import Document
from pipeline.extract.statements.words import is_plural_word
from pipeline.records import Span, SpeakerKind

_FIRST_AND_SECOND = frozenset({"i", "we", "you", "my", "our", "your", "me", "us"})
_NAMES = frozenset({"name", "surname", "unlisted"})
_STATES = frozenset({"country", "metonym"})
_INDEFINITE = frozenset({"a", "an", "another", "one"})
_GOVERNMENT_WORDS = frozenset({"government", "administration", "country", "nation", "cabinet"})
_STANCES = frozenset({"pro", "anti", "non"})
_HELD = frozenset({"'s", "new", "current"})  # between a country and its leader
_BEFORE_NAMES = frozenset({"the", ".", "old"})  # "the father of 31-year-old Odo Marn"
_WHOLE = frozenset({"person", "state", "institution"})  # speakers that need no name beside them
_NAMELESS = frozenset({"group", "anonymous", "unlisted"})
_VOICES = frozenset({"spokesperson", "document"})


class Resolver:
    """Resolves the sources of one text; call it in the order of the text, so that pronouns find who spoke last."""

    def __init__(self, document: Document, mentions: Sequence[Mention], registry: Registry) -> None:
        self.document, self.mentions, self.registry = document, mentions, registry
        self.cast = Cast(registry, document.published)
        self.antecedents = Antecedents(document, mentions)
        self.scene = Scene(document, mentions, registry)
        self.starts = self.scene.starts
        self.unnamed = LastUnnamed(document, self.antecedents)

    def resolve(self, source: Span | None, at: int) -> Speaker:
        """Return who speaks: `source` is the span of the words that name the speaker, `at` where they stand."""
        if source is None:
            return UNNAMED
        inside = self._inside(source)
        if len(inside) == 1 and inside[0].span == source and _is_plain_name(inside[0]):
            self.antecedents.heard(at, inside[0])
            self.unnamed.forget()
            return self._from_mention(inside[0])
        phrases = split_phrases(self.document, source, inside)
        if len(phrases) > 1 and self._is_stance(phrases[0]):
            phrases = phrases[1:]
        if not phrases:
            return UNNAMED
        speaker, mention = self._by_pronoun(phrases, at) or self._by_noun(phrases, inside)
        open_ = mention is None and speaker.kind not in _WHOLE
        voiced = class_of(phrases[0].head_word) == "spokesperson"
        if (open_ or voiced) and (person := name_beside(self.scene, phrases, source)) is not None:
            speaker, mention = self._from_mention(person), person
        if mention is not None:
            self.antecedents.heard(at, mention)
        if mention is not None:
            self.unnamed.forget()
        else:
            self.unnamed.hear(at, phrases[0], speaker, any(other.person for other in inside))
        return speaker

    def _is_stance(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is half of a description: "Pro-reform and free speech group Vantia Watch"."""
        index = phrase.head - phrase.first
        return index > 1 and phrase.words[index - 1] == "-" and phrase.words[index - 2] in _STANCES

    # -- nouns ---------------------------------------------------------------------------------------------------

    def _by_noun(self, phrases: list[Phrase], inside: list[Mention]) -> tuple[Speaker, Mention | None]:
        """Return the speaker of the first phrase, or the person beside it in apposition, with those joined by "and"."""
        if (meant := antecedent(self.document, phrases, inside)) is not None:
            return self._from_mention(meant), meant
        if len(phrases) == 1 and not phrases[0].link:
            return self._read(phrases[0], inside)
        if is_one_people(self.document, phrases, inside):
            told = [self._head_mention(phrase, inside) for phrase in phrases[:-1]]
            people = self._of_states(
                [*told, owner_before(self.document, phrases[-1], inside)], phrases, len(phrases) - 1
            )
            if people[1] is not None or told[0] is None or told[0].kind == "demonym":
                return people  # but "Vantia and Europe's leaders" are Vantia and others
        first = self._read(phrases[0], inside)
        if is_of_several(self.document, phrases, inside):
            told = [self._head_mention(phrase, inside) for phrase in phrases[1:]]
            if is_plural_word(phrases[0].head_word):
                return self._of_states([owner(self.document, phrases[0], inside), *told], phrases, 0)
            return first if first[0].actor_id is not None else self._all_of(phrases, phrases[0].head, first[0].country)
        if first[1] is None and first[0].actor_id is None and is_one_name(self.document, phrases, inside):
            return self._all_of(phrases[:2], phrases[0].head, first[0].country)
        parts = joined(self.document, phrases, inside)
        listed = [phrase for phrase in parts if phrase.link not in CONJUNCTIONS]
        named = self._in_apposition([phrase for phrase in phrases if phrase not in listed], first, inside)
        if len(phrases) == 1:
            return named
        others = {named[0].speaker: named[0]}
        for phrase in parts:
            speaker = self._read(phrase, inside)[0]
            if speaker.actor_id or (speaker.kind == "unlisted" and is_name(self.document, phrase, inside)):
                others.setdefault(speaker.speaker, speaker)
        if len(others) > 1:
            return named[0]._replace(others=tuple(others.values())[1:]), named[1]
        nameless = named is first and first[1] is None and first[0].kind in _NAMELESS
        if nameless and parts[:1] == phrases[1:2] and may_be_shown_whole(self.document, phrases[:2]):
            return self._all_of(phrases[:2], phrases[0].head, first[0].country)  # "the mayor and his wife"
        return named

    def _all_of(self, phrases: list[Phrase], head: int, country: str) -> tuple[Speaker, Mention | None]:
        """Return whom several phrases tell of, by all their words; `head` is the token of the noun for them."""
        return self._unnamed(whole(self.document, phrases, head), country), None

    def _in_apposition(
        self, phrases: list[Phrase], first: tuple[Speaker, Mention | None], inside: list[Mention]
    ) -> tuple[Speaker, Mention | None]:
        """Return the person whose name explains the first phrase, else `first`, which is what that phrase says."""
        head = self._head_mention(phrases[0], inside)
        if (first[0].kind == "person" and first[0].how != "title") or (head is not None and head.kind in _NAMES):
            return first
        for phrase in phrases[1:]:
            mention = self._head_mention(phrase, inside)
            if mention is None or mention.kind not in _NAMES:
                continue
            if phrase.link not in CONJUNCTIONS or self._shares_name(phrases[0], phrase):
                return self._read(phrase, inside)
        return first

    def _of_states(
        self, told: list[Mention | None], phrases: list[Phrase], people: int
    ) -> tuple[Speaker, Mention | None]:
        """Return the states of "Vantian and Osterian officials", "the leaders of Vantia and Oster", which `told` names;
        all of those people by their words where these are no states, or the people of phrase `people` no officials.
        """
        vague = any(roles()["vague"].intersection(phrase.words) for phrase in phrases)  # "some Vantian and ..."
        if class_of(phrases[people].head_word) in {"official", "title"} and not vague:
            states = [mention for mention in told if mention is not None and mention.kind in _STATES | {"demonym"}]
            found = [self.registry.government(mention.country) for mention in states]
            speakers = [self.cast.listed(state.actor_id, "group", "group") for state in found if state is not None]
            if len(speakers) == len(told) > 1:
                return speakers[0]._replace(others=tuple(speakers[1:])), told[0]
        return self._all_of(phrases, phrases[people].head, "")

    def _shares_name(self, first: Phrase, second: Phrase) -> bool:
        """Tell whether two roles belong to one name: "the translator and scholar Dana Orlik"."""
        start = self.document.text[self.document.tokens.starts[second.first]]
        return start.islower() and first.head_word.islower() and not first.head_word.endswith("s")

    def _read(self, phrase: Phrase, inside: list[Mention]) -> tuple[Speaker, Mention | None]:
        mention = self._head_mention(phrase, inside)
        if mention is None or mention.kind in {"demonym", "title", "body"}:
            named = self._named_at_end(phrase, inside)
            if named is not None:
                return self._from_mention(named), named
        if mention is None or mention.kind == "demonym":
            return self._by_role(phrase, inside)
        if mention.kind == "title" and mention.bearer is None and phrase.words[0] in _INDEFINITE:
            return self._by_indefinite(phrase, mention)
        if mention.kind == "title" and mention.actor_id is None:
            return self._by_title(phrase, mention)
        if mention.kind == "body" and mention.title:
            return self._by_body(phrase, mention)
        return self._from_mention(mention), mention

    def _from_mention(self, mention: Mention) -> Speaker:
        if mention.actor_id is not None:
            how = "state" if mention.kind in _STATES else mention.kind
            return self.cast.listed(mention.actor_id, how)
        if mention.person:
            office = self.scene.description(mention)
            country = self.scene.origin(mention)
            return self.cast.unlisted(mention.person, "unlisted", country, office, mention.gender)
        return self.cast.unlisted(mention.surface, "unlisted", mention.country)

    def _by_indefinite(self, phrase: Phrase, mention: Mention) -> tuple[Speaker, Mention | None]:
        """Return the body for which "a Pentagon spokesman" speaks; "a minister" may be any."""
        if class_of(phrase.head_word) == "spokesperson":
            body = self.registry.body_named(mention.surface.rpartition(" ")[0])
            if body is not None:
                return self.cast.listed(body.actor_id, "body"), mention._replace(actor_id=body.actor_id, person="")
        return self._unnamed(phrase, mention.country), None

    def _by_title(self, phrase: Phrase, mention: Mention) -> tuple[Speaker, Mention | None]:
        """Return who bears a title that the words beside it leave open: a person whom the text calls so elsewhere."""
        if mention.person:
            return self._from_mention(mention), mention
        if "past" in mention.qualifiers:
            same = self.scene.former(mention.title, mention.country)
        else:
            same = self.scene.bearer(phrase.head_word, mention.country)
        if same is not None:
            return self._from_mention(same)._replace(how="title"), same
        return self._unnamed(phrase, mention.country), None

    def _by_body(self, phrase: Phrase, mention: Mention) -> tuple[Speaker, Mention | None]:
        """Return the body of the state that the words, or else the text around them, mean."""
        word = phrase.head_word
        if word in roles()["people"] or word in roles()["anonymous"]:
            return self._unnamed(phrase, mention.country), None
        actor_id, country = mention.actor_id, mention.country
        if not country:
            actor_id, country = self.scene.body(mention)
        if actor_id is not None and not is_proxy(self.scene, phrase):
            return self.cast.listed(actor_id, "body"), mention._replace(actor_id=actor_id)
        return self.cast.unlisted(shown(self.document, phrase), "unlisted", proxy(self.scene, phrase) or country), None

    def _by_role(self, phrase: Phrase, inside: list[Mention]) -> tuple[Speaker, Mention | None]:
        """Return who a common noun means: whom a spokesman speaks for, a state's officials, somebody unnamed."""
        word, kind = phrase.head_word, class_of(phrase.head_word)
        owner, other = owner_before(self.document, phrase, inside), complement(self.document, phrase, inside)
        about = other or owner
        if kind in _VOICES:
            voice = (owner or other) if kind == "document" else about
            if kind == "document" and voice is owner and "media" in phrase.words:
                voice = None  # "Vantian media reports" are not the state's
            if kind == "spokesperson" and voice is not None:
                standing = standing_of(phrase)
                if (of_head := self._of_head(phrase, standing, voice, inside)) is not None:
                    return of_head, None
                voice = None if standing == "none" else voice
            if voice is not None and (kind == "document" or not voice.person):
                speaker, mention = self._from_voice(voice)
                if speaker.actor_id:
                    return speaker, mention
        if kind == "official" and owner is None and other is not None and is_of(self.document, phrase):
            owner = other  # "the leaders of Vantia"
        if kind == "official" and owner is not None and owner.kind in {"demonym", "country", "metonym"}:
            government = self.registry.government(owner.country)
            if (
                government is not None
                and not roles()["vague"].intersection(phrase.words)
                and not is_proxy(self.scene, phrase)
            ):
                return self.cast.listed(government.actor_id, "group", "group"), owner
        if word == "leader" and owner is not None and self._is_right_before(owner, phrase):
            leader = self.scene.leader(owner.country)
            if leader is not None:
                return self.cast.listed(leader.actor_id, "title"), owner
        whose = owner or other  # "Vantia's envoy to Oster" is a Vantian
        country = proxy(self.scene, phrase) or (whose.country if whose else "") or self._people_of(word)
        if kind in {"title", "kin", "anonymous"}:
            same = self.scene.bearer(word, country)
            if same is not None:
                return self._from_mention(same)._replace(how="title"), same
        name = self.scene.name_at(phrase.head, phrase.first)
        if name is not None and kind is None and word not in _FIRST_AND_SECOND and not self._people_of(word):
            if is_of(self.document, phrase) and " " not in name.person and word not in given_names(self.registry):
                return self._unnamed(phrase, country), None  # "the Department of Trade", "Dozens of countries"
            known = name if self.scene.looks_human(name) or self._has_role(phrase, name) else None
            return self._from_mention(name._replace(country=name.country or country)), known
        return self._unnamed(phrase, country), None

    def _has_role(self, phrase: Phrase, name: Mention) -> bool:
        """Tell whether a noun for one human being stands right before a name: "an ally | Odo Marn"."""
        before = self.document.tokens.first_at(name.span[0]) - 1 - phrase.first
        return before >= 0 and " " in name.surface and is_one_human(phrase.words[before])

    def _is_right_before(self, owner: Mention, phrase: Phrase) -> bool:
        """Tell whether nothing but "new" stands between an owner and the head: "Vantia's new leader"."""
        between = self.document.text[owner.span[1] : self.document.tokens.starts[phrase.head]]
        return set(fold(between).split()) <= _HELD

    def _of_head(self, phrase: Phrase, standing: Standing, head: Mention, inside: list[Mention]) -> Speaker | None:
        """Return who speaks for the head of state whom `head` names, None where it names none."""
        if standing == "none" or not (head.actor_id and head.person):
            return None
        if not speaks_for(self.document, phrase, head, inside):
            return None
        return self.cast.of_head(head.actor_id, gender_of(phrase.head_word) if standing == "one" else None)

    def _from_voice(self, mention: Mention) -> tuple[Speaker, Mention]:
        """Return the actor for whom a spokesman or a document speaks."""
        if mention.kind == "body" and mention.actor_id is None and not mention.country:
            actor_id, _ = self.scene.body(mention)
            if actor_id is not None:
                return self.cast.listed(actor_id, "body"), mention._replace(actor_id=actor_id)
        return self._from_mention(mention), mention

    def _unnamed(self, phrase: Phrase, country: str) -> Speaker:
        """Return a speaker without a name, in the words of the text."""
        kind: SpeakerKind = "group" if self._people_of(phrase.head_word) else unnamed_kind(phrase)
        return self.cast.unlisted(shown(self.document, phrase), kind, proxy(self.scene, phrase) or country)

    def _people_of(self, word: str) -> str:
        """Return the country whose people "Vantians" are, "" where the word means no people."""
        return self.registry.country_index.get(word[:-1], "") if len(word) > 3 and word.endswith("s") else ""

    # -- pronouns ------------------------------------------------------------------------------------------------

    def _by_pronoun(self, phrases: list[Phrase], at: int) -> tuple[Speaker, Mention | None] | None:
        phrase = phrases[0]
        word = phrase.words[0].partition("'")[0]
        if word not in PRONOUNS and word != "the":
            return None
        alone = phrase.head == phrase.first
        if alone and (same := self.unnamed.same(word, at)) is not None:
            return same, None
        if word in GENDERS:
            owner = self.antecedents.person(at, GENDERS[word])
            return self._of_pronoun(phrases, owner) if not alone or owner is None else self._said_by(owner)
        if word in FIRST_PERSON and alone:
            return self._author()
        if (word in THINGS or word in MANY) and alone:
            body = self.antecedents.body(at) if word in THINGS else self.antecedents.group(at)
            return self._said_by(body) if body is not None else None
        if word in RELATIVES and alone:
            before = self.antecedents.before(at)
            return self._said_by(before) if before is not None else None
        if word == "both" or phrase.words[:2] == ("the", "two"):
            return self._both(phrase, at)
        return None

    def _said_by(self, mention: Mention) -> tuple[Speaker, Mention]:
        return self._from_mention(mention)._replace(how="pronoun"), mention

    def _author(self) -> tuple[Speaker, Mention | None] | None:
        """Return who speaks in the first person: the one by whom the headline says that the address is."""
        author = self.scene.author
        return (self._from_mention(author)._replace(how="pronoun"), None) if author is not None else None

    def _of_pronoun(self, phrases: list[Phrase], owner: Mention | None) -> tuple[Speaker, Mention | None] | None:
        """Return the speaker of "his spokesman", "her government", "his statement"."""
        phrase = phrases[0]
        if owner is None or len(phrases) > 1:
            return None
        if class_of(phrase.head_word) == "document":
            return self._said_by(owner)
        if phrase.head_word in _GOVERNMENT_WORDS and (government := self.registry.government(owner.country)):
            return self.cast.listed(government.actor_id, "pronoun"), None
        return self._unnamed(phrase, owner.country), None

    def _both(self, phrase: Phrase, at: int) -> tuple[Speaker, Mention | None] | None:
        people = self.antecedents.people(at, 2)
        if len(people) < 2 or not (phrase.head == phrase.first or class_of(phrase.head_word) in {"title", "official"}):
            return None
        first, second = (self._from_mention(person)._replace(how="pronoun") for person in people)
        return first._replace(others=(second,)), people[0]

    # -- the words of a phrase -----------------------------------------------------------------------------------

    def _inside(self, source: Span) -> list[Mention]:
        """Return the mentions within `source`."""
        first, after = bisect_left(self.starts, source[0]), bisect_left(self.starts, source[1])
        if first > 0 and self.mentions[first - 1].span[1] > source[0]:
            first -= 1
        return list(self.mentions[first:after])

    def _head_mention(self, phrase: Phrase, inside: list[Mention]) -> Mention | None:
        return head_mention(self.document, phrase, inside)

    def _named_at_end(self, phrase: Phrase, inside: list[Mention]) -> Mention | None:
        """Return the person whose name ends the phrase, in apposition to its head: "head of the yard Dana Orlik"."""
        tokens = self.document.tokens
        end, head = tokens.ends[phrase.last - 1], tokens.ends[phrase.head]
        person = next((m for m in inside if m.kind in _NAMES and m.span[1] == end and m.span[0] > head), None)
        if person is None:
            return None
        title = next((m for m in inside if m.bearer == person.span), None)
        if title is not None and title.span[0] > head:
            return None if self.scene.may_hold(person, title) else person
        before = phrase.words[tokens.first_at(person.span[0]) - 1 - phrase.first]
        return (
            None
            if before in roles()["breaker"] or before in roles()["honorific"] or before in _BEFORE_NAMES
            else person
        )


def _is_plain_name(mention: Mention) -> bool:
    """Tell whether the words are a name and nothing else; one unlisted word alone may be a shouted pronoun."""
    return mention.kind in _NAMES and (mention.kind != "unlisted" or " " in mention.surface)
