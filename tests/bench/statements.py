"""Quality of the statement reader: `python -m tests.bench.statements --quotes FOLDER --gold FOLDER [--calibrate]`.

--quotes holds PolNeAR as train.jsonl and dev.jsonl with its scorer score.py (source, cue and content of attributions in
news prose, get it from its authors); --gold holds war_dev.jsonl with score_gold.py (items of war feeds, their actors).
--calibrate writes seeds/lexicons/confidence.csv from train.jsonl; the reliability table is measured on dev.jsonl.
"""

import argparse
import csv
import datetime as dt
import importlib.util
import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.extract.reading import read
from pipeline.records import Statement
from pipeline.seeds import seeds_folder
from tests.bench.results import keep

PRIOR = 20  # statements of the mean that a rare rule is drawn towards
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
COMMAND = "python -m tests.bench.statements --quotes FOLDER --gold FOLDER"


def load(path: Path) -> ModuleType:
    """Import the scorer at `path`."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def as_prediction(key: str, statements: tuple[Statement, ...]) -> dict[str, Any]:
    fields = ("kind", "source", "cue", "speaker", "actor_id", "rule", "confidence")
    return {
        "id": key,
        "statements": [
            {name: getattr(s, name) for name in fields} | {"content": [list(span) for span in s.content]}
            for s in statements
        ],
    }


def predict(rows: list[dict[str, Any]], key: str, day: str) -> list[dict[str, Any]]:
    return [as_prediction(row[key], read(row["text"], dt.date.fromisoformat(row[day][:10])).statements) for row in rows]


def verdicts(
    scorer: ModuleType, rows: list[dict[str, Any]], predictions: list[dict[str, Any]]
) -> list[tuple[str, float, bool]]:
    """Return rule, confidence and whether words (half overlap) and source are right, for each predicted statement."""
    found: list[tuple[str, float, bool]] = []
    for row, prediction in zip(rows, predictions, strict=True):
        doc = scorer.Doc(row["text"])
        gold = [g for g in (scorer.Statement(raw, doc) for raw in row["attributions"]) if g.ids]
        raws = prediction["statements"]
        made = [scorer.Statement(raw, doc) for raw in raws]
        right = {
            j
            for i, j, overlap in scorer.match(gold, made)
            if overlap >= 0.5 and scorer.source_overlap(gold[i], made[j], doc)
        }
        found += [(raw["rule"], raw["confidence"], j in right) for j, raw in enumerate(raws) if made[j].ids]
    return found


def calibrate(found: list[tuple[str, float, bool]]) -> None:
    """Write the share of right statements of each rule, drawn towards the mean where it is rare."""
    by_rule: dict[str, list[bool]] = defaultdict(list)
    for rule, _, right in found:
        by_rule[rule].append(right)
    mean = sum(right for _, _, right in found) / len(found)
    with (seeds_folder() / "lexicons" / "confidence.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("rule", "confidence", "n"))
        writer.writerow(("default", round(mean, 3), len(found)))
        for rule, rights in sorted(by_rule.items()):
            writer.writerow((rule, round((sum(rights) + PRIOR * mean) / (len(rights) + PRIOR), 3), len(rights)))


def reliability(found: list[tuple[str, float, bool]]) -> list[dict[str, float]]:
    """Return, for each band of confidence, its n, mean confidence and share of right statements."""
    table = []
    for low, high in pairwise(BINS):
        band = [(confidence, right) for _, confidence, right in found if low <= confidence < high]
        if band:
            mean = sum(confidence for confidence, _ in band) / len(band)
            share = sum(right for _, right in band) / len(band)
            table.append({"from": low, "n": len(band), "confidence": round(mean, 3), "right": round(share, 3)})
    return table


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quotes", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--calibrate", action="store_true")
    arguments = parser.parse_args()
    scorer = load(arguments.quotes / "score.py")
    if arguments.calibrate:
        train = rows_of(arguments.quotes / "train.jsonl")
        calibrate(verdicts(scorer, train, predict(train, "id", "date")))
        print("confidence.csv written; run again without --calibrate to measure with it")
        return
    dev = rows_of(arguments.quotes / "dev.jsonl")
    predictions = predict(dev, "id", "date")
    result = scorer.score(dev, predictions)
    print(scorer.report(result))
    war = rows_of(arguments.gold / "war_dev.jsonl")
    judged = load(arguments.gold / "score_gold.py").score(war, predict(war, "key", "published"), 0.5, False)
    figures: dict[str, object] = {
        "command": COMMAND,
        "content_half_f1": round(100 * result["all"]["half"]["f1"], 1),
        "end_to_end_f1": round(100 * result["all"]["e2e"]["f1"], 1),
        "direct_half_f1": round(100 * result["direct"]["half"]["f1"], 1),
        "quotations_with_speaker_f1": round(100 * result["quotes"]["e2e"]["f1"], 1),
        "war_content_f1": judged["statements"]["F1"],
        "war_content_with_actor_f1": judged["end_to_end"]["F1"],
        "reliability": reliability(verdicts(scorer, dev, predictions)),
    }
    print(json.dumps(figures, indent=1))
    keep("statements", figures)


if __name__ == "__main__":
    main()
