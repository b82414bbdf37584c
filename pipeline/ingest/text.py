"""HTML of feeds as plain text: paragraphs kept, markup, scripts, controls and double escapes gone."""

import html
import re
import unicodedata

import lxml.etree
import lxml.html

_BLOCK_NAMES = """
p div br li ul ol tr table blockquote h1 h2 h3 h4 h5 h6 section article header footer figure dl dt dd pre hr
"""
_SILENT_NAMES = "script style noscript template svg math iframe object embed form button select head title"
BLOCKS = frozenset(_BLOCK_NAMES.split())
SILENT = frozenset(_SILENT_NAMES.split())

MAX_HTML = 2_000_000
"""Characters of one entry's HTML that are read; more is cut."""

_PIECE, _MARKS = 300, 20
"""Characters composed at once, and marks that may follow them: no letter has more."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""C1 controls in a feed are windows-1252 quotation marks and dashes that somebody took for Latin-1."""
_ANY_C1 = re.compile("[\x80-\x9f]")
_UNSEEN = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u00ad\u200b\u2060-\u2064\u180e\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What turns the direction of writing, and what is not seen: in the middle of a word it hides the word."""

_EUROPEAN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u034e\u0350-\u052f\u1e00-\u1fff"
_JOINING = r"\u034f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = re.compile(
    rf"(?<=[{_EUROPEAN}])[{_JOINING}]+(?=[{_EUROPEAN}\d_]|[^\w{_JOINING}]|$)|(?<=[^\W\d_])[{_JOINING}]+(?=[{_EUROPEAN}])"
)
"""Joiners and marks of variants after letters of Latin, Greek and Cyrillic; other scripts and pictures need them."""

_ANY_JOINING = re.compile(f"[{_JOINING}]")
_SPACES = re.compile(r"[ \t\r\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINES = re.compile(r" ?\n[ \n]*")
_BLANK = re.compile(r"\n[ \t\u00a0]*\n")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_ENCODED_TAG = re.compile(r"&lt;/?(?:p|div|br|a|b|i|em|strong|span|img|ul|li|h\d)\b", re.IGNORECASE)


def clean(text: str) -> str:
    """Return the text without control characters, direction overrides and unseen ones, NFC, spaces made single; lines
    stay.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    if not text.isascii():
        text = text.translate(_C1) if _ANY_C1.search(text) else text
        text = _compose(_UNSEEN.sub("", _CONTROLS.sub("", text)))
        text = _compose(_JOINERS.sub("", text)) if _ANY_JOINING.search(text) else text
    return _LINES.sub("\n", _SPACES.sub(" ", _CONTROLS.sub("", text))).strip()


def _compose(text: str) -> str:
    """Return the text in NFC, piece by piece: sorting a run of marks takes the square of its length."""
    pieces, at = [], 0
    while at < len(text):
        cut = at + _PIECE
        marks = next((n for n in range(_MARKS) if cut + n >= len(text) or not unicodedata.combining(text[cut + n])), 0)
        pieces.append(unicodedata.normalize("NFC", text[at : cut + marks]))
        at = cut + marks
    return "".join(pieces)


def to_line(markup: str) -> str:
    """Return a title as one line of plain text; entities escaped once or twice are read, tags are dropped."""
    text = markup[:10_000]
    for _ in range(2):
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
    if "<" in text and _TAG.search(text):
        text = to_text(text)
    return " ".join(clean(text).split())


def to_text(markup: str) -> str:
    """Return HTML (or plain text) as paragraphs parted by a blank line. Linear in the length of the input."""
    text = markup[:MAX_HTML]
    if "&lt;" in text and "<" not in text and _ENCODED_TAG.search(text):
        text = html.unescape(text)
    if "<" not in text or not _TAG.search(text):
        return _paragraphs(_unescape_twice(text))
    root = _parse(text)
    if root is None:
        return _paragraphs(_unescape_twice(_TAG.sub(" ", text)))
    return _paragraphs(_unescape_twice("".join(_pieces(root))))


def to_paragraphs(text: str) -> str:
    """Return plain text as paragraphs parted by a blank line; lines wrapped within a paragraph are joined."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = _BLANK.split(text) if _BLANK.search(text) else text.split("\n")
    lines = (" ".join(clean(part).split("\n")) for part in parts)
    return "\n\n".join(line for line in lines if line)


def _parse(text: str) -> "lxml.etree._Element | None":
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    data = f"<div>{_CONTROLS.sub('', text)}</div>".encode("utf-8", "replace")
    try:
        return lxml.etree.fromstring(data, parser)
    except (lxml.etree.LxmlError, ValueError):
        return None


def _pieces(root: "lxml.etree._Element") -> list[str]:
    """Walk by events, not by recursion: feeds nest thousands of elements to exhaust the stack."""
    out: list[str] = []
    silent = 0
    for event, node in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            if tag in BLOCKS:
                out.append("\n")
            if node.text and not silent:
                out.append(node.text.replace("\n", " ") if tag != "pre" else node.text)
        else:
            silent -= tag in SILENT
            if tag in BLOCKS:
                out.append("\n")
            if node.tail and not silent:
                out.append(node.tail.replace("\n", " "))
    return out


def _unescape_twice(text: str) -> str:
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def _paragraphs(text: str) -> str:
    return clean(text).replace("\n", "\n\n")
