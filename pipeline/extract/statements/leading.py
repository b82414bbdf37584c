"""Attributions before their words: "Marn said that ...", "Marn called it ...", "..., adding that ...", "and urged
..."."""

from pipeline.extract.actors.roles import class_of
from pipeline.extract.lexicon import word_list
from pipeline.extract.statements.agreement import agrees
from pipeline.extract.statements.attribution import Hit, Pending, Scan
from pipeline.extract.statements.bare import is_clause, says
from pipeline.extract.statements.complements import complement_of
from pipeline.extract.statements.extents import content_end
from pipeline.extract.statements.negation import is_negated, is_nobodys
from pipeline.extract.statements.nominal import read_nominal
from pipeline.extract.statements.own import is_own
from pipeline.extract.statements.passive import read_passive
from pipeline.extract.statements.subjects import can_speak, speaking_part
from pipeline.extract.statements.words import REACH, Range

_FAILING = frozenset({"failed", "fails", "failing", "unable", "reluctant"})
_JOINING = frozenset({"by", "while", "after", "before", "in", "and", "or", "without", "from", "of", "for"})
_REDUCED = frozenset({"expect", "intend"})  # whose past form before "to" is a passive without its verb in headlines
_AFFIRMED = frozenset({"noun", "particle", "infinitive", "that-clause", "bare-clause"})  # "did not mention peace"
_OBLIGING = frozenset({"must", "should", "shall"})
_SHOWING = frozenset({"indicate", "suggest", "highlight", "show"})  # what an event may do, too
_CAUSING = frozenset({"make", "makes", "making", "let", "lets"})
_LONGEST_NAME = 4  # words of a name before a colon
_LONGEST_SOURCE = 20  # tokens between "quoted" and "as saying"
_PASSING = frozenset({"quote", "cite", "report"})
_GOVERNORS = frozenset({"on", "not", "able", "willing", "ready"})
Subject = tuple[Range, str]  # the source and how it was found: subject, inherited, participle


def read_leading(scan: Scan) -> None:
    """Find the attributions that announce their words, from left to right, outside what is claimed already."""
    for hit in scan.hits:
        if hit.at not in scan.used and not scan.is_claimed(hit.at):
            _read(scan, hit)
    if scan.hits or scan.unit.paragraph:  # a headline has a way of its own
        _read_colon(scan)


def _read_colon(scan: Scan) -> None:
    """Read "Marn had this to offer: “...”": a colon gives a long quotation to the subject of the sentence before it."""
    t = scan.t
    for k in t.colons_between(scan.lo + 2, scan.unit.hi):
        if t.quoted[k] or scan.is_claimed(k) or scan.pending is not None:
            continue
        last = k + 1 >= scan.unit.hi
        if not last and (not t.quoted[k + 1] or scan.is_claimed(k + 1) or not scan.is_long_quote(k + 1)):
            continue
        source = t.clause_subject(scan.lo, k) or _name_before(scan, k)
        if source is None or not can_speak(t, source):
            continue
        if last:
            scan.pending = Pending((k, k + 1), source, ":")
        else:
            scan.add((k, k + 1), source, [(k + 1, content_end(scan, k + 1, k))], "colon-quotation", ":")


def _name_before(scan: Scan, colon: int) -> Range | None:
    """Return the name that is all that stands before a colon: "Odo Marn: “...”"."""
    t = scan.t
    given = t.words[scan.lo] in word_list("given_names_f") | word_list("given_names_m")  # not "Editor's Note: ..."
    if not given or colon - scan.lo > _LONGEST_NAME or not all(map(t.is_capital, range(scan.lo, colon))):
        return None
    return scan.lo, colon


