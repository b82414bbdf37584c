"""The chart library made ready in the browser while the server still reads: it needs a second there to start."""

import plotly.graph_objects as go
import streamlit as st

_ASKED = "early-asked"


def prepare_charts() -> None:
    """Draw an empty chart that nobody sees in the first run of a session, and nothing in its place afterwards."""
    with st.container(key="early"):
        if _ASKED not in st.session_state:
            st.session_state[_ASKED] = True
            st.plotly_chart(go.Figure(), height=16, key="chart-early")
