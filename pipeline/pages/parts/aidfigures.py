"""Figures of the aid ledger: sums over time, events as dots on a time axis, donors beside Kiel."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from pipeline.pages.parts.charts import blank
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import KIND_COLOURS, OTHER_COLOUR, STATUS_SYMBOLS, Palette, day, money

LARGEST_DOT = 46.0  # pixels across, for the largest sum


def dots(events: pd.DataFrame, donors: Sequence[str], look: Palette) -> go.Figure:
    """Return events as dots: across by day, down by donor, size by EUR, colour by kind, shape by status.

    Needs columns announced_on, donor, amount_eur, kind, status, event_id, and `words` for the hover; customdata is
    [event_id]. Events without a sum are small.
    """
    figure = blank(look, height=90 + 34 * len(donors))
    place = {donor: row for row, donor in enumerate(donors)}
    shown = events[events["donor"].isin(donors)].sort_values("amount_eur", ascending=False, na_position="last")
    top = float(shown["amount_eur"].max()) if shown["amount_eur"].notna().any() else 1.0
    size = (shown["amount_eur"].fillna(0) / top) ** 0.5 * LARGEST_DOT
    figure.add_scatter(
        x=shown["announced_on"],
        y=shown["donor"].astype(str).map(place).tolist(),
        mode="markers",
        marker={
            "size": size.clip(lower=7).to_list(),
            "symbol": [STATUS_SYMBOLS.get(status, "circle") for status in shown["status"].astype(str)],
            "color": [KIND_COLOURS.get(kind, OTHER_COLOUR) for kind in shown["kind"].astype(str)],
            "line": {
                "width": 1.4,
                "color": [KIND_COLOURS.get(kind, OTHER_COLOUR) for kind in shown["kind"].astype(str)],
            },
            "opacity": 0.8,
        },
        customdata=[[event] for event in shown["event_id"]],
        hovertext=shown["words"].to_list(),
        hoverinfo="text",
        cliponaxis=False,
    )
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(place.values()),
        ticktext=[safe(name_of(donor)) for donor in donors],
        range=[len(donors) - 0.4, -0.9],
        tickfont={"color": look.ink, "size": 13},
    )
    figure.update_xaxes(tickformat="%-d %b\n%Y", nticks=10, showgrid=True)
    return figure


def pairs(
    table: pd.DataFrame,
    names: Mapping[str, str],
    colours: Mapping[str, str],
    look: Palette,
    label: Callable[[str], str],
) -> go.Figure:
    """Return grouped horizontal bars, one group a row of `table` (EUR), one bar a column; customdata [row, column]."""
    figure = blank(look, height=80 + 44 * len(table))
    for column in table.columns:
        figure.add_bar(
            x=table[column].to_list(),
            y=[safe(label(str(row))) for row in table.index],
            orientation="h",
            name=names[column],
            marker={"color": colours[column]},
            text=[money(value) for value in table[column]],
            textposition="outside",
            textfont={"color": look.ink, "size": 12},
            cliponaxis=False,
            customdata=[[str(row), column] for row in table.index],
            hovertext=[
                f"<b>{safe(label(str(row)))}</b><br>{names[column]}: {money(value)}"
                for row, value in zip(table.index, table[column], strict=True)
            ],
            hoverinfo="text",
        )
    top = float(table.max().max()) if table.size else 1.0
    figure.update_layout(barmode="group", bargap=0.3)
    figure.update_xaxes(range=[0, top * 1.22], showticklabels=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": look.ink, "size": 13})
    return figure


def event_words(donor: str, amount: float, currency: str, kind: str, status: str, on: pd.Timestamp, rest: str) -> str:
    """Return the hover of one event: who, how much, what, in which state, when, and a line of its sentence."""
    return (
        f"<b>{safe(name_of(donor))}</b>: {money(amount, currency) if amount == amount else 'no sum given'}<br>"
        f"{safe(kind)}, {safe(status)}, {day(on)}<br>{safe(rest, most=110)}"
    )


def money_axis(figure: go.Figure) -> None:
    """Label the y axis of a chart of sums: EUR 1.5 bn rather than 1.5G."""
    top = float(figure.layout.yaxis.range[1])
    step = next(size * 10.0**power for power in range(3, 14) for size in (1, 2, 5) if size * 10.0**power * 5 >= top)
    ticks = [step * place for place in range(6) if step * place <= top]
    figure.update_yaxes(tickmode="array", tickvals=ticks, ticktext=[money(tick) if tick else "0" for tick in ticks])
