"""Addresses: one canonical form for all variants of a link, and the ids made of it."""

import functools
import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL = 2_048
"""Characters of the longest link that is kept; browsers and servers agree on about this much."""

TRACKING_PREFIXES = ("utm_", "at_", "mc_", "pk_", "mtm_", "hsa_", "ns_", "oly_", "vero_", "wt_", "__twitter")
"""Query parameters that only tell where a reader came from, by their beginning."""

_TRACKING_NAMES = """
fbclid gclid dclid gbraid wbraid msclkid yclid ysclid igshid twclid ttclid li_fat_id _hsenc _hsmi _openstat
traffic_source cmpid ocid icid ncid smid smtyp emc itid ito maca xtor ref_src ref_url cmpsrc ftag
feedtype ftcamp sref srnd guccounter guce_referrer guce_referrer_sig s_cid campaign_id mbid mkt_tok
trkcampaign spm
phpsessid jsessionid cfid cftoken nocache cachebuster cache_buster
"""
TRACKING = frozenset(_TRACKING_NAMES.split())
"""The same, whole names (each seen in feeds of the seed list or in published tracking lists), and those of visits and
of requests, which differ each time a feed is asked."""

_OF_VISITS = frozenset(["sessionid", "session_id", "share_id", "_"])
"""Names that go where their value is drawn by lot or by the clock: a parliament numbers its sessions, too."""

_OF_SOURCES = frozenset(["partner", "cmp", "mod", "trk"])
"""Names that go unless their value is a number, which tells one thing of several."""

_NUMBER = re.compile(r"[0-9]+")
_CLOCK = re.compile(r"[0-9]{10}|[0-9]{13}")
_HEX = re.compile(r"(?=.*[0-9])(?=.*[a-fA-F])[0-9a-fA-F-]{16,}")
_KIND = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_PART = re.compile(r"[A-Za-z0-9]+")
_LOT_LENGTH, _LOT_CHANGES = 16, 4
"""Characters that what is drawn by lot has at least, and changes between words, capitals and digits."""

_REVISION_FRAGMENT = re.compile(r"^(?:\d{1,3}|\d{4}-\d\d-\d\dT[\d:.+Z-]+|\d{10,13})$")
_VISIT = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_PLAIN = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,250}(?:[/?][!-~]*)?$")
"""An absolute address that needs no mending, which nearly every link of a feed is."""
_DEFAULT_PORTS = {("http", "80"), ("https", "443")}
_WEB = ("http", "https")


def resolve(base: str, link: str) -> str:
    """Return `link` as an absolute http(s) address without spaces or controls, "" where it is none."""
    if len(link) <= MAX_URL and _PLAIN.match(link):
        return link
    cleaned = _CONTROL.sub("", link.encode("utf-8", "ignore").decode("utf-8").strip())  # lone surrogates go
    if not cleaned:
        return ""
    try:
        joined = urljoin(base, cleaned)
        parts = urlsplit(joined)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _WEB or not parts.hostname or port == 0 or len(joined) > MAX_URL:
        return ""
    return parts.geturl()  # with its scheme in lower case


def without_user(url: str) -> str:
    """Return an absolute address without user name and password, which serve to disguise where a link leads."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


@functools.lru_cache(maxsize=8_192)
def canonical_url(url: str) -> str:
    """Return the one form of all variants of an article's address.

    https for http, no www., lower-case host, no default port, no credentials, no tracking parameters, sorted query,
    no fragment (BBC marks revisions `#0`, `#1`, GOV.UK `#<time>`; others mark a place in the page), no final slash.
    A hash-bang fragment names a page and stays.
    """
    try:
        parts = urlsplit(url)
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return url
    scheme = "https" if parts.scheme in _WEB else parts.scheme
    plain = port is None or (parts.scheme, str(port)) in _DEFAULT_PORTS
    path = _VISIT.sub("", re.sub(r"/{2,}", "/", parts.path)).rstrip("/")
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((scheme, host if plain else f"{host}:{port}", path, _query(parts.query), fragment))


def _host(host: str) -> str:
    lowered = host.lower().rstrip(".")
    for prefix in ("www.", "m.", "amp."):
        if lowered.startswith(prefix) and lowered.count(".") > 1:
            return lowered[len(prefix) :]
    return f"[{lowered}]" if ":" in lowered else lowered


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query[:MAX_URL], keep_blank_values=True, max_num_fields=None)
    kept = sorted((name, value) for name, value in pairs if not _is_tracking(name.lower(), value))
    return urlencode(kept)


def _is_tracking(name: str, value: str) -> bool:
    """Tell what only says whence, when and by whom a page is asked for."""
    if name in _OF_VISITS:
        return not value or _is_lot(value) or (name == "_" and bool(_CLOCK.fullmatch(value)))
    if name in _OF_SOURCES:
        return not _NUMBER.fullmatch(value)
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _is_lot(value: str) -> bool:
    """Tell what a server draws by lot from what somebody numbers or names (12, 20240830001, spring-2024)."""
    if len(value) < _LOT_LENGTH:
        return False
    changes = len(_KIND.findall(value)) - len(_PART.findall(value))
    return bool(_HEX.fullmatch(value)) or changes >= _LOT_CHANGES


def strip_revision(guid: str) -> str:
    """Return a guid without the mark of a revision at its end: `#0`, `#1`, `#<time>`."""
    head, sign, tail = guid.rpartition("#")
    return head if sign and head and _REVISION_FRAGMENT.match(tail) else guid


def short_hash(*parts: str) -> str:
    """Return 16 hex digits that depend on every part and on their borders."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def host_of(url: str) -> str:
    """Return host and port of an address, lower case; what politeness is counted by."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def redact(url: str) -> str:
    """Return the address without credentials and query values, fit for logs and messages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(unreadable address)"
    query = "&".join(f"{pair.partition('=')[0]}=…" for pair in parts.query.split("&")) if parts.query else ""
    shown = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
    return _CONTROL.sub("", shown)[:300]
