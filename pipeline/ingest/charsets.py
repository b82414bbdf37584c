"""Which encoding bytes that are no UTF-8 are in: what is claimed, unless its words are impossible and others are not.

A wrong encoding shows in the words that it gives: scripts mixed within a word, capitals after small letters, signs
between letters, words of nothing but accented letters. Signs beside words and numbers (£5m, 20 °C, « oui ») show
nothing: each of them is a letter elsewhere.
"""

import codecs
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.ingest.alphabets import strangeness

MAX_SAMPLE, MAX_WORDS, MAX_WORD = 200_000, 400, 40
"""Bytes that are looked at, and words with letters beyond ASCII among them, and letters of one."""

GOOD = 0.9
"""Share of sound letters from which on a claim is believed unseen what else the bytes may be."""

READABLE = 0.6
"""Share of sound letters below which no encoding fits."""

CLEARLY_BETTER = 0.25
"""Share of a claim's unsound letters that what overrules it may have at most."""

_LEAST = 2.0
"""Unsound letters that overrule a claim: one sign within a word may be meant, such as x³y."""

_LEAST_OF_SCRIPT = 5.0
"""The same where the letters become those of another script: ÆØÅ and ÄÖÜß are no Cyrillic words."""

_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "koi8-r": "koi8-u",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What is meant by a name, as browsers take it (WHATWG Encoding): the later set that has the letters of the first."""

_LATIN = ("cp1252", "iso8859-15", "cp1250", "iso8859-2", "cp1254", "cp1257")
_OTHER_SCRIPTS = ("cp1251", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic", "cp1253")
_OF_SIGNS = ("cp932", "euc_jp", "cp949", "gb18030", "big5hkscs")
_GUESSES = (*_LATIN, *_OTHER_SCRIPTS, *_OF_SIGNS)
"""What is tried where no claim fits; of equals the first counts."""

_LAST_GUESS = "mac-roman"
"""What is tried where nothing is claimed: nearly every byte is a letter in it, so against a claim it proves nothing."""

_MARKS_OF_LANGUAGE = {"cp932": ("ぁ", "ヿ", 0.2), "euc_jp": ("ぁ", "ヿ", 0.2), "cp949": ("가", "힣", 0.9)}
"""Letters from and to which, and the least share of them, that Japanese and Korean have: nearly any bytes of pairs can
be read as signs of each of these sets."""

_FREQUENT = frozenset("的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們对對于於出就分会會可也年等")
"""Signs that make up a fifth of Chinese text; by chance one in a hundred is one of them."""

_FEW = 8
"""Letters of two bytes by which no language is told yet."""

_AS_MANY = 0.8
"""Share of a claim's letters that what overrules it must make letters, too; signs of two bytes are half as many."""

