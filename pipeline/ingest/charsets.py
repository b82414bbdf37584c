"""Which encoding bytes that are no UTF-8 are in: what is claimed where that gives words, else what gives words best.

A wrong encoding shows in the words that it gives: scripts mixed within a word, capitals after small letters, signs
between letters, words of nothing but accented letters.
"""

import codecs
import itertools
import re
import unicodedata
from collections.abc import Iterable

MAX_SAMPLE, MAX_WORDS, MAX_WORD = 200_000, 400, 40
"""Bytes that are looked at, and words with letters beyond ASCII among them, and letters of one."""

GOOD = 0.9
"""Share of sound letters from which on a claim is believed."""

READABLE = 0.6
"""Share of sound letters below which no encoding fits."""

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

_GUESSES = (
    *("cp1251", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic", "cp1252", "cp1250", "iso8859-2", "cp1253"),
    *("cp932", "euc_jp", "cp949", "gb18030", "big5hkscs"),
)
"""What is tried where no claim fits; of equals the first counts."""

_MARKS_OF_LANGUAGE = {"cp932": ("ぁ", "ヿ", 0.2), "euc_jp": ("ぁ", "ヿ", 0.2), "cp949": ("가", "힣", 0.9)}
"""Letters from and to which, and the least share of them, that Japanese and Korean have: nearly any bytes of pairs can
be read as signs of each of these sets."""

_FREQUENT = frozenset("的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們对對于於出就分会會可也年等")
"""Signs that make up a fifth of Chinese text; by chance one in a hundred is one of them."""

_FEW = 8
"""Letters of two bytes by which no language is told yet."""

_TRAPS = ("undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape")
_EDGES = "\"'()[]{}<>.,:;!?-/\\|*_…«»„“”‘’–—\u00a0"
_TAGS = re.compile(r"<[^<>]{0,2000}>|[\s\u3000]+")
_ALIEN = frozenset(["Cc", "Cn", "Co", "No", "Sk", "Sm", "So", "Sc", "Ps", "Pi"])  # what stands in no word
_PLAIN_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґўАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁЄІЇҐЎ")
_EXTENDED = re.compile(rb"\x1b\$(?:[@B]|\([@BD])|\x1b\(I")
_BASE64 = re.compile(rb"\+([A-Za-z0-9/+]{3,400})-?")


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
    """Return the codec of text that is written in ASCII characters but is none, "" where it is what it seems."""
    if b"\x1b$)C" in body:
        return "iso2022_kr"
    if _EXTENDED.search(body):
        return "iso2022_jp_ext" if b"\x1b$A" not in body else "iso2022_jp_2"
    named = set(map(codec_of, claims))
    if "hz" in named or (b"~{" in body and b"~}" in body and _is_clean(body, "hz")):
        return "hz"
    if ("utf-7" in named and b"+" in body) or _looks_like_utf_7(body):
        return "utf-7"
    return ""


def _is_clean(body: bytes, codec: str) -> bool:
    try:
        return not body.decode(codec).isascii()
    except (UnicodeDecodeError, ValueError):
        return False


def _looks_like_utf_7(body: bytes) -> bool:
    """Tell UTF-7 that nothing names: its runs give letters of one corner of Unicode, others any of 65,000."""
    runs = [match.group(1) for match in _BASE64.finditer(body[:MAX_SAMPLE])][:MAX_WORDS]
    return len(runs) >= 3 and sum(map(_is_run, runs)) > 0.8 * len(runs)


def _is_run(run: bytes) -> bool:
    try:
        text = (b"+" + run + b"-").decode("utf-7")
    except UnicodeDecodeError:
        return False
    return bool(text) and all("\x7f" < letter < "\u0600" or "\u2010" < letter < "\u20bf" for letter in text)


def choose(body: bytes, claims: Iterable[str]) -> str:
    """Return the codec of bytes that are no UTF-8: the first claim that gives words, else the best of all guesses.

    "" where none gives anything like words.
    """
    sample = body[:MAX_SAMPLE]
    named = [codec for codec in map(codec_of, claims) if codec and not codec.startswith("utf")]
    best, most = "", READABLE
    for codec in dict.fromkeys((*named, *_GUESSES)):
        text = sample.decode(codec, "replace")
        sound = soundness(text)
        if codec in named and sound >= GOOD:
            return codec
        if sound > most and (codec in named or _is_language(text, codec)):
            best, most = codec, sound
    return best


def _is_language(text: str, codec: str) -> bool:
    signs = [letter for letter in text if letter > "\u02ff"][:5_000]
    if codec in (*_MARKS_OF_LANGUAGE, "gb18030", "big5hkscs") and len(signs) < _FEW:
        return False
    if codec in _MARKS_OF_LANGUAGE:
        first, last, least = _MARKS_OF_LANGUAGE[codec]
        return sum(first <= sign <= last for sign in signs) > least * len(signs)
    return codec not in ("gb18030", "big5hkscs") or sum(map(_FREQUENT.__contains__, signs)) > 0.04 * len(signs)


def soundness(text: str) -> float:
    """Return the share of letters beyond ASCII, of those in the first words that have any, that are where they may be.

    1 for text that has none.
    """
    words = [word for word in _TAGS.sub(" ", text).split() if not word.isascii()][:MAX_WORDS]
    faults, letters = map(sum, zip(*map(_faults, words), strict=True)) if words else (0, 0)
    return 1.0 - min(faults / letters, 1.0) if letters else 1.0


def _faults(word: str) -> tuple[float, int]:
    """Return how many of a word's characters beyond ASCII are amiss, and how many there are."""
    core = word.strip(_EDGES)[:MAX_WORD]
    high = [letter for letter in core if letter > "\x7f"]
    scripts = {_script(letter) for letter in core if letter.isalpha()}
    if len(scripts - {"", "ideograph"}) > 1 or (len(high) > 2 and _is_all_accents(core)):
        return len(high), len(high)
    faults = sum(map(_oddness, high))
    faults += sum(a.islower() and b.isupper() and max(a, b) > "\x7f" for a, b in itertools.pairwise(core))
    return faults, len(high)


def _is_all_accents(word: str) -> bool:
    """Tell words like those that Latin-1 makes of Cyrillic ones; in no language are half of the letters accented."""
    letters = [letter for letter in word if letter.isalpha()]
    accented = [letter for letter in letters if "\x7f" < letter < "\u0250"]
    return len(accented) > 2 and len(accented) > 0.6 * len(letters)


def _oddness(letter: str) -> float:
    if unicodedata.category(letter) in _ALIEN:  # U+FFFD is a sign, too
        return 1.0
    return 0.5 if "\u0400" <= letter < "\u0530" and letter not in _PLAIN_CYRILLIC else 0.0


def _script(letter: str) -> str:
    if letter < "\u0250":
        return "latin"
    if letter < "\u0400":
        return "greek" if letter >= "\u0370" else ""
    if letter < "\u0530":
        return "cyrillic"
    return "ideograph"
