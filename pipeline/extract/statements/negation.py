"""What is told as not said: "did not mention peace", "neither Marn nor Toll said", "nobody says"."""

from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.words import Range

_DENYING = frozenset(
    {"deny", "rule out", "confirm", "dispute", "dismiss", "exclude", "reject"}
)  # "did not rule it out"
_LIMITING = frozenset({"only", "just", "merely", "simply"})  # "did not only call for tanks"
_HARDLY = frozenset({"hardly", "scarcely", "barely"})
_NEITHER = frozenset({"neither", "nor"})
_NOBODY = frozenset({"nobody", "none", "nothing", "no", "hardly", "scarcely"}) | _NEITHER
_SOME = frozenset({"fewer", "less", "doubt"})  # "no fewer than 20 witnesses said"


def is_negated(scan: Scan, start: int, hit: Hit) -> bool:
    """Tell whether the words are not said: "did not mention peace", but not "did not rule out talks"."""
    if start == hit.at:
        return False
    words = scan.t.words[start : hit.at]
    if hit.cue.form == "adjective" and not _HARDLY.isdisjoint(words):
        return True  # "is hardly confident"
    if hit.cue.lemma in _DENYING or not _LIMITING.isdisjoint(words):
        return False
    return any(word in ("not", "never", "cannot") or word.endswith("n't") for word in words)


def is_nobodys(scan: Scan, source: Range, start: int, verb: int) -> bool:
    """Tell whether nobody is told to say it: "neither Marn nor Toll said", "neither confirmed nor denied", "no
    minister says"; `start` is where the group of the verb begins.
    """
    words = scan.t.words
    if not _NEITHER.isdisjoint(words[max(start - 1, scan.lo) : verb]):
        return True
    first = source[0]
    before = words[max(first - 2, scan.lo) : first]
    if before[-1:] in (["no"], ["neither"], ["nor"]) or before in (["neither", "of"], ["none", "of"]):
        return True
    after = words[first + 1]
    return words[first] in _NOBODY and after not in _SOME and not after[0].isdigit() and after != "."
