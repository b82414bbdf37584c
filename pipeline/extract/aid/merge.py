"""One record an announcement: mentions of the same money or thing in one text are folded together."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import AidMention

_REACH = 60  # records looked back on: a text with more announcements than that is a list
_VAGUE = re.compile(r"\b(?:aid|support|assistance|help|packages?|weapons?|arms|weaponry|equipment|supplies)$", re.I)
_UNSURE = frozenset({"sum-context", "sum-currency", "sum-earlier", "sum-weak", "sum-behind"})


def merge(found: Sequence[AidMention]) -> tuple[AidMention, ...]:
    """Return the records of a text in order, each announcement once; the first mention stays, later ones complete
    it.
    """
    out: list[AidMention] = []
    for mention in found:
        near = range(max(len(out) - _REACH, 0), len(out))
        at = next((i for i in near if _same(out[i], mention)), None)
        if at is None:
            out.append(mention)
        else:
            out[at] = _completed(out[at], mention)
    return tuple(out)


def _same(a: AidMention, b: AidMention) -> bool:
    if (a.amount is None) != (b.amount is None):
        return (
            a.donor_id == b.donor_id
            and a.kind == b.kind
            and abs(a.sentence[0] - b.sentence[0]) < 600
            and _share_things(a, b)
        )
    if a.amount is not None and b.amount is not None:
        sums = a.currency == b.currency and abs(a.amount - b.amount) <= 0.01 * a.amount
        return sums and (a.donor_id == b.donor_id or _unsure(a) or _unsure(b))
    if a.donor_id != b.donor_id:
        return False
    if a.status == b.status and all(_VAGUE.search(i.name) for i in (*a.items, *b.items)):
        return a.kind == b.kind
    if not a.items or not b.items:
        return a.kind == b.kind and a.status == b.status
    return a.kind == b.kind and _share_things(a, b)


def _unsure(mention: AidMention) -> bool:
    return mention.rule.partition(",")[0] in _UNSURE


def _share_things(a: AidMention, b: AidMention) -> bool:
    things_a, things_b = {i.name.lower().rstrip("s") for i in a.items}, {i.name.lower().rstrip("s") for i in b.items}
    return any(x in y or y in x for x in things_a for y in things_b)


def _completed(first: AidMention, later: AidMention) -> AidMention:
    """Return `first` with what only `later` knows; a donor named outright replaces one that was guessed."""
    sure = later if _unsure(first) and not _unsure(later) else first
    if first.amount is None and later.amount is not None:
        first, later = (
            replace(later, status=first.status if later.confidence < first.confidence else later.status),
            first,
        )
    kinder = later if first.confidence < later.confidence and first.kind != later.kind else first
    return replace(
        first,
        donor=sure.donor,
        donor_id=sure.donor_id,
        kind=kinder.kind,
        items=first.items or later.items,
        programme=first.programme or later.programme,
        supplier=first.supplier or later.supplier,
        conditions=first.conditions or later.conditions,
        instrument=first.instrument if first.instrument != "unspecified" else later.instrument,
        confidence=max(first.confidence, later.confidence),
    )
