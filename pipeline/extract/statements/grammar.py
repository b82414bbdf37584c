"""Subjects: who a verb belongs to, over insertions, relative clauses, times and dashes that stand between."""

from pipeline.extract.actors.roles import class_of
from pipeline.extract.statements.nouns import Nouns
from pipeline.extract.statements.words import REACH, Range

_LONGEST_INSERTION = 40  # tokens between dashes
_LONGEST_LIST = 8  # names before the last two
_LONGEST_STATE = 4  # tokens of "N.C."
_SHORTEST_GERUND = 6  # letters of a word in -ing that no list has: "spearheading", not "string"
_HOURS = frozenset({"evening", "night", "morning", "afternoon", "week", "month", "year"})
_TIMING = frozenset({"after", "before", "since"})  # "rose again after Marn said ..."
_LINKING = frozenset({"however", "meanwhile", "moreover", "furthermore", "nevertheless", "indeed", "nonetheless"})
_INSERTED = frozenset({"however", "too", "also", "though", "meanwhile", "instead", "then"})
_LIKE = frozenset({"like", "unlike", "despite", "besides"})
_PERCEIVED = frozenset({"saw", "see", "sees", "seen", "watched", "heard", "hears"})
_JOINED_BY = (["along", "with"], ["together", "with"], ["alongside", "the"], ["as", "well"])


