"""What stands around the head of a source's phrase, and how it is shown: "the | Vantian | spokesman | for Mr Marn"."""

from collections.abc import Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.phrases import Phrase
from pipeline.extract.actors.roles import class_of, roles
from pipeline.extract.actors.scene import Scene
from pipeline.extract.actors.unnamed import RELATIVES
from pipeline.extract.document import Document
from pipeline.extract.statements.words import is_plural_word
from pipeline.records import SpeakerKind

_PREPOSITIONS = frozenset({"for", "with", "from", "by", "to", "about"})


def owner_before(document: Document, phrase: Phrase, inside: Sequence[Mention]) -> Mention | None:
    """Return the mention before the head of a phrase: "Ukrainian officials", "Mr Oxley's lawyer"."""
    first, head = document.tokens.starts[phrase.first], document.tokens.starts[phrase.head]
    return next((m for m in reversed(inside) if first <= m.span[0] and m.span[1] <= head), None)


def complement(document: Document, phrase: Phrase, inside: Sequence[Mention]) -> Mention | None:
    """Return the first mention after the head of a phrase: "a spokesman for the Kremlin"."""
    head, last = document.tokens.ends[phrase.head], document.tokens.ends[phrase.last - 1]
    return next((m for m in inside if m.span[0] >= head and m.span[1] <= last and m.kind != "demonym"), None)


def proxy(scene: Scene, phrase: Phrase) -> str:
    """Return the country behind "Russian-installed" and its like, "" where there is none."""
    words = phrase.words
    for index in range(2, len(words)):
        if words[index] in roles()["proxy"] and words[index - 1] == "-":
            return scene.registry.country_index.get(words[index - 2], "") or scene.capital(words[index - 2])
    return ""


def is_proxy(scene: Scene, phrase: Phrase) -> bool:
    """Tell whether people are of an occupied place, or installed by another country."""
    return bool(proxy(scene, phrase)) or "occupied" in phrase.words


def shown(document: Document, phrase: Phrase) -> str:
    """Return the words by which somebody unnamed is shown: without an article, a relative pronoun, a prison."""
    tokens = document.tokens
    first, last = phrase.first, phrase.last
    if phrase.words[-1] in RELATIVES and last - first > 1:
        last -= 1
    if last < phrase.last and class_of(phrase.head_word) is None:  # "a prison for men who": the men
        first = next((i + 1 for i in range(last - 2, first, -1) if tokens.words[i] in _PREPOSITIONS), first)
    first += tokens.words[first] in {"the", "a", "an"} and last - first > 1
    return document.text[tokens.starts[first] : tokens.ends[last - 1]]


def unnamed_kind(phrase: Phrase) -> SpeakerKind:
    """Return what kind of speaker somebody unnamed is: people together, a source that hides, or just not listed."""
    kind, word = class_of(phrase.head_word), phrase.head_word
    if kind in {"people", "official"} or (is_plural_word(word) and kind in {"anonymous", "title", "kin"}):
        return "group"
    indefinite = phrase.words[0] != "the" or kind in {"anonymous", "spokesperson"}
    return "anonymous" if kind is not None and indefinite else "unlisted"
