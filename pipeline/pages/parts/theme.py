"""Colours, names and number formats of the pages: fixed per actor, side, tone, kind and status, never by order."""

import colorsys
import datetime as dt
from dataclasses import dataclass

import pandas as pd

SIDE_COLOURS = {
    "ukraine": "#0072B2",
    "russia": "#D55E00",
    "partner": "#009E73",
    "neutral": "#6E6E6E",
    "other": "#CC79A7",
}
SIDE_NAMES = {
    "ukraine": "Ukraine",
    "russia": "Russia",
    "partner": "Partners",
    "neutral": "Neutral states",
    "other": "Others",
    "unlisted": "Unlisted speakers",
}
TONE_COLOURS = {"negative": "#9A4FAB", "neutral": "#BDBDBD", "positive": "#2A8C4A"}
KIND_COLOURS = {
    "military": "#0072B2",
    "financial": "#E69F00",
    "humanitarian": "#009E73",
    "energy": "#F0E442",
    "reconstruction": "#56B4E9",
    "training": "#CC79A7",
    "intelligence": "#7F7F7F",
    "mixed": "#8C7B5E",
    "unspecified": "#B8B8B0",
}
STATUS_SYMBOLS = {
    "proposed": "circle-open-dot",
    "pledged": "circle-open",
    "approved": "diamond-open",
    "allocated": "diamond",
    "delivered": "circle",
    "paused": "square-x-open",
    "resumed": "triangle-up",
    "cancelled": "x",
    "refused": "x-thin-open",
}
OTHER = "other"
OTHER_COLOUR = "#A9A9A2"
ACTION_COLOURS = {
    "verbal-cooperation": "#56B4E9",
    "material-cooperation": "#0072B2",
    "verbal-conflict": "#E69F00",
    "material-conflict": "#D55E00",
}
HEALTH_WORDS = {
    "ok": "answers",
    "not-modified": "answers, nothing new",
    "empty": "answers without items",
    "not-a-feed": "answers with something that is no feed",
    "error": "does not answer",
    "gone": "is gone",
    "slow": "takes too long",
    "too-large": "sends too much",
    "blocked": "refuses us",
    "rate-limited": "asks us to come back later",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """What differs between light and dark."""

    name: str
    paper: str
    ink: str
    grey: str
    rule: str
    accent: str
    hatch: str


LIGHT = Palette("light", "#FCFCFA", "#1B1E21", "#6A6E72", "#E4E4DC", "#1F4E79", "rgba(90,90,80,0.10)")
DARK = Palette("dark", "#14171A", "#E8E6E1", "#9BA1A6", "#2B3136", "#8FC1EA", "rgba(220,220,210,0.10)")


def palette(name: str | None) -> Palette:
    """Return the palette of a theme type as Streamlit names it ("light", "dark" or None)."""
    return DARK if name == "dark" else LIGHT


TINTS = (0.0, 0.3, -0.3, 0.65, -0.55)
"""Parts of the way to white (above 0) or to black: told apart by lightness where a deficiency takes the hue."""


def tint(colour: str, step: int) -> str:
    """Return `colour` made lighter or darker by one of TINTS; step 0 is the colour itself."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    way = TINTS[step % len(TINTS)]
    light += (1 - light) * way if way > 0 else light * way
    return "#" + "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


LEAST_CONTRAST = 2.0  # of an area with the paper around it; under it the area gets an outline


def faint(colour: str, paper: str) -> bool:
    """Return whether an area of `colour` ("#RRGGBB") hardly stands out from `paper`, by the contrast of WCAG 2.2."""
    low, high = sorted((_luminance(colour), _luminance(paper)))
    return (high + 0.05) / (low + 0.05) < LEAST_CONTRAST


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def actor_colour(side: str | None, number: int) -> str:
    """Return the colour of the `number`-th actor of a side in the registry: a tint of the colour of the side."""
    return tint(SIDE_COLOURS.get(side or "", OTHER_COLOUR), number)


def day(value: dt.date | pd.Timestamp | str | None) -> str:
    """Return a date as "6 Mar 2025", "" for none."""
    return "" if not isinstance(value, dt.date) or pd.isna(value) else f"{value.day} {value:%b %Y}"


def moment(value: pd.Timestamp | None) -> str:
    """Return a time as "6 Mar 2025, 14:05", "" for none."""
    return "" if value is None or pd.isna(value) else f"{day(value)}, {value:%H:%M}"


def many(n: int, one: str, more: str = "") -> str:
    """Return a count with its noun: "1 statement", "2,000 statements", "3 countries" (`more` for odd plurals)."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def money(value: float | None, currency: str = "EUR") -> str:
    """Return a sum as "EUR 1.2 bn"; "–" where there is none."""
    if value is None or pd.isna(value):
        return "–"
    for limit, unit in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= limit:
            scaled = value / limit
            return f"{currency} {scaled:,.0f} {unit}" if scaled >= 100 else f"{currency} {scaled:,.3g} {unit}"
    return f"{currency} {value:,.0f}"


def age(seconds: float) -> str:
    """Return a stretch of time in words: "4 min", "3 h", "12 days"."""
    if seconds < 90:
        return "1 min" if seconds >= 30 else "just now"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    if seconds < 2 * 86_400:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / 86_400)} days"


def ago(seconds: float) -> str:
    """Return how long ago something was: "4 min ago", "just now"."""
    words = age(seconds)
    return words if words == "just now" else f"{words} ago"
