"""Whether a sentence speaks of aid at all, and plainly enough to infer who gives."""

import re

from pipeline.extract.aid.amounts import Amount
from pipeline.extract.aid.items import find_programmes
from pipeline.extract.aid.refusals import goes_to_ukraine
from pipeline.extract.aid.scene import Scene
from pipeline.records import Span

_AID = re.compile(
    r"\b(?:aid|assistance|packages?|support(?:s|ed|ing)?|loans?|grants?|donat\w+|tranche|credits?|guarantees?|drawdowns?|"
    r"pledg\w+|weapons?|arms|arming|funding|help(?:s|ing)?|"
    r"military|humanitarian|facility|relief|lend\w*|gift\w*|contribut\w+|mat[eé]riel|shipments?|fund|frame|"
    r"floor|envelope|extra|additional)\b",
    re.I,
)
_STRONG_AID = re.compile(
    r"\b(?:aid|assistance|(?:aid|support|assistance|weapons|military|security|rescue|financial|new|latest)"
    r" packages?|loans?|grants?|donat\w+|tranche|drawdowns?|weapons?|"
    r"arms package|military|humanitarian|air[- ]defen[cs]e|ammunition|drones?|missiles?|tanks|gift\w*|"
    r"International Fund|mat[eé]riel|macro-?financial|"
    r"(?:financial|budget) (?:support|assistance|help)|defen[cs]e needs)\b",
    re.I,
)
_HE_GIVES = re.compile(
    r"\s*(?:He|She|They|It)\s+(?:\w+\s){0,2}?(?:announce|confirm|pledge|promise|commit|approve|allocate|provide)\w*\b"
)  # the one that the sentence before speaks of
_MILITARY_AID = re.compile(
    r"\b(?:military|humanitarian|security|air[- ]defen[cs]e|weapons|arms|defen[cs]e)\s+(?:aid|assistance|"
    r"package|support)|vote on (?:a )?package|support for Ukraine",
    re.I,
)
_OF_THIS = re.compile(r"\b(?:[Oo]f|[Oo]ut of|[Ff]rom) (?:this|that|the) (?:amount|sum|total|money|package)\b")
_MONEY_WORD = re.compile(
    r"[\s-]*(?:\w+\s){0,2}(?:packages?|loans?|grants?|aid|tranche|programme|program|facility|fund(?:ing)?|"
    r"envelope|frame|credit|support|"
    r"assistance|deal)\b",
    re.I,
)
_PEOPLE = re.compile(
    r"\b(?:people|refugees|fled|displaced|Ukrainians|children|residents|population|killed|homes)\b", re.I
)


def is_about_aid(scene: Scene, clause: Span, rank: int, earlier: bool) -> bool:
    """Tell whether a sentence speaks of giving: by an aid word or verb where Ukraine is named, by a plain one
    elsewhere.
    """
    text = scene.text
    if scene.names_ukraine or not scene.topic_is_ukraine:
        return rank > 0 or _AID.search(text, *scene.span) is not None
    if earlier and _OF_THIS.search(text, *clause):
        return True
    return _STRONG_AID.search(text, *scene.span) is not None or (earlier and _AID.search(text, *clause) is not None)


def is_plain(scene: Scene, clause: Span, how: str, earlier_donor: str) -> bool:
    """Tell whether a clause without its own donor is plainly about aid to Ukraine, so that a donor may be
    inferred.
    """
    text = scene.text
    if not scene.topic_is_ukraine:
        return how != "context" or earlier_donor != ""
    if _OF_THIS.search(text, *clause) or goes_to_ukraine(scene, scene.span):
        return True
    if _MILITARY_AID.search(text, *clause):
        return True
    known = scene.names_ukraine or earlier_donor != "" or scene.voice == "UKR"
    known = known or (how == "context" and _HE_GIVES.match(text, *scene.span) is not None)
    return known and _STRONG_AID.search(text, *clause) is not None


def is_money(scene: Scene, amount: Amount) -> bool:
    """Tell whether a number without currency is a sum: beside other sums, before a money word, or right after a
    giving verb.
    """
    if any(a.currency for a in scene.amounts) or _MONEY_WORD.match(scene.text, amount.span[1]):
        return True
    near = any(0 <= amount.span[0] - h.span[1] < 12 for h in scene.statuses)
    return (near and _PEOPLE.search(scene.text, *scene.span) is None) or bool(find_programmes(scene.text, scene.span))
