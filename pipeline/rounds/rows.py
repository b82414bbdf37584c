"""Records as rows of the store: one article and its reading in, dictionaries by the data dictionary out.

Ids are hashes of what identifies a row (the article and offsets): reading the same text again gives the same rows.
"""

import dataclasses
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.extract.scored import joined, spoken
from pipeline.records import (
    AidMention,
    Article,
    CoSpeaker,
    Fetch,
    Flag,
    NotCounted,
    Portrayal,
    Reading,
    Rejected,
    Span,
    Statement,
)
from pipeline.store.frames import rows_of
from pipeline.store.schema import TABLES

Row = dict[str, Any]
Convert = Callable[[float, str, dt.date], Any]
BASELINE = "baseline"  # id of the shipped feed, whose texts are the project's own words
BATCH_TABLES = ("articles", "statements", "aid", "tones", "flags")


def identity(*parts: object) -> str:
    """Return a 24-digit id that only these parts give, in this order."""
    joined = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def batch_rows(articles: Sequence[Article], readings: Sequence[Reading], convert: Convert) -> dict[str, pa.Table]:
    """Return the rows for each of `BATCH_TABLES`, their tones not scored yet."""
    rows: dict[str, list[Row]] = {name: [] for name in BATCH_TABLES}
    for article, reading in zip(articles, readings, strict=True):
        found = article_rows(article, reading, convert)
        for name in BATCH_TABLES:
            rows[name].extend(found[name])
    return {name: rows_of(_distinct(rows[name], TABLES[name].key), TABLES[name]) for name in BATCH_TABLES}


def article_rows(article: Article, reading: Reading, convert: Convert) -> dict[str, list[Row]]:
    """Return the rows of one article by table."""
    by_speaker = [_by_speaker(statement) for statement in reading.statements]
    statements = [_statement_row(article, part) for parts in by_speaker for part in parts]
    firsts = [parts[0] for parts in by_speaker]  # the tone of what several say together counts once
    aid = [_aid_row(article, mention, convert) for mention in reading.aid]
    return {
        "articles": [_article_row(article, reading) | {"statements": len(statements)}],
        "statements": statements,
        "aid": aid + [_not_counted_row(article, seen, convert) for seen in reading.not_counted],
        "tones": _tone_rows(article, firsts, () if article.source_id == BASELINE else reading.portrayals),
        "flags": [_flag_row(article, flag) for flag in reading.flags],
    }


def fetch_rows(fetches: Iterable[Fetch]) -> pa.Table:
    """Return rows of table `fetches`."""
    rows = [_flat(f) | {"fetch_id": identity(f.feed_id, f.at.isoformat())} for f in fetches]
    return rows_of(_distinct(rows, "fetch_id"), TABLES["fetches"])


def rejected_rows(rejected: Iterable[Rejected]) -> pa.Table:
    """Return rows of table `rejected`."""
    return rows_of(_distinct(map(_flat, rejected), "article_id"), TABLES["rejected"])


def _flat(record: Fetch | Rejected | CoSpeaker) -> Row:
    """Return the fields of a record that holds plain values; `asdict` would copy each of them."""
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def revision_rows(old: pd.DataFrame, statements: pd.DataFrame, aid: pd.DataFrame, replaced_at: dt.datetime) -> pa.Table:
    """Return rows of table `revisions` for the article rows `old`, with what was found in them then."""
    rows = [
        {
            "revision_id": identity(article["article_id"], int(article["revision"])),
            "article_id": article["article_id"],
            "revision": article["revision"],
            "replaced_at": replaced_at,
            "title": article["title"],
            "text": article["text"],
            "statements": _as_json(statements[statements["article_id"] == article["article_id"]]),
            "aid": _as_json(aid[aid["article_id"] == article["article_id"]]),
        }
        for article in old.to_dict("records")
    ]
    return rows_of(rows, TABLES["revisions"])


def _as_json(frame: pd.DataFrame) -> str:
    return str(frame.to_json(orient="records", date_format="iso", force_ascii=False))


