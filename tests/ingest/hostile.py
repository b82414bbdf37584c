"""What the internet answers where a feed is expected, as data: each case, its verdict, and how many entries survive.

`python -m tests.ingest.hostile` serves them all, and prints where: for a look by hand with `ukraine-monitor ingest`.
"""

# ruff: noqa: E501 - tables read best with one case beside the other

import bz2
import gzip
import json
import re
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import brotli
import zstandard

from tests.ingest.server import (
    Answering,
    drip,
    endless,
    half,
    in_turn,
    item,
    message,
    redirect,
    reply,
    reset,
    rss,
    silent,
)

GOOD = rss(item(), item("Ukraine: Brenholm sends cranes to Kyiv", "https://news.example/story-2"))
BOMB = bytes(40_000_000)
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
JAPANESE = "ウクライナにポンプを送る。市長は金曜日に述べた。"
WORDS = "Київ: міста просять про «мир»"
MANY_ATTRIBUTES = " ".join(f'a{n}="{n}"' for n in range(50_000))


@dataclass(frozen=True)
class Case:
    """One answer; `status` is the feed's health after it (several where both are right), `entries` what is read."""

    name: str
    answer: Answering
    status: str
    entries: int = 0
    says: str = ""  # words that the reason must hold

    @property
    def path(self) -> str:
        """Return the path that answers so."""
        return "/" + re.sub(r"[^\w.-]", "-", self.name)


def raw(*pieces: bytes) -> Answering:
    """Answer with these very bytes."""
    return lambda connection, _: connection.sendall(b"".join(pieces))


def ok(name: str, body: bytes | str, entries: int = 2, headers: dict[str, str] | None = None) -> Case:
    """Return the case of a body that must be read."""
    return Case(name, reply(200, body.encode() if isinstance(body, str) else body, headers), "ok", entries)


def bad(name: str, body: bytes | str, status: str, says: str = "", headers: dict[str, str] | None = None) -> Case:
    """Return the case of a body that holds no feed."""
    return Case(name, reply(200, body.encode() if isinstance(body, str) else body, headers), status, 0, says)


def entity(name: str) -> str:
    """Return a reference to an entity."""
    return f"&{name};"


