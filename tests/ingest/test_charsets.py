"""What a feed declares is believed: its words come back letter for letter, with whatever signs stand beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.charsets import codec_of
from pipeline.ingest.decode import decode

SIGNS = (
    "£5m £|€|5 €|¥300|©|© 2024|®|20 °C|½|5½|№ 5|№|nº 5|« oui »|«so»|„so“|“so”|‘so’|–|—|…|Marn’s|50 ‰|§ 5|m²|×|±|·|¿|¡"
)
WORDS = {
    "en": "Britain's pledges aid café naïve Marn pumps the ÆØÅ x³y US£5m £5bn",
    "fr": "cœur l'œuvre été à où déjà l'été ŒUVRE ÉTÉ élève créée Noël ça aiguë Ÿ l’été",
    "de": "Städte für Größe Öl über äußerst ÄÖÜ Straße GRÖSSE österreichische",
    "es": "mañana España dará Núñez ¿qué? ¡así! pingüino AÑO 1ª 2º",
    "pt": "coração não às três português AÇÃO útil",
    "it": "città perché è già più",
    "da": "på øen blåbær Ærø ÅRHUS æøå ø å",
    "sv": "få öar älg Åland ÅÄÖ",
    "fi": "yö työ pääsee äänestää ÄÄNI hääyöaie",
    "is": "það þýðir ísöld Æðey",
    "hu": "erdő fölött űrhajó győztes ŐSZ őrült",
    "pl": "źródło żeby Łódź sąsiadom ŻÓŁĆ ą ś pójdź",
    "cs": "příští týden žluťoučký kůň Šíp ČÁSTKA",
    "sk": "ďakujem vĺča ľahký kôň",
    "hr": "čovjek šuma žaba đak ĆUP",
    "ro": "Oraşul ţară apă în curţi",
    "tr": "Şehir yağmur çağrı ışık İyi ağaçlı IŞIK",
    "lt": "Ąžuolas šiaurėje žydi ačiū ĮŽŪLUS",
    "lv": "ūdens šķēres ģimene",
    "et": "õhtu öö jäääär šokk ÖÖ",
    "uk": "Місто дасть насоси є її ґанок з'їзд Київ я і МІСТО",
    "ru": "Город даст насосы ёлку объявил я и ГОРОД",
    "bg": "Градът ще даде помпи",
    "be": "горад дасць помпы ўсё",
    "sr": "Град даје пумпе љубав њива ђак ћуп џак је ЈЕ",
    "mk": "Градот дава ќе ѓубре ѕвезда",
    "el": "Ο δήμαρχος είπε ότι θα στείλει αντλίες ΑΝΤΛΙΕΣ ή",
    "he": "ראש העיר אמר שישלח משאבות",
    "ar": "قال رئيس البلدية إنه سيرسل مضخات",
    "ja": "市長は「ポンプ」を送る。 東京、 カタカナ",
    "zh": "市长说,将送去水泵。 城市 “水泵”",
    "ko": "시장은 펌프를 보낸다 도시",
}
_CYRILLIC = "windows-1251 iso-8859-5 koi8-r koi8-u cp866 x-mac-cyrillic"
_WEST = "iso-8859-1 windows-1252 iso-8859-15 macroman cp850 iso-8859-9 windows-1254"
_EAST = "iso-8859-2 windows-1250 cp852"
_BALTIC = "windows-1257 iso-8859-13"
SETS = {
    **dict.fromkeys(["en", "fr", "de", "es", "pt", "it", "da", "sv", "fi", "is"], f"{_WEST} cp437 iso-8859-14"),
    **dict.fromkeys(["hu", "pl", "cs", "sk", "hr"], _EAST),
    "de": f"{_WEST} {_EAST} {_BALTIC} cp437 iso-8859-3 iso-8859-4 iso-8859-10 iso-8859-16 windows-1258",
    "fi": f"{_WEST} {_EAST} {_BALTIC} iso-8859-4 iso-8859-10",
    "is": "iso-8859-1 windows-1252 iso-8859-10 cp861",
    "ro": _EAST,
    "tr": "iso-8859-9 windows-1254 iso-8859-3",
    "lt": f"{_BALTIC} iso-8859-4 iso-8859-10",
    "lv": f"{_BALTIC} iso-8859-4 iso-8859-10",
    "et": f"{_BALTIC} iso-8859-4 iso-8859-15",
    **dict.fromkeys(["uk", "ru", "bg", "be", "sr", "mk"], _CYRILLIC),
    "el": "windows-1253 iso-8859-7",
    "he": "windows-1255 iso-8859-8",
    "ar": "windows-1256 iso-8859-6",
    "ja": "shift_jis euc-jp",
    "zh": "gb2312 gbk gb18030",
    "ko": "euc-kr",
}
CASES = [(language, name) for language, names in SETS.items() for name in names.split()]


def can_be(word: str, name: str) -> bool:
    """Tell whether an encoding has the letters of a word."""
    try:
        return written(word, name).decode(codec_of(name)) == word
    except UnicodeEncodeError:
        return False


def written(text: str, name: str) -> bytes:
    return text.encode({"iso-8859-1": "cp1252", "x-mac-cyrillic": "mac-cyrillic"}.get(name, name))


def feed(items: list[str], declared: str = "") -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{head}<rss><channel>{''.join(f'<item><title>{item}</title></item>' for item in items)}</channel></rss>"


@st.composite
def declared_feeds(draw: st.DrawFn) -> tuple[str, str]:
    language, name = draw(st.sampled_from(CASES))
    words = [word for word in (WORDS[language] + " Marn 500 pumps").split() if can_be(word, name)]
    signs = [sign for sign in SIGNS.split("|") if can_be(sign, name)] or ["5"]
    item = st.lists(st.sampled_from(words) | st.sampled_from(signs), min_size=1, max_size=8).map(" ".join)
    return name, feed(draw(st.lists(item, min_size=1, max_size=6)), name)


@settings(max_examples=400)
@given(declared_feeds(), st.sampled_from(["", "iso-8859-1", "windows-1250", "utf-8"]))
def test_what_is_declared_rightly_comes_back_unchanged(declared: tuple[str, str], header: str) -> None:
    name, text = declared
    assert decode(written(text, name), f"text/xml; charset={header}" if header else "") == text


@pytest.mark.parametrize("items", [1, 30])
@pytest.mark.parametrize(("language", "name"), CASES)
def test_signs_beside_words_overrule_no_declaration(language: str, name: str, items: int) -> None:
    signs = [sign for sign in SIGNS.split("|") if can_be(sign, name)]
    words = [word for word in WORDS[language].split() if can_be(word, name)]
    text = feed([" ".join([*signs, *words])] * items, name)
    assert decode(written(text, name), "text/xml") == text
    headed = feed([" ".join([*words, *signs])] * items)
    assert decode(written(headed, name), f"text/xml; charset={name}") == headed


NO_WORDS = ("ÆØÅ", "ÅÄÖ", "ÄÖÜ", "x³y")  # which are what only a declaration can tell
WEST = ["en", "fr", "de", "es", "pt", "it", "da", "sv", "fi", "is"]
TOLD = [*((language, "windows-1252") for language in WEST), ("fr", "iso-8859-15"), ("fr", "macroman")]
TOLD += [(language, "windows-1250") for language in ("hu", "pl", "cs", "sk", "hr", "ro")]
TOLD += [(language, "iso-8859-2") for language in ("hu", "pl", "cs", "hr", "ro")]
TOLD += [("tr", "windows-1254"), ("lt", "windows-1257"), ("lv", "windows-1257")]
TOLD += [(language, name) for language in ("uk", "ru") for name in ("windows-1251", "koi8-u", "iso-8859-5")]


@pytest.mark.parametrize("items", [1, 30])
@pytest.mark.parametrize(("language", "name"), TOLD)
def test_words_with_signs_are_told_where_nothing_is_declared(language: str, name: str, items: int) -> None:
    signs = [sign for sign in ("£5m", "5 €", "© 2024", "20 °C", "« oui »", "№ 5", "Marn’s", "–") if can_be(sign, name)]
    words = [word for word in WORDS[language].split() if can_be(word, name) and word not in NO_WORDS]
    text = feed([" ".join([*words, *signs])] * items)
    assert decode(written(text, name)) == text


@pytest.mark.parametrize("items", [1, 6])
@pytest.mark.parametrize(
    "words", ["Britain pledges £500m and £20m", "Marn’s café gives £5m", "£ 500m", "© 2024", "5½ °", "« – »"]
)
def test_a_sign_alone_is_what_it_is_in_windows_1252(words: str, items: int) -> None:
    text = feed([words] * items)
    assert decode(written(text, "windows-1252")) == text


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "iso-8859-5", "x-mac-cyrillic", "utf-8"])
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "iso-8859-15", "iso-8859-2"])
def test_cyrillic_words_beside_signs_overrule_a_latin_set(declared: str, name: str) -> None:
    words = "Город даст 5 насосов – «Завтра их привезут», объявил мэр, © 2024"
    for sign, plain in (("–", "-"), ("«", '"'), ("»", '"'), ("©", "(c)")):
        words = words if can_be(sign, name) else words.replace(sign, plain)
    text = feed([words], declared)
    assert decode(written(text, name), f"text/xml; charset={declared}") == text


@pytest.mark.parametrize("claims", [["iso-8859-1", "windows-1251"], ["klingon", "windows-1251"]])
def test_the_second_claim_is_taken_where_the_first_gives_no_words(claims: list[str]) -> None:
    text = feed(["Город даст насосы"], claims[0])
    assert decode(written(text, "windows-1251"), f"text/xml; charset={claims[1]}") == text


def test_bytes_that_the_claim_has_not_are_damage_and_no_reason_to_doubt_it() -> None:
    body = feed(["Caf\xe9 ? Marn"], "windows-1252").encode("latin-1").replace(b" ? ", b" \x81 ")
    assert decode(body) == feed(["Café \ufffd Marn"], "windows-1252")
