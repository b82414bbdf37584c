"""Aid without a sum: things given, shares of GDP, and aid that is paused, resumed or refused as a whole."""

import datetime as dt
import re
from collections.abc import Callable, Sequence

from pipeline.extract.aid.conditions import find_conditions
from pipeline.extract.aid.cues import Hit
from pipeline.extract.aid.dates import announced_on
from pipeline.extract.aid.donors import GROUPS, NEVER_DONORS, choose_donor, donor_name, is_recipient
from pipeline.extract.aid.items import (
    Thing,
    find_programmes,
    find_supplier,
    find_things,
    numbered_package,
)
from pipeline.extract.aid.refusals import goes_to_ukraine, refuse_item
from pipeline.extract.aid.scene import Scene, names_ukraine
from pipeline.extract.aid.status import as_kind, as_status, instrument_near, role_near
from pipeline.records import AidMention, AidRole, AidStatus, Item, NotCounted, Span

Context = Callable[[], str]  # the donor that the sentences before speak of
_GIVING = re.compile(
    r"(?:send|sent|suppl|deliver|donat|provid|giv|gave|gift|hand|ship|transfer|pledg|promis|announc|confirm|"
    r"approv|authori|arriv|unveil|commit|offer|"
    r"paus|suspen|halt|freez|froze|resum|restart|stop|cut|refus|rul|won|will not|declin|block|allocat|lift|"
    r"agree|decid|consider|cancel|scrap|receiv|got|pay|fund|financ|buy|bought|purchas|order|withdr|call|clear|"
    r"land|train|"
    r"boost|reject|green)",
    re.I,
)
_CONTINUE = re.compile(
    r"\b(?:continu\w+|keep|keeps|keeping|kept|as long as|maintain\w*|sustain\w*|more support|further support|"
    r"renew\w* (?:its|his|the) (?:pledge|support)|stands? with|stand by)\b",
    re.I,
)
_GDP = re.compile(
    r"(?P<low>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|per ?cent|percent)\s+of\s+(?:its\s+|their\s+|the\s+"
    r"country[’']s\s+|annual\s+|national\s+)*(?:GDP|gross domestic product|economic output|national income)",
    re.I,
)
_SENDS = re.compile(r"send|sent|suppl|deliver|donat|gift|ship|hand", re.I)
_BUYS = re.compile(r"(?:[\w ]{0,24}\bto )?(?:buy|bought|purchas|order)", re.I)
_OPENING = 300
_REACH = 50  # characters between a giver and its verb
_FROM_OTHERS = re.compile(
    r"\b(?:by|from)\s+(?:the\s+)?(?:Ukrain|Kyiv|Iran|North Korea|Russia|Belarus|Pyongyang|Tehran|Moscow|Minsk)\w*"
)
_RUSSIA_USES = re.compile(
    r"\b(?:fir(?:es|ed|ing)|launch(?:es|ed|ing)|attack(?:s|ed|ing)?|strik(?:es|ing)|shell(?:ed|ing)|hit(?:s|"
    r"ting)?|kill(?:s|ed|ing)?|intercept(?:ed|s|ing)|bombard\w*|invad\w+|down(?:ed|s)|rain(?:s|ed|ing))\b",
    re.I,
)


def read_goods(
    scene: Scene, counted: Sequence[AidMention], context: Context, published: dt.date
) -> tuple[list[AidMention], list[NotCounted]]:
    """Return the things that a sentence says are given without a sum, and those that look so and are not."""
    out: list[AidMention] = []
    refused: list[NotCounted] = []
    named = find_things(scene, *scene.span)
    if not named and _GDP.search(scene.text, *scene.span) is None:
        return out, refused
    for clause in scene.clauses:
        if any(clause[0] <= amount.span[0] < clause[1] for amount in scene.amounts):
            continue
        things = [thing for thing in named if clause[0] <= thing.span[0] and thing.span[1] <= clause[1]]
        found = _share_of_gdp(scene, clause, context, published) or _things(scene, clause, things, context, published)
        if isinstance(found, AidMention):
            if not (counted and _echoes(found, counted)):
                out.append(found)
        elif found is not None:
            refused.append(found)
    return out, refused


