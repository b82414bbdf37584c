"""Bytes of a feed as text, whatever header, declaration and byte order mark claim.

Claims are often wrong in one direction only: text that decodes as UTF-8 and is not plain ASCII is UTF-8, whatever is
declared, because other encodings almost never form valid sequences by chance. All other text is what is claimed,
unless that makes words of it that none are (`charsets`).
"""

import codecs
import re

from pipeline.ingest.charsets import choose, codec_of, seven_bits

_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 64
"""Bytes at the beginning, which are markup: in UTF-16 every other one is zero, in UTF-32 three of four."""

_EBCDIC = b"\x4c\x6f\xa7\x94"  # <?xm
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_FEW_BAD = 0.05
"""Share of broken sequences among non-ASCII ones up to which text still counts as (damaged) UTF-8."""

_LATIN = {chr(code): code for code in range(0x80, 0x100)}
_LATIN |= {letter: code for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))}
"""The byte that Latin-1 or windows-1252 makes a letter of."""

_HIGH_RUN = re.compile(f"[{re.escape(''.join(_LATIN))}]{{2,}}")
_READ_TWICE = re.compile(f"[ÂÃÄÅÐÑâ][{re.escape(''.join(letter for letter, code in _LATIN.items() if code < 0xC0))}]")


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`; never raises. Damaged sequences become U+FFFD."""
    body = body.removeprefix(codecs.BOM_UTF8)
    wide = _wide_form(body[:_HEAD])
    mark = next((mark for mark, _ in _WIDE_MARKS if body.startswith(mark)), b"")
    body = body.removeprefix(mark)
    if wide:
        return body.decode(wide, "replace")
    if body.startswith(_EBCDIC):
        return _from_ebcdic(body)
    claims = _claims(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _utf_8_of_halves(body) or _decode_other(body, claims)
    hidden = seven_bits(body, claims) if text.isascii() else ""
    return body.decode(hidden, "replace") if hidden else _read_once(text)


def _wide_form(head: bytes) -> str:
    """Return which UTF-16 or UTF-32 begins so, with a byte order mark or by its zeros; "" for none."""
    zeros = [head[place::4].count(0) for place in range(4)]
    for mark, name in _WIDE_MARKS:
        if head.startswith(mark) and (any(zeros) or not head[len(mark) : 12].isascii()):
            return name
    if len(head) < 4 or sum(zeros) < 0.45 * len(head):
        return ""
    forms = {"utf-16-le": (1, 3), "utf-16-be": (0, 2), "utf-32-le": (1, 2, 3), "utf-32-be": (0, 1, 2)}
    zero = tuple(place for place, count in enumerate(zeros) if count)
    return next((name for name, places in forms.items() if places == zero), "")


def _from_ebcdic(body: bytes) -> str:
    """Return text of a mainframe, whose declaration tells which of the sets it is in, all alike in that line."""
    head = body[:1_000].decode("cp037").encode("latin-1")
    claims = [codec_of(name) for name in _claims(head, "")]
    name = next((name for name in claims if "<?xm".encode(name, "replace") == _EBCDIC), "cp037")
    return body.decode(name, "replace").replace("\x85", "\n")


def _read_once(text: str) -> str:
    """Return text that is right, or that somebody took for windows-1252 and wrote in UTF-8 once more, read right."""
    if not _READ_TWICE.search(text):
        return text
    runs = _HIGH_RUN.findall(text)
    broken = sum(_undoubled(run) != run for run in runs)
    return _HIGH_RUN.sub(lambda run: _undoubled(run.group()), text) if broken > 0.5 * len(runs) else text


def _undoubled(run: str) -> str:
    try:
        return bytes(_LATIN[letter] for letter in run).decode("utf-8")
    except UnicodeDecodeError:
        return run


def _utf_8_of_halves(body: bytes) -> str:
    """Return text whose rarer characters some programs write as two halves (CESU-8), "" where it is none."""
    try:
        halves = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return ""
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decode_other(body: bytes, claims: list[str]) -> str:
    loose = body.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if broken <= _FEW_BAD * (sum(map(_is_wide, loose)) or 1):
        return loose
    return body.decode(choose(body, claims) or "ascii", "replace")


def _is_wide(character: str) -> bool:
    return character > "\x7f"


def _claims(body: bytes, content_type: str) -> list[str]:
    """Declaration first: it travels with the document, the header is the server's default."""
    found = [match.group(1).decode("ascii") for match in (_DECLARED.search(body[:1_000]),) if match]
    found += [match.group(1).decode("ascii") for match in (_META.search(body[:4_000]),) if match]
    return found + [match.group(1) for match in (_HEADER.search(content_type),) if match]
