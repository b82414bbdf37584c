"""Words of a text with what can be told of them without a parser: their class, noun phrases, subjects, finite verbs.

A noun phrase is walked word by word from its head outwards until a word that cannot belong to it; verbs are known by their
forms (seeds/lexicons/verbs.txt) and by their neighbours. Every walk is bounded, so that the cost stays linear in the text.
"""

import csv
from bisect import bisect_left
from functools import cache

from pipeline.extract.cues import Cue, Entries, cue_forms, verb_forms
from pipeline.extract.document import Document
from pipeline.extract.quotations import Quotation
from pipeline.records import Span
from pipeline.seeds import seed

REACH = 60  # tokens that any walk looks at
Range = tuple[int, int]  # token indexes, end exclusive


@cache
def word_class(name: str) -> frozenset[str]:
    """Return the closed class `name` of seeds/lexicons/function_words.csv."""
    with seed("lexicons/function_words.csv").open(encoding="utf-8", newline="") as handle:
        classes = {row["class"]: frozenset(row["words"].split()) for row in csv.DictReader(handle)}
    return classes[name]


_SUBORDINATING = frozenset(
    {
        "who",
        "which",
        "that",
        "when",
        "where",
        "as",
        "after",
        "before",
        "if",
        "because",
        "while",
        "since",
        "than",
        "whose",
    }
)
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "isn't", "wasn't", "weren't", "aren't"})
_NOT_ADVERBS = frozenset(
    {"family", "ally", "italy", "july", "early", "only", "rally", "supply", "reply", "billy", "assembly"}
)


