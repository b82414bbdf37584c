"""Sources of several phrases: which of them speak along with the first, and which are but a part of its name.

"Marn and Toll" are two; "local and federal officials" are one people, "the Department of Trade and Energy" is one
name, "aides to Marn, Toll and Oster" are told by three owners; what "who" or "which" stands for may be a name at the
end of a phrase.
"""

from collections.abc import Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.phrases import CONJUNCTIONS, Phrase
from pipeline.extract.actors.registry import fold
from pipeline.extract.actors.roles import class_of, roles
from pipeline.extract.document import Document
from pipeline.extract.statements.words import is_plural_word

_OWNED_BY = frozenset({"for", "with", "from", "by", "to", "about", "of", "in"})
_SMALL = frozenset({"the", "of", "for", "and"})  # in lower case within a name
_ARTICLES = frozenset({"the", "a", "an"})
_BRACKETS = frozenset("()[]")
_BEFORE_ADJECTIVES = frozenset({"the", "both", "some", "many", "several", "other"})


def head_mention(document: Document, phrase: Phrase, inside: Sequence[Mention]) -> Mention | None:
    """Return which of the mentions inside a source its phrase has as head, None where none."""
    at = document.tokens.starts[phrase.head]
    return next((mention for mention in inside if mention.span[0] <= at < mention.span[1]), None)


def whole(document: Document, phrases: Sequence[Phrase], head: int) -> Phrase:
    """Return all that stands from the first of `phrases` to the last as one phrase, whose head is the token `head`."""
    first, last = phrases[0].first, phrases[-1].last
    words = document.tokens.words[first:last]
    return Phrase.of(first, head, [word if word.isascii() else fold(word) for word in words])


def may_be_shown_whole(document: Document, phrases: Sequence[Phrase]) -> bool:
    """Tell whether no bracket stands among `phrases`, of which a part alone would show but one half."""
    return _BRACKETS.isdisjoint(document.tokens.words[phrases[0].first : phrases[-1].last])


