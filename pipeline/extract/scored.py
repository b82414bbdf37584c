"""Which words of a text its tone is scored on: a speaker's own, without those that the outlet puts around them."""

from collections.abc import Sequence

from pipeline.records import Portrayal, Span, Statement

LEFT_OUT = " … "  # stands for what is left out between two parts
# Before a speaker's words, in brackets as editors put what they insert: the model has learnt from whole sentences, and
# of statements whose label the words alone change it is then right as often as on the sentence around them. A name in
# this place would bring a tone of its own.
SAID, SPEAKER = "[Speaker said] ", "[Speaker] "

# Rules (the first word of their names) whose words are governed by the verb that reports them: "accused Oster of
# lying", "refuses to talk to Oster", "called on Oster". Without it they say nothing, or the contrary.
_GOVERNED = frozenset({"noun", "particle", "infinitive", "adjective", "passive"})


def spoken(text: str, statement: Statement, target: Span) -> tuple[str, Span]:
    """Return what is scored of a statement, and where `target`, which is named in its words, is in it.

    Of "In a cruel lie, Marn said Oster had sent grain" it is "[Speaker said] Oster had sent grain", of "The disgraced
    Marn accused Oster of lying" it is "[Speaker] accused Oster of lying".
    """
    governed = statement.rule.split("-")[0] in _GOVERNED and "clause" not in statement.rule
    cue = (statement.cue,) if governed and statement.cue else ()
    lead = SPEAKER if cue else SAID
    words, (start, end) = joined(text, sorted({*statement.content, *cue}), target)
    return lead + words, (start + len(lead), end + len(lead))


def printed(text: str, portrayal: Portrayal) -> tuple[str, Span]:
    """Return what is scored of an outlet's sentence, and where its target is in it."""
    return joined(text, [portrayal.sentence], portrayal.target.span)


def joined(text: str, parts: Sequence[Span], target: Span) -> tuple[str, Span]:
    """Return the words of `parts` (sorted) as one string, and where `target`, which lies in one of them, is in it.

    Where parts are divided by more than space `LEFT_OUT` stands between them.
    """
    pieces: list[str] = []
    place, length, end = target, 0, 0
    for at, part in enumerate(parts):
        start = max(part[0], end) if at else part[0]  # parts may overlap
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
