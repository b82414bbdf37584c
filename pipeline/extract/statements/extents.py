"""Where reported words start, go on and end: at the unit's end, before the next attribution, or where the outlet takes
over again.
"""

from collections.abc import Iterator

from pipeline.extract.actors.unnamed import RELATIVES
from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.attribution import Scan
from pipeline.extract.statements.words import REACH, Range

_SUBORDINATORS = frozenset({"while", "although", "though", "when", "after", "as", "if", "because", "since", "whereas"})
_JOINING = frozenset({"and", "or", "who", "which", "that", "where"})
_LISTING = frozenset({"including", "who", "that", "where", "such", "whose", "as"})
_BEHIND_NAME = frozenset({"to", "as", "of"})
_LONGEST_INSERTED = 10  # tokens of a name between commas
_LONGEST_RELATIVE = 10  # tokens of a clause that describes whom the words are about
_PAUSES = frozenset({",", ";", "—", "–", "-", "|", "and", "but", "as"})
_ADDING = frozenset({"which", "who", "where", "though", "although", "while"})
_TURNING = frozenset({"and", "but", "while", "whereas", "though", "although", "as"})
AFTERTHOUGHT = frozenset(
    {"who", "which", "according", "as", "while", "after", "when", "citing", "though", "although", "before", "and"}
    | {"whose", "with", "where", "a", "an", "but"}
)


def content_end(scan: Scan, begin: int, cue: int, source: Range | None = None, frame: str = "") -> int:
    """Return the token after the words that start at `begin`; `cue` is the verb that announces them."""
    t = scan.t
    inserted = source is not None and _is_subordinate(scan, source)
    phrase = frame in ("noun", "particle")
    dashed = source is not None and source[0] > scan.lo and t.words[source[0] - 1] in "—–-"
    turn = 0
    whole = frame == "according"
    headline = scan.unit.paragraph == 0
    end = scan.unclaimed_end(begin)
    if whole:
        return end
    for k in _pauses(scan, begin + 2, min(end, scan.end - 1)):
        word = t.words[k]
        if word in ("and", "but") or (word == "," and t.words[k + 1] in _TURNING):
            turn = turn or k
        if word == "," and turn and t.quoted[k + 1] and (c := t.cue_at(k - 1)) is not None and c.speaks:
            return turn  # "..., and the envoy replied, “...”"
        if t.quoted[k - 1] and t.words[k - 2] == "," and (inserted or word in _ADDING or attribution_follows(scan, k)):
            return k
        if word == ",":
            if t.parts_thousands(k):
                continue
            if inserted and t.words[k + 1] not in _JOINING:
                return k
            if frame == "infinitive" and t.words[k + 1] in t.auxiliary:
                return k  # "refused to sign, has accused ..."
            if attribution_follows(scan, k + 1) or _clause_starts(scan, begin, k + 1, phrase):
                return k
            if t.words[k + 1] in ("and", "but") and _speaks_on(scan, k + 2, cue):
                return k
        elif word in ("and", "but"):
            if _verb_follows(scan, k + 1, cue) or (phrase and _predicate_follows(scan, k + 1)):
                return k
            if frame == "infinitive" and _is_past_cue(scan, k + 1) and not _goes_with(scan, begin, k):
                return k  # "vowed to stay and accused them"
            if t.quoted[k - 1] and t.words[k + 1] in ("he", "she", "they"):
                return k
            if _speaker_follows(scan, k + 1) and (phrase or t.has_finite(begin, k)):
                return k  # but not in "a banker and former mayor suspected of theft was arrested"
        elif (
            word == ";"
            or (dashed and word in "—–-" and t.starts[k] > t.ends[k - 1])
            or (phrase and word in "—–-" and t.starts[k] > t.ends[k - 1])
            or (headline and _dateline_of_headline(scan, k))
            or (word == "as" and _headline_turn(scan, k))
        ):
            return k
    return end


def _pauses(scan: Scan, lo: int, hi: int) -> Iterator[int]:
    """Yield the tokens outside quotation marks where words may end before the unit does: `_PAUSES`, and what follows a
    quotation.
    """
    words, quoted = scan.t.words, scan.t.quoted
    for k in range(lo, hi):
        if not quoted[k] and (words[k] in _PAUSES or quoted[k - 1]):
            yield k


