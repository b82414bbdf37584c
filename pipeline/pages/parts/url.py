"""The state of a page in its URL: read on arrival, written when a widget changes, one step of history a change.

Streamlit can bind widgets to the URL itself, but puts their labels there, which no CSV route understands, and lets Back
leave the page instead of undoing a filter. Here the URL holds ids, and Back undoes.

A run begins with `arrive` and ends with `leave`. In between each widget is drawn through `settle`, which says what the
widget must hold now. The URL wins when it has changed and no widget has (a link, Back); else the widgets win.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pipeline.analysis.selection import PARAMS
from pipeline.pages.parts.text import plain

Params = dict[str, list[str]]
_SEEN, _PAGE, _FRESH, _WRITTEN, _HELD = "url-seen", "url-page", "url-fresh", "url-written", "url-held"
_MOVED, _PAGERS, _STRANGE = "url-moved", "url-pagers", "url-strange"
DIGITS = 7  # of the number of a page


def arrive(page: str) -> None:
    """Find out whether the URL says something new on `page`; call it before anything is drawn."""
    state = st.session_state
    now = current()
    moved = state.get(_PAGE) != page
    held = state.get(_HELD, {})
    touched = any(state.get(key) != value for key, value in held.items() if key in state)
    first = _SEEN not in state
    state[_FRESH] = first or (now != state[_SEEN] and not touched and bool(now or not moved))
    state[_MOVED] = moved and not first
    state[_PAGE] = page
    state[_WRITTEN] = {}
    state[_HELD] = {}
    state[_STRANGE] = []


def fresh() -> bool:
    """Return whether widgets must take their values from the URL in this run."""
    return bool(st.session_state.get(_FRESH, True))


def moved() -> bool:
    """Return whether this run is the first on another page, whose widgets know nothing of what was chosen before."""
    return bool(st.session_state.get(_MOVED, False))


def current() -> Params:
    """Return the parameters of the URL."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def settle(key: str, value: Any) -> None:
    """Let the widget `key` hold `value`; call it before the widget is drawn."""
    st.session_state[key] = value


def hold(key: str) -> None:
    """Remember what the widget `key` holds, so that the next run can tell whether it was touched."""
    value = st.session_state.get(key)
    st.session_state.setdefault(_HELD, {})[key] = list(value) if isinstance(value, list) else value


def write(params: Params) -> None:
    """Add parameters to what `leave` will put into the URL."""
    st.session_state.setdefault(_WRITTEN, {}).update(params)


def leave() -> None:
    """Put what was written into the URL, in one step of history; parameters of strangers stay."""
    written: Params = st.session_state.get(_WRITTEN, {})
    now = current()
    own = {*PARAMS, *st.session_state.get("url-controls", ())}
    wanted = {name: values for name, values in now.items() if name not in own} | written
    if wanted != now:
        st.query_params.from_dict(wanted)
    st.session_state[_SEEN] = wanted


def choice(
    label: str,
    options: Sequence[str],
    *,
    name: str,
    names: Callable[[str], str] = str,
    help: str | None = None,
) -> str:
    """Draw one choice of a page, kept in the URL under `name`; the first option is the default and stays out of it."""
    _register(name)
    key = f"u-{name}"
    if fresh() or st.session_state.get(key) not in options:
        asked = st.query_params.get(name, options[0]) if fresh() else options[0]
        if asked not in options:
            st.session_state.setdefault(_STRANGE, []).append(
                f"{name}={plain(asked, markdown=True, most=40)} is not known; it can be {', '.join(options)}."
            )
        settle(key, asked if asked in options else options[0])
    st.segmented_control(label, options, required=True, format_func=names, key=key, help=help, persist_state="session")
    hold(key)
    value = str(st.session_state[key] or options[0])
    if value != options[0]:
        write({name: [value]})
    return value


def unusable() -> list[str]:
    """Return one sentence (Markdown) for each control of this run whose value in the URL could not be used."""
    return list(st.session_state.get(_STRANGE, []))


def many(name: str) -> list[str]:
    """Return the values of a parameter of a page that holds several."""
    _register(name)
    return st.query_params.get_all(name)


def keep(name: str, values: list[str]) -> None:
    """Let the URL hold the `values` of the widget whose key is `name`."""
    hold(name)
    if values:
        write({name: values})


def switch(label: str, *, name: str, help: str | None = None) -> bool:
    """Draw a switch that is on unless the URL says `name=off`."""
    _register(name)
    key = f"u-{name}"
    if fresh() or key not in st.session_state:
        settle(key, st.query_params.get(name) != "off" if fresh() else True)
    st.toggle(label, key=key, help=help, persist_state="session")
    hold(key)
    if not st.session_state[key]:
        write({name: ["off"]})
    return bool(st.session_state[key])


def page_number(pages: int, *, name: str) -> int:
    """Draw the choice of a page of a list, kept in the URL under `name`; return it, 1 to `pages`.

    What was chosen before it in this run (filters, controls, marks) says what the list holds: where that is another
    than before, the list begins at its first page.
    """
    _register(name)
    key, state = f"u-{name}", st.session_state
    holds = repr(sorted(pair for pair in state.get(_WRITTEN, {}).items() if pair[0] not in state.get(_PAGERS, ())))
    state[_PAGERS] = {*state.get(_PAGERS, ()), name}
    if fresh():
        asked = st.query_params.get(name, "1")
        settle(key, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < DIGITS else 1)
    elif state.get(f"{key}-of") != holds:
        settle(key, 1)
    state[f"{key}-of"] = holds
    settle(key, min(max(1, int(state.get(key) or 1)), max(1, pages)))
    page = int(st.pagination(pages, key=key) or 1) if pages > 1 else 1
    hold(key)
    if page > 1:
        write({name: [str(page)]})
    return page


def _register(name: str) -> None:
    """Remember that `name` is a parameter of this program, so that `leave` may take it out of the URL."""
    known = st.session_state.setdefault("url-controls", [])
    if name not in known:
        known.append(name)
