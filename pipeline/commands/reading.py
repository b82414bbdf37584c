"""`extract` and `tone`: texts in, what was found in them out; nothing is kept."""

import datetime as dt
import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pipeline import jsonlines
from pipeline.commands.console import lines_of, output, read_bytes
from pipeline.errors import InputError
from pipeline.extract.aid.money import convert
from pipeline.records import AidMention, Flag, NotCounted, Reading, Span, Statement
from pipeline.rounds.reader import Text, read_safely, read_text
from pipeline.rounds.toning import Scorer, load_scorer, with_tones
from pipeline.rounds.workers import ANY_LANGUAGE, Workers

Json = dict[str, Any]
EXPECTED = '{"id": …, "text": "…", "date": "2024-05-01"}'


def extract_one(source: str, published: dt.date, as_json: bool) -> str:
    """Return what was found in one text file ("-": stdin), as JSON or in words for people."""
    data = read_bytes(source)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{source} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    (found,) = _read_texts([(source, text, published)], threads=2)
    return json.dumps(found, ensure_ascii=False, indent=2) if as_json else _in_words(found)


def extract_many(source: str, target: str, published: dt.date, workers: int) -> None:
    """Read the lines of a JSONL file and write one line of JSON for each, in their order."""
    with lines_of(source) as lines, output(target) as out, Workers(workers, ANY_LANGUAGE) as pool:
        work = functools.partial(_read_lines, published)
        for line in pool.map(work, ((n, line) for n, line in enumerate(lines, 1) if line.strip())):
            out.write(line)


def score_many(source: str, target: str) -> None:
    """Score the pairs of a JSONL file and write one line of JSON for each."""
    from pipeline.extract.tone import ToneModel, score_jsonl

    model = ToneModel.load()
    with lines_of(source) as lines, output(target) as out:
        for line in score_jsonl(lines, model):
            out.write(f"{line}\n".encode())


def _read_lines(published: dt.date, lines: Sequence[tuple[int, str]]) -> list[bytes]:
    """Return the JSON lines for some numbered lines; the work of one process."""
    found = _read_texts([_parsed(number, line, published) for number, line in lines], threads=1)
    return [f"{json.dumps(row, ensure_ascii=False)}\n".encode("utf-8", "replace") for row in found]


def _parsed(number: int, line: str, published: dt.date) -> tuple[Any, str, dt.date]:
    try:
        row = jsonlines.loads(line)
        text, day = row["text"], row.get("date") or published.isoformat()
        if not isinstance(text, str):
            raise TypeError("text is not a string")
        return row.get("id", number), text, dt.date.fromisoformat(str(day)[:10])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"line {number}: {what}; expected {EXPECTED}") from error


@functools.lru_cache(maxsize=2)
def _scorer(threads: int) -> Scorer | None:
    return load_scorer(threads)


def _read_texts(texts: Sequence[tuple[Any, str, dt.date]], threads: int) -> Iterator[Json]:
    readings = [read_safely(read_text, Text(text, day)) for _, text, day in texts]
    toned = with_tones([text for _, text, _ in texts], readings, _scorer(threads))
    for (text_id, text, _), reading in zip(texts, toned, strict=True):
        yield reading_json(text_id, text, reading)


def reading_json(text_id: Any, text: str, reading: Reading) -> Json:
    """Return a reading with the keys of the command's contract; spans are [start, end] in `text`."""
    return {
        "id": text_id,
        "statements": [_statement(text, statement) for statement in reading.statements],
        "aid": [_aid(text, mention) for mention in reading.aid],
        "not_counted": [_not_counted(seen) for seen in reading.not_counted],
        "flags": [_flag(flag) for flag in reading.flags],
        **({"unread": reading.unread} if reading.unread else {}),
    }


def _statement(text: str, statement: Statement) -> Json:
    return {
        "kind": statement.kind,
        "content": _spans(statement.content),
        "source": _span(statement.source),
        "cue": _span(statement.cue),
        "quote": statement.quote,
        "speaker": statement.speaker,
        "actor_id": statement.actor_id,
        "office": statement.office,
        "sentence": text[slice(*statement.sentence)],
        "targets": [
            {"target_id": t.target_id, "span": _span(t.span), "label": t.label, "score": t.score}
            for t in statement.targets
        ],
        "confidence": statement.confidence,
        **({"co_speakers": list(map(asdict, statement.co_speakers))} if statement.co_speakers else {}),
    }


def _aid(text: str, mention: AidMention) -> Json:
    return {
        "donor": mention.donor,
        "donor_id": mention.donor_id,
        "recipient": mention.recipient,
        "role": mention.role,
        "status": mention.status,
        "kind": mention.kind,
        "instrument": mention.instrument,
        "amount": mention.amount,
        "amount_max": mention.amount_max,
        "qualifier": mention.qualifier,
        "currency": mention.currency,
        "amount_eur": convert(mention.amount, mention.currency, mention.announced_on).eur,
        "items": [[item.quantity, item.name] for item in mention.items],
        "programme": mention.programme,
        "supplier": mention.supplier,
        "span": _span(mention.span),
        "sentence": text[slice(*mention.sentence)],
        "confidence": mention.confidence,
    }


def _not_counted(seen: NotCounted) -> Json:
    return {"span": _span(seen.span), "reason": seen.reason, "amount": seen.amount, "currency": seen.currency}


def _flag(flag: Flag) -> Json:
    return {"kind": flag.kind, "span": _span(flag.span), "message": flag.message, "expected": flag.expected}


def _span(span: Span | None) -> list[int] | None:
    return list(span) if span else None


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _in_words(found: Json) -> str:
    """Return what was found as short lines for people."""
    lines = [f"{len(found['statements'])} statements"]
    for row in found["statements"]:
        office = f" ({row['office']})" if row["office"] else ""
        others = "".join(f", {other['speaker']}" for other in row.get("co_speakers", ()))
        lines.append(f"  {row['speaker'] or 'nobody named'}{office}{others}, {row['kind']}: {row['quote']}")
    lines.append(f"{len(found['aid'])} aid mentions")
    for row in found["aid"]:
        what = f"{row['amount']:,.0f} {row['currency']}" if row["amount"] is not None else ""
        items = ", ".join(f"{q:g} {name}" if q is not None else name for q, name in row["items"])
        lines.append(f"  {row['donor']}: {' '.join(filter(None, (what, items)))} ({row['kind']}, {row['status']})")
    lines.append(f"{len(found['not_counted'])} sums or goods that are not counted")
    lines.extend(f"  {row['reason']}" for row in found["not_counted"])
    lines.extend(f"warning: {flag['message']}" for flag in found["flags"])
    if "unread" in found:
        lines.append(f"not read: {found['unread']}")
    return "\n".join(lines)
