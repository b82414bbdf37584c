"""In what state an announcement is, of what kind it is, which part it plays, and which instrument carries it."""

import re
from typing import cast, get_args

from pipeline.errors import SeedError
from pipeline.extract.aid.cues import Hit
from pipeline.extract.aid.scene import Scene
from pipeline.records import AidInstrument, AidKind, AidRole, AidStatus, Span

_SHARE_OF = re.compile(
    r"including\b|(?:of|out of|from|within) (?:this|that|which|the|its)\b(?! (?:current|existing|ongoing|earlier))",
    re.I,
)
_WAS = re.compile(r"\b(?:was|were|been|is|are) $")  # "the gift, worth 3 million, was approved"
_LEADS_TO = re.compile(r"tak|br(?:ing|ought)|push|lift|rais|total", re.I)
_SENTENCE_WIDE = re.compile(r"(?:still has|has yet|have yet|still have|staff[- ]level|subject to|pending|await)", re.I)
_BESIDE = re.compile(
    r"\band (?:the |its |their |his |her )?(?:efforts?|readiness|leadership|role|steps|contribution|continuation)\b"
)
_JOINED = re.compile(r"[\s-]*(?:(?:in|for|of|worth of) (?:\w+ ){0,2})?", re.I)
_FAR = 40  # characters
LENDERS = frozenset({"IMF", "WB", "EIB", "EBRD", "CEB", "NIB"})


def _checked(value: str, allowed: tuple[str, ...], what: str) -> str:
    if value not in allowed:
        raise SeedError(f"seed lexicons: {value!r} is no aid {what}; one of {', '.join(allowed)} would be right")
    return value


def as_status(value: str) -> AidStatus:
    """Return a status named in a lexicon; raise `SeedError` where there is no such status."""
    return cast(AidStatus, _checked(value, get_args(AidStatus), "status"))


def as_kind(value: str) -> AidKind:
    """Return a kind named in a lexicon; raise `SeedError` where there is no such kind."""
    return cast(AidKind, _checked(value, get_args(AidKind), "kind"))


def as_role(value: str) -> AidRole:
    """Return a role named in a lexicon; raise `SeedError` where there is no such role."""
    return cast(AidRole, _checked(value, get_args(AidRole), "role"))


def status_near(scene: Scene, target: Span) -> tuple[AidStatus | None, int]:
    """Return the status that governs `target` and its rank: the strongest cue of its clause, the nearest among equals.

    Cues before the target count before those behind it; a clause without any takes the strongest of the sentence
    before it.
    """
    clause = scene.clause_of(target[0])
    wide = [h for h in scene.statuses if _SENTENCE_WIDE.match(scene.text, h.span[0])]
    inside = [h for h in scene.statuses if clause[0] <= h.span[0] < clause[1]]
    if any(h.value == "proposed" and h.span[0] < target[0] for h in inside):
        wide = []  # "proposed a loan, subject to approval" is no more than proposed
    before = [h for h in inside if h.span[0] < target[0]]
    behind = [h for h in inside if h.span[0] >= target[1]]
    within = [h for h in inside if target[0] <= h.span[0] < target[1]]
    for hits in (
        wide,
        _strong_behind(scene, before, behind),
        before or within,
        behind,
        [h for h in scene.statuses if h.span[0] < target[0]],
    ):
        if hits:
            best = max(hits, key=lambda h: (h.rank, -abs(h.span[0] - target[0])))
            return as_status(best.value), best.rank
    return None, 0


def _strong_behind(scene: Scene, before: list[Hit], behind: list[Hit]) -> list[Hit]:
    """Return cues behind the target that outrank a plain promise before it: "the aid promised in May has arrived"."""
    strongest = max((h.rank for h in before), default=0)
    passive = [h for h in behind if h.rank == 2 > strongest and _WAS.search(scene.text, h.span[0] - 12, h.span[0])]
    return passive or [h for h in behind if h.rank >= 2 and (not before or h.rank > max(strongest, 2))]


