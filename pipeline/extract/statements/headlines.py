"""Headlines that name their speaker by a mark: "Marn: the bridge must hold", "Bridge must hold - mayor", "'It held':
Marn on the bridge".

A topic ("Ukraine war: ...") or the kind of the piece ("... – video") is no speaker: what stands beside the mark
must name one.
"""

from bisect import bisect_left
from operator import attrgetter

from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.subjects import can_speak
from pipeline.extract.statements.voices import Voices
from pipeline.extract.statements.words import Range, Words

_AT = attrgetter("at")
_REVIEWS = frozenset({"review", "reviews"})
_LEAST = 4  # tokens of a headline that is read
_TAIL = 8  # tokens of a speaker behind a dash
_AGAINST = frozenset({"v", "vs", "versus"})
_ASKING = frozenset({"what", "why", "how", "who", "when", "where", "which", "whose"})
_US = frozenset({"we", "our", "us", "ours", "ourselves"})
_WORDS = frozenset({"words", "warning", "message", "plea", "advice", "verdict", "answer", "response", "vow", "promise"})
_SPEECHES = frozenset({"address", "speech", "statement", "message", "remarks"})


def read_headline(scan: Scan, voices: Voices) -> None:
    """Find the statement that a mark attributes in a headline."""
    if scan.end - scan.lo < _LEAST:
        return
    if scan.t.words[scan.end - 1] in _REVIEWS:
        return  # of a book: "Marn: A Life review"
    byline = next((k for k in range(scan.lo + 3, scan.end) if scan.t.words[k] == "|"), None)
    if byline is not None:
        scan.end = byline  # the author of an opinion: "... | Odo Marn"
    if not _behind_dash(scan, voices):
        _in_parts(scan, voices)


def _in_parts(scan: Scan, voices: Voices) -> None:
    """Read each part of a joined headline: "Marn: it held; Toll: it did not"."""
    t, lo, end, hits = scan.t, scan.lo, scan.end, scan.hits
    joints = [k for k in range(lo + 1, end - 1) if t.words[k] == ";" and not t.quoted[k]]
    for first, after in zip([lo, *(k + 1 for k in joints)], [*joints, end], strict=True):
        if after - first >= _LEAST:
            scan.lo, scan.end = first, after
            scan.hits = hits[bisect_left(hits, first, key=_AT) : bisect_left(hits, after, key=_AT)]
            _beside_colon(scan, voices)
    scan.lo, scan.end, scan.hits = lo, end, hits


def _behind_dash(scan: Scan, voices: Voices) -> bool:
    t = scan.t
    for k in range(scan.end - 2, max(scan.lo + 2, scan.end - 40), -1):
        spaced = t.words[k] in "-–—" and t.starts[k] > t.ends[k - 1] and t.starts[k + 1] > t.ends[k]
        if not spaced or t.quoted[k]:
            continue
        source = _speech_giver(scan, (k + 1, scan.end))
        spoken = source[1] - source[0] <= _TAIL and voices.of(source) and not t.has_finite(k, scan.end)
        if spoken and t.words[k + 1] not in t.boundary and not any(hit.at > k for hit in scan.hits):
            scan.add((k, k + 1), source, [(topic_end(scan), k)], "headline-dash", "-")
            return True
        return False
    return False


def _speech_giver(scan: Scan, tail: Range) -> Range:
    """Return who gave it in "address by President Marn to the council"; the tail itself where it is no speech."""
    t = scan.t
    first = tail[0] + (t.words[tail[0]] == "the")
    if first + 2 >= tail[1] or t.words[first] not in _SPEECHES or t.words[first + 1] not in ("by", "of"):
        return tail
    end = t.phrase_after(first + 2, tail[1])
    return (first + 2, end) if end > first + 2 else tail


def topic_end(scan: Scan) -> int:
    """Return where the headline itself starts behind a topic ("Ukraine war: ...")."""
    t = scan.t
    limit = min(scan.end - 1, scan.lo + 8)
    return next((k + 1 for k in range(scan.lo + 1, limit) if t.words[k] == ":" and not t.quoted[k]), scan.lo)


