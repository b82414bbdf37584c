"""The outlet's own people, who tell the news and are no speakers in it: "CNN's Anna Marn reports on the flood"."""

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.bare import is_teaser
from pipeline.extract.statements.words import Range

_TELLING = frozenset({"report", "write", "find", "explain", "reflect"})
_LOOKING = frozenset({"find", "verify", "confirm", "ask", "discover", "wonder", "discuss", "learn"})


def is_own(scan: Scan, hit: Hit, source: Range) -> bool:
    """Tell whether the outlet itself speaks: its reporter, a byline ("..., Odo Marn writes"), its own finding."""
    t = scan.t
    teaser, verb = is_teaser(scan), hit.cue.lemma
    if not teaser and not (hit.cue.form == "third" and verb in _TELLING):
        return False
    if teaser and verb == "write" and hit.cue.form == "third" and not any(t.quoted[scan.lo : scan.end]):
        return True
    outlets, reporters = word_list("outlets"), word_list("reporters")
    words = [t.words[k] for k in range(*source)]
    named = next((k for k, word in enumerate(words) if _bare(word) in outlets), None)
    if named is not None and named + 1 < len(words):
        owned = any(word.endswith(("'s", "s'")) or word in ("'s", "'") for word in words[named:-1])
        return owned or not reporters.isdisjoint(words[named + 1 :])
    if named is not None:
        return verb in _LOOKING
    return not reporters.isdisjoint(words[-1:]) and (len(words) == 1 or words[0] == "our" or _bare(words[0]) in t.day)


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")
