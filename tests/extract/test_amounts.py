"""Sums of money: their forms, their traps, and laws that hold for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.aid.amounts import currency_of, find_amounts


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("£30m", 3e7, "GBP"),
        ("US$1.5bn", 1.5e9, "USD"),
        ("SEK 16bn", 1.6e10, "SEK"),
        ("16bn SEK", 1.6e10, "SEK"),
        ("2 billion kroner", 2e9, "kr"),
        ("half a billion euros", 5e8, "EUR"),
        ("a million dollars", 1e6, "$"),
        ("one and a half billion euros", 1.5e9, "EUR"),
        ("1.2 mld euros", 1.2e9, "EUR"),
        ("1,5 Mrd. Euro", 1.5e9, "EUR"),
        ("mil millones de euros", 1e9, "EUR"),
        ("$40-billion", 4e10, "$"),
        ("a 30-million-pound deal", 3e7, "GBP"),
        ("€1,200 million", 1.2e9, "EUR"),
        ("44,000 dollars", 44000, "$"),
        ("C$26m", 2.6e7, "CAD"),
        ("10 billion won", 1e10, "KRW"),
        ("3 billion hryvnias", 3e9, "UAH"),
    ],
)
def test_a_sum_is_read_in_its_many_forms(text: str, value: float, currency: str) -> None:
    (amount,) = find_amounts(f"It is {text} in all")
    assert (amount.value, amount.currency) == (pytest.approx(value), currency)


@pytest.mark.parametrize(
    "text",
    [
        "a 155mm shell of 2022",
        "the 500-pound bomb",
        "an M1A1 of the 82nd brigade",
        "in 2023 and 2024",
        "9 people and 12 tanks",
        "chapter 7, page 300",
        "the 5th of May",
        "it won 3 seats",
    ],
)
def test_calibres_years_models_and_counts_are_no_sums(text: str) -> None:
    assert find_amounts(text) == ()


def test_a_range_is_one_sum_with_two_ends() -> None:
    (amount,) = find_amounts("worth between 26 and 30 million dollars")
    assert (amount.value, amount.value_max, amount.qualifier) == (2.6e7, 3e7, "range")


@pytest.mark.parametrize(
    ("lead", "qualifier"),
    [
        ("up to", "up-to"),
        ("at least", "at-least"),
        ("nearly", "nearly"),
        ("more than", "more-than"),
        ("about", "about"),
    ],
)
def test_a_word_before_a_sum_qualifies_it(lead: str, qualifier: str) -> None:
    (amount,) = find_amounts(f"It gives {lead} €30 million")
    assert amount.qualifier == qualifier


def test_a_sum_in_brackets_is_a_conversion_of_the_one_before() -> None:
    (amount,) = find_amounts("It gives 2 billion kroner (about €170 million).")
    assert amount.conversions == ((1.7e8, "EUR"),)


def test_a_rate_keeps_its_period_and_its_term() -> None:
    (amount,) = find_amounts("It pays 1.5 billion dollars a month for five months.")
    assert (amount.period, amount.periods, amount.qualifier) == ("month", 5, "per-month")


def test_the_word_behind_a_bare_number_is_kept() -> None:
    (amount,) = find_amounts("It sends 2 million rounds.")
    assert (amount.currency, amount.counted) == ("", "rounds")


@pytest.mark.parametrize(
    ("text", "donor", "currency"),
    [
        ("$245 million", "AUS", "AUD"),
        ("$245 million", "CAN", "CAD"),
        ("$245 million", "DEU", "USD"),
        ("5 billion kroner", "DNK", "DKK"),
        ("5 billion kroner", "NOR", "NOK"),
        ("5 billion kronor", "SWE", "SEK"),
        ("5 billion crowns", "CZE", "CZK"),
        ("€5 billion", "USA", "EUR"),
    ],
)
def test_the_donor_tells_whose_dollar_or_crown_it_is(text: str, donor: str, currency: str) -> None:
    (amount,) = find_amounts(text)
    assert currency_of(amount, donor) == currency


@given(st.text(alphabet="0123456789.,-–$€£ mbnillio ()kroaeus\n", max_size=120))
def test_spans_slice_in_order_and_nothing_crashes(text: str) -> None:
    end = 0
    for amount in find_amounts(text):
        start, stop = amount.span
        assert end <= start < stop <= len(text)
        assert amount.value >= 0
        end = stop
