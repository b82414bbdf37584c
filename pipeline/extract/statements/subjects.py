"""Whether a subject can speak: a person, a body, a state, a document; no event, thing or stretch of time.

What cannot is data (seeds/lexicons/speechless.txt) and a few endings of abstract nouns.
"""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.grammar import Grammar
from pipeline.extract.statements.words import Range

_BEHIND_HEAD = frozenset(
    {"of", "for", "in", "at", "on", "from", "to", "with", "by", "after", "before", "about", "over", "against", "under"}
    | {"among", "between", "into", "near", "around", "behind", "during", "through", "as", "than", "within", "inside"}
    | {"who", "which", "that", "where", "amid", "without", "including", "like"}
)
_QUANTITIES = frozenset({"series", "wave", "number", "string", "range", "spate", "flood", "deluge"})
_YEAR = 4  # digits
_REMAINS = frozenset({"body", "bodies", "corpse", "remains"})
_SEQUENCE = frozenset({"after", "before"})
_POINTING = frozenset({"this", "these", "those", "there"})
_ABSTRACT = ("ness", "ism")
_LEAST_STEM = 4  # letters before such an ending


def speaking_part(words: Grammar, source: Range) -> Range:
    """Return the source without the time before it: "Odo Marn" of "a day after Odo Marn", "comes after Odo Marn"."""
    if words.words[source[1] - 1] == "who":
        whose = next((k for k in range(*source) if words.words[k] in _REMAINS and words.words[k + 1] == "of"), None)
        if whose is not None:
            return whose + 2, source[1]  # "the body of Odo Marn, who said ..."
    first, after = source
    if _SEQUENCE.isdisjoint(words.words[first + 1 : after - 1]):
        return source
    turn = next(k for k in range(first + 1, after - 1) if words.words[k] in _SEQUENCE)
    if words.quoted[turn]:
        return source
    verb = any(words.verbs.get(words.words[k]) == "third" and not words.is_capital(k) for k in range(source[0], turn))
    verb = verb or _opens_with_verb(words, source[0])
    if not verb and words.words[turn - 1] not in word_list("speechless"):
        return source
    return turn + 1, source[1]


def _opens_with_verb(words: Grammar, first: int) -> bool:
    """Tell whether a phrase starts with the verb of the clause before: "come to a halt after | Odo Marn"."""
    return words.verbs.get(words.words[first]) in ("base", "participle") and words.words[first - 1] in words.auxiliary


def can_speak(words: Grammar, source: Range) -> bool:
    """Tell whether the head of the phrase `source` may be who reports something."""
    first, after = source
    end = after
    if after - first > 1:
        end = next((k for k in range(first + 1, after) if _closes_head(words, k, after)), after)
    while end - 1 > first and (words.is_mark(end - 1) or words.words[end - 1] in words.adverb):
        end -= 1
    head = words.words[end - 1]
    if head in _QUANTITIES and words.words[end : end + 1] == ["of"] and end + 1 < after:
        return can_speak(words, (end + 1, after))  # "a series of explosions"
    if after - first == 1 and len(head) == _YEAR and head.isdigit():
        return False
    if after - first > 1 and words.verbs.get(words.words[first]) == "third" and words.is_adverb(first + 1):
        return False  # "comes just after his summit with six"
    if head.endswith(("'s", "’s", "s'")) and after - first > 0 and head not in words.contraction:
        return False
    if head in _POINTING and after - first == 1:
        return False
    if head in word_list("speechless"):
        return False
    return not (head.endswith(_ABSTRACT) and len(head) > _LEAST_STEM + 3 and not words.is_capital(end - 1))


def _closes_head(words: Grammar, k: int, after: int) -> bool:
    """Tell whether token `k` goes on behind the head of a phrase: "the firm | of", "the firm | overseeing"."""
    if words.quoted[k]:
        return False
    word = words.words[k]
    if words.verbs.get(word) == "gerund" and k + 1 < after and not words.is_capital(k):
        before = words.words[k - 1]
        return not (before in words.determiner or before.endswith("'s"))
    return word in _BEHIND_HEAD
