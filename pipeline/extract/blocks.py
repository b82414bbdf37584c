"""Long texts in blocks: each is read as a text of its own, and what is found is put in its place again.

What a reader of a text keeps in memory grows with the text, to hundreds of bytes a character, and the processor's
caches hold only so much of it: read whole, 2 MB took up to 30 times as long as 100 kB. No article and hardly a speech
is as long as one block; a book is. What a block says is not known in the next: a name that is given in full, whom "he"
means, a quotation that runs on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.actors.targets import MOST_PORTRAYALS
from pipeline.records import Portrayal, Reading, Span, Statement, Target

BLOCK = 120_000  # characters at most
NO_HEADLINE = "…\n\n"  # before all blocks but the first, whose first paragraph alone is read as a headline
_CUTS = ("\n", ". ", " ")  # where a block may end, best first
_BACK = 20_000  # characters back from the end of a block in which its cut is looked for


def blocks(text: str) -> Iterator[Span]:
    """Yield the spans of the blocks of `text`, without a gap: one for all but very long texts."""
    start = 0
    while len(text) - start > BLOCK:
        end = _cut(text, start + BLOCK)
        yield start, end
        start = end
    yield start, len(text)


def _cut(text: str, latest: int) -> int:
    for mark in _CUTS:
        found = text.rfind(mark, latest - _BACK, latest)
        if found >= 0:
            return found + len(mark)
    return latest


def put_together(readings: Sequence[Reading], starts: Sequence[int]) -> Reading:
    """Return the readings of blocks as the reading of the text that they are of.

    `readings` has at least one, all of one language; `starts` are the offsets of the texts read in the whole text.
    """
    moved = [_moved(reading, start) for reading, start in zip(readings, starts, strict=True)]
    return replace(
        moved[0],
        statements=tuple(statement for reading in moved for statement in reading.statements),
        aid=tuple(mention for reading in moved for mention in reading.aid),
        not_counted=tuple(seen for reading in moved for seen in reading.not_counted),
        flags=tuple(flag for reading in moved for flag in reading.flags),
        portrayals=tuple(portrayal for reading in moved for portrayal in reading.portrayals)[:MOST_PORTRAYALS],
    )


def _moved(reading: Reading, by: int) -> Reading:
    """Return a reading with all its offsets `by` further on."""
    if not by:
        return reading
    return replace(
        reading,
        statements=tuple(_statement(statement, by) for statement in reading.statements),
        aid=tuple(replace(m, span=_on(m.span, by), sentence=_on(m.sentence, by)) for m in reading.aid),
        not_counted=tuple(replace(s, span=_on(s.span, by), sentence=_on(s.sentence, by)) for s in reading.not_counted),
        flags=tuple(replace(flag, span=_on(flag.span, by)) for flag in reading.flags),
        portrayals=tuple(Portrayal(_on(p.sentence, by), _target(p.target, by)) for p in reading.portrayals),
    )


def _statement(statement: Statement, by: int) -> Statement:
    return statement._replace(
        content=tuple(_on(span, by) for span in statement.content),
        source=_on(statement.source, by) if statement.source else None,
        cue=_on(statement.cue, by) if statement.cue else None,
        sentence=_on(statement.sentence, by),
        targets=tuple(_target(target, by) for target in statement.targets),
    )


def _target(target: Target, by: int) -> Target:
    return replace(target, span=_on(target.span, by))


def _on(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