def _echoes(found: AidMention, counted: Sequence[AidMention]) -> bool:
    """Tell whether things belong to a sum of the same sentence: "a $2bn package; it includes tanks"."""
    return any(record.donor_id == found.donor_id and found.status in (record.status, "pledged") for record in counted)


def _things(
    scene: Scene, clause: Span, things: Sequence[Thing], context: Context, published: dt.date
) -> AidMention | NotCounted | None:
    if not things:
        return None
    cue = _giving(scene, clause, things)
    if cue is None:
        return None
    solid = [t for t in things if not t.vague]
    if not solid and not _vague_counts(scene, clause, cue):
        return None
    span = _evidence(clause, cue, things, solid)
    if _BUYS.match(scene.text, cue.span[0]) and not goes_to_ukraine(scene, clause):
        return None  # bought for the buyer's own forces
    donor, how = _giver(scene, clause, cue, things, context)
    if not donor or not _for_ukraine(scene, cue, how) or scene.text[scene.span[1] - 1] == "?":
        return None
    if any(code in GROUPS for code in donor.split("+")):
        return NotCounted(span, scene.span, "aggregate", None, None, donor)
    reason = refuse_item(scene, (things[0].span[0], things[-1].span[1]))
    if reason:
        return NotCounted(span, scene.span, reason, None, None, donor)
    return _record(scene, clause, span, donor, how, cue, solid or things, published, bool(solid))


def _giver(scene: Scene, clause: Span, cue: Hit, things: Sequence[Thing], context: Context) -> tuple[str, str]:
    """Return the donor of things and how it was found: near their verb or name; Russia's and Ukraine's own are
    nobody's gift.
    """
    text = scene.text
    active = [p for p in scene.parties if clause[0] <= p.span[0] < cue.span[0] and not is_recipient(text, p)]
    if active and active[-1].donor in NEVER_DONORS and active[-1].kind != "adjective" and cue.value != "delivered":
        return "", ""
    if _FROM_OTHERS.search(text, things[0].span[1], clause[1]):
        return "", ""
    donor, how = choose_donor(text, scene.parties, clause, (things[0].span[0], things[0].span[0]))
    if not donor:
        donor, how = choose_donor(text, scene.parties, clause, (clause[1], clause[1]))
    if how == "subject" and not any(
        -2 <= cue.span[0] - p.span[1] <= _REACH for p in active if p.donor not in NEVER_DONORS
    ):
        how = "far"
    if how in ("subject", "touching", "agent", "stated"):
        return donor, how
    if cue.rank == 4 and (things[0].span[0] - cue.span[1]) < _REACH:
        return (donor, how) if how == "far" else (context(), "context")
    return "", ""


def _giving(scene: Scene, clause: Span, things: Sequence[Thing]) -> Hit | None:
    """Return the strongest cue of giving in a clause, None where nothing is given or Russia fires it."""
    if _RUSSIA_USES.search(scene.text, *clause):
        return None
    last = things[-1].span[1]
    later = min(
        (p.span[0] for p in scene.parties if p.span[0] > last and not is_recipient(scene.text, p)), default=clause[1]
    )
    inside = (
        h
        for h in scene.statuses
        if clause[0] <= h.span[0] < min(clause[1], later) and _GIVING.search(scene.text, *h.span)
    )
    hits = [h for h in inside if not any(t.span[0] <= h.span[0] < t.span[1] and t.kind != "training" for t in things)]
    if not hits:
        return None
    return max(hits, key=lambda h: (h.rank, -min(abs(t.span[0] - h.span[1]) for t in things)))


