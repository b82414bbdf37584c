"""Word lists of seeds/lexicons: plain text, words split by white space, `#` starts a comment."""

from collections.abc import Container, Sequence
from functools import cache
from itertools import compress

from pipeline.seeds import seed


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of seeds/lexicons/`name`.txt in lower case; raise `SeedError` where the file is missing."""
    lines = seed(f"lexicons/{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.split("#", 1)[0].lower().split())


def places_of(known: Container[str], words: Sequence[str], among: Sequence[int] | None = None) -> list[int]:
    """Return the indexes of those of `words` that are in `known`, in order; `among` the given indexes where there are
    any given. The loop over the words is not the interpreter's, which takes twice as long.
    """
    if among is None:
        return list(compress(range(len(words)), map(known.__contains__, words)))
    return list(compress(among, map(known.__contains__, map(words.__getitem__, among))))


def with_possessives(words: frozenset[str]) -> frozenset[str]:
    """Return `words` and the same with "'s" behind them."""
    return words | {f"{word}'s" for word in words}