def _dateline_of_headline(scan: Scan, k: int) -> bool:
    """Tell whether " – video", " - live" or " – as it happened" ends a headline at `k`."""
    t = scan.t
    if t.words[k] not in "–—-|" or t.starts[k] == t.ends[k - 1]:
        return False
    return k + 4 > scan.end or (k + 7 > scan.end and t.words[scan.end - 1] in word_list("headline_tails"))


def _headline_turn(scan: Scan, k: int) -> bool:
    """Tell whether "as" in a headline starts the news beside the statement: "... as Marn visits Oder"."""
    t = scan.t
    if scan.unit.paragraph > 1 or scan.end < scan.unit.hi or k + 3 >= scan.end:
        return False
    return t.is_capital(k + 1) or t.is_clause_ahead(k + 1, scan.end)


def attribution_follows(scan: Scan, k: int) -> bool:
    """Tell whether ", adding", ", according to", ", and said", ", but Marn said" goes on at `k`."""
    t = scan.t
    word = t.words[k]
    if t.quoted[k]:
        return False
    if word == "according":
        return True
    cue = t.cue_at(k)
    if cue is not None and cue.form == "gerund" and not (cue.frames <= {"infinitive"}):
        return True
    if word == "with":
        return any((c := t.cue_at(m)) is not None and c.form == "gerund" for m in range(k + 1, min(scan.end, k + 8)))
    if word not in _TURNING:
        return _speaker_follows(scan, k)
    for m in range(k + 1, min(scan.end, k + 10)):
        if t.words[m] in (",", "what", "which", "that", "who", "whom") or t.quoted[m]:
            break
        inner = t.cue_at(m)
        if inner is None or m == k + 1 or inner.form == "gerund":
            continue
        if inner.form == "base" and not (t.words[m - 1] in t.pronoun or t.words[m - 1].endswith("s")):
            continue
        if "clause" in inner.frames or t.words[m - 1] in t.pronoun:
            return True
    return (
        word == "as"
        and k + 1 < scan.end
        and t.words[k + 1] not in ("well", "a", "an")
        and t.is_clause_ahead(k + 1, scan.end)
    )


def _speaker_follows(scan: Scan, k: int) -> bool:
    """Tell whether the next clause, "Toll said ..." or "a move she said ...", starts at `k` behind a comma."""
    t = scan.t
    end = t.phrase_after(k, scan.end)
    if k < end < scan.end - 1 and t.words[end] in t.pronoun and not t.quoted[end]:
        aside = t.cue_at(end + 1)
        return aside is not None and "clause" in aside.frames and aside.form in ("past", "third")
    while k < end < scan.end and (t.is_adverb(end) or t.words[end] in ("has", "have", "had")):
        end += 1
    if not k < end < scan.end or t.quoted[end]:
        return False
    cue = t.cue_at(end)
    return (
        cue is not None
        and "clause" in cue.frames
        and (
            (cue.form in ("past", "third") and not cue.is_noun_too)
            or (cue.form == "base" and t.words[end - 1].endswith("s"))
        )
    )


def _clause_starts(scan: Scan, begin: int, k: int, phrase: bool) -> bool:
    """Tell whether a comma before `k` ends the words: a new clause or, behind a noun phrase, anything but a list."""
    t = scan.t
    word = t.words[k]
    if t.quoted[k]:
        return False
    following = t.words[k + 1] if k + 1 < scan.end else ""
    if phrase:
        if word in ("and", "or"):
            return following in t.pronoun or t.verbs.get(following) == "past" or t.is_clause_ahead(k + 1, scan.end)
        return not (word in _LISTING or t.is_capital(k) or (word in _BEHIND_NAME and _closes_name(scan, begin, k)))
    if word in ("he", "she", "they"):
        return not _is_opening(scan, begin, k - 1)
    if word in ("but", "and", "so"):
        return following in ("he", "she", "they")
    if t.verbs.get(word) != "past" or word in t.auxiliary or following == "by":  # "a firm, owned by Marn, sold"
        return False
    return t.is_clause_at(begin, k - 1)


