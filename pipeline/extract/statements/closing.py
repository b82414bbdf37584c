"""Where an attribution behind its words ends: "Marn said on Monday in Oder", "said Marn, the mayor, who left"."""

from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.complements import addressee_end
from pipeline.extract.statements.words import REACH

_SUBORDINATE = frozenset({"as", "when", "while", "before", "after", "because", "if"})
_SPANS = frozenset({"minute", "hour", "day", "week", "month", "year", "night", "morning", "evening", "moment"})
_BREAKS = frozenset(",;—–:")
_SEQUENCE = frozenset({"after", "before"})
_LONGEST_TITLE = 8  # tokens in marks that name a show or a paper
_SHORTEST_SPEECH = 5  # tokens of a quotation with its marks
_SPOKEN = frozenset({",", "!", "?", "—", "…"})  # marks that close a quoted sentence before its speaker
_DESCRIBING = frozenset(
    {"who", "whose", "which", "himself", "herself", "chief", "head", "director", "president", "former"}
)
_ISSUED = frozenset(
    {"published", "released", "posted", "issued", "obtained", "broadcast", "aired", "carried", "circulated", "uploaded"}
)


def verb_end(scan: Scan, hit: Hit, quoted: bool, opens: int = 0) -> int | None:
    """Return where "Marn said [on Monday]" ends before a comma or the unit's end; None where its words follow.

    `opens` is where it starts behind its quotation, 0 where that is not known.
    """
    t = scan.t
    r = hit.end
    told = "addressee" in hit.cue.frames or hit.cue.lemma == "ask"
    if told:
        r = addressee_end(scan, r)
    if scan.is_boundary(r):
        return r
    if t.words[r] == "to" and (told or "infinitive" in hit.cue.frames or hit.cue.lemma == "continue"):
        return None
    if not quoted and (t.words[r] in hit.cue.frames or t.verbs.get(t.words[r]) == "gerund"):
        return None
    told_so = quoted and (opens == 0 or is_spoken(scan, opens))
    return _circumstances_end(scan, r, quoted, told_so, told_so and opens > 0 and is_sentence(scan, opens))


def is_spoken(scan: Scan, opens: int) -> bool:
    """Tell whether the quotation that ends before `opens` is a sentence: with a mark at its end, or from the start."""
    t = scan.t
    return t.quote_range[t.quoted[opens - 1] - 1][0] <= scan.lo or closes_speech(scan, opens)


def closes_speech(scan: Scan, k: int) -> bool:
    """Tell whether the quotation that ends before token `k` breaks off for its speaker: "..., ”", "...? ”"."""
    t = scan.t
    first, after = t.quote_range[t.quoted[k - 1] - 1]
    return not _SPOKEN.isdisjoint(t.words[max(first, after - 3) : after])


def is_sentence(scan: Scan, k: int) -> bool:
    """Tell whether the quotation that ends before token `k` opens its sentence and breaks off for its speaker: no name
    of a book, no word that the outlet quotes.
    """
    t = scan.t
    first, after = t.quote_range[t.quoted[k - 1] - 1]
    opens = first <= scan.lo + (t.words[scan.lo] == "(")
    return opens and after - first >= _SHORTEST_SPEECH and closes_speech(scan, k)


def _is_title(scan: Scan, first: int, after: int) -> bool:
    """Tell whether quoted words start with a capital letter, behind a mark of one token or two."""
    t = scan.t
    return next((t.is_capital(k) for k in range(first, after) if not t.is_mark(k)), False)


def _circumstances_end(scan: Scan, r: int, quoted: bool, spoken: bool, signed: bool) -> int | None:
    """Return the end of the circumstances that start at `r` ("on Monday in Oder"), None where they are none.

    Behind a quotation that is `spoken` any word may start them ("said onstage"); behind one that is a sentence, and
    `signed` by its speaker, they may hold quoted words.
    """
    t = scan.t
    word = t.words[r]
    timed = spoken and word in ("the", "a") and _is_after_span(scan, r + 1)
    subordinate = timed or word in _SUBORDINATE or (quoted and word in t.preposition) or (spoken and word == "and")
    plain = spoken and word not in t.wh and word not in t.determiner and word not in t.pronoun and word != "that"
    if not (
        subordinate
        or plain
        or word in t.preposition
        or word in t.time
        or t.is_adverb(r)
        or t.verbs.get(word) == "gerund"
    ):
        return None
    limit = min(scan.end, r + REACH)
    for k in range(r, limit):
        if t.quoted[k]:
            first, after = t.quote_range[t.quoted[k] - 1]
            short = after - first <= _LONGEST_TITLE and t.words[first - 1] not in ",:"
            if short and (_is_title(scan, first, after) or (signed and t.words[first - 1] not in ("and", "but"))):
                continue  # the name of a show or a paper, a word the outlet quotes
            return k if subordinate else None
        word = t.words[k]
        if word in _BREAKS and (word == ":" or t.is_break(k)):
            return k
        subordinate = subordinate or word in _SUBORDINATE
        if subordinate:
            continue
        if word in _ISSUED and t.words[k - 1] not in t.determiner:
            continue  # "in a report published on Monday"
        if word == "that" or (k > r and t.is_finite(k, r) and t.words[k - 1] not in ("who", "which")):
            return None
    return limit


def _is_after_span(scan: Scan, k: int) -> bool:
    """Tell whether "day after", "hours before" stands at `k`."""
    near = scan.t.words[k : k + 3]
    return bool(near) and near[0].removesuffix("s") in _SPANS and not _SEQUENCE.isdisjoint(near[1:])


def source_end(scan: Scan, end: int, quoted: bool, spoken: bool) -> int | None:
    """Return where an inverted attribution ends: behind appositives and circumstances of "said Marn"; None where,
    without a quotation before it, its words go on as a clause. Behind a `spoken` one anything describes who spoke.
    """
    t = scan.t
    if end >= scan.end:
        return end
    word = t.words[end]
    if t.is_break(end) and not t.quoted[end]:
        return appositive_end(scan, end)
    reduced = spoken or (quoted and t.verbs.get(word) == "past")  # "..., say families evacuated to Oster"
    if reduced or word in t.preposition or word in t.day or word in _SUBORDINATE or word in ("who", "whose", "where"):
        limit = min(scan.end, end + REACH)
        subordinate = quoted or word not in t.preposition or word in _SUBORDINATE
        for k in range(end, limit):
            if t.quoted[k]:
                return k
            if t.is_break(k):
                return appositive_end(scan, k) if t.words[k] == "," else k
            subordinate = subordinate or t.words[k] in t.boundary
            if not subordinate and t.words[k] in t.auxiliary:
                return None  # "claims people from his region have left"
        return limit
    return None


def appositive_end(scan: Scan, comma: int) -> int:
    """Return the end of ", the minister," or ", who left," behind a source; the comma itself where none follows."""
    t = scan.t
    first = comma + 1
    if first >= scan.end or t.quoted[first]:
        return comma
    word = t.words[first]
    if t.is_capital(first) and t.phrase_after(first, scan.end) == scan.end:
        return scan.end  # "..., said the mayor, Odo Marn."
    if not (word in t.determiner or word in _DESCRIBING or word[0].isdigit()):
        return comma
    limit = min(scan.end, first + REACH)
    for k in range(first, limit):
        if t.quoted[k]:
            return comma if t.words[k - 1] not in ",—" else k - 1
        if t.is_break(k):
            return k if word in _DESCRIBING or not t.has_finite(first, k) else comma
    return limit
