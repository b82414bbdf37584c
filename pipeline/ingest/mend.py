"""Feed text as XML that parsers accept: mended (forbidden characters, undefined entities, a break in the middle) and
defused (no document type, so no entity can be declared or expanded).
"""

import contextlib
import html
import itertools
import re
from collections.abc import Sized

import lxml.etree

from pipeline.ingest.balance import in_pairs

MAX_ENTRIES = 5_000
MAX_ELEMENTS = 300_000
"""Sixty for each of 5,000 entries; the richest feed seen has 25 an entry."""

MAX_ELEMENTS_SLOWLY = 100_000
"""Of what feedparser has to read, which takes seconds for as many."""

MAX_REFERENCES = 1_000_000
"""Ampersands from which on they are noise: escaped HTML has one in thirty characters."""

MAX_ATTRIBUTES = 200
"""Of one element; feedparser takes the square of their number."""

MAX_DEPTH = 200
"""Of elements in elements; libxml2 refuses more than 256."""

ROOT = re.compile(r"<((?:[A-Za-z][\w.-]{0,30}:)?(rss|RDF|feed|channel))[\s>]", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)\s*>")
_ELEMENT = re.compile(r"<[A-Za-z_]")
_TEXT_START = re.compile(r"<((?:[A-Za-z]{1,20}:)?(?:title|description|summary|encoded))(?:\s[^<>]{0,300})?>")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHARREF = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,20})|(\d{1,20}));?|&#[^;<&\s]{0,12};?")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_TAG = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")
_WITH_ATTRIBUTES = re.compile(
    r"<((?:[A-Za-z]{1,20}:)?(?:item|entry|title|description|summary|guid|id|pubDate))\s[^<>]*?(/?)>"
)


def as_xml(text: str) -> bytes | None:
    """Return feed text as well-formed UTF-8 XML: as it is, mended by hand, or as lxml mends it; None where all fail.

    Whatever comes back declares no entity, and holds no more than 5,000 entries and only whole ones: of a feed of too
    many elements those before the limit.
    """
    text = _from_root(text)
    with contextlib.suppress(_TooManyElementsError):
        return _as_xml(_close(text))
    first = _within(text, MAX_ELEMENTS)
    with contextlib.suppress(_TooManyElementsError):
        return None if first is None else _as_xml(_close(first))
    return None


def beginning(data: bytes) -> bytes | None:
    """Return a feed's entries up to the last that ends within the first 100,000 elements; None where none does."""
    if data.count(b"<") <= MAX_ELEMENTS_SLOWLY:
        return data
    text = _within(data.decode("utf-8", "ignore"), MAX_ELEMENTS_SLOWLY)
    return None if text is None else text.encode()


def _within(text: str, most: int) -> str | None:
    """Return a feed up to the last entry that ends within its first `most` elements; None where none does."""
    tag = next(itertools.islice(_ELEMENT.finditer(text), most, None), None)
    if tag is None:
        return text
    ends, root = list(_ENTRY_END.finditer(text, 0, tag.start())), ROOT.search(text, 0, tag.start())
    return _closed(text[: ends[-1].end()], root) if ends and root else None


def _as_xml(text: str) -> bytes | None:
    """Try ever rougher means, each on top of the ones before."""
    data = text.encode("utf-8", "replace")
    if _is_sound(data):
        return data
    for means in (_mend, _escape_markup, _drop_attributes, _balance, _flatten, _end_with_entries):
        text = means(text)
        data = text.encode("utf-8", "replace")
        if _is_sound(data):
            return data
    return _recovered(data)


def _mend(text: str) -> str:
    text = _FORBIDDEN.sub("", text)
    if text.count("&") > MAX_REFERENCES:
        text = text.replace("&", " ")
    if "&" in text:
        text = _NAMED.sub(_named, _CHARREF.sub(_charref, text))
    return _BARE_AMPERSAND.sub("&amp;", _escape_cdata_ends(text))


def _escape_cdata_ends(text: str) -> str:
    """Escape each end of a CDATA section that ends none."""
    if text.count("]]>") > MAX_ELEMENTS:
        return text.replace("]]>", " ")
    head, *pieces = text.split("]]>")
    out = [head]
    for piece in pieces:
        out += ["]]>" if "<![CDATA[" in head else "]]&gt;", piece]
        head = piece
    return "".join(out)


def _escape_markup(text: str) -> str:
    """Escape the tags that stand unescaped in titles and descriptions: unbalanced ones swallow what follows."""
    pieces, at = [], 0
    while opening := _TEXT_START.search(text, at):
        end = text.find(f"</{opening.group(1)}", opening.end())
        if end < 0:
            break
        inner = text[opening.end() : end]
        plain = inner if "<![CDATA[" in inner or _ENTRY_END.search(inner) else inner.replace("<", "&lt;")
        pieces += [text[at : opening.end()], plain]
        at = end
    return "".join([*pieces, text[at:]])


