"""Patterns for series of one chart that share a colour: colours are fixed per actor, and a side has more than five.

The first of a colour (by id) is plain; the others get a pattern in bars and a dash in lines, which no deficiency of
colour vision takes away.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

BARS = ("", "x", ".", "-", "|", "+", "\\")  # plotly's marker.pattern.shape
DASHES = ("solid", "dot", "dash", "dashdot", "longdash", "longdashdot", "4px 2px 1px 2px")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")
SIGNS = "●■◆▲✚✖★"  # SYMBOLS as characters, for a line of text


def places(labels: Sequence[str], colours: Mapping[str, str], otherwise: str) -> dict[str, int]:
    """Return for each label how many before it (by id) have its colour; `otherwise` is the colour of unknown ones."""
    seen: Counter[str] = Counter()
    found: dict[str, int] = {}
    for label in sorted(labels):
        colour = colours.get(label, otherwise)
        found[label] = seen[colour] % len(BARS)
        seen[colour] += 1
    return found
