"""What follows a reporting verb: where its words start and in which form (cues.csv says which forms it takes)."""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.cues import PARTICLES, Cue

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
    }
)
_NO_PHRASE = frozenset({"and", "but", "or", "as", "because", "if", "when", "while", "than", "so"})
_CLAUSE = 4  # tokens of a clause
_NEAR = 7  # tokens over which "says of Toll" reaches its quotation
_ABOUT = frozenset({"about", "around", "over", "under", "between", "near"})
_COUNTING = frozenset({"half", "one", "two", "three", "four", "five", "six", "ten"})  # "about half"
_VERBAL = frozenset({("add", "up"), ("find", "out")})  # "would add up to 10 per cent"
_ADVERBIAL = frozenset({"up", "off", "down", "out", "back", "in", "round", "over"})  # "calls up"
Complement = tuple[int, str]  # token where the words start (the scan's end: in the next unit), name of the frame


def complement_of(scan: Scan, hit: Hit) -> Complement | None:
    """Return where the words of a cue that announces them start, None where nothing it takes follows."""
    r = hit.end
    cue = hit.cue
    if r >= scan.end:
        return None
    if "addressee" in cue.frames:
        return _behind_addressee(scan, r, cue)
    direct = _frame(scan, r, cue)
    if direct is None:
        late = time_end(scan, r)
        if r < late < scan.end:
            direct = _frame(scan, late, cue)
    return direct if direct is not None else _behind_circumstances(scan, r, cue)


def addressee_end(scan: Scan, r: int) -> int:
    """Return the end of who is told: "reporters", "him", "the Oder Post"; `r` where nobody is."""
    t = scan.t
    if r >= scan.end:
        return r
    if t.words[r] == "not":
        return r  # "told not to return"
    if t.words[r] in t.object:
        return max(t.phrase_after(r, scan.end), r + 1) if t.words[r] == "her" else r + 1
    if t.quoted[r]:
        titled = not scan.is_long_quote(r) or (r + 1 < scan.end and t.is_capital(r + 1))
        after = t.quote_range[t.quoted[r] - 1][1]
        return after if titled and after < scan.end else r
    return t.phrase_after(r, scan.end)


def time_end(scan: Scan, r: int) -> int:
    """Return the end of "Monday", "last week", "on Friday night"; `r` where no time starts there."""
    t = scan.t
    word = t.words[r]
    following = t.words[r + 1] if r + 1 < scan.end else ""
    if word == "on" and following in t.day:
        return time_end(scan, r + 1)
    if word in t.day:
        return r + 2 if following in ("night", "morning", "afternoon", "evening") else r + 1
    if word in ("last", "this", "next", "late", "early", "earlier") and (following in t.day or following in _PERIODS):
        return r + 2
    if word in ("earlier", "later", "recently", "once", "again", "previously", "repeatedly"):
        return r + 1
    return r


def _behind_addressee(scan: Scan, r: int, cue: Cue) -> Complement | None:
    t = scan.t
    end = addressee_end(scan, r)
    if end >= scan.end:
        return None
    direct = _frame(scan, end, cue) or _order(scan, end, cue) or _behind_circumstances(scan, end, cue)
    if direct is not None and direct[1] == "gap-clause":
        return _behind_outlet(scan, r, end)
    if direct is not None and (end > r or direct[1] not in ("infinitive", "bare-clause")):
        return direct
    late = time_end(scan, end)
    if end < late < scan.end:
        direct = _frame(scan, late, cue)
        if direct is not None:
            return direct
    if end > r and t.is_finite(end, r):
        return r, "bare-clause"
    return None


def frame_at(scan: Scan, r: int, cue: Cue) -> Complement | None:
    """Return the complement that starts right at `r` and is named by a word: "that", "to", "of"."""
    found = _frame(scan, r, cue)
    return found if found is not None and found[1] in ("that-clause", "particle", "infinitive", "wh-clause") else None


def _behind_outlet(scan: Scan, r: int, end: int) -> Complement:
    """Part who is told from a subject that follows at once: "told the BBC | Oder's dams had burst"."""
    t = scan.t
    first = r + 1 if t.words[r] in t.determiner else r
    if t.words[first].endswith("'s") and first + 3 < end and all(map(t.is_capital, range(first, first + 4))):
        return first + 3, "bare-clause"  # "told the BBC's Ada Toll | Oder had flooded"
    begin = first + (2 if t.words[first] in word_list("given_names_f") | word_list("given_names_m") else 1)
    if begin < end and t.words[first].endswith(("ian", "ish", "ese")) and not t.is_capital(begin):
        begin += 1  # "tells Osterian newspaper | Oder's dams had burst"
    named = begin < end and t.is_capital(first)
    return (begin, "bare-clause") if named else (r, "bare-clause")


