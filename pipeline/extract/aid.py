"""Aid to Ukraine in a text: who announced what, how much, in what state, and what looks like aid and is not.

Sentence by sentence: lay out the scene, settle the sums against each other, refuse what is no aid, find the payer,
read status, kind
and role; then things given without a sum. Mentions of the same announcement in one text become one record.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.aid_dates import announced_on
from pipeline.extract.aid_gate import worth_reading
from pipeline.extract.aid_goods import read_goods
from pipeline.extract.aid_items import find_programmes, find_supplier, find_things, numbered_package
from pipeline.extract.aid_merge import merge
from pipeline.extract.aid_refusals import goes_to_ukraine, implausible, refuse_amount
from pipeline.extract.aid_scene import Scene, names_ukraine, set_scene
from pipeline.extract.aid_status import LENDERS, as_kind, as_status, instrument_near, kind_near, role_near, status_near
from pipeline.extract.aid_sums import Settled, settle
from pipeline.extract.amounts import Amount, currency_of
from pipeline.extract.document import Document
from pipeline.extract.donors import (
    GROUPS,
    MANY,
    ActorRegistry,
    NamedMention,
    Parties,
    choose_donor,
    donor_name,
    topic_donor,
    weak_donor,
)
from pipeline.extract.money import convert
from pipeline.records import AidInstrument, AidKind, AidMention, AidRole, AidStatus, NotCounted, Span

_AID = re.compile(
    r"\b(?:aid|assistance|packages?|support(?:ing)?|loans?|grants?|donat\w+|tranche|credits?|guarantees?|drawdowns?|"
    r"pledg\w+|weapons?|arms|arming|funding|help(?:s|ing)?|"
    r"military|humanitarian|facility|relief|lend\w*|gift\w*|contribut\w+|mat[eé]riel|shipments?|fund|frame|"
    r"floor|envelope|extra|additional)\b",
    re.I,
)
_STRONG_AID = re.compile(
    r"\b(?:aid|assistance|(?:aid|support|assistance|weapons|military|security|rescue|financial|new|latest)"
    r" packages?|loans?|grants?|donat\w+|tranche|drawdowns?|weapons?|"
    r"arms package|military|humanitarian|air[- ]defen[cs]e|ammunition|drones?|missiles?|tanks|gift\w*|"
    r"International Fund|mat[eé]riel)\b",
    re.I,
)
_BY_CURRENCY = {
    "GBP": "GBR", "CAD": "CAN", "AUD": "AUS", "NZD": "NZL", "SEK": "SWE", "NOK": "NOR", "DKK": "DNK", "CZK": "CZE",
    "CHF": "CHE", "JPY": "JPN", "PLN": "POL", "KRW": "KOR", "kr": "NOR", "ISK": "ISL",
}  # fmt: skip
_FRAME = re.compile(
    r"(?i:\b(?:ask|urg|request|seek|sought)\w*\s(?:the\s|US\s)*(?:Congress|parliament)\b)|"
    r"\b(?:[Ff]rame(?:work)?|[Ee]nvelope|[Bb]ill|[Oo]mnibus|[Ss]upplemental|[Ll]egislation|[Ff]acility|"
    r"tak(?:es|ing) (?:this|the) year|"
    r"(?:Senate|(?<!White )House|Congress|[Ll]awmakers|[Ss]enators)(?:\s\w+)?\s(?:[Pp]ass|[Aa]pprov|[Vv]ot|"
    r"[Bb]ack|[Pp]ropos|[Cc]lear|[Uu]nveil|[Pp]rovid)\w*)\b"
)
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
_LEFT_OVER = re.compile(r"\b(?:left(?:over)?|remaining|unspent|unused)\b", re.I)
_FRAME_SIZE = 1e10  # a sum of this size without a kind is a mix of them
_LOOK_BACK = 3
_MAX_SENTENCE = 2000


@dataclass(slots=True)
class _Focus:
    """What earlier sentences of the text set: the donor last counted and where."""

    donor: str = ""
    sentence: int = -99
    kind: AidKind | None = None


def find_aid(
    document: Document, mentions: Sequence[NamedMention], registry: ActorRegistry | None
) -> tuple[tuple[AidMention, ...], tuple[NotCounted, ...]]:
    """Return the aid announcements of a text and the sums and arms that look like aid and are not, in order.

    Spans slice `document.text`; amounts are in the main unit of their currency. Linear in the text; never fails.
    """
    tokens = document.tokens
    if not worth_reading(tokens.words):
        return (), ()
    reader = _Reader(document, mentions, registry)
    for index, sentence in enumerate(document.sentences):
        words = tokens.words[tokens.first_at(sentence[0]) : tokens.last_before(sentence[1])]
        if sentence[1] - sentence[0] <= _MAX_SENTENCE and worth_reading(words):
            reader.read(index, sentence)
    return merge(reader.found), tuple(reader.refused)


class _Reader:
    """Reads the candidate sentences of one document in order."""

    def __init__(self, document: Document, mentions: Sequence[NamedMention], registry: ActorRegistry | None) -> None:
        self.document = document
        self.parties = Parties(document, mentions, registry)
        self.topic = names_ukraine(document.text, (0, len(document.text)))
        self.focus = _Focus()
        self.found: list[AidMention] = []
        self.refused: list[NotCounted] = []

    def read(self, index: int, sentence: Span) -> None:
        """Read one sentence into `found` and `refused`."""
        scene = set_scene(self.document.text, sentence, self.parties, topic_is_ukraine=self.topic)
        if scene is None:
            return
        counted: list[AidMention] = []
        for settled in settle(scene):
            if settled.amount.value < 1e4 and not settled.amount.period:
                continue
            record = self._sum(scene, settled, index, counted)
            if isinstance(record, AidMention):
                counted.append(record)
            elif record is not None:
                self.refused.append(record)
        goods, refused = read_goods(scene, counted, self.context(index), self.document.published)
        self.refused.extend(refused)
        for found in (*counted, *goods):
            self.found.append(found)
            if found.donor_id:
                self.focus = _Focus(found.donor_id, index, found.kind)

    def context(self, index: int) -> str:
        """Return the donor that the sentences before this one speak of, "" where none does."""
        if self.focus.donor and index - self.focus.sentence <= _LOOK_BACK:
            return self.focus.donor
        sentences = self.document.sentences
        for earlier in (*range(index - 1, max(index - 1 - _LOOK_BACK, -1), -1), 0):
            if 0 <= earlier < index:
                span = sentences[earlier]
                donor = topic_donor(self.document.text, self.parties.within(span))
                if donor:
                    return donor
        return ""

    def _sum(
        self, scene: Scene, settled: Settled, index: int, counted: list[AidMention]
    ) -> AidMention | NotCounted | None:
        """Return the record of one sum, or why it is not counted."""
        amount = settled.amount
        clause = scene.clause_of(amount.span[0])
        reason = settled.reason or refuse_amount(scene, amount)
        status, rank = status_near(scene, amount.span)
        if not reason and not self._is_about_aid(scene, clause, rank, bool(self.found or counted)):
            reason = "no-aid-words"
        if not reason and not amount.currency and not _is_money(scene, amount):
            return None
        payer = _payer(scene, amount, clause, self.context(index))
        currency = currency_of(amount, payer.donor or None, tuple(a.currency for a in scene.amounts if a is not amount))
        role = role_near(scene, amount.span)
        if not payer.donor and not reason and role != "status_change":
            payer = _Payer(_BY_CURRENCY.get(amount.currency or (currency or ""), ""), "currency", 0.25)
        if not reason and payer.how in ("context", "currency", "weak") and not self._is_plain(scene, clause):
            reason = "no-donor"
        if not reason:
            reason = self._late_reason(payer, currency, role, counted, scene, amount)
        if reason:
            return NotCounted(amount.span, scene.span, reason, amount.value, currency, payer.donor or None)
        return self._record(scene, settled, payer, currency, status, rank, role)

    def _late_reason(
        self,
        payer: "_Payer",
        currency: str | None,
        role: AidRole | None,
        counted: list[AidMention],
        scene: Scene,
        amount: Amount,
    ) -> str:
        donor = payer.donor
        if role == "status_change" and payer.how in ("none", "programme"):
            return "known"
        if not donor:
            return "no-donor"
        if currency is None:
            return "no-currency"
        joint = next(
            (r.donor_id for r in counted if r.donor_id and "+" in r.donor_id and donor in r.donor_id.split("+")), None
        )
        if joint and amount.value < max(r.amount or 0 for r in counted):
            return "share-of-joint"
        kind, _ = kind_near(scene, amount.span)
        if implausible(convert(amount.value, currency, self.document.published).eur, kind or ""):
            return "implausible"
        return ""

    def _is_about_aid(self, scene: Scene, clause: Span, rank: int, earlier: bool) -> bool:
        """Tell whether a sentence speaks of giving: by an aid word or verb where Ukraine is named, by a plain one
        elsewhere.
        """
        text = scene.text
        if scene.names_ukraine or not scene.topic_is_ukraine:
            return rank > 0 or _AID.search(text, *scene.span) is not None
        if earlier and _OF_THIS.search(text, *clause):
            return True
        return _STRONG_AID.search(text, *scene.span) is not None or (earlier and _AID.search(text, *clause) is not None)

    def _is_plain(self, scene: Scene, clause: Span) -> bool:
        """Tell whether a clause without its own donor is plainly about aid to Ukraine, so that a donor may be
        inferred.
        """
        text = scene.text
        if not scene.topic_is_ukraine or _OF_THIS.search(text, *clause) or goes_to_ukraine(text, scene.span):
            return True
        if _MILITARY_AID.search(text, *clause):
            return True
        return _STRONG_AID.search(text, *clause) is not None and (scene.names_ukraine or self.focus.donor != "")

    def _record(
        self,
        scene: Scene,
        settled: Settled,
        payer: "_Payer",
        currency: str | None,
        status: AidStatus | None,
        rank: int,
        role: AidRole | None,
    ) -> AidMention:
        text, amount = scene.text, settled.amount
        clause = scene.clause_of(amount.span[0])
        programmes = find_programmes(text, scene.span)
        kind, kind_doubt = _kind(scene, amount, payer.donor, role, self.focus.kind)
        if settled.note == "difference" and kind_doubt:
            kind = "mixed"  # what grows is a frame
        status, status_doubt = _status(scene, payer.donor, kind, status, rank, programmes)
        things = [t.item for t in find_things(scene, *clause) if not t.vague]
        value: float | None = amount.value
        if status in ("paused", "resumed") and _LEFT_OVER.search(text, *clause):
            value = None
        doubt = (
            payer.doubt
            + kind_doubt
            + status_doubt
            + (0.0 if scene.names_ukraine else 0.05 if scene.topic_is_ukraine else 0.15)
        )
        return AidMention(
            donor=donor_name(payer.donor),
            donor_id=payer.donor,
            recipient="UKR",
            role=_role(role, status, payer.donor, scene, clause),
            status=status,
            kind=kind,
            instrument=_instrument(scene, amount, programmes, bool(things)),
            amount=value,
            amount_max=amount.value_max if value is not None else None,
            qualifier=amount.qualifier if value is not None else "",
            currency=currency if value is not None else None,
            items=tuple(dict.fromkeys(things)),
            programme=next((p.name for p in programmes), "") or numbered_package(text, scene.span),
            supplier=find_supplier(text, scene.span),
            conditions=settled.note,
            announced_on=announced_on(text, scene.span, self.document.published, status),
            span=amount.span,
            sentence=scene.span,
            confidence=round(max(0.95 - doubt, 0.2), 2),
            rule=f"sum-{payer.how}",
        )


def _is_money(scene: Scene, amount: Amount) -> bool:
    """Tell whether a number without currency is a sum: beside other sums, before a money word, or right after a
    giving verb.
    """
    if any(a.currency for a in scene.amounts) or _MONEY_WORD.match(scene.text, amount.span[1]):
        return True
    near = any(0 <= amount.span[0] - h.span[1] < 12 for h in scene.statuses)
    return (near and _PEOPLE.search(scene.text, *scene.span) is None) or bool(find_programmes(scene.text, scene.span))


@dataclass(frozen=True, slots=True)
class _Payer:
    donor: str
    how: str
    doubt: float = 0.0


def _payer(scene: Scene, amount: Amount, clause: Span, context: str) -> _Payer:
    """Return who pays: named in the sentence, known from the programme, named before, or only loosely named."""
    donor, how = choose_donor(scene.text, scene.parties, clause, amount.span)
    if donor:
        return _Payer(donor, how, 0.15 if how in ("earlier", "behind") else 0.0)
    programme = next((p.donor for p in find_programmes(scene.text, scene.span) if p.donor), "")
    if programme:
        return _Payer(programme, "programme", 0.05)
    if context:
        return _Payer(context, "context", 0.1)
    weak = weak_donor(scene.parties)
    return _Payer(weak, "weak", 0.2) if weak else _Payer("", "none")


def _kind(
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
    if re.search(r"\b(?:loans?|lends?|lent)\b", text[clause[0] : clause[1]], re.I):
        return "financial", 0.05
    return ("financial" if donor == "EU" else "military"), 0.1


def _status(
    scene: Scene, donor: str, kind: AidKind, found: AidStatus | None, rank: int, programmes: Sequence[object]
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
        re.match(r"g(?:ives?|ave)\b|grants?\b", scene.text[h.span[0] : h.span[1]], re.I) for h in scene.statuses
    )
    if found == "pledged" and rank == 1 and institutional and gives:
        return ("allocated" if kind == "humanitarian" else "approved"), 0.05
    return found, 0.0


def _role(role: AidRole | None, status: AidStatus, donor: str, scene: Scene, clause: Span) -> AidRole:
    if role == "tranche":
        return role
    if any(code in GROUPS or code == MANY for code in donor.split("+")):
        return "aggregate"
    if role == "total_to_date":
        return role
    if status in ("paused", "resumed", "cancelled", "refused"):
        return "status_change"
    if role is not None:
        return role
    if status == "delivered" and (donor in LENDERS or donor == "EU"):
        return "tranche"
    return "envelope" if _FRAME.search(scene.text, *clause) else "new"


def _instrument(scene: Scene, amount: Amount, programmes: Sequence[object], has_items: bool) -> AidInstrument:
    named = instrument_near(scene, amount.span, has_items=has_items, has_amount=True)
    if named == "unspecified" and any(p.instrument == "loan" for p in find_programmes(scene.text, scene.span)):
        return "loan"
    return named


def without_amount(mention: AidMention) -> AidMention:
    """Return the mention without its sum (a status change that names no new money)."""
    return replace(mention, amount=None, amount_max=None, qualifier="", currency=None)
