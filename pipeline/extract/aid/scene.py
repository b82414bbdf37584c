"""One sentence laid out for the aid rooms: its clauses, parties, sums and cues, each found once."""

import itertools
import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.extract.aid.amounts import Amount, find_amounts
from pipeline.extract.aid.cues import Hit, cue_list
from pipeline.extract.aid.donors import Parties, Party
from pipeline.extract.lexicon import word_list
from pipeline.records import Span

_CLAUSE = re.compile(
    r";|:(?=\s)|(?<=\s)[–—-]{1,2}(?=\s)|[,\s]\s*(?:while|whereas|when|but|although|though|however|meanwhile|because)\s|"
    r"(?<!well)(?<!much)(?<!many)(?<!such)\s(?:as|after|before)\s(?!part\b|an?\b|"
    r"the (?:first|next|last|latest|US continues)|much|many|well|long|soon|of\b|promised|announced|"
    r"its\b|it\s|early|little|few|far)",
    re.I,
)
_UKRAINE = re.compile(r"\b(?:Ukrain\w*|Kyiv|Kiev|Zelensk\w+|Kharkiv|Odesa|Odessa|Lviv)\b")
_OUR_LAND = re.compile(
    r"\b[Oo]ur (?:\w+ )?(?:state|country|people|nation|army|armed forces|forces|military|defen[cs]e|defenders|budget|"
    r"population|citizens|economy|account)\b|\b(?:[Tt]o|[Ff]or|[Hh]elp|[Gg]ive|[Ss]upport|[Pp]rovide) us\b"
)
_UKRAINES = ("Ukrain", "Kyiv", "Kiev", "Zelensk", "Kharkiv", "Odes", "Lviv")


@dataclass(frozen=True)
class Scene:
    """One sentence: `text` is the whole document's, all spans are offsets into it. Cues are looked for when first
    asked.
    """

    text: str
    span: Span
    amounts: tuple[Amount, ...]
    finder: Parties
    topic_is_ukraine: bool
    voice: str = ""  # the state whose own text this is: "we" and "our country" are its

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """The clauses, in order; together they are the sentence."""
        return _clauses(self.text, self.span)

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """The states, institutions and persons named."""
        return tuple(self.finder.within(self.span))

    @cached_property
    def statuses(self) -> tuple[Hit, ...]:
        """The cues of state: "pledged", "has arrived"."""
        return tuple(cue_list("aid_statuses").find(self.text, *self.span))

    @cached_property
    def kinds(self) -> tuple[Hit, ...]:
        """The cues of kind: "humanitarian", "howitzers"."""
        return tuple(cue_list("aid_kinds").find(self.text, *self.span))

    @cached_property
    def roles(self) -> tuple[Hit, ...]:
        """The cues of role: "tranche", "since the invasion"."""
        return tuple(cue_list("aid_roles").find(self.text, *self.span))

    @cached_property
    def names_ukraine(self) -> bool:
        """Whether the sentence names Ukraine, by "our state" too in Ukraine's own texts."""
        return names_ukraine(self.text, self.span) or (
            self.voice == "UKR" and _OUR_LAND.search(self.text, *self.span) is not None
        )

    def clause_of(self, at: int) -> Span:
        """Return the clause that holds an offset."""
        return next((clause for clause in self.clauses if clause[0] <= at < clause[1]), self.span)


def set_scene(
    text: str,
    span: Span,
    parties: Parties,
    *,
    money: bool,
    topic_is_ukraine: bool,
    voice: str = "",
    bare: bool = False,
) -> Scene:
    """Return the scene of the sentence at `span`; sums are looked for where its words name `money`.

    A sum without a currency needs a word behind it that says so, unless `bare` sums are expected.
    """
    followers = word_list("aid_sum_followers") | {""}
    found = find_amounts(text, *span) if money else ()
    amounts = tuple(amount for amount in found if bare or amount.currency or amount.counted in followers)
    return Scene(text, span, amounts, parties, topic_is_ukraine, voice)


def names_ukraine(text: str, span: Span) -> bool:
    """Tell whether `text[span]` names Ukraine, its capital or its president."""
    if all(text.find(name, *span) < 0 for name in _UKRAINES):
        return False  # plain searches spare most texts the slower one for whole words
    return _UKRAINE.search(text, span[0], span[1]) is not None


def _clauses(text: str, span: Span) -> tuple[Span, ...]:
    cuts = [span[0], *(match.end() for match in _CLAUSE.finditer(text, span[0], span[1])), span[1]]
    return tuple((a, b) for a, b in itertools.pairwise(cuts) if a < b)
