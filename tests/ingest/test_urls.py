"""All variants of a link have one canonical form, and nothing but web addresses comes through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.urls import canonical_url, redact, resolve, strip_revision

PLAIN = "https://news.example/world/story-1"


@pytest.mark.parametrize(
    "variant",
    [
        "http://news.example/world/story-1",
        "https://www.news.example/world/story-1",
        "HTTPS://News.Example:443/world/story-1/",
        "http://news.example:80/world//story-1",
        "https://m.news.example/world/story-1",
        f"{PLAIN}?utm_source=rss&utm_medium=feed",
        f"{PLAIN}?at_medium=RSS&at_campaign=KARANGA",
        f"{PLAIN}?traffic_source=rss",
        f"{PLAIN}?fbclid=abc#0",
        f"{PLAIN}#1",
        f"{PLAIN}#2024-05-10T12:00:00.000+00:00",
        f"{PLAIN}#section",
        f"{PLAIN};jsessionid=0A1B2C3D.node7?_=1715342400",
        f"{PLAIN}?PHPSESSID=0123456789abcdef",
        f"{PLAIN}?session_id=9f86d081884c7d659a2feaa0c55ad015",
        f"{PLAIN}?sessionid=550e8400-e29b-41d4-a716-446655440000",
        f"{PLAIN}?SessionId=mZ3kQ9tLr7Xw2Bv8Ny4P_-",
        f"{PLAIN}?session_id=&_=1715342400123",
        f"{PLAIN}?share_id=kQ9tLr7Xw2Bv8Ny4&partner=rss&mod=rss_news&cmp=feed",
    ],
)
def test_variants_have_one_form(variant: str) -> None:
    assert canonical_url(variant) == PLAIN


def test_what_names_another_article_stays() -> None:
    assert canonical_url(f"{PLAIN}?id=2&a=1&utm_x=3") == f"{PLAIN}?a=1&id=2"
    assert canonical_url(f"{PLAIN}#!second") != canonical_url(f"{PLAIN}#!first")
    assert canonical_url("http://news.example:8080/x") == "https://news.example:8080/x"


@pytest.mark.parametrize("name", ["session_id", "sessionid", "share_id", "_"])
@pytest.mark.parametrize(
    "value", ["12", "20240830001", "2024-25", "spring-2024-budget-debate", "ExtraordinarySession3"]
)
def test_a_session_that_somebody_numbers_or_names_tells_articles_apart(name: str, value: str) -> None:
    assert canonical_url(f"{PLAIN}?{name}={value}") == f"{PLAIN}?{name}={value}"


@pytest.mark.parametrize("name", ["partner", "cmp", "mod", "trk"])
def test_a_numbered_thing_tells_articles_apart(name: str) -> None:
    assert canonical_url(f"{PLAIN}?{name}=12") != canonical_url(f"{PLAIN}?{name}=13")


@given(st.text(max_size=80))
def test_any_text_gets_a_stable_form(text: str) -> None:
    url = "https://news.example/" + text
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/a/b", "https://news.example/a/b"),
        ("c", "https://news.example/feed/c"),
        ("//cdn.example/x", "https://cdn.example/x"),
        (" https://x.example/\n a", "https://x.example/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@b.example", ""),
        ("java\nscript:alert(1)", ""),
        ("http://", ""),
        ("http://[", ""),
        ("https://x.example/" + "a" * 3_000, ""),
        ("", ""),
    ],
)
def test_links_become_absolute_web_addresses_or_nothing(link: str, expected: str) -> None:
    assert resolve("https://news.example/feed/rss", link) == expected


@pytest.mark.parametrize(
    ("guid", "expected"),
    [
        ("https://x.example/a#0", "https://x.example/a"),
        ("https://x.example/a#2024-05-10T12:00:00Z", "https://x.example/a"),
        ("https://x.example/a#part", "https://x.example/a#part"),
        ("#1", "#1"),
        ("plain", "plain"),
    ],
)
def test_marks_of_revision_are_no_part_of_a_guid(guid: str, expected: str) -> None:
    assert strip_revision(guid) == expected


def test_secrets_do_not_reach_messages() -> None:
    shown = redact("https://user:pw@x.example/feed?token=SECRET&n=1\n")
    assert "SECRET" not in shown
    assert "pw" not in shown
    assert shown.startswith("https://x.example/feed?token=")
