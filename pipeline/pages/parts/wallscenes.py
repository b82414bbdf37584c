"""The scenes of the wall: each returns its title and its HTML; three to five things, readable from five metres."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import pandas as pd

from pipeline.analysis import timeline
from pipeline.analysis.coverage import GOOD
from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import FEW
from pipeline.pages.parts import data, toneviews
from pipeline.pages.parts.cards import period_words
from pipeline.pages.parts.charts import bucket_name
from pipeline.pages.parts.filters import default_period
from pipeline.pages.parts.lines import MARKS, Row, records, said, together, zone
from pipeline.pages.parts.names import name_of, side_name, speaker_name
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import (
    HEALTH_WORDS,
    KIND_COLOURS,
    OTHER_COLOUR,
    SIDE_COLOURS,
    SIDE_NAMES,
    TONE_COLOURS,
    ago,
    day,
    many,
    moment,
    money,
)
from pipeline.pages.parts.views import Series, gaps_in, over_time

Scene = tuple[str, str]  # title, HTML
LINES = 5
MOST_LINES = 9  # of a list: those that do not fit the screen as a whole are left out by the style sheet
TONE_TITLE = "How outlets portray whom"


def sides() -> Scene:
    """Return statements over time by side."""
    selection = Selection(period=default_period())
    frame = data.select("statements", selection)
    labels = timeline.filled(frame["side"], "unlisted")
    series = over_time(frame, labels, selection, order=SIDE_NAMES)
    title = f"Statements per {series.step}, by side"
    if frame.empty:
        return "Statements, by side", _nothing()
    tiles = "".join(
        f'<div class="tile" style="border-color:{SIDE_COLOURS.get(name, OTHER_COLOUR)}">'
        f'<div class="big">{series.table[name].sum():,}</div>{side_name(str(name))}</div>'
        for name in series.table.columns
    )
    return title, f'<div class="tiles">{tiles}</div>{_columns(series, SIDE_COLOURS, "statement")}'


def _columns(series: Series, colours: Mapping[str, str], unit: str) -> str:
    """Return stacked columns over time with the first and last day and the height of the tallest."""
    down = gaps_in(series)
    sums = series.table.sum(axis=1)
    top = float(sums.max()) or 1.0
    columns = "".join(
        f'<div class="col{" gap" if any(a <= start < b for a, b in down) else ""}">'
        + "".join(
            f'<i style="height:{100 * value / top:.2f}%;background:{colours.get(name, OTHER_COLOUR)}"></i>'
            for name, value in reversed(list(row.items()))
            if value
        )
        + "</div>"
        for start, row in ((pd.Timestamp(index), series.table.loc[index]) for index in series.table.index)
    )
    first, last = (bucket_name(pd.Timestamp(series.table.index[place]), series.step) for place in (0, -1))
    highest = bucket_name(pd.Timestamp(sums.index[int(sums.argmax())]), series.step)
    tallest = f"tallest: {many(int(top), unit)}, {highest}"
    axis = f"<span>{first}</span><span>{tallest}</span><span>{last}</span>"
    return f'<div class="cols">{columns}</div><div class="axis">{axis}</div>'


def latest() -> Scene:
    """Return the newest statements."""
    frame = data.newest(data.select("statements", Selection()), 4 * MOST_LINES)
    rows = data.evidence("statements", frame["statement_id"].tolist(), frame["published_at"])
    rows = rows.drop_duplicates(["article_id", "content_spans"]).head(MOST_LINES)  # what several say is one line
    here = zone()
    lines = [
        f'<div class="row say" style="border-color:{SIDE_COLOURS.get(row["side"], OTHER_COLOUR)}">'
        f'<div class="one"><b>{safe(speaker_name(row["actor_id"], row["speaker"]))}</b> '
        f'<span class="grey">{_about(row, here)}</span></div>'
        f'<div class="clip" dir="auto">{said(row, most=260)}</div></div>'
        for row in records(rows)
    ]
    return "Latest statements", "".join(lines) or _nothing()


def aid() -> Scene:
    """Return the newest aid announcements."""
    frame = data.select("aid", Selection())
    frame = frame[frame["counted"]].sort_values("announced_on", kind="stable").iloc[::-1].head(MOST_LINES)
    lines = [
        '<div class="row" style="grid-template-columns:13vw 22vw 16vw minmax(0,1fr)">'
        f'<span class="grey">{day(row["announced_on"])}</span><b class="one">{safe(name_of(row["donor"]))}</b>'
        f"<b>{safe(_sum(row))}</b>"
        f'<span class="one"><i class="mark" style="background:{KIND_COLOURS.get(row["kind"], OTHER_COLOUR)}"></i> '
        f'{safe(row["kind"])} · {safe(row["status"])} <span class="grey">{safe(row["programme"])}</span></span>'
        f'<span></span><span class="one grey" style="grid-column:2/5">{safe(row["sentence"], most=160)}</span></div>'
        for row in records(frame)
    ]
    return "Latest aid announcements", "".join(lines) or _nothing()


def tone() -> Scene:
    """Return how the outlets' own sentences portray the targets named most."""
    selection = Selection(period=default_period())
    frame = toneviews.rows(selection, "outlet")
    if frame.empty:
        read = len(data.articles())
        return TONE_TITLE, f'<p class="grey">{safe(toneviews.nothing(selection, "outlet"))}</p>' if read else _nothing()
    table = toneviews.shares(selection, "outlet", ("target_id",))
    lines = []
    for row in records(table[~table["few"]].head(MOST_LINES)):
        bar = "".join(
            f'<i style="width:{100 * row[name]:.1f}%;background:{colour}"></i>' for name, colour in TONE_COLOURS.items()
        )
        share = ", ".join(_share(row, name) for name in ("negative", "positive"))
        lines.append(
            f'<div class="row" style="grid-template-columns:26vw minmax(0,1fr)">'
            f'<b class="one">{safe(name_of(row["target_id"]))}</b><div class="bar">{bar}</div>'
            f'<span></span><span>{share}, <span class="grey">n = {row["n"]:,}</span></span></div>'
        )
    few = f'<p class="grey">Nobody is named in {FEW} sentences of this period.</p>'
    return f"{TONE_TITLE}, {period_words(selection, frame['published_at'])}", "".join(lines) or few


