"""Where marks stand in a text, by plain searches: of the few that a text has, they find all in a fraction of the time
that a pattern takes to ask every character.
"""

from collections.abc import Iterable


def offsets_of(text: str, marks: Iterable[str]) -> list[int]:
    """Return where any of `marks` starts in `text`, in order; no mark overlaps the one of its kind before it."""
    found: list[int] = []
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            found.append(at)
            at = text.find(mark, at + len(mark))
    found.sort()
    return found
