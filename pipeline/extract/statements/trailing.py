"""Attributions behind their words: "..., Marn said", "..., said Marn, the mayor, on Monday", "according to Marn"."""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.according import read_according
from pipeline.extract.statements.agreement import agrees
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.closing import closes_speech, is_sentence, source_end, verb_end
from pipeline.extract.statements.extents import AFTERTHOUGHT, content_end, content_start, resumption
from pipeline.extract.statements.own import is_own
from pipeline.extract.statements.signing import signing_hit
from pipeline.extract.statements.subjects import can_speak
from pipeline.extract.statements.words import REACH, Range

_PARTING = frozenset(",—–-")
_SENTENCE = 8  # tokens that are more than a phrase
_FULL = 4  # tokens that are more than a time or a place


def read_trailing(scan: Scan) -> None:
    """Find the attributions that follow their words, from left to right; each takes what the last one left."""
    t = scan.t
    bound = scan.lo
    according = [i for i in t.according_between(scan.lo, scan.unit.hi) if not t.quoted[i]]
    if not according and not _may_follow(scan):
        return
    hits = {hit.at: hit for hit in scan.hits if hit.cue.form not in ("noun", "adjective")}
    signing = signing_hit(scan)
    if signing is not None:
        hits[signing.at] = signing
    for i in sorted([*hits, *according]) if according or signing is not None else hits:
        if i < bound:
            continue
        if i not in hits:
            bound = read_according(scan, i, bound)
        elif hits[i].cue.speaks and hits[i].cue.form != "gerund":
            bound = _read_behind(scan, hits[i], bound)


def _may_follow(scan: Scan) -> bool:
    """Tell whether a reporting word may stand behind its words: after a mark or a quotation, in a headline, or in "As
    Marn said, ...". Most announce them: "Marn said that ...".
    """
    t, lo = scan.t, scan.lo
    if t.quoted[lo] or scan.unit.paragraph == 0 or t.words[lo] == "as":
        return True
    last = scan.hits[-1].at if scan.hits else lo
    return not _PARTING.isdisjoint(t.words[lo:last]) or any(t.quoted[lo:last])


def _read_behind(scan: Scan, hit: Hit, bound: int) -> int:
    """Read a cue that follows its words; return the new left bound (unchanged where it is none)."""
    t = scan.t
    start = t.group_start(scan.lo, hit.at)
    if t.is_passive(start, hit.at, scan.end):
        return bound
    found = _subject(scan, start, hit, bound)
    if found is None:
        return bound
    source, first, after = found
    signed = bool(t.quoted[first - 1]) and is_sentence(scan, first)
    told = signed and source[1] <= start  # `"...," the release added`
    if not (told or can_speak(t, source)) or is_own(scan, hit, source):
        return bound
    left_end = first
    while left_end > bound and not t.quoted[left_end - 1] and t.words[left_end - 1] in ",—–-":
        left_end -= 1
    if left_end <= bound:
        return _read_opening(scan, hit, (start, source, first, after), bound)
    if left_end == first and not t.quoted[left_end - 1] and not _closes_headline(scan, hit):
        return bound
    quoted = bool(t.quoted[left_end - 1])
    announces = after < scan.end and (t.words[after] == ":" or t.quoted[after])
    if announces and not (signed and t.cues_between(hit.end, after)):
        return bound  # unless another verb announces what follows: `"...," Marn said as the crowd shouted: "..."`
    if not quoted and t.words[bound] in t.subordinator and after + 1 < scan.end and t.quoted[after + 1]:
        return bound
    if not quoted and not _is_clause(scan, hit, bound, left_end, after, source[1] <= start):
        return _read_opening(scan, hit, (start, source, first, after), bound)
    content = [(content_start(scan, bound, left_end), left_end)]
    bound = after
    resumed = resumption(scan, after, quoted)
    if resumed is not None:
        bound = content_end(scan, resumed, hit.at)
        content.append((resumed, bound))
    order = "subject-verb" if source[1] <= start else "verb-subject"
    scan.used.add(hit.at)
    scan.add((start, hit.end), source, content, f"{'quote' if quoted else 'clause'}-{order}", hit.cue.lemma)
    return bound


def _read_opening(scan: Scan, hit: Hit, found: tuple[int, Range, int, int], bound: int) -> int:
    """Read "As Marn said, ..." and "In May, Marn said, ...": the words follow an attribution between commas."""
    t = scan.t
    start, source, first, after = found
    after_comma = after + 1
    if "clause" not in hit.cue.frames or after_comma >= scan.end or t.words[after] != ",":
        return bound
    if t.words[first] != "as" and resumption(scan, after, False) is None:
        return bound
    known = t.has_finite(after_comma, scan.end) or (source[1] <= start and _may_say(scan, after_comma))
    if t.quoted[after_comma] or not known:
        return bound
    end = content_end(scan, after_comma, hit.at)
    scan.used.add(hit.at)
    scan.add((start, hit.end), source, [(after_comma, end)], "clause-opening", hit.cue.lemma)
    return end


def _may_say(scan: Scan, k: int) -> bool:
    """Tell whether a clause may start at `k` whose verb is not known: "In May, Marn said, | voters always end up"."""
    t = scan.t
    verb = t.verbs.get(t.words[k]) is not None or t.words[k].endswith(("ing", "ed"))
    return scan.end - k > _FULL and not verb and t.words[k] not in t.preposition


