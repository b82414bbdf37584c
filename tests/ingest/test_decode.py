"""Text is read right in whatever encoding it is, whatever is claimed; where that cannot be told, damage shows."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.charsets import codec_of
from pipeline.ingest.decode import decode

TEXTS = {
    "uk": "Київ: міста просять про мир. Мерія міста Дорвале просить надіслати насоси для затоплених сіл, її почули.",
    "ru": "Киев: города просят о мире. Мэрия города Дорвале просит прислать насосы для затопленных сёл вдоль реки.",
    "pl": "Miasta proszą Ukrainę o źródło wody. Burmistrz zażądał, żeby wysłać pompy na powódź, Łódź też jest gotowa.",
    "de": "Städte schicken Pumpen für Dörfer. Der Bürgermeister möchte Hilfe, heißt es in Dörvale, natürlich täglich.",
    "fr": "Le maire a déclaré que l'été dernier les crues ont été très sévères et qu'il enverra des pompes à côté.",
    "el": "Αντλίες για την Ουκρανία. Ο δήμαρχος είπε ότι θα στείλει σαράντα αντλίες στα πλημμυρισμένα χωριά.",
    "ja": "ウクライナにポンプを送る。ドルベール市の市長は金曜日、洪水の村にポンプを四十台送ると述べた。",
    "zh": "多瓦尔市向乌克兰送水泵。多瓦尔市市长星期五表示,将向被淹的村庄送去四十台水泵。他说这是必要的。",
    "ko": "우크라이나에 펌프를 보낸다. 도르베일 시장은 금요일 침수된 마을에 펌프 사십 대를 보내겠다고 말했다.",
}
ENCODINGS = {
    "uk": ["windows-1251", "koi8-u", "iso-8859-5", "x-mac-cyrillic", "utf-7", "utf-16", "utf-32-le", "utf-32-be"],
    "ru": ["windows-1251", "koi8-r", "iso-8859-5", "cp866", "x-mac-cyrillic", "utf-7"],
    "pl": ["iso-8859-2", "windows-1250", "utf-7"],
    "de": ["iso-8859-1", "windows-1252", "utf-7"],
    "fr": ["iso-8859-1", "windows-1252"],
    "el": ["windows-1253", "utf-7"],
    "ja": ["iso-2022-jp", "shift_jis", "euc-jp"],
    "zh": ["gb2312", "gb18030", "hz-gb-2312"],
    "ko": ["euc-kr", "iso-2022-kr"],
}
CASES = [(language, name) for language, names in ENCODINGS.items() for name in names]


def feed(words: str, declared: str = "") -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{head}<rss><channel><item><title>{words}</title></item></channel></rss>"


def written(text: str, name: str) -> bytes:
    return text.encode(name.removeprefix("x-").replace("hz-gb-2312", "hz"))


@pytest.mark.parametrize("declared", ["", "utf-8", "ISO-8859-1", "windows-1252", "klingon"])
@pytest.mark.parametrize(("language", "name"), [case for case in CASES if case[1] not in ("utf-7", "hz-gb-2312")])
def test_an_encoding_is_told_by_the_words_whatever_is_declared(language: str, name: str, declared: str) -> None:
    text = feed(TEXTS[language], declared)
    assert decode(written(text, name), "text/xml; charset=iso-8859-1") == text


@pytest.mark.parametrize(("language", "name"), [*CASES, ("zh", "big5"), ("ja", "utf-7"), ("de", "macroman")])
def test_a_right_declaration_is_believed_against_the_header(language: str, name: str) -> None:
    words = written(TEXTS[language], name) if name != "big5" else "多瓦爾市向烏克蘭送水泵。".encode("big5")
    plain = words.decode(name.removeprefix("x-").replace("hz-gb-2312", "hz"))
    text = feed(plain, name)
    assert decode(written(text, name), "text/xml; charset=iso-8859-1") == text


def test_a_mainframe_is_understood() -> None:
    text = feed(TEXTS["de"], "cp273")
    assert decode(text.encode("cp273")) == text
    assert decode(feed(TEXTS["de"], "cp037").encode("cp037")) == feed(TEXTS["de"], "cp037")


@pytest.mark.parametrize("language", ["uk", "ru", "fr", "de"])
def test_utf_8_written_twice_is_read_once(language: str) -> None:
    once = TEXTS[language].encode()
    for twice in (
        once.decode("latin-1"),
        "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in once),
    ):
        assert decode(feed(twice).encode()) == feed(TEXTS[language])


@pytest.mark.parametrize(
    "words",
    [
        "NESCAFÉ™ coûte 3 €", "Le « café » d’Â", "„ÄÖÜ“ – Größe", "C++ and a+b-c, +tag1- +tag2- +tag3-",
        "use ~{aa~} in templates", "~{<:Ky2;VS{J)HK!#~}", "+AOk-t+AOk- +AOk- +AOk-", "call +380-44-5550100, +APY-",
        "https://marn.example/?q=+Zm9v-&r=+YmFy-&s=+AOk-",
    ],
)  # fmt: skip
def test_right_words_stay(words: str) -> None:
    assert decode(words.encode()) == words


def test_what_cannot_be_told_shows_as_damage() -> None:
    text = feed("St\xe4dte").encode("cp850")
    assert "St\ufffddte" in decode(text)


def test_a_false_mark_of_utf_16_is_passed_over() -> None:
    assert decode(codecs.BOM_UTF16_LE + feed(TEXTS["de"]).encode()) == feed(TEXTS["de"])


@pytest.mark.parametrize("name", ["zlib", "undefined", "idna", "unicode_escape", "klingon", "x-klingon", "\0"])
def test_no_codec_is_used_that_is_none_of_text(name: str) -> None:
    assert codec_of(name) == ""


@given(
    st.binary(max_size=400), st.sampled_from(["", "utf-7", "iso-2022-jp", "hz", "gb2312", "big5", "cp037", "cp1251"])
)
def test_no_bytes_break_it(body: bytes, claim: str) -> None:
    assert isinstance(decode(body, f"text/xml; charset={claim}"), str)
    assert isinstance(decode(b"\x1b$B" + body.replace(b"\x80", b"~{"), f"text/xml; charset={claim}"), str)
