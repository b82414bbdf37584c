"""Transcripts: turns that a name and a colon open ("Odo Marn: Good morning."), one on a line or running on in one
text.

A text counts as a transcript where names open at least `TURNS` turns, two different ones, one of them twice; or
where its body opens with a full name and a colon. A single "Note: ..." is no turn.
"""

from collections import Counter

from pipeline.extract.statements.attribution import Attribution
from pipeline.extract.statements.grammar import Grammar
from pipeline.extract.statements.units import Unit
from pipeline.extract.statements.voices import Voices
from pipeline.extract.statements.words import Range

TURNS = 3
_LABEL = 14  # tokens of the longest "President of the Republic of Oderland Odo Marn"
_LINKS = frozenset({"of", "the", "and", "for", "-", ".", "de", "von", "van", "der", "al"})


def find_turns(words: Grammar, voices: Voices) -> list[Attribution]:
    """Return one attribution for each turn of a transcript; none where the text is not one."""
    labels = [label for label in (_label_before(words, colon) for colon in words.colons) if label is not None]
    if not labels:
        return []
    names = Counter(words.words[after - 1] for _, after in labels)
    people = [label for label in labels if words.words[label[1] - 1].isupper() or voices.of(label) == "person"]
    shouted = [label for label in labels if _is_shouted(words, label)]
    speakers = set(people) | set(shouted)
    different = len({words.words[after - 1] for _, after in speakers})
    talk = len(speakers) >= TURNS and different >= 2 and max(names.values()) >= 2
    if not talk and not _opens_body(words, labels, speakers):
        return []
    return [turn for turn in (_turn(words, labels, i, speakers) for i in range(len(labels))) if turn is not None]


def _opens_body(words: Grammar, labels: list[Range], speakers: set[Range]) -> bool:
    """Tell whether the body of a text opens with a full name and a colon: an address, or talks of two."""
    body = words.text.find("\n\n")
    first = next((label for label in labels if words.starts[label[0]] >= body + 2), None)
    return body >= 0 and first in speakers and words.starts[first[0]] == body + 2 and first[1] - first[0] >= 2


def _is_shouted(words: Grammar, label: Range) -> bool:
    start, end = words.span(label)
    name = words.text[start:end]
    return len(name) > 2 and name.isupper()


def _label_before(words: Grammar, colon: int) -> Range | None:
    """Return the capitalised words before a colon that open a line or follow a full stop."""
    i = colon
    floor = max(0, colon - _LABEL)
    while i > floor and (words.is_capital(i - 1) or words.words[i - 1] in _LINKS):
        if "\n" in words.text[words.ends[i - 1] : words.starts[i]]:
            break
        if words.words[i - 1] == "." and (i < 2 or words.ends[i - 2] - words.starts[i - 2] > 3):
            break
        i -= 1
    while i < colon and words.words[i] in _LINKS:
        i += 1
    if i >= colon or colon + 1 >= len(words.words) or words.starts[colon + 1] == words.ends[colon]:
        return None
    if words.words[colon + 1][0].isdigit():
        return None
    gap = words.text[words.ends[i - 1] : words.starts[i]] if i else "\n"
    opens = i == 0 or "\n" in gap or words.words[i - 1] in '.?!…"“'
    return (i, colon) if opens else None


def _turn(words: Grammar, labels: list[Range], i: int, speakers: set[Range]) -> Attribution | None:
    label = labels[i]
    if label not in speakers:
        return None
    begin = label[1] + 1
    end = labels[i + 1][0] if i + 1 < len(labels) else len(words.words)
    end = _last_of_turn(words, begin, end, i + 1 < len(labels))
    while end > begin and words.is_mark(end - 1) and words.words[end - 1] in '"“(':
        end -= 1
    if end <= begin:
        return None
    unit = Unit(label[0], end, 1)
    return Attribution((label[1], begin), label, [(begin, end)], "turn", ":", unit)


def _last_of_turn(words: Grammar, begin: int, end: int, followed: bool) -> int:
    """Return the end of the turn: all up to the next one; the last turn of a text ends with its line."""
    if followed:
        return end
    line_end = words.text.find("\n", words.starts[begin])
    return end if line_end < 0 else min(end, words.document.tokens.last_before(line_end))