def _read(scan: Scan, hit: Hit) -> None:
    t = scan.t
    start = t.group_start(scan.lo, hit.at)
    if hit.cue.form in ("noun", "adjective"):
        read_nominal(scan, start, hit)
        return
    if t.is_passive(start, hit.at, scan.end):
        read_passive(scan, start, hit)
        return
    subject = _subject(scan, start, hit)
    if subject is not None and subject[1] == "inverted":
        hit = Hit(hit.at, subject[0][1], hit.cue)
    complement = complement_of(scan, hit) if subject else None
    if subject is None or complement is None:
        return
    source, how = speaking_part(t, subject[0]), subject[1]
    if is_nobodys(scan, source, start, hit.at):
        return
    if complement[1] == "gap-clause":
        source = _last_name(scan, source)
    if not can_speak(t, source) or is_own(scan, hit, source):
        scan.subjects.append(((start, hit.end), source))
        return
    if complement[1] == "gap-clause" and hit.cue.is_noun_too and hit.cue.form in ("base", "third"):
        return
    if (
        how == "participle"
        and complement[1] in ("noun", "particle", "colon")
        and not _is_joined(scan, start, word_list("documents"))
    ):
        return  # "setting off warning sirens"
    if t.words[source[0]].partition("'")[0] in ("i", "you", "we", "") and source[1] - source[0] == 1:
        return  # the author, not somebody reported
    if complement[1] == "infinitive" and _is_deed(scan, source, start, hit):
        return
    if complement[1] == "wh-clause" and t.words[start] in _OBLIGING:
        return  # "must decide how"
    if "document" in hit.cue.frames and not _is_document(scan, source):
        return
    begin, frame = complement
    cue = (start, hit.end)
    if begin >= scan.end:
        scan.pending = Pending(cue, source, hit.cue.lemma)
        return
    if frame == "noun" and (passed := _passed_on(scan, hit, begin)) is not None:
        source, cue = passed
        begin, frame = cue[1], "quoted-as"
    named = frame == "quotation" and "noun" in hit.cue.frames and t.words[begin - 1] not in ",:"
    end = content_end(scan, begin, hit.at, source if how == "subject" else None, "noun" if named else frame)
    if t.words[begin - 1] == "as" and frame == "quotation":  # "what Marn has described as a “trap”, ..."
        end = next(t.quote_range[t.quoted[k] - 1][1] for k in range(begin, scan.end) if t.quoted[k])
    bare = (
        (frame in _AFFIRMED and is_negated(scan, start, hit))
        or (frame == "noun" and not says(scan, hit, (begin, end)))
        or (frame == "bare-clause" and not is_clause(scan, hit, (begin, end)))
    )
    if bare:
        scan.subjects.append((cue, source))
    elif end > begin:
        scan.used.add(hit.at)
        rule = frame if how == "subject" else f"{frame}-{how}"
        scan.add(cue, source, [(begin, end)], rule, hit.cue.lemma)


def _passed_on(scan: Scan, hit: Hit, begin: int) -> tuple[Range, Range] | None:
    """Return who "as saying" belongs to, and its place, in "The Post quoted Marn as saying the bridge held"."""
    t = scan.t
    if hit.cue.lemma not in _PASSING:
        return None
    name = 0
    for k in range(begin + 1, min(begin + _LONGEST_SOURCE, scan.end - 2)):
        if t.quoted[k] or t.words[k] in ";:":
            break
        if t.words[k] == ",":
            name = name or k  # "quoted Odo Marn, the mayor, as saying"
        elif t.words[k] == "as" and t.words[k + 1] in ("saying", "telling"):
            return None if t.words[k + 2] in t.preposition else ((begin, name or k), (k, k + 2))
    return None


def _last_name(scan: Scan, source: Range) -> Range:
    """Return the name that ends a phrase behind the noun it speaks of: "US officials" of "the plan US officials"."""
    t = scan.t
    for k in range(source[1] - 1, source[0], -1):
        if t.is_capital(k) and not t.is_mark(k - 1) and not t.is_capital(k - 1):
            small = t.words[k - 1] in t.preposition or t.words[k - 1] in t.determiner or t.words[k - 1] == "and"
            return source if small else (k, source[1])
    return source


