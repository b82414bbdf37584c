"""Which sentences are worth a closer look: a cheap test on their words, so that most of the news costs next to
nothing.
"""

from collections.abc import Iterable

from pipeline.extract.lexicon import word_list

_UNITS = ("m", "bn", "mn", "b", "k", "tn")


def names_money(words: Iterable[str]) -> bool:
    """Tell whether lower-case words hold a sum of money: a currency, a scale, or a number with its unit ("30m")."""
    money = word_list("aid_gate_money")
    return any(word in money or (word[0].isdigit() and word.endswith(_UNITS)) for word in words if word)


def worth_reading(words: Iterable[str]) -> bool:
    """Tell whether lower-case words may speak of aid: money, or a thing and a deed."""
    distinct = set(words)
    heads = {word[:4] for word in distinct}
    if not heads.isdisjoint(word_list("aid_gate_things")) and not heads.isdisjoint(word_list("aid_gate_deeds")):
        return True
    return names_money(distinct)
