"""Coverage: which feeds answer, what came in, what was not read; the denominator of every figure."""

import pandas as pd
import streamlit as st

from pipeline.analysis import coverage
from pipeline.analysis.selection import Selection
from pipeline.pages.parts import cautions, data, filters, ingest
from pipeline.pages.parts.articles import article_list, behind
from pipeline.pages.parts.cards import card, empty, foot, heading, look, period_words
from pipeline.pages.parts.charts import bars, key_line
from pipeline.pages.parts.lines import records
from pipeline.pages.parts.names import language_name, name_of
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import HEALTH_WORDS, many
from pipeline.pages.parts.views import gaps_in, over_time

SHOWN = 12  # feeds in trouble; all of them stand in the table below
FEW_FEEDS = 11  # that need no scrolling
KIND_COLOURS = {"baseline": "#E69F00", "live": "#0072B2"}
LEFT_OUT_HOW = (
    "An entry must name the war, its parties or its places. The words of its headline and summary add up to a score; 1 "
    "is enough. Entries from 0.5 to 1 are worth a look."
)
HOW = (
    "An article counts on the day of its publication (UTC). A day on which fewer than half of the asked feeds answered "
    "is hatched."
)


def draw() -> None:
    """Draw the page."""
    heading("Coverage", "What the figures rest on: which feeds answer, what came in, what was left out or not read.")
    ingest.button()
    selection = filters.bar("source", counting=False)
    articles = data.select("articles", selection)
    feeds = data.table("feeds")
    if feeds.empty and articles.empty:
        empty("No feed has been asked yet. Press “Ingest now”, or run `ukraine-monitor ingest`.")
        return
    health = _health()
    _plain_words(health)
    _figures(health, articles)
    _items(articles, selection)
    _trouble(health)
    _all_feeds(health)
    left, right = st.columns(2)
    with left:
        _languages(articles)
    with right:
        _left_out()
    cautions.changes(selection)
    cautions.flags(selection)


@st.cache_data(show_spinner=False, max_entries=4)
def _cached_health(version: str, location: str) -> pd.DataFrame:
    return coverage.feed_health(data.table("feeds"), data.articles())


def _health() -> pd.DataFrame:
    return coverage.in_words(_cached_health(data.data_version(), data.location()), data.now())


def _plain_words(health: pd.DataFrame) -> None:
    live = health[health["kind"].astype(str) != "baseline"]
    if len(live) and not live["answers"].any():
        st.warning(
            "No live feed answered in the last round: the pages show the shipped baseline and what was stored before. "
            "Check the connection to the internet.",
            icon=":material/cloud_off:",
        )
    elif health["asked_at"].isna().all():
        st.info("No feed has been asked yet.", icon=":material/schedule:")


def _figures(health: pd.DataFrame, articles: pd.DataFrame) -> None:
    day_ago = pd.Timestamp(data.now()) - pd.Timedelta(hours=24)
    unread = (articles["unread"].fillna("") != "").sum()
    share = coverage.syndication(articles)
    with st.grid(5, min_column_width=150):
        st.metric(
            "Feeds that answer", f"{int(health['answers'].sum())} of {len(health)}", border=True, height="stretch"
        )
        st.metric(
            "Articles",
            f"{len(articles):,}",
            border=True,
            height="stretch",
            delta_description="in 24 h",
            delta_color="off",
            delta=int((articles["published_at"] >= day_ago).sum()),
            delta_arrow="off",
        )
        full = articles["text_from"].eq("page").mean() if len(articles) else float("nan")
        st.metric(
            "With full text",
            "–" if pd.isna(full) else f"{full:.0%}",
            border=True,
            height="stretch",
            help="the others are read from headline and summary as the feed gives them",
        )
        st.metric(
            "Reprints",
            "–" if pd.isna(share) else f"{share:.0%}",
            border=True,
            height="stretch",
            help="articles that repeat an earlier one nearly word for word",
        )
        st.metric(
            "Not read",
            f"{int(unread):,}",
            border=True,
            height="stretch",
            help="articles in a language that is not read",
        )


def _items(articles: pd.DataFrame, selection: Selection) -> None:
    baseline = articles["source_id"].astype(str).str.startswith("baseline")
    kinds = baseline.map({True: "baseline", False: "live"})
    series = over_time(articles, kinds, selection, order=("live", "baseline"))
    names = {"baseline": "Baseline (shipped)", "live": "Live feeds"}
    note = f"{many(len(articles), 'article')}, {period_words(selection, articles['published_at'])}"
    with card(f"Articles per {series.step}", note, key="articles"):
        st.html(key_line(list(series.table.columns), KIND_COLOURS, lambda name: names[name]))
        figure = bars(
            series.table,
            KIND_COLOURS,
            lambda name: names[name],
            series.step,
            look(),
            unit="articles",
            gaps=gaps_in(series),
        )
        picked = chart(figure, key="chart-articles", alt=f"Articles per {series.step}. {note}.")
        foot(
            series.table,
            key="articles",
            name=f"articles-per-{series.step}",
            how=HOW,
            selection=selection,
            rows="articles",
        )
        if picked:
            article_list(behind(picked, series.step, selection), key="articles")