def _distinct(rows: Iterable[Row], key: str) -> list[Row]:
    """Return the first row of each key: two rules may find the same thing at the same place."""
    kept: dict[Any, Row] = {}
    for row in rows:
        kept.setdefault(row[key], row)
    return list(kept.values())


def _article_row(article: Article, reading: Reading) -> Row:
    row = {name: getattr(article, name, None) for name in TABLES["articles"].names}
    return row | {
        "language": article.language or reading.language,
        "story_id": article.story_id or article.article_id,
        "marks": json.dumps([*article.marks, *reading.marks]),
        "unread": reading.unread,
        "aid": len(reading.aid),
    }


def _of(article: Article) -> Row:
    """Return the columns that every row takes from its article."""
    return {
        "article_id": article.article_id,
        "published_at": article.published_at,
        "source_id": article.source_id,
        "source": article.source,
        "url": article.url,
        "title": article.title,
    }


def _by_speaker(statement: Statement) -> list[Statement]:
    """Return a statement once for each who makes it, with the others of them as its co-speakers."""
    if not statement.co_speakers:
        return [statement]
    first = CoSpeaker(**{field.name: getattr(statement, field.name) for field in dataclasses.fields(CoSpeaker)})
    told = []
    for who in (first, *statement.co_speakers):
        others = tuple(other for other in (first, *statement.co_speakers) if other is not who)
        targets = tuple(target for target in statement.targets if target.target_id != who.actor_id)
        told.append(statement._replace(**_flat(who), co_speakers=others, targets=targets))
    return told


def _statement_id(article: Article, statement: Statement) -> str:
    return identity(article.article_id, statement.content, statement.source, statement.speaker)


def _statement_row(article: Article, statement: Statement) -> Row:
    statement_id = _statement_id(article, statement)
    source, cue = statement.source or (None, None), statement.cue or (None, None)
    return _of(article) | {
        "statement_id": statement_id,
        "actor_id": statement.actor_id,
        "speaker": statement.speaker,
        "speaker_kind": statement.speaker_kind,
        "joint_with": json.dumps([other.speaker for other in statement.co_speakers], ensure_ascii=False),
        "office": statement.office,
        "country": statement.country,
        "side": statement.side,
        "kind": statement.kind,
        "quote": statement.quote,
        "cue": " ".join(article.text[slice(*statement.cue)].split()) if statement.cue else "",
        "sentence": article.text[slice(*statement.sentence)],
        "content_spans": json.dumps(statement.content),
        "source_start": source[0],
        "source_end": source[1],
        "cue_start": cue[0],
        "cue_end": cue[1],
        "sentence_start": statement.sentence[0],
        "sentence_end": statement.sentence[1],
        "targets": json.dumps(list(dict.fromkeys(target.target_id for target in statement.targets))),
        "action": statement.action,
        "rule": statement.rule,
        "confidence": statement.confidence,
        "echo_id": statement_id,
    }


def _aid_row(article: Article, mention: AidMention, convert: Convert) -> Row:
    aid_id = identity(article.article_id, mention.span, mention.donor_id or mention.donor, mention.role)
    return (
        _of(article)
        | {name: getattr(mention, name) for name in _AID_COLUMNS}
        | _money(mention.amount, mention.currency, mention.announced_on, convert)
        | {
            "aid_id": aid_id,
            "event_id": aid_id,
            "counted": True,
            "reason": "",
            "donor": mention.donor_id,
            "donor_name": mention.donor,
            "items": json.dumps([[item.quantity, item.name] for item in mention.items], ensure_ascii=False),
            **_place(article, mention.span, mention.sentence),
        }
    )


_AID_COLUMNS = (
    "announced_on",
    "recipient",
    "role",
    "status",
    "kind",
    "instrument",
    "amount_max",
    "qualifier",
    "programme",
    "supplier",
    "conditions",
    "rule",
    "confidence",
)