def _subject(scan: Scan, start: int, hit: Hit) -> Subject | None:
    """Return who the verb group at `start` belongs to; None where the word is no verb here."""
    t = scan.t
    lo = scan.lo
    cue = hit.cue
    if start == lo:
        return _inverted_subject(scan, hit) if start == hit.at and cue.form == "past" else None
    if cue.form == "gerund" and t.auxiliary.isdisjoint(t.words[start : hit.at]):
        return _gerund_subject(scan, start, hit)
    before = t.words[start - 1]
    if cue.form in ("past", "participle") and start == hit.at and _owns(scan, start - 1):
        return None  # "his alleged ties"
    if before == "to" and ((start == hit.at and cue.form != "base") or _is_aside(scan, start)):
        return None  # "led to calls for", "not to speak of"
    if before == "to":
        governor = start - 2
        if governor < lo or not (t.words[governor] in t.verbs or t.words[governor] in _GOVERNORS):
            return None
        if t.words[governor] in _FAILING or _is_noun(scan, governor) or _is_passive_headline(scan, governor):
            return None
        form = t.verbs.get(t.words[governor])
        close = form == "past" or (form == "base" and t.words[governor - 1].endswith("s"))  # "officials begin to say"
        near = t.subject_before(lo, governor) if close else None
        source = near or t.clause_subject(lo, start) or t.subject_before(lo, governor)
        return (source, "subject") if source else _labelled(scan.inherited(governor), "inherited")
    if cue.form == "base" and before == "but":
        source = t.clause_subject(lo, start - 1)
        return _labelled(source, "inherited") if source is not None and agrees(scan, source, hit) else None
    if cue.form in ("past", "third") and (before in ("and", "but", "or", "then") or _resumes(scan, start, hit.at)):
        source = scan.inherited(hit.at)
        if source is not None:
            return source, "inherited"
    source = t.subject_before(lo, hit.at)
    if source is not None and cue.form == "base" and start == hit.at and _is_made_to(scan, source):
        return None
    if source is not None and cue.form == "base" and start == hit.at and source[0] > lo and t.is_perceived(source):
        return source, "subject"
    if source is None or (start == hit.at and not agrees(scan, source, hit)):
        return None
    return source, "subject"


def _is_made_to(scan: Scan, source: Range) -> bool:
    """Tell whether somebody makes the subject do it: "you make | people | talk about it"."""
    t = scan.t
    before = t.words[source[0] - 1] if source[0] > scan.lo else ""
    first = t.words[source[0]] if source[1] - source[0] > 1 and not t.is_capital(source[0]) else ""
    return before in _CAUSING or first in _CAUSING


def _is_aside(scan: Scan, start: int) -> bool:
    """Tell whether an infinitive adds something in passing: "..., not to mention Oster"."""
    t = scan.t
    return start - 3 >= scan.lo and t.words[start - 2] == "not" and t.is_mark(start - 3)


def _owns(scan: Scan, k: int) -> bool:
    """Tell whether what follows token `k` is a noun phrase: behind "the", "his", "Marn's"."""
    t = scan.t
    word = t.words[k]
    return word in t.possessive or word in ("the", "a", "an") or (word.endswith("'s") and word not in t.contraction)


def _is_noun(scan: Scan, k: int) -> bool:
    """Tell whether the word before "to" is a noun: "the urge to call"."""
    return k > scan.lo and scan.t.verbs.get(scan.t.words[k]) == "base" and _owns(scan, k - 1)


def _inverted_subject(scan: Scan, hit: Hit) -> Subject | None:
    """Return who speaks in "Said Marn: ..."."""
    t = scan.t
    end = t.phrase_after(hit.end, scan.end)
    follows = hit.end < end < scan.end and t.words[end] in (":", ",") and hit.cue.speaks
    return ((hit.end, end), "inverted") if follows else None


def _is_passive_headline(scan: Scan, governor: int) -> bool:
    """Tell whether a headline left out the verb before the governor: "Marn [is] expected to say"."""
    cue = scan.t.cue_at(governor)
    alone = scan.t.group_start(scan.lo, governor) == governor
    return cue is not None and cue.lemma in _REDUCED and cue.form == "past" and alone and scan.unit.paragraph == 0


