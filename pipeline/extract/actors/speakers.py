"""The speaker of a statement as a record: who it is, what kind, the office, country and side on the day of the text."""

import datetime as dt
from typing import NamedTuple

from pipeline.extract.actors.registry import Actor, Registry
from pipeline.extract.actors.roles import bodies
from pipeline.records import Side, SpeakerKind

_MOST_CHARACTERS = 120  # of a name that is only the text's own words


class Speaker(NamedTuple):
    """Who is reported to speak. `others` are those who speak along with the first one; `how` is what told who it is."""

    speaker: str
    actor_id: str | None
    kind: SpeakerKind
    office: str = ""
    country: str = ""
    side: Side | None = None
    how: str = "words"  # name, surname, title, body, state, pronoun, group, words
    gender: str = ""
    others: tuple["Speaker", ...] = ()


UNNAMED = Speaker("unnamed", None, "anonymous")


class Cast:
    """Makes speakers for one text: offices and sides are those of its day."""

    def __init__(self, registry: Registry, day: dt.date) -> None:
        self.registry = registry
        self.day = day
        self._listed: dict[str, Speaker] = {}  # as persons, states and institutions, each seen once

    def listed(self, actor_id: str, how: str, kind: SpeakerKind | None = None) -> Speaker:
        """Return a listed actor as speaker."""
        speaker = self._listed.get(actor_id)
        if speaker is None:
            speaker = self._listed[actor_id] = self._in_office(actor_id)
        return speaker._replace(how=how, kind=kind or speaker.kind)

    def of_head(self, actor_id: str, gender: str | None) -> Speaker | None:
        """Return who speaks for a head of state: the presidential spokesperson of the day where the text means that
        one, of `gender` (m, f, "" for any), and the seeds are sure of it; else (None: one of several) the president's
        office. None for anybody else.
        """
        office = self.registry.office_on(actor_id, self.day)
        if office is None or office.title != "president":
            return None
        holder = self.registry.holder("presidential spokesperson", office.country, self.day)
        if holder is not None and gender in {"", holder.gender} and self._is_sure(holder.actor_id):
            return self.listed(holder.actor_id, "title")
        body = bodies()["presidential office"].actors.get(office.country)
        return self.listed(body, "body") if body else None

    def _is_sure(self, actor_id: str) -> bool:
        """Tell whether the seeds are certain of the main office of the day, and know it up to that day."""
        office = self.registry.office_on(actor_id, self.day)
        return office is not None and office.certain and office.is_known_on(self.day)

    def _in_office(self, actor_id: str) -> Speaker:
        actor = self.registry.actors[actor_id]
        office = self.registry.office_on(actor_id, self.day) if actor.is_person else None
        country, side = actor.country, actor.side
        if office is not None and office.country != country:  # who went from a state to an organisation, or back
            country, side = office.country, self.registry.side(office.country) or side
        label = office.label if office else ""
        return Speaker(actor.name, actor_id, _kind_of(actor), label, country, side, gender=actor.gender)

    def unlisted(self, name: str, kind: SpeakerKind, country: str, office: str = "", gender: str = "") -> Speaker:
        """Return a speaker as the text names it, with the side of the country that the text gives."""
        side = self.registry.side(country) if country else None
        shown = " ".join(name.split())[:_MOST_CHARACTERS]
        how = "name" if kind == "unlisted" and gender else "words"
        return Speaker(shown or "unnamed", None, kind, office, country, side, how, gender)


def _kind_of(actor: Actor) -> SpeakerKind:
    if actor.is_person:
        return "person"
    return "state" if actor.kind == "government" else "institution"
