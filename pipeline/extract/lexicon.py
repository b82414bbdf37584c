"""Word lists of seeds/lexicons: plain text, words split by white space, `#` starts a comment."""

from functools import cache

from pipeline.seeds import seed


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of seeds/lexicons/`name`.txt in lower case; raise `SeedError` where the file is missing."""
    lines = seed(f"lexicons/{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.split("#", 1)[0].lower().split())
