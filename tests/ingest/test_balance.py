"""Tags of an entry that have no partner go; all else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    st.lists(st.sampled_from(["<a>", "</a>", "<b x='1'>", "</b>", "<c/>", "word", "<![CDATA[", "]]>", "<!--", "-->"]))
)
def test_what_is_in_pairs_stays_as_it_is(pieces: list[str]) -> None:
    once = in_pairs(f"<item>{''.join(pieces)}</item>")
    assert in_pairs(once) == once


def test_an_open_tag_in_every_entry_costs_no_entry() -> None:
    entries = "".join(f"<item><title>Ukraine {n}</title><br><p>one<img src='a'></item>" for n in range(600))
    parsed = parse_feed(f"<rss><channel>{entries}</channel></rss>".encode(), {}, "https://news.example/")
    assert [entry.title for entry in parsed.entries] == [f"Ukraine {n}" for n in range(600)]


@pytest.mark.parametrize("piece", ["<![CDATA[", "<!--", "<a>", "</a>", "<a", "<a></b>", "<item>", "</item>"])
def test_a_flood_is_done_with(piece: str) -> None:
    assert len(in_pairs(f"<item>{piece * 80_000}</item>")) <= len(piece) * 80_000 + 13  # minutes where not linear
