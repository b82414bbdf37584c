"""The second step of a round: the tone of what is kept and waits for it.

A first round keeps thousands of sentences, whose tone takes minutes; so they are kept without it, and the pages show
them meanwhile. A row of `tones` waits while its `model` is null. The statements of a batch get their mean before the
rows of their targets stop waiting: a killed round is gone on with by the next one, with the same result.

What an earlier version of the model scored is scored again, some of it a round: else a chart would show the change of
the model as one of tone.

A pair that the store holds with a score of the same model (a reprint within `REPRINT_DAYS`), or held until this round
revised its article, gets that score and is not scored again.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from pipeline.extract.scored import behind_lead, same_input
from pipeline.rounds.toning import Pair, Scorer
from pipeline.store.conditions import Between, span_of
from pipeline.store.frames import empty
from pipeline.store.memory import give_back
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

BATCH_PAIRS = 1_000  # written at once: the pages follow in steps of seconds
RESCORED = 20_000  # about, of earlier versions of the model, a round: so many take a minute at most
REPRINT_DAYS = 30  # how long before and after a sentence its reprints are looked for
WAITING = ["tone_id", "statement_id", "published_at"]
PAIR = ["sentence", "span_start", "span_end", "voice"]
RESULT = ["label", "score", "p_negative", "p_neutral", "p_positive"]

Progress = Callable[[str, int, int], None]


def waiting(store: Store) -> pd.DataFrame:
    """Return tone_id, statement_id and published_at of the tones that are not scored yet, newest first.

    Those of one statement stand together.
    """
    return _scored_by(store, None)


def outdated(store: Store, version: str) -> pd.DataFrame:
    """Return what `waiting` does of about `RESCORED` tones, the newest, that another version of the model scored.

    Those of speakers on an older kind of words (whole sentences) cannot be scored as today's are, and are left out.
    """
    models = store.read("tones", ["model"])["model"].dropna().unique()
    others = [model for model in models if model != version]
    if not (others and version):
        return empty(TABLES["tones"], WAITING)
    alike = [model for model in others if same_input(model, version)]
    rows = _scored_by(store, others, ["voice", "model"])
    rows = rows[(rows["voice"] == "outlet") | rows["model"].isin(alike)].reset_index(drop=True)
    return next(_batches(rows, RESCORED), rows)


def _scored_by(store: Store, models: list[str] | None, more: Sequence[str] = ()) -> pd.DataFrame:
    rows = store.read("tones", [*WAITING, *more], where={"model": models})
    return rows.sort_values(["published_at", "statement_id", "tone_id"], ascending=False, ignore_index=True)


def scored_of(store: Store, article_ids: Sequence[str], between: Between) -> pd.DataFrame:
    """Return `PAIR`, `RESULT` and model of the tones of these articles that are scored, each pair once."""
    where = {"article_id": list(article_ids)}
    return _scored_once(store.read("tones", [*PAIR, *RESULT, "model"], *between, where))


def score_waiting(
    store: Store, rows: pd.DataFrame, scorer: Scorer, progress: Progress, known: pd.DataFrame | None = None
) -> None:
    """Score `rows` (those of `waiting` or `outdated`) batch by batch and write the results into the store.

    `known` are pairs scored before (those of `scored_of`) that the store no longer holds.
    """
    done = 0
    for few in _batches(rows, BATCH_PAIRS):
        progress("scoring", done, len(rows))
        batch = store.read_again("tones", few)
        earlier = [_printed_before(store, batch), *([] if known is None else [known])]
        scored = _scored(batch, scorer, pd.concat(earlier, ignore_index=True))
        _write_means(store, scored)
        store.update("tones", scored)
        give_back()  # else what one batch leaves in pieces adds up with the next
        done += len(few)


def _batches(rows: pd.DataFrame, size: int) -> Iterator[pd.DataFrame]:
    """Yield about `size` of the rows at a time, those of one statement never apart."""
    statements = rows["statement_id"].tolist()
    start = 0
    for at, statement_id in enumerate(statements):
        if at - start >= size and (pd.isna(statement_id) or statement_id != statements[at - 1]):
            yield rows.iloc[start:at]
            start = at
    if start < len(rows):
        yield rows.iloc[start:]


def _printed_before(store: Store, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the scored pairs of the store whose sentence is one of `rows`, printed about the same time."""
    reach = dt.timedelta(days=REPRINT_DAYS)
    since, until = rows["published_at"].min() - reach, rows["published_at"].max() + reach
    sentences = list(dict.fromkeys(rows["sentence"]))
    found = store.read("tones", [*PAIR, *RESULT, "model"], since=since, until=until, where={"sentence": sentences})
    return _scored_once(found)


def _scored_once(rows: pd.DataFrame) -> pd.DataFrame:
    plain = rows.astype({"label": "object", "model": "object"})
    return plain[plain["model"].notna()].drop_duplicates([*PAIR, "model"], ignore_index=True)


def _scored(rows: pd.DataFrame, scorer: Scorer, earlier: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` with their scores: those of `earlier` where the same model gave them, the others by `scorer`."""
    same = earlier[earlier["model"] == scorer.version]
    scores = dict(zip(_pairs(same), same[RESULT].itertuples(index=False, name=None), strict=True))
    pairs = _pairs(rows)
    new = [pair for pair in dict.fromkeys(pairs) if pair not in scores]
    for pair, tone in zip(new, scorer.score(new), strict=True):
        scores[pair] = tuple(getattr(tone, name) for name in RESULT)
    columns = zip(*(scores[pair] for pair in pairs), strict=True)
    return rows.assign(**dict(zip(RESULT, map(list, columns), strict=True)), model=scorer.version)


def _pairs(rows: pd.DataFrame) -> list[Pair]:
    """Return what is scored of each row, and the target's offsets in it."""
    spans = zip(rows["span_start"].astype(int), rows["span_end"].astype(int), strict=True)
    pairs = zip(rows["sentence"].tolist(), spans, rows["voice"] == "speaker", strict=True)
    return [behind_lead(words, span) if is_spoken else (words, span) for words, span, is_spoken in pairs]


def _write_means(store: Store, scored: pd.DataFrame) -> None:
    """Write the mean over their targets into the statements."""
    means = scored.groupby(scored["statement_id"].astype("object"))["score"].mean()
    if means.empty:
        return
    span = span_of(scored["published_at"])
    statements = store.read("statements", None, *span, {"statement_id": list(means.index)})
    store.update("statements", statements.assign(tone=statements["statement_id"].map(means).astype(float)))
