"""The functions that a round joins, by name: those of ingest and extract in the program, stand-ins in its tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.ingest.results import PollResult
from pipeline.records import Article
from pipeline.rounds.linking import Compare, Link
from pipeline.rounds.reader import Read, read_text
from pipeline.rounds.rows import Convert
from pipeline.rounds.stories import LinkStories
from pipeline.rounds.toning import Scorer, load_scorer
from pipeline.settings import Settings

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

    @classmethod
    def real(cls, settings: Settings) -> "Stages":
        """Return the program's own stages."""
        from pipeline.extract.aid.events import link_events
        from pipeline.extract.aid.money import convert
        from pipeline.extract.statements.echoes import link_echoes
        from pipeline.extract.statements.wordings import differing_quotes
        from pipeline.ingest.article import fetch_full_texts, wants_page
        from pipeline.ingest.poller import poll
        from pipeline.ingest.syndication import link_stories

        return cls(
            poll=poll,
            wants_page=wants_page,
            read_pages=fetch_full_texts,
            read=read_text,
            load_scorer=lambda: load_scorer(settings.threads),
            link_stories=link_stories,
            link_echoes=link_echoes,
            link_events=link_events,
            convert=convert,
            differing_quotes=differing_quotes,
        )
