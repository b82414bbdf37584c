"""The record of one phrase that names somebody."""

from typing import Literal, NamedTuple

from pipeline.records import Span

MentionKind = Literal["name", "surname", "unlisted", "title", "body", "metonym", "country", "demonym"]


class Mention(NamedTuple):
    """One phrase that names somebody.

    `actor_id` is None for people and bodies that are not listed, and for titles whose bearer the words do not tell.
    `person` is the full name of a human being ("" else), listed or not. `title` is the folded office or the body that
    the words state, `qualifiers` are the classes of roles.csv said of it (past, lesser, coming, still); `bearer` is
    the name beside a title, where there is one.
    """

    span: Span
    surface: str
    kind: MentionKind
    actor_id: str | None
    country: str = ""
    person: str = ""
    gender: str = ""
    title: str = ""
    qualifiers: tuple[str, ...] = ()
    possessive: bool = False
    bearer: Span | None = None
