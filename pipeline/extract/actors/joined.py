"""Sources of several phrases: which of them speak along with the first, and which are but a part of its name.

"Marn and Toll" are two; "local and federal officials" are one people, "the Department of Trade and Energy" is one
name, "aides to Marn, Toll and Oster" are told by three owners; what "who" or "which" stands for may be a name at the
end of a phrase.
"""

from collections.abc import Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.phrases import Phrase
from pipeline.extract.actors.roles import class_of
from pipeline.extract.document import Document

AND = frozenset({"and", "&"})
_OWNED_BY = frozenset({"for", "with", "from", "by", "to", "about", "of", "in"})


def head_mention(document: Document, phrase: Phrase, inside: Sequence[Mention]) -> Mention | None:
    """Return which of the mentions inside a source its phrase has as head, None where none."""
    at = document.tokens.starts[phrase.head]
    return next((mention for mention in inside if mention.span[0] <= at < mention.span[1]), None)


def whole(phrases: Sequence[Phrase], head: int) -> Phrase:
    """Return phrases that follow each other as one, whose head is the token `head`."""
    words = [word for phrase in phrases for word in (phrase.link, *phrase.words) if word]
    return Phrase(phrases[0].first, phrases[-1].last, head, tuple(words), "")


def joined(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> list[Phrase]:
    """Return the phrases that speak along with the first: those after "and", and those of a list of names."""
    named = [_named(document, phrase, inside) for phrase in phrases]
    last = max((i for i, phrase in enumerate(phrases) if phrase.link in AND), default=0)
    is_list = last > 1 and len(set(named[: last + 1])) == 1 and named[0] != ""
    return [phrase for i, phrase in enumerate(phrases) if i and (phrase.link in AND or (is_list and i < last))]


def _named(document: Document, phrase: Phrase, inside: Sequence[Mention]) -> str:
    """Return whether a phrase is the name of a "person" or of a "body" (a state, an institution); else ""."""
    mention = head_mention(document, phrase, inside)
    if mention is None or not (mention.actor_id or mention.person) or mention.kind in {"title", "demonym"}:
        return ""
    return "person" if mention.person else "body"


def is_one_people(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> bool:
    """Tell whether the first phrase is but the first adjective of the second: "Local and federal officials"."""
    if len(phrases) == 1 or phrases[1].link not in AND or phrases[0].last - phrases[0].first > 1:
        return False
    word, people = phrases[0].head_word, phrases[1].head_word
    mention = head_mention(document, phrases[0], inside)
    alone = not word.endswith("s") and class_of(word) is None and (mention is None or mention.kind == "demonym")
    bare = phrases[1].head == phrases[1].first  # "Marn and officials"
    return alone and not bare and class_of(people) is not None and people.endswith("s")


def is_one_name(document: Document, phrases: Sequence[Phrase], inside: Sequence[Mention]) -> bool:
    """Tell whether the second phrase is the end of the name that is the first: "Department of Trade and Energy"."""
    if len(phrases) == 1 or phrases[1].link not in AND or not is_of(document, phrases[0]):
        return False
    start = document.text[document.tokens.starts[phrases[1].first]]
    known = head_mention(document, phrases[1], inside) is not None or class_of(phrases[1].head_word) is not None
    return start.isupper() and not known


def is_of_several(phrases: Sequence[Phrase]) -> bool:
    """Tell whether people are told by whose they are: what is joined is whose, too: "aides to Marn, Toll and"."""
    phrase = phrases[0]
    many = phrase.head_word.endswith("s") and not phrase.head_word.endswith("ss")
    behind = phrase.words[phrase.head + 1 - phrase.first] if phrase.last > phrase.head + 1 else ""
    return phrases[-1].link in AND and many and behind in _OWNED_BY


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
