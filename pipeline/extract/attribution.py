"""From words to attributions: which words report speech, whose speech, and what was said, by the order they stand in.

Two passes over each unit. First what stands behind its words ("..., Marn said", "..., said Marn", "according to Marn"):
such a cue takes the whole clause before it. Then what announces its words ("Marn said that ...", "Marn called it ...").
Only the outermost attribution counts: a cue inside the words of another is not read.
"""

from dataclasses import dataclass, field

from pipeline.extract.cues import PARTICLES, Cue
from pipeline.extract.grammar import REACH, Range, Words
from pipeline.extract.units import Unit


@dataclass(slots=True)
class Attribution:
    """One attribution in token ranges; `rule` names the order and the complement that found it."""

    cue: Range
    source: Range | None
    content: list[Range]
    rule: str
    lemma: str
    unit: Unit
    extra: str = field(default="")


_SUBORDINATORS = frozenset({"while", "although", "though", "when", "after", "as", "if", "because", "since", "whereas"})
_PLURALS = frozenset(
    {"people", "police", "men", "women", "some", "many", "others", "few", "most", "half", "percent", "%", "all", "both"}
)
_PERIODS = frozenset(
    {
        "week",
        "month",
        "year",
        "night",
        "morning",
        "afternoon",
        "evening",
        "summer",
        "spring",
        "autumn",
        "fall",
        "winter",
        "day",
    }
)