def _trouble(health: pd.DataFrame) -> None:
    bad = health[~health["good"]]
    with card("Feeds that need a look", f"{len(bad)} of {len(health)}: not answering, empty or silent", key="trouble"):
        if bad.empty:
            st.markdown("Every feed answered.")
            return
        rows = [
            {
                "Feed": link(row["url"], plain(row["title"])),
                "What happened": safe(row["what"], most=300),
                "Since": safe(row["since"]),
                "What is next": safe(row["next"]),
                "What you can do": safe(row["advice"].removeprefix("What you can do: "), most=300),
            }
            for row in records(bad.head(SHOWN))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=tuple(rows[0])))
        if len(bad) > SHOWN:
            st.caption(f"and {len(bad) - SHOWN} more, in the table below")
        columns = ["feed_id", "title", "url", "health", "failing_since", "failures", "last_error"]
        foot(
            bad[[*columns, "what", "since", "next", "advice"]],
            key="trouble",
            name="feeds-in-trouble",
            how="Health is the outcome of the last attempt; silent is a feed that falls far below its habit.",
        )


def _all_feeds(health: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {
            "Feed": health["title"].fillna("").map(plain),
            "Health": health["health"].map(lambda state: HEALTH_WORDS.get(state, state)),
            "Country": health["country"].astype(object).fillna("").map(name_of),
            "Language": health["language"].astype(object).map(language_name),
            "Newest item": health["last_item_at"],
            "Asked": health["asked_at"],
            "Items a day": health["items_per_day"].round(1),
            "Articles": health["articles"],
            "Full text": health["full_text"],
            "Per article": health["statements"].round(1),
        }
    )
    with card("All feeds", f"{many(len(health), 'feed')}; choose a column to sort", key="feeds"):
        st.dataframe(
            shown,
            hide_index=True,
            height="content" if len(shown) < FEW_FEEDS else 420,
            alt="All feeds with their health, newest item, rhythm and articles",
            placeholder="–",
            column_config={
                "Feed": st.column_config.TextColumn(width=164),
                "Health": st.column_config.TextColumn(width=132),
                "Country": st.column_config.TextColumn(width=90),
                "Language": st.column_config.TextColumn(width=70),
                "Newest item": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", width=132),
                "Asked": st.column_config.DatetimeColumn(format="D MMM, HH:mm", width=96),
                "Items a day": st.column_config.NumberColumn(width=78),
                "Articles": st.column_config.NumberColumn(width=60),
                "Full text": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1, width=74),
                "Per article": st.column_config.NumberColumn(width=74, help="statements found in an article"),
            },
        )
        foot(
            health.drop(columns=["etag", "last_modified", "body_hash"], errors="ignore"),
            key="feeds",
            name="feeds",
            how="Items a day is the rhythm seen so far; full text is the share of articles read from their page.",
        )


def _languages(articles: pd.DataFrame) -> None:
    table = coverage.by_language(articles)
    with card("Languages", "articles by language; what is not read stays visible", key="languages"):
        if table.empty:
            empty("No article in this period.")
            return
        shown = pd.DataFrame(
            {
                "Language": [language_name(str(code)) or "not told" for code in table.index],
                "Articles": [f"{n:,}" for n in table["articles"]],
                "Not read": [f"{n:,}" for n in table["unread"]],
            }
        ).head(SHOWN)
        st.html(html_table(shown, numbers=("Articles", "Not read")))
        foot(
            table,
            key="languages",
            name="languages",
            how="The language is detected from the text, not taken from the feed.",
        )


def _left_out() -> None:
    rejected = data.recent("rejected", days=7)
    with card(
        "Left out as not about the war", f"{many(len(rejected), 'entry', 'entries')} in the last 7 days", key="rejected"
    ):
        if rejected.empty:
            empty("Nothing was left out in the last 7 days.")
            return
        by_feed = coverage.left_out_by_feed(rejected, data.table("feeds")).head(SHOWN)
        by_feed.columns = pd.Index(["Feed", "Entries left out"])
        st.html(html_table(by_feed.reset_index(drop=True), numbers=("Entries left out",)))
        rows = [
            {"Headline": link(row["url"], plain(row["title"], most=140)), "Why": safe(row["reason"], most=80)}
            for row in records(rejected.iloc[::-1].head(10))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=("Headline", "Why")))
        foot(rejected, key="rejected", name="left-out", how=LEFT_OUT_HOW)
