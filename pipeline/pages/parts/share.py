"""The link to what is shown, to be copied; drawn last, when the URL is known, and shown at the top."""

from urllib.parse import urlencode

import streamlit as st

from pipeline.pages.parts import data, url

TEXT = (
    "The same filters, the same chosen bars, the same page of the list. A period such as “7 d” moves on with the days; "
    "“custom” holds it. Data version: {version}."
)


def draw() -> None:
    """Draw the button and, behind it, the link."""
    with st.popover("Link", icon=":material/link:", type="tertiary", help="a link to what you see now"):
        st.code(address(), language=None, wrap_lines=True)
        st.caption(TEXT.format(version=data.data_version() or "no store yet"))


def address() -> str:
    """Return the address of the page as it is now, with what is chosen on it."""
    page = str(st.context.url or "").split("?")[0].split("#")[0]
    query = urlencode(url.current(), doseq=True)
    return f"{page}?{query}" if query else page