def _order(scan: Scan, r: int, cue: Cue) -> Complement | None:
    """Return "to ..." behind who is told where and when: "told the crowd at a rally in Oder to leave"."""
    t = scan.t
    if "infinitive" not in cue.frames or not (
        t.words[r] in t.preposition or t.verbs.get(t.words[r]) in ("gerund", "past")
    ):
        return None
    for k in range(r, min(scan.end - 1, r + 15)):
        if t.words[k] in ",;:" or t.words[k] == "that" or t.words[k] in t.wh or t.quoted[k]:
            return None
        if k > r and t.words[k] == "to" and (t.quoted[k + 1] or t.verbs.get(t.words[k + 1]) == "base"):
            return k, "infinitive"
    return None


def _frame(scan: Scan, r: int, cue: Cue) -> Complement | None:
    """Return the complement that starts right at `r`."""
    t = scan.t
    word = t.words[r]
    frames = cue.frames
    if t.quoted[r]:
        speaks = cue.speaks or "that" in frames
        taken = (speaks and scan.is_long_quote(r)) or "noun" in frames or "clause" in frames or "words" in frames
        return (r, "quotation") if taken else None
    if word in (",", ":") and cue.speaks:
        return _behind_mark(scan, r)
    if word == "that" and ("clause" in frames or "that" in frames):
        return None if _is_relative(scan, r, cue) else (r, "that-clause")
    if word in PARTICLES and word in frames:
        return r, "particle"
    if word == "as" and _is_object_ahead(scan, r):
        return r + 1, "quotation"
    if "infinitive" in frames and (word == "to" or (word == "not" and t.words[r + 1 : r + 2] == ["to"])):
        return None if word == "to" and _is_place(scan, r + 1, cue) else (r, "infinitive")
    if word in t.wh and ("wh" in frames or ("clause" in frames and word not in ("who", "which", "where", "whether"))):
        return r, "wh-clause"
    if "clause" in frames and _is_gap(scan, r):
        return r, "gap-clause"
    if (cue.lemma, word) in _VERBAL or time_end(scan, r) > r or not opens_phrase(scan, r):
        return None
    if "clause" in frames and "noun" not in frames and (word in t.pronoun or _is_terse(scan, r, cue.lemma)):
        return r, "bare-clause"
    if "clause" in frames and (t.is_clause_at if "noun" in frames else t.has_finite)(r, scan.end):
        return r, "bare-clause"
    if word in _ADVERBIAL:
        return None
    if "noun" in frames or ("words" in frames and _holds_words(scan, r)):
        return r, "noun"
    return None


def _is_place(scan: Scan, r: int, cue: Cue) -> bool:
    """Tell whether a noun phrase follows "to": "its claim to four regions", "signal to Oster"."""
    t = scan.t
    if r >= scan.end or t.quoted[r]:
        return False
    word = t.words[r]
    counted = word in t.determiner or (cue.form == "noun" and word[0].isdigit())
    return counted or (t.is_capital(r) and not t.is_capital(r - 2) and t.verbs.get(word) != "base")


def _is_object_ahead(scan: Scan, r: int) -> bool:
    """Tell whether quoted words behind "as" tell of "what" or "which": "what Marn has described as a “trap”"."""
    t = scan.t
    quoted = any(t.quoted[k] and scan.is_long_quote(k) for k in range(r + 1, min(r + 4, scan.end)))
    return quoted and not {"what", "which"}.isdisjoint(t.words[max(scan.lo, r - 8) : r])


def _is_relative(scan: Scan, that: int, cue: Cue) -> bool:
    """Tell whether "that" belongs to a noun that only looks like the cue: "nine states that have signed"."""
    t = scan.t
    if not cue.is_noun_too or cue.form not in ("base", "third") or that + 1 >= scan.end or that - 2 < scan.lo:
        return False
    before = t.words[that - 2]
    if not (before in t.determiner or before[0].isdigit() or before in t.preposition):
        return False
    return t.words[that + 1] in t.auxiliary or t.verbs.get(t.words[that + 1]) == "past"


def _is_gap(scan: Scan, r: int) -> bool:
    """Tell whether a verb follows at once, its subject in front: "a scenario he asserted must be prevented"."""
    t = scan.t
    if t.is_capital(r) or t.words[r] in t.contraction or r < scan.lo + 3:
        return False
    return t.words[r] in t.auxiliary or (t.verbs.get(t.words[r]) == "past" and t.cue_at(r) is None)


def _is_terse(scan: Scan, r: int, verb: str) -> bool:
    """Tell whether a clause may start at `r` although no verb is known in it: a headline may leave it out ("says talks
    close to collapse"), and of what is said nothing else can follow but a greeting ("says goodbye to Toll").
    """
    if scan.end == scan.unit.hi:
        return scan.end - r >= 3
    told = verb == "say" and (scan.t.words[r - 2] != "," or scan.t.phrase_after(r, scan.end) < scan.end)
    return told and scan.end - r >= _CLAUSE and word_list("greetings").isdisjoint(scan.t.words[r : r + 3])


