"""What a reader should be warned of: an office said of somebody who does not hold it that day, a future that is past.

False alarms are worse than misses. A flag about an office needs one that has a single holder at a time, recorded as
certain, with evidence that reaches the day of the text. Quotations, sentences about the past and hand-overs (a week
before and after) raise none.
"""

import datetime as dt
import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.registry import Actor, Office, Registry, fold, fold_title
from pipeline.extract.actors.roles import roles
from pipeline.extract.document import Document
from pipeline.extract.marks import offsets_of
from pipeline.extract.quotations import find_quotations
from pipeline.records import Flag, FlagKind, Span, Statement

HANDOVER = dt.timedelta(days=7)

_CENTURIES = ("19", "20")
_YEAR = re.compile(r"(?:19|20)(?<!\d\d\d)\d\d(?!\d)")
_AHEAD = re.compile(
    r"\b(?:future|potential|possible|prospective|hypothetical) (?:second )?([A-Z][\w’'-]{2,30}) "
    r"(?:administration|presidency|premiership)\b"
)
_WILL_ON = re.compile(
    r"\b(?:will (?:be held|take place|meet|convene|gather)|(?:is|are) (?:due|scheduled|set) to (?:be held|take place|"
    r"begin|start|meet|visit|convene|gather))(?: (?:in|at|with|from) [^,.;:\n]{1,40}?)? on "
    r"(?:[A-Z][a-z]+day,? )?(?:(\d{1,2}) ([A-Z][a-z]{2,8})|([A-Z][a-z]{2,8}) (\d{1,2})),? ((?:19|20)\d\d)\b"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HEADS = ("president", "prime minister", "chancellor")
_COURTESY = frozenset({"president", "head of state"})  # said for life of who once held it
_PAST = frozenset({"had", "was", "were", "ago", "then", "before", "feared", "last"})


def check(
    document: Document, mentions: Sequence[Mention], statements: Sequence[Statement], registry: Registry
) -> tuple[Flag, ...]:
    """Return the flags of one text, sorted by span; what direct statements quote is never flagged."""
    checker = _Checker(document, statements, registry)
    flags = [*checker.offices(mentions), *checker.futures(), *checker.appointments()]
    return tuple(sorted(flags, key=lambda flag: flag.span))


class _Checker:
    """Checks one text against the registry."""

    def __init__(self, document: Document, statements: Sequence[Statement], registry: Registry) -> None:
        self.document, self.text, self.day, self.registry = document, document.text, document.published, registry
        self.statements = statements

    def offices(self, mentions: Sequence[Mention]) -> Iterator[Flag]:
        """Yield a flag for each "title Name" whose bearer does not hold the office that day, or is still in it."""
        for mention in mentions:
            if mention.kind != "title" or mention.bearer is None or mention.actor_id is None:
                continue
            if mention.bearer[0] - mention.span[1] != 1 or self._is_someone_elses(mention):
                continue
            bearer = self.registry.actors[mention.actor_id]
            if not mention.qualifiers:
                flag = self._wrong_office(mention, mention.bearer, bearer)
            elif mention.qualifiers == ("past",):
                flag = self._still_in_post(mention, mention.bearer, bearer)
            else:
                flag = None
            if flag is not None and not self._is_quoted(mention.span) and not self._is_history(mention):
                yield flag

    def _wrong_office(self, mention: Mention, name: Span, bearer: Actor) -> Flag | None:
        if mention.country not in {bearer.country, ""} or (not mention.country and mention.title in _COURTESY):
            return None
        rows = self.registry.offices_named(mention.title, bearer.country)
        holding = self._holding(rows)
        if holding is None or holding.actor_id == bearer.actor_id or holding.start > self.day - HANDOVER:
            return None
        own = self.registry.offices(bearer.actor_id)
        titles = {fold_title(title) for row in rows for title in (row.title, *row.aliases)}
        for office in own:
            same = fold_title(office.title) in titles
            if office.covers(self.day, HANDOVER.days) and (same or not office.certain):
                return None
        holder = self.registry.actors[holding.actor_id]
        return self._flag(
            "wrong-office",
            (mention.span[0], name[1]),
            f"{bearer.name} is called {mention.surface} but did not hold that office on {self.day}",
            f"{holder.name} held the office on this date (since {holding.start})",
        )

    def _still_in_post(self, mention: Mention, name: Span, bearer: Actor) -> Flag | None:
        if mention.country not in {bearer.country, ""}:
            return None
        holding = self._holding(self.registry.offices_named(mention.title, bearer.country))
        if holding is None or holding.actor_id != bearer.actor_id or holding.start > self.day - HANDOVER:
            return None
        return self._flag(
            "former-in-post",
            (mention.span[0], name[1]),
            f"{bearer.name} is called {mention.surface} but held that office on {self.day}",
            f"{bearer.name} has held the office since {holding.start}",
        )

    def _holding(self, rows: Sequence[Office]) -> Office | None:
        """Return the row of who certainly holds the office alone on the day, None where that is not known."""
        held = [row for row in rows if row.covers(self.day)]
        if len({row.actor_id for row in held}) != 1:
            return None
        sound = [row for row in held if row.singular and row.certain and not row.acting and row.is_known_on(self.day)]
        return sound[0] if sound else None

    def futures(self) -> Iterator[Flag]:
        """Yield a flag for each "future Name administration" whose head has been in office for more than a week."""
        for match in self._ahead():
            heads = [(actor, office) for actor, office in self._heads if fold(match[1]) in _last_names(actor)]
            sentence = self.document.sentence_at(match.start())
            words = set(fold(self.text[slice(*sentence)][:1000]).split())
            if len(heads) != 1 or _PAST & words or self._has_other_year(sentence) or self._is_quoted(match.span()):
                continue
            actor, office = heads[0]
            yield self._flag(
                "date-contradiction",
                match.span(),
                f"the text of {self.day} calls “{match[0]}” what had begun",
                f"{actor.name} had been in office since {office.start}",
            )

    def _ahead(self) -> Iterator[re.Match[str]]:
        """Yield the "future Name administration" of the text; a plain search finds the rare last word first."""
        for noun in ("administration", "presidency", "premiership"):
            at = self.text.find(noun)
            while at >= 0:
                match = _AHEAD.search(self.text, max(at - 80, 0), at + len(noun))
                if match is not None and match.end() == at + len(noun):
                    yield match
                at = self.text.find(noun, at + 1)

    @functools.cached_property
    def _heads(self) -> list[tuple[Actor, Office]]:
        """The heads of state and government who have certainly been in office for more than a week."""
        found = []
        for country in self.registry.countries:
            for title in _HEADS:
                office = self._holding(self.registry.offices_named(title, country))
                if office is not None and office.start <= self.day - HANDOVER:
                    found.append((self.registry.actors[office.actor_id], office))
        return found

    def appointments(self) -> Iterator[Flag]:
        """Yield a flag for each "will meet on 5 March 2024" of a day before that of the text."""
        for at in offsets_of(self.text, _CENTURIES):
            if (year := _YEAR.match(self.text, at)) is None:
                continue
            match = _WILL_ON.search(self.text, max(at - 160, 0), year.end())
            if match is None or match.end() != year.end():
                continue
            day = _date(match[1] or match[4], match[2] or match[3], match[5])
            if day is not None and day < self.day - dt.timedelta(days=1) and not self._is_quoted(match.span()):
                yield self._flag(
                    "date-contradiction",
                    match.span(),
                    f"the text of {self.day} speaks of {day} as to come",
                    f"{day} was past when the text was published",
                )

    def _flag(self, kind: FlagKind, span: Span, message: str, expected: str) -> Flag:
        return Flag(kind, span, message, expected)

    def _is_someone_elses(self, mention: Mention) -> bool:
        """Tell whether the title belongs to another phrase: "an aide to the president X"."""
        before = self.text[max(mention.span[0] - 12, 0) : mention.span[0]].lower().split()
        return bool(before) and (before[-1] == "the" and len(before) > 1 and before[-2] in {"to", "of", "for"})

    def _is_history(self, mention: Mention) -> bool:
        """Tell whether the sentence looks back: a year of its own, or a word such as "then" or "predecessor"."""
        sentence = self.document.sentence_at(mention.span[0])
        said = self.text[sentence[0] : mention.span[0]] + " " + self.text[mention.span[1] : sentence[1]]
        words = re.findall(r"[a-z]+", fold(said[:2000]))
        return bool(roles()["historic"].intersection(words)) or self._has_other_year(sentence)

    def _has_other_year(self, sentence: Span) -> bool:
        return any(int(year) != self.day.year for year in _YEAR.findall(self.text, sentence[0], sentence[1]))

    def _is_quoted(self, span: Span) -> bool:
        index = bisect_right(self._quoted, (span[0], len(self.text))) - 1
        return index >= 0 and span[0] < self._quoted[index][1]

    @functools.cached_property
    def _quoted(self) -> list[Span]:
        """The spans in quotation marks and those of direct statements, sorted and joined."""
        spans = [(found.start, found.end) for found in find_quotations(self.text, self.document.paragraphs)]
        spans += [span for statement in self.statements if statement.kind == "direct" for span in statement.content]
        out: list[Span] = []
        for start, end in sorted(spans):
            if out and start < out[-1][1]:
                out[-1] = (out[-1][0], max(end, out[-1][1]))
            else:
                out.append((start, end))
        return out


def _last_names(actor: Actor) -> set[str]:
    return {
        fold(name) for name in (*actor.aliases, *actor.ambiguous_aliases, actor.name.split()[-1]) if " " not in name
    }


def _date(day: str, month: str, year: str) -> dt.date | None:
    number = next((i for i, name in enumerate(_MONTHS, start=1) if month.lower().startswith(name)), 0)
    try:
        return dt.date(int(year), number, int(day))
    except ValueError:
        return None