def _drop_attributes(text: str) -> str:
    """Drop what stands in the tags of entries and their texts, where it is damaged or without measure."""
    return _WITH_ATTRIBUTES.sub(r"<\1\2>", text)


def _balance(text: str) -> str:
    """Drop or close the tags of entries that stand alone; of more tags than whole elements have, none is looked at."""
    tags = text.count("<")
    if tags > 2 * MAX_ELEMENTS and tags - sum(part.count("<") for part in _CDATA.findall(text)) > 2 * MAX_ELEMENTS:
        raise _TooManyElementsError
    return in_pairs(text)


def _flatten(text: str) -> str:
    """Drop the tags that lie deeper than any feed nests them; what stands between them stays."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        closing, itself = bool(match.group(1)), bool(match.group(2))
        lies_at = depth + (not closing)
        depth = max(depth + (0 if itself else -1 if closing else 1), 0)
        return match.group() if lies_at <= MAX_DEPTH else ""

    return _TAG.sub(keep, text)


def _from_root(text: str) -> str:
    """Drop all before the root: the document type with every entity it declares, style sheets, a program's warnings."""
    root = ROOT.search(text)
    while root and text.rfind("<!--", 0, root.start()) > text.rfind("-->", 0, root.start()):
        behind = text.find("-->", root.end())
        root = ROOT.search(text, behind) if behind >= 0 else None
    return text[root.start() :] if root else text


def _charref(match: re.Match[str]) -> str:
    digits, base = (match.group(1), 16) if match.group(1) else (match.group(2), 10)
    if not digits:
        return ""
    code = int(digits, base)
    if code > 0x10FFFF or code in range(0xD800, 0xE000) or (code < 32 and code not in (9, 10, 13)):
        return ""
    if code in (34, 38, 39, 60, 62):
        return f"&#{code};"
    return html.unescape(f"&#{code};")  # reads &#128; to &#159; as windows-1252, as browsers do


def _named(match: re.Match[str]) -> str:
    found = html.unescape(match.group())
    return found if found != match.group() and not set(found) & set("<>&") else f"&amp;{match.group(1)};"


def _close(text: str) -> str:
    """Cut after entry 5,000 and after the last whole entry of a broken document, and close what is open then."""
    ends = _ends(text)
    root = ROOT.search(text)
    if not root or not ends:
        return text
    closing = f"</{root.group(1)}>"
    cut, end = ends[-1], text.rfind(closing)
    if len(ends) < MAX_ENTRIES and end >= cut:
        return text[: end + len(closing)]
    return _closed(text[:cut], root)


def _end_with_entries(text: str) -> str:
    """Drop what stands between the last entry and the end, where no publisher writes anything that is read."""
    ends, root = _ends(text), ROOT.search(text)
    return _closed(text[: ends[-1]], root) if ends and root else text


def _closed(text: str, root: re.Match[str]) -> str:
    closing = f"</{root.group(1)}>"
    inner = "</channel>" if root.group(2).lower() == "rss" else ""
    return text + inner + closing


def _ends(text: str) -> list[int]:
    found = []
    for match in _ENTRY_END.finditer(text):
        found.append(match.end())
        if len(found) == MAX_ENTRIES:
            break
    return found


class _TooManyElementsError(Exception):
    """A feed of more elements than any publisher writes; readers would be busy with it for minutes."""


class _TooManyAttributesError(Exception):
    """An element of more attributes than any publisher writes."""


class _Counter:
    """A parser's target that builds nothing, so that checking a feed costs no memory."""

    def __init__(self) -> None:
        self.left = MAX_ELEMENTS

    def start(self, tag: str, attributes: Sized) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooManyElementsError
        if len(attributes) > MAX_ATTRIBUTES:
            raise _TooManyAttributesError

    def close(self) -> None:
        return None


def _is_sound(data: bytes) -> bool:
    parser = lxml.etree.XMLParser(
        target=_Counter(), resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        lxml.etree.fromstring(data, parser)
    except (lxml.etree.XMLSyntaxError, _TooManyAttributesError):
        return False
    return True


def _recovered(data: bytes) -> bytes | None:
    if data.count(b"<") > MAX_ELEMENTS:
        raise _TooManyElementsError
    parser = lxml.etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = lxml.etree.fromstring(data, parser)
    except lxml.etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    for element in root.iter():
        if len(element.attrib) > MAX_ATTRIBUTES:
            element.attrib.clear()
    mended: bytes = lxml.etree.tostring(root, encoding="utf-8")
    return mended
