"""Quotations whose words differ between outlets: the same sentence of one speaker, with a word exchanged.

Only speakers whose country speaks English are compared: of others every outlet prints its own translation.
"""

from collections.abc import Iterator

import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.extract.statements.echoes import Fragment, fragments_of

ENGLISH_SPEAKING = frozenset({"USA", "GBR", "IRL", "CAN", "AUS", "NZL"})
LEAST_WORDS = 8  # of a quotation that is compared
MOST_EXCHANGED = 2  # words; more is another sentence
SAME_WORD = 60.0  # rapidfuzz ratio from which two words are spellings or forms of one
MOST_IN_ECHO = 200  # statements of one echo that are compared

COLUMNS = ["statement_id", "message", "expected"]


def differing_quotes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each statement whose quoted words differ from those first printed elsewhere.

    `frame`: statement_id, source_id, country, speaker, published_at, quote, echo_id. The result has statement_id,
    message (str) and expected (str: the words as first printed). Order of rows does not matter.
    """
    quoted = frame[frame["country"].isin(ENGLISH_SPEAKING)].sort_values(["published_at", "statement_id"])
    many = quoted[quoted.duplicated("echo_id", keep=False)]
    found = [row for _, echo in many.groupby("echo_id", sort=True) for row in _differing(echo.head(MOST_IN_ECHO))]
    return pd.DataFrame(found, columns=COLUMNS).astype("str")


def _differing(echo: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield the statements of one echo that differ from the first one; the earliest wording counts as expected."""
    first: list[tuple[str, Fragment]] = []
    columns = (echo[name] for name in ("statement_id", "source_id", "speaker", "quote"))
    for statement_id, source, speaker, quote in zip(*columns, strict=True):
        fragments = [f for f in fragments_of(str(quote)) if f.quoted and f.words >= LEAST_WORDS]
        for fragment in fragments:
            for other_source, other in first:
                exchanged = exchanged_words(other.text.split(), fragment.text.split()) if other_source != source else []
                if exchanged:
                    words = "; ".join(f"“{new}” for “{old}”" for old, new in exchanged)
                    yield statement_id, f"the words of {speaker} differ between outlets: {words}", other.text
                    break
            else:
                continue
            break
        first += [(source, fragment) for fragment in fragments]


def exchanged_words(first: list[str], second: list[str]) -> list[tuple[str, str]]:
    """Return the pairs of unlike words in two wordings of one sentence; [] where they are the same, or two sentences.

    Words left out or added, spellings and other forms of a word, and numbers written in words do not count.
    """
    operations = Levenshtein.editops(first, second)
    replaced = [(op.src_pos, op.dest_pos) for op in operations if op.tag == "replace"]
    if len(replaced) != len(operations) or not 0 < len(replaced) <= MOST_EXCHANGED:
        return []
    pairs = [(first[i], second[j]) for i, j in replaced if 0 < i < len(first) - 1]
    unlike = [(old, new) for old, new in pairs if fuzz.ratio(old, new) < SAME_WORD and old.isalpha() and new.isalpha()]
    return unlike if len(unlike) == len(replaced) else []
