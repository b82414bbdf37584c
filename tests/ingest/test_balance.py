"""Tags of an entry that have no partner go; all else stays."""

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest import balance
from pipeline.ingest.balance import in_pairs
from pipeline.ingest.feed import parse_feed


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        ("<title>T</title>", "<title>T</title>"),
        ("<title>T<br>U</title>", "<title>TU</title>"),
        ("<a>one</b></a>", "<a>one</a>"),
        ("<a><b>one</a>", "<a>one</a>"),
        ("<a>one<p>two", "onetwo"),
        ("<a/>one<br />", "<a/>one<br />"),
        ("<t><![CDATA[<p>one<br>]]></t><!-- <x> -->", "<t><![CDATA[<p>one<br>]]></t><!-- <x> -->"),
        ("<t><![CDATA[<p>one<br>", "<![CDATA[<p>one<br>"),
        ("<a><a>one</a>", "<a>one</a>"),
    ],
)
def test_only_pairs_stay(inner: str, left: str) -> None:
    assert in_pairs(f"<rss><x><item>{inner}</item><br></rss>") == f"<rss><x><item>{left}</item><br></rss>"


@given(
    st.lists(
        st.sampled_from(
            [
                "<a>",
                "</a>",
                "<b x='1'>",
                "</b>",
                "<c/>",
                "</B>",
                "<title>",
                "</title>",
                "<Link>",
                "</link>",
                "word",
                "<![CDATA[",
                "]]>",
                "<!--",
                "-->",
            ]
        )
    )
)
def test_what_is_in_pairs_stays_as_it_is(pieces: list[str]) -> None:
    once = in_pairs(f"<item>{''.join(pieces)}</item>")
    assert in_pairs(once) == once


def test_an_open_tag_in_every_entry_costs_no_entry() -> None:
    entries = "".join(f"<item><title>Ukraine {n}</title><br><p>one<img src='a'></item>" for n in range(600))
    parsed = parse_feed(f"<rss><channel>{entries}</channel></rss>".encode(), {}, "https://news.example/")
    assert [entry.title for entry in parsed.entries] == [f"Ukraine {n}" for n in range(600)]


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        ("<Title>T</title><description>D</DESCRIPTION>", "<Title>T</Title><description>D</description>"),
        ("<title>T<link>L</link>", "<title>T</title><link>L</link>"),
        ("<title>T <b>U</b><br> V<dc:date>D<guid>G", "<title>T <b>U</b> V</title><dc:date>D</dc:date><guid>G</guid>"),
        ("<media:group><title>T</media:group><link>L", "<media:group><title>T</title></media:group><link>L</link>"),
        ("<content><title>T</title></content>", "<content><title>T</title></content>"),
    ],
)
def test_a_field_that_nothing_closes_ends_where_the_next_begins(inner: str, left: str) -> None:
    assert in_pairs(f"<rss><item>{inner}</item></rss>") == f"<rss><item>{left}</item></rss>"


@pytest.mark.parametrize(
    "inner",
    [
        "<title>Marn {0}</title><description>pumps</Description><link>https://news.example/{0}</link>",
        "<TITLE>Marn {0}</Title><description>pumps</DESCRIPTION><link>https://news.example/{0}</Link>",
        "<title>Marn {0}<link>https://news.example/{0}</link><description>pumps</description>",
        "<title>Marn {0}<br><link>https://news.example/{0}<description>pumps",
        "<description>pumps<title>Marn {0}</title><link>https://news.example/{0}",
    ],
)
def test_an_entry_loses_nothing_by_odd_tags(inner: str) -> None:
    entries = "".join(f"<item>{inner.format(n)}</item>" for n in range(3))
    parsed = parse_feed(f"<rss><channel>{entries}</channel></rss>".encode(), {}, "https://news.example/")
    found = [(entry.title, entry.text, entry.link) for entry in parsed.entries]
    assert found == [(f"Marn {n}", "pumps", f"https://news.example/{n}") for n in range(3)]


@pytest.mark.parametrize(
    "piece",
    ["<![CDATA[", "<!--", "<a>", "</a>", "<a></b>", "<item>", "</item>", "<title>", "<title><b>", "<a><title></a>"],
)
def test_work_grows_with_the_length_only(piece: str) -> None:
    few, many = (_steps(f"<item>{piece * times}</item>") for times in (200, 2_000))
    assert many <= 10 * few + 1_000


def _steps(text: str) -> int:
    """Return how many lines of the module are run."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace if frame.f_code.co_filename == balance.__file__ else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        balance.in_pairs(text)
    finally:
        sys.settrace(before)
    return count
