"""Which letters go together: what tells the encodings apart all of whose bytes are letters somewhere.

A wrong one of them gives letters that no one language has side by side.
"""

import itertools
from collections import Counter

_ALPHABETS = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "àâæçèéêëîïôœùûüÿ",  # French
        "äöüßéà",  # German
        "áéíñóúüªº",  # Spanish
        "àáâãçéêíóôõúüªº",  # Portuguese
        "àèéìíîòóùú",  # Italian
        "àçèéíïòóúü",  # Catalan
        "åäöæøéü",  # Danish, Finnish, Norwegian, Swedish
        "áðéíóúýþæö",  # Icelandic
        "áäèéëïóöü",  # Dutch
        "áéíóöőúüű",  # Hungarian
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "čćđšž",  # Bosnian, Croatian, Serbian, Slovene
        "ăâîşţșț",  # Romanian
        "çğıİöşüâîû",  # Turkish
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äõöüšž",  # Estonian
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґў",  # Belarusian, Bulgarian, Russian, Ukrainian
        "абвгдѓђежзѕијќклљмнњопрстћуфхцчџш",  # Macedonian, Serbian
        "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",  # Greek
    )
)
_ORDINARY = frozenset("£€¥$§©®™°²³½¼¾±×÷µ№†‡•…«»‹›„“”‚‘’–—¿¡·´\u00a0\u00ad")
"""Signs of texts in any language."""

WEIGHT = 0.5
"""How much it counts that no letter fits the others, where 1 is that no word is possible."""

MAX_LETTERS = 5_000


def strangeness(text: str) -> float:
    """Return from 0, one alphabet has all the letters beyond ASCII, to `WEIGHT`, none has any."""
    high = (letter for letter in text if letter > "\x7f" and letter not in _ORDINARY)
    counts = Counter(itertools.islice(high, MAX_LETTERS))
    most = max(sum(counts[letter] for letter in alphabet) for alphabet in _ALPHABETS)
    return WEIGHT * (1.0 - most / counts.total()) if counts else 0.0
