"""The dashboard: page config, navigation, the pages. `streamlit run dashboard.py` or `ukraine-monitor run`."""

import streamlit as st

from pipeline.errors import MonitorError
from pipeline.pages import NAVIGATION
from pipeline.pages.parts import share, url
from pipeline.pages.parts.early import prepare_charts
from pipeline.pages.parts.style import CSS
from pipeline.pages.parts.text import plain


def main() -> None:
    """Draw the page that the address asks for."""
    st.set_page_config(page_title="Ukraine Monitor", page_icon="🗞️", layout="wide", initial_sidebar_state="auto")
    page = st.navigation(
        {
            group: [
                st.Page(run, title=title, url_path=path, default=path == "overview", icon=icon)
                for path, title, icon, run in pages
            ]
            for group, pages in NAVIGATION.items()
        }
    )
    st.set_page_config(page_title=f"{page.title} · Ukraine Monitor")
    st.html(CSS)
    wall = page.url_path == "wall"
    if not wall:
        prepare_charts()
    link = st.empty() if wall else st.container(key="share")
    url.arrive(page.url_path)
    try:
        page.run()
    except MonitorError as error:
        st.error(plain(str(error)), icon=":material/error:")
    if not wall:  # what the wall shows is in its URL alone
        for note in url.unusable():
            st.toast(note, icon=":material/link_off:", duration="long")
        url.leave()
        with link:
            share.draw()


if __name__ == "__main__":  # as Streamlit runs it; a process that multiprocessing starts imports it, too
    main()
