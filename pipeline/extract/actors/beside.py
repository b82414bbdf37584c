"""The name between commas that tells who a source is: "the head of the region, Odo Marn, said"."""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.phrases import Phrase
from pipeline.extract.actors.roles import class_of
from pipeline.extract.actors.scene import Scene
from pipeline.records import Span

_NAMES = frozenset({"name", "surname", "unlisted"})
_EXPLAINED = frozenset({"spokesperson", "official", "anonymous", "kin", "title"})  # whom a name may stand beside
_OPENING = frozenset({"and", "but", "that", "as", "when", "while", "after", "before", "because", "although", "if"})
_WHERE = frozenset({"in", "at", "near", "from"})  # "a spokesman in Oder, Upper Harnland, said"
_LONGEST_NAME = 4  # words


def name_beside(scene: Scene, phrases: Sequence[Phrase], source: Span) -> Mention | None:
    """Return the person whose name between commas explains the one phrase of a source, None where there is none."""
    phrase, document = phrases[0], scene.document
    if len(phrases) > 1 or class_of(phrase.head_word) not in _EXPLAINED or phrase.head_word.endswith("s"):
        return None
    before = document.tokens.words[phrase.first - 1] if phrase.first else "."
    if before[0].isalnum() and before not in _OPENING and document.sentence_at(source[0])[0] != source[0]:
        return None  # "according to a spokesman, Odo Marn, the mayor, will leave"
    position, text = bisect_left(scene.starts, source[1]), document.text
    person = scene.mentions[position] if position < len(scene.mentions) else None
    if person is not None and text[source[1] : person.span[0]] == ", ":
        return person if person.kind in _NAMES and text[person.span[1] : person.span[1] + 1] == "," else None
    return _unknown_name(scene, phrase, source)


def _unknown_name(scene: Scene, phrase: Phrase, source: Span) -> Mention | None:
    """Return the words in capitals between two commas behind a spokesman, as the name of somebody not known."""
    if class_of(phrase.head_word) != "spokesperson" or not _WHERE.isdisjoint(phrase.words):
        return None
    tokens, text = scene.document.tokens, scene.document.text
    first = end = tokens.last_before(source[1]) + 1
    limit = min(len(tokens.words) - 1, first + _LONGEST_NAME)
    while end < limit and text[tokens.starts[end]].isupper():
        end += 1
    if end - first < 2 or text[source[1] : tokens.starts[first]] != ", " or tokens.words[end] != ",":
        return None
    name = scene.name_at(end - 1, first)
    return name if name is not None and name.span[0] == tokens.starts[first] else None
