"""Net tone over time, drawn; sentences with the words marked that decided."""

import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.parts import tonetime
from pipeline.pages.parts.sentences import EXCERPT, excerpt, marked
from pipeline.pages.parts.theme import LIGHT


def windows(days: int, n: int = 9) -> pd.DataFrame:
    """Return a table as `analysis.tone.windows` makes it, of some days on end."""
    day = pd.date_range("2031-05-01", periods=days)
    figures = {"net": 0.2, "net_low": 0.1, "net_high": 0.3}
    shares = {f"{label}{end}": 0.3 for label in ("negative", "neutral", "positive") for end in ("", "_low", "_high")}
    return pd.DataFrame({"day": day, "n": n, "few": n < 5, **figures, **shares})


def test_a_few_days_have_each_its_date_once():
    axis = tonetime.lines({"a": windows(3)}, {"a": "#0072B2"}, str, LIGHT).layout.xaxis
    assert axis.dtick == 86_400_000
    assert pd.Timestamp(axis.tick0) == pd.Timestamp("2031-05-01")


def test_the_band_of_an_interval_has_no_marks_of_its_own():
    band, line, _ = tonetime.lines({"a": windows(3)}, {"a": "#0072B2"}, str, LIGHT).data
    assert (band.mode, band.fill) == ("lines", "toself")
    assert line.mode == "lines+markers"


def test_the_band_breaks_where_the_line_does():
    table = windows(5)
    table.loc[2, "n"] = 0
    band, line, _ = tonetime.lines({"a": table}, {"a": "#0072B2"}, str, LIGHT).data
    assert [stamp is None for stamp in band.x] == [False] * 4 + [True] + [False] * 4 + [True]
    assert pd.isna(line.y[2])


def test_one_line_alone_tells_its_numbers_below():
    alone = tonetime.lines({"a": windows(3)}, {"a": "#0072B2"}, str, LIGHT)
    assert list(alone.data[-1].y) == [9, 9, 9]
    assert alone.layout.yaxis2.ticktext == ("n = 9",)
    two = tonetime.lines({"a": windows(3), "b": windows(3)}, {"a": "#0072B2", "b": "#D55E00"}, str, LIGHT)
    assert not any(trace.type == "bar" for trace in two.data)


def test_points_of_few_sentences_are_hollow_and_said_to_be():
    _, line, _ = tonetime.lines({"a": windows(2, n=4)}, {"a": "#0072B2"}, str, LIGHT).data
    assert set(line.marker.color) == {LIGHT.paper}
    assert all("n = 4<br>too few" in words for words in line.hovertext)


def test_no_day_at_all_is_drawn():
    assert not tonetime.lines({}, {}, str, LIGHT).data


def test_words_are_marked_where_they_stand():
    assert marked("Norland’s <b>", [(0, 7)]) == '<u class="um-content">Norland</u>’s &lt;b&gt;'
    assert marked("as it is", [(3, 99), (float("nan"), 2)]) == "as it is"


@given(st.text("ab ", min_size=1, max_size=900), st.data())
def test_an_excerpt_is_short_and_holds_the_marked_words(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40)))
    shown = excerpt(text, [(start, end)])
    assert '<u class="um-content">' in shown
    assert len(shown) <= EXCERPT + len('… <u class="um-content"></u> …')


def test_lines_of_tone_are_sent_as_plain_values():
    figure = json.loads(tonetime.lines({"a": windows(3)}, {"a": "#0072B2"}, str, LIGHT).to_json())
    assert all(isinstance(trace[axis], list) for trace in figure["data"] for axis in "xy")
