"""The data dictionary: every table and column of the store, as data.

dtypes, the CSV header, the Method page and the README table all come from here. Times are UTC; amounts are in the
currency's main unit; columns of dtype "json" hold JSON text; an empty string means "none said", null means "not known
or not applicable".
"""

from dataclasses import dataclass
from typing import Literal

SCHEMA_VERSION = 1

DType = Literal["string", "category", "time", "date", "float", "int", "bool", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, dtype, unit ("" where it has none), meaning, source (the stage that fills it)."""

    name: str
    dtype: DType
    meaning: str
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, the column that identifies it, its columns in order."""

    name: str
    row: str
    key: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names in order."""
        return tuple(column.name for column in self.columns)


ARTICLES = Table(
    "articles",
    "one article, its newest revision",
    "article_id",
    (
        Column("article_id", "string", "hash of the canonical URL", source="ingest"),
        Column("url", "string", "link as the feed gave it", source="feed"),
        Column("canonical_url", "string", "link without tracking, scheme and www variants", source="ingest"),
        Column("source_id", "category", "feed that brought the article first", source="feed"),
        Column("source", "category", "title of that feed", source="feed"),
        Column("title", "string", "headline", source="feed"),
        Column("published_at", "time", "publication time", "UTC", "feed"),
        Column("date_from", "category", "where that time comes from: feed, page, first-seen, given", source="ingest"),
        Column("first_seen_at", "time", "when this store first saw it", "UTC", "ingest"),
        Column("language", "category", "language of the text", "ISO 639-1", "ingest"),
        Column("text", "string", "headline, blank line, body; never exported", source="feed or page"),
        Column("text_from", "category", "feed, page or file", source="ingest"),
        Column("content_hash", "string", "hash of title and text, tells revisions apart", source="ingest"),
        Column("story_id", "string", "article_id of the earliest near-identical article", source="ingest"),
        Column("revision", "int", "1 for the first version seen", source="ingest"),
        Column("marks", "json", "paywall, live-blog, consent-wall, video, future-date, ...", source="ingest"),
        Column("unread", "string", "why it was not read (language), empty where it was", source="extract"),
        Column("statements", "int", "statements found in it", source="extract"),
        Column("aid", "int", "aid mentions found in it", source="extract"),
    ),
)

STATEMENTS = Table(
    "statements",
    "one statement of one speaker in one article",
    "statement_id",
    (
        Column("statement_id", "string", "hash of article, offsets and speaker", source="extract"),
        Column("article_id", "string", "article it stands in", source="ingest"),
        Column("published_at", "time", "publication time of the article", "UTC", "feed"),
        Column("source_id", "category", "feed of the article", source="feed"),
        Column("source", "category", "title of that feed", source="feed"),
        Column("url", "string", "link of the article", source="feed"),
        Column("title", "string", "headline of the article", source="feed"),
        Column("actor_id", "category", "listed actor who is quoted; null for unlisted speakers", source="extract"),
        Column("speaker", "string", "name shown: full name, else as the text names them", source="extract"),
        Column(
            "speaker_kind",
            "category",
            "person, institution, state, group, anonymous, unlisted",
            source="extract",
        ),
        Column("joint_with", "json", "who says it together with the speaker; each has a row", source="extract"),
        Column("office", "string", "office held on the day", source="offices.csv"),
        Column("country", "category", "speaker's country or organisation", "ISO 3166-1 alpha-3", "actors.csv"),
        Column("side", "category", "ukraine, russia, partner, neutral, other; null if unknown", source="actors.csv"),
        Column("kind", "category", "direct (all in quotation marks), mixed, indirect", source="extract"),
        Column("quote", "string", "the reported words", source="article"),
        Column("cue", "string", "the reporting words: said, denied, according to", source="article"),
        Column("sentence", "string", "the sentence or sentences that attribute them", source="article"),
        Column("content_spans", "json", "offsets of the words in the text", "characters", "extract"),
        Column("source_start", "int", "start of the words that name the speaker", "characters", "extract"),
        Column("source_end", "int", "their end", "characters", "extract"),
        Column("cue_start", "int", "start of the reporting words", "characters", "extract"),
        Column("cue_end", "int", "their end", "characters", "extract"),
        Column("sentence_start", "int", "start of the sentence", "characters", "extract"),
        Column("sentence_end", "int", "its end", "characters", "extract"),
        Column("targets", "json", "ids of the actors and states it is about", source="extract"),
        Column("tone", "float", "mean over targets of P(positive) - P(negative)", "-1 to 1", "tone model"),
        Column("action", "category", "kind of action spoken of (quad class), empty if none", source="action lexicon"),
        Column("rule", "category", "rule that found it", source="extract"),
        Column("confidence", "float", "estimated chance that it is right", "0 to 1", "extract"),
        Column("echo_id", "string", "statement_id of the first statement with the same words", source="extract"),
    ),
)

AID = Table(
    "aid",
    "one mention of an aid announcement, or of money that looks like aid and is not",
    "aid_id",
    (
        Column("aid_id", "string", "hash of article and offsets", source="extract"),
        Column("article_id", "string", "article it stands in", source="ingest"),
        Column("published_at", "time", "publication time of the article", "UTC", "feed"),
        Column("source_id", "category", "feed of the article", source="feed"),
        Column("source", "category", "title of that feed", source="feed"),
        Column("url", "string", "link of the article", source="feed"),
        Column("title", "string", "headline of the article", source="feed"),
        Column("counted", "bool", "false: seen, but not aid; see reason", source="extract"),
        Column("reason", "category", "why it is not counted, empty where it is", source="extract"),
        Column("announced_on", "date", "day of the announcement", "UTC day", "extract"),
        Column("event_id", "string", "aid_id of the first mention of the same announcement", source="extract"),
        Column("donor", "category", "state or institution that gives; joint: DEU+NOR", "ISO 3166-1 alpha-3", "extract"),
        Column("donor_name", "string", "its name", source="countries.csv"),
        Column("recipient", "category", "who gets it", "ISO 3166-1 alpha-3", "extract"),
        Column("role", "category", "new, tranche, envelope, total_to_date, aggregate, status_change", source="extract"),
        Column(
            "status", "category", "proposed, pledged, approved, allocated, delivered, paused, ...", source="extract"
        ),
        Column("kind", "category", "military, financial, humanitarian, energy, ...", source="extract"),
        Column("instrument", "category", "grant, loan, guarantee, in-kind, sale, unspecified", source="extract"),
        Column("amount", "float", "sum, lower end of a range", "main unit of currency", "extract"),
        Column("amount_max", "float", "upper end of a range", "main unit of currency", "extract"),
        Column("qualifier", "category", "exact, up-to, at-least, nearly, more-than, range, per-year", source="extract"),
        Column("currency", "category", "currency of the sum", "ISO 4217", "extract"),
        Column("amount_eur", "float", "the sum in euros at the rate of rate_date", "EUR", "ECB reference rates"),
        Column("amount_usd", "float", "the sum in US dollars at the rate of rate_date", "USD", "ECB reference rates"),
        Column("rate_date", "date", "day of the rate used; null where there is none", "UTC day", "ECB"),
        Column("items", "json", "things given: [[quantity, name], ...]", source="extract"),
        Column("programme", "string", "programme or initiative named", source="extract"),
        Column("supplier", "string", "who makes or sells it", source="extract"),
        Column("conditions", "string", "condition stated", source="extract"),
        Column("sentence", "string", "the sentence that says so", source="article"),
        Column("span_start", "int", "start of the evidence in the text", "characters", "extract"),
        Column("span_end", "int", "its end", "characters", "extract"),
        Column("sentence_start", "int", "start of the sentence", "characters", "extract"),
        Column("sentence_end", "int", "its end", "characters", "extract"),
        Column("rule", "category", "rule that found it", source="extract"),
        Column("confidence", "float", "estimated chance that it is right", "0 to 1", "extract"),
    ),
)

TONES = Table(
    "tones",
    "tone towards one target in one statement or in one sentence of an outlet",
    "tone_id",
    (
        Column("tone_id", "string", "hash of article, span of the target and voice", source="extract"),
        Column("article_id", "string", "article it stands in", source="ingest"),
        Column("statement_id", "string", "statement it stands in; null in an outlet's own voice", source="extract"),
        Column("published_at", "time", "publication time of the article", "UTC", "feed"),
        Column("source_id", "category", "feed of the article", source="feed"),
        Column("source", "category", "title of that feed", source="feed"),
        Column("url", "string", "link of the article", source="feed"),
        Column("voice", "category", "speaker (reported words) or outlet (unquoted text)", source="extract"),
        Column("actor_id", "category", "who speaks; null in an outlet's own voice", source="extract"),
        Column("side", "category", "side of who speaks; null in an outlet's own voice", source="actors.csv"),
        Column("target_id", "category", "actor or state that is portrayed", source="extract"),
        Column("label", "category", "negative, neutral or positive", source="tone model"),
        Column("score", "float", "P(positive) - P(negative)", "-1 to 1", "tone model"),
        Column("p_negative", "float", "probability of negative", "0 to 1", "tone model"),
        Column("p_neutral", "float", "probability of neutral", "0 to 1", "tone model"),
        Column("p_positive", "float", "probability of positive", "0 to 1", "tone model"),
        Column("model", "category", "version of the model, and behind / that of what it scores", source="tone model"),
        Column(
            "sentence",
            "string",
            "what was scored: a speaker's words (… for what is left out) behind “A speaker: ”, an outlet's sentence",
            source="article",
        ),
        Column("span_start", "int", "start of the target in it", "characters", "extract"),
        Column("span_end", "int", "its end", "characters", "extract"),
        Column(
            "echo_id",
            "string",
            "echo of the statement; in an outlet's voice the same for the same sentence",
            source="extract",
        ),
    ),
)

FLAGS = Table(
    "flags",
    "something a reader should be warned of",
    "flag_id",
    (
        Column("flag_id", "string", "hash of article, kind and offsets", source="extract"),
        Column("article_id", "string", "article it stands in", source="ingest"),
        Column("published_at", "time", "publication time of the article", "UTC", "feed"),
        Column("source", "category", "title of the feed", source="feed"),
        Column("url", "string", "link of the article", source="feed"),
        Column("kind", "category", "wrong-office, former-in-post, quote-differs, date-contradiction", source="extract"),
        Column("span_start", "int", "start of the words", "characters", "extract"),
        Column("span_end", "int", "their end", "characters", "extract"),
        Column("sentence", "string", "the sentence they stand in", source="article"),
        Column("message", "string", "what is odd", source="extract"),
        Column("expected", "string", "what the registry says", source="offices.csv"),
    ),
)

FEEDS = Table(
    "feeds",
    "one feed: its state",
    "feed_id",
    (
        Column("feed_id", "string", "short name made of the title", source="feeds.opml"),
        Column("url", "string", "address that is polled", source="feeds.opml"),
        Column("title", "string", "name shown", source="feeds.opml"),
        Column("site_url", "string", "site of the publisher", source="feeds.opml"),
        Column("country", "category", "country of the publisher", "ISO 3166-1 alpha-3", "feeds.opml"),
        Column("language", "category", "language", "ISO 639-1", "feeds.opml"),
        Column("kind", "category", "media, agency, government, ...", source="feeds.opml"),
        Column("focus", "category", "ukraine-only, region, world, ...", source="feeds.opml"),
        Column("enabled", "bool", "false: switched off by hand or gone", source="ingest"),
        Column("etag", "string", "validator of the last answer", source="HTTP"),
        Column("last_modified", "string", "validator of the last answer", source="HTTP"),
        Column("body_hash", "string", "hash of the last body", source="ingest"),
        Column("next_due_at", "time", "when it is asked next", "UTC", "ingest"),
        Column("interval_s", "float", "time between two requests", "seconds", "ingest"),
        Column("failures", "int", "failures in a row", source="ingest"),
        Column("failing_since", "time", "first of them", "UTC", "ingest"),
        Column("health", "category", "status of the last attempt", source="ingest"),
        Column("last_error", "string", "its reason in words", source="ingest"),
        Column("last_ok_at", "time", "last answer that could be read", "UTC", "ingest"),
        Column("last_item_at", "time", "newest item seen", "UTC", "feed"),
        Column("items_per_day", "float", "observed rhythm", "items a day", "ingest"),
        Column("silent_since", "time", "set where the feed falls far below its habit", "UTC", "ingest"),
        Column("moved_to", "string", "permanent redirect seen", source="HTTP"),
        Column("moved_rounds", "int", "rounds it has held", source="ingest"),
        Column("old_urls", "json", "addresses it had before", source="ingest"),
        Column("suggestion", "string", "feed that a page offers in its place", source="ingest"),
        Column("updated_at", "time", "when this row was written", "UTC", "ingest"),
    ),
)

FETCHES = Table(
    "fetches",
    "one attempt to fetch",
    "fetch_id",
    (
        Column("fetch_id", "string", "hash of feed and time", source="ingest"),
        Column("feed_id", "category", "feed", source="feeds.opml"),
        Column("at", "time", "when", "UTC", "ingest"),
        Column("status", "category", "ok, not-modified, empty, not-a-feed, error, gone, slow, ...", source="ingest"),
        Column("http_status", "int", "status code; null without an answer", source="HTTP"),
        Column("bytes", "int", "bytes on the wire", "bytes", "HTTP"),
        Column("seconds", "float", "time taken", "seconds", "ingest"),
        Column("entries", "int", "entries in the answer", source="feed"),
        Column("new_articles", "int", "articles not seen before", source="ingest"),
        Column("updated_articles", "int", "articles with a new revision", source="ingest"),
        Column("rejected", "int", "entries not about the war", source="ingest"),
        Column("error", "string", "reason of a failure", source="ingest"),
    ),
)

REJECTED = Table(
    "rejected",
    "one entry that is not about the war",
    "article_id",
    (
        Column("article_id", "string", "hash of the canonical URL", source="ingest"),
        Column("source_id", "category", "feed", source="feeds.opml"),
        Column("title", "string", "headline", source="feed"),
        Column("url", "string", "link", source="feed"),
        Column("published_at", "time", "publication time", "UTC", "feed"),
        Column("reason", "string", "why it was left out", source="ingest"),
    ),
)

REVISIONS = Table(
    "revisions",
    "one superseded version of an article",
    "revision_id",
    (
        Column("revision_id", "string", "hash of article and revision", source="ingest"),
        Column("article_id", "string", "article", source="ingest"),
        Column("revision", "int", "number of the version", source="ingest"),
        Column("replaced_at", "time", "when the next version was seen", "UTC", "ingest"),
        Column("title", "string", "headline then", source="feed"),
        Column("text", "string", "text then; never exported", source="feed or page"),
        Column("statements", "json", "statements found then", source="extract"),
        Column("aid", "json", "aid mentions found then", source="extract"),
    ),
)

KIEL = Table(
    "kiel",
    "one row of the Kiel Institute's Ukraine Support Tracker",
    "kiel_id",
    (
        Column("kiel_id", "string", "hash of release and row", source="Kiel"),
        Column("release", "string", "file it was read from", source="Kiel"),
        Column("donor", "category", "donor", "ISO 3166-1 alpha-3", "Kiel"),
        Column("month", "date", "first day of the month", source="Kiel"),
        Column("kind", "category", "military, financial, humanitarian", source="Kiel"),
        Column("measure", "category", "commitment or allocation", source="Kiel"),
        Column("amount_eur", "float", "value", "EUR", "Kiel"),
        Column("note", "string", "Kiel's explanation", source="Kiel"),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (ARTICLES, STATEMENTS, AID, TONES, FLAGS, FEEDS, FETCHES, REJECTED, REVISIONS, KIEL)
}

EXPORTABLE = ("statements", "aid", "aid-events", "articles", "tones", "flags", "feeds", "fetches", "rejected")
