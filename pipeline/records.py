"""The records that ingest, extract and store hand to each other; frozen, typed, free of behaviour.

Offsets are Python string offsets into `Article.text` (the title, a blank line, then the body), end exclusive. Times are
aware UTC datetimes.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Span = tuple[int, int]

FETCH_STATUSES = (
    "ok",
    "not-modified",
    "empty",
    "not-a-feed",
    "error",
    "gone",
    "slow",
    "too-large",
    "blocked",
    "rate-limited",
)

Side = Literal["ukraine", "russia", "partner", "neutral", "other"]
SIDES: tuple[Side, ...] = ("ukraine", "russia", "partner", "neutral", "other")

StatementKind = Literal["direct", "mixed", "indirect"]
SpeakerKind = Literal["person", "institution", "state", "group", "anonymous", "unlisted"]

AidRole = Literal["new", "tranche", "envelope", "total_to_date", "aggregate", "status_change"]
AidStatus = Literal[
    "proposed", "pledged", "approved", "allocated", "delivered", "paused", "resumed", "cancelled", "refused"
]
AidKind = Literal[
    "military",
    "financial",
    "humanitarian",
    "energy",
    "reconstruction",
    "training",
    "intelligence",
    "mixed",
    "unspecified",
]
AidInstrument = Literal["grant", "loan", "guarantee", "in-kind", "sale", "unspecified"]

FlagKind = Literal["wrong-office", "former-in-post", "quote-differs", "date-contradiction"]

Voice = Literal["speaker", "outlet"]
ToneLabel = Literal["negative", "neutral", "positive"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed to poll: a row of the OPML with its own options."""

    feed_id: str
    url: str
    title: str
    site_url: str = ""
    country: str = ""  # ISO 3166-1 alpha-3 of the publisher, or an organisation's short name
    language: str = ""  # ISO 639-1
    kind: str = ""  # media, agency, government, international, think-tank, baseline
    focus: str = ""  # ukraine-only, region, world, defence, ...
    group: str = ""
    options: tuple[tuple[str, str], ...] = ()  # e.g. ("timeout", "60"), ("header:Accept", "...")


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the ingester hands it on; the newest revision replaces older ones."""

    article_id: str
    url: str
    canonical_url: str
    source_id: str  # the feed that brought it first
    source: str  # its title, as shown
    title: str
    text: str  # title, blank line, body
    text_from: Literal["feed", "page", "file"]
    published_at: dt.datetime
    date_from: Literal["feed", "page", "first-seen", "given"]
    first_seen_at: dt.datetime
    language: str  # ISO 639-1, "" where it cannot be told
    content_hash: str
    story_id: str = ""
    revision: int = 1
    marks: tuple[str, ...] = ()  # e.g. paywall, live-blog, consent-wall, video, future-date


@dataclass(frozen=True, slots=True)
class Rejected:
    """One feed entry that is not about the war, kept so that the filter can be checked."""

    article_id: str
    source_id: str
    title: str
    url: str
    published_at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt to fetch a feed."""

    feed_id: str
    at: dt.datetime
    status: str
    http_status: int | None = None
    bytes: int = 0
    seconds: float = 0.0
    entries: int = 0
    new_articles: int = 0
    updated_articles: int = 0
    rejected: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An actor or state that a statement (or an outlet's sentence) is about, with the span that names it."""

    target_id: str
    span: Span
    label: ToneLabel | None = None
    score: float | None = None  # P(positive) - P(negative), -1..1
    p_negative: float | None = None
    p_neutral: float | None = None
    p_positive: float | None = None


@dataclass(frozen=True, slots=True)
class CoSpeaker:
    """Who makes a statement together with its speaker: "Marn and Toll said"; fields as in `Statement`."""

    speaker: str
    actor_id: str | None
    speaker_kind: SpeakerKind
    office: str
    country: str
    side: Side | None


class Statement(NamedTuple):
    """One statement: who is reported to have said what, and where the text says so.

    A tuple, unlike the records beside it: an article has many, and a frozen dataclass takes thrice as long to make.
    """

    kind: StatementKind
    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    quote: str  # the reported words, spans joined by " ... "
    speaker: str  # the full name where it is known, else as the text names them
    actor_id: str | None
    speaker_kind: SpeakerKind
    office: str  # held on the article's date, "" where none is recorded
    country: str
    side: Side | None
    sentence: Span
    rule: str
    confidence: float
    targets: tuple[Target, ...] = ()
    action: str = ""  # quad class of the words: verbal-cooperation, material-conflict, ... "" where none
    co_speakers: tuple[CoSpeaker, ...] = ()
    governed: bool = False  # without the verb that reports them the words say nothing, or the contrary


@dataclass(frozen=True, slots=True)
class Portrayal:
    """A sentence in the outlet's own voice that names a target (tone of the outlet, not of a speaker)."""

    sentence: Span
    target: Target


@dataclass(frozen=True, slots=True)
class Item:
    """Something given: "150 Bushmaster vehicles" is (150, "Bushmaster vehicle", "military")."""

    quantity: float | None
    name: str


@dataclass(frozen=True, slots=True)
class AidMention:
    """One mention of an aid announcement."""

    donor: str  # as shown, e.g. "United Kingdom"
    donor_id: str | None  # ISO 3166-1 alpha-3 or organisation; joint donors as DEU+NOR+POL
    recipient: str
    role: AidRole
    status: AidStatus
    kind: AidKind
    instrument: AidInstrument
    amount: float | None  # main units of the currency
    amount_max: float | None
    qualifier: str  # exact, up-to, at-least, nearly, more-than, range, per-year, per-month, "" without amount
    currency: str | None  # ISO 4217
    items: tuple[Item, ...]
    programme: str
    supplier: str
    conditions: str
    announced_on: dt.date
    span: Span  # of the evidence: amount or item
    sentence: Span
    confidence: float
    rule: str = ""


@dataclass(frozen=True, slots=True)
class NotCounted:
    """An amount or arms item that looks like aid and is not, with the reason."""

    span: Span
    sentence: Span
    reason: str  # own-budget, backfill, sale, need, loss, trade, private, frozen-assets, refugees, other-recipient, ...
    amount: float | None
    currency: str | None
    donor_id: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a reader should be warned of."""

    kind: FlagKind
    span: Span
    message: str
    expected: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text gave."""

    language: str
    statements: tuple[Statement, ...] = ()
    aid: tuple[AidMention, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    flags: tuple[Flag, ...] = ()
    portrayals: tuple[Portrayal, ...] = ()
    unread: str = ""  # why the text was not read (its language), "" where it was
    marks: tuple[str, ...] = field(default=())
