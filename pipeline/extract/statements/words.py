"""The words of a text with what can be told of each without a parser: its class, whether it is a verb, who quotes it.

Verbs are known by their forms (seeds/lexicons/verbs.txt) and by their neighbours. Every look around is bounded, so
that the cost stays linear in the text.
"""

import csv
from bisect import bisect_left
from functools import cache

from pipeline.extract.document import Document
from pipeline.extract.lexicon import places_of
from pipeline.extract.marks import offsets_of
from pipeline.extract.quotations import Quotation
from pipeline.extract.statements.cues import Cue, Entries, cue_forms, verb_forms
from pipeline.records import Span
from pipeline.seeds import seed

REACH = 60  # tokens that any walk looks at
_LONGEST_GROUP = 8  # tokens before the verb that its group may hold
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
        "though",
        "although",
        "until",
        "unless",
    }
)
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "isn't", "wasn't", "weren't", "aren't"})
_MEANS = frozenset({"telephone", "phone", "email", "e", "text", "letter", "video", "fax", "radio", "satellite"})
_ACCORDING = frozenset({"according", "as"})
_SHOUTED = ("WHO", "US")
_PRONOUNS = frozenset({"us", "who"})
_NOT_ADVERBS = frozenset(
    {"family", "ally", "italy", "july", "early", "only", "rally", "supply", "reply", "billy", "assembly"}
)


@cache
def _reporting_words() -> frozenset[str]:
    return frozenset(cue_forms()) | _ACCORDING


def _apart(document: Document) -> list[str]:
    """Return the words of a document with "WHO" and "US" in capitals marked, so that they are no pronouns."""
    tokens = document.tokens
    words = tokens.words
    for i in map(tokens.first_at, offsets_of(document.text, _SHOUTED)):
        if words[i] in _PRONOUNS and document.text[tokens.starts[i] : tokens.ends[i]].isupper():
            words = words.copy() if words is tokens.words else words
            words[i] += "."
    return words


@cache
def _small_words() -> frozenset[str]:
    """Return the words of closed classes, at which a noun phrase ends or is gone over in ways of their own."""
    classes = ("day", "pronoun", "preposition", "boundary", "determiner", "contraction", "auxiliary")
    return frozenset({"and", "than"}).union(*map(word_class, classes))


def is_plural_word(word: str) -> bool:
    """Tell whether a word looks like a plural: "nurses", not "Marn's", "press", "infamous" or "crisis"."""
    return word.endswith("s") and not word.endswith(("'s", "ss", "us", "is"))


