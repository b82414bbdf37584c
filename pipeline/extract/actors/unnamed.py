"""Who spoke last without a name ("an aide to Marn"), and the pronouns that go back to such a speaker.

An aide is "he" or "she" until somebody is named; a group is "they", a body that is not listed "it".
"""

from bisect import bisect_left
from typing import NamedTuple

from pipeline.extract.actors.antecedents import Antecedents
from pipeline.extract.actors.phrases import Phrase
from pipeline.extract.actors.roles import gender_of, is_one_human
from pipeline.extract.actors.speakers import Speaker
from pipeline.extract.document import Document

GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
THINGS = frozenset({"it", "its"})
MANY = frozenset({"they", "them", "their"})
FIRST_PERSON = frozenset({"i", "we"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
PRONOUNS = THINGS | MANY | FIRST_PERSON | RELATIVES | {*GENDERS, "both"}

_NEAR = 2  # sentences over which somebody without a name is expected to speak on


class _Voice(NamedTuple):
    """A speaker without a name: where, who, and the noun that tells the role."""

    at: int
    speaker: Speaker
    role: str


class LastUnnamed:
    """Remembers the last speaker of one text where that one has no name."""

    def __init__(self, document: Document, antecedents: Antecedents) -> None:
        self.document, self.antecedents = document, antecedents
        self._voice: _Voice | None = None

    def forget(self) -> None:
        """Take note that somebody with a name speaks."""
        self._voice = None

    def hear(self, at: int, phrase: Phrase, speaker: Speaker, has_owner: bool) -> None:
        """Take note that `speaker`, who has no name, speaks at offset `at` in the words of `phrase`; `has_owner` tells
        that they name a person whose aide, lawyer or spokesman it is.
        """
        first = phrase.words[0]
        if speaker.how == "pronoun":
            if self._voice is not None and first in {"he", "she"}:
                self._voice = self._voice._replace(at=at)
            return
        human = speaker.kind == "anonymous" or is_one_human(phrase.head_word)
        before = first == "the" and human and not has_owner  # "the mayor said" is mostly somebody named before
        self._voice = None if before or first in PRONOUNS else _Voice(at, speaker, phrase.head_word)

    def same(self, word: str, at: int) -> Speaker | None:
        """Return the last speaker without a name where the pronoun `word` at offset `at` may be that one."""
        voice = self._voice
        if voice is None or not self._is_near(voice.at, at):
            return None
        if word in THINGS:
            named = voice.speaker.kind == "unlisted" and voice.speaker.speaker[:1].isupper()
            fits = named and not is_one_human(voice.role)
        elif word in MANY:
            fits = voice.speaker.kind == "group"
        else:
            fits = word in {"he", "she"} and self._may_be(word, voice, at)
        return voice.speaker._replace(how="pronoun") if fits else None

    def _may_be(self, word: str, voice: _Voice, at: int) -> bool:
        """Tell whether somebody without a name is "he" or "she" at `at`: nobody was named since that sentence."""
        spoken = self.document.sentence_at(voice.at)[1]
        fits = gender_of(voice.role) in {"", GENDERS[word]} and is_one_human(voice.role)
        return fits and not self.antecedents.is_named_between(spoken, at)

    def _is_near(self, spoken: int, at: int) -> bool:
        """Tell whether who spoke at `spoken` is expected to speak on at `at`: one sentence or two on."""
        starts = self.antecedents.sentence_starts
        return bisect_left(starts, at + 1) - bisect_left(starts, spoken + 1) <= _NEAR
