"""The terms of a sum: who pays it, of what kind it is, in what state, which part it plays and which instrument
carries it.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pipeline.extract.aid.amounts import Amount
from pipeline.extract.aid.cues import read_rows
from pipeline.extract.aid.donors import GROUPS, MANY, NEVER_DONORS, choose_donor, weak_donor
from pipeline.extract.aid.items import find_programmes
from pipeline.extract.aid.scene import Scene
from pipeline.extract.aid.status import LENDERS, as_kind, as_role, as_status, instrument_near, kind_near
from pipeline.records import AidInstrument, AidKind, AidRole, AidStatus, Span

_WE = re.compile(
    r"\b[Ww]e(?:[’'](?:ll|re|ve)| will| are| have| shall| can| pledge| commit| announce| provide| give)\b|"
    r"\b[Oo]ur (?:\w+ )?(?:package|support|contribution|aid|assistance|donation|grant|loan)\b"
)
_FRAME = re.compile(
    r"(?i:\b(?:ask|urg|request|seek|sought)\w*\s(?:the\s|US\s)*(?:Congress|parliament)\b)|"
    r"\b(?:(?<!time )(?<!collection )[Ff]rame(?!work)|(?:multi-year|financial|financing|spending|support) "
    r"framework(?! of)|[Ee]nvelope|[Bb]ill|[Oo]mnibus|[Ss]upplemental|[Ll]egislation|[Ff]acility|"
    r"tak(?:es|ing) (?:this|the) year|"
    r"(?:Senate|(?<!White )House|Congress|[Ll]awmakers|[Ss]enators)(?:\s\w+)?\s(?:[Pp]ass|[Aa]pprov|[Vv]ot|"
    r"[Bb]ack|[Pp]ropos|[Cc]lear|[Uu]nveil|[Pp]rovid)\w*)\b"
)
_FRAME_SIZE = 1e10  # a sum of this size without a kind is a mix of them


@dataclass(frozen=True, slots=True)
class Payer:
    donor: str
    how: str
    doubt: float = 0.0


def find_payer(scene: Scene, amount: Amount, clause: Span, context: Callable[[], str]) -> Payer:
    """Return who pays: named in the sentence, known from the programme, named before, or only loosely named."""
    donor, how = choose_donor(scene.text, scene.parties, clause, amount.span)
    if donor:
        return Payer(donor, how, 0.15 if how in ("earlier", "behind") else 0.0)
    programme = next((p.donor for p in find_programmes(scene.text, scene.span) if p.donor), "")
    if programme:
        return Payer(programme, "programme", 0.05)
    if scene.voice and scene.voice not in NEVER_DONORS and scene.topic_is_ukraine and _WE.search(scene.text, *clause):
        return Payer(scene.voice, "voice", 0.1)
    before = context()
    if before:
        return Payer(before, "context", 0.1)
    weak = weak_donor(scene.parties)
    return Payer(weak, "weak", 0.2) if weak else Payer("", "none")


def find_kind(
    scene: Scene, amount: Amount, donor: str, role: AidRole | None, earlier: AidKind | None
) -> tuple[AidKind, float]:
    """Return the kind of a sum and the doubt about it; unsaid, lenders give loans, frames are mixed, states mostly
    give arms.
    """
    named, distance = kind_near(scene, amount.span)
    known = next((p.kind for p in find_programmes(scene.text, scene.span) if p.kind), "")
    if named is not None and distance < 60 and known != "mixed":
        return named, 0.0
    if known:
        return as_kind(known), 0.0
    text, clause = scene.text, scene.clause_of(amount.span[0])
    if re.match(r"[\s-]*(?:\w+\s){0,2}(?:loans?|credit)\b", text[amount.span[1] : amount.span[1] + 40], re.I):
        return "financial", 0.05
    if named is not None:
        return named, 0.05
    if any(p.kind in ("state", "other") and p.donor == "MDA" for p in scene.parties):
        return "humanitarian", 0.1
    if donor in LENDERS or amount.period == "month" or any(p.donor in LENDERS for p in scene.parties):
        return "financial", 0.05
    large = (
        donor != "EU"
        and amount.value >= _FRAME_SIZE
        and amount.currency not in ("kr", "SEK", "NOK", "DKK", "CZK", "JPY", "UAH")
    )
    if role != "tranche" and (_FRAME.search(text, *scene.span) or large):
        return "mixed", 0.05
    if earlier is not None and not scene.names_ukraine:
        return earlier, 0.1
    if re.search(r"\b(?:loans?|lends?|lent|grants?)\b", text[clause[0] : clause[1]], re.I):
        return "financial", 0.05
    if any(code in GROUPS for code in donor.split("+")):
        return "mixed", 0.1
    return ("financial" if donor == "EU" else "military"), 0.1


def find_status(
    scene: Scene, donor: str, kind: AidKind, found: AidStatus | None, rank: int, clause: Span
) -> tuple[AidStatus, float]:
    """Return the status of a sum and the doubt about it; what a lender or the EU "gives" is approved or allocated
    money.
    """
    known = next((p for p in find_programmes(scene.text, scene.span) if p.status), None)
    if known is not None and rank < 3 and (found is None or (found == "pledged" and known.instrument == "in-kind")):
        return as_status(known.status), 0.05  # a drawdown is announced once it is signed
    if found is None:
        return "pledged", 0.1
    institutional = donor in LENDERS or donor == "EU" or any(p.donor in LENDERS for p in scene.parties)
    gives = any(
        re.match(r"g(?:ives?|ave)\b|grants?\b", scene.text[h.span[0] : h.span[1]], re.I)
        for h in scene.statuses
        if clause[0] <= h.span[0] < clause[1]
    )
    if found == "pledged" and rank == 1 and institutional and gives:
        return ("allocated" if kind == "humanitarian" else "approved"), 0.05
    return found, 0.0


@cache
def _frames() -> dict[str, float]:
    """Return from how many euros on a donor's sum is a frame out of which packages come, "*" for any other state."""
    return {row["donor"]: float(row["least_eur"]) for row in read_rows("aid_frames")}


def find_role(
    role: AidRole | None,
    status: AidStatus,
    donor: str,
    scene: Scene,
    clause: Span,
    *,
    euros: float | None,
    told: bool,
) -> AidRole:
    """Return the part a sum plays; `told` tells whether a word of the sentence states what is done with it.

    A frame of the EU or a lender is new money, for what is paid from it are tranches; a state's is an envelope, for
    its packages are announced one by one.
    """
    if role == "tranche":
        return role
    if any(code in GROUPS or code == MANY for code in donor.split("+")):
        return "aggregate"
    if role == "total_to_date":
        return role
    if status in ("paused", "resumed", "cancelled", "refused"):
        return "status_change"
    institution = donor in LENDERS or donor == "EU"
    if institution:
        return "tranche" if status == "delivered" else "new" if role in (None, "envelope") else role
    known = next((as_role(p.role) for p in find_programmes(scene.text, scene.span) if p.role), None)
    if role is not None or known is not None:
        return role or known or "new"
    firm = told and status in ("pledged", "approved", "allocated")
    least = _frames().get(donor, _frames()["*"] if not firm else math.inf)
    large = euros is not None and euros >= least
    return "envelope" if large or _FRAME.search(scene.text, *clause) else "new"


def find_instrument(scene: Scene, amount: Amount, has_items: bool) -> AidInstrument:
    named = instrument_near(scene, amount.span, has_items=has_items, has_amount=True)
    if named == "unspecified" and any(p.instrument == "loan" for p in find_programmes(scene.text, scene.span)):
        return "loan"
    return named
