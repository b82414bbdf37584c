"""Passives: what somebody is said, expected or accused to be, with or without those who say it ("by ...")."""

from pipeline.extract.actors.unnamed import RELATIVES
from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.attribution import Hit, Scan
from pipeline.extract.statements.extents import content_end
from pipeline.extract.statements.words import Range

_FOLLOW: dict[str, frozenset[str]] = {
    "expect": frozenset({"to"}),
    "say": frozenset({"to", "that"}),
    "report": frozenset({"to", "that"}),
    "believe": frozenset({"to", "that"}),
    "think": frozenset({"to", "that"}),
    "allege": frozenset({"to", "that"}),
    "ask": frozenset({"to"}),
    "tell": frozenset({"to", "that"}),
    "urge": frozenset({"to"}),
    "order": frozenset({"to"}),
    "warn": frozenset({"to", "that", "of"}),
    "describe": frozenset({"as"}),
    "view": frozenset({"as"}),
    "portray": frozenset({"as"}),
    "hail": frozenset({"as"}),
    "accuse": frozenset({"of"}),
    "charge": frozenset({"with"}),
    "criticize": frozenset({"for", "as", "over"}),
    "criticise": frozenset({"for", "as", "over"}),
    "blame": frozenset({"for"}),
    "condemn": frozenset({"for", "as", "over"}),
    "praise": frozenset({"for", "as"}),
    "thank": frozenset({"for"}),
    "quote": frozenset({"as"}),
    "cite": frozenset({"as"}),
}


def read_passive(scan: Scan, start: int, hit: Hit) -> None:
    """Read a passive: subject and complement are the words, "by ..." the source; "quoted as saying" is none."""
    t = scan.t
    r = hit.end
    if r + 1 >= scan.end or start == hit.at:
        return
    subject = t.subject_before(scan.lo, hit.at)
    if subject is None or (t.words[subject[1] - 1] == "who" and t.words[subject[1] - 2] != ","):
        return  # "men who were accused of ..."
    relative = t.words[subject[1] - 1] in RELATIVES
    subject = _without_relative(scan, subject)
    word = t.words[r]
    if word == "by":
        end, follow = t.phrase_after(r + 1, scan.end), _FOLLOW.get(hit.cue.lemma, frozenset())
        inside = (k for k in range(r + 2, end - 1) if t.words[k] in follow and not t.is_capital(k + 1))
        end = next(inside, end)  # "by the Ministry of Ports of lying"
        follows = end < scan.end and t.words[end] in follow
        if end > r + 1 and "noun" in hit.cue.frames and (follows or hit.cue.lemma not in word_list("weak_cues")):
            last = content_end(scan, end, hit.at) if follows else end
            if relative:  # the clause that goes on behind a comma is about the subject
                last = next((i for i in range(end, last) if t.words[i] == "," and not t.quoted[i]), last)
            rest = [(end, last)] if end < last else []
            scan.add((start, r + 1), (r + 1, end), [subject, *rest], "passive-by", hit.cue.lemma)
        return
    if word not in _FOLLOW.get(hit.cue.lemma, ()):
        return
    if hit.cue.lemma in ("quote", "cite"):
        _read_quoted(scan, start, hit, subject)
        return
    end = content_end(scan, r, hit.at)
    content = [(r, end)] if t.words[subject[0]] == "it" and word == "that" else [subject, (r, end)]
    scan.used.add(hit.at)
    scan.add((start, hit.end), None, content, "passive", hit.cue.lemma)


def _without_relative(scan: Scan, subject: Range) -> Range:
    """Return whom a relative clause is about: "Marn, who was hailed by Toll" is Marn."""
    start, end = subject
    while end - 1 > start and scan.t.words[end - 1] in RELATIVES | {","}:
        end -= 1
    return start, end


def _read_quoted(scan: Scan, start: int, hit: Hit, subject: Range) -> None:
    """Read "Marn was quoted [by the Post] as saying ...": the subject speaks."""
    t = scan.t
    begin = hit.end + 2
    if begin >= scan.end or t.words[hit.end + 1] not in t.cues:
        return
    while begin < scan.end and t.words[begin] in (":", ","):
        begin += 1
    if begin < scan.end:
        scan.add((start, hit.end + 2), subject, [(begin, content_end(scan, begin, hit.at))], "quoted-as", hit.cue.lemma)