def _closes_name(scan: Scan, begin: int, k: int) -> bool:
    """Tell whether the comma before `k` closes a name between commas: "asked the mayor, Odo Marn, | to ..."."""
    t = scan.t
    for m in range(k - 2, max(begin, k - _LONGEST_INSERTED), -1):
        if not (t.is_capital(m) or t.words[m][0].isdigit() or t.words[m] in ("the", "of")):
            return t.words[m] == "," and m < k - 2
    return False


def _is_opening(scan: Scan, begin: int, comma: int) -> bool:
    """Tell whether a comma parts what opens a clause from it: "that if Marn wins, | he", "that in May, | he"."""
    t = scan.t
    first = begin + 1 if t.words[begin] == "that" else begin
    word = t.words[first]
    opens = word != "to" and (word in t.subordinator or word in t.preposition)
    if not opens or t.quoted[first] or comma - first > REACH:
        return False
    return all(t.words[k] != "," or t.quoted[k] for k in range(first, comma))


def _is_past_cue(scan: Scan, k: int) -> bool:
    cue = None if scan.t.quoted[k] else scan.t.cue_at(k)
    return cue is not None and cue.form == "past"


def _goes_with(scan: Scan, begin: int, joint: int) -> bool:
    """Tell whether a past form before "and" shares its subject with the next: "prisoners arrested | and accused"."""
    t = scan.t
    if t.verbs.get(t.words[joint - 1]) in ("past", "participle") or t.words[joint - 1].endswith("ed"):
        return True
    return not RELATIVES.isdisjoint(t.words[max(begin, joint - _LONGEST_RELATIVE) : joint])


def _verb_follows(scan: Scan, k: int, cue: int) -> bool:
    """Tell whether "and [also] said" goes on with a second reporting verb of the same subject."""
    t = scan.t
    while k < scan.end and t.is_adverb(k):
        k += 1
    if k + 1 >= scan.end or t.quoted[k]:
        return False
    inner, mine = t.cue_at(k), t.cue_at(cue)
    if inner is None or mine is None or inner.form != mine.form or inner.form not in ("past", "third", "base"):
        return False
    following = t.words[k + 1]
    return (
        bool(t.quoted[k + 1])
        or following in inner.frames
        or following in ("that", "to", ",", ":", "how", "why", "whether")
        or ("noun" in inner.frames and (following in t.determiner or t.is_capital(k + 1)))
        or ("clause" in inner.frames and t.has_finite(k + 1, scan.end))
    )


def _speaks_on(scan: Scan, k: int, cue: int) -> bool:
    """Tell whether ", but [also] says" goes on with a second reporting verb of the same subject."""
    t = scan.t
    while k < scan.end and t.is_adverb(k):
        k += 1
    inner, mine = t.cue_at(k) if k < scan.end and not t.quoted[k] else None, t.cue_at(cue)
    return inner is not None and mine is not None and inner.form == mine.form and inner.speaks


def _predicate_follows(scan: Scan, k: int) -> bool:
    """Tell whether "and" goes on with a second verb of the same subject: "and left", "and was glad"."""
    t = scan.t
    while k < scan.end and t.is_adverb(k):
        k += 1
    if k >= scan.end or t.quoted[k]:
        return False
    return t.words[k] in t.auxiliary or t.verbs.get(t.words[k]) == "past"


def _is_subordinate(scan: Scan, source: Range) -> bool:
    """Tell whether the attribution stands in "while Marn says ..., " or ", who said ...,": a comma ends its words."""
    t = scan.t
    if t.words[source[1] - 1] in ("who", "which"):
        return source[1] - 2 >= scan.lo and t.words[source[1] - 2] == ","
    first = source[0]
    while first > scan.lo and t.is_adverb(first - 1):
        first -= 1
    return first - 1 == scan.lo and t.words[first - 1] in _SUBORDINATORS


def content_start(scan: Scan, bound: int, end: int) -> int:
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


def resumption(scan: Scan, after: int, quoted: bool) -> int | None:
    """Return where the reported words go on behind an attribution between commas, None where they do not."""
    t = scan.t
    if after >= scan.end - 1 or t.words[after] not in (",", "—", "–") or t.quoted[after]:
        return None
    if t.quoted[after + 1]:
        return after + 1
    word = t.words[after + 1]
    if quoted:
        return _next_quote(scan, after + 1)
    return after + 1 if t.verbs.get(word) != "gerund" and word not in AFTERTHOUGHT else None


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
