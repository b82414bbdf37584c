"""Why money or arms in a sentence are not aid to Ukraine: the reasons behind "seen, not counted"."""

import re

from pipeline.extract.aid.amounts import Amount
from pipeline.extract.aid.cues import cue_list
from pipeline.extract.aid.donors import NEVER_DONORS, is_recipient, names_goods
from pipeline.extract.aid.scene import Scene
from pipeline.records import Span

_SUPPORTED = re.compile(r"\b(?:supported|funded|financed|paid(?: for)?|backed) by\b", re.I)
_ARMS = re.compile(
    r"\b(?:weapons?|arms|ammunition|tanks?|military aid|security assistance|aid|assistance|drones?|missiles?)\b", re.I
)
_FOR_UKRAINE = re.compile(r"\b(?:aid|assistance|packages?|weapons|arms)\s+(?:to|for)\s+(?:Ukraine|Kyiv|Kiev)\b", re.I)
_UKRAINES_FORCES = re.compile(
    r"\b(?:Ukraine[’']s|Ukrainian|Kyiv[’']s)\s+(?:army|armed forces|military|navy|air force)\b"
)
_LOAN = re.compile(r"\b(?:loans?|proceeds|profits?|interest|windfall|lend\w*|backed by|using|revenues? from)\b", re.I)
_PARENT = re.compile(
    r"\b(?:part of|out of|slice of|share of|portion of|chunk of|tranche of|instal?lment of|remainder of|(?:of|"
    r"under|from|within|against)\s(?:its|their|the|a|an|this|that)(?:\s(?:wider|larger|bigger|whole|total|"
    r"overall|existing|earlier))*)"
    r"\s*(?:an?|the|its|their|his|this|that|a\s\w+)?\s*(?:(?:wider|larger|bigger|whole|total|overall|existing|"
    r"earlier|previous|bilateral|about|around|some|more than|over|nearly)\s)*$",
    re.I,
)
_IS_PART = re.compile(
    r"\b(?:latter|this|it|delivery|shipment|package|aid|contribution|money|sum|loan|grant|donation|payment|tranche)\s+"
    r"(?:is|are|was|were|forms?)\s+(?:a\s+)?part of (?:the|a|an|its|their)\b[^;.]{0,120}"
    r"\b(?:amounting to|totall?ing|worth|valued at)\s+(?:(?:about|around|some|up to|nearly|over|more than)\s+)?$",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:down|up|compared|rather|less|more|higher|lower|cut|reduced|raised|increased) (?:from|with|than|to)"
    r"(?:\s\w+){0,2}\s*$|\bversus\s*$|\binstead of(?:\s\w+){0,2}\s*$",
    re.I,
)
_TOTAL_TO = re.compile(
    r"\b(?:tak(?:es?|ing)|br(?:ings?|inging|ought)|lift(?:s|ing|ed)?|rais(?:es?|ing|ed)|push(?:es|ing|ed)?)"
    r"\b(?:\s+[\w’'.,\-]+){0,12}?\s+(?:to|past|above|at)\s+(?:(?:about|around|some|more than|over|nearly|almost|"
    r"roughly|a total of)\s+)?$",
    re.I,
)
_GETS = re.compile(
    r"\s+(?:\w+ )?(?:secures?|secured|gets|got|receive[sd]?|obtain(?:s|ed)|clinch(?:es|ed)|wins?|won(?![’']))\b", re.I
)
_PRONOUN = re.compile(r"\s*(?:he|she|they|who|which)\b", re.I)  # the giver stands in the clause before
_EACH_OF = re.compile(r"^\s*(?:of (?:it|that|this|which)|goes|going|is)\b", re.I)
_PLAUSIBLE = {"humanitarian": 5e9, "training": 5e9, "energy": 2e10}
_MOST = 2e11
_SUMS_ONLY = frozenset({"trade", "domestic", "debt", "investment", "refugees", "own-budget"})


