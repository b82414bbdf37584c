"""Frames in, frames out: no Streamlit, no I/O."""
