"""For whom a spokesman without a name speaks, and whether that tells who it is.

"Marn's spokesman" is one person, "a spokesman for Marn" and "a deputy spokesman" are voices of an office, "a former
spokesman" is nobody's voice; "a spokesman for Marn's campaign" does not speak for Marn's office.
"""

from collections.abc import Sequence
from typing import Literal

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.phrases import Phrase
from pipeline.extract.actors.roles import NOT_IN_OFFICE, is_one_human, qualifiers, roles
from pipeline.extract.document import Document

Standing = Literal["one", "office", "none"]

_UNDER = frozenset({"deputy", "vice", "assistant", "junior", "associate"})  # who speak for the same office
_FOR = frozenset({"for", "of", "the", "'s", "’s", ",", "chief", "official", "personal"})


def standing_of(phrase: Phrase) -> Standing:
    """Return what the words before a noun for a spokesman make of it: the one of an office, one of several, none."""
    before = phrase.words[: phrase.head - phrase.first]
    kinds = {qualifiers().get(word) for word in before if word not in _UNDER}
    if kinds & NOT_IN_OFFICE:
        return "none"
    several = not roles()["vague"].union(_UNDER).isdisjoint(before) or not is_one_human(phrase.head_word)
    return "office" if several else "one"


def speaks_for(document: Document, phrase: Phrase, person: Mention, inside: Sequence[Mention]) -> bool:
    """Tell whether the spokesman of `phrase` is said to speak for `person` alone, not for a campaign or a party."""
    tokens = document.tokens
    own = [m for m in inside if person.actor_id == m.actor_id or m.kind == "demonym"]
    named = {i for m in own for i in range(tokens.first_at(m.span[0]), tokens.last_before(m.span[1]))}
    before = person.span[0] < tokens.starts[phrase.head]
    first, last = (phrase.first, phrase.head) if before else (phrase.head + 1, phrase.last)
    rest = [tokens.words[i] for i in range(first, last) if i not in named]
    plain = all(word in _FOR or qualifiers().get(word) or word in roles()["vague"] for word in rest)
    return plain and (before or not any(m.possessive for m in own))