def _vague_counts(scene: Scene, clause: Span, cue: Hit) -> bool:
    """Tell whether "military aid" alone is a record: sent, arrived, paused or refused, not merely promised to go on."""
    if _CONTINUE.search(scene.text, *clause):
        return False
    words = scene.text[cue.span[0] : cue.span[1]].lower()
    return cue.rank == 4 or re.search(r"send|sent|ship|deliver|arriv|land", words) is not None


def _for_ukraine(scene: Scene, cue: Hit, how: str) -> bool:
    """Tell whether the things go to Ukraine: the sentence says so, or a donor plainly sends them and the text
    opens on Ukraine.
    """
    if not scene.topic_is_ukraine or goes_to_ukraine(scene, scene.span):
        return True
    plain = how in ("subject", "touching", "agent") and _SENDS.search(scene.text, *cue.span) is not None
    return plain and names_ukraine(scene.text, (0, min(len(scene.text), _OPENING)))


def _evidence(clause: Span, cue: Hit, things: Sequence[Thing], solid: Sequence[Thing]) -> Span:
    chosen = solid or things
    return min(cue.span[0], chosen[0].span[0]), max(cue.span[1], chosen[-1].span[1])


def _record(
    scene: Scene,
    clause: Span,
    span: Span,
    donor: str,
    how: str,
    cue: Hit,
    things: Sequence[Thing],
    published: dt.date,
    solid: bool,
) -> AidMention:
    status = as_status(cue.value)
    kinds = [t.kind for t in things]
    kind = as_kind(max(set(kinds), key=lambda k: (k == "intelligence", kinds.count(k), k)))
    programmes = find_programmes(scene.text, scene.span)
    return AidMention(
        donor=donor_name(donor),
        donor_id=donor,
        recipient="UKR",
        role=_role(scene, status, donor, span),
        status=status,
        kind=kind,
        instrument=instrument_near(scene, span, has_items=True, has_amount=False),
        amount=None,
        amount_max=None,
        qualifier="",
        currency=None,
        items=tuple(dict.fromkeys(t.item for t in things)),
        programme=next((p.name for p in programmes), "") or numbered_package(scene.text, scene.span),
        supplier=find_supplier(scene.text, scene.span),
        conditions=find_conditions(scene, span),
        announced_on=announced_on(scene.text, scene.span, published, status),
        span=span,
        sentence=scene.span,
        confidence=round((0.85 if solid else 0.7) - (0.15 if how in ("context", "earlier", "behind") else 0.0), 2),
        rule=f"goods-{how}",
    )


def _role(scene: Scene, status: AidStatus, donor: str, span: Span) -> AidRole:
    if any(code in GROUPS for code in donor.split("+")):
        return "aggregate"
    if status in ("paused", "resumed", "cancelled", "refused"):
        return "status_change"
    role = role_near(scene, span)
    return role if role in ("total_to_date", "status_change", "tranche") else "new"


def _share_of_gdp(scene: Scene, clause: Span, context: Context, published: dt.date) -> AidMention | None:
    """Return the record of "will give 0.25 per cent of GDP a year": a promise without a sum."""
    match = _GDP.search(scene.text, *clause)
    if match is None or refuse_item(scene, match.span()):
        return None
    giving = [
        h for h in scene.statuses if clause[0] <= h.span[0] < match.start() and _GIVING.search(scene.text, *h.span)
    ]
    donor, how = choose_donor(scene.text, scene.parties, clause, match.span())
    donor, how = (donor, how) if donor else (context(), "context")
    if (
        not giving
        or not donor
        or re.search(r"(?<!Ukraine[’']s )defen[cs]e|military spending|target", scene.text[clause[0] : clause[1]], re.I)
    ):
        return None
    things = [Thing(Item(None, " ".join(match.group().split())), "military", match.span(), False)]
    return _record(scene, clause, match.span(), donor, how, giving[-1], things, published, True)