class UnitReader:
    """Reads the attributions of one unit."""

    def __init__(self, words: Words, unit: Unit) -> None:
        self.t = words
        self.unit = unit
        self.found: list[Attribution] = []
        self.claimed = bytearray(unit.hi - unit.lo + 1)
        self.used: set[int] = set()
        self.pending: tuple[Range, Range | None, str] | None = None  # "Marn said:" at the unit's end
        end = unit.hi
        while end > unit.lo and words.words[end - 1] in ".!?…" and not words.quoted[end - 1]:
            end -= 1
        self.end = end

    def read(self) -> list[Attribution]:
        """Return the attributions of the unit in the order they stand."""
        t = self.t
        lo, hi = self.unit.lo, self.unit.hi
        cues = [i for i in range(lo, hi) if t.words[i] in t.cues and not t.quoted[i]]
        if not cues and not any(t.words[i] == "according" for i in range(lo, hi)):
            return []
        self._trailing(cues)
        self._leading(cues)
        self.found.sort(key=lambda a: min(a.cue[0], a.content[0][0]))
        return self.found

    # --- helpers --------------------------------------------------------------------------------------------------

    def _is_claimed(self, i: int) -> bool:
        return bool(self.claimed[i - self.unit.lo])

    def _claim(self, tokens: Range) -> None:
        for i in range(tokens[0], tokens[1]):
            self.claimed[i - self.unit.lo] = 1

    def _add(self, cue: Range, source: Range | None, content: list[Range], rule: str, lemma: str) -> None:
        content = [c for c in (self._trimmed(c) for c in content) if c[0] < c[1]]
        if not content:
            return
        for part in content:
            self._claim(part)
        self.found.append(Attribution(cue, source, content, rule, lemma, self.unit))

    def _trimmed(self, tokens: Range) -> Range:
        a, b = tokens
        t = self.t
        while a < b and not t.quoted[a] and t.words[a] in ",;:—–-":
            a += 1
        while b > a and not t.quoted[b - 1] and t.words[b - 1] in ",;:.—–-":
            b -= 1
        return a, b

    def _boundary(self, i: int) -> bool:
        return i >= self.end or (self.t.words[i] in ",;.—–-" and not self.t.quoted[i])

    # --- what stands behind its words -----------------------------------------------------------------------------

    def _trailing(self, cues: list[int]) -> None:
        bound = self.unit.lo
        positions = sorted(
            cues
            + [i for i in range(self.unit.lo, self.unit.hi) if self.t.words[i] == "according" and not self.t.quoted[i]]
        )
        for i in positions:
            if i < bound or i in self.used:
                continue
            if self.t.words[i] == "according":
                bound = self._according(i, bound)
                continue
            cue = self.t.cues[self.t.words[i]]
            if not cue.speaks or cue.form in ("gerund",):
                continue
            bound = self._behind(i, cue, bound)

    def _behind(self, i: int, cue: Cue, bound: int) -> int:
        """Read `i` as a cue that follows its words; return the new left bound (unchanged where it is none)."""
        t = self.t
        start = t.group_start(self.unit.lo, i)
        if self._passive(start, i, cue):
            return bound
        found = self._subject_behind(start, i, cue, bound)
        if found is None:
            return bound
        source, first, after = found  # the attribution covers first..after
        left_end = first
        while left_end > bound and not t.quoted[left_end - 1] and t.words[left_end - 1] in ",—–-":
            left_end -= 1
        if left_end <= bound or (left_end == first and not t.quoted[left_end - 1]):
            return bound
        quoted = bool(t.quoted[left_end - 1])
        if not quoted and "clause" not in cue.frames:
            return bound
        if after < self.end and t.words[after] == ":":
            return bound
        if not quoted and not t.has_finite(bound, left_end):
            inside = self._continues_after(after, False) and t.words[bound] not in t.subordinator
            if not inside and not self._headline_clause(cue, bound, left_end, after):
                return bound
        if after < self.end and t.quoted[after]:
            return bound
        content = [(self._left_start(bound, left_end), left_end)]
        bound = after
        if self._continues_after(after, quoted):
            stop = self._stop(after + 1, i)
            content.append((after + 1, stop))
            bound = stop
        rule = ("quote-" if quoted else "clause-") + (
            "subject-verb" if source and source[1] <= start else "verb-subject"
        )
        self.used.add(i)
        self._add((start, i + 1), source, content, rule, cue.lemma)
        return bound

    def _left_start(self, bound: int, end: int) -> int:
        """Return where the words before the attribution start: after a colon, else at the bound."""
        t = self.t
        if t.quoted[end - 1]:
            first = t.quote_range[t.quoted[end - 1] - 1][0]
            if first > bound and t.words[first - 1] == ":":
                return first
        i = bound
        while i < end and t.words[i] in ",;" and not t.quoted[i]:
            i += 1
        if i < end and t.words[i] in ("and", "but") and not t.quoted[i]:
            i += 1
        return i

    def _headline_clause(self, cue: Cue, bound: int, left_end: int, after: int) -> bool:
        """A headline may leave the verb out: "No deal in sight, says Marn"."""
        return self.unit.paragraph == 0 and cue.form == "third" and after >= self.end and left_end - bound >= 3

    def _continues_after(self, after: int, quoted: bool) -> bool:
        t = self.t
        if after >= self.end - 1 or t.words[after] not in (",", "—", "–") or t.quoted[after]:
            return False
        nxt = after + 1
        if t.quoted[nxt]:
            return True
        if quoted:
            return False
        word = t.words[nxt]
        cue = t.cues.get(word)
        if (cue is not None and cue.form == "gerund") or t.verbs.get(word) == "gerund":
            return False
        return word not in (
            "who",
            "which",
            "according",
            "as",
            "while",
            "after",
            "when",
            "citing",
            "though",
            "although",
            "before",
            "and",
            "whose",
            "with",
            "where",
            "a",
            "an",
            "but",
        ) or self._midclause(nxt)

    def _midclause(self, i: int) -> bool:
        return False

    def _subject_behind(self, start: int, i: int, cue: Cue, bound: int) -> tuple[Range | None, int, int] | None:
        """Return source and extent of "Marn said" or "said Marn" where it closes off what stands before it."""
        t = self.t
        source = t.subject_before(bound, i) if start > bound else None
        if source is not None and cue.form != "participle":
            opens = source[0]
            before = opens - 1
            if before >= bound and t.words[before] == "as" and not t.quoted[before]:
                before -= 1
                opens -= 1
            if (
                before >= bound
                and (t.quoted[before] or t.words[before] in ",—–-")
                and t.words[source[0]] not in ("who", "which", "that")
            ):
                after = self._after_verb(i, cue)
                if after is not None:
                    return source, opens, after
        inverted = start > self.unit.lo and (t.quoted[start - 1] or t.words[start - 1] in ",—–-")
        if inverted and cue.form != "gerund" and start == i and "addressee" not in cue.frames:
            end = t.phrase_after(i + 1, self.end)
            if end > i + 1:
                after = self._after_source(end, i)
                if after is not None:
                    return (i + 1, end), start, after
        return None

    def _after_verb(self, i: int, cue: Cue) -> int | None:
        """Return where "Marn said [on Monday]" ends before a comma or the unit's end; None where words follow it."""
        t = self.t
        r = i + 1
        if "addressee" in cue.frames or t.words[i] in ("asked", "asks"):
            r = self._addressee_end(r)
        if self._boundary(r):
            return r
        if cue.lemma == "continue" and t.words[r] == "to":
            return None
        return self._adjunct_end(r)

    def _addressee_end(self, r: int) -> int:
        t = self.t
        if r < self.end and t.words[r] in t.object:
            end = t.phrase_after(r, self.end) if t.words[r] == "her" else r + 1
            return max(end, r + 1)
        if r < self.end and t.quoted[r]:
            return t.quote_range[t.quoted[r] - 1][1] if not self._long_quote(r) or t.is_capital(r + 1) else r
        return t.phrase_after(r, self.end)

    def _adjunct_end(self, r: int) -> int | None:
        """Return the end of the circumstances that start at `r` ("on Monday in Oder"), None where they are none."""
        t = self.t
        word = t.words[r]
        if not (
            word in t.preposition
            or word in t.time
            or t.is_adverb(r)
            or word in ("as", "when", "while", "before", "after", "because", "if")
            or t.verbs.get(word) == "gerund"
        ):
            return None
        clause = word in ("as", "when", "while", "before", "after", "because", "if")
        for k in range(r, min(self.end, r + REACH)):
            if t.quoted[k]:
                return None if not clause else k
            if t.words[k] in ",;—–:":
                return k
            if t.words[k] in ("as", "when", "while", "before", "after"):
                clause = True
            if t.words[k] == "that" and not clause:
                return None
            if not clause and k > r and t.is_finite(k, r) and t.words[k - 1] not in ("who", "which"):
                return None
        return min(self.end, r + REACH)

    def _after_source(self, end: int, i: int) -> int | None:
        """Return where an inverted attribution ends: behind appositives and circumstances of "said Marn"."""
        t = self.t
        if end >= self.end:
            return end
        if t.words[end] in ",;—–" and not t.quoted[end]:
            return self._appositive_end(end)
        if (
            t.words[end] in t.preposition
            or t.words[end] in t.day
            or t.words[end] in ("who", "as", "when", "while", "whose", "before", "after", "where")
        ):
            for k in range(end, min(self.end, end + REACH)):
                if t.words[k] in ",;—–" or t.quoted[k]:
                    return self._appositive_end(k) if not t.quoted[k] and t.words[k] == "," else k
            return min(self.end, end + REACH)
        return None

    def _appositive_end(self, comma: int) -> int:
        """Return the end of "..., the minister," or ", who left," behind a source; the comma itself where none follows."""
        t = self.t
        nxt = comma + 1
        if nxt >= self.end or t.quoted[nxt]:
            return comma
        if (
            t.words[nxt] in t.determiner
            or t.words[nxt]
            in ("who", "whose", "which", "himself", "herself", "chief", "head", "director", "president", "former")
            or t.words[nxt][0].isdigit()
        ):
            for k in range(nxt, min(self.end, nxt + REACH)):
                if t.quoted[k]:
                    return comma if t.words[k - 1] not in ",—" else k - 1
                if t.words[k] in ",;—–":
                    return k
            return min(self.end, nxt + REACH)
        return comma

    def _according(self, i: int, bound: int) -> int:
        """Read "according to X": the clause before it, or behind it where it opens the unit."""
        t = self.t
        if i + 2 >= self.end or t.words[i + 1] != "to":
            return bound
        end = t.phrase_after(i + 2, self.end)
        if end <= i + 2:
            end = next((k for k in range(i + 2, min(self.end, i + 20)) if t.words[k] in ",;"), min(self.end, i + 20))
        source = (i + 2, end)
        after = end
        while after < min(self.end, end + REACH) and not (t.words[after] in ",;—–" and not t.quoted[after]):
            after += 1
        if after < self.end and t.words[after] == ",":
            after = self._appositive_end(after)
        cue = (i, i + 2)
        opens = i <= bound or (i - 1 >= bound and t.words[i - 1] in t.boundary and i - 1 <= bound)
        left_end = i
        while left_end > bound and t.words[left_end - 1] in ",—–-" and not t.quoted[left_end - 1]:
            left_end -= 1
        if opens or (not t.has_finite(bound, left_end) and left_end - bound < 8 and after < self.end):
            if after >= self.end - 1:
                return bound
            stop = self._stop(after + 1, i)
            self._add(cue, source, [(after + 1, stop)], "according-to-first", "according to")
            return stop
        content = [(self._left_start(bound, left_end), left_end)]
        bound = after
        if after < self.end - 2 and t.words[after] == "," and self._continues_after(after, False):
            stop = self._stop(after + 1, i)
            content.append((after + 1, stop))
            bound = stop
        self._add(cue, source, content, "according-to", "according to")
        return bound

    # --- what announces its words ---------------------------------------------------------------------------------

    def _leading(self, cues: list[int]) -> None:
        for i in cues:
            if i in self.used or self._is_claimed(i):
                continue
            cue = self.t.cues[self.t.words[i]]
            self._announce(i, cue)

    def _announce(self, i: int, cue: Cue) -> None:
        t = self.t
        start = t.group_start(self.unit.lo, i)
        if self._passive(start, i, cue):
            return
        source, kind = self._subject(start, i, cue)
        if kind == "none":
            return
        complement = self._complement(i, cue)
        if complement is None:
            return
        begin, frame = complement
        if begin >= self.end:
            self.pending = ((start, i + 1), source, cue.lemma)
            return
        stop = self._stop(begin, i, source if kind == "subject" else None, frame)
        if stop <= begin:
            return
        self.used.add(i)
        rule = frame if kind == "subject" else f"{frame}-{kind}"
        self._add((start, i + 1), source, [(begin, stop)], rule, cue.lemma)

    def _passive(self, start: int, i: int, cue: Cue) -> bool:
        """Tell whether the cue is a passive or a bare participle: "was told", "is said", "called by"."""
        t = self.t
        if cue.form not in ("past", "participle"):
            return False
        be = {"is", "are", "was", "were", "be", "been", "being", "isn't", "wasn't", "weren't", "aren't"}
        if any(t.words[k] in be for k in range(start, i)):
            return True
        return i + 1 < self.end and t.words[i + 1] == "by" and "by" not in cue.frames

    def _subject(self, start: int, i: int, cue: Cue) -> tuple[Range | None, str]:
        """Return the source and how it was found: subject, inherited, participle; "none" where the word is no verb here."""
        t = self.t
        lo = self.unit.lo
        before = t.words[start - 1] if start > lo else ""
        if cue.form == "gerund" and start == i:
            return self._gerund_subject(start, i)
        if before == "to":
            governor = start - 2
            if governor >= lo and (
                t.words[governor] in t.verbs or t.words[governor] in ("on", "not", "able", "willing", "ready")
            ):
                return self._inherited(governor), "inherited"
            return None, "none"
        if start == lo:
            return None, "none"
        if before in ("and", "but", "or", "then") or (
            before == ","
            and cue.form in ("past", "third")
            and self.found
            and self.found[-1].cue[0] < i
            and t.words[start - 2] != ")"
        ):
            joined = t.phrase_before(lo, start)
            source = self._inherited(i)
            if source is not None and cue.form in ("past", "third"):
                return source, "inherited"
            del joined
        source = t.subject_before(lo, i)
        if source is None:
            return None, "none"
        if start == i and not self._agrees(source, i, cue):
            return None, "none"
        return source, "subject"

    def _agrees(self, source: Range, i: int, cue: Cue) -> bool:
        """Tell whether a form that may be a noun ("claims", "report") stands as the verb of `source`."""
        t = self.t
        last = t.words[source[1] - 1]
        if cue.form == "past":
            return True
        if last in t.pronoun:
            return True
        if last.endswith(("'s", "s'")) or (i > 0 and t.words[i - 1] in ("'", "’", "-")):
            return False
        head = last
        for k in range(source[0] + 1, source[1]):
            if t.words[k] in t.preposition:
                head = t.words[k - 1]
                break
        if cue.form == "third":
            return (
                t.is_capital(source[1] - 1)
                or any(t.words[k] in t.determiner or t.words[k].endswith("'s") for k in range(source[0], source[1]))
                or t.words[i - 1] in ",)"
            )
        if cue.form == "base":
            return (
                head.endswith("s") or last.endswith("s") or head in _PLURALS or "and" in t.words[source[0] : source[1]]
            )
        return True

    def _gerund_subject(self, start: int, i: int) -> tuple[Range | None, str]:
        t = self.t
        lo = self.unit.lo
        if start == lo:
            return None, "none"
        before = t.words[start - 1]
        if before in t.determiner or before.endswith("'s"):
            return None, "none"
        if before in t.contraction:
            return (start - 1, start), "subject"
        source = self._inherited(i)
        if source is None and before not in (",", "by") and not t.is_mark(start - 1):
            source = t.phrase_before(lo, start)
        return (source, "participle") if source else (None, "none")

    def _inherited(self, i: int) -> Range | None:
        """Return the source of the last attribution before `i`, else the subject of the unit's first clause."""
        best: Attribution | None = None
        for a in self.found:
            if a.cue[0] < i and a.source is not None and (best is None or a.cue[0] > best.cue[0]):
                best = a
        if best is not None:
            return best.source
        return self.t.clause_subject(self.unit.lo, i)

    def _complement(self, i: int, cue: Cue) -> tuple[int, str] | None:
        """Return where the words of the cue at `i` start and by which frame; `end` as start means "in the next unit"."""
        r = i + 1
        if r >= self.end:
            return None
        if "addressee" in cue.frames:
            end = self._addressee_end(r)
            direct = self._frame(end, cue) if end < self.end else None
            if direct is None and end < self.end:
                direct = self._frame_after_adjunct(end, cue)
            if direct is not None and (end > r or direct[1] != "infinitive"):
                return direct
            if (
                end > r
                and "clause" in cue.frames
                and self.t.has_finite(r, self.end)
                and end < self.end
                and self.t.is_finite(end, r)
            ):
                return r, "bare-clause"
            return None
        direct = self._frame(r, cue)
        if direct is not None:
            return direct
        late = self._time_end(r)
        if late > r and late < self.end:
            direct = self._frame(late, cue)
            if direct is not None:
                return direct
        return self._frame_after_adjunct(r, cue)

    def _frame(self, r: int, cue: Cue) -> tuple[int, str] | None:
        t = self.t
        word = t.words[r]
        frames = cue.frames
        speaks = cue.speaks or "that" in frames
        if t.quoted[r]:
            if (speaks and self._long_quote(r)) or "noun" in frames or "clause" in frames:
                return r, "quotation"
            return None
        if word in (",", ":") and cue.speaks:
            if r + 1 >= self.unit.hi or (word == ":" and r + 1 >= self.end):
                return (self.end, "colon") if word == ":" else None
            if t.quoted[r + 1]:
                return r + 1, "quotation"
            if word == ":":
                return r + 1, "colon"
            return None
        if word == "that" and ("clause" in frames or "that" in frames):
            return r, "that-clause"
        if word in PARTICLES and word in frames:
            return (r + 1, "particle") if word == "out" else (r, "particle")
        if (
            (word == "to"
            and "infinitive" in frames)
            or (word == "not"
            and "infinitive" in frames
            and r + 1 < self.end
            and t.words[r + 1] == "to")
        ):
            return r, "infinitive"
        if word in t.wh and ("wh" in frames or ("clause" in frames and word in ("how", "why", "what", "if", "when"))):
            return r, "wh-clause"
        if self._time_end(r) > r:
            return None
        if "clause" in frames and self._opens_phrase(r) and self._clause_follows(r):
            return r, "bare-clause"
        if "noun" in frames and self._opens_phrase(r):
            return r, "noun"
        return None

    def _time_end(self, r: int) -> int:
        """Return the end of "Monday", "last week", "two days ago", "on Friday night"; `r` where no time starts there."""
        t = self.t
        word = t.words[r]
        nxt = t.words[r + 1] if r + 1 < self.end else ""
        if word == "on" and nxt in t.day:
            return self._time_end(r + 1)
        if word in t.day:
            return r + 2 if nxt in ("night", "morning", "afternoon", "evening") else r + 1
        if word in ("last", "this", "next", "late", "early", "earlier") and (nxt in t.day or nxt in _PERIODS):
            return r + 2
        if word in ("earlier", "later", "recently", "once", "again", "previously", "repeatedly"):
            return r + 1
        return r

    def _long_quote(self, r: int) -> bool:
        first, after = self.t.quote_range[self.t.quoted[r] - 1]
        return after - first > 3

    def _opens_phrase(self, r: int) -> bool:
        t = self.t
        word = t.words[r]
        if t.is_mark(r):
            return word in "$£€#@[("
        return (
            word not in t.preposition
            and word not in t.auxiliary
            and word not in ("and", "but", "or", "as", "because", "if", "when", "while", "than", "so")
        )

    def _clause_follows(self, r: int) -> bool:
        return self.t.has_finite(r, self.end)

    def _frame_after_adjunct(self, r: int, cue: Cue) -> tuple[int, str] | None:
        """Look for the words behind circumstances: "said on Monday that", "said in a statement: ..."."""
        t = self.t
        if not cue.speaks or r >= self.end:
            return None
        word = t.words[r]
        if word in ("—", "–"):
            for k in range(r + 1, min(self.end - 1, r + 20)):
                if t.words[k] in ("—", "–"):
                    return self._frame(k + 1, cue)
            return None
        if not (
            word in t.preposition or word in t.time or word == "," or t.is_adverb(r) or t.verbs.get(word) == "gerund"
        ):
            return None
        commas = 0
        for k in range(r, min(self.end, r + 40)):
            here = t.words[k]
            if t.quoted[k]:
                long = self._long_quote(k)
                return (
                    (k, "quotation")
                    if long and t.words[k - 1] in ",:"
                    else None
                    if k > r + 1 or not long
                    else (k, "quotation")
                )
            if here == "that" and k > r and t.words[k - 1] not in ("in", "of", "at") and "clause" in cue.frames:
                return k, "that-clause"
            if here == ":":
                return (k + 1, "colon") if k + 1 < self.end else (self.end, "colon")
            if here == ",":
                if k + 1 < self.end and t.quoted[k + 1]:
                    return k + 1, "quotation"
                commas += 1
                if commas > 1 or (word != "," and commas):
                    if (
                        word == ","
                        and "clause" in cue.frames
                        and self._opens_phrase(k + 1)
                        and t.has_finite(k + 1, self.end)
                    ):
                        return k + 1, "bare-clause"
                    break
        if word == "," or "clause" not in cue.frames:
            return None
        return self._bare_after_adjunct(r)

    def _bare_after_adjunct(self, r: int) -> tuple[int, str] | None:
        t = self.t
        k = r
        while k < min(self.end, r + 20):
            if t.words[k] in t.time or t.is_adverb(k):
                k += 1
            elif t.words[k] in t.preposition:
                end = t.phrase_after(k + 1, self.end)
                if end == k + 1:
                    return None
                k = end
            else:
                break
        if k < self.end and k > r and self._opens_phrase(k) and t.has_finite(k, self.end):
            return k, "bare-clause"
        return None

    # --- where the words end --------------------------------------------------------------------------------------

    def _stop(self, begin: int, cue: int, source: Range | None = None, frame: str = "") -> int:
        """Return where words that start at `begin` end: at the unit's end or before the next attribution."""
        t = self.t
        inserted = source is not None and self._is_subordinate(source)
        phrase = frame in ("noun", "particle")
        for k in range(begin, self.end):
            if t.quoted[k]:
                continue
            if self._is_claimed(k):
                return k
            word = t.words[k]
            if word == "," and k > begin + 1 and k + 1 < self.end:
                if inserted and not self._lists_on(k):
                    return k
                if self._attribution_follows(k + 1) or self._clause_starts(k + 1, phrase):
                    return k
            elif word in ("and", "but") and k > begin + 1 and k + 1 < self.end:
                if self._verb_follows(k + 1, cue) or (phrase and self._predicate_follows(k + 1)):
                    return k
            elif word == ";" or (phrase and word in "—–" and k > begin + 1):
                return k
        return self.end

    def _clause_starts(self, k: int, phrase: bool) -> bool:
        """Tell whether a comma before `k` ends the words: a new clause or, behind a noun phrase, anything but a list."""
        t = self.t
        word = t.words[k]
        if t.quoted[k]:
            return False
        nxt = t.words[k + 1] if k + 1 < self.end else ""
        if phrase:
            if word in ("and", "or"):
                return nxt in t.pronoun or t.verbs.get(nxt) == "past"
            return not (word in ("including", "who", "that", "where", "such", "whose") or t.is_capital(k))
        if word in ("he", "she", "they"):
            return True
        if word in ("but", "and", "so"):
            return nxt in ("he", "she", "they")
        return t.verbs.get(word) == "past" and not t.is_adverb(k)

    def _predicate_follows(self, k: int) -> bool:
        """Tell whether "and" goes on with a second verb of the same subject: "and left", "and was glad"."""
        t = self.t
        while k < self.end and t.is_adverb(k):
            k += 1
        if k >= self.end or t.quoted[k]:
            return False
        return t.words[k] in t.auxiliary or t.verbs.get(t.words[k]) == "past"

    def _is_subordinate(self, source: Range) -> bool:
        """Tell whether the attribution stands in "while Marn says ..., " or ", who said ...,": a comma ends its words."""
        t = self.t
        if t.words[source[1] - 1] in ("who", "which"):
            return source[1] - 2 >= self.unit.lo and t.words[source[1] - 2] == ","
        first = source[0]
        return first - 1 == self.unit.lo and t.words[first - 1] in _SUBORDINATORS

    def _lists_on(self, comma: int) -> bool:
        """Tell whether a comma only joins items or opens an insertion: not the end of a clause."""
        return self.t.words[comma + 1] in ("and", "or", "who", "which", "that", "where")

    def _attribution_follows(self, k: int) -> bool:
        """Tell whether ", adding", ", according to", ", and said", ", but Marn said" starts at `k`."""
        t = self.t
        word = t.words[k]
        if t.quoted[k]:
            return False
        if word == "according":
            return True
        cue = t.cues.get(word)
        if cue is not None and cue.form == "gerund" and (cue.speaks or "noun" in cue.frames):
            return True
        if word in ("and", "but", "while", "though", "although", "as") and k + 1 < self.end:
            for m in range(k + 1, min(self.end, k + 10)):
                if t.words[m] == "," or t.quoted[m]:
                    break
                inner = t.cues.get(t.words[m])
                if inner is None or inner.form not in ("past", "third") or m == k + 1:
                    continue
                if "clause" in inner.frames or t.words[m - 1] in t.pronoun:
                    return True
        return False

    def _verb_follows(self, k: int, cue: int) -> bool:
        """Tell whether "and [also] said" goes on with a second reporting verb of the same subject."""
        t = self.t
        while k < self.end and t.is_adverb(k):
            k += 1
        if k >= self.end or t.quoted[k]:
            return False
        inner = t.cues.get(t.words[k])
        mine = t.cues.get(t.words[cue])
        if inner is None or mine is None or inner.form != mine.form or inner.form not in ("past", "third"):
            return False
        return self._complement(k, inner) is not None
