"""Attributions before their words: "Marn said that ...", "Marn called it ...", "..., adding that ...", "and urged ..."."""

from pipeline.extract.attribution import Hit, Pending, Scan
from pipeline.extract.complements import complement_of
from pipeline.extract.extents import content_end
from pipeline.extract.grammar import Range

_PLURALS = frozenset(
    {"people", "police", "men", "women", "some", "many", "others", "few", "most", "half", "percent", "%", "all", "both"}
)
_GOVERNORS = frozenset({"on", "not", "able", "willing", "ready"})
Subject = tuple[Range, str]  # the source and how it was found: subject, inherited, participle


def read_leading(scan: Scan) -> None:
    """Find the attributions that announce their words, from left to right, outside what is claimed already."""
    for hit in scan.hits:
        if hit.at not in scan.used and not scan.is_claimed(hit.at):
            _read(scan, hit)


def _read(scan: Scan, hit: Hit) -> None:
    t = scan.t
    start = t.group_start(scan.lo, hit.at)
    if t.is_passive(start, hit.at, scan.end):
        return
    subject = _subject(scan, start, hit)
    complement = complement_of(scan, hit) if subject else None
    if subject is None or complement is None:
        return
    source, how = subject
    begin, frame = complement
    cue = (start, hit.end)
    if begin >= scan.end:
        scan.pending = Pending(cue, source, hit.cue.lemma)
        return
    end = content_end(scan, begin, hit.at, source if how == "subject" else None, frame)
    if end > begin:
        scan.used.add(hit.at)
        rule = frame if how == "subject" else f"{frame}-{how}"
        scan.add(cue, source, [(begin, end)], rule, hit.cue.lemma)


def _subject(scan: Scan, start: int, hit: Hit) -> Subject | None:
    """Return who the verb group at `start` belongs to; None where the word is no verb here."""
    t = scan.t
    lo = scan.lo
    if start == lo:
        return None
    cue = hit.cue
    if cue.form == "gerund" and start == hit.at:
        return _gerund_subject(scan, start)
    before = t.words[start - 1]
    if before == "to":
        governor = start - 2
        if governor < lo or not (t.words[governor] in t.verbs or t.words[governor] in _GOVERNORS):
            return None
        return _labelled(scan.inherited(governor), "inherited")
    if cue.form in ("past", "third") and (before in ("and", "but", "or", "then") or _resumes(scan, start, hit.at)):
        source = scan.inherited(hit.at)
        if source is not None:
            return source, "inherited"
    source = t.subject_before(lo, hit.at)
    if source is None or (start == hit.at and not _agrees(scan, source, hit)):
        return None
    return source, "subject"


def _labelled(source: Range | None, how: str) -> Subject | None:
    return None if source is None else (source, how)


def _resumes(scan: Scan, start: int, verb: int) -> bool:
    """Tell whether a comma goes on with a second verb: "called it off, urged calm and ..."."""
    t = scan.t
    if t.words[start - 1] != "," or not scan.found or t.words[start - 2] == ")":
        return False
    last = scan.found[-1].cue
    return last is not None and last[0] < verb


def _agrees(scan: Scan, source: Range, hit: Hit) -> bool:
    """Tell whether a form that may be a noun or adjective ("claims", "report") stands as the verb of `source`."""
    t = scan.t
    last = t.words[source[1] - 1]
    if hit.cue.form in ("past", "participle"):
        return not last.isdigit()
    if last in t.pronoun:
        return True
    if last.endswith(("'s", "s'")) or t.words[hit.at - 1] in ("'", "’", "-"):
        return False
    head = next((t.words[k - 1] for k in range(source[0] + 1, source[1]) if t.words[k] in t.preposition), last)
    if hit.cue.form == "base":
        plural = head.endswith("s") or last.endswith("s") or head in _PLURALS or "and" in t.words[slice(*source)]
        return plural and t.verbs.get(last) != "third"
    return (
        not hit.cue.is_noun_too
        or t.is_capital(source[1] - 1)
        or t.words[hit.at - 1] in ",)"
        or any(t.words[k] in t.determiner or t.words[k].endswith("'s") for k in range(*source))
    )


def _gerund_subject(scan: Scan, start: int) -> Subject | None:
    t = scan.t
    before = t.words[start - 1]
    if before in t.determiner or before.endswith("'s"):
        return None
    if before in t.contraction:
        return (start - 1, start), "subject"
    source = scan.inherited(start)
    if source is None and before not in (",", "by") and not t.is_mark(start - 1):
        source = t.phrase_before(scan.lo, start)
    return _labelled(source, "participle")