def _is_deed(scan: Scan, source: Range, start: int, hit: Hit) -> bool:
    """Tell whether an infinitive is no speech of its subject: "men who want to leave", "families asked not to go"."""
    t = scan.t
    asked = hit.cue.lemma == "ask" and scan.unit.paragraph == 0 and t.words[hit.end] == "not"
    restricted = t.words[source[1] - 1] == "who" and t.words[source[1] - 2] != ","
    restricted = restricted or (t.words[source[1] - 1] == "that" and t.words[source[0]] in ("any", "every"))
    return asked or restricted or _is_reduced(scan, source, start, hit)


def _is_reduced(scan: Scan, source: Range, start: int, hit: Hit) -> bool:
    """Tell whether a headline left out the verb of a passive: "Marn [is] expected to visit Oder"."""
    bare = hit.cue.lemma in _REDUCED and hit.cue.form == "past" and start == hit.at
    return bare and scan.t.words[source[0]] not in scan.t.pronoun


def _is_document(scan: Scan, source: Range) -> bool:
    """Tell whether a source is something that shows by saying: a poll, a report, records."""
    documents = word_list("documents")
    return any(scan.t.words[k] in documents for k in range(*source))


def _labelled(source: Range | None, how: str) -> Subject | None:
    return None if source is None else (source, how)


def _resumes(scan: Scan, start: int, verb: int) -> bool:
    """Tell whether a comma goes on with a second verb ("called it off, urged calm and ...") of the same subject."""
    t = scan.t
    if t.words[start - 1] != "," or not scan.subjects or t.words[start - 2] == ")":
        return False
    own = t.subject_before(scan.lo, verb)
    if own is not None and class_of(t.words[own[1] - 1]) is not None:
        return False  # "..., and its president, Odo Marn, accused"
    return scan.subjects[-1][0][0] < verb


def _is_joined(scan: Scan, start: int, more: frozenset[str] = frozenset()) -> bool:
    """Tell whether a mark or a small word joins a participle to its sentence: ", saying", "by accusing"."""
    t = scan.t
    return (
        t.words[start - 1] in _JOINING
        or t.words[start - 1] in more
        or t.is_mark(start - 1)
        or bool(t.quoted[start - 1])
    )


def _gerund_subject(scan: Scan, start: int, hit: Hit) -> Subject | None:
    t = scan.t
    before = t.words[start - 1]
    if before in t.contraction:
        return (start - 1, start), "subject"
    noun = start - 1
    while noun > scan.lo and t.is_adverb(noun):
        noun -= 1
    if t.words[noun] in t.determiner or t.words[noun].endswith("'s"):
        return None  # "its first floating terminal"
    beside = t.phrase_before(scan.lo, start)
    if beside is not None and beside[0] > scan.lo and t.words[beside[0] - 1] in ("with", "despite"):
        return beside, "subject"  # "..., with Marn saying that"
    joined = _is_joined(scan, start, word_list("documents"))
    if not joined and not hit.cue.speaks:
        return None  # "voters backing Marn" describes the voters
    if before == "," and hit.cue.lemma in _SHOWING and not _is_told(scan, start):
        return None  # "the army moved north, indicating that ...": what happened shows it
    source = (_giver(scan, start) if t.words[start - 1] in word_list("documents") else None) or scan.inherited(start)
    if source is None and not joined:
        source = beside
    return _labelled(source, "participle")


def _is_told(scan: Scan, start: int) -> bool:
    """Tell whether somebody speaks before `start`, or a document does: "a poll came out, showing that ..."."""
    if scan.subjects and scan.subjects[0][0][0] < start:
        return True
    return _is_document(scan, (max(scan.lo, start - REACH), start))


def _giver(scan: Scan, start: int) -> Range | None:
    """Return who made what a participle describes: "Marn gave an address | urging"."""
    t = scan.t
    for k in range(start - 1, scan.lo, -1):
        if t.quoted[k] or t.words[k] in ",;:":
            return None
        if t.verbs.get(t.words[k]) in ("past", "third") and (source := t.subject_before(scan.lo, k)) is not None:
            return speaking_part(t, source)
    return None