class Grammar(Nouns):
    """Words with the noun phrases and the subjects of verbs among them."""

    def subject_before(self, lo: int, verb: int) -> Range | None:
        """Return the subject of `verb` to its left: pronoun, noun phrase, or the phrase before an inserted clause."""
        start = self.group_start(lo, verb)
        if start <= lo:
            return None
        verb, start = start, self._before_time(lo, start)
        if start < verb:
            start = self._before_reduced(lo, start)
        if start - 1 > lo and self.words[start - 1] in ("there", "here") and self._nominal(start - 2):
            start -= 1  # "officials there said"
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
            closed = self.phrase_before(lo, start - 1) if self.words[start - 2] == ")" else None
            return self._before_insertion(lo, start - 1) or closed
        if self.is_dash(start - 1):
            return self._before_dashes(lo, start - 1)
        found = self.phrase_before(lo, start)
        if found is None or found[0] <= lo:
            return found
        described = self._before_relative(lo, found)
        if described is not None:
            return described
        return self._before_circumstance(lo, found) or self._whole_list(lo, self._with_first_half(lo, found))

    def _with_first_half(self, lo: int, found: Range) -> Range:
        """Return the whole of "an expert in war and deterrence", "aides to Marn and Toll", where `found` is its end."""
        joint = found[0] - 1
        if joint <= lo or self.words[joint] != "and":
            return found
        before = self.phrase_before(lo, joint)
        if self.is_capital(found[0]):
            return (before[0], found[1]) if before is not None and self._is_of_names(before) else found
        if found[1] - found[0] > 1:
            return found
        whole = before is not None and "in" in self.words[before[0] : joint]
        return (before[0], found[1]) if before is not None and whole else found

    def _is_of_names(self, phrase: Range) -> bool:
        """Tell whether a phrase tells of people by a name behind it: "aides to Marn", "officials in Oder"."""
        first, after = phrase
        link = next((k for k in range(first + 1, after - 1) if self.words[k] in self.preposition), None)
        return link is not None and self.is_plural(link - 1) and all(self.is_capital(k) for k in range(link + 1, after))

    def _whole_list(self, lo: int, found: Range) -> Range:
        """Return the list of names that `found` ends: "Marn, Toll and Oster", "the heads of Oder, Harn, and Oster"."""
        start = found[0]
        closed = "and" in self.words[start : found[1]]
        if start - 2 > lo and self.words[start - 1] == "and" and self.words[start - 2] == ",":
            start, closed = start - 1, True
        if not closed or not self.is_capital(found[0] + (self.words[found[0]] == "the")):
            return found
        starts = [start]
        for _ in range(_LONGEST_LIST):
            if start - 1 <= lo or self.words[start - 1] != "," or self.quoted[start - 1]:
                break
            before = self._before_description(lo, self.phrase_before(lo, start - 1))
            if before is None or not self._is_listed(before):
                if self.is_capital(start - 2) and not self._is_opening(lo, start - 1):
                    return found
                break
            start = before[0]
            starts.append(start)
        opens = start <= lo or self.is_mark(start - 1) or self.words[start - 1] in self.boundary | self.day
        if not opens:
            if len(starts) == 1 or not self._is_opening(lo, start):
                return found
            start = starts[-2]  # "In Oder, Marn, Toll and Oster"
        return found if self.words[start] == "and" else (start, found[1])

    def _before_description(self, lo: int, found: Range | None) -> Range | None:
        """Return the name that a role behind it describes, the role itself where it describes none, in a list of names:
        "Marn" of "Marn, the mayor, and Toll".
        """
        if found is None or found[0] - 2 < lo or self.words[found[0] - 1] != ",":
            return found
        if self.words[found[0]] not in self.determiner or class_of(self.words[found[1] - 1]) is None:
            return found
        named = self.phrase_before(lo, found[0] - 1)
        if named is None or not self.is_capital(named[1] - 1):
            return found
        opening = self.words[named[0]]
        if opening.endswith("ing") or opening in _LIKE:
            return found  # "Visiting Marn, the mayor, Burr and Toll said"
        opens = named[0] <= lo or self.is_mark(named[0] - 1) or self.words[named[0] - 1] in self.boundary | self.day
        return named if opens else found

    def _is_opening(self, lo: int, end: int) -> bool:
        """Tell whether what ends at `end` is the time, place or circumstance before a subject: "On Monday, Marn"."""
        begin = end
        while begin > lo and not self.is_mark(begin - 1) and self.words[begin - 1] not in self.boundary:
            begin -= 1
        return any(
            self.words[k] in self.preposition
            or self.words[k] in self.subordinator
            or self.words[k] in self.time
            or self.words[k] in _LINKING
            or self.is_adverb(k)
            for k in (max(begin - 1, lo), begin, lo)
        )

    def _is_listed(self, item: Range) -> bool:
        """Tell whether a phrase is a name in capitals, or people of one: "the heads of Oder", "officials in Oder"."""
        first, after = item
        first += self.words[first] == "the" and after - first > 1
        alone = self.words[first]
        if after - first == 1 and (alone in self.adverb or alone in _LINKING or alone.endswith("ly")):
            return False
        if all(self.is_capital(k) or self.is_mark(k) for k in range(first, after)):
            return True
        link = next((k for k in range(first + 1, after - 1) if self.words[k] in self.preposition), None)
        if link is None or not self.is_capital(after - 1):
            return False
        noun = self.words[link - 1]
        return class_of(noun) is not None or (self.words[link] == "of" and noun.endswith("s"))

    def listed_after(self, first: int, hi: int) -> int:
        """Return the end of the noun phrase that starts at `first`, or of the list of names that it begins: "Marn, Toll
        and Oster"; not of its own description: "Odo Marn, Director of Trade and Energy", "Odo Marn, Trade and Energy".
        """
        at = end = self.phrase_after(first, hi)
        if end == first:
            return end
        full = end - first > 1 + (self.words[first] == "the")
        for _ in range(_LONGEST_LIST):
            if not self._is_item(first, end, full) or at + 1 >= hi or self.words[at] != "," or self.quoted[at]:
                return end
            start = at + 1
            closes = self.words[start] == "and"
            start += closes
            at = self.phrase_after(start, hi)
            link = next((k for k in range(start, at) if self.words[k] == "and"), at)
            if not self._is_item(start, link, full) or (link < at and not self._is_item(link + 1, at, full)):
                return end
            if closes or link < at:
                ends = at >= hi or self.is_mark(at) or self.words[at] in self.preposition or self.words[at] in self.day
                return at if ends else end
        return end

    def _is_item(self, first: int, after: int, full: bool) -> bool:
        """Tell whether a phrase is capitalised and no role; all names of a list are full ones, or all are one word."""
        first += after - first > 1 and self.words[first] == "the"
        alike = after - first > 1 if full else after - first == 1
        capital = alike and all(map(self.is_capital, range(first, after)))
        return capital and all(class_of(self.words[k]) is None for k in range(first, after))

    def _before_circumstance(self, lo: int, found: Range) -> Range | None:
        """Return the subject of "have in the past said", where `found` is "the past"; None elsewhere."""
        auxiliary = found[0] - 2
        if auxiliary < lo or self.words[found[0] - 1] not in self.preposition:
            return None
        return self.subject_before(lo, auxiliary) if self.words[auxiliary] in ("have", "has", "had") else None

    def _before_relative(self, lo: int, found: Range) -> Range | None:
        """Return the noun of a relative clause that ends in `found`, behind `lo`: "The envoy who visited Oder said"."""
        if self.is_mark(found[0] - 1) or self.words[found[0] - 1] in self.boundary:
            return None
        timed = not _TIMING.isdisjoint(self.words[found[0] - 1 : found[1] - 1]) and self.is_capital(found[1] - 1)
        if timed or self.is_perceived(found):  # "talks ended hours before Marn"
            return None
        first_verb = 0
        for i in range(found[0] - 1, max(lo - 1, found[0] - 14), -1):
            word = self.words[i]
            if word == "who":
                noun = self.phrase_before(lo, i) if first_verb else None
                return (i - 1, found[1]) if noun == (i - 1, i) and self.words[i - 1] == "those" else noun
            if i <= lo or self.is_mark(i) or self.quoted[i] or word in self.boundary:
                break
            form = self.verbs.get(word)
            doing = form is None and word.endswith("ing") and len(word) > _SHORTEST_GERUND
            if (form in ("past", "gerund") or doing) and not self.is_capital(i):
                first_verb = i
        return self.phrase_before(lo, first_verb) if first_verb else None

    def is_perceived(self, found: Range) -> bool:
        """Tell whether a phrase does what somebody sees it do: "Monday saw | Oster | accuse the council"."""
        return self.words[found[0] - 1] in _PERCEIVED and self.is_capital(found[1] - 1)

    def _before_time(self, lo: int, end: int) -> int:
        """Return `end` moved before a time that stands between subject and verb: "Marn on Thursday evening said"."""
        if self.words[end - 1] not in _HOURS and self.words[end - 1] not in self.day:
            return end
        i = end
        if i > lo and self.words[i - 1] in _HOURS:
            i -= 1
        if i > lo and (self.words[i - 1] in self.day or (i < end and self.words[i - 1] in ("last", "this", "earlier"))):
            i -= 1
        elif i < end:
            return end
        if i < end and i > lo and self.words[i - 1] in ("on", "late", "early"):
            i -= 1
        return i

    def _before_reduced(self, lo: int, end: int) -> int:
        """Return `end` moved before a participle that a time goes with: "a paper filed on Thursday says"."""
        noun = end - 2
        if noun <= lo or self.verbs.get(self.words[end - 1]) != "past" or self.is_capital(end - 1):
            return end
        found = self.phrase_before(lo, end - 1) if self._nominal(noun) else None
        return end - 1 if found and self.words[found[0]] in self.determiner else end

    def _relative_subject(self, lo: int, pronoun: int) -> Range | None:
        end = pronoun - 1 if pronoun > lo and self.words[pronoun - 1] == "," else pronoun
        found = self.phrase_before(lo, end) if end > lo else None
        return (found[0], pronoun + 1) if found else (pronoun, pronoun + 1)

    def _before_dashes(self, lo: int, dash: int) -> Range | None:
        """Return the phrase before "— and some others —"."""
        start = dash - 2 if self.is_dash(dash - 1) else dash - 1
        for i in range(start, max(lo, dash - _LONGEST_INSERTION), -1):
            if self.is_dash(i) and not self.is_dash(i - 1):
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
                if self._describes(i + 1) or self.is_capital(i + 1) or self.words[i + 1] in _INSERTED:
                    found = self._before_list(lo, i) or self._phrase_or_relative(lo, i)
                    if found and found[1] - found[0] == 1 and self.words[found[0]] in _LINKING:
                        found = None  # "Marn, meanwhile, who left, said"
                    if found and (resident := self._resident(lo, found)) is not None:
                        return resident
                    if found and self._is_circumstance(lo, found):
                        return self.phrase_before(lo, comma) or found
                    if found and self._opens_clause(lo, found[0]) and not self.words[found[1] - 1].isdigit():
                        return self._before_apposition(lo, found) or found
            i -= 1
        return None

    def _phrase_or_relative(self, lo: int, end: int) -> Range | None:
        """Return the phrase before `end`, a time left out: "sailors | asked in Oder this week"."""
        before = self._before_time(lo, end)
        found = self.phrase_before(lo, before)
        if found is None or before == end or found[0] <= lo:
            return found
        return self._before_relative(lo, found) or found

    def _resident(self, lo: int, found: Range) -> Range | None:
        """Return who is from the place `found`: "Odo Marn" of "Odo Marn, 59, of Oder, Va., said"; None elsewhere."""
        if found[0] - 1 > lo and self.words[found[0] - 1] == "," and found[1] - found[0] <= _LONGEST_STATE:
            town = self.phrase_before(lo, found[0] - 1)  # before ", Va."
            if town is None:
                return None
            found = town
        comma = found[0] - 2
        if comma <= lo or self.words[comma] != "," or self.words[comma + 1] not in ("of", "from"):
            return None
        if self.words[comma - 1].isdigit() and self.words[comma - 2] == ",":
            comma -= 2
        return self.phrase_before(lo, comma)

    def _before_list(self, lo: int, comma: int) -> Range | None:
        """Return who is named before ", along with Oster, Toll" where a comma of that list stands at `comma`."""
        for i in range(comma, max(lo, comma - 20), -1):
            if self.words[i] == "," and self.words[i + 1 : i + 3] in _JOINED_BY:
                return self.phrase_before(lo, i)
            if self.quoted[i] or self.words[i] in ";:.":
                break
        return None

    def _is_circumstance(self, lo: int, found: Range) -> bool:
        """Tell whether `found` opens its clause behind a preposition: "In a talk with the Post, Odo Marn, said"."""
        return found[0] - 1 == lo and self.words[lo] in self.preposition

    def _before_apposition(self, lo: int, found: Range) -> Range | None:
        """Return the name that `found` itself describes: "Odo Marn" before ", the head of the yard, Dockwell,"."""
        comma = found[0] - 1
        if comma <= lo or self.words[comma] != "," or self.words[found[0]] not in self.determiner:
            return None
        name = self.phrase_before(lo, comma)
        if name is None or not self._opens_clause(lo, name[0]):
            return None
        named = all(self.is_capital(k) or self.is_mark(k) for k in range(*name))
        return name if named and self.words[name[1] - 1] not in self.month else None

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
            or self.words[i - 1] in self.day
            or self.words[i - 1] in self.month
            or self.is_adverb(i - 1)
            or bool(self.quoted[i - 1])
        )

    def clause_subject(self, lo: int, verb: int) -> Range | None:
        """Return the subject of the first clause before `verb`: who "..., saying" and "and said" go back to."""
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
