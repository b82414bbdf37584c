"""Attributions by "according to Marn" and "as reported by Marn", behind their words or before them."""

from pipeline.extract.actors.unnamed import RELATIVES
from pipeline.extract.statements.attribution import Scan
from pipeline.extract.statements.closing import appositive_end
from pipeline.extract.statements.extents import content_end, content_start, resumption
from pipeline.extract.statements.words import REACH


def read_according(scan: Scan, i: int, bound: int) -> int:
    """Read "according to Marn": the clause before it, or behind it where it opens the unit; return the new bound."""
    t = scan.t
    if t.words[i] == "as":
        reporting = t.cue_at(i + 1)
        if reporting is None or reporting.form != "past" or i + 3 >= scan.end:
            return bound
        cue = (i, i + 3)
    elif i + 2 >= scan.end or t.words[i + 1] != "to":
        return bound
    else:
        cue = (i, i + 2)
    source = (cue[1], _according_source_end(scan, cue[1], t.has_finite(bound, i)))
    if source[1] <= source[0]:
        return bound
    limit = min(scan.end, source[1] + REACH)
    after = next((k for k in range(source[1], limit) if t.is_break(k) and not t.quoted[k]), limit)
    left_end = i
    while left_end > bound and t.words[left_end - 1] in ",—–-" and not t.quoted[left_end - 1]:
        left_end -= 1
    if after < scan.end and t.words[after] == ",":
        described = appositive_end(scan, after)
        if described < scan.end or left_end > bound:
            after = described
    short = left_end - bound < 8 and not t.has_finite(bound, left_end)
    if left_end == bound or (short and after < scan.end - 1 and t.words[after] == ","):
        if after >= scan.end - 1:
            return bound
        end = content_end(scan, after + 1, i, frame="according")
        lead = [(bound, left_end)] if left_end > bound and t.words[bound] not in t.subordinator else []
        scan.add(cue, source, [*lead, (after + 1, end)], "according-to-first", "according to")
        return end
    content = [(content_start(scan, bound, left_end), left_end)]
    bound = after
    if after < scan.end - 2 and t.words[after] == "," and resumption(scan, after, False) is not None:
        bound = content_end(scan, after + 1, i)
        content.append((after + 1, bound))
    scan.add(cue, source, content, "according-to", "according to")
    return bound


def _according_source_end(scan: Scan, first: int, closes: bool) -> int:
    """Return where the source behind "according to" ends; a list of names may be one only where it `closes` what stands
    before it, or a clause follows behind a comma: not in "According to Marn, Toll and Oster agreed".
    """
    t = scan.t
    end, listed = t.phrase_after(first, scan.end), t.listed_after(first, scan.end)
    parted = listed + 1 < scan.end and t.words[listed] == "," and t.words[listed + 1] not in RELATIVES
    if listed > end and (closes or (parted and t.is_clause_ahead(listed + 1, scan.end))):
        return listed
    if end > first:
        return end
    limit = min(scan.end, first + 20)
    return next((k for k in range(first, limit) if t.words[k] in ",;"), limit)
