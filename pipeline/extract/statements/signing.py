"""Verbs that no list has beside a quotation that breaks off for its speaker: `"Go home," Marn barked`, `"Hurrah!"
roared the crowd`.
"""

from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.closing import is_sentence
from pipeline.extract.statements.cues import Cue

_LONGEST_SUBJECT = 8  # tokens between a quotation and its verb
_SHORTEST_PAST = 5  # letters of a past form that no list has
_FRAMES = frozenset({"quote"})


def signing_hits(scan: Scan) -> list[Hit]:
    """Return the verbs that sign a quotation of the unit and are no reporting verbs by themselves."""
    ends = (after for _, after in scan.t.quotes_between(scan.lo, scan.end))
    behind = [after for after in ends if after < scan.end and is_sentence(scan, after)]
    return [verb for verb in (_verb_behind(scan, k) for k in behind) if verb is not None]


def _verb_behind(scan: Scan, k: int) -> Hit | None:
    """Return the first verb behind the quotation that ends before token `k`, None where a reporting verb is there."""
    t = scan.t
    for i in range(k, min(k + _LONGEST_SUBJECT, scan.end)):
        if t.quoted[i] or t.words[i] in ",;:—–" or t.words[i] in t.boundary or _speaks(scan, i):
            return None
        form = _tense(scan, i)
        if form == "past" and i == k:
            return Hit(i, i + 1, Cue(t.words[i], _FRAMES, form, is_noun_too=False))
        if form is not None and i > k and t.subject_before(scan.lo, i) == (k, i):
            return Hit(i, i + 1, Cue(t.words[i], _FRAMES, form, is_noun_too=False))
    return None


def _speaks(scan: Scan, i: int) -> bool:
    cue = scan.t.cue_at(i)
    return cue is not None and cue.speaks


def _tense(scan: Scan, i: int) -> str | None:
    """Return "past" or "third" where token `i` looks like a verb of that tense, None elsewhere."""
    t = scan.t
    word = t.words[i]
    if t.is_capital(i) or word in t.auxiliary:
        return None
    form = t.verbs.get(word)
    if form in ("past", "third"):
        return form
    return "past" if form is None and word.endswith("ed") and len(word) >= _SHORTEST_PAST else None
