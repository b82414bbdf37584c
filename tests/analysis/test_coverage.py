"""Gaps, health, languages and reprints."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis import coverage

NOON = dt.datetime(2031, 5, 1, 12, tzinfo=dt.UTC)


def fetches(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["feed_id", "at", "status"])
    return frame.assign(at=pd.to_datetime(frame["at"], utc=True))


def test_a_day_on_which_most_feeds_failed_and_one_without_attempts_are_a_gap():
    down = fetches(
        [
            ("north", "2031-05-01T08:00", "ok"),
            ("north", "2031-05-02T08:00", "error"),
            ("south", "2031-05-02T08:00", "slow"),
            ("east", "2031-05-02T08:00", "ok"),
            ("north", "2031-05-04T08:00", "not-modified"),
        ]
    )
    assert coverage.gaps(down) == [(pd.Timestamp("2031-05-02"), pd.Timestamp("2031-05-04"))]


def test_a_feed_that_answered_later_on_the_day_counts_as_answered():
    rows = fetches([("north", "2031-05-01T08:00", "error"), ("north", "2031-05-01T09:00", "ok")])
    assert coverage.answered_by_day(rows).to_dict("list") == {"asked": [1], "answered": [1]}
    assert coverage.gaps(rows) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["north", "south"]), st.integers(0, 100), st.sampled_from(["ok", "error", "empty"]))
    ),
    st.integers(0, 9),
)
def test_days_can_be_taken_together_before_they_are_counted(rows: list[tuple[str, int, str]], cut: int):
    hours = [(feed, (NOON + dt.timedelta(hours=hour)).isoformat(), status) for feed, hour, status in rows]
    one, other = (coverage.once_a_day(fetches(part)) for part in (hours[:cut], hours[cut:]))
    together = coverage.once_a_day(pd.concat([one, other]))
    pd.testing.assert_frame_equal(coverage.answered_by_day(together), coverage.answered_by_day(fetches(hours)))
    assert coverage.gaps(together) == coverage.gaps(fetches(hours))


def test_without_attempts_there_is_no_gap():
    assert coverage.gaps(fetches([])) == []


def test_gaps_are_cut_to_what_is_drawn():
    stretch = [(pd.Timestamp("2031-05-02"), pd.Timestamp("2031-05-09"))]
    first, last = pd.Timestamp("2031-05-04"), pd.Timestamp("2031-05-06")
    assert coverage.clip(stretch, first, last) == [(first, last)]
    assert coverage.clip(stretch, pd.Timestamp("2031-06-01"), pd.Timestamp("2031-06-02")) == []


def articles() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_id": pd.Categorical(["north", "north", "south"]),
            "language": pd.Categorical(["en", "de", None]),
            "unread": ["", "language de", ""],
            "text_from": pd.Categorical(["page", "feed", "feed"]),
            "story_id": ["a", "a", "c"],
            "statements": pd.array([2, 0, 1], dtype="Int64"),
        }
    )


def test_feeds_in_trouble_come_first_with_words():
    feeds = pd.DataFrame(
        {
            "feed_id": ["north", "south", "east"],
            "title": ["North", "South", "East"],
            "health": ["ok", "gone", None],
            "updated_at": pd.to_datetime(["2031-05-01T08:00", "2031-05-01T08:01", None], utc=True),
        }
    )
    table = coverage.feed_health(feeds, articles())
    assert table["title"].tolist() == ["East", "South", "North"]
    assert table["answers"].tolist() == [False, False, True]
    words = coverage.in_words(table, NOON)
    assert words["good"].tolist() == [True, False, True]
    assert words["what"].tolist() == ["Has not been asked yet.", words["what"].iloc[1], "Answers."]
    assert "gone for good" in words["what"].iloc[1]
    assert words["advice"].iloc[1]
    north = table.iloc[2]
    assert (north["articles"], north["full_text"], north["statements"]) == (2, 0.5, 1.0)
    assert north["asked_at"] == pd.Timestamp("2031-05-01T08:00", tz="UTC")


def test_left_out_entries_are_counted_a_feed_the_most_first():
    rejected = pd.DataFrame({"source_id": pd.Categorical(["south", "north", "south", "lost"])})
    feeds = pd.DataFrame({"feed_id": ["north", "south"], "title": ["North", ""]})
    table = coverage.left_out_by_feed(rejected, feeds)
    assert table["title"].to_dict() == {"south": "south", "lost": "lost", "north": "North"}
    assert table["entries"].tolist() == [2, 1, 1]
    assert coverage.left_out_by_feed(rejected.head(0), feeds).empty


def test_languages_are_counted_with_what_was_not_read():
    table = coverage.by_language(articles())
    assert table.loc["de"].to_dict() == {"articles": 1, "unread": 1}
    assert table["articles"].sum() == 3


def test_reprints_are_a_share_of_all_articles():
    assert round(coverage.syndication(articles()), 3) == 0.333
