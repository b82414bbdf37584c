"""One sentence laid out for the aid rooms: its clauses, parties, sums and cues, each found once."""

import itertools
import re
from dataclasses import dataclass

from pipeline.extract.aid_cues import Hit, cue_list
from pipeline.extract.amounts import Amount, find_amounts
from pipeline.extract.donors import Parties, Party
from pipeline.records import Span

_CLAUSE = re.compile(
    r";|:(?=\s)|(?<=\s)[–—-]{1,2}(?=\s)|[,\s]\s*(?:while|whereas|but|although|though|however|meanwhile|because)\s|"
    r"\s(?:as|after|before)\s(?!part\b|an?\b|the (?:first|next|last|latest|US continues)|much|many|well|long|"
    r"soon|of\b|promised|announced|its\b|it\s|early|little|few|far)",
    re.I,
)
_UKRAINE = re.compile(r"\b(?:Ukrain\w*|Kyiv|Kiev|Zelensk\w+|Kharkiv|Odesa|Odessa|Lviv)\b")
_BARE_FOLLOWERS = frozenset(
    [
        "package",
        "packages",
        "loan",
        "loans",
        "grant",
        "grants",
        "frame",
        "framework",
        "programme",
        "program",
        "fund",
        "aid",
        "tranche",
        "support",
        "military",
        "humanitarian",
        "for",
        "of",
        "in",
        "so",
        "under",
        "new",
        "a",
        "to",
        "through",
        "is",
        "was",
        "were",
        "are",
        "more",
        "from",
        "deal",
        "credit",
        "facility",
        "worth",
        "budget",
        "and",
        "as",
        "by",
        "next",
        "this",
        "that",
        "over",
        "on",
        "at",
        "with",
        "extra",
        "envelope",
        "assistance",
        "because",
        "after",
        "but",
        "or",
        "per",
        "which",
        "will",
        "would",
        "already",
        "each",
        "direct",
        "additional",
        "security",
        "if",
        "while",
        "since",
        "last",
        "he",
        "she",
        "it",
        "had",
        "has",
        "have",
    ]
) | {""}


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence: `text` is the whole document's, all spans are offsets into it."""

    text: str
    span: Span
    clauses: tuple[Span, ...]
    parties: tuple[Party, ...]
    amounts: tuple[Amount, ...]
    statuses: tuple[Hit, ...]
    kinds: tuple[Hit, ...]
    roles: tuple[Hit, ...]
    names_ukraine: bool
    topic_is_ukraine: bool
    title: Span | None = None

    def clause_of(self, at: int) -> Span:
        """Return the clause that holds an offset."""
        return next((clause for clause in self.clauses if clause[0] <= at < clause[1]), self.span)


def set_scene(text: str, span: Span, parties: Parties, *, topic_is_ukraine: bool) -> Scene | None:
    """Return the scene of the sentence at `span`, None where neither a sum nor a deed with a thing is in it;
    linear in its length.
    """
    start, end = span
    amounts = tuple(a for a in find_amounts(text, start, end) if a.currency or a.counted in _BARE_FOLLOWERS)
    statuses = tuple(cue_list("aid_statuses").find(text, start, end))
    if not amounts and not statuses:
        return None
    return Scene(
        text,
        span,
        _clauses(text, span),
        tuple(parties.within(span)),
        amounts,
        statuses,
        tuple(cue_list("aid_kinds").find(text, start, end)),
        tuple(cue_list("aid_roles").find(text, start, end)),
        names_ukraine(text, span),
        topic_is_ukraine,
    )


def names_ukraine(text: str, span: Span) -> bool:
    """Tell whether `text[span]` names Ukraine, its capital or its president."""
    return _UKRAINE.search(text, span[0], span[1]) is not None


def _clauses(text: str, span: Span) -> tuple[Span, ...]:
    cuts = [span[0], *(match.end() for match in _CLAUSE.finditer(text, span[0], span[1])), span[1]]
    return tuple((a, b) for a, b in itertools.pairwise(cuts) if a < b)