class Words:
    """The tokens of one document with the quotation each stands in."""

    def __init__(self, document: Document, quotations: list[Quotation]) -> None:
        self.document = document
        self.text = document.text
        self.starts = document.tokens.starts
        self.ends = document.tokens.ends
        self.words = _apart(document)
        self.quotations = quotations
        self.quoted = [0] * (len(self.words) + 1)  # 1 + index of the quotation
        self.quote_range: list[Range] = []
        for number, quotation in enumerate(quotations, start=1):
            first, after = document.tokens.first_at(quotation.start), document.tokens.last_before(quotation.end)
            self.quote_range.append((first, after))
            self.quoted[first:after] = [number] * (after - first)
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
        self.month = word_class("month")
        self.adverb = word_class("adverb")
        self.subordinator = word_class("subordinator")
        self.wh = word_class("wh")
        self.small = _small_words()
        self._groups: dict[int, int] = {}  # verb -> where its group starts
        self.colons = [document.tokens.first_at(offset) for offset in offsets_of(self.text, ":")]
        marked = places_of(_reporting_words(), self.words)
        self._cue_tokens = [i for i in marked if self.words[i] not in _ACCORDING]
        self._according = [
            i
            for i in marked
            if self.words[i] in _ACCORDING and (self.words[i] == "according" or self.words[i + 2 : i + 3] == ["by"])
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

    def is_dash(self, i: int) -> bool:
        """Tell whether token `i` parts clauses: a dash, or a hyphen between spaces."""
        word = self.words[i]
        if word != "-":
            return word in ("—", "–")
        return 0 < i < len(self.words) - 1 and self.starts[i] > self.ends[i - 1] and self.starts[i + 1] > self.ends[i]

    def is_hyphened(self, i: int) -> bool:
        """Tell whether a hyphen ties token `i` to a neighbour: "state-run", "self-described"."""
        if "-" not in self.words[max(i - 1, 0) : i + 2]:
            return False
        if i > 1 and self.words[i - 1] == "-" and self.ends[i - 2] == self.starts[i] - 1:
            return True
        follows = i + 2 < len(self.words) and self.words[i + 1] == "-" and self.starts[i + 2] == self.ends[i] + 1
        return follows and self.verbs.get(self.words[i]) != "past"  # "Marn said-as he often does"

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
            return not (before in self.determiner or before in self.auxiliary or before in self.preposition)
        if before in self.pronoun:
            return True
        if form == "third":
            return self._verbal_third(i, before)
        return form == "base" and self.is_plural(k) and self._verbal_base(i, k)

    def is_plural(self, i: int) -> bool:
        """Tell whether token `i` looks like a plural."""
        return is_plural_word(self.words[i])

    def _verbal_third(self, i: int, before: str) -> bool:
        if before == "this":
            return True  # it has no plural: "this shows"
        if before in self.determiner or before in self.preposition or before.endswith("'s") or self.is_mark(i - 1):
            return False
        if i + 1 >= len(self.words):
            return False
        after = self.words[i + 1]
        if after in self.determiner or after in self.object or after in ("to", "that", "not", "as", "like"):
            return True
        return self.is_adverb(i + 1)

    def _verbal_base(self, i: int, before: int) -> bool:
        """Tell whether a base form behind a plural is its verb: "talks need a pause", not "talks plan"."""
        if self.words[before] in self.determiner or self.is_capital(i):
            return False
        if i + 1 >= len(self.words):
            return True
        after = self.words[i + 1]
        return (
            after in self.determiner
            or after in self.object
            or after in self.preposition
            or after in ("that", "not", ".")
            or self.is_adverb(i + 1)
        )

    def has_finite(self, lo: int, hi: int) -> bool:
        """Tell whether a finite verb stands in the first `REACH` tokens of a range."""
        return any(self.is_finite(i, lo) for i in range(lo, min(hi, lo + REACH)))

    def cue_at(self, i: int) -> Cue | None:
        """Return the reporting verb whose form token `i` is, None where it is none."""
        for rest, cue in self.cues.get(self.words[i], ()):
            if cue.form in ("noun", "adjective"):
                continue
            if not rest or tuple(self.words[i + 1 : i + 1 + len(rest)]) == rest:
                return cue
        return None

    def cues_between(self, lo: int, hi: int) -> list[int]:
        """Return the tokens of a range that are forms of reporting verbs."""
        return self._cue_tokens[bisect_left(self._cue_tokens, lo) : bisect_left(self._cue_tokens, hi)]

    def colons_between(self, lo: int, hi: int) -> list[int]:
        """Return the tokens of a range that are colons."""
        if not self.colons:  # as in many texts
            return []
        return self.colons[bisect_left(self.colons, lo) : bisect_left(self.colons, hi)]

    def quotes_between(self, lo: int, hi: int) -> list[Range]:
        """Return the token ranges of the quotations that start in a range."""
        return self.quote_range[bisect_left(self.quote_range, (lo, 0)) : bisect_left(self.quote_range, (hi, 0))]

    def according_between(self, lo: int, hi: int) -> list[int]:
        """Return the tokens of a range that open "according to" and "as ... by"."""
        if not self._according:  # as in most texts
            return []
        return self._according[bisect_left(self._according, lo) : bisect_left(self._according, hi)]

    def is_passive(self, start: int, verb: int, hi: int) -> bool:
        """Tell whether the verb group from `start` is a passive or a bare participle: "was told", "called by"."""
        if start < verb and not _BE.isdisjoint(self.words[start:verb]):
            return self.verbs.get(self.words[verb]) in ("past", "participle")
        by = verb + 1 < hi and self.words[verb + 1] == "by" and self.verbs.get(self.words[verb]) == "past"
        return by and (verb + 2 >= hi or self.words[verb + 2] not in _MEANS)  # "Marn said by telephone"

    def is_clause_at(self, lo: int, hi: int) -> bool:
        """Tell whether a clause starts at `lo`: with a finite verb outside its relative and subordinate clauses."""
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
            elif word in _SUBORDINATING and i > lo and not self._is_more_than(i):
                below += 1
            i += 1
        return False

    def _is_more_than(self, i: int) -> bool:
        """Tell whether "than" at `i` belongs to a number: "more than 1.5 million"."""
        return self.words[i] == "than" and i + 1 < len(self.words) and self.words[i + 1][0].isdigit()

    def group_start(self, lo: int, verb: int) -> int:
        """Return where the verb group of `verb` starts: before "has also", "is now", "did not"."""
        start = self._groups.get(verb)
        if start is None:
            start = verb
            floor = max(0, verb - _LONGEST_GROUP)
            while start > floor and not self.quoted[start - 1] and self._is_in_group(start - 1):
                start -= 1
            self._groups[verb] = start
        return start if start > lo else min(lo, verb)

    def _is_in_group(self, i: int) -> bool:
        """Tell whether token `i` may stand before a verb in its group: "has", "also"."""
        return self.words[i] in self.auxiliary or self.is_adverb(i)
