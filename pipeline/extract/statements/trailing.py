"""Attributions behind their words: "..., Marn said", "..., said Marn, the mayor, on Monday", "according to Marn"."""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.agreement import agrees
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.complements import addressee_end
from pipeline.extract.statements.extents import content_end
from pipeline.extract.statements.own import is_own
from pipeline.extract.statements.subjects import can_speak
from pipeline.extract.statements.words import REACH, Range

_SENTENCE = 8  # tokens that are more than a phrase
_FULL = 4  # tokens that are more than a time or a place
_SUBORDINATE = frozenset({"as", "when", "while", "before", "after", "because", "if"})
_DESCRIBING = frozenset(
    {"who", "whose", "which", "himself", "herself", "chief", "head", "director", "president", "former"}
)
_ISSUED = frozenset(
    {"published", "released", "posted", "issued", "obtained", "broadcast", "aired", "carried", "circulated", "uploaded"}
)
_AFTERTHOUGHT = frozenset(
    {"who", "which", "according", "as", "while", "after", "when", "citing", "though", "although", "before", "and"}
    | {"whose", "with", "where", "a", "an", "but"}
)


def read_trailing(scan: Scan) -> None:
    """Find the attributions that follow their words, from left to right; each takes what the last one left."""
    t = scan.t
    bound = scan.lo
    hits = {hit.at: hit for hit in scan.hits if hit.cue.form not in ("noun", "adjective")}
    according = [i for i in t.according_between(scan.lo, scan.unit.hi) if not t.quoted[i]]
    for i in sorted([*hits, *according]):
        if i < bound:
            continue
        if i not in hits:
            bound = _read_according(scan, i, bound)
        elif hits[i].cue.speaks and hits[i].cue.form != "gerund" and hits[i].end == i + 1:
            bound = _read_behind(scan, hits[i], bound)


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
    if not can_speak(t, source) or is_own(scan, hit, source):
        return bound
    left_end = first
    while left_end > bound and not t.quoted[left_end - 1] and t.words[left_end - 1] in ",—–-":
        left_end -= 1
    if left_end <= bound:
        return _read_opening(scan, hit, (start, source, first, after), bound)
    if left_end == first and not t.quoted[left_end - 1] and not _closes_headline(scan, hit):
        return bound
    quoted = bool(t.quoted[left_end - 1])
    if after < scan.end and (t.words[after] == ":" or t.quoted[after]):
        return bound
    if not quoted and t.words[bound] in t.subordinator and after + 1 < scan.end and t.quoted[after + 1]:
        return bound
    if not quoted and not _is_clause(scan, hit, bound, left_end, after, source[1] <= start):
        return _read_opening(scan, hit, (start, source, first, after), bound)
    content = [(_content_start(scan, bound, left_end), left_end)]
    bound = after
    resumed = _resumption(scan, after, quoted)
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
    if t.words[first] != "as" and _resumption(scan, after, False) is None:
        return bound
    if t.quoted[after_comma] or not t.has_finite(after_comma, scan.end):
        return bound
    end = content_end(scan, after_comma, hit.at)
    scan.used.add(hit.at)
    scan.add((start, hit.end), source, [(after_comma, end)], "clause-opening", hit.cue.lemma)
    return end


def _is_clause(scan: Scan, hit: Hit, bound: int, left_end: int, after: int, ends: bool) -> bool:
    """Tell whether unquoted words before a cue are what it reports, not a circumstance ("On Monday, Marn said").

    `ends` tells that the verb stands behind its subject, so that it may close the sentence.
    """
    t = scan.t
    if "clause" not in hit.cue.frames:
        return False
    if t.has_finite(bound, left_end):
        return True
    closes = after + 1 >= scan.end or (t.words[after] == "," and t.words[after + 1] in _AFTERTHOUGHT)
    if closes and ends and _may_be_clause(scan, bound, left_end):
        return True  # nothing else is left that could be said
    if _resumption(scan, after, False) is not None and t.words[bound] not in t.subordinator:
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


def _content_start(scan: Scan, bound: int, end: int) -> int:
    """Return where the words before an attribution start: after a colon or a headline's topic, else at the bound."""
    t = scan.t
    if t.quoted[end - 1]:
        first = t.quote_range[t.quoted[end - 1] - 1][0]
        if first > bound and t.words[first - 1] == ":":
            return first
    i = bound
    if scan.unit.paragraph == 0:
        topic = next((k for k in range(bound, min(end, bound + 8)) if t.words[k] == ":" and not t.quoted[k]), None)
        i = bound if topic is None else topic + 1
    while i < end and t.words[i] in ",;" and not t.quoted[i]:
        i += 1
    return i + 1 if i < end and t.words[i] in ("and", "but") and not t.quoted[i] else i


def _resumption(scan: Scan, after: int, quoted: bool) -> int | None:
    """Return where the reported words go on behind an attribution between commas, None where they do not."""
    t = scan.t
    if after >= scan.end - 1 or t.words[after] not in (",", "—", "–") or t.quoted[after]:
        return None
    if t.quoted[after + 1]:
        return after + 1
    word = t.words[after + 1]
    if quoted:
        return _next_quote(scan, after + 1)
    return after + 1 if t.verbs.get(word) != "gerund" and word not in _AFTERTHOUGHT else None


