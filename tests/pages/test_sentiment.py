"""Net tone over time, drawn."""

import pandas as pd

from pipeline.pages import sentiment
from pipeline.pages.parts.theme import LIGHT


def windows(days: int) -> pd.DataFrame:
    """Return a table as `analysis.tone.windows` makes it, of some days on end."""
    day = pd.date_range("2031-05-01", periods=days)
    figures = {"net": 0.2, "net_low": 0.1, "net_high": 0.3, "negative": 0.2, "positive": 0.4}
    return pd.DataFrame({"day": day, "n": 9, "few": False, **figures})


def test_a_few_days_have_each_its_date_once():
    axis = sentiment.lines({"a": windows(3)}, {"a": "#0072B2"}, str, LIGHT).layout.xaxis
    assert axis.dtick == 86_400_000
    assert pd.Timestamp(axis.tick0) == pd.Timestamp("2031-05-01")


def test_the_band_of_an_interval_has_no_marks_of_its_own():
    band, line = sentiment.lines({"a": windows(3)}, {"a": "#0072B2"}, str, LIGHT).data
    assert (band.mode, band.fill) == ("lines", "toself")
    assert line.mode == "lines+markers"


def test_no_day_at_all_is_drawn():
    assert not sentiment.lines({}, {}, str, LIGHT).data
