"""What a text makes an announcement depend on, in its own words: "subject to approval by parliament"."""

import re

from pipeline.extract.aid.cues import cue_list
from pipeline.extract.aid.scene import Scene
from pipeline.extract.document import Document
from pipeline.records import Span

MOST = 200  # characters
_END = re.compile(
    r"[;:!?)](?=\s|$)|\.(?=\s|$|[”\"’'])|\s[–—-]{1,2}\s|[”\"]|,\s(?=(?:and|but|which|who|while|said|says|according|he|she|they|it|"
    r"officials|the|a|an|with|as|adding|told)\b)"
)
_OF_THE_SUM = re.compile(
    r"\s*(?:But |However, |Yet )?(?:It|This|That|Both|They|Payment|Disbursement|Each|Th(?:e|is|at|ese|ose) "
    r"(?:\w+ ){0,2}?(?:money|loans?|package|aid|payments?|plan|deal|sum|funds?|funding|proposal|grant|tranche|"
    r"programme|program|disbursements?|bill|support|assistance|agreement|facility|credit|guarantee|delivery|"
    r"decision|amount))\b"
)


def find_conditions(scene: Scene, target: Span) -> str:
    """Return what the sentence makes a sum or thing at `target` depend on, its parts joined by "; ", "" where nothing.

    Where several sums share the sentence, only the conditions of the sum's own clause are its own.
    """
    span = scene.clause_of(target[0]) if len(scene.amounts) > 1 else scene.span
    return _words(scene.text, span)


def conditions_after(document: Document, index: int) -> str:
    """Return what the sentence behind sentence `index` adds: "The money depends on reforms."."""
    if index + 1 >= len(document.sentences):
        return ""
    span = document.sentences[index + 1]
    return _words(document.text, span) if _OF_THE_SUM.match(document.text, *span) else ""


def _words(text: str, span: Span) -> str:
    found: list[str] = []
    free = span[0]
    for hit in cue_list("aid_conditions").find(text, *span):
        start, stop = hit.span
        if start < free:
            continue
        leads = not text[span[0] : start].strip(" \t\n\"“'‘")
        comma = text.find(",", stop, span[1]) if leads else -1
        end = _END.search(text, stop, span[1])
        free = comma if comma >= 0 else end.start() if end is not None else span[1]
        free = min(free, start + MOST)
        found.append(" ".join(text[start:free].split()).rstrip(" .,"))
    return "; ".join(dict.fromkeys(found))
