"""Whether a bare noun behind a verb is something said: "denies the attack" is, "supports Ukraine" is a deed."""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.words import Range

_TEASER = 160  # tokens of an item that is no more than headline and summary
_CLAUSAL = frozenset({"it", "he", "she", "they", "we"})  # a headline in capitals hides the verb: "Signals It Will Stay"
_SHOWING = frozenset(
    {"fear", "find", "maintain", "reveal", "determine", "observe", "discover", "write", "allege", "learn"}
)
_IN_NAMES = frozenset({"of", "the", "and", "for"})
_NAMING = frozenset({"a", "an", "it", "him", "them", "one"})


def is_teaser(scan: Scan) -> bool:
    """Tell whether the text is only headline and summary."""
    return len(scan.t.words) <= _TEASER


def says(scan: Scan, hit: Hit, content: Range) -> bool:
    """Tell whether `content`, a noun phrase behind the verb of `hit`, is reported speech."""
    t = scan.t
    if any(t.quoted[k] for k in range(*content)):
        return True
    verb = hit.cue.lemma
    if verb in ("quote", "cite", "report") and "saying" in t.words[slice(*content)]:
        return False  # "..., the Post quoted Marn as saying on Monday"
    if verb == "claim" and t.words[content[1] - 1] in ("lives", "life"):
        return False  # "the flood claimed 18 lives"
    if verb == "allege" and t.words[content[0]] not in t.determiner:
        return False  # "investigates alleged crimes"
    if verb == "call" and all(t.is_capital(k) or t.is_mark(k) or t.words[k] in _IN_NAMES for k in range(*content)):
        return False  # "a monument called the Keeper of Oder", "called Odo Marn"
    if not is_teaser(scan) or t.words[content[0]] in _CLAUSAL:
        return True
    if verb in ("call", "call out"):
        return any(t.words[k] in _NAMING for k in range(content[0], min(content[1], content[0] + 12)))
    return verb not in word_list("weak_cues")


def is_clause(scan: Scan, hit: Hit, content: Range) -> bool:
    """Tell whether a clause without "that" has its verb; "says talks close to collapse" may do without one."""
    t = scan.t
    if hit.cue.lemma not in _SHOWING:
        return True
    if t.words[content[0]].endswith(("self", "selves")):
        return False  # "find themselves at the border"
    return t.is_clause_at(*content) or t.is_clause_ahead(*content)
