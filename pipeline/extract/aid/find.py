"""Aid to Ukraine in a text: who announced what, how much, in what state, and what looks like aid and is not.

Sentence by sentence: lay out the scene, settle the sums against each other, refuse what is no aid, find the payer,
read status, kind
and role; then things given without a sum. Mentions of the same announcement in one text become one record.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.extract.aid.amounts import Amount, currency_of
from pipeline.extract.aid.conditions import conditions_after, find_conditions
from pipeline.extract.aid.context import Surroundings
from pipeline.extract.aid.dates import announced_on
from pipeline.extract.aid.donors import (
    ActorRegistry,
    NamedMention,
    Parties,
    donor_name,
)
from pipeline.extract.aid.evidence import is_about_aid, is_money, is_plain
from pipeline.extract.aid.gate import candidates
from pipeline.extract.aid.goods import read_goods
from pipeline.extract.aid.items import find_programmes, find_supplier, find_things, numbered_package
from pipeline.extract.aid.merge import merge
from pipeline.extract.aid.money import convert
from pipeline.extract.aid.refusals import implausible, refuse_amount
from pipeline.extract.aid.scene import Scene, set_scene
from pipeline.extract.aid.status import kind_near, role_near, status_near
from pipeline.extract.aid.sums import Settled, settle
from pipeline.extract.aid.terms import Payer, find_instrument, find_kind, find_payer, find_role, find_status
from pipeline.extract.document import Document
from pipeline.records import AidMention, AidRole, AidStatus, NotCounted, Span

_BY_CURRENCY = {
    "GBP": "GBR", "CAD": "CAN", "AUD": "AUS", "NZD": "NZL", "SEK": "SWE", "NOK": "NOR", "DKK": "DNK", "CZK": "CZE",
    "CHF": "CHE", "JPY": "JPN", "PLN": "POL", "KRW": "KOR", "kr": "NOR", "ISK": "ISL",
}  # fmt: skip
_LEFT_OVER = re.compile(r"\b(?:left(?:over)?|remaining|unspent|unused)\b", re.I)


def find_aid(
    document: Document, mentions: Sequence[NamedMention], registry: ActorRegistry | None
) -> tuple[tuple[AidMention, ...], tuple[NotCounted, ...]]:
    """Return the aid announcements of a text and the sums and arms that look like aid and are not, in order.

    Spans slice `document.text`; amounts are in the main unit of their currency. Linear in the text; never fails.
    """
    reader = _Reader(document, mentions, registry)
    for index, sentence, money in candidates(document):
        reader.read(index, sentence, money=money)
    return merge(reader.found), tuple(reader.refused)


class _Reader:
    """Reads the candidate sentences of one document in order."""

    def __init__(self, document: Document, mentions: Sequence[NamedMention], registry: ActorRegistry | None) -> None:
        self.document = document
        self.mentions, self.registry = mentions, registry
        self.found: list[AidMention] = []
        self.refused: list[NotCounted] = []

    @cached_property
    def parties(self) -> Parties:
        """What finds the parties of a sentence."""
        return Parties(self.document, self.mentions, self.registry)

    @cached_property
    def around(self) -> Surroundings:
        """What the rest of the text tells about a sentence."""
        return Surroundings(self.document, self.parties)

    def read(self, index: int, sentence: Span, *, money: bool) -> None:
        """Read one sentence into `found` and `refused`."""
        around = self.around
        scene = set_scene(
            self.document.text,
            sentence,
            self.parties,
            money=money,
            topic_is_ukraine=around.topic_is_ukraine,
            voice=around.voice,
            bare=around.whole(index) is not None,
        )
        counted: list[AidMention] = []
        for settled in settle(scene):
            if settled.amount.value < 1e4 and not settled.amount.period:
                continue
            record = self._sum(scene, settled, index, counted)
            if isinstance(record, AidMention):
                counted.append(record)
            elif record is not None:
                self.refused.append(record)
        goods, refused = read_goods(scene, counted, lambda: around.donor_before(index), self.document.published)
        self.refused.extend(refused)
        after = conditions_after(self.document, index) if counted or goods else ""
        for found in (*counted, *goods):
            told = "; ".join(part for part in (found.conditions, after) if part)
            self.found.append(replace(found, conditions=told) if after else found)
            around.keep(found, index)

    def _sum(
        self, scene: Scene, settled: Settled, index: int, counted: list[AidMention]
    ) -> AidMention | NotCounted | None:
        """Return the record of one sum, or why it is not counted."""
        amount, around = settled.amount, self.around
        clause = scene.clause_of(amount.span[0])
        reason = settled.reason or refuse_amount(scene, amount)
        if not reason and around.goes_elsewhere(scene, amount.span, index):
            reason = "other-recipient"
        whole = around.whole(index)
        if not reason and whole is not None and amount.value < (whole.amount or 0.0):
            return self._part(scene, settled, whole)
        gift = around.valued(scene, amount.span, index) if not reason else None
        status, rank = status_near(scene, amount.span)
        if gift is not None:
            status, rank = status_near(gift, (gift.span[1], gift.span[1]))
        if rank <= 1:
            status = around.headline_status(scene) or status
        if not reason and gift is None and not is_about_aid(scene, clause, rank, bool(self.found or counted)):
            reason = "no-aid-words"
        if not reason and not amount.currency and not is_money(scene, amount):
            return None
        payer = find_payer(scene, amount, clause, lambda: around.donor_before(index))
        currency = currency_of(amount, payer.donor or None, tuple(a.currency for a in scene.amounts if a is not amount))
        role = "tranche" if settled.note == "part" else role_near(scene, amount.span)
        if not payer.donor and not reason and role != "status_change":
            payer = Payer(_BY_CURRENCY.get(amount.currency or (currency or ""), ""), "currency", 0.25)
        if (
            not reason
            and gift is None
            and payer.how in ("context", "currency", "weak")
            and not is_plain(scene, clause, payer.how, around.donor)
        ):
            reason = "no-donor"
        if not reason:
            reason = self._late_reason(payer, currency, role, counted, scene, amount)
        if reason:
            return NotCounted(amount.span, scene.span, reason, amount.value, currency, payer.donor or None)
        return self._record(scene, settled, payer, currency, status, rank, role, gift)

    def _late_reason(
        self,
        payer: Payer,
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

    def _part(self, scene: Scene, settled: Settled, whole: AidMention) -> AidMention:
        """Return the record of a part of a sum that an earlier sentence names."""
        payer = Payer(whole.donor_id or "", "whole", 0.1)
        status, rank = status_near(scene, settled.amount.span)
        record = self._record(scene, settled, payer, whole.currency, status, rank, "tranche")
        return record if rank > 1 and whole.status != "proposed" else replace(record, status=whole.status)

    def _record(
        self,
        scene: Scene,
        settled: Settled,
        payer: Payer,
        currency: str | None,
        status: AidStatus | None,
        rank: int,
        role: AidRole | None,
        gift: Scene | None = None,
    ) -> AidMention:
        text, amount = scene.text, settled.amount
        clause = scene.clause_of(amount.span[0])
        programmes = find_programmes(text, scene.span)
        earlier = kind_near(gift, (gift.span[1], gift.span[1]))[0] if gift is not None else self.around.kind
        kind, kind_doubt = find_kind(scene, amount, payer.donor, role, earlier)
        if settled.note == "difference" and kind_doubt:
            kind = "mixed"  # what grows is a frame
        status, status_doubt = find_status(scene, payer.donor, kind, status, rank, clause)
        found = find_things(scene, *clause) or (find_things(gift, *gift.span) if gift is not None else [])
        things = [t.item for t in found if not t.vague]
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
            role=find_role(
                role,
                status,
                payer.donor,
                scene,
                clause,
                euros=convert(amount.value, currency, self.document.published).eur,
                told=rank > 0,
            ),
            status=status,
            kind=kind,
            instrument=find_instrument(scene, amount, bool(things)),
            amount=value,
            amount_max=amount.value_max if value is not None else None,
            qualifier=amount.qualifier if value is not None else "",
            currency=currency if value is not None else None,
            items=tuple(dict.fromkeys(things)),
            programme=next((p.name for p in programmes), "") or numbered_package(text, scene.span),
            supplier=find_supplier(text, scene.span),
            conditions=find_conditions(scene, amount.span),
            announced_on=announced_on(text, scene.span, self.document.published, status),
            span=amount.span,
            sentence=scene.span,
            confidence=round(max(0.95 - doubt, 0.2), 2),
            rule=f"sum-{payer.how}" + (f", {settled.note}" if settled.note else ""),
        )
