"""More of what the internet answers: odd forms of HTTP, and floods of one thing, each small enough for its limits."""

# ruff: noqa: E501 - tables read best with one case beside the other

import gzip
import json
import zlib

import brotli
import zstandard

from tests.ingest.hostile import ATOM, GOOD, Case, bad, channel, ok, raw
from tests.ingest.server import endless, item, message, redirect, reply

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
SIZED = CHUNKED + b"%x\r\n" % len(GOOD) + GOOD + b"\r\n"
PACKED = gzip.compress(GOOD)
JSON = {"version": "https://jsonfeed.org/version/1.1"}


def entry(inner: str, attributes: str = "") -> str:
    """Return an entry on the war with this inside."""
    return f"<item {attributes}><title>Ukraine: pumps</title><link>https://n.example/1</link>{inner}</item>"


def feed(inner: str, attributes: str = "") -> str:
    """Return an Atom feed with this inside."""
    return f"<feed {ATOM} {attributes}><title>C</title>{inner}</feed>"


def packed(name: str, body: bytes, status: str, says: str = "", entries: int = 0) -> Case:
    """Return the case of a body packed as its name begins."""
    return Case(f"packed-{name}", reply(200, body, {"Content-Encoding": name.partition("/")[0]}), status, entries, says)


FORMS = [
    Case("chunk-extensions", raw(CHUNKED, b'%x;a="b;c";d\r\n' % len(GOOD), GOOD, b"\r\n0\r\n\r\n"), "ok", 2),
    Case("chunk-extension-of-megabytes", raw(CHUNKED, b"%x;" % len(GOOD), b"a" * 2_000_000, b"\r\n", GOOD), "error", says="no HTTP"),
    Case("chunk-of-negative-size", raw(CHUNKED, b"-5\r\n", GOOD), "error", says="no HTTP"),
    Case("chunk-cut-in-its-size", raw(CHUNKED, b"%x" % len(GOOD)), "error", says="half an answer"),
    Case("chunk-cut-in-packed-bytes", raw(OK, b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n", PACKED[:32], b"\r\n"), "error", says="half an answer"),
    Case("chunks-whole-packed-bytes-cut", raw(OK, b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n", PACKED[:32], b"\r\n0\r\n\r\n"), "error", says="ends in the middle"),
    Case("chunk-last-comes-first", raw(CHUNKED, b"0\r\n\r\n", GOOD), "empty", says="no content"),
    Case("chunked-named-twice", raw(OK, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", GOOD), "error", says="no HTTP"),
    Case("trailers", raw(SIZED, b"0\r\nContent-Encoding: br\r\nX: y\r\n\r\n"), "ok", 2),
    Case("trailers-without-end", endless(SIZED + b"0\r\n", b"X: y\r\n" * 1_000), "error", says="no HTTP"),
    Case("length-with-a-sign", reply(200, GOOD, {"Content-Length": f"+{len(GOOD)}"}), "error"),
    Case("length-twice-the-same", raw(OK, b"Content-Length: %d\r\nContent-Length: %d\r\n\r\n" % (len(GOOD), len(GOOD)), GOOD), "ok", 2),
    Case("length-of-nothing", raw(OK, b"Content-Length: 0\r\n\r\n", GOOD), "empty"),
    Case("length-of-raised-digits", raw(OK, b"Content-Length: \xb2\xb3\r\n\r\n", GOOD), "error"),
    Case("header-with-space-before-colon", raw(OK, b"Content-Type : text/xml\r\n\r\n", GOOD), "error"),
    Case("packing-said-in-two-headers", raw(OK, b"Content-Encoding: gzip\r\nContent-Encoding: br\r\nConnection: close\r\n\r\n", brotli.compress(PACKED)), "ok", 2),
    Case("two-locations", raw(b"HTTP/1.1 302 F\r\nLocation: /good\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"), "error", says="404"),
    Case("two-waits", raw(b"HTTP/1.1 429 F\r\nRetry-After: 5\r\nRetry-After: 500\r\nContent-Length: 0\r\n\r\n"), "rate-limited", says="asked to wait until"),
    Case("status-line-of-kilobytes", raw(b"HTTP/1.1 200 ", b"O" * 500_000, b"\r\n\r\n", GOOD), "error", says="no HTTP"),
    Case("blank-line-before-the-status", raw(b"\r\n\r\n", message(200, GOOD)), "error"),
    Case("http-2-frames", raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" * 20), "error", says="no HTTP"),
    Case("shoutcast", raw(b"ICY 200 OK\r\n\r\n", GOOD), "error", says="no HTTP"),
    Case("a-thousand-processings", raw(b"HTTP/1.1 102 Processing\r\n\r\n" * 1_000, message(200, GOOD)), "ok", 2),
    Case("not-modified-with-a-body", raw(b"HTTP/1.1 304 Not Modified\r\nContent-Length: %d\r\n\r\n" % len(GOOD), GOOD), "error", says="304"),
    Case("part-of-the-whole", reply(206, GOOD, {"Content-Range": f"bytes 0-{len(GOOD) - 1}/{len(GOOD)}"}), "error", says="206"),
    Case("no-content-with-content", reply(204, GOOD), "empty"), Case("created", reply(201, GOOD), "ok", 2), Case("used-deltas", reply(226, GOOD), "ok", 2),
    Case("missing-with-a-feed", reply(404, GOOD), "error", says="404"), Case("login-of-a-network", reply(511, b"<html>login</html>"), "error", says="511"),
    Case("redirect-with-an-endless-body", endless(b"HTTP/1.1 302 F\r\nLocation: /good\r\n\r\n", b"x" * 1_000), "ok", 2),
    Case("permanent-redirect-without-a-target", reply(301, b"x"), "error", says="301"),
    Case("refresh-instead-of-a-redirect", reply(200, b"", {"Refresh": "0; url=/good"}), "empty"),
]  # fmt: skip

TARGETS = [
    Case(f"leads-to-{name}", redirect(target), status, 2 * (status == "ok"))
    for name, target, status in (
        ("nat64", "http://[64:ff9b::7f00:1]/", "blocked"),
        ("6to4", "http://[2002:7f00:1::]/", "blocked"),
        ("octal-in-one", "http://017700000001/", "blocked"),
        ("zero", "http://0/", "blocked"),
        ("broadcast", "http://255.255.255.255/", "blocked"),
        ("a-test-network", "http://198.18.0.1/", "blocked"),
        ("shared-space", "http://100.64.0.1/", "blocked"),
        ("a-zone", "http://[fe80::1%25eth0]/", "blocked"),
        ("escaped-digits", "http://%31%32%37.0.0.1/", "blocked"),
        ("a-backslash", "http://127.0.0.1\\@n.example/", "blocked"),
        ("a-blob", "blob:http://x", "blocked"),
        ("a-feed-scheme", "feed://n.example/f", "blocked"),
        ("a-homograph", "http://аpple.example/", "error"),
        ("a-joiner-in-a-name", "http://exa\u200dmple.example/", "error"),
        ("an-empty-label", "http://a..b/", "error"),
        ("hundreds-of-labels", "http://" + "a." * 200 + "example/", "error"),
        ("a-nul", "/good\x00x", "error"),
        ("no-host", "http:///good", "ok"),
        ("dots", "/a/../good", "ok"),
    )
]

BOMBS = [
    packed("gzip/hundred-thousand-members-of-nothing", gzip.compress(b"") * 100_000, "error", "more than 10000 pieces"),
    packed("gzip/members-and-a-bomb", PACKED + gzip.compress(bytes(30_000_000)), "too-large", "more than 20 MB"),
    packed("gzip/nothing-behind-the-feed", PACKED + gzip.compress(bytes(15_000_000)), "ok", entries=2),
    packed("gzip/name-without-end", b"\x1f\x8b\x08\x08" + bytes(6) + b"x" * 100_000, "error", "in the middle"),
    packed("gzip/wrong-sum", PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "error", "damaged"),
    packed("br/large-window", brotli.compress(bytes(60_000_000), lgwin=24, quality=1), "too-large"),
    packed("br/garbage-behind", brotli.compress(GOOD) + b"garbage", "error", "damaged"),
    packed("zstd/hundred-thousand-frames-of-nothing", zstandard.compress(b"") * 100_000, "error", "more than 10000 pieces"),
    packed("zstd/frame-to-skip-of-gigabytes", b"\x50\x2a\x4d\x18\xff\xff\xff\xff" + b"x" * 100, "error", "in the middle"),
    packed("zstd/by-a-dictionary", zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(GOOD * 3)).compress(GOOD), "error", "damaged"),
    packed("deflate/garbage-behind", zlib.compress(GOOD) + b"garbage", "ok", entries=2),
]  # fmt: skip

FLOODS = [
    ok("flood-of-categories", channel(entry("<description><b>x</b></description>" + "".join(f"<category>{n}</category>" for n in range(9_000)))), 1),
    ok("flood-of-authors", channel(entry("<description><b>x</b></description>" + "<author>a@b.example</author>" * 9_000)), 1),
    ok("flood-of-links", feed("<entry><title>Ukraine</title>" + "".join(f'<link href="https://n.example/{n}"/>' for n in range(20_000)) + "</entry>"), 1),
    ok("flood-of-bodies", channel(entry("".join(f"<description>{n} &lt;b&gt;</description>" for n in range(20_000)))), 1),
    ok("flood-of-spaces-declared", channel(item(), attributes=" ".join(f'xmlns:n{n}="u:{n}"' for n in range(9_000))), 1),
    ok("space-of-a-megabyte", channel(item(), attributes=f'xmlns:q="{"u" * 1_000_000}"'), 1),
    ok("xml-bound-anew", channel(item(), attributes='xmlns:xml="urn:x"'), 1),
    ok("title-of-another-space", channel(entry("", 'xmlns:f="urn:f"').replace("<title>", "<f:title>No</f:title><title>")), 1),
    ok("names-of-kilobytes", channel(f"<{'n' * 40_000}>x</{'n' * 40_000}>" * 20 + item()), 1),
    ok("attribute-of-megabytes", channel(entry("", f'x="{"y" * 2_000_000}"')), 1),
    ok("flood-of-cdata", channel(item().replace("Ukraine", "<![CDATA[U]]>" * 20_000, 1)), 1),
    ok("flood-of-cdata-ends", channel(item() + "]]>" * 50_000), 1),
    ok("flood-of-cdata-beginnings", channel(item() + "<![CDATA[" * 50_000), 1),
    ok("flood-of-tag-openers", channel(item()) .replace("</channel>", "<" * 310_000 + "</channel>"), 1),
    ok("flood-of-ampersands", channel(item("Ukraine " + "&" * 300_000).replace("&amp;", "&")), 1),
    ok("flood-of-references", channel(item("Ukraine " + "&#x41;" * 100_000).replace("&amp;", "&")), 1),
    ok("reference-of-many-digits", channel(item(f"Ukraine &#{'0' * 100_000}65;").replace("&amp;", "&")), 1),
    ok("nul-in-a-name", channel("<it\0em><title>Ukraine</title></it\0em>" + item()), 2),
    ok("items-in-items", channel("<item>" * 150 + "<title>Ukraine</title>" + "</item>" * 150), 1),
    ok("type-within-the-feed", GOOD.replace(b"<channel>", b"<!DOCTYPE x [<!ENTITY y 'z'>]><channel>")),
    ok("entity-in-an-attribute", channel('<item><title>Ukraine</title><link href="&x;"/></item>', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), 1),
    ok("entity-in-utf-16", channel(item("Ukraine &x;"), '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>').encode("utf-16"), 1),
    ok("xhtml-flood", feed('<entry><title>Ukraine</title><link href="/1"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">' + "<b>" * 180 + "x" + "</b>" * 180 + "<i/>" * 9_000 + "</div></content></entry>"), 1),
    ok("base64-of-megabytes", feed('<entry><title>Ukraine</title><link href="/1"/><content type="application/octet-stream">' + "QUJD" * 300_000 + "</content></entry>"), 1),
    ok("base-of-script", feed('<entry><title>Ukraine</title><link href="x"/></entry>', 'xml:base="javascript:alert(1)//"'), 1),
    ok("base-of-a-file", feed('<entry><title>Ukraine</title><link href="passwd"/></entry>', 'xml:base="file:///etc/"'), 1),
    ok("json-of-wrong-types", json.dumps(JSON | {"title": ["x"], "items": [{"id": 1e308, "url": 3, "title": 5, "content_text": 7.5, "date_published": -1e308}, {"id": ["a"], "url": {"a": 1}, "title": ["x"]}]}), 1),
    bad("json-items-of-an-object", json.dumps(JSON | {"items": {"a": 1}}), "not-a-feed"), bad("json-version-of-a-list", json.dumps({"version": ["1.1"], "items": []}), "not-a-feed"),
    ok("json-with-nul", json.dumps(JSON | {"items": [{"id": "1", "url": "/1\0", "title": "Ukraine\0\ud800"}]}), 1),
    ok("json-of-no-numbers", '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": NaN, "url": "/1", "title": "Ukraine", "date_published": Infinity}]}', 1),
    ok("json-links-of-script", json.dumps(JSON | {"items": [{"id": "1", "url": "javascript:alert(1)", "external_url": "https://n.example/x", "title": "Ukraine"}]}), 1),
    ok("json-cut-in-an-item", json.dumps(JSON | {"items": [{"id": str(n), "url": f"/{n}", "title": "Ukraine"} for n in range(9)]})[:-20], 8),
    ok("json-with-a-comma-too-many", json.dumps(JSON | {"items": [{"id": "1", "url": "/1", "title": "Ukraine"}]}).replace("}]", "},]"), 1),
    ok("json-with-a-comment-behind", json.dumps(JSON | {"items": [{"id": "1", "url": "/1", "title": "Ukraine"}]}) + "<!-- 0.1 s -->", 1),
    bad("json-cut-before-its-items", json.dumps(JSON | {"items": []})[:-2], "empty|not-a-feed"), bad("json-flood-of-items-begun", json.dumps(JSON)[:-1] + ', "items": [' + '{"a":[' * 50_000, "empty|not-a-feed"),
    ok("words-cut-by-what-is-not-seen", channel(item("Uk\u00adra\u200bi\u200dne\U000e0041: pumps\u2060")), 1),
    ok("year-of-five-digits", channel(item(date="10000-05-10T00:00:00Z")), 1),
    bad("json-behind-a-guard", ")]}',\n" + json.dumps(JSON | {"items": []}), "not-a-feed"),
]  # fmt: skip

MORE: list[Case] = [*FORMS, *TARGETS, *BOMBS, *FLOODS]
