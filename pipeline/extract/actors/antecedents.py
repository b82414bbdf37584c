"""Who "he", "she", "it" or "they" is: gender, recency, and the habit of news to keep its subject.

The weights order candidates and mean nothing else; they were set by reading news texts and measured on quotations
whose source is a pronoun.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.document import Document
from pipeline.extract.quotations import find_quotations

_SENTENCES_BACK = 12
_LOOK_BACK = 80  # mentions
_KEEPS_SPEAKING = 3  # sentences in which the last speaker is expected to go on

# Points of a candidate; a sentence of distance costs one. Only the first two are for it: a candidate of whom they and
# its distance alone do not make the best is not looked at closer.
_SUBJECT = 0.9
_LAST_SPEAKER = 1.2
_QUOTED = -1.5
_OWNER = -0.5
_AFTER_PREPOSITION = -0.4
_GENDER_UNKNOWN = -1.6
_OTHER_PARAGRAPH = -0.3

_PREPOSITIONS = frozenset(
    {"of", "to", "with", "about", "by", "against", "for", "on", "from", "between", "than", "like"}
)


class Antecedents:
    """Finds antecedents in one text; `heard` tells it who spoke where, so that a speaker can go on speaking."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document, self.mentions = document, mentions
        self.ends = [mention.span[1] for mention in mentions]
        self.sentence_starts = document.sentence_starts
        self.paragraph_starts = [start for start, _ in document.paragraphs]
        self._quotation_starts: list[int] | None = None
        self._quotation_ends: list[int] = []
        self._spoken: list[tuple[int, Mention]] = []

    def heard(self, at: int, mention: Mention) -> None:
        """Remember that the one whom `mention` names speaks at offset `at`."""
        self._spoken.append((at, mention))

    def person(self, at: int, gender: str) -> Mention | None:
        """Return the mention of the person that a pronoun of `gender` (m, f) at offset `at` stands for."""
        return self._best(at, lambda mention: _is_person(mention) and mention.gender in {gender, ""}, gender)

    def body(self, at: int) -> Mention | None:
        """Return the mention of the state or body that "it" at offset `at` stands for."""
        return self._best(at, _is_body)

    def group(self, at: int) -> Mention | None:
        """Return the state or body that spoke last, for "they" at offset `at`: of others "they" may be anybody."""
        return self._last_speaker(at, self._sentence(at), _is_body)

    def before(self, at: int) -> Mention | None:
        """Return the mention that ends right before `at`: the antecedent of "who"."""
        index = bisect_right(self.ends, at) - 1
        return self.mentions[index] if index >= 0 and at - self.ends[index] <= 2 else None

    def is_named_between(self, start: int, end: int) -> bool:
        """Tell whether a person is named between two offsets."""
        first, last = bisect_right(self.ends, start), bisect_right(self.ends, end)
        return any(_is_person(mention) for mention in self.mentions[first : min(last, first + _LOOK_BACK)])

    def people(self, at: int, count: int) -> list[Mention]:
        """Return the last `count` different people named before `at`, in the order of the text."""
        found: dict[str, Mention] = {}
        for index in range(bisect_right(self.ends, at) - 1, -1, -1)[:_LOOK_BACK]:
            mention = self.mentions[index]
            if _is_person(mention) and mention.person not in found:
                found[mention.person] = mention
            if len(found) == count:
                break
        return sorted(found.values(), key=lambda mention: mention.span)

    def _best(self, at: int, fits: Callable[[Mention], bool], gender: str = "") -> Mention | None:
        here, paragraph = self._sentence(at), bisect_right(self.paragraph_starts, at)
        speaker = self._last_speaker(at, here, fits)
        best, most = None, float("-inf")
        if speaker is not None:
            distance = here - self._sentence(speaker.span[0])
            best, most = speaker, _LAST_SPEAKER + _SUBJECT - distance
            if distance > 1 and gender and not speaker.gender:
                most += _GENDER_UNKNOWN
        oldest = self.sentence_starts[here - 1 - _SENTENCES_BACK] if here > _SENTENCES_BACK else 0
        last = bisect_right(self.ends, at) - 1
        for index in range(last, max(last - _LOOK_BACK, -1), -1):
            mention = self.mentions[index]
            if mention.span[0] < oldest:
                break
            if not fits(mention):
                continue
            distance = here - self._sentence(mention.span[0])
            spoke = _LAST_SPEAKER if speaker is not None and _key(speaker) == _key(mention) else 0.0
            if _SUBJECT - distance + spoke <= most:
                continue  # it cannot have more points, wherever in its sentence it stands
            points = self._points(index, gender) - distance
            points += _OTHER_PARAGRAPH * (paragraph - bisect_right(self.paragraph_starts, mention.span[0]))
            points += spoke
            if points > most:
                best, most = mention, points
        return best

    def _points(self, index: int, gender: str) -> float:
        """Return what the place of a mention in its sentence says for it."""
        mention = self.mentions[index]
        start = mention.span[0]
        points = _OWNER if mention.possessive else 0.0
        if gender and not mention.gender:
            points += _GENDER_UNKNOWN
        if self._is_quoted(start):
            return points + _QUOTED
        if self._follows_preposition(start):
            return points + _AFTER_PREPOSITION
        sentence = self.document.sentence_at(start)
        first = not any(
            _is_person(other) or other.kind in {"body", "country", "metonym"}
            for other in self.mentions[max(index - 3, 0) : index]
            if other.span[0] >= sentence[0] and other.bearer != mention.span
        )
        return points + (_SUBJECT if first and not mention.possessive else 0.0)

    def _last_speaker(self, at: int, here: int, fits: Callable[[Mention], bool]) -> Mention | None:
        for spoken_at, mention in reversed(self._spoken[-4:]):
            if spoken_at < at:
                near = here - self._sentence(spoken_at) <= _KEEPS_SPEAKING
                return mention if near and fits(mention) else None
        return None

    def _sentence(self, offset: int) -> int:
        return bisect_right(self.sentence_starts, offset)

    def _follows_preposition(self, start: int) -> bool:
        tokens = self.document.tokens
        before = tokens.first_at(start) - 1
        if before >= 0 and tokens.words[before] in {"the", "a", "mr", "president"}:
            before -= 1
        return before >= 0 and tokens.words[before] in _PREPOSITIONS

    def _is_quoted(self, offset: int) -> bool:
        if self._quotation_starts is None:
            quotations = find_quotations(self.document.text, self.document.paragraphs)
            self._quotation_starts = [quotation.start for quotation in quotations]
            self._quotation_ends = [quotation.end for quotation in quotations]
        index = bisect_right(self._quotation_starts, offset) - 1
        return index >= 0 and offset < self._quotation_ends[index]


def _is_person(mention: Mention) -> bool:
    return bool(mention.person) and mention.bearer is None


def _is_body(mention: Mention) -> bool:
    return bool(mention.actor_id) and mention.kind in {"body", "country", "metonym"}


def _key(mention: Mention) -> str:
    return mention.actor_id or mention.person
