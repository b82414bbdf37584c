"""The parts of the pages that need no server: text of strangers, CSV, figures, marked sentences, numbers."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis.selection import Selection
from pipeline.extract.aid.money import last_fixing
from pipeline.pages.parts import accuracy, aidviews, charts, comparison, csvtext, lines, names, tables, text, theme
from pipeline.pages.parts.theme import DARK, LIGHT

TABLE = pd.DataFrame(
    {"north": [1, 0, 3], "other": [2, 2, 0]},
    index=pd.DatetimeIndex(pd.date_range("2031-05-01", periods=3), name="from"),
)


@given(st.text(max_size=200))
def test_no_text_brings_markup_or_turns_the_line(stranger: str):
    shown = text.safe(stranger)
    assert not set(shown) & set("<>\"'\u202e\u2067\x00\n")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://user@example.org/", False),
        ("//example.org", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, kept: bool):
    assert bool(text.web_address(url)) is kept
    assert ("href=" in text.link(url, "label")) is kept


def test_markdown_of_strangers_is_escaped():
    shown = text.plain("**a** :b: $x$ [l](u)", markdown=True)
    assert shown == r"\*\*a\*\* \:b\: \$x\$ \[l\]\(u\)"


def read(table: pd.DataFrame) -> list[list[str]]:
    raw = csvtext.to_csv(table)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def test_a_csv_has_the_rows_of_the_table_and_iso_days():
    assert read(TABLE) == [
        ["from", "north", "other"],
        ["2031-05-01", "1", "2"],
        ["2031-05-02", "0", "2"],
        ["2031-05-03", "3", "0"],
    ]


def test_times_in_a_csv_are_utc():
    times = pd.DataFrame({"at": pd.to_datetime(["2031-05-01T00:00"], utc=True)})
    assert read(times)[1] == ["2031-05-01T00:00:00Z"]


@given(st.text(max_size=30))
def test_no_cell_of_a_csv_is_a_formula(cell: str):
    value = csvtext.defuse(cell)
    assert isinstance(value, str)
    assert value[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(("top", "room"), [(9, 23), (90, 29), (268, 29), (900, 38), (13_000, 44), (1_000_000, 59)])
def test_counts_beside_a_chart_have_the_room_that_the_widest_takes(top: int, room: int):
    table = pd.DataFrame({"n": [1, top]}, index=pd.date_range("2031-05-01", periods=2, name="from"))
    assert charts.bars(table, {}, str, "day", LIGHT).layout.margin.l == room


@pytest.mark.parametrize("draw", [charts.bars, charts.lines])
def test_a_figure_that_is_handed_over_twice_is_drawn_once(draw: Callable[..., go.Figure]):
    figure = json.loads(draw(TABLE, {}, str, "day", LIGHT).to_json())
    assert "template" not in figure["layout"]
    assert figure["layout"]["datarevision"]
    assert all(isinstance(trace[axis], list) for trace in figure["data"] for axis in "xy")


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_bars_tell_which_bucket_and_series_they_are(look: theme.Palette):
    figure = charts.bars(TABLE, {"north": "#0072B2"}, str.title, "day", look)
    assert [trace.name for trace in figure.data] == ["North", "Other"]
    assert list(figure.data[0].customdata[2]) == ["2031-05-03T00:00:00", "north"]
    assert list(figure.data[0].y) == [1, 0, 3]
    assert figure.data[0].marker.color == "#0072B2"


def test_gaps_and_known_days_are_drawn_with_their_words():
    gap = (pd.Timestamp("2031-05-02"), pd.Timestamp("2031-05-03"))
    note = charts.Note(pd.Timestamp("2031-05-01"), "a bridge opens")
    figure = charts.bars(TABLE, {}, str, "day", LIGHT, gaps=[gap], notes=[note])
    assert [trace.name for trace in figure.data][-2:] == ["feeds down", "notes"]
    assert "a bridge opens" in figure.data[-1].hovertext[0]
    assert figure.layout.annotations[0].text == "feeds down"


def test_lines_are_named_at_their_ends_behind_their_marks():
    figure = charts.lines(TABLE, {"north": "#112233", "other": "#112233"}, str.upper, "day", LIGHT)
    ends = {re.sub("<[^>]*>", "", note.text) for note in figure.layout.annotations}
    assert ends == {"● NORTH", "■ OTHER"}
    assert [trace.marker.symbol for trace in figure.data] == ["circle", "square"]


def test_a_key_tells_what_each_series_comes_to():
    key = charts.key_line(["north", "other"], {}, str, pd.Series({"north": 1234, "other": 0}))
    assert re.findall("<b>(.*?)</b>", key) == ["1,234", "0"]
    assert "<b>" not in charts.key_line(["north"], {}, str)


def test_actors_are_compared_over_the_same_days():
    times = pd.to_datetime(["2031-05-01T00:00Z", "2031-05-02T00:00Z", "2031-05-02T12:00Z"])
    said = pd.DataFrame(
        {
            "actor_id": ["kaja-kallas", "kaja-kallas", "joe-biden"],
            "side": ["partner"] * 3,
            "kind": ["direct", "indirect", "direct"],
            "source_id": ["a", "b", "a"],
            "published_at": times,
            "targets": ['["RUS"]', '["RUS"]', "[]"],
        }
    )
    days = {"period": "custom", "since": dt.date(2031, 5, 1), "until": dt.date(2031, 5, 4)}
    asked = Selection(actor=("kaja-kallas", "joe-biden", "nobody-there"), **days)
    table = comparison.table(said, asked)
    assert table["statements"].tolist() == [2, 1, 0]
    assert table["per_day"].tolist() == [0.5, 0.25, 0]
    assert table["quoted"].tolist()[:2] == [0.5, 1]
    assert table["speaks_of"].tolist() == ["RUS", "", ""]
    shown = comparison.as_html(table, ZoneInfo("Europe/Berlin"))
    assert "1 May 2031, 02:00" in shown
    assert "50%" in shown
    assert "nan" not in shown.lower()


def test_a_country_is_found_by_its_capital():
    assert names.country_with_capital("RUS") == "Russia (Moscow)"
    assert names.country_with_capital("EU") == "European Union"


def test_an_empty_table_is_drawn():
    empty = pd.DataFrame({"n": pd.Series(dtype=int)}, index=pd.DatetimeIndex([], name="from"))
    assert charts.bars(empty, {}, str, "day", LIGHT).data
    charts.lines(empty, {}, str, "day", LIGHT)
    charts.across(pd.Series(dtype=float), {}, str, LIGHT)


def statement(**changes: object) -> dict[str, object]:
    sentence = 'Ada Quill said the ferry "runs on time".'
    row = {
        "sentence": sentence,
        "sentence_start": 100,
        "source_start": 100,
        "source_end": 109,
        "cue_start": 110,
        "cue_end": 114,
        "content_spans": "[[115, 140]]",
        "quote": 'the ferry "runs on time"',
        "kind": "indirect",
    }
    return row | changes


def test_the_evidence_underlines_speaker_verb_and_words():
    shown = lines.marked_sentence(statement())
    assert '<u class="um-source" title="source">Ada Quill</u> <u class="um-cue" title="cue">said</u>' in shown
    assert "runs on time" in shown


def test_offsets_that_do_not_fit_leave_the_sentence_whole():
    shown = lines.marked_sentence(statement(source_start=5, cue_end=9999, content_spans="[[1, 2]]"))
    assert "<u" not in shown
    assert "Ada Quill said" in shown


def test_a_report_shows_its_verb_and_a_quotation_its_marks():
    assert ">said</span> the ferry" in lines.said(statement())
    assert lines.said(statement(kind="direct", quote="“It runs.”")) == "“It runs.”"
    assert lines.said(statement(kind="direct", quote="“It runs,”")) == "“It runs”"
    mixed = statement(kind="mixed", cue="denied", quote='that the ferry "runs"')
    assert lines.said(mixed) == '<span class="um-grey">denied</span> that the ferry "runs"'.replace(
        '"runs"', "&quot;runs&quot;"
    )


def test_a_colon_is_no_word_of_reporting():
    colon = statement(sentence="Ada Quill: the ferry runs on time", cue_start=109, cue_end=110, quote="the ferry runs")
    assert lines.said(colon) == "the ferry runs"


def test_a_state_speaks_by_the_name_of_its_country(monkeypatch: pytest.MonkeyPatch):
    state = names.Listed("sampleland", "Government of Sampleland", "state", "SMP", "other", 0)
    monkeypatch.setattr(names, "actors", lambda: {"sampleland": state})
    monkeypatch.setattr(names, "countries", lambda: {"SMP": "Sampleland"})
    assert names.speaker_name("sampleland", "Government of Sampleland") == "Sampleland"
    assert names.speaker_name(None, "a Sampleland clerk") == "a Sampleland clerk"
    assert names.speaker_name(None, "") == "unnamed speaker"


def test_a_tone_that_was_not_scored_says_so():
    assert "tone not scored" in lines.tone_mark("UKR", "")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.234e9, "EUR 1.23 bn"),
        (50e6, "EUR 50 m"),
        (1.5e12, "EUR 1.5 tn"),
        (950.0, "EUR 950"),
        (None, "–"),
        (150e9, "EUR 150 bn"),
    ],
)
def test_money_is_short_and_has_its_unit(value: float | None, words: str):
    assert theme.money(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "just now"), (60, "1 min"), (3000, "50 min"), (7200, "2 h"), (9e5, "10 days")]
)
def test_an_age_is_said_in_words(seconds: float, words: str):
    assert theme.age(seconds) == words


def test_tints_of_one_side_differ():
    assert len({theme.actor_colour("ukraine", number) for number in range(5)}) == 5


def test_a_table_of_text_is_escaped_but_for_columns_that_are_markup():
    shown = tables.html_table(pd.DataFrame({"a": ["<i>"], "b": ["<b>x</b>"]}), markup=("b",))
    assert "&lt;i&gt;" in shown
    assert "<b>x</b>" in shown


def test_targets_are_counted_over_all_lists():
    frame = pd.DataFrame({"targets": pd.Categorical(['["RUS", "UKR"]', '["RUS"]', "[]"])})
    assert tables.target_counts(frame).to_dict() == {"RUS": 2, "UKR": 1}


def test_the_shipped_mean_rates_are_near_the_market():
    rates = aidviews.mean_rates()
    assert 1.0 < rates["USD"] < 1.2
    assert rates["DKK"] == pytest.approx(7.45, abs=0.02)


def test_the_shipped_gdp_figures_are_of_listed_states():
    figures = aidviews.gdp()
    assert set(figures) <= set(names.countries())
    assert figures["USA"] > figures["DEU"] > figures["EST"] > 1e10


@pytest.mark.parametrize(
    ("step", "buckets", "distance"),
    [
        ("hour", 24, 6 * 3.6e6),
        ("day", 7, 8.64e7),
        ("day", 30, 7 * 8.64e7),
        ("week", 53, 8 * 7 * 8.64e7),
        ("month", 2, "M1"),
        ("month", 60, "M12"),
        ("month", 900, "M129"),
    ],
)
def test_dates_under_a_chart_are_starts_of_buckets_and_fit_a_phone(step: str, buckets: int, distance: float | str):
    table = pd.DataFrame({"n": 9}, index=pd.date_range("2031-05-01", periods=buckets, freq="D"))
    axis = charts.bars(table, {}, str, step, LIGHT).layout.xaxis
    assert axis.dtick == distance
    assert pd.Timestamp(axis.tick0) == table.index[0]


def test_few_statements_are_counted_in_whole_numbers():
    few, many = (pd.DataFrame({"n": [n]}, index=pd.DatetimeIndex(["2031-05-01"])) for n in (2, 40))
    assert charts.bars(few, {}, str, "day", LIGHT).layout.yaxis.dtick == 1
    assert charts.bars(many, {}, str, "day", LIGHT).layout.yaxis.dtick is None
    assert charts.bars(few / 9, {}, str, "day", LIGHT, texts=str).layout.yaxis.dtick is None  # shares


@pytest.mark.parametrize(("seconds", "words"), [(-5, "just now"), (10, "just now"), (240, "4 min ago")])
def test_how_long_ago_is_said_in_words(seconds: float, words: str):
    assert theme.ago(seconds) == words


def test_donors_are_shown_by_name():
    assert names.name_of("MULTI") == "several donors"
    assert names.name_of("DEU+MULTI").endswith("+ several donors")


def test_the_versions_say_up_to_which_day_rates_are_known():
    table = accuracy.versions("7.7").set_index("What")
    assert table.loc["Exchange rates", "Date"] == f"ECB fixings up to {last_fixing()}"
    assert table.loc["Data", "Version"] == "7.7"


def test_a_language_is_shown_by_its_name():
    assert (names.language_name("pl"), names.language_name("tlh"), names.language_name(None)) == ("Polish", "tlh", "")
