"""Whether a word that may be a noun or an adjective is the verb of what stands before it."""

from pipeline.extract.actors.roles import class_of
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.words import Range, is_plural_word

_PLURALS = frozenset(
    {
        "people",
        "police",
        "media",
        "men",
        "women",
        "some",
        "many",
        "others",
        "few",
        "data",
        "most",
        "half",
        "percent",
        "%",
        "all",
        "both",
        "quarter",
        "third",
        "those",
        "these",
    }
)
_QUANTITIES = frozenset(
    {"wave", "number", "group", "series", "majority", "handful", "range", "host", "string", "couple", "pair", "team"}
)
_SPEAKING = frozenset({"title", "spokesperson", "kin"})
_BEFORE_NOUNS = frozenset({"any", "every", "no", "the", "a", "an"})
_MANY = frozenset({"more", "most", "many", "several", "some", "few", "all", "both", "two", "three", "these", "those"})


def agrees(scan: Scan, source: Range, hit: Hit) -> bool:
    """Tell whether a form that may be a noun or adjective ("claims", "report") stands as the verb of `source`."""
    t = scan.t
    last = t.words[source[1] - 1]
    if hit.cue.form == "participle" and t.group_start(scan.lo, hit.at) == hit.at:
        return False  # "delivers written answers"
    if hit.cue.form in ("past", "participle"):
        return not last.isdigit()
    if hit.cue.is_noun_too and last in _BEFORE_NOUNS:
        return False  # "any states"
    if hit.cue.is_noun_too and source[1] - source[0] == 1 and last in _MANY and _is_counted(scan, hit.at):
        return False  # "many talks", "most state councils"
    if last in t.pronoun:
        return last != "one" or hit.cue.form != "base"
    if last.endswith(("'s", "s'")) or t.words[hit.at - 1] in ("'", "’", "-"):
        return False
    if t.words[hit.at - 2 : hit.at] == ["'", "s"]:
        return False  # "Marn Jr.'s claim"
    if hit.cue.form == "base":
        if hit.cue.lemma == "say":
            return last not in t.determiner or last in _PLURALS  # no noun: "the ministry say", "reports say"
        head = next((t.words[k - 1] for k in range(source[0] + 1, source[1]) if _leaves_head(scan, k)), last)
        plural = (
            last.isdigit()
            or is_plural_word(head)
            or head in _PLURALS
            or "and" in t.words[slice(*source)]
            or t.words[source[0] : source[0] + 2] == ["those", "who"]
            or (last.endswith("s") and head in _QUANTITIES)
        )
        past = t.verbs.get(t.words[hit.at]) == "past"  # a past form too: "the letter read"
        if past and _stands_before(scan, source, hit) and _is_determined(scan, source):
            return True
        if last.endswith("ing") and t.words[source[1] - 2] in t.preposition and not t.is_capital(source[1] - 1):
            return False  # "a series of chilling voice messages"
        return plural and (not hit.cue.is_noun_too or t.verbs.get(last) != "third" or _is_noun_behind(scan, source))
    adjective = last.endswith(("ian", "ean", "ish", "ese")) and t.words[source[1] - 2] in t.preposition
    if hit.end >= scan.end and hit.cue.is_noun_too and adjective:
        return False  # "the unity of European states"
    return (
        not hit.cue.is_noun_too
        or t.is_capital(source[1] - 1)
        or t.words[hit.at - 1] in ",)"
        or _closes_headline(scan, source, hit)
        or (source[1] == hit.at and class_of(last) in _SPEAKING)
        or (_stands_before(scan, source, hit) and _is_determined(scan, source))
    )


def _is_counted(scan: Scan, noun: int) -> bool:
    """Tell whether what follows shows a word to be the noun of "many" and "most", not their verb."""
    t = scan.t
    if noun + 1 >= scan.end:
        return True
    following = t.words[noun + 1]
    told = following in t.determiner or following in t.pronoun or following in t.wh
    told = told or following in ("that", "to", "it", "him", "whether", "if") or t.verbs.get(following) == "gerund"
    return not (told or t.quoted[noun + 1] or t.is_capital(noun + 1))


def _stands_before(scan: Scan, source: Range, hit: Hit) -> bool:
    """Tell whether nothing but its adverbs stands between a source and its verb."""
    return source[1] >= scan.t.group_start(scan.lo, hit.at) or scan.t.is_adverb(source[1])


def _is_determined(scan: Scan, source: Range) -> bool:
    t = scan.t
    return any(
        (t.words[k] in t.determiner and t.words[k] not in _MANY) or t.words[k].endswith("'s") for k in range(*source)
    )


def _closes_headline(scan: Scan, source: Range, hit: Hit) -> bool:
    """Tell whether a headline ends with its source: "Bridge will hold, official claims"."""
    t = scan.t
    closes = hit.end >= scan.end and scan.unit.paragraph == 0 and t.words[source[0] - 1] == ","
    return closes and t.words[source[0]] != "say"


def _is_noun_behind(scan: Scan, source: Range) -> bool:
    """Tell whether the last word is a noun by the one before it: "Osterian forces", "the allies"."""
    t = scan.t
    before = t.words[source[1] - 2] if source[1] - source[0] > 1 else ""
    return before.endswith(("ian", "ish", "ese", "can", "man")) or before in t.determiner or before in t.possessive


def _leaves_head(scan: Scan, k: int) -> bool:
    """Tell whether token `k` goes on behind the head of a phrase: "people | of Oder", "people | opposing it"."""
    t = scan.t
    return t.words[k] in t.preposition or (t.verbs.get(t.words[k]) == "gerund" and not t.is_capital(k))
