"""Bytes of a feed as text, whatever header, declaration and byte order mark claim.

Claims are often wrong in one direction only: text that decodes as UTF-8 and is not plain ASCII is UTF-8, whatever is
declared, because other encodings almost never form valid sequences by chance. Only then are the claims believed.
"""

import codecs
import itertools
import re

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 64
"""Bytes at the beginning, which are markup: in UTF-16 every other one is zero."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_FEW_BAD = 0.05
"""Share of broken sequences among non-ASCII ones up to which text still counts as (damaged) UTF-8."""


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`; never raises. Damaged sequences become U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if name := _bare_utf_16(body[:_HEAD]):
        return body.decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _utf_8_of_halves(body) or _decode_other(body, content_type)


def _bare_utf_16(head: bytes) -> str:
    """Return which UTF-16 begins so without a byte order mark, "" for none."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) < 4 or even + odd < 0.45 * len(head):
        return ""
    return "" if even and odd else ("utf-16-be" if even else "utf-16-le")


def _utf_8_of_halves(body: bytes) -> str:
    """Return text whose rarer characters some programs write as two halves (CESU-8), "" where it is none."""
    try:
        halves = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return ""
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decode_other(body: bytes, content_type: str) -> str:
    loose = body.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if broken <= _FEW_BAD * (sum(map(_is_wide, loose)) or 1):
        return loose
    for name in _claims(body, content_type):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return body.decode(guess_single_byte(body), "replace")


def _is_wide(character: str) -> bool:
    return character > "\x7f"


def _claims(body: bytes, content_type: str) -> list[str]:
    """Declaration first: it travels with the document, the header is the server's default."""
    found = [match.group(1).decode("ascii") for match in (_DECLARED.search(body[:1_000]),) if match]
    found += [match.group(1).decode("ascii") for match in (_META.search(body[:4_000]),) if match]
    found += [match.group(1) for match in (_HEADER.search(content_type),) if match]
    return [name for name in found if _is_text_codec(name) and not name.lower().replace("_", "-").startswith("utf")]


def _is_text_codec(name: str) -> bool:
    """Tell codecs of text from those that turn bytes into bytes (zlib, hex) or raise by design (undefined, idna)."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return info.name not in ("undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape") and bool(
        getattr(info, "_is_text_encoding", True)
    )


def guess_single_byte(body: bytes) -> str:
    """Guess windows-1251, koi8-r, iso-8859-2 or windows-1252 by which bytes occur; Cyrillic text is mostly letters."""
    sample = body[:200_000]
    high = [byte for byte in sample if byte >= 0x80]
    letters = sum(1 for byte in sample if chr(byte).isascii() and chr(byte).isalpha())
    upper_half = [byte for byte in high if byte >= 0xC0]
    if len(high) > 0.3 * (letters + 1) or _runs(sample) > 0.5:
        small_1251 = sum(1 for byte in upper_half if byte >= 0xE0)
        return "windows-1251" if small_1251 * 2 >= len(upper_half) else "koi8-r"
    polish = sum(sample.count(bytes([byte])) for byte in (0xB1, 0xEA, 0xB3, 0xB6, 0xBF, 0xBC, 0xE6))
    return "iso-8859-2" if polish * 2 > len(high) else "windows-1252"


def _runs(sample: bytes) -> float:
    """Return the share of high bytes that stand beside another: letters of a Cyrillic word do, accents do not."""
    high = [index for index, byte in enumerate(sample) if byte >= 0xC0]
    if not high:
        return 0.0
    beside = sum(1 for before, after in itertools.pairwise(high) if after == before + 1)
    return beside / len(high)