class Words:
    """The tokens of one document with the quotation each stands in."""

    def __init__(self, document: Document, quotations: list[Quotation]) -> None:
        self.document = document
        self.text = document.text
        self.starts = document.tokens.starts
        self.ends = document.tokens.ends
        self.words = document.tokens.words
        self.quotations = quotations
        self.quoted = [0] * (len(self.words) + 1)  # 1 + index of the quotation
        self.quote_range: list[Range] = []
        for number, quotation in enumerate(quotations, start=1):
            first, after = document.tokens.first_at(quotation.start), document.tokens.last_before(quotation.end)
            self.quote_range.append((first, after))
            for i in range(first, after):
                self.quoted[i] = number
        self.cues: dict[str, Entries] = cue_forms()
        self.verbs = verb_forms()
        self.auxiliary = word_class("auxiliary")
        self.contraction = word_class("contraction")
        self.pronoun = word_class("pronoun")
        self.object = word_class("object")
        self.possessive = word_class("possessive")
        self.determiner = word_class("determiner")
        self.preposition = word_class("preposition")
        self.boundary = word_class("boundary")
        self.time = word_class("time")
        self.day = word_class("day")
        self.adverb = word_class("adverb")
        self.subordinator = word_class("subordinator")
        self.wh = word_class("wh")
        self._cue_tokens = [i for i, word in enumerate(self.words) if word in self.cues]
        self._according = [
            i
            for i, word in enumerate(self.words)
            if word == "according" or (word == "as" and self.words[i + 2 : i + 3] == ["by"])
        ]

    def span(self, tokens: Range) -> Span:
        """Return the character span of a token range that is not empty."""
        return self.starts[tokens[0]], self.ends[tokens[1] - 1]

    def is_capital(self, i: int) -> bool:
        """Tell whether token `i` starts with a capital letter."""
        return self.text[self.starts[i]].isupper()

    def is_mark(self, i: int) -> bool:
        """Tell whether token `i` is punctuation."""
        return not self.words[i][0].isalnum()

    def is_adverb(self, i: int) -> bool:
        """Tell whether token `i` is an adverb that may stand inside a verb group."""
        word = self.words[i]
        return word in self.adverb or (word.endswith("ly") and word not in _NOT_ADVERBS and not self.is_capital(i))

    def is_finite(self, i: int, lo: int) -> bool:
        """Tell whether token `i` looks like a finite verb of a clause that starts at or after `lo`."""
        word = self.words[i]
        if word in self.auxiliary or word in self.contraction:
            return i == lo or word not in ("may", "will") or not self.is_capital(i)
        form = self.verbs.get(word)
        if form is None and word.endswith("ed") and len(word) > 4 and not self.is_capital(i):
            form = "past"
        if form is None or form in ("gerund", "participle") or i == lo:
            return False
        k = i - 1
        while k > lo and self.is_adverb(k):
            k -= 1
        before = self.words[k]
        if form == "past":
            return not (before in self.determiner or before in self.auxiliary)
        if before in self.pronoun:
            return True
        if form == "third":
            return self._verbal_third(i, before)
        return False

    def _verbal_third(self, i: int, before: str) -> bool:
        if before in self.determiner or before in self.preposition or before.endswith("'s") or self.is_mark(i - 1):
            return False
        after = self.words[i + 1] if i + 1 < len(self.words) else "."
        return (
            after in self.determiner or after in self.object or after in ("to", "that", "not", "as", "like")
        ) or self.is_adverb(i + 1)

    def has_finite(self, lo: int, hi: int) -> bool:
        """Tell whether a finite verb stands in the first `REACH` tokens of a range."""
        return any(self.is_finite(i, lo) for i in range(lo, min(hi, lo + REACH)))

    def cue_at(self, i: int) -> Cue | None:
        """Return the reporting verb whose form token `i` is, None where it is none."""
        for rest, cue in self.cues.get(self.words[i], ()):
            if not rest and cue.form not in ("noun", "adjective"):
                return cue
        return None

    def cues_between(self, lo: int, hi: int) -> list[int]:
        """Return the tokens of a range that are forms of reporting verbs."""
        return self._cue_tokens[bisect_left(self._cue_tokens, lo) : bisect_left(self._cue_tokens, hi)]

    def according_between(self, lo: int, hi: int) -> list[int]:
        """Return the tokens of a range that open "according to" and "as ... by"."""
        return self._according[bisect_left(self._according, lo) : bisect_left(self._according, hi)]

    def is_clause_ahead(self, lo: int, hi: int) -> bool:
        """Tell whether a subject and its verb, in a headline's present tense too, start at `lo`."""
        end = self.phrase_after(lo, hi)
        if not lo < end < hi:
            return False
        return (
            self.words[end] in self.auxiliary
            or self.verbs.get(self.words[end]) in ("past", "third", "base")
            or self.verbs.get(self.words[end - 1]) == "third"
        )

    def is_passive(self, start: int, verb: int, hi: int) -> bool:
        """Tell whether the verb group from `start` is a passive or a bare participle: "was told", "called by"."""
        if any(self.words[k] in _BE for k in range(start, verb)):
            return self.verbs.get(self.words[verb]) in ("past", "participle")
        return verb + 1 < hi and self.words[verb + 1] == "by" and self.verbs.get(self.words[verb]) == "past"

    def is_clause_at(self, lo: int, hi: int) -> bool:
        """Tell whether what starts at `lo` is a clause: a finite verb that belongs to no relative or subordinate clause."""
        below = 0
        i = lo
        limit = min(hi, lo + REACH)
        while i < limit:
            word = self.words[i]
            if self.is_finite(i, lo):
                if not below:
                    return True
                below -= 1
                while i + 1 < limit and (self.words[i + 1] in self.auxiliary or self.is_adverb(i + 1)):
                    i += 1
            elif word in _SUBORDINATING and i > lo:
                below += 1
            i += 1
        return False

    # --- noun phrases ---------------------------------------------------------------------------------------------

    def group_start(self, lo: int, verb: int) -> int:
        """Return where the verb group of `verb` starts: before "has also", "is now", "did not"."""
        i = verb
        floor = max(lo, verb - 8)
        while i > floor and (self.words[i - 1] in self.auxiliary or self.is_adverb(i - 1)) and not self.quoted[i - 1]:
            i -= 1
        return i

    def phrase_before(self, lo: int, end: int) -> Range | None:
        """Return the noun phrase that ends right before token `end`, None where there is none."""
        floor = max(lo, end - REACH)
        i = end
        while i > floor:
            step = self._extend_left(floor, i - 1, end)
            if step == i:
                break
            i = step
        i = self._trim_left(i, end)
        if i >= end or (self.is_mark(end - 1) and self.words[end - 1] != ")"):
            return None
        return None if end - i == 1 and self.words[i] in self.possessive else (i, end)

    def _extend_left(self, floor: int, i: int, end: int) -> int:
        """Return the new start of the phrase with token `i` in it, or `i + 1` where `i` ends it."""
        word = self.words[i]
        if self.quoted[i]:
            first, after = self.quote_range[self.quoted[i] - 1]
            named = first >= floor and after - first <= 7 and after < end and not self.is_mark(after - 2)
            return first if named else i + 1
        if word == ")":
            return self._parenthesis_start(floor, i)
        if self.is_mark(i):
            if word in "$£€#@" and i + 1 < end and self._glued(i + 1):
                return i
            return i if word in "-&/.'’" and i + 1 < end and i > floor and self._glued(i) else i + 1
        if word in self.day or (word in self.pronoun and not (word == "one" and i + 1 < end)):
            return i + 1
        if word == "and":
            return i if self._joins(floor, i, end) else i + 1
        if word in self.preposition:
            return i if i > floor and i + 1 < end and self._nominal(i - 1) else i + 1
        if word in self.boundary and not (word == "that" and i + 1 < end and False):
            return i + 1
        if word in self.determiner:
            return i if i + 1 < end or word not in ("the", "a", "an") else i + 1
        if word in self.auxiliary:
            return i + 1
        if self.verbs.get(word) == "past" and not self.is_capital(i) and not self._attributive(floor, i, end):
            return i + 1
        if i + 1 < end and self.words[i + 1] in self.determiner and self.words[i + 1] not in ("all", "two", "three"):
            return i + 1
        return i

    def _glued(self, i: int) -> bool:
        return self.ends[i - 1] == self.starts[i]

    def _parenthesis_start(self, floor: int, i: int) -> int:
        for k in range(i - 1, max(floor, i - 12) - 1, -1):
            if self.words[k] == "(":
                return k
        return i + 1

    def _nominal(self, i: int) -> bool:
        word = self.words[i]
        if self.is_mark(i):
            return word == ")"
        if word in self.boundary or word in self.auxiliary or word in self.pronoun or word in self.preposition:
            return False
        return not (self.verbs.get(word) in ("past", "gerund") and not self.is_capital(i))

    def _attributive(self, floor: int, i: int, end: int) -> bool:
        """Tell whether a past form stands before a noun ("the wounded soldier") instead of being the verb."""
        if i + 1 >= end or self.is_mark(i + 1):
            return False
        before = i - 1
        return i == floor or self.words[before] in self.determiner or self.is_mark(before) or bool(self.quoted[before])

    def _joins(self, floor: int, i: int, end: int) -> bool:
        """Tell whether "and" at `i` joins two names ("Marn and Toll said") instead of two clauses."""
        if i + 1 >= end or i <= floor or not self._nominal(i - 1):
            return False
        k = i
        while k > floor and not self.is_mark(k - 1) and self._nominal_or_link(k - 1):
            k -= 1
        if k == i:
            return False
        if k == floor:
            return True
        before = self.words[k - 1]
        return self.is_mark(k - 1) or before in self.boundary

    def _nominal_or_link(self, i: int) -> bool:
        return self._nominal(i) or self.words[i] in ("of", "for", "the")

    def _trim_left(self, i: int, end: int) -> int:
        while i < end and (self.is_mark(i) or self.words[i] in self.preposition or self.words[i] == "and"):
            if self.words[i] == "(":
                break
            i += 1
        return i

    def subject_before(self, lo: int, verb: int) -> Range | None:
        """Return the subject of `verb` to its left: pronoun, noun phrase, or the phrase before an inserted clause."""
        start = self.group_start(lo, verb)
        if start <= lo:
            return None
        start = self._before_time(lo, start)
        if start <= lo:
            return None
        if self.quoted[start - 1]:
            first, after = self.quote_range[self.quoted[start - 1] - 1]
            inside = "," in self.words[max(first, after - 3) : after]
            return self._before_insertion(lo, first) if inside and after == start and first > lo else None
        before = self.words[start - 1]
        if before in ("who", "which", "that"):
            return self._relative_subject(lo, start - 1)
        if before in self.pronoun:
            return start - 1, start
        if before == ",":
            return self._before_insertion(lo, start - 1)
        if before in ("—", "–"):
            return self._before_dashes(lo, start - 1)
        found = self.phrase_before(lo, start)
        if found:
            described = self._before_relative(lo, found)
            if described:
                return described
        if found and found[0] - 2 >= lo and self.words[found[0] - 1] in self.preposition:
            if self.words[found[0] - 2] in ("have", "has", "had"):  # "have in the past said"
                return self.subject_before(lo, found[0] - 2)
        return found

    def _before_relative(self, lo: int, found: Range) -> Range | None:
        """Return the noun of a relative clause that ends in `found`: "The envoy who visited Oder said"."""
        if found[0] <= lo or self.is_mark(found[0] - 1) or self.words[found[0] - 1] in self.boundary:
            return None
        first_verb = 0
        for i in range(found[0] - 1, max(lo - 1, found[0] - 14), -1):
            word = self.words[i]
            if word == "who":
                return self.phrase_before(lo, i) if first_verb else None
            if i <= lo or self.is_mark(i) or self.quoted[i] or word in self.boundary:
                break
            if self.verbs.get(word) in ("past", "gerund") and not self.is_capital(i):
                first_verb = i
        return self.phrase_before(lo, first_verb) if first_verb else None

    def _before_time(self, lo: int, end: int) -> int:
        """Return `end` moved before a time that stands between subject and verb: "Marn on Thursday evening said"."""
        i = end
        if i > lo and self.words[i - 1] in ("evening", "night", "morning", "afternoon", "week", "month", "year"):
            i -= 1
        if i > lo and (self.words[i - 1] in self.day or (i < end and self.words[i - 1] in ("last", "this", "earlier"))):
            i -= 1
        elif i < end:
            return end
        if i < end and i > lo and self.words[i - 1] in ("on", "late", "early"):
            i -= 1
        return i

    def _relative_subject(self, lo: int, pronoun: int) -> Range | None:
        end = pronoun - 1 if pronoun > lo and self.words[pronoun - 1] == "," else pronoun
        found = self.phrase_before(lo, end) if end > lo else None
        return (found[0], pronoun + 1) if found else (pronoun, pronoun + 1)

    def _before_dashes(self, lo: int, dash: int) -> Range | None:
        """Return the phrase before "— and some others —"."""
        start = dash - 1 if self.words[dash - 1] not in "—–" else dash - 2
        for i in range(start, max(lo, dash - 20), -1):
            if self.words[i] in "—–" and self.words[i - 1] not in "—–":
                return self.phrase_before(lo, i)
        return None

    def _before_insertion(self, lo: int, comma: int) -> Range | None:
        """Return the phrase before ", the minister," or ", who left,": the subject that the insertion describes."""
        floor = max(lo, comma - REACH)
        i = comma - 1
        hops = 0
        while i > floor and hops < 4:
            if self.words[i] == "," and not self.quoted[i]:
                hops += 1
                if self._describes(i + 1) or self.is_capital(i + 1) or self.words[i + 1] in ("however", "too", "also"):
                    found = self.phrase_before(lo, i)
                    if found and self._opens_clause(lo, found[0]) and not self.words[found[1] - 1].isdigit():
                        return found
            i -= 1
        return None

    def _describes(self, i: int) -> bool:
        word = self.words[i]
        return (
            word in self.determiner
            or word in self.preposition
            or word in ("who", "which", "whose", "who's", "formerly", "now", "himself", "herself")
            or word[0].isdigit()
            or self.verbs.get(word) in ("gerund", "past")
            or word not in self.boundary
        )

    def _opens_clause(self, lo: int, i: int) -> bool:
        return (
            i <= lo
            or self.is_mark(i - 1)
            or self.words[i - 1] in self.boundary
            or self.words[i - 1] in self.preposition
            or bool(self.quoted[i - 1])
        )

    def clause_subject(self, lo: int, verb: int) -> Range | None:
        """Return the subject of the sentence's first clause before `verb`: who "..., saying" and "and said" go back to."""
        begin = lo
        if self.words[lo] in self.subordinator:
            for i in range(lo, min(verb, lo + REACH)):
                if self.words[i] == "," and not self.quoted[i]:
                    begin = i + 1
                    break
        for i in range(begin + 1, min(verb, begin + REACH)):
            if not self.quoted[i] and self.is_finite(i, begin):
                if self.words[i - 1] in ("who", "which", "that") and self.words[i] not in self.contraction:
                    continue
                found = (i, i + 1) if self.words[i] in self.contraction else self.subject_before(begin, i)
                if found:
                    return found
        return None

    def phrase_after(self, i: int, hi: int) -> int:
        """Return where the noun phrase that starts at `i` ends (`i` where there is none): "said Odo Marn of Oderland"."""
        first = i
        limit = min(hi, i + 30)
        while i < limit and not self.quoted[i]:
            word = self.words[i]
            if self.is_mark(i):
                if word == "(":
                    close = next((k for k in range(i, min(limit, i + 10)) if self.words[k] == ")"), None)
                    if close is None or i == first:
                        break
                    i = close + 1
                    continue
                if not (word in "-&/.'’" and i > first and i + 1 < limit and self._glued(i)):
                    break
                if word == "." and self.starts[i + 1] != self.ends[i] and not self.is_capital(i + 1):
                    break
            elif word in self.pronoun and not (word == "one" and i + 1 < limit and self._nominal(i + 1)):
                return i + 1 if i == first else i
            elif word == "and":
                if i == first or i + 1 >= limit or not self._nominal(i + 1) or self.is_finite(i + 1, first):
                    break
            elif word in ("of", "for"):
                if i == first:
                    break
            elif word in self.preposition or word in self.boundary or word in self.auxiliary or word in self.day:
                break
            elif word in self.determiner:
                if i > first and self.words[i - 1] not in ("of", "for", "and", "all", "both"):
                    break
            elif (
                i > first
                and self.verbs.get(word) in ("past", "gerund")
                and not self.is_capital(i)
                and self.words[i - 1] not in self.determiner
                and self.words[i - 1] != "-"
            ):
                break
            i += 1
        while i > first and (self.words[i - 1] in ("and", "of", "for", "-", "&")):
            i -= 1
        return i
