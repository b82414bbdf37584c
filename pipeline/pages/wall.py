"""Wall: a team screen at five metres. Scenes that rotate, a clock, the age of the data; all state is in the URL.

Everything is one block of HTML whose sizes follow the height of the screen, so that nothing scrolls or flickers: a
refresh replaces the block at once. Each refresh restarts a CSS clock that says when the server was last heard of.
"""

import datetime as dt
import time

import pandas as pd
import streamlit as st

from pipeline.errors import MonitorError
from pipeline.pages.parts import data, wallscenes
from pipeline.pages.parts.lines import zone
from pipeline.pages.parts.text import plain, safe
from pipeline.pages.parts.theme import age
from pipeline.pages.parts.wallstyle import style
from pipeline.settings import load_settings

EVERY_S, LEAST_S, MOST_S = 20, 3, 600  # seconds for one scene: default, shortest, longest
REFRESH_S = 5.0  # seconds between two looks at the data
PARAMS = ("scene", "every", "refresh", "theme")
LATE = 3  # rounds of ingestion without an answer after which the data are called stale


def draw() -> None:
    """Draw the page: `?scene=sides&scene=latest&every=20&refresh=5&theme=dark`."""
    params = st.query_params
    asked = [name for value in params.get_all("scene") for name in value.split(",") if name]
    scenes = [name for name in asked if name in wallscenes.SCENES]
    every = _seconds(params.get("every"), EVERY_S, LEAST_S, MOST_S)
    refresh = _seconds(params.get("refresh"), min(REFRESH_S, every), 1, MOST_S)
    note = _slip([*params], asked)
    st.html(style("light" if params.get("theme") == "light" else "dark"))

    def tick() -> None:
        chosen = scenes or list(wallscenes.SCENES)
        name = chosen[int(time.time() // every) % len(chosen)]
        with st.container(key="wall"):
            st.html(_picture(name, chosen, refresh, note))

    st.fragment(tick, run_every=refresh)()


def _seconds(value: str | None, default: float, least: float, most: float) -> float:
    try:
        return min(most, max(least, float(value or default)))
    except ValueError:
        return default


def _slip(params: list[str], scenes: list[str]) -> str:
    """Return in words the first thing of the URL that the wall does not know, "" where it knows all."""
    for kind, given, known in (("", params, PARAMS), ("scene=", scenes, tuple(wallscenes.SCENES))):
        for name in given:
            if name not in known:
                return f"{kind}{plain(name, most=30)} is not known; there are {', '.join(known)}"
    return ""


def _picture(name: str, chosen: list[str], refresh: float, note: str) -> str:
    """Return the whole screen; where the store cannot be read, the last picture with the time since when."""
    last = _last_pictures(data.location())
    try:
        title, body = wallscenes.SCENES[name]()
        last[name] = (title, body)
        trouble = ""
    except MonitorError as error:
        title, body = last.get(name, ("The store cannot be read", ""))
        trouble = safe(str(error), most=120)
    here = dt.datetime.now(zone())
    dots = "".join(f'<i class="{"on" if scene == name else ""}"></i>' for scene in chosen)
    return (
        f'<section class="wall"><header><h1>{safe(title)}</h1><div class="clock">{here:%H:%M}</div></header>'
        f'<main data-scene="{name}" data-tick="{time.time():.3f}">{body}</main>'
        f'<footer><span class="dots">{dots}</span><span class="one grey">{safe(note)}</span>{_data_age(trouble)}'
        f'<span class="lost" style="animation-delay:{max(20.0, 4 * refresh):.0f}s">'
        f"no contact with the server, stale since {here:%H:%M}</span></footer></section>"
    )


@st.cache_resource(show_spinner=False, max_entries=2)
def _last_pictures(location: str) -> dict[str, tuple[str, str]]:
    return {}


def _data_age(trouble: str) -> str:
    """Return the age of the data in words: when a feed last answered, not when this page was drawn."""
    feeds = data.table("feeds")
    good = feeds.loc[feeds["kind"].astype(str) != "baseline", "last_ok_at"].dropna()
    if good.empty:
        return '<span class="age stale">no live feed has answered yet</span>'
    newest = pd.Timestamp(good.max())
    seconds = (pd.Timestamp(data.now()) - newest).total_seconds()
    local = newest.tz_convert(zone())
    if trouble or seconds > LATE * load_settings().every:
        since = f"{local:%H:%M}" if seconds < 86_400 else f"{local.day} {local:%b %Y, %H:%M}"
        return f'<span class="age stale">stale since {since} {trouble}</span>'
    words = age(seconds)
    return f'<span class="age">data {words}{"" if words == "just now" else " old"}</span>'
