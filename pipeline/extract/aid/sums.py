"""Arithmetic between the sums of one sentence: which of them is the new money.

"Grows from 75 to 135 billion" is 60 new; "1.5 billion a month for five months" is 7.5; "4.3 billion: 2 for arms
and a 2.3 loan" is two
sums; "153 million, 8 million of it for Moldova" is 145.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.extract.aid.amounts import Amount
from pipeline.extract.aid.refusals import is_part_note
from pipeline.extract.aid.scene import Scene

_GROWS = re.compile(
    r"\b(?:grow\w*|grew|ris\w+|rose|rais\w+|increas\w+|expand\w*|lift\w*|boost\w*|up(?:ped|s)?|double\w*|"
    r"swell\w*|go(?:es)?|extend\w*|widen\w*|enlarg\w+|climb\w*|jump\w*|top\w* up)\b[^;.]{0,60}\bfrom\s+"
    r"(?:an?\s+)?(?:\w+\s)?$",
    re.I,
)
_SHRINKS = re.compile(
    r"\b(?:cut|cuts|cutting|reduc\w+|lower\w*|shrink\w*|shrank|trim\w*|slash\w*|halv\w+|fall\w*|fell|drop\w*|"
    r"scal\w+ (?:back|down))\b[^;]{0,60}\bfrom\s[^;]*$",
    re.I,
)
_FRAME_TOTAL = re.compile(
    r"\b(?:frame|total|sum|envelope|package|programme|program|altogether|in all|overall)\b[^;]{0,20}$", re.I
)
_ALREADY = re.compile(r"\b(?:already|previously|earlier|existing|under (?:earlier|previous|drawdowns?))\b", re.I)
_NEW = re.compile(r"^\s*(?:is\s+|are\s+|in\s+)?(?:new|fresh|additional)\b", re.I)
_FOR_OTHER = re.compile(
    r"^\s*(?:of (?:it|that|this|which))?\s*(?:is |goes |going |will go )*(?:to|for)\s+(?:the\s+)?(?!Ukrain|"
    r"Kyiv)[A-Z]\w+"
)
_OF_WHICH = re.compile(r"\b(?:of|out of) (?:which|this|these)\b", re.I)
_ROUNDED = 1.1  # parts are told in rounder figures than their sum


@dataclass(frozen=True, slots=True)
class Settled:
    """One sum after the arithmetic; `reason` is set where it is not new money by itself.

    `note` says what was computed: "difference" (from A to B), "times" (a month, for months), "less" (another's part),
    "part" (of the sum before "of which").
    """

    amount: Amount
    reason: str = ""
    note: str = ""


def settle(scene: Scene) -> list[Settled]:
    """Return the sums of a sentence in order with the arithmetic between them done."""
    if not scene.amounts:
        return []
    done = [_rated(amount) for amount in scene.amounts]
    for rule in (_parts, _cut, _growth, _new_and_old, _split_total, _frame_over_slices, _share_of_frame, _minus_others):
        done = list(rule(scene, done))
    return done


def _rated(amount: Amount) -> Settled:
    """Multiply a monthly or yearly sum where its term is known."""
    if amount.period and amount.periods:
        total = replace(amount, value=amount.value * amount.periods, qualifier="exact")
        return Settled(total, note="times")
    return Settled(amount)


def _parts(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Mark the sums behind "of which" as parts of the sum before it, where they are not all of it."""
    whole_told = abs(sum(s.amount.value for s in done[1:]) - done[0].amount.value) <= 0.01 * done[0].amount.value
    if whole_told:
        yield from done
        return
    for i, settled in enumerate(done):
        whole, rest = done[0].amount, done[1 : i + 1]
        named = i > 0 and _OF_WHICH.search(scene.text, whole.span[1], done[1].amount.span[0]) is not None
        small = sum(s.amount.value for s in rest) <= _ROUNDED * whole.value
        yield replace(settled, note="part") if named and small else settled


def _cut(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Drop both sums of "cut its pledge from A to B": nothing new is given."""
    for settled in done:
        head = scene.text[max(scene.span[0], settled.amount.span[0] - 90) : settled.amount.span[0]]
        yield replace(settled, reason="reduced") if _SHRINKS.search(head) else settled


def _growth(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Turn "grows from A to B" into B - A."""
    skip = False
    for i, settled in enumerate(done):
        if skip:
            skip = False
            continue
        amount = settled.amount
        head = scene.text[max(scene.span[0], amount.span[0] - 90) : amount.span[0]]
        following = done[i + 1].amount if i + 1 < len(done) else None
        if amount.qualifier == "range" and amount.value_max and _GROWS.search(head):
            yield Settled(
                replace(amount, value=amount.value_max - amount.value, value_max=None, qualifier="exact"),
                note="difference",
            )
        elif (
            following is not None
            and following.value > amount.value
            and _GROWS.search(head)
            and _linked(scene, amount, following)
        ):
            span = (amount.span[0], following.span[1])
            yield Settled(
                replace(following, span=span, value=following.value - amount.value, qualifier="exact"),
                note="difference",
            )
            skip = True
        else:
            yield settled


def _linked(scene: Scene, first: Amount, second: Amount) -> bool:
    return re.fullmatch(r"[\w\s]{0,20}\bto\s+(?:\w+\s){0,2}", scene.text[first.span[1] : second.span[0]]) is not None


def _new_and_old(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Of a package that is part new and part ordered earlier keep the new part."""
    tails = [scene.text[s.amount.span[1] : _tail_end(scene, done, i)] for i, s in enumerate(done)]
    new = [i for i, tail in enumerate(tails) if _NEW.match(tail)]
    old = [i for i, tail in enumerate(tails) if _ALREADY.search(tail)]
    split = bool(new and old and set(new).isdisjoint(old) and len(done) > 1)
    for i, settled in enumerate(done):
        if split and i not in new:
            yield replace(settled, reason="known" if i in old else "total")
        else:
            yield settled


def _tail_end(scene: Scene, done: list[Settled], i: int) -> int:
    return done[i + 1].amount.span[0] if i + 1 < len(done) else scene.span[1]


def _split_total(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Drop a total whose parts follow it in the sentence and add up to it (within 1 %)."""
    values = [s.amount.value for s in done]
    totals = {
        i
        for i in range(len(done) - 2)
        if not done[i].reason and abs(sum(values[i + 1 :]) - values[i]) <= 0.01 * values[i]
    }
    for i, settled in enumerate(done):
        yield replace(settled, reason="total-of-parts") if i in totals else settled


def _frame_over_slices(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Drop a yearly sum where the sentence also names the whole frame."""
    framed = any(
        _FRAME_TOTAL.search(scene.text[max(scene.span[0], s.amount.span[0] - 40) : s.amount.span[0]])
        and not s.amount.period
        for s in done
    )
    for settled in done:
        is_slice = framed and settled.amount.period == "year" and not settled.amount.periods
        yield replace(settled, reason="parent-sum") if is_slice else settled


def _share_of_frame(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Drop B of "got A of B billion": A is what was paid."""
    for i, settled in enumerate(done):
        joint = scene.text[done[i - 1].amount.span[1] : settled.amount.span[0]] if i else ""
        is_frame = joint.strip().lower() in ("of", "out of", "of the", "out of the", "of a", "out of a")
        yield replace(settled, reason="parent-sum") if is_frame else settled


def _minus_others(scene: Scene, done: list[Settled]) -> Iterator[Settled]:
    """Take another country's part off the sum before it."""
    out: list[Settled] = []
    for i, settled in enumerate(done):
        amount = settled.amount
        tail = scene.text[amount.span[1] : _tail_end(scene, done, i)]
        if out and is_part_note(scene.text, amount) and _FOR_OTHER.match(tail) and amount.value < out[-1].amount.value:
            whole = out[-1].amount
            out[-1] = Settled(replace(whole, value=whole.value - amount.value), note="less")
            out.append(replace(settled, reason="other-recipient"))
        else:
            out.append(settled)
    yield from out
