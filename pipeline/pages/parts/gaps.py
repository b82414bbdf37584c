"""The stretches of a chart in which most feeds were down: hatched, so that a fall is not taken for silence."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from pipeline.pages.parts.theme import Palette


def hatch(figure: go.Figure, gaps: Sequence[tuple[pd.Timestamp, pd.Timestamp]], top: float, look: Palette) -> None:
    """Hatch stretches of time in which feeds were down, behind everything else, with a label."""
    high = top * 1.12 or 1
    figure.add_traces(
        [
            {
                "type": "scatter",
                "x": [start, start, end, end, start],
                "y": [0, high, high, 0, 0],
                "fill": "toself",
                "mode": "lines",
                "line": {"width": 0},
                "fillpattern": {
                    "shape": "/",
                    "fgcolor": look.grey,
                    "bgcolor": look.hatch,
                    "size": 7,
                    "solidity": 0.12,
                },
                "hoveron": "fills",
                "text": "most feeds were down: a low count here is no silence",
                "hoverinfo": "text",
                "name": "feeds down",
            }
            for start, end in gaps
        ]
    )
    if gaps:
        start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
        figure.add_annotation(
            x=start + (end - start) / 2,
            y=high,
            text="feeds down",
            yanchor="bottom",
            showarrow=False,
            font={"size": 11, "color": look.grey},
        )