def _next_quote(scan: Scan, k: int) -> int | None:
    """Return the quotation that goes on behind an insertion: `"A," Marn said, pointing at the map, "B."`."""
    t = scan.t
    for i in range(k, min(scan.end, k + 20)):
        if t.quoted[i]:
            return i if scan.is_long_quote(i) and (t.words[i - 1] in ",—" or i == k + 2) else None
        cue = t.cue_at(i)
        if cue is not None and cue.form != "gerund" and i > k:
            return None
    return None


def _subject(scan: Scan, start: int, hit: Hit, bound: int) -> tuple[Range, int, int] | None:
    """Return source, start and end of "Marn said" or "said Marn" where it closes what stands before."""
    t = scan.t
    closes = start > bound and _verb_end(scan, hit, True) is not None  # most go on: "Marn said that ..."
    source = t.subject_before(bound, hit.at) if closes else None
    if source is not None and t.words[source[1] - 1] not in ("who", "which", "that") and agrees(scan, source, hit):
        opens = source[0]
        if opens - 1 >= bound and t.words[opens - 1] == "as" and not t.quoted[opens - 1]:
            opens -= 1
        opening = opens == scan.lo < source[0]
        if opening or (opens - 1 >= bound and (t.quoted[opens - 1] or t.words[opens - 1] in ",—–-")):
            after = _verb_end(scan, hit, not opening and bool(t.quoted[opens - 1]), opens)
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
        after = _source_end(scan, end, bool(t.quoted[start - 1])) if end > hit.end else None
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


def _verb_end(scan: Scan, hit: Hit, quoted: bool, opens: int = 0) -> int | None:
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
    told_so = quoted and (opens == 0 or _is_spoken(scan, opens))
    return _circumstances_end(scan, r, quoted, told_so)


def _is_spoken(scan: Scan, opens: int) -> bool:
    """Tell whether the quotation that ends before `opens` is a sentence: with a mark at its end, or from the start."""
    t = scan.t
    first, after = t.quote_range[t.quoted[opens - 1] - 1]
    return first <= scan.lo or any(word in ",!?—" for word in t.words[max(first, after - 3) : after])


def _circumstances_end(scan: Scan, r: int, quoted: bool, spoken: bool = False) -> int | None:
    """Return the end of the circumstances that start at `r` ("on Monday in Oder"), None where they are none.

    Behind a quotation that is `spoken` any word may start them ("said onstage").
    """
    t = scan.t
    word = t.words[r]
    subordinate = word in _SUBORDINATE or (quoted and word in t.preposition) or (spoken and word == "and")
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
            if after - first <= 8 and t.is_capital(first + 1) and t.words[first - 1] not in ",:":
                continue  # the name of a show or a paper
            return k if subordinate else None
        if t.words[k] in ",;—–:":
            return k
        subordinate = subordinate or t.words[k] in _SUBORDINATE
        if subordinate:
            continue
        if t.words[k] in _ISSUED and t.words[k - 1] not in t.determiner:
            continue  # "in a report published on Monday"
        if t.words[k] == "that" or (k > r and t.is_finite(k, r) and t.words[k - 1] not in ("who", "which")):
            return None
    return limit


def _source_end(scan: Scan, end: int, quoted: bool) -> int | None:
    """Return where an inverted attribution ends: behind appositives and circumstances of "said Marn"; None where,
    without a quotation before it, its words go on as a clause.
    """
    t = scan.t
    if end >= scan.end:
        return end
    word = t.words[end]
    if word in ",;—–" and not t.quoted[end]:
        return _appositive_end(scan, end)
    reduced = quoted and t.verbs.get(word) == "past"  # "..., say families evacuated to Oster"
    if reduced or word in t.preposition or word in t.day or word in _SUBORDINATE or word in ("who", "whose", "where"):
        limit = min(scan.end, end + REACH)
        subordinate = quoted or word not in t.preposition or word in _SUBORDINATE
        for k in range(end, limit):
            if t.quoted[k]:
                return k
            if t.words[k] in ",;—–":
                return _appositive_end(scan, k) if t.words[k] == "," else k
            subordinate = subordinate or t.words[k] in t.boundary
            if not subordinate and t.words[k] in t.auxiliary:
                return None  # "claims people from his region have left"
        return limit
    return None


def _appositive_end(scan: Scan, comma: int) -> int:
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
        if t.words[k] in ",;—–":
            return k if word in _DESCRIBING or not t.has_finite(first, k) else comma
    return limit


def _read_according(scan: Scan, i: int, bound: int) -> int:
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
    after = next((k for k in range(source[1], limit) if t.words[k] in ",;—–" and not t.quoted[k]), limit)
    left_end = i
    while left_end > bound and t.words[left_end - 1] in ",—–-" and not t.quoted[left_end - 1]:
        left_end -= 1
    if after < scan.end and t.words[after] == ",":
        described = _appositive_end(scan, after)
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
    content = [(_content_start(scan, bound, left_end), left_end)]
    bound = after
    if after < scan.end - 2 and t.words[after] == "," and _resumption(scan, after, False) is not None:
        bound = content_end(scan, after + 1, i)
        content.append((after + 1, bound))
    scan.add(cue, source, content, "according-to", "according to")
    return bound


def _according_source_end(scan: Scan, first: int, closes: bool) -> int:
    """Return where the source behind "according to" ends; a list of names may be one only where it `closes` what stands
    before it: "According to Marn, Toll and Oster agreed".
    """
    t = scan.t
    end = t.listed_after(first, scan.end) if closes else t.phrase_after(first, scan.end)
    if end > first:
        return end
    limit = min(scan.end, first + 20)
    return next((k for k in range(first, limit) if t.words[k] in ",;"), limit)
