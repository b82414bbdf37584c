"""Which words of a text its tone is scored on: a speaker's own, without those that the outlet puts around them."""

import functools
from collections.abc import Sequence

from pipeline.records import Span, Statement

INPUT = "2"  # version of what is scored, behind that of the model: 1 was the whole sentence around a statement
LEFT_OUT = " … "  # stands for what is left out between two parts
# Put before a speaker's words when they are scored, for the model has learnt from whole sentences: on statements whose
# label hangs on it, bare words are right less often than the sentence around them, behind this as often. A name in its
# place would bring a tone of its own.
LEAD = "A speaker: "

# Rules (the first word of their names) whose words are governed by the verb that reports them: "accused Oster of
# lying", "refuses to talk to Oster", "called on Oster". Without it they say nothing, or the contrary.
_GOVERNED = frozenset({"noun", "particle", "infinitive", "passive"})
_ALWAYS = frozenset({"adjective", "wh"})  # "afraid that Oster wins", "asked whether Oster lied"
# Verbs and nouns that do not say what their clause says.
_NOT_AFFIRMING = frozenset(
    (
        *("deny", "doubt", "dispute", "question", "reject", "dismiss", "refute", "rebut", "contradict", "rule out"),
        *("disbelieve", "disagree", "ask", "wonder", "fear", "worry", "regret", "lament", "mock", "ridicule"),
        *("denial", "concern", "rejection", "suspicion"),
    )
)


def is_governed(rule: str, lemma: str) -> bool:
    """Tell whether words found by `rule` under the reporting word `lemma` are to be read with it."""
    return lemma in _NOT_AFFIRMING or _governs(rule)


@functools.cache  # some fifty rules
def _governs(rule: str) -> bool:
    kind = rule.split("-")[0]
    return kind in _ALWAYS or (kind in _GOVERNED and "clause" not in rule)


def spoken(text: str, statement: Statement, target: Span) -> tuple[str, Span]:
    """Return a statement's words, and where `target`, which is named in them, is in what is returned.

    Of "In a cruel lie, Marn said Oster had sent grain" they are "Oster had sent grain", of "The disgraced Marn accused
    Oster of lying" they are "accused Oster of lying".
    """
    cue = (statement.cue,) if statement.governed and statement.cue else ()
    return joined(text, sorted({*statement.content, *cue}), target)


def versioned(model: str) -> str:
    """Return the version of a model together with that of what it scores: only where the latter is the same can a tone
    be scored again.
    """
    return f"{model}/{INPUT}"


def same_input(one: str, other: str) -> bool:
    """Tell whether two versions, as `versioned` returns them, are of the same kind of words."""
    return one.rpartition("/")[2] == other.rpartition("/")[2] or "/" not in one + other


def behind_lead(words: str, target: Span) -> tuple[str, Span]:
    """Return a speaker's words as they are scored, and where the target is then."""
    return LEAD + words, (target[0] + len(LEAD), target[1] + len(LEAD))


def joined(text: str, parts: Sequence[Span], target: Span) -> tuple[str, Span]:
    """Return the words of `parts` (sorted) as one string, and where `target`, which lies in one of them, is in it.

    Where parts are divided by more than space `LEFT_OUT` stands between them.
    """
    pieces: list[str] = []
    place, length, end = target, 0, 0
    for part in parts:
        start = max(part[0], end)  # parts may overlap
        if start >= part[1]:
            continue
        if pieces:
            between = text[end:start]
            pieces.append(LEFT_OUT if between.strip() else between)
            length += len(pieces[-1])
        if start <= target[0] < part[1]:
            place = (length + target[0] - start, length + target[1] - start)
        pieces.append(text[start : part[1]])
        length, end = length + part[1] - start, part[1]
    return "".join(pieces), place
