"""Which sentences are worth a closer look: a cheap test on their words, so that most of the news costs next to
nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import or_

from pipeline.extract.aid.scene import names_ukraine
from pipeline.extract.document import Document
from pipeline.extract.lexicon import word_list
from pipeline.records import Span

_UNITS = ("m", "bn", "mn", "b", "k", "tn")
_HEAD = 4  # letters by which the lists of things and deeds name their words
_MAX_SENTENCE = 2000  # characters; longer ones are no prose
_SHORT = 1000  # characters; a headline may leave Ukraine unsaid, a longer text about aid to it does not
_MONEY, _THING, _DEED = 1, 2, 4


def candidates(document: Document) -> Iterator[tuple[int, Span, bool]]:
    """Yield (index, span, whether money is named) of the sentences that may speak of aid: money, or a thing and a deed.

    Money is a currency, a scale, or a number with its unit ("30m"). A long text that never names Ukraine has none.
    """
    if len(document.text) > _SHORT and not names_ukraine(document.text, (0, len(document.text))):
        return
    telling = {word: bits for word in set(document.tokens.words) if (bits := _bits(word))}
    if not _worth(reduce(or_, telling.values(), 0)):
        return
    for index, bits in sorted(_by_sentence(document, telling).items()):
        span = document.sentences[index]
        if _worth(bits) and span[1] - span[0] <= _MAX_SENTENCE:
            yield index, span, bool(bits & _MONEY)


@lru_cache(maxsize=1 << 16)  # most words of a text occur again
def _bits(word: str) -> int:
    """Return what a word tells: money, a thing that may be given, a deed of giving."""
    money = (word[0].isdigit() and word.endswith(_UNITS)) or word in word_list("aid_gate_money")
    head = word[:_HEAD]
    things, deeds = head in word_list("aid_gate_things"), head in word_list("aid_gate_deeds")
    return money * _MONEY | things * _THING | deeds * _DEED


def _worth(bits: int) -> bool:
    return bool(bits & _MONEY) or bits & (_THING | _DEED) == _THING | _DEED


def _by_sentence(document: Document, telling: dict[str, int]) -> dict[int, int]:
    """Return what the words of each sentence tell, by its index; sentences that tell nothing are left out."""
    tokens = document.tokens
    starts = [start for start, _ in document.sentences]
    found: dict[int, int] = {}
    for at, bits in [(at, telling[word]) for at, word in enumerate(tokens.words) if word in telling]:
        index = bisect_right(starts, tokens.starts[at]) - 1
        if index >= 0:
            found[index] = found.get(index, 0) | bits
    return found
