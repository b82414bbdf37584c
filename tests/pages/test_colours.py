"""The colours of the pages as people with a colour deficiency see them.

Simulation: Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE TVCG 15(6), matrices of severity 1.0, applied to linear RGB. Difference: CIE 1976, D65.
"""

import itertools

import numpy as np
import pandas as pd
import pytest

from pipeline.pages.parts import charts, patterns, theme

DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
NAMED = 8.0  # a difference that is enough where the name stands beside the colour
SEEN = 10.0  # a difference that nobody misses between two areas side by side


def lab(colour: str, deficiency: str) -> np.ndarray:
    """Return CIE L*a*b* of a "#RRGGBB" colour as it is seen."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = (TO_XYZ @ np.clip(DEFICIENCIES[deficiency] @ linear, 0, 1)) / WHITE
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def closest(colours: dict[str, str], deficiency: str) -> tuple[float, tuple[str, str]]:
    """Return the smallest difference between two of the colours, and which two."""
    pairs = itertools.combinations(colours, 2)
    return min(
        (float(np.linalg.norm(lab(colours[a], deficiency) - lab(colours[b], deficiency))), (a, b)) for a, b in pairs
    )


def test_the_simulation_keeps_grey_grey():
    for deficiency in DEFICIENCIES:
        assert np.abs(lab("#808080", deficiency)[1:]).max() < 0.5


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("colours", [theme.SIDE_COLOURS, theme.TONE_COLOURS], ids=["sides", "tones"])
def test_no_two_colours_look_alike(colours: dict[str, str], deficiency: str):
    difference, pair = closest(colours, deficiency)
    assert difference >= SEEN, f"{pair} differ by {difference:.1f} under {deficiency}"


def luminance(colour: str) -> float:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2.2 (1 to 21)."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("paper", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", [*theme.SIDE_COLOURS, "negative", "positive"])
def test_sides_and_tones_stand_out_on_both_papers(name: str, paper: theme.Palette):
    """WCAG 1.4.11 asks 3:1 of what a figure is read from; the pale middle of the tones is read from its edges."""
    colour = {**theme.TONE_COLOURS, **theme.SIDE_COLOURS}[name]
    assert contrast(colour, paper.paper) >= 2.95


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("paper", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_sides_differ_from_the_paper_however_they_are_seen(paper: theme.Palette, deficiency: str):
    for colours in (theme.SIDE_COLOURS, theme.TONE_COLOURS, theme.ACTION_COLOURS):
        difference, pair = closest({**colours, "paper": paper.paper}, deficiency)
        assert difference >= SEEN, f"{pair} differ by {difference:.1f} under {deficiency}"


def test_the_actors_of_a_side_that_are_drawn_together_differ():
    """Five actors of one side (the most that are compared) are told apart by lightness, in every deficiency."""
    for side in theme.SIDE_COLOURS:
        tints = {str(number): theme.actor_colour(side, number) for number in range(5)}
        for deficiency in DEFICIENCIES:
            difference, pair = closest(tints, deficiency)
            assert difference >= NAMED, f"{side} {pair} differ by {difference:.1f} under {deficiency}"


def test_actors_of_one_chart_that_share_a_colour_differ_by_pattern_and_dash():
    """The sixth of a side has the colour of the first; in one chart the two are told apart without colour."""
    colours = {f"person-{number}": theme.actor_colour("russia", number) for number in range(7)}
    assert len(set(colours.values())) < len(colours)
    table = pd.DataFrame({name: [1, 2] for name in colours}, index=pd.date_range("2031-05-01", periods=2))
    bars = charts.bars(table, colours, str, "day", theme.LIGHT).data
    drawn = {(bar.marker.color, bar.marker.pattern.shape or "") for bar in bars}
    lines = charts.lines(table, colours, str, "day", theme.DARK).data
    ruled = {(line.line.color, line.line.dash, line.marker.symbol) for line in lines}
    assert len(drawn) == len(ruled) == len(colours)
    keys = charts.key_line(list(colours), colours, str)
    assert keys.count("um-pattern-0") == len(set(colours.values()))


def test_a_pattern_does_not_depend_on_the_order_of_the_series():
    colours = dict.fromkeys(("a", "b", "c"), "#0072B2")
    assert patterns.places(["c", "a", "b"], colours, "") == patterns.places(["a", "b", "c"], colours, "")
    assert patterns.places(["b", "d"], colours, "") == {"b": 0, "d": 0}


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_a_colour_that_hardly_differs_from_the_paper_is_outlined(look: theme.Palette):
    tints = {str(step): theme.tint("#0072B2", step) for step in range(len(theme.TINTS))}
    table = pd.DataFrame(1, index=pd.date_range("2031-05-01", periods=2), columns=list(tints))
    for figure in (charts.bars(table, tints, str, "day", look), charts.lines(table, tints, str, "day", look)):
        for trace in figure.data:
            seen = contrast(tints[trace.name], look.paper)
            assert trace.marker.line.color == (look.paper if seen >= theme.LEAST_CONTRAST else look.grey)
    assert contrast(look.grey, look.paper) > 3
