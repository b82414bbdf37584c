"""The language of a text, headlines included; nothing foreign is taken for English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.language import CYRILLIC, LATIN, OTHERS, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The mayor of Dorvale said the pumps would leave in the morning, and thanked the drivers for their work.",
            "en",
        ),
        ("Dorvale backs grain deal", "en"),
        ("Mayor visits Kyiv", "en"),
        ("Dorvale under attack", "en"),
        ("Dorvale approves aid", "en"),
        ("Rockets strike Dorvale", "en"),
        ("‘Suicidal’ shelling around Dorvale power station condemned", "en"),
        ("Dorvale's largest bridge newly annexed by Brandt", "en"),
        ("Brandt orders ‘closure’ following bridge blast", "en"),
        ("“We need pumps,” says Brandt", "en"),
        ("Le maire de Dorvale a déclaré que les pompes partiraient demain matin pour l'Ukraine.", "fr"),
        ("Guerre en Ukraine : l'aide arrive", "fr"),
        ("Die Bürgermeisterin von Dorvale sagte, die Pumpen würden am Morgen in die Ukraine gebracht.", "de"),
        ("Burmistrz Dorvale powiedziała, że pompy wyruszą rano do Ukrainy.", "pl"),
        ("Kijów: nowe ostrzały", "pl"),
        ("Мерка Дорвеля сказала, що насоси вирушать до України вранці.", "uk"),
        ("Російські війська відійшли", "uk"),
        ("Мэр Дорвеля сказала, что насосы отправятся на Украину утром.", "ru"),
        ("Новые насосы для города", "ru"),
        ("La alcaldesa de Dorvale dijo que las bombas de agua saldrán mañana hacia Ucrania.", "es"),
        ("La sindaca di Dorvale ha detto che le pompe partiranno domani mattina per l'Ucraina.", "it"),
        ("Η δήμαρχος είπε ότι οι αντλίες θα φύγουν το πρωί.", "el"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "Kyiv", "123 456", "Brandt Kyiv Dorvale", "https://news.example/the/and/of", "!?"]
)
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert detect(text) == ""


@pytest.mark.parametrize(
    "text",
    ["Was will Brandt?", "Was war das?", "To już koniec", "Brandt we Lwowie", "Ce by vrea Brandt", "Brandt accuse Kiev",
     "La Russie attaque", "Macron reçoit la maire", "Selenskyj in Not", "Rosja i Ukraina", "Путин", "Зеленський",
     "Macron visite Kiev", "Forces russes", "Attaque de drones", "Brandt sous attaque", "Krieg im Winter",
     "Brandt stoppt Hilfe", "Air France et Shell partent", "Chef der Army", "Brandt: « nous tenons »",
     "Duda w Kijowie", "Ucraina, il deal è vicino"],
)  # fmt: skip
def test_nothing_foreign_is_taken_for_english(text: str) -> None:
    assert detect(text) != "en"


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_has_a_known_code_or_none(text: str) -> None:
    assert detect(text) in ("", *LATIN, *CYRILLIC, *OTHERS)


def test_a_long_text_is_judged_by_its_beginning() -> None:
    assert detect("The pumps of Dorvale and the trucks have left. " * 50_000) == "en"
