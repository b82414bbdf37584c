"""The functions that a round joins, by name: those of ingest and extract in the program, stand-ins in its tests."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.ingest.results import PollResult
from pipeline.records import Article
from pipeline.rounds.linking import Compare, Link
from pipeline.rounds.reader import Read, read_text
from pipeline.rounds.rows import Convert
from pipeline.rounds.stories import LinkStories
from pipeline.rounds.toning import Scorer, installed_version, load_scorer
from pipeline.settings import Settings
from pipeline.store.memory import give_back

Poll = Callable[..., Iterator[PollResult]]
ReadPages = Callable[..., Iterator[Article]]  # of articles and settings; keyword now


@dataclass(frozen=True, slots=True)
class Stages:
    """The functions that a round joins; tests put their own in."""

    poll: Poll
    wants_page: Callable[[Article], bool]
    read_pages: ReadPages
    read: Read
    load_scorer: Callable[[], Scorer | None]
    link_stories: LinkStories
    link_echoes: Link
    link_events: Link
    convert: Convert
    differing_quotes: Compare | None = None
    scorer_version: Callable[[], str] = str  # that `load_scorer` would load; "": not known

    @classmethod
    def real(cls, settings: Settings) -> "Stages":
        """Return the program's own stages."""
        from pipeline.ingest.article import fetch_full_texts, wants_page
        from pipeline.ingest.poller import poll
        from pipeline.ingest.syndication import link_stories

        return cls(
            poll=poll,
            wants_page=wants_page,
            read_pages=fetch_full_texts,
            read=read_text,
            load_scorer=lambda: _load_scorer(settings.threads),
            link_stories=link_stories,
            link_echoes=_link_echoes,
            link_events=_link_events,
            convert=_convert,
            differing_quotes=_differing_quotes,
            scorer_version=installed_version,
        )


# what only a round with something new needs is imported when it is called


def _load_scorer(threads: int) -> Scorer | None:
    from pipeline.extract.language import forget_model

    forget_model()  # all texts of the round are there; the two models together are the largest part of its memory
    give_back()
    return load_scorer(threads)


def _link_echoes(frame: pd.DataFrame) -> "pd.Series[str]":
    from pipeline.extract.statements.echoes import link_echoes

    return link_echoes(frame)


def _differing_quotes(frame: pd.DataFrame) -> pd.DataFrame:
    from pipeline.extract.statements.wordings import differing_quotes

    return differing_quotes(frame)


def _link_events(frame: pd.DataFrame) -> "pd.Series[str]":
    from pipeline.extract.aid.events import link_events

    return link_events(frame)


def _convert(amount: float, currency: str, on: dt.date) -> Any:
    from pipeline.extract.aid.money import convert

    return convert(amount, currency, on)