def _share(row: Row, label: str) -> str:
    """Return a share of a tone with its interval, and its sign for who cannot tell the colours of the bar."""
    between = f'<span class="grey">({100 * row[f"{label}_low"]:.0f}–{row[f"{label}_high"]:.0%})</span>'
    sign = f'<i class="sign" style="color:{TONE_COLOURS[label]}">{MARKS[label]}</i>'
    return f"{sign} {row[label]:.0%} {label} {between}"


def feeds() -> Scene:
    """Return how many feeds answer and which do not."""
    frame = data.table("feeds")
    good = frame["health"].isin(GOOD)
    articles = data.articles()
    newest = articles["published_at"].max() if len(articles) else None
    seconds = (pd.Timestamp(data.now()) - newest).total_seconds() if newest is not None else float("nan")
    bad = [
        f'<div class="one"><b>{safe(row["title"])}</b> <span class="grey">'
        f"{safe(str(HEALTH_WORDS.get(row['health'], row['health'])))}</span></div>"
        for row in records(frame[~good].head(LINES))
    ]
    more = int((~good).sum()) - LINES
    rest = f'<div class="grey">and {more} more</div>' if more > 0 else ""
    chosen = data.select("articles", Selection(period=default_period(), count="mentions"))
    rhythm = ""
    if len(chosen) and not bad:
        series = over_time(chosen, None, Selection(period=default_period()))
        rhythm = f'<div class="grey">Articles per {series.step}</div>{_columns(series, {}, "article")}'
    tiles = (
        f'<div class="tile"><div class="big">{int(good.sum())} of {len(frame)}</div>feeds answer</div>'
        f'<div class="tile"><div class="big">{len(articles):,}</div>{many(len(articles), "article").split()[1]}</div>'
        f'<div class="tile"><div class="big">{ago(seconds) if newest is not None else "none"}</div>newest article</div>'
    )
    return "Feeds", f'<div class="tiles">{tiles}</div>{"".join(bad)}{rest}{rhythm}'


def _nothing() -> str:
    """Return why a scene is empty."""
    read = len(data.articles())
    why = "Nothing in this period." if read else "Nothing has been read yet. The first round of ingestion fills this."
    return f'<p class="grey">{why}</p>'


def _sum(row: Row) -> str:
    return "no sum given" if pd.isna(row["amount"]) else money(row["amount"], row["currency"])


def _about(row: Row, here: ZoneInfo) -> str:
    parts = (together(row), row["office"], moment(row["published_at"].tz_convert(here)), row["source"])
    return " · ".join(safe(part) for part in parts if part)


SCENES: dict[str, Callable[[], Scene]] = {"sides": sides, "latest": latest, "aid": aid, "tone": tone, "feeds": feeds}
