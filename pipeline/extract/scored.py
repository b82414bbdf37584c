"""Which words of a text its tone is scored on: a speaker's own, without those that the outlet puts around them."""

from collections.abc import Sequence

from pipeline.records import Span, Statement

LEFT_OUT = " … "  # stands for what is left out between two parts

# Rules (the first word of their names) whose words are governed by the verb that reports them: "accused Oster of
# lying", "refuses to talk to Oster", "called on Oster". Without it they say nothing, or the contrary.
_GOVERNED = frozenset({"noun", "particle", "infinitive", "adjective", "passive"})


def spoken_parts(statement: Statement) -> tuple[Span, ...]:
    """Return the spans of a statement's words in their order, with the verb that reports them where it governs them.

    Of "In a cruel lie, Marn said Oster had sent grain" these are "Oster had sent grain".
    """
    governed = statement.rule.split("-")[0] in _GOVERNED and "clause" not in statement.rule
    cue = (statement.cue,) if governed and statement.cue else ()
    return tuple(sorted({*statement.content, *cue}))


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