def refuse_amount(scene: Scene, amount: Amount) -> str:
    """Return the reason why a sum is not new aid to Ukraine, "" where nothing speaks against it."""
    clause = scene.clause_of(amount.span[0])
    left = (clause[0], amount.span[0])
    right = (amount.span[1], min(clause[1], amount.span[1] + 70))
    cued = _by_cues(scene, clause, left, right)
    reason = _secondary(scene, amount, clause)
    if reason == "total" and cued:
        return cued  # "lifts defence spending to 30 billion"
    return reason or cued or _elsewhere(scene, amount.span, clause)


def _secondary(scene: Scene, amount: Amount, clause: Span) -> str:
    """Return why a sum is the frame, the comparison or the total behind another one."""
    head = scene.text[max(clause[0], amount.span[0] - 110) : amount.span[0]]
    head = (
        re.sub(r"(?:up to|about|around|some|more than|over|nearly|almost|at least|roughly)\s+$", "", head, flags=re.I)
        or head
    )
    if _PARENT.search(head) and any(a.span[0] < amount.span[0] for a in scene.amounts):
        return "parent-sum"
    if _IS_PART.search(scene.text[max(clause[0], amount.span[0] - 200) : amount.span[0]]):
        return "parent-sum"
    if _COMPARED.search(head) and any(a.span[0] < amount.span[0] for a in scene.amounts):
        return "comparison"
    if _TOTAL_TO.search(head):
        return "total"
    return ""


def _by_cues(scene: Scene, clause: Span, left: Span, right: Span) -> str:
    text = scene.text
    cued = cue_list("aid_refusals", "left").first(text, *left)
    if cued is not None:
        return cued.value
    cued = cue_list("aid_refusals", "right").first(text, right[0], right[1])
    if cued is not None and not text[right[0] : cued.span[0]].strip(" -"):
        return cued.value
    wide = cue_list("aid_refusals", "sentence").first(text, *scene.span)
    if wide is not None:
        return wide.value
    hits = cue_list("aid_refusals", "clause").find(text, *clause)
    reason = next((hit.value for hit in hits if _holds(scene, hit.value, clause)), "")
    if reason or clause == scene.span or _PRONOUN.match(text, *clause) is None:
        return reason
    before = cue_list("aid_refusals", "clause").find(text, scene.span[0], clause[0])
    return "private" if any(hit.value == "private" for hit in before) else ""


def _holds(scene: Scene, reason: str, clause: Span) -> bool:
    """Tell whether a cue of a clause really excludes aid there: a loan backed by frozen assets, an investment paid
    by a fund are aid.
    """
    text = scene.text
    if reason == "own-budget" and _UKRAINES_FORCES.search(text, *clause):
        return False
    if reason == "backfill" and _FOR_UKRAINE.search(text, *clause):
        return False
    if (
        reason in ("frozen-assets", "debt", "trade")
        and names_recipient(scene, scene.span)
        and _LOAN.search(text, *clause)
    ):
        return False
    if reason in ("private", "investment") and _SUPPORTED.search(text, *clause):
        return False
    if reason in ("domestic", "loss", "trade", "own-budget", "investment"):
        return not (_ARMS.search(text, *clause) and names_recipient(scene, clause))
    return True


_RECIPIENT = re.compile(
    r"\b(?:to|for|in|of|help|arm|lend|lends|lent|offers?|provides?|support|supporting|helping|arming|give|"
    r"gives|giving|send|sends|sending|supply|"
    r"supplying)\s+(?:(?:the|war-torn|embattled|neighbou?ring)\s+)?(?:Ukrain\w*|Kyiv|Kiev|Zelensk\w+)",
    re.I,
)


_TO_UKRAINE = re.compile(
    r"\b(?:to|for|in|with|help|helps|helping|arm|arms|arming|give|gives|giving|gave|send|sends|sending|sent|"
    r"supply|offers?|train|trains|training)\s+(?:(?:the|embattled|war-torn)\s+)?(?:Ukrain\w*|Kyiv|Kiev|"
    r"Zelensk\w+)|\b(?:Ukraine|Kyiv|Kiev) (?:receives?|received|gets?|got|to (?:get|receive)|will (?:get|"
    r"receive))|\bUkrain(?:e|"
    r"ian)[’'s]*\s+(?:military|army|forces|soldiers|troops|pilots|air force|air defen)",
    re.I,
)


