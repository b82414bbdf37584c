"""Noun phrases, walked word by word from their head until a word that cannot belong to them."""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.words import REACH, Range, Words


class Nouns(Words):
    """Words with the walks over the noun phrases among them."""

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
        if i >= end or (self.is_mark(end - 1) and not self._may_end(end - 1)):
            return None
        last = self.words[end - 1]
        owned = last in self.possessive and last != "her" and self.words[end - 2 : end] != ["of", "his"]
        return None if owned else (i, end)

    def _extend_left(self, floor: int, i: int, end: int) -> int:
        """Return the new start of the phrase with token `i` in it, or `i + 1` where `i` ends it."""
        word = self.words[i]
        if self.quoted[i]:
            first, after = self.quote_range[self.quoted[i] - 1]
            named = first >= floor and after - first <= 7 and after < end and not self.is_mark(after - 2)
            return first if named else i + 1
        if not word[0].isalnum():
            if word == ")":
                return self._parenthesis_start(floor, i)
            if i + 1 == end and self._may_end(i):
                return i
            if word in "$£€#@" and i + 1 < end and self._glued(i + 1):
                return i
            if word == "," and i > floor and i + 1 < end and self.parts_thousands(i):
                return i
            return i if word in "-&/.'’" and i + 1 < end and i > floor and self._glued(i) else i + 1
        if len(word) == 1 and self._is_initial(i, end):
            return i
        if word in self.small and (start := self._over_small(floor, i, end)) is not None:
            return start
        form = self.verbs.get(word)
        if form in ("base", "third") and i > 0 and self.is_mark(i - 1) and self._reports(i):
            return i + 1  # ", say | campaigners, who"
        if form is None:
            if word.endswith("ed") and self._is_other_past(i, end):
                return i + 1
        elif form == "past":
            if not self.is_capital(i) and not self._attributive(floor, i, end):
                return i + 1
        elif form == "third" and self._is_present(floor, i, end):
            return i + 1
        if i + 1 < end and (behind := self.words[i + 1]) in self.determiner:
            counted = behind in ("all", "two", "three") or (behind == "a" and self._is_initial(i + 1, end))
            return i if counted or word.endswith("'s") else i + 1  # "Oderland's most elusive men"
        return i

    def _over_small(self, floor: int, i: int, end: int) -> int | None:
        """Return what `_extend_left` does for a small word; None for "than" and "one", which it may go over."""
        word = self.words[i]
        if word in self.day or (word in self.pronoun and not (word == "one" and i + 1 < end)):
            return i + 1
        if word == "and":
            return i if self._joins(floor, i, end) else i + 1
        if word == "than" and i + 1 < end and self.words[i + 1] in self.possessive:
            return i + 1
        if word in self.preposition:
            return i if i > floor and i + 1 < end and self._nominal(i - 1) else i + 1
        if word in self.boundary:
            return i + 1
        if word in self.determiner:
            return i if i + 1 < end or word not in ("the", "a", "an") else i + 1
        if word in self.contraction:
            return i + 1
        if word in self.auxiliary:
            named = word in ("will", "may") and i + 1 < end and self.is_capital(i) and self.is_capital(i + 1)
            return i if named else i + 1
        return None

    def _is_present(self, floor: int, i: int, end: int) -> bool:
        """Tell whether a word is a verb in the present between its subject and object: "speaks to", "visits the"."""
        if i <= floor or i + 2 >= end or self.is_capital(i):
            return False
        before = self.words[i - 1]
        noun = self.verbs.get(before) is None or self.is_capital(i - 1)
        return noun and self._verbal_third(i, before)

    def _reports(self, i: int) -> bool:
        cue = self.cue_at(i)
        return cue is not None and cue.speaks and not cue.is_noun_too and not self.is_capital(i)

    def _is_other_past(self, i: int, end: int) -> bool:
        """Tell whether a word that no list has is a verb by its ending and what follows: "battled to", "razed the"."""
        if i + 1 >= end or self.is_capital(i):
            return False
        return self.words[i + 1] == "to" or self.words[i + 1] in ("the", "a", "an", "his", "her", "its", "their")

    def _glued(self, i: int) -> bool:
        return self.ends[i - 1] == self.starts[i]

    def _may_end(self, mark: int) -> bool:
        """Tell whether a phrase may end with the mark: "(...)", "42%", "the U.S.", "Marn Jr."."""
        word = self.words[mark]
        if word in ")%":
            return True
        if word != "." or mark == 0 or not self._glued(mark):
            return False
        short = self.words[mark - 1]
        return (len(short) == 1 and self.is_capital(mark - 1)) or short in word_list("abbreviations")

    def parts_thousands(self, comma: int) -> bool:
        """Tell whether the comma stands in a number: "100,000"."""
        digits = self.words[comma - 1][-1].isdigit() and self.words[comma + 1][0].isdigit()
        return digits and self._glued(comma) and self._glued(comma + 1)

    def is_break(self, i: int) -> bool:
        """Tell whether token `i` parts phrases: a comma that is not of a number, a semicolon, a dash."""
        word = self.words[i]
        return word in ",;—–" and not (word == "," and i + 1 < len(self.words) and self.parts_thousands(i))

    def _is_initial(self, i: int, end: int) -> bool:
        """Tell whether a letter stands for a name: in "I.M.F.", in "James A. Marn"."""
        if not (i + 1 < end and self.words[i + 1] == "." and self._glued(i + 1) and self.is_capital(i)):
            return False
        if i + 2 >= end:
            return i > 0 and self.words[i - 1] == "." and self._glued(i)
        return self._glued(i + 2) or (self.is_capital(i + 2) and i > 0 and self.is_capital(i - 1))

    def _parenthesis_start(self, floor: int, i: int) -> int:
        for k in range(i - 1, max(floor, i - 12) - 1, -1):
            if self.words[k] == "(":
                return k
        return i + 1

    def _nominal(self, i: int) -> bool:
        word = self.words[i]
        if not word[0].isalnum():
            return word == ")"
        if word in self.boundary or word in self.auxiliary or word in self.pronoun or word in self.preposition:
            return False
        if word == "according":
            return False
        form = None if self.is_capital(i) else self.verbs.get(word)
        if form == "gerund" and i > 0:
            return self.words[i - 1] in ("the", "a", "an") or self.words[i - 1] in self.possessive  # "the planning for"
        return form not in ("past", "gerund")

    def _attributive(self, floor: int, i: int, end: int) -> bool:
        """Tell whether a past form stands before a noun ("the wounded soldier") instead of being the verb."""
        if i + 1 >= end or self.is_mark(i + 1):
            return False
        cue = self.cue_at(i) if self.is_capital(i + 1) else None
        if cue is not None and cue.speaks:
            return False  # "said Odo Marn, who"
        before = i - 1
        while before > floor and self.is_adverb(before):
            before -= 1  # "an increasingly isolated man"
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
        while (
            i < end
            and not self.quoted[i]
            and (
                self.is_mark(i)
                or self.words[i] in self.preposition
                or self.words[i] == "and"
                or (i + 1 < end and self.words[i + 1] in self.preposition and self.is_adverb(i))  # "shortly after"
            )
        ):
            if self.words[i] == "(":
                break
            i += 1
        return i

    def phrase_after(self, i: int, hi: int) -> int:
        """Return where the noun phrase that starts at `i` ends (`i` where there is none): "Odo Marn of Oderland"."""
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
                if word == "," and i > first and i + 1 < limit and self.parts_thousands(i):
                    i += 1
                    continue
                if not (word in "-&/.'’" and i > first and i + 1 < limit and self._glued(i)):
                    break
                spaced = word == "." and self.starts[i + 1] != self.ends[i] and not self.is_capital(i + 1)
                if spaced and not (i > 1 and self.words[i - 2] == "."):  # but "the U.S. ministry"
                    break
            elif len(word) == 1 and self._is_initial(i, limit):
                i += 1
            elif word in self.pronoun and not (word == "one" and i + 1 < limit and self._goes_on(i + 1)):
                if i == first:
                    return i + 1
                break
            elif word == "and":
                if i == first or i + 1 >= limit or not self._nominal(i + 1) or self.is_finite(i + 1, first):
                    break
            elif word in ("of", "for"):
                if i == first:
                    break
            elif word in self.preposition or word in self.boundary or word in self.auxiliary:
                break
            elif word in self.day:
                if i == first or self.words[i - 1] not in ("a", "the"):  # "a Friday speech"
                    break
            elif word in self.determiner:
                titled = i > first and self.is_capital(i) and self.is_capital(i - 1)  # "Oder Radio's Any Questions"
                if i > first and not titled and self.words[i - 1] not in ("of", "for", "and", "all", "both"):
                    break
            elif (
                i > first
                and self.verbs.get(word) in ("past", "gerund")
                and not self.is_capital(i)
                and self.words[i - 1] not in self.determiner
                and self.words[i - 1] != "-"
                and not (
                    self.words[first] in ("a", "an") and self.words[i + 1 : i + 2] == ["of"]
                )  # "an urgent meeting of"
            ):
                break
            i += 1
        while i > first and (self.words[i - 1] in ("and", "of", "for", "-", "&") or self._is_reduced(first, i - 1)):
            i -= 1
        return i

    def _is_reduced(self, first: int, i: int) -> bool:
        """Tell whether a participle ends a phrase and goes with what follows: "a letter seen | by"."""
        form = self.verbs.get(self.words[i])
        if i <= first or form not in ("past", "participle") or self.is_capital(i):
            return False
        before = self.words[i - 1]  # "the | accused" is a noun
        return self._nominal(i - 1) and before not in self.determiner and before not in self.possessive

    def _goes_on(self, i: int) -> bool:
        """Tell whether "one" goes on: "one party member", "one of his aides"."""
        return self.words[i] == "of" or self._nominal(i)

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