def _is_clause(scan: Scan, hit: Hit, bound: int, left_end: int, after: int, ends: bool) -> bool:
    """Tell whether unquoted words before a cue are what it reports, not a circumstance ("On Monday, Marn said").

    `ends` tells that the verb stands behind its subject, so that it may close the sentence.
    """
    t = scan.t
    if "clause" not in hit.cue.frames:
        return False
    if t.has_finite(bound, left_end) if ends else t.is_clause_at(bound, left_end):
        return True
    closes = after + 1 >= scan.end or (t.words[after] == "," and t.words[after + 1] in AFTERTHOUGHT)
    if closes and ends and _may_be_clause(scan, bound, left_end):
        return True  # nothing else is left that could be said
    if resumption(scan, after, False) is not None and t.words[bound] not in t.subordinator:
        return True
    # a headline may leave its verb out: "No deal, says Marn"
    headline = (scan.unit.paragraph == 0 or scan.end == scan.unit.hi) and hit.cue.form in ("third", "base")
    circumstance = t.words[bound] in t.preposition
    return headline and closes and left_end - bound >= 3 and not circumstance


def _may_be_clause(scan: Scan, lo: int, hi: int) -> bool:
    """Tell whether more than a time or a place stands there, with a word that may be its verb: "talks need a pause"."""
    t = scan.t
    if hi - lo <= _FULL or t.words[lo] in t.preposition or t.words[lo] in t.subordinator:
        return False
    if t.words[lo] == "the" and hi - lo > _SENTENCE and t.words[lo + 1] not in word_list("speechless"):
        return True
    for k in range(lo, min(hi, lo + REACH)):
        form = None if t.is_capital(k) and k > lo else t.verbs.get(t.words[k])
        joined = k == lo or t.words[k - 1].endswith("s") or t.is_adverb(k - 1)
        if (form == "third" and k > lo) or (form == "base" and joined):
            return True
    return False


def _subject(scan: Scan, start: int, hit: Hit, bound: int) -> tuple[Range, int, int] | None:
    """Return source, start and end of "Marn said" or "said Marn" where it closes what stands before."""
    t = scan.t
    closes = start > bound and verb_end(scan, hit, True) is not None  # most go on: "Marn said that ..."
    source = t.subject_before(bound, hit.at) if closes else None
    if source is not None and t.words[source[1] - 1] not in ("who", "which", "that") and agrees(scan, source, hit):
        opens = source[0]
        if opens - 1 >= bound and t.words[opens - 1] == "as" and not t.quoted[opens - 1]:
            opens -= 1
        opening = opens == scan.lo < source[0]
        if opening or (opens - 1 >= bound and (t.quoted[opens - 1] or t.words[opens - 1] in ",—–-")):
            after = verb_end(scan, hit, not opening and bool(t.quoted[opens - 1]), opens)
            if after is not None:
                return source, opens, after
    parted = start > scan.lo and (t.quoted[start - 1] or t.words[start - 1] in ",—–-")
    inverted = start == hit.at > scan.lo and (parted or _closes_headline(scan, hit))
    if inverted and hit.end < scan.end and not t.is_capital(hit.end):
        form, behind = t.verbs.get(t.words[hit.end]), t.words[hit.end + 1] if hit.end + 1 < scan.end else ""
        if form == "third" or ((form == "past" or t.is_adverb(hit.end)) and behind in t.preposition):
            return None  # "..., report says", "“rude” comments made by Marn", "think also of Oder"
    if inverted and hit.cue.form == "base" and hit.cue.is_noun_too and _closes_with_verb(scan):
        return None  # "..., State Media Say"
    if inverted and "addressee" not in hit.cue.frames and not _closes_relative(scan, start):
        end = t.listed_after(hit.end, scan.end)
        quoted = bool(t.quoted[start - 1])
        after = source_end(scan, end, quoted, quoted and closes_speech(scan, start)) if end > hit.end else None
        if after is not None:
            return (hit.end, end), start, after
    return None


def _closes_headline(scan: Scan, hit: Hit) -> bool:
    """Tell whether a headline ends with its speaker and no comma before: "Bridge will hold says Marn"."""
    t = scan.t
    if scan.unit.paragraph != 0 or hit.cue.form != "third" or hit.cue.is_noun_too or hit.end >= scan.end:
        return False
    if not t.is_capital(hit.end) or t.phrase_after(hit.end, scan.end) < scan.end:
        return False
    return not t.is_capital(hit.at) and t.has_finite(scan.lo, hit.at)


def _closes_with_verb(scan: Scan) -> bool:
    """Tell whether the last word of a unit is a reporting verb itself."""
    last = scan.t.cue_at(scan.end - 1)
    return last is not None and last.speaks and last.form in ("base", "third")


def _closes_relative(scan: Scan, start: int) -> bool:
    """Tell whether a comma before `start` closes ", who ...,": the verb then belongs to the name before it."""
    t = scan.t
    if t.words[start - 1] != "," and not t.quoted[start - 1]:
        return False
    near = range(scan.lo + 2, min(start, scan.lo + 8))
    relative = next((k for k in near if t.words[k] in ("who", "which") and t.words[k - 1] == ","), None)
    if relative is None:
        return False
    close = next((k for k in range(relative, min(start - 1, relative + REACH)) if t.words[k] == ","), None)
    return close is None or not t.has_finite(close + 1, start)  # else its noun has a verb of its own