_TO_US = re.compile(
    r"\b(?:to|for|with|help|helps|helping|give|gives|gave|support|supports|provides?|provided|sends?|sent)\s+"
    r"(?:us\b|our\s+(?:\w+\s+)?(?:state|country|people|nation|army|armed forces|forces|military|defen[cs]e|defenders|"
    r"budget|population|citizens|economy|account))|"
    r"\b[Oo]ur (?:state|country) (?:has |have )?(?:already )?(?:receive[sd]?|gets?|got|been given)\b"
)


def goes_to_ukraine(scene: Scene, span: Span) -> bool:
    """Tell whether a part of a sentence says that something goes to Ukraine or its forces ("us" in its own texts)."""
    return _TO_UKRAINE.search(scene.text, *span) is not None or _goes_to_us(scene, span)


def _goes_to_us(scene: Scene, span: Span) -> bool:
    return scene.voice == "UKR" and _TO_US.search(scene.text, *span) is not None


def names_recipient(scene: Scene, clause: Span) -> bool:
    """Tell whether a clause names Ukraine as the one who gets something."""
    return _RECIPIENT.search(scene.text, *clause) is not None or _goes_to_us(scene, clause)


def _elsewhere(scene: Scene, target: Span, clause: Span) -> str:
    """Return "other-recipient" where the clause sends it to somebody else, "rival" where Russia or its allies give."""
    text = scene.text
    ukraine = names_recipient(scene, scene.span)
    for party in scene.parties:
        if not clause[0] <= party.span[0] < clause[1] or party.donor == "UKR" or names_goods(text, party):
            continue
        lead = text[max(party.span[0] - 20, 0) : party.span[0]].lower()
        near = abs(party.span[0] - target[1]) < 70
        if (
            not ukraine
            and near
            and party.span[0] >= target[1]
            and re.search(r"\b(?:to|for) (?:the )?$", lead)
            and not party.possessive
        ):
            tail = text[party.span[1] : party.span[1] + 20].lower()
            if party.kind in ("other", "state", "capital", "person") and not re.match(r"\s*(?:to|and ukrain)", tail):
                return "other-recipient"
    before = [p for p in scene.parties if clause[0] <= p.span[0] < target[0] and not is_recipient(text, p)]
    if before and before[-1].donor != "UKR" and _GETS.match(text, before[-1].span[1], target[0]):
        return "other-recipient"
    if before and before[-1].donor in NEVER_DONORS - {"UKR"} and before[-1].kind != "adjective":
        return "rival"
    return ""


def implausible(amount_eur: float | None, kind: str) -> bool:
    """Tell whether a single sum is far above anything ever given of its kind (a misprinted scale)."""
    return amount_eur is not None and amount_eur > _PLAUSIBLE.get(kind, _MOST)


def refuse_item(scene: Scene, target: Span) -> str:
    """Return the reason why a thing named in a sentence is not given to Ukraine, "" where nothing speaks against it."""
    clause = scene.clause_of(target[0])
    asked = cue_list("aid_refusals", "left").find(scene.text, clause[0], target[0])
    wish = next((hit.value for hit in asked if hit.value in ("request", "need")), "")
    if wish:
        return wish
    for hit in cue_list("aid_refusals", "clause").find(scene.text, *clause):
        if hit.value not in _SUMS_ONLY and _holds(scene, hit.value, clause):
            return hit.value
    return _elsewhere(scene, target, clause)


def is_part_note(text: str, amount: Amount) -> bool:
    """Tell whether a sum is a part of the one before it: "8 million of it for Moldova"."""
    return _EACH_OF.match(text[amount.span[1] : amount.span[1] + 12]) is not None