def channel(inner: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', attributes: str = "") -> str:
    """Return an RSS feed with this inside."""
    return f'{head}<rss version="2.0" {attributes}><channel><title>C</title>{inner}</channel></rss>'


HTTP = [
    Case("head-one-byte-at-a-time", drip(message(200, GOOD)), "slow", says="took more than"),
    Case("body-one-byte-at-a-time", drip(GOOD, head=message(200, GOOD)[: -len(GOOD)]), "slow"),
    Case("silence", silent(1.5), "slow", says="nothing came"),
    Case("closed-at-once", raw(), "error"),
    Case("reset-in-the-head", reset, "error", says="reset"),
    Case("reset-once", in_turn(reset, reply(200, GOOD)), "ok", 2),
    Case("half-a-body", half(GOOD), "error", says="half an answer"),
    Case("half-a-body-once", in_turn(half(GOOD), reply(200, GOOD)), "ok", 2),
    Case("length-too-short", reply(200, GOOD, {"Content-Length": str(len(GOOD) - 60)}), "ok", 1),
    Case("length-negative", reply(200, GOOD, {"Content-Length": "-1"}), "error"),
    Case("length-of-words", reply(200, GOOD, {"Content-Length": "many"}), "error"),
    Case("length-of-a-million-digits", reply(200, GOOD, {"Content-Length": "9" * 5_000}), "error|too-large"),
    Case("length-twice", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n12345"), "error"),
    Case("length-left-out", reply(200, GOOD, {"Content-Length": ""}), "ok", 2),
    Case("http-1.0", raw(b"HTTP/1.0 200 OK\r\n\r\n", GOOD), "ok", 2),
    Case("http-0.9", raw(GOOD), "error"),
    Case("http-9.9", raw(b"HTTP/9.9 200 OK\r\n\r\n", GOOD), "ok", 2),
    Case("line-feeds-only", raw(b"HTTP/1.1 200 OK\nConnection: close\n\n", GOOD), "ok", 2),
    Case("no-reason-phrase", raw(b"HTTP/1.1 200\r\nConnection: close\r\n\r\n", GOOD), "ok", 2),
    Case("status-0", raw(b"HTTP/1.1 0 OK\r\n\r\n", GOOD), "error"),
    Case("status-999", raw(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"), "error", says="999"),
    Case("header-without-colon", raw(b"HTTP/1.1 200 OK\r\nfoo\r\n\r\n", GOOD), "error"),
    Case("header-with-nul", raw(b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", GOOD), "error"),
    Case("header-folded", raw(b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\nConnection: close\r\n\r\n", GOOD), "ok", 2),
    Case("header-of-latin-letters", reply(200, GOOD, {"X-Name": "caf\xe9 \xff"}), "ok", 2),
    Case("header-bomb", reply(200, GOOD, {"X-Long": "y" * 2_000_000}), "error"),
    Case("ten-thousand-headers", reply(200, GOOD, {f"X-{n}": "y" * 20 for n in range(10_000)}), "error"),
    Case("endless-headers", endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1_000), "error|slow"),
    Case("endless-body", endless(b"HTTP/1.1 200 OK\r\n\r\n", GOOD), "too-large", says="larger than"),
    Case("endless-early-hints", endless(b"", b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" * 100), "error|slow"),
    Case("early-hints", raw(b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n", message(200, GOOD)), "ok", 2),
    Case("continue-first", raw(b"HTTP/1.1 100 Continue\r\n\r\n", message(200, GOOD)), "ok", 2),
    Case("switches-protocols", raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), "error"),
    Case("chunks", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(GOOD), GOOD, b"\r\n0\r\n\r\n"), "ok", 2),
    Case("chunks-of-one-byte", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *(b"1\r\n%c\r\n" % c for c in GOOD), b"0\r\n\r\n"), "ok", 2),
    Case("chunks-without-end", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(GOOD), GOOD), "error"),
    Case("chunks-of-garbage", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", GOOD), "error"),
    Case("chunk-of-exabytes", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"), "error"),
    Case("chunked-and-length", reply(200, GOOD, {"Transfer-Encoding": "chunked"}), "error"),
    Case("transfer-of-gzip", reply(200, gzip.compress(GOOD), {"Transfer-Encoding": "gzip, chunked"}), "error"),
    Case("ssh", raw(b"SSH-2.0-OpenSSH_9.9\r\n"), "error"),
    Case("two-answers-at-once", raw(message(200, GOOD, {"Connection": ""}), message(200, b"smuggled")), "ok", 2),
    *(Case(f"status-{code}", reply(code, b"<p>no</p>"), "error", says=str(code)) for code in (300, 304, 305, 400, 404, 405, 406, 418, 500, 502, 503, 504, 508, 520)),
    *(Case(f"status-{code}", reply(code, b"<p>no</p>"), "blocked", says=f"({code})") for code in (401, 403, 407, 451)),
    *(Case(f"status-{code}", reply(code), "empty", says="no content") for code in (200, 204, 205)),
    Case("status-206", reply(206, GOOD), "error", says="206"),
    Case("status-410", reply(410, b"gone"), "gone"),
    *(Case(f"wait-{name}", reply(code, b"wait", {"Retry-After": wait}), "rate-limited") for name, code, wait in (
        ("in-seconds", 429, "120"), ("until-a-date", 429, "Fri, 10 May 2069 12:10:00 GMT"), ("503", 503, "60"),
        ("for-ever", 429, "9" * 30), ("for-minus-one", 429, "-1"), ("soon", 429, "soon"), ("in-the-past", 429, "Fri, 10 May 1999 12:10:00 GMT"))),
    Case("wait-not-said", reply(429, b"wait"), "rate-limited"),
    Case("etag-of-kilobytes", reply(200, GOOD, {"ETag": '"' + "e" * 60_000 + '"'}), "ok", 2),
    Case("wants-a-cookie", in_turn(reply(302, b"", {"Location": "/wants-a-cookie", "Set-Cookie": "a=b"})), "error", says="circle"),
]  # fmt: skip

REDIRECTS = [
    *(Case(f"leads-{name}", redirect(target), status, 2 * (status == "ok"), says) for name, target, status, says in (
        ("nowhere", "", "error", "302"), ("to-a-file", "file:///etc/passwd", "blocked", "no http"),
        ("to-ftp", "ftp://news.example/f", "blocked", "no http"), ("to-gopher", "gopher://127.0.0.1:6379/_x", "blocked", "no http"),
        ("to-script", "javascript:alert(1)", "blocked", "no http"), ("to-data", "data:text/xml,<rss/>", "blocked", "no http"),
        ("to-metadata", "http://169.254.169.254/latest/meta-data/", "blocked", "not public"),
        ("to-metadata-by-name", "http://metadata.google.internal/", "blocked", "not public"),
        ("to-private", "http://10.0.0.1/", "blocked", "not public"), ("to-decimal", "http://2130706433/", "blocked", "disguise"),
        ("to-octal", "http://0177.0.0.1/", "blocked", ""), ("to-hexadecimal", "http://0x7f.1/", "blocked", "disguise"),
        ("to-short", "http://127.1/", "blocked", "disguise"), ("to-mapped", "http://[::ffff:127.0.0.1]/", "blocked", "not public"),
        ("to-mapped-in-hex", "http://[::ffff:7f00:1]/", "blocked", "not public"), ("to-loopback-6", "http://[::1]/", "blocked", "not public"),
        ("to-localhost", "http://localhost/", "blocked", ""), ("to-wide-digits", "http://１２７.０.０.１/", "blocked", ""),
        ("to-circled-digits", "http://①②⑦.⓪.⓪.①/", "error", "cannot be asked"), ("to-a-user", "http://news.example@127.0.0.1/", "blocked", "password"),
        ("to-another-port", "http://127.0.0.1:1/", "blocked", "not public"), ("to-port-0", "http://127.0.0.1:0/", "blocked", ""),
        ("to-port-99999", "http://127.0.0.1:99999/", "blocked", ""), ("to-a-bracket", "http://[", "blocked", ""),
        ("to-a-long-way", "http://news.example/" + "a" * 70_000, "blocked", ""), ("round", "/leads-round", "error", "circle"),
        ("to-spaces", " /good ", "ok", ""), ("to-a-fragment", "/good#x", "ok", ""), ("to-a-query", "?a=b&c=d", "error", "circle"),
        ("with-a-line-break", "/good\r\nX-Bad: 1", "ok", ""))),
]  # fmt: skip

PACKINGS = [
    *(ok(f"packed-{name}", body, 2, {"Content-Encoding": name.partition("/")[0]}) for name, body in (
        ("gzip", gzip.compress(GOOD)), ("x-gzip", gzip.compress(GOOD[:99]) + gzip.compress(GOOD[99:])), ("deflate", zlib.compress(GOOD)),
        ("deflate/raw", zlib.compress(GOOD)[2:-4]), ("br", brotli.compress(GOOD)), ("zstd", zstandard.compress(GOOD)),
        ("gzip, br", brotli.compress(gzip.compress(GOOD))), ("GZIP", gzip.compress(GOOD)), ("gzip/not-at-all", GOOD), ("br/not-at-all", GOOD),
        ("zstd/not-at-all", GOOD), ("deflate/not-at-all", GOOD), ("gzip/garbage-behind", gzip.compress(GOOD) + b"garbage"),
        ("identity", GOOD), ("utf-8", GOOD), ("none", GOOD))),
    ok("packed-and-silent-about-it", gzip.compress(GOOD)),
    *(bad(f"cut-{name}", body, "error", "ends in the middle", {"Content-Encoding": name}) for name, body in (
        ("gzip", gzip.compress(GOOD)[:-30]), ("br", brotli.compress(GOOD)[:-30]), ("zstd", zstandard.compress(GOOD)[:-30]),
        ("deflate", zlib.compress(GOOD)[:-30]))),
    bad("packed-with-bzip", bz2.compress(GOOD), "error", "not known", {"Content-Encoding": "bzip2"}),
    bad("packed-three-times", GOOD, "error", "3 times", {"Content-Encoding": "gzip, gzip, gzip"}),
    *(bad(f"bomb-{name}", body, status, "", {"Content-Encoding": name.partition("/")[0]}) for name, body, status in (
        ("gzip", gzip.compress(BOMB), "too-large"), ("gzip, gzip", gzip.compress(gzip.compress(BOMB)), "too-large"),
        ("gzip/in-gzip", gzip.compress(gzip.compress(BOMB)), "not-a-feed"), ("deflate", zlib.compress(BOMB), "too-large"),
        ("br", brotli.compress(BOMB, quality=5), "too-large"), ("zstd", zstandard.compress(BOMB), "too-large"))),
]  # fmt: skip

ENCODINGS = [
    *(ok(f"bytes-{name}", body, 1, {"Content-Type": kind}) for name, body, kind in (
        ("1251-said-1251", channel(item(WORDS), '<?xml version="1.0" encoding="windows-1251"?>').encode("cp1251"), "text/xml"),
        ("1251-said-utf-8", channel(item(WORDS * 3)).encode("cp1251"), "text/xml; charset=utf-8"),
        ("1251-not-said", channel(item(WORDS * 3), "").encode("cp1251"), "text/xml"),
        ("1251-said-in-the-header", channel(item(WORDS), "").encode("cp1251"), 'text/xml; charset="windows-1251"'),
        ("koi8-said-koi8", channel(item(WORDS.replace("ї", "и").replace("«мир»", "мир").replace("і", "и")), '<?xml version="1.0" encoding="koi8-r"?>').encode("koi8-r"), "text/xml"),
        ("utf-8-said-1251", channel(item(WORDS), '<?xml version="1.0" encoding="windows-1251"?>').encode(), "text/xml; charset=latin1"),
        ("utf-16-with-mark", channel(item(WORDS), '<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"), "text/xml"),
        ("utf-16-be-with-mark", b"\xfe\xff" + channel(item(WORDS), "").encode("utf-16-be"), "text/xml"),
        ("utf-16-le-without-mark", channel(item(WORDS)).encode("utf-16-le"), "text/xml"),
        ("utf-16-be-without-mark", channel(item(WORDS)).encode("utf-16-be"), "text/xml"),
        ("utf-16-without-mark-or-head", channel(item(WORDS), "").encode("utf-16-be"), "text/xml"),
        ("utf-16-without-mark-after-a-line", ("\n" + channel(item(WORDS))).encode("utf-16-le"), "text/xml"),
        ("utf-8-said-utf-16", channel(item(WORDS), '<?xml version="1.0" encoding="utf-16"?>').encode(), "text/xml"),
        ("utf-32", channel(item(WORDS), '<?xml version="1.0" encoding="utf-32"?>').encode("utf-32"), "text/xml"),
        ("two-marks", b"\xef\xbb\xbf\xef\xbb\xbf" + channel(item(WORDS)).encode(), "text/xml"),
        ("unknown-name", channel(item(WORDS), '<?xml version="1.0" encoding="klingon"?>').encode(), "text/xml; charset=klingon"),
        ("name-of-a-trap", channel(item(WORDS), '<?xml version="1.0" encoding="undefined"?>').encode(), "text/xml; charset=zlib"),
        ("escaped-twice", channel(item(WORDS.replace("«", "&laquo;").replace("»", "&amp;raquo;"))).encode(), "text/xml"),
        ("a-wrong-byte", channel(item(WORDS * 9)).encode().replace("міста".encode(), b"\xff", 1), "text/xml"),
        ("controls", channel(item("\x0b\x01" + WORDS + "\x1b[2J\x00")).encode(), "text/xml"),
        ("no-characters", channel(item(WORDS + "\ufffe\uffff")).encode("utf-8", "surrogatepass"), "text/xml"),
        ("half-characters", channel(item(WORDS + "\ud800")).encode("utf-8", "surrogatepass"), "text/xml"),
        ("called-a-picture", channel(item(WORDS)).encode(), "image/png"), ("called-nothing", channel(item(WORDS)).encode(), ""),
        ("called-at-length", channel(item(WORDS)).encode(), "text/xml; " + "x" * 5_000),
        ("1251-said-latin-1", channel(item(WORDS * 3), '<?xml version="1.0" encoding="iso-8859-1"?>').encode("cp1251"), "text/xml; charset=iso-8859-1"),
        ("koi8-said-utf-8", channel(item(WORDS * 3)).encode("koi8-u", "ignore"), "text/xml"), ("1251-behind-the-mark-of-utf-8", b"\xef\xbb\xbf" + channel(item(WORDS * 3)).encode("cp1251"), "text/xml"),
        ("iso-2022-jp", channel(item("Ukraine: " + JAPANESE), '<?xml version="1.0" encoding="iso-2022-jp"?>').encode("iso-2022-jp"), "text/xml"),
        ("iso-2022-jp-not-said", channel(item("Ukraine: " + JAPANESE)).encode("iso-2022-jp"), "text/xml; charset=utf-8"),
        ("iso-2022-jp-cut-in-an-escape", channel(item("Ukraine: " + JAPANESE)).encode("iso-2022-jp") + b"\x1b$B%", "text/xml"),
        ("euc-jp-not-said", channel(item("Ukraine: " + JAPANESE * 2)).encode("euc-jp"), "text/xml"), ("shift-jis-said-utf-8", channel(item("Ukraine: " + JAPANESE * 2)).encode("shift-jis"), "text/xml"),
        ("iso-2022-kr", channel(item("Ukraine: 펌프를 보낸다")).encode("iso-2022-kr"), "text/xml"), ("hz", channel(item("Ukraine: 多瓦尔市")).encode("hz"), "text/xml"),
        ("utf-7-said", channel(item(WORDS), '<?xml version="1.0" encoding="utf-7"?>').encode("utf-7"), "text/xml"), ("utf-7-not-said", channel(item(WORDS)).encode("utf-7"), "text/xml"),
        ("utf-7-in-the-header-for-what-is-none", channel(item("Ukraine + pumps +- a+b+c")).encode(), "text/xml; charset=utf-7"),
        ("ebcdic", channel(item("Ukraine"), '<?xml version="1.0" encoding="cp037"?>').encode("cp037"), "text/xml"), ("utf-32-without-mark", channel(item(WORDS)).encode("utf-32-be"), "text/xml"),
        ("utf-8-written-twice", channel(item(WORDS * 3)).encode().decode("latin-1").encode(), "text/xml"), ("false-mark-of-utf-16", b"\xff\xfe" + channel(item(WORDS)).encode(), "text/xml"))),
    bad("bytes-of-utf-7-markup", "+ADw-rss+AD4APA-channel+AD4-", "not-a-feed"), bad("bytes-of-escapes", b"\x1b$B" * 20_000, "not-a-feed|empty"),
]  # fmt: skip

XML = [
    Case("good", reply(200, GOOD), "ok", 2),
    ok("cut-in-an-entry", GOOD[:-80], 1), ok("cut-in-a-tag", GOOD[:-22], 1), ok("cut-before-the-end", GOOD[:-16], 2),
    bad("cut-in-the-head", GOOD[:60], "empty|not-a-feed"),
    ok("blank-lines-first", b"\n\r\n  " + GOOD), ok("garbage-behind", GOOD + b"<!-- 0.3 s --><p>x"), ok("twice", GOOD + GOOD),
    ok("warning-first", b"<br />\n<b>Warning</b>: Undefined index in /srv/feed.php on line 3<br />\n" + GOOD),
    ok("comment-first", b"<!-- made by a machine -->\n" + GOOD), ok("style-sheet", GOOD.replace(b"?>", b'?><?xml-stylesheet href="x.xsl"?>', 1)),
    ok("xml-1.1", GOOD.replace(b'version="1.0"', b'version="1.1"')), ok("prefixes-not-declared", channel(item(extra="<dc:creator>A</dc:creator><media:thumbnail url='x'/><georss:point>1 2</georss:point>")), 1),
    ok("open-tag-in-every-entry", channel("".join(f"<item><title>Ukraine {n}</title><link>https://n.example/{n}</link><br><p>x<img src=a></item>" for n in range(300))), 300),
    ok("closing-tag-in-every-entry", channel("".join(f"<item><title>Ukraine {n}</title><link>https://n.example/{n}</link></p></div></item>" for n in range(300))), 300),
    ok("bare-ampersands", channel(item(extra="<category>A & B</category>").replace("Dorvale", "D & R &nbsp; &copy &eacute;")), 1),
    ok("markup-not-escaped", channel("<item><title>Ukraine <b>bold</title><link>https://n.example/1</link><description><p>Pumps<br>run<img src=x></description></item>" + item()), 2),
    ok("attribute-twice", channel('<item a="1" a="2"><title a=1 b>Ukraine</title><link>https://n.example/1</link></item>' + item()), 2),
    ok("a-hundred-thousand-attributes", channel(f"<item {MANY_ATTRIBUTES}><title>Ukraine</title><link>https://n.example/1</link></item>"), 1),
    ok("cdata-in-cdata", channel("<item><title><![CDATA[Ukraine <![CDATA[pumps]]>]]></title><link>https://n.example/1</link></item>" + item()), 2),
    ok("cdata-not-closed", channel(item() + "<item><title><![CDATA[Ukraine</title><link>https://n.example/1</link></item>"), 1),
    ok("upper-case", GOOD.decode().replace("item>", "ITEM>").replace("title>", "TITLE>").replace("link>", "LINK>"), 2),
    ok("deep-elements", channel("<a>" * 5_000 + "</a>" * 5_000 + item()), 1),
    ok("deep-markup", channel(item(body="<div>" * 30_000 + "Ukraine")), 1),
    ok("comments", channel("<!---->" * 100_000 + item()), 1), ok("instructions", channel("<?x y?>" * 100_000 + item()), 1),
    ok("entity-bomb", channel(item("Ukraine &f;"), '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {y} "{entity(x) * 10}">' for x, y in zip("abcde", "bcdef", strict=True)) + "]>"), 1),
    ok("entity-of-megabytes", channel(item("Ukraine " + "&a;" * 1_000), f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]>'), 1),
    ok("entity-of-a-file", channel(item("Ukraine &x;"), '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), 1),
    ok("entity-of-a-network", channel(item("Ukraine &x;"), '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>'), 1),
    ok("includes-a-file", channel('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>' + item()), 1),
    ok("rss-0.91-with-its-type", channel(item(), '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'), 1),
    ok("rdf", f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>C</title></channel>{item(date=None)}</rdf:RDF>', 1),
    ok("atom-0.3", '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>C</title><entry><title>Ukraine</title><link rel="alternate" href="/1"/></entry></feed>', 1),
    ok("atom-of-xhtml", f'<feed {ATOM}><title>C</title><entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>Ukraine</b></div></title><link href="/1"/></entry></feed>', 1),
    ok("atom-with-a-prefix", '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>C</a:title><a:entry><a:title>Ukraine</a:title><a:link href="/1"/></a:entry></a:feed>', 1),
    ok("feed-without-a-namespace", "<feed><title>C</title><entry><title>Ukraine</title><link href='/1'/></entry></feed>", 1),
    ok("json-feed", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/1", "title": "Ukraine"}, {"id": 2, "content_text": "Ukraine"}, 3, None, {}]})),
    ok("json-feed-with-mark", b"\xef\xbb\xbf" + json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": "/1", "title": "Ukraine"}]}).encode(), 1),
    bad("json-deep", "[" * 200_000, "not-a-feed"), bad("json-other", '{"items": []}', "not-a-feed", "JSON"), bad("json-cut", '{"version": "https://jsonfeed.org/version/1.1", "items": [', "not-a-feed"),
    bad("json-big-number", '{"version": "https://jsonfeed.org/version/1.1", "items": [' + "9" * 10_000 + "]}", "not-a-feed|empty"),
    bad("page", "<!DOCTYPE html><html><body>x</body></html>", "not-a-feed", "web page"),
    bad("page-of-xhtml", '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html xmlns="http://www.w3.org/1999/xhtml"><head><link rel="alternate" type="application/rss+xml" href="/good"/></head></html>', "not-a-feed", "it names a feed"),
    *(bad(f"page-whose-header-{name}", "<!DOCTYPE html><html><body>x</body></html>", "not-a-feed", says, {"Link": link}) for name, link, says in (
        ("names-a-feed", '</a>; rel=canonical, </good>; title="a, b"; rel="x alternate"; type="application/rss+xml"', "its header names a feed"),
        ("names-a-page", '</good>; rel="alternate"; type="text/html"', "a web page"), ("names-a-file", '<file:///etc/passwd>; rel=alternate; type="application/rss+xml"', "a web page"),
        ("is-damaged", '</good; rel="alternate; type=application/rss+xml' + ", <" * 2_000, "a web page"))),
    bad("page-about-feeds", "<html><body><pre>&lt;rss&gt;</pre><p>x</p></body></html>", "not-a-feed", "web page"),
    bad("page-that-asks-for-cookies", "<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>", "not-a-feed", "web page"),
    bad("page-without-head", "<p>Site under maintenance</p>", "not-a-feed"),
    bad("picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-a-feed"), bad("zip", b"PK\x03\x04" + bytes(500), "not-a-feed"), bad("pdf", b"%PDF-1.7\n" + bytes(500), "not-a-feed"),
    bad("zeros", bytes(100_000), "not-a-feed|empty"), bad("words", "hello", "not-a-feed"), bad("blank", " \r\n\t ", "empty"), bad("mark-only", b"\xef\xbb\xbf", "empty"),
    bad("opml", '<?xml version="1.0"?><opml version="2.0"><body/></opml>', "not-a-feed"), bad("sitemap", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>x</loc></url></urlset>', "not-a-feed"),
    bad("svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', "not-a-feed"), bad("soap", '<?xml version="1.0"?><s:Envelope xmlns:s="http://x"/>', "not-a-feed"),
    bad("no-entries", channel(""), "empty", "without entries"), bad("entries-without-anything", channel("<item/><item></item>"), "empty"),
]  # fmt: skip

ENTRIES = [
    ok("no-guid", channel(item()), 1), ok("no-link", channel(item(link="") + item("Ukraine: cranes", link="")), 2),
    ok("no-title", channel(item(title="")), 1), ok("no-date", channel(item(date=None)), 1),
    ok("same-guid", channel("".join(item(f"Ukraine {n}", f"https://n.example/{n}", extra="<guid>1</guid>") for n in range(5))), 5),
    ok("same-link", channel("".join(item(f"Ukraine {n}", "https://n.example/", extra=f"<guid>{n}</guid>") for n in range(5))), 5),
    ok("same-entry-again-and-again", channel(item() * 300), 300),
    ok("odd-dates", channel("".join(item(f"Ukraine {n}", f"https://n.example/{n}", date) for n, date in enumerate((
        "Fri, 10 May 2024 14:00:00 EEST", "2024-05-10", "1970-01-01T00:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z", "2099-01-01", "yesterday", "10/05/2024",
        "Fri, 32 May 2024 99:99:99 GMT", "1715342400", "99999999999999999999", "-1", "2024-05-10T12:00:00+99:99", "Fri, 10 May 2024 12:00:00 " + "X" * 5_000)))), 14),
    ok("odd-links", channel("".join(item(f"Ukraine {n}", link) for n, link in enumerate((
        "/a", "//n.example/b", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[", "https://n.example:99999/", "mailto:a@n.example",
        "https://n.example/ü b", "HTTPS://N.EXAMPLE/C", "https://user:secret@n.example/d", "https://n.example/" + "e" * 70_000, "https://пример.example/f", "x" * 100_000)))), 14),
    ok("tracking-and-revisions", channel("".join(item("Ukraine: pumps", f"http://www.n.example/a{tail}") for tail in ("", "/", "?utm_source=rss", "#0", "#1", "#2024-05-10T12:00:00Z", "?at_medium=RSS&fbclid=1"))), 7),
    ok("hundreds-of-entries", channel("".join(item(f"Ukraine {n}", f"https://n.example/{n}", body="x") for n in range(400))), 400),
    ok("an-entry-of-megabytes", channel(item(body="Ukraine needs pumps. " * 12_000)), 1),
    ok("a-title-of-megabytes", channel(item("Ukraine " * 30_000)), 1),
    ok("hostile-titles", channel("".join(item(title, f"https://n.example/{n}") for n, title in enumerate((
        "=HYPERLINK(\"http://x\")", "<script>alert(1)</script>Ukraine", "\u202eUkraine", "Ukraine" + "\u0301" * 20_000, "../../etc/passwd", "'; DROP TABLE articles; --", "{{7*7}} ${7*7} %s %n", "\u2028Ukraine\u2029", "🇺🇦 " * 500)))), 9),
]  # fmt: skip

CASES: list[Case] = [*HTTP, *REDIRECTS, *PACKINGS, *ENCODINGS, *XML, *ENTRIES]


def opml(addresses: Iterable[tuple[str, str]]) -> str:
    """Return a feed list of names and addresses."""
    outlines = "".join(f'<outline type="rss" text="{name}" xmlUrl="{address}"/>' for name, address in addresses)
    return f'<opml version="2.0"><head/><body>{outlines}</body></opml>'


def main() -> None:
    """Serve every case on a port of its own until interrupted; write the feed list to stdout."""
    from contextlib import ExitStack

    from tests.ingest.server import serving

    with ExitStack() as stack:
        rows = []
        for case in CASES:
            server = stack.enter_context(serving())
            server.paths |= {case.path: case.answer, "/good": reply(200, GOOD)}
            rows.append((case.name, server.url(case.path)))
        print(opml(rows), flush=True)
        while True:
            time.sleep(60)


if __name__ == "__main__":
    main()