def joined(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> list[Phrase]:
    """Return the phrases that speak along with the first: those after "and", and those of a list of names."""
    last = max((i for i, phrase in enumerate(phrases) if phrase.link in CONJUNCTIONS), default=0)
    written = class_of(phrases[0].head_word) == "document"  # "the statement of Marn, Toll and Oster"
    before = phrases[written:last]
    names = [phrase for phrase in before if is_name(document, phrase, inside)]
    is_list = names[:1] == before[:1] and all(phrase in names or _is_role(phrase) for phrase in before)
    listed = names if last > 1 and is_list else []
    return [phrase for i, phrase in enumerate(phrases) if i and (phrase.link in CONJUNCTIONS or phrase in listed)]


def _is_role(phrase: Phrase) -> bool:
    """Tell whether a phrase describes the name before it: "Marn, | the mayor, | and Toll"."""
    return phrase.words[0] in _ARTICLES and class_of(phrase.head_word) is not None


def is_name(document: Document, phrase: Phrase, inside: Sequence[Mention]) -> bool:
    """Tell whether a phrase is the name of a person, a state or an institution, and no title or adjective."""
    mention = head_mention(document, phrase, inside)
    if mention is not None:
        known = bool(mention.actor_id or mention.person) or mention.kind == "body"
        return known and mention.kind not in {"title", "demonym"}
    starts = document.tokens.starts
    letters = [document.text[starts[i]] for i in range(phrase.first, phrase.last)]
    return all(
        letter.isupper() or word in _SMALL or not word[0].isalnum()
        for letter, word in zip(letters, phrase.words, strict=True)
    )


def is_one_people(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> bool:
    """Tell whether the phrases before the last are but adjectives or owners beside those of the last: "Local and
    federal officials", "the French and German ministers", "Latvia and Estonia's envoys", "Mr and Mrs Toll".
    """
    last = phrases[-1]
    if len(phrases) == 1 or last.link not in CONJUNCTIONS:
        return False
    if phrases[0].head_word in roles()["honorific"] and phrases[0].last - phrases[0].first == 1:
        return True
    people = last.head_word
    beside = last.words[: last.head - last.first]  # what tells which people they are
    mention = head_mention(document, last, inside)
    many = is_plural_word(people) or class_of(people) == "people"
    if not many or not beside or (mention is not None and mention.kind not in {"title", "body"}):
        return False
    owned = beside[0].endswith("'s")
    return all(_is_beside(document, phrase, inside, owned) for phrase in phrases[:-1])


def _is_beside(document: Document, phrase: Phrase, inside: Sequence[Mention], owned: bool) -> bool:
    """Tell whether a phrase ends with an adjective, or with `owned` is a name, that needs the noun of a later one."""
    mention = head_mention(document, phrase, inside)
    if mention is not None:
        return mention.kind == "demonym" or (owned and mention.kind in {"country", "metonym"})
    word, first = phrase.head_word, phrase.first + (phrase.words[0] in _BEFORE_ADJECTIVES)
    return phrase.last - first == 1 and not is_plural_word(word) and class_of(word) is None and not owned


def is_one_name(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> bool:
    """Tell whether the second phrase is the end of the name that is the first: "Department of Trade and Energy"."""
    if len(phrases) == 1 or phrases[1].link not in CONJUNCTIONS or not is_of(document, phrases[0]):
        return False
    start = document.text[document.tokens.starts[phrases[1].first]]
    known = head_mention(document, phrases[1], inside) is not None or class_of(phrases[1].head_word) is not None
    return start.isupper() and not known


def is_of_several(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> bool:
    """Tell whether people are told by whose they are, and what is joined is whose, too: "aides to Marn, Toll and
    Oster", "a spokesman for Marn and Toll"; but not "the mayor of Oder and Toll", "the Council of Oder and Vantia".
    """
    phrase, last = phrases[0], phrases[-1]
    behind = phrase.words[phrase.head + 1 - phrase.first] if phrase.last > phrase.head + 1 else ""
    if last.link not in CONJUNCTIONS or behind not in _OWNED_BY or not is_name(document, last, inside):
        return False
    many, role = is_plural_word(phrase.head_word), class_of(phrase.head_word)
    if role == "document" or not (many or role) or (last.words[0] == "the" and not many):
        return False  # a statement of three is said by three
    of, to = owner(document, phrase, inside), head_mention(document, last, inside)
    return of is not None and bool(of.person) == bool(to and to.person)


def owner(document: Document, phrase: Phrase, inside: Sequence[Mention]) -> Mention | None:
    """Return the last mention behind the head of a phrase: "Oder" of "the leaders of Oder"."""
    start, end = document.tokens.starts[phrase.head], document.tokens.ends[phrase.last - 1]
    return next((mention for mention in reversed(inside) if start < mention.span[0] and mention.span[1] <= end), None)


def is_of(document: Document, phrase: Phrase) -> bool:
    """Tell whether "of" follows the head of a phrase."""
    return phrase.last > phrase.head + 1 and document.tokens.words[phrase.head + 1] == "of"


def antecedent(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> Mention | None:
    """Return the name at the end of the first phrase that a relative clause belongs to rather than to the head, which
    cannot say anything, or is a person and no thing: "the ire of Vantia, which".
    """
    phrase, relative = phrases[0], phrases[-1].words[-1]
    if relative not in {"who", "which"} or head_mention(document, phrase, inside) is not None:
        return None
    tokens, kind = document.tokens, class_of(phrase.head_word)
    last = phrase.last - (phrase.words[-1] == relative)
    name = next((m for m in inside if m.span[1] == tokens.ends[last - 1] and m.kind != "demonym"), None)
    if name is None or name.span[0] <= tokens.starts[phrase.head]:
        return None
    if relative == "who":
        return name if name.person and kind is None else None
    is_thing = kind == "document" or (kind is None and not is_of(document, phrase))
    return name if not name.person and not is_thing else None
