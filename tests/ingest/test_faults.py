"""Whatever faults come between, the rounds end with exactly the articles of an undisturbed run."""

import random
from typing import Any

import pytest

from pipeline.ingest.known import Known
from tests.ingest.server import Answering, half, in_turn, item, redirect, reply, reset, rss

FEEDS, ROUNDS = 6, 4


def feed_body(number: int) -> bytes:
    entries = [
        item(f"Ukraine: pump {n}", f"https://n{n % 3}.example/{n}", body=f"Pump {n} runs.")
        for n in range(number, number + 6)
    ]
    return rss(*entries)


def faults(number: int) -> list[Answering]:
    body = feed_body(number)
    return [
        reset,
        half(body),
        reply(500, b"no"),
        reply(404, b"no"),
        reply(200, b""),
        reply(200, body[: len(body) // 2]),
        reply(200, b"<html><body>maintenance</body></html>"),
        reply(200, b"\x1f\x8bbroken", {"Content-Encoding": "gzip"}),
        redirect("http://10.0.0.1/"),
        reply(304),
        lambda connection, _: connection.sendall(b"garbage\r\n\r\n"),
    ]


def run(rounds: Any) -> dict[str, tuple[str, str, str]]:
    rounds.known, rounds.states = Known(), {}
    kept: dict[str, tuple[str, str, str]] = {}
    for _ in range(ROUNDS):
        for result in rounds.ask(*(f"/{number}" for number in range(FEEDS))):
            for article in result.articles:
                kept[article.article_id] = (article.source_id, article.title, article.text)
    return kept


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_faults_lose_nothing_and_add_nothing(rounds: Any, server: Any, seed: int) -> None:
    good = {f"/{number}": reply(200, feed_body(number)) for number in range(FEEDS)}
    server.paths |= good
    undisturbed = run(rounds)
    chance = random.Random(seed)
    for number in range(FEEDS):
        bad = chance.sample(faults(number), chance.randrange(ROUNDS))
        server.paths[f"/{number}"] = in_turn(*bad, good[f"/{number}"])
    assert run(rounds) == undisturbed
    assert len(undisturbed) == FEEDS + 5