def _beside_colon(scan: Scan, voices: Voices) -> None:
    t = scan.t
    if t.quoted[scan.lo]:
        behind = t.quote_range[t.quoted[scan.lo] - 1][1]
        if behind + 1 < scan.end and t.words[behind] == ":" and scan.is_long_quote(scan.lo):
            _whose_quote(scan, voices, (behind, behind + 1))
        return
    colon = topic_end(scan) - 1
    if colon <= scan.lo:
        return
    cue = (colon, colon + 1)
    source = (scan.lo, colon)
    if _is_topic(scan, colon):
        return
    voice = voices.of(source)
    quoted = bool(t.quoted[colon + 1]) and scan.is_long_quote(colon + 1)
    verb = next((hit.at for hit in scan.hits if scan.lo < hit.at < colon), None)
    owned = any(t.words[k] in t.possessive or t.words[k].endswith("'s") for k in range(scan.lo, colon))
    signed = any(hit.at > colon and hit.cue.speaks and _signs(scan, hit) for hit in scan.hits)
    if verb is None and voice == "person" and not (owned or signed or t.has_finite(scan.lo, colon)):
        if any(t.quoted[k] for k in range(colon, scan.end)) or voices.is_known(source):
            scan.add(cue, source, [(colon + 1, scan.end)], "headline-colon", ":")
    elif quoted and (voice or verb is not None):
        if verb is not None:
            scan.used.add(verb)
        if verb == colon - 1 and t.words[verb] == "told":  # nobody tells nobody: "Man [was] told: ..."
            scan.add((verb, colon + 1), None, [(colon + 1, scan.end)], "passive", "tell")
            return
        if voice == "state" and verb is None and _is_of_anybody(scan, colon + 1):
            return
        subject = t.subject_before(scan.lo, verb) if verb is not None else t.clause_subject(scan.lo, colon)
        scan.add(cue, subject or source, [(colon + 1, scan.end)], "headline-colon", ":")


def _is_of_anybody(scan: Scan, begin: int) -> bool:
    """Tell whether nothing but a quotation follows the name of a state that does not speak of "us": the state is where
    somebody says it ("Vantia: 'I still live in my cellar'").
    """
    t = scan.t
    spoken = [k for k in range(begin, scan.end) if not t.is_mark(k)]
    return all(t.quoted[k] for k in spoken) and _US.isdisjoint(t.words[k].partition("'")[0] for k in spoken)


def _signs(scan: Scan, hit: Hit) -> bool:
    """Tell whether a verb behind the colon names another speaker: "..., says Toll", "..., Toll says"."""
    if hit.cue.form == "gerund":  # "Marn: We must talk, pointing out what happened"
        return False
    return scan.t.words[hit.at - 1] == "," or (hit.end >= scan.end and hit.cue.form == "third")


def _is_topic(scan: Scan, colon: int) -> bool:
    """Tell whether an event, a series or the outlet's own question stands around a colon: no speaker before it."""
    t = scan.t
    source = range(scan.lo, colon)
    if not can_speak(t, (scan.lo, colon)) or any(t.words[k] in _AGAINST or t.words[k][0].isdigit() for k in source):
        return True
    reporters = word_list("reporters") | word_list("outlets")
    if t.words[colon - 1] in reporters or t.words[colon - 1] == "live":
        return True
    begin = colon + 1
    first = t.words[begin]
    asks = (first in t.wh and first != "if") or first in t.auxiliary or first in _ASKING
    return not t.quoted[begin] and (asks or any(t.words[k] == ":" for k in range(begin, scan.end)))


def _whose_quote(scan: Scan, voices: Voices, cue: Range) -> None:
    """Read "'It held': Marn on the bridge": the quotation is of whom the rest starts with."""
    t = scan.t
    end = t.phrase_after(cue[1], scan.end)
    end = next((k for k in range(cue[1] + 1, end) if _is_verb_of(t, k)), end)
    giver = next((k + 1 for k in range(cue[1], end - 1) if t.words[k].endswith("'s") and t.words[k + 1] in _WORDS), end)
    source = (cue[1], giver)  # "'It held': Marn's words for Oder"
    if giver < end and not (voices.is_known(source) and _is_given(scan, giver + 1)):
        return
    if end > cue[1] and voices.of(source) == "person":
        scan.add(cue, source, [(scan.lo, cue[0])], "headline-quote", ":")


def _is_given(scan: Scan, k: int) -> bool:
    """Tell whether nothing but to whom or about what follows "Marn's words": not "Marn's words turned against him"."""
    return k >= scan.end or scan.t.words[k] in scan.t.preposition


def _is_verb_of(t: Words, k: int) -> bool:
    """Tell whether token `k` is the verb of the noun before it: "Marn says", "nurses welcome Norland's trains"."""
    form = t.verbs.get(t.words[k])
    plural = t.is_plural(k - 1) and not t.is_capital(k - 1)
    return form == "third" or (form == "base" and plural and not t.is_capital(k))
