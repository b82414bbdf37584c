"""The second step of a round: the tone of what is kept and waits for it.

A first round keeps thousands of sentences, whose tone takes minutes; so they are kept without it, and the pages show
them meanwhile. A row of `tones` waits while its `model` is null. The statements of a batch get their mean before the
rows of their targets stop waiting: a killed round is gone on with by the next one, with the same result.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from pipeline.rounds.toning import Scorer
from pipeline.store.tables import Store

BATCH_PAIRS = 1_000  # written at once: the pages follow in steps of seconds

Progress = Callable[[str, int, int], None]


def waiting(store: Store) -> pd.DataFrame:
    """Return tone_id, statement_id and published_at of the tones that are not scored yet, newest first.

    Those of one statement stand together.
    """
    rows = store.read("tones", ["tone_id", "statement_id", "published_at"], where={"model": None})
    return rows.sort_values(["published_at", "statement_id", "tone_id"], ascending=False, ignore_index=True)


def score_waiting(store: Store, rows: pd.DataFrame, scorer: Scorer, progress: Progress) -> None:
    """Score `rows` (those of `waiting`) batch by batch and write label, score and probabilities into the store."""
    done = 0
    for ids in _batches(rows):
        progress("scoring", done, len(rows))
        scored = _scored(store.read("tones", where={"tone_id": ids}), scorer)
        _write_means(store, scored)
        store.upsert("tones", scored)
        done += len(ids)


def _batches(rows: pd.DataFrame) -> Iterator[list[str]]:
    """Yield the ids of about `BATCH_PAIRS` rows at a time, those of one statement never apart."""
    batch: list[str] = []
    before = None
    for tone_id, statement_id in zip(rows["tone_id"], rows["statement_id"], strict=True):
        if len(batch) >= BATCH_PAIRS and (pd.isna(statement_id) or statement_id != before):
            yield batch
            batch = []
        batch.append(tone_id)
        before = statement_id
    if batch:
        yield batch


def _scored(rows: pd.DataFrame, scorer: Scorer) -> pd.DataFrame:
    spans = zip(rows["span_start"].astype(int), rows["span_end"].astype(int), strict=True)
    pairs = list(zip(rows["sentence"].tolist(), spans, strict=True))
    tones = scorer.score(pairs)
    return rows.assign(
        label=[tone.label for tone in tones],
        score=[tone.score for tone in tones],
        p_negative=[tone.p_negative for tone in tones],
        p_neutral=[tone.p_neutral for tone in tones],
        p_positive=[tone.p_positive for tone in tones],
        model=scorer.version,
    )


def _write_means(store: Store, scored: pd.DataFrame) -> None:
    """Write the mean over their targets into the statements."""
    means = scored.groupby(scored["statement_id"].astype("object"))["score"].mean()
    if means.empty:
        return
    statements = store.read("statements", where={"statement_id": list(means.index)})
    store.upsert("statements", statements.assign(tone=statements["statement_id"].map(means).astype(float)))