_TRAPS = ("undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape")
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_WORD = re.compile(
    r"[^\s\d\x00-@\[-`{-\x7f\u00a0\u00ad\u00b4\u00b7\u00bb\u2010-\u201b\u201d\u2020-\u203f\u3000-\u3004"
    r"\u3008-\u3020\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
"""What no blank, digit and ordinary punctuation parts: letters, and signs that stand beside or, wrongly, in them."""

_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
_ALIEN = frozenset(["Cc", "Cn", "Co", "No", "Sk", "Sm", "So", "Sc", "Ps", "Pi"])  # what stands in no word
_NEVER = frozenset("\ufffd¤\x85") | frozenset(map(chr, range(0x80, 0xA0)))  # what nobody writes
_EXTENDED = re.compile(rb"\x1b\$(?:[@B]|\([@BD])|\x1b\(I")
_IN_ASCII = {"hz": b"~", "utf-7": b"+"}  # by which other characters begin


def codec_of(name: str) -> str:
    """Return the codec that is meant by the name of an encoding, "" where there is none for text."""
    for spelling in (name, name.lower().removeprefix("x-")):
        try:
            info = codecs.lookup(spelling)
        except (LookupError, ValueError):
            continue
        if info.name.replace("-", "_") in _TRAPS or not getattr(info, "_is_text_encoding", True):
            return ""
        return _WIDER.get(info.name, info.name)
    return ""


def seven_bits(body: bytes, claims: Iterable[str]) -> str:
    """Return the codec of text that is written in ASCII characters but is none, "" where it is what it seems.

    HZ and UTF-7 only where claimed: program text, addresses and sums have their marks, too.
    """
    if b"\x1b$)C" in body:
        return "iso2022_kr"
    if _EXTENDED.search(body):
        return "iso2022_jp_ext" if b"\x1b$A" not in body else "iso2022_jp_2"
    named = set(map(codec_of, claims))
    return next((codec for codec in ("hz", "utf-7") if codec in named and _IN_ASCII[codec] in body), "")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What an encoding makes of the bytes: its letters beyond ASCII, and how many of them are amiss."""

    codec: str
    text: str
    letters: float
    amiss: float
    accented: float  # of those amiss, the ones in words of nothing but accented letters

    @property
    def soundness(self) -> float:
        return 1.0 - min(self.amiss / self.letters, 1.0) if self.letters else 1.0


def choose(body: bytes, claims: Iterable[str]) -> str:
    """Return the codec of bytes that are no UTF-8: the first claim, or what overrules it, or the best of all guesses.

    A claim whose words are impossible stands unless another claim, or else a guess, makes words of nearly all of them.
    "" where nothing is claimed and none gives anything like words.
    """
    sample = body[:MAX_SAMPLE]
    named = [codec for codec in dict.fromkeys(map(codec_of, claims)) if codec and not codec.startswith("utf")]
    claimed = [_read(sample, codec) for codec in named]
    if claimed and claimed[0].soundness >= GOOD:
        return claimed[0].codec
    others = [_read(sample, codec) for codec in _GUESSES if codec not in named]
    others = [other for other in others if _is_language(other.text, other.codec)]
    if not claimed:
        best = max((*others, _read(sample, _LAST_GUESS)), key=_likelihood)
        return best.codec if best.soundness > READABLE else ""
    first = claimed[0]
    better = [other for other in claimed[1:] if _overrules(other, first)]
    better = better or [other for other in others if _overrules(other, first)]
    return max(better, key=_likelihood).codec if better else first.codec


def _read(sample: bytes, codec: str) -> _Reading:
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)  # half a sign at the end is no damage
    words = dict.fromkeys(itertools.islice(_words(text), MAX_WORDS))  # what comes again and again proves no more
    controls = len(_CONTROL.findall(text))
    letters = amiss = accented = 0.0
    for word in words:
        faults, high = _faults(word)
        letters, amiss = letters + high, amiss + faults
        accented += faults if _is_all_accents(word) else 0.0
    return _Reading(codec, text, letters + controls, amiss + controls, accented)


def _likelihood(reading: _Reading) -> float:
    return reading.soundness - (0.0 if reading.codec in _OF_SIGNS else strangeness(reading.text))


def _overrules(other: _Reading, claim: _Reading) -> bool:
    """Tell whether a reading is so much sounder that the claim cannot be meant.

    What makes signs of letters explains nothing, and another Latin set does not explain words of accented letters only.
    """
    latin = other.codec in _LATIN
    if claim.amiss - latin * claim.accented < (_LEAST if latin else _LEAST_OF_SCRIPT):
        return False
    if other.codec not in _OF_SIGNS and other.letters < _AS_MANY * claim.letters:
        return False
    return 1.0 - other.soundness <= CLEARLY_BETTER * (1.0 - claim.soundness)


def _is_language(text: str, codec: str) -> bool:
    signs = [letter for letter in text if letter > "\u02ff"][:5_000]
    if codec in (*_MARKS_OF_LANGUAGE, "gb18030", "big5hkscs") and len(signs) < _FEW:
        return False
    if codec in _MARKS_OF_LANGUAGE:
        first, last, least = _MARKS_OF_LANGUAGE[codec]
        return sum(first <= sign <= last for sign in signs) > least * len(signs)
    return codec not in ("gb18030", "big5hkscs") or sum(map(_FREQUENT.__contains__, signs)) > 0.04 * len(signs)


def _words(text: str) -> Iterator[str]:
    return (match.group() for match in _WORD.finditer(_TAGS.sub(" ", text)) if not match.group().isascii())


def _faults(word: str) -> tuple[float, int]:
    """Return how many of a word's characters beyond ASCII are amiss, and how many there are.

    Up to two signs at either end are no part of it.
    """
    core = _without_signs(word)[:MAX_WORD]
    high = [letter for letter in core if letter > "\x7f"]
    scripts = {_script(letter) for letter in core if letter.isalpha()}
    if len(scripts - {"", "ideograph"}) > 1:
        return len(core), len(core)
    if _is_all_accents(core):
        return len(high), len(high)
    faults = float(sum(map(_is_alien, high)))  # U+FFFD is a sign, too
    faults += sum(a.islower() and b.isupper() and max(a, b) > "\x7f" for a, b in itertools.pairwise(core))
    if "ideograph" in scripts and any(letter.isascii() and letter.islower() for letter in core):
        faults += 0.5 * len(high)
    return faults, len(high)


def _without_signs(word: str) -> str:
    first, last = 0, len(word)
    while first < min(2, last) and _is_mere_sign(word[first]):
        first += 1
    while last > max(len(word) - 2, first) and _is_mere_sign(word[last - 1]):
        last -= 1
    return word[first:last]


def _is_mere_sign(letter: str) -> bool:
    return letter not in _NEVER and _is_alien(letter)


def _is_alien(letter: str) -> bool:
    return letter in "¿¡" or unicodedata.category(letter) in _ALIEN


def _is_all_accents(word: str) -> bool:
    """Tell words like those that Latin-1 makes of Cyrillic ones; even Łódź and ağaçlı have a plain letter."""
    letters = [letter for letter in word if letter.isalpha()]
    accented = [letter for letter in letters if "\x7f" < letter < "\u0250"]
    return len(accented) > 2 and len(accented) > 0.85 * len(letters)


def _script(letter: str) -> str:
    if letter < "\u0250":
        return "latin"
    if letter < "\u0400":
        return "greek" if letter >= "\u0370" else ""
    if letter < "\u0530":
        return "cyrillic"
    return "ideograph"
