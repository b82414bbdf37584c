"""Which sentences are worth a closer look: a cheap test on their words, so that most of the news costs next to
nothing.
"""

from collections.abc import Iterator

from pipeline.extract.document import Document
from pipeline.extract.lexicon import word_list
from pipeline.records import Span

_UNITS = ("m", "bn", "mn", "b", "k", "tn")
_HEAD = 4  # letters by which the lists of things and deeds name their words
_MAX_SENTENCE = 2000  # characters; longer ones are no prose


def candidates(document: Document) -> Iterator[tuple[int, Span, bool]]:
    """Yield (index, span, whether money is named) of the sentences that may speak of aid: money, or a thing and a deed.

    Money is a currency, a scale, or a number with its unit ("30m").
    """
    tokens, distinct = document.tokens, set(document.tokens.words)
    listed, heads_of_things, heads_of_deeds = map(word_list, ("aid_gate_money", "aid_gate_things", "aid_gate_deeds"))
    money = listed.intersection(distinct) | {w for w in distinct if w.endswith(_UNITS) and w[0].isdigit()}
    things = {word for word in distinct if word[:_HEAD] in heads_of_things}
    deeds = {word for word in distinct if word[:_HEAD] in heads_of_deeds}
    if not money and not (things and deeds):
        return
    for index, sentence in enumerate(document.sentences):
        words = tokens.words[tokens.first_at(sentence[0]) : tokens.last_before(sentence[1])]
        named = not money.isdisjoint(words)
        worth = named or not (things.isdisjoint(words) or deeds.isdisjoint(words))
        if worth and sentence[1] - sentence[0] <= _MAX_SENTENCE:
            yield index, sentence, named