def _holds_words(scan: Scan, r: int) -> bool:
    """Tell whether quoted words follow in the same clause: "attacked the plan as “a trap”"."""
    t = scan.t
    for k in range(r, min(scan.end, r + 20)):
        if t.quoted[k]:
            return scan.is_long_quote(k)
        if t.words[k] in ",;:—":
            return False
    return False


def _behind_mark(scan: Scan, r: int) -> Complement | None:
    t = scan.t
    if t.words[r] == ":":
        if r + 1 >= scan.end:
            return scan.end, "colon"
        return r + 1, "quotation" if t.quoted[r + 1] else "colon"
    return (r + 1, "quotation") if r + 1 < scan.unit.hi and t.quoted[r + 1] else None


def opens_phrase(scan: Scan, r: int) -> bool:
    """Tell whether a noun phrase may start at `r`."""
    t = scan.t
    word = t.words[r]
    if t.is_mark(r):
        return word in "$£€#@[("
    if word in t.preposition or word in t.auxiliary or word in _NO_PHRASE:
        return _counts(scan, r)
    return True


def _counts(scan: Scan, r: int) -> bool:
    """Tell whether a preposition opens a number: "at least 300 people", "about 2,000 boats"."""
    t = scan.t
    following = t.words[r + 1] if r + 1 < scan.end else ""
    if t.words[r] == "at":
        return following in ("least", "most")
    part = following == "a" and t.words[r + 2 : r + 3] in (["third"], ["quarter"], ["fifth"], ["dozen"])
    return t.words[r] in _ABOUT and (following[:1].isdigit() or following in _COUNTING or part)


def _behind_circumstances(scan: Scan, r: int, cue: Cue) -> Complement | None:
    """Look for the words behind circumstances: "said on Monday that", "said in a statement: ..."."""
    t = scan.t
    word = t.words[r]
    if not cue.speaks:
        return None
    if word in "—–":
        close = next((k for k in range(r + 1, min(scan.end - 1, r + 20)) if t.words[k] in "—–"), None)
        return _frame(scan, close + 1, cue) if close else None
    if not (word in t.preposition or word in t.time or word == "," or t.is_adverb(r) or t.verbs.get(word) == "gerund"):
        return None
    commas = 0
    placed = "infinitive" in cue.frames and time_end(scan, r) > r  # "promised on Sunday in Oder to leave"
    for k in range(r, min(scan.end, r + 40)):
        here = t.words[k]
        if t.quoted[k]:
            if scan.is_long_quote(k) and (t.words[k - 1] in ",:" or k <= r + 1):
                return k, "quotation"
            if k <= r + 1 or (word in ("of", "about") and k - r < _NEAR and scan.is_long_quote(k)):
                return k, "quotation"
            break
        if here in PARTICLES and here in cue.frames and k > r and word != "to":
            return k, "particle"
        if here == "to" and placed and k > r + 1 and t.words[k + 1 : k + 2] and t.verbs.get(t.words[k + 1]) == "base":
            return k, "infinitive"
        placed = placed and here not in ",$£€" and not t.is_finite(k, r)
        if here == "that" and k > r and t.words[k - 1] not in ("in", "of", "at") and "clause" in cue.frames:
            return k, "that-clause"
        if here == ":":
            return (k + 1, "colon") if k + 1 < scan.end else (scan.end, "colon")
        if here == ",":
            if k + 1 < scan.end and t.quoted[k + 1]:
                return k + 1, "quotation"
            commas += 1
            if word != "," and _is_in_place(scan, k):
                continue
            if commas > 1 or word != ",":
                return _behind_insertion(scan, k + 1, cue) if word == "," else _bare(scan, r, cue)
    return None if word == "," else _bare(scan, r, cue)


def _is_in_place(scan: Scan, comma: int) -> bool:
    """Tell whether a comma opens or closes the state behind a town before "that": "said in Oder, Oderland, that"."""
    t = scan.t
    if t.words[comma + 1 : comma + 2] == ["that"]:
        return True
    near = range(comma + 1, min(scan.end - 1, comma + 5))
    close = next((k for k in near if t.words[k] == ","), None)
    return close is not None and t.words[close + 1] == "that" and all(map(t.is_capital, range(comma + 1, close)))


def _behind_insertion(scan: Scan, k: int, cue: Cue) -> Complement | None:
    t = scan.t
    if "clause" in cue.frames and k < scan.end and opens_phrase(scan, k) and t.has_finite(k, scan.end):
        return k, "bare-clause"
    return None


def _bare(scan: Scan, r: int, cue: Cue) -> Complement | None:
    """Return a clause without "that" behind circumstances: "said in a statement the deal was off"."""
    t = scan.t
    if "clause" not in cue.frames:
        return None
    k = r
    while k < min(scan.end, r + 20):
        if t.words[k] in t.time or t.is_adverb(k):
            k += 1
        elif t.words[k] in t.preposition:
            end = t.phrase_after(k + 1, scan.end)
            if end == k + 1:
                return None
            k = end
        else:
            break
    if r < k < scan.end and opens_phrase(scan, k) and t.has_finite(k, scan.end):
        return k, "bare-clause"
    return None