def kind_near(scene: Scene, target: Span) -> tuple[AidKind | None, int]:
    """Return the kind named nearest to `target` and its distance in characters: behind it first, then before it."""
    clause = scene.clause_of(target[0])
    following = min((a.span[0] for a in scene.amounts if a.span[0] >= target[1]), default=clause[1])
    leading = max((a.span[1] for a in scene.amounts if a.span[1] <= target[0]), default=clause[0])
    behind = [h for h in scene.kinds if target[0] <= h.span[0] < min(following, clause[1])]
    behind = [h for h in behind if not _is_beside(scene, h, target)]
    if leading > clause[0]:  # "2 billion for arms and a 2.3 billion loan": the arms belong to the sum before
        leading = max(
            leading, scene.text.rfind(" and ", leading, target[0]), scene.text.rfind(", ", leading, target[0])
        )
    before = [h for h in scene.kinds if max(leading, clause[0]) <= h.span[0] < target[0]]
    strong = [h for h in (*behind, *before) if h.rank == 3]
    if behind and behind[0].rank == 2:  # "in weapons, taking military and humanitarian aid to 50 billion"
        strong = [h for h in strong if h.span[0] - behind[0].span[0] < _FAR]
    own = [h for h in scene.kinds if not (_is_of_sum_before(scene, h, target) or _is_beside(scene, h, target))]
    loose = [h for h in own if clause[0] <= h.span[0] < clause[1]]
    plain = [
        h for h in own if h.rank > 1 and ";" not in scene.text[min(h.span[0], target[0]) : max(h.span[0], target[0])]
    ]
    behind, before = [h for h in behind if h.rank > 1], [h for h in before if h.rank > 1]
    for hits, edge in (
        (strong, target[1]),
        (behind, target[1]),
        (before, target[0]),
        (plain or loose, target[0]),
    ):
        if hits:
            best = min(hits, key=lambda h: abs(h.span[0] - edge))
            return as_kind(best.value), abs(best.span[0] - edge)
    return None, 0


def _is_beside(scene: Scene, hit: Hit, target: Span) -> bool:
    """Tell whether a cue behind a sum speaks of something beside it: "9 billion, and efforts to rebuild"."""
    return hit.span[0] >= target[1] and _BESIDE.search(scene.text, target[1], hit.span[0]) is not None


def _is_of_sum_before(scene: Scene, hit: Hit, target: Span) -> bool:
    """Tell whether a cue is joined to a sum that stands before `target`: "858bn for military spending and 45bn"."""
    return any(
        a.span[1] <= hit.span[0] < target[0] and _JOINED.fullmatch(scene.text, a.span[1], hit.span[0])
        for a in scene.amounts
        if a.span[0] < target[0]
    )


def role_near(scene: Scene, target: Span) -> AidRole | None:
    """Return the part a sum plays by the cues of its clause, None where it is a plain announcement."""
    clause = scene.clause_of(target[0])
    values = {h.value for h in scene.roles if clause[0] <= h.span[0] < clause[1] and _touches(scene, h, target)}
    return next(
        (as_role(value) for value in ("total_to_date", "status_change", "tranche", "envelope") if value in values), None
    )


def _touches(scene: Scene, hit: Hit, target: Span) -> bool:
    """Tell whether a role cue speaks of this sum and not of another one between them."""
    if any(a.span != target and 0 <= a.span[0] - hit.span[1] < 4 for a in scene.amounts):
        return False  # "takes this year to 85 billion" speaks of the 85
    low, high = (hit.span[1], target[0]) if hit.span[0] < target[0] else (target[1], hit.span[0])
    if hit.value == "total_to_date" and hit.span[0] > target[0] and _LEADS_TO.match(scene.text, hit.span[0]):
        return False  # "another 275m, taking the total to 50 billion"
    if hit.value == "tranche" and hit.span[0] > target[0] and _SHARE_OF.match(scene.text, hit.span[0]):
        return False  # "pledged 2 billion, most of the money for arms", "50 million, including 125 guns"
    if hit.value == "tranche" and hit.span[0] < target[0]:
        words = scene.text[hit.span[0] : hit.span[1]].lower()
        alone = not any(a.span[0] < hit.span[0] for a in scene.amounts)
        if "part of" in words or (alone and words.startswith(("including", "of which"))):
            return False  # "tanks as part of a $2bn package", "a bill including $45bn": the sum is the whole
    return not any(low <= amount.span[0] < high for amount in scene.amounts if amount.span != target)


_INSTRUMENTS: tuple[tuple[AidInstrument, re.Pattern[str]], ...] = (
    ("guarantee", re.compile(r"(?<!security )\bguarantees?\b|\bguaranteed (?:by|loan)", re.I)),
    (
        "loan",
        re.compile(r"\b(?:loans?|lends?|lent|lending|credit|swap line|export (?:finance|credit)|borrow\w*)\b", re.I),
    ),
    ("grant", re.compile(r"\b(?:grants?|non-repayable|donat\w+|gifts?)\b", re.I)),
)


def instrument_near(scene: Scene, target: Span, *, has_items: bool, has_amount: bool) -> AidInstrument:
    """Return the instrument named in the clause of `target`; goods without any are given in kind."""
    clause = scene.clause_of(target[0])
    low = max((a.span[1] for a in scene.amounts if a.span[1] <= target[0]), default=clause[0])
    high = min((a.span[0] for a in scene.amounts if a.span[0] >= target[1]), default=clause[1])
    window = max(low, clause[0]), min(high, clause[1])
    found = [(m.start(), name) for name, p in _INSTRUMENTS for m in p.finditer(scene.text, *window)]
    if found:
        return min(found, key=lambda pair: (abs(pair[0] - target[1]), pair[1]))[1]
    return "in-kind" if has_items and not has_amount else "unspecified"
