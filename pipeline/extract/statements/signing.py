"""Verbs that tell how a sentence in quotation marks was said, of which no list can have all: `"Go home," Marn barked`.

Only behind a quotation that opens its sentence and breaks off for who says it: in "the play, “Bad Roads,” toured", and
where somebody is named before, a verb tells something else.
"""

from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.closing import is_sentence
from pipeline.extract.statements.cues import Cue

_LONGEST_SUBJECT = 8  # tokens between a quotation and its verb
_SHORTEST_PAST = 5  # letters of a past form that no list has
_FRAMES = frozenset({"quote"})


def signing_hit(scan: Scan) -> Hit | None:
    """Return the verb behind a quotation that opens the unit and its subject; None where a reporting verb is there."""
    t = scan.t
    if not t.quoted[scan.lo]:
        return None
    first, after = t.quote_range[t.quoted[scan.lo] - 1]
    if first < scan.lo or after >= scan.end or not is_sentence(scan, after):
        return None
    for k in range(after, min(after + _LONGEST_SUBJECT, scan.end)):
        if t.quoted[k] or t.is_break(k) or t.words[k] == ":" or t.words[k] in t.boundary:
            return None
        cue = t.cue_at(k)
        if cue is not None and (cue.speaks or not scan.is_boundary(k + 1)):
            return None  # "..., Marn praised Toll" has words of its own
        form = _tense(scan, k) if k > after else None
        if form is not None and t.subject_before(scan.lo, k) == (after, k):
            return Hit(k, k + 1, Cue(t.words[k], _FRAMES, form, is_noun_too=False))
    return None


def _tense(scan: Scan, k: int) -> str | None:
    """Return "past" or "third" where token `k` looks like a verb of that tense, None elsewhere."""
    t = scan.t
    word = t.words[k]
    if t.is_capital(k) or word in t.auxiliary:
        return None
    form = t.verbs.get(word)
    if form in ("past", "third"):
        return form
    return "past" if form is None and word.endswith("ed") and len(word) >= _SHORTEST_PAST else None
