"""Two hundred invented sentences and what a careful reader makes of each."""

import datetime as dt
from pathlib import Path

import pytest

from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import default_registry
from pipeline.extract.aid.find import find_aid
from pipeline.extract.document import Document

SENTENCES = Path(__file__).parents[1] / "data" / "aid_sentences.txt"
NOT_NEW = {"aggregate", "total_to_date"}
Terms = tuple[str, float, str, str, str]


def cases() -> list[tuple[str, list[Terms]]]:
    """Return each sentence with its expected (donor, amount or 0, currency or "-", status, kind)."""
    out = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sentence, _, wanted = line.rpartition(" | ")
            records = [] if wanted == "-" else [record.split() for record in wanted.split(" ; ")]
            out.append((sentence, [(d, float(a), c, s, k) for d, a, c, s, k in records]))
    return out


@pytest.mark.parametrize(("sentence", "wanted"), cases(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_sentence_gives_the_records_a_careful_reader_makes(sentence: str, wanted: list[Terms]) -> None:
    document = Document.of(sentence, dt.date(2024, 5, 15))
    registry = default_registry()
    aid, _ = find_aid(document, find_mentions(document, registry), registry)
    found = [(r.donor_id, r.amount or 0.0, r.currency or "-", r.status, r.kind) for r in aid if r.role not in NOT_NEW]
    assert sorted(found, key=str) == sorted(wanted, key=str)
