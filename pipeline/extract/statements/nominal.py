"""Nouns and adjectives that report: "Marn's claim that ...", "issued a warning that ...", "was confident that ..."."""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.complements import frame_at
from pipeline.extract.statements.extents import content_end
from pipeline.extract.statements.negation import is_negated
from pipeline.extract.statements.subjects import can_speak
from pipeline.extract.statements.words import Range

_BE = frozenset({"is", "are", "was", "were", "be", "been", "remains", "remained", "seems"})
_GIVING = frozenset(
    {
        "made",
        "makes",
        "issued",
        "issues",
        "expressed",
        "voiced",
        "raised",
        "gave",
        "released",
        "repeated",
        "reiterated",
        "dropped",
    }
)


def read_nominal(scan: Scan, start: int, hit: Hit) -> None:
    """Read a reporting noun or adjective where its complement follows and a source can be told."""
    t = scan.t
    if hit.end >= scan.end or scan.is_claimed(hit.at) or t.quoted[hit.end]:
        return
    complement = frame_at(scan, hit.end, hit.cue)
    if complement is None:
        return
    source = _bearer(scan, start, hit) if hit.cue.form == "adjective" else _owner(scan, hit)
    if hit.cue.form == "adjective" and is_negated(scan, start, hit):
        return  # "is not critical of", "was never afraid that"
    if source is None or not (_is_owner(scan, source) or can_speak(t, source)):
        return  # "prices have raised concerns that"
    begin = complement[0]
    end = content_end(scan, begin, hit.at, source, "noun")
    scan.used.add(hit.at)
    scan.add((hit.at, hit.end), source, [(begin, end)], f"{hit.cue.form}-{complement[1]}", hit.cue.lemma)


def _bearer(scan: Scan, start: int, hit: Hit) -> Range | None:
    t = scan.t
    before = t.words[start - 1] if start > scan.lo else ""
    if before in t.contraction:
        return start - 1, start
    if start == hit.at or not any(t.words[k] in _BE for k in range(start, hit.at)):
        return None
    return t.subject_before(scan.lo, hit.at)


def _is_owner(scan: Scan, source: Range) -> bool:
    last = scan.t.words[source[1] - 1]
    return last in scan.t.possessive or last.endswith(("'s", "s'", "'"))


def _name_start(scan: Scan, last: int) -> int:
    """Return where the name before a possessive starts: "President Odo Marn" of "talks on President Odo Marn's"."""
    t = scan.t
    i = last
    while i > max(scan.lo, last - 8):
        word = t.words[i - 1]
        closed = word in t.preposition or word in t.boundary or word in t.auxiliary or word in t.day
        parted = t.is_mark(i - 1) and word != "-" and not (word == "." and t.ends[i - 1] == t.starts[i])
        if closed or parted or t.quoted[i - 1] or t.verbs.get(word) in ("past", "gerund"):
            break
        if t.verbs.get(word) == "base" and i - 2 >= scan.lo and t.words[i - 2] in t.auxiliary:
            break
        i -= 1
        if word in t.determiner:
            break
    return i


def _owner(scan: Scan, hit: Hit) -> Range | None:
    """Return whose noun it is: "Marn's claim", "his claim", or who "made a claim"."""
    t = scan.t
    for k in range(hit.at - 1, max(scan.lo, hit.at - 4) - 1, -1):
        word = t.words[k]
        if word == "whose":
            return None
        if word in t.possessive:
            return k, k + 1
        if word.endswith(("'s", "s'")) or (word == "'" and not t.quoted[k]):
            if not t.is_capital(k) and (word[:-2] in t.day or word[:-2] in word_list("speechless")):
                return None  # "this week's calls"
            first = _name_start(scan, k)
            return (first, k + 1) if first > scan.lo else None
        if word in _GIVING:
            return t.subject_before(scan.lo, k)
        if t.is_mark(k) or word in t.preposition or word in t.auxiliary:
            return None
    return None
