"""What the rest of a text tells about one of its sentences: whose text it is, who gave before, what is part of what."""

import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.extract.aid.donors import GROUPS, NEVER_DONORS, Parties, is_recipient, topic_donor
from pipeline.extract.aid.refusals import goes_to_ukraine, refuse_item
from pipeline.extract.aid.scene import Scene, names_ukraine, set_scene
from pipeline.extract.aid.status import as_status
from pipeline.extract.document import Document
from pipeline.records import AidKind, AidMention, AidStatus, Span

LOOK_BACK = 3  # sentences
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
_BILL = re.compile(r"\b(?:bill|legislation|omnibus|(?:spending|funding) (?:deal|package|plan)|lawmakers)\b", re.I)
_PARTS = re.compile(
    r"(?:In particular|Of (?:this|that|these|it|which)|Out of (?:this|that)|Specifically|Among (?:them|these)|"
    r"(?:This|It|That) includes|The \w+ (?:is|are|was|were|will be) (?:divided|split)|The \w+ (?:consists|comprises))\b"
)
_MORE_PARTS = re.compile(r"(?:Another|A further|More than|About|Around|Some|The (?:rest|remaining|remainder)|[$€£\d])")
_WORTH = re.compile(
    r"(?:[^,.;]{0,60}, )?(?:The|This|Its|Their|It|Total)(?: total| overall| estimated)*"
    r"(?: (?:value|cost|worth|price) of (?:the|this|these|that))?(?: (?:new|whole|entire|\w+th))?"
    r"(?: (?:aid|packages?|shipments?|delivery|donation|contribution|gift|assistance|support|equipment|items|systems|"
    r"weapons|vehicles|ammunition|money|value|cost|sum|amount)){0,2} "
    r"(?:is|are|was|were|has been|have been|amounts?|comes?|stands?|totals?|will be)"
    r"(?: (?:estimated|valued|worth|to|at|about|around|approximately|some|a total of|up to|more than|nearly|over))* ?",
    re.I,
)
_SOME_STATE = re.compile(
    r"\b(?:to|for) (?:the|this|its|that) (?:[\w-]+ ){0,4}(?:republic|country|nation|state|neighbou?r)\b", re.I
)


@dataclass(slots=True)
class Whole:
    """A sum whose parts the sentences after it name, up to sentence `until`."""

    record: AidMention
    until: int


class Surroundings:
    """What the sentences read so far, the headline and the opening of one document tell."""

    def __init__(self, document: Document, parties: Parties) -> None:
        self.document, self.parties = document, parties
        self.donor = ""  # last counted, with its sentence and kind
        self.kind: AidKind | None = None
        self._sentence = -99
        self._sum: AidMention | None = None
        self._whole: Whole | None = None

    @cached_property
    def topic_is_ukraine(self) -> bool:
        """Whether the text names Ukraine."""
        return names_ukraine(self.document.text, (0, len(self.document.text)))

    @cached_property
    def voice(self) -> str:
        """The state whose own text this is, where it says "we" or "our": the first that its opening names."""
        if _FIRST_PERSON.search(self.document.text) is None:
            return ""
        named = [party for span in self.document.sentences[:2] for party in self.parties.within(span)]
        states = (party for party in named if party.kind not in ("group", "other", "weak", "institution"))
        first = next(states, None)
        return first.donor if first is not None else ""

    @cached_property
    def _headline(self) -> Scene:
        return set_scene(
            self.document.text, self.document.sentences[0], self.parties, money=False, topic_is_ukraine=True
        )

    def keep(self, record: AidMention, index: int) -> None:
        """Remember what was counted in sentence `index`."""
        if record.donor_id:
            self.donor, self._sentence, self.kind = record.donor_id, index, record.kind
        if record.amount is not None and self.whole(index) is None:
            self._sum = record

    def donor_before(self, index: int) -> str:
        """Return the donor that the sentences before `index` speak of, "" where none does; a group only where no state
        is named.
        """
        if self.donor and index - self._sentence <= LOOK_BACK:
            return self.donor
        group = ""
        for earlier in (*range(index - 1, max(index - 1 - LOOK_BACK, -1), -1), 0):
            if 0 <= earlier < index:
                donor = topic_donor(self.document.text, self.parties.within(self.document.sentences[earlier]))
                if donor and not any(code in GROUPS for code in donor.split("+")):
                    return donor
                group = group or donor
        near = self.donor and index - self._sentence <= LOOK_BACK + 2
        return self.donor if group and near else group

    def whole(self, index: int) -> AidMention | None:
        """Return the sum that the sums of sentence `index` are parts of ("In particular, 20 billion for arms")."""
        whole = self._whole
        if whole is not None and whole.until == index:
            return whole.record
        start = self.document.sentences[index][0]
        if self._sum is not None and 0 < index - self._sentence <= 2 and _PARTS.match(self.document.text, start):
            self._whole = Whole(self._sum, index)
            return self._sum
        if whole is not None and whole.until == index - 1 and _MORE_PARTS.match(self.document.text, start):
            self._whole = Whole(whole.record, index)
            return whole.record
        return None

    def headline_status(self, scene: Scene) -> AidStatus | None:
        """Return what the headline says of the bill that a sentence speaks of: "Senate passes the spending bill"."""
        headline = self._headline
        if scene.span == headline.span or not (_BILL.search(scene.text, *scene.span)):
            return None
        if not _BILL.search(scene.text, *headline.span):
            return None
        strong = [hit for hit in headline.statuses if hit.rank in (2, 3)]
        return as_status(max(strong, key=lambda hit: hit.rank).value) if strong else None

    def valued(self, scene: Scene, target: Span, index: int) -> Scene | None:
        """Return the sentence before where this one only tells its worth ("The package is worth 9 million")."""
        if not index or target[0] - scene.span[0] > 160 or not _WORTH.fullmatch(scene.text, scene.span[0], target[0]):
            return None
        span = self.document.sentences[index - 1]
        before = set_scene(scene.text, span, self.parties, money=True, topic_is_ukraine=self.topic_is_ukraine)
        end = (span[1], span[1])
        gives = bool(before.statuses) and bool(topic_donor(scene.text, before.parties)) and not before.amounts
        return before if gives and goes_to_ukraine(before, span) and not refuse_item(before, end) else None

    def goes_elsewhere(self, scene: Scene, target: Span, index: int) -> bool:
        """Tell whether "the republic" that a sum is for is one that the sentences before name, and not Ukraine."""
        if scene.voice == "UKR" or _SOME_STATE.search(scene.text, target[1], scene.span[1]) is None:
            return False
        for earlier in (*range(index - 1, max(index - 1 - LOOK_BACK, -1), -1), 0):
            if 0 <= earlier < index:
                named = self.parties.within(self.document.sentences[earlier])
                reached = [p for p in named if is_recipient(scene.text, p) and p.donor not in NEVER_DONORS - {"UKR"}]
                if reached:
                    return reached[-1].donor != "UKR"
        return False