def _not_counted_row(article: Article, seen: NotCounted, convert: Convert) -> Row:
    aid_id = identity(article.article_id, seen.span, "not counted")
    day = article.published_at.date()
    return (
        _of(article)
        | _money(seen.amount, seen.currency, day, convert)
        | {
            "aid_id": aid_id,
            "event_id": aid_id,
            "counted": False,
            "reason": seen.reason,
            "announced_on": day,
            "donor": seen.donor_id,
            "items": "[]",
            **_place(article, seen.span, seen.sentence),
        }
    )


def _money(amount: float | None, currency: str | None, day: dt.date, convert: Convert) -> Row:
    """Return amount and currency, and the amount in euros and dollars of that day where both are known."""
    row: Row = {"amount": amount, "currency": currency}
    if amount is not None and currency:
        converted = convert(amount, currency, day)
        row |= {"amount_eur": converted.eur, "amount_usd": converted.usd, "rate_date": converted.rate_date}
    return row


def _place(article: Article, span: tuple[int, int], sentence: tuple[int, int]) -> Row:
    return {
        "sentence": article.text[slice(*sentence)],
        "span_start": span[0],
        "span_end": span[1],
        "sentence_start": sentence[0],
        "sentence_end": sentence[1],
    }


def _tone_rows(article: Article, statements: Sequence[Statement], portrayals: Sequence[Portrayal]) -> list[Row]:
    rows = []
    for statement in statements:
        statement_id = _statement_id(article, statement)
        said = {"statement_id": statement_id, "actor_id": statement.actor_id, "side": statement.side}
        for target in statement.targets:
            row = _tone_row(article, target.target_id, spoken(article.text, statement, target.span))
            tone_id = identity(article.article_id, statement_id, target.target_id, target.span)
            rows.append(row | said | {"tone_id": tone_id, "voice": "speaker", "echo_id": statement_id})
    for portrayal in portrayals:
        target = portrayal.target
        row = _tone_row(article, target.target_id, joined(article.text, [portrayal.sentence], target.span))
        tone_id = identity(article.article_id, "outlet", target.target_id, target.span)
        rows.append(row | {"tone_id": tone_id, "voice": "outlet", "echo_id": _sentence_id(row["sentence"])})
    return rows


def _tone_row(article: Article, target_id: str, scored: tuple[str, Span]) -> Row:
    words, place = scored
    row = _of(article)
    del row["title"]
    return row | {"target_id": target_id, "sentence": words, "span_start": place[0], "span_end": place[1]}


def _sentence_id(sentence: str) -> str:
    """Return the id of an outlet's sentence, that of every reprint of it: of its letters and digits only."""
    return identity("sentence", _WORD.findall(sentence.casefold()))


_WORD = re.compile(r"\w+")


def wording_flag(statement: Mapping[Hashable, Any], found: Mapping[str, Any]) -> Row:
    """Return the flag of a statement (a row of its table) whose words differ; `found` has message and expected."""
    spans = json.loads(statement["content_spans"])
    span = (int(spans[0][0]), int(spans[-1][1]))
    said = {column: statement[column] for column in ("article_id", "published_at", "source", "url", "sentence")}
    return said | {
        "flag_id": identity(statement["article_id"], "quote-differs", span),
        "kind": "quote-differs",
        "span_start": span[0],
        "span_end": span[1],
        "message": found["message"],
        "expected": found["expected"],
    }


def _flag_row(article: Article, flag: Flag) -> Row:
    start, end = _line_around(article.text, flag.span)
    return {
        "flag_id": identity(article.article_id, flag.kind, flag.span),
        "article_id": article.article_id,
        "published_at": article.published_at,
        "source": article.source,
        "url": article.url,
        "kind": flag.kind,
        "span_start": flag.span[0],
        "span_end": flag.span[1],
        "sentence": article.text[start:end],
        "message": flag.message,
        "expected": flag.expected,
    }


def _line_around(text: str, span: Span) -> Span:
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, end if end >= 0 else len(text)
