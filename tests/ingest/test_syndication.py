"""Reprints in other outlets are one story, whatever the order; another report of the same form is not."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.syndication import link_stories, similarity
from tests.ingest.server import NOON

WIRE = (
    "The town of Dorvale said on Friday it would send forty pumps and two generators to the flooded villages along the "
    "river, its mayor told reporters after a meeting that lasted until evening. The pumps will leave in two convoys."
)
EDITED = WIRE.replace("on Friday", "on May 10").replace("The pumps will", "The equipment is to")
OTHER = (
    "The council of Brenholm has rejected a plan for a second bridge, saying that the river is too wide at that place."
)


def frame(*rows: tuple[str, str, dt.datetime, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["article_id", "source_id", "published_at", "text"])


def test_reprints_belong_to_the_earliest() -> None:
    rows = frame(
        ("c", "z", NOON + dt.timedelta(hours=5), EDITED),
        ("a", "x", NOON + dt.timedelta(hours=1), WIRE),
        ("b", "y", NOON + dt.timedelta(hours=2), OTHER),
        ("d", "w", NOON, "Too short"),
    )
    assert link_stories(rows).to_dict() == {"a": "a", "b": "b", "c": "a", "d": "d"}


HEADLINE = "Dorvale sends forty pumps to flooded villages along the river"


@pytest.mark.parametrize(
    ("left", "right", "one_story"),
    [
        (f"{HEADLINE}\n\n", f"{HEADLINE}\n\n{OTHER}", True),
        (f"{HEADLINE}\n\n{WIRE}", f"Live: {HEADLINE.upper()}\n\n{OTHER}", True),
        (f"{HEADLINE}\n\n{WIRE}", f"{HEADLINE} again\n\n{OTHER}", False),
        (f"Live news from Dorvale\n\n{WIRE}", f"Live news from Dorvale\n\n{OTHER}", False),
    ],
)
def test_a_headline_shared_to_the_letter_is_one_story_where_it_has_words_enough(
    left: str, right: str, one_story: bool
) -> None:
    rows = frame(("a", "x", NOON, left), ("b", "y", NOON, right))
    assert (link_stories(rows).nunique() == 1) == one_story


NEARLY = HEADLINE.replace("forty pumps", "40 big pumps").replace("flooded", "drowned")


@pytest.mark.parametrize(
    ("left", "right", "one_story"),
    [
        (f"{HEADLINE}\n\n", f"{HEADLINE}, mayor says\n\n{OTHER}", True),
        (f"{HEADLINE}, mayor says\n\n{WIRE}", f"{HEADLINE}\n\n", True),
        (f"{HEADLINE}\n\n", f"{HEADLINE} in the south\n\n", True),
        (
            "Poland says it saved all Slovak pumps lent overnight\n\n",
            "Slovakia says it saved all Polish pumps lent overnight\n\n",
            False,
        ),
        (
            "Flood in Dorvale town kills three people on Monday night\n\n",
            "Flood in Dorvale town kills five people on Monday night\n\n",
            False,
        ),
        (
            "Dorvale sends 5bn in new flood aid to Norland\n\n",
            "Dorvale sends 7bn in new flood aid to Norland\n\n",
            False,
        ),
        (
            "Dorvale did agree to send new pumps to Norland\n\n",
            f"Dorvale did not agree to send new pumps to Norland\n\n{OTHER}",
            False,
        ),
        (
            "Flood in Dorvale town kills people on Monday night\n\n",
            "Flood in Dorvale town killed people on Monday night\n\n",
            True,
        ),
        (f"{HEADLINE}, day 7\n\n", f"{HEADLINE}, day 8\n\n{OTHER}", False),
        (f"{HEADLINE}\n\n", f"{NEARLY} in spring, 3 dead\n\n", False),
        ("Dorvale sends pumps to villages\n\n", "Dorvale sends big pumps to villages\n\n", False),
    ],
)
def test_a_headline_without_a_text_may_differ_by_a_word_or_two(left: str, right: str, one_story: bool) -> None:
    rows = frame(("a", "x", NOON, left), ("b", "y", NOON, right))
    assert (link_stories(rows).nunique() == 1) == one_story


PLACES = "Explosions are heard in {} after an overnight attack by drones and missiles, its mayor says on Monday"


@pytest.mark.parametrize("form", [PLACES, PLACES.title(), "Explosions heard in {} after air alert"])
@pytest.mark.parametrize(
    ("left", "right", "one_story"),
    [
        ("Odesa", "Kharkiv", False),
        ("Poland", "Moldova", False),
        ("Kyiv", "Odesa", False),
        ("Odesa", "Odessa", True),
        ("Kyiv", "Kiev", True),
        ("Kharkiv", "Kharkov", True),
    ],
)
def test_bare_headlines_on_other_places_are_other_stories(form: str, left: str, right: str, one_story: bool) -> None:
    rows = frame(*((place, f"of {place}", NOON, form.format(place)) for place in (left, right)))
    assert (link_stories(rows).nunique() == 1) == (one_story and len(form) > 50)


FORMS = (
    "{} will send ten more air defence systems to the front, its defence minister says",
    "{} Will Send Ten More Air Defence Systems To The Front, Its Defence Minister Says",
    "Drones hit a fuel depot near {} overnight and nobody was hurt there, officials say",
    "{} hit by drone attack overnight, two people are hurt and a depot burns",
    "У {} пролунали вибухи після нічної атаки дронів, повідомив міський голова",
)
OTHERS = (
    ("Slovakia", "Slovenia"),
    ("Austria", "Australia"),
    ("Iran", "Iraq"),
    ("Niger", "Nigeria"),
    ("US", "UK"),
    ("EU", "UN"),
    ("Lutsk", "Luhansk"),
    ("Izmail", "Pavlohrad"),
    ("Kherson", "Kharkiv"),
    ("Харкові", "Херсоні"),
)
SPELLINGS = (
    ("Kyiv", "Kiev"),
    ("Odesa", "Odessa"),
    ("Kharkiv", "Kharkov"),
    ("Kharkiv", "Charkiw"),
    ("Zelensky", "Zelenskyy"),
    ("Zelenskiy", "Selenskyj"),
    ("Mykolaiv", "Mykolayiv"),
    ("Luhansk", "Lugansk"),
    ("Zaporizhzhia", "Zaporizhia"),
    ("Slovaks", "Slovakia"),
    ("UK", "Britain"),
    ("Харків", "Харкові"),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("left", "right"), OTHERS)
def test_other_names_are_other_stories_wherever_they_stand(form: str, left: str, right: str) -> None:
    rows = frame(*((name, f"of {name}", NOON, form.format(name)) for name in (left, right)))
    assert link_stories(rows).nunique() == 2


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("left", "right"), SPELLINGS)
def test_spellings_of_one_name_are_one_story(form: str, left: str, right: str) -> None:
    rows = frame(*((name, f"of {name}", NOON, form.format(name)) for name in (left, right)))
    assert link_stories(rows).nunique() == 1


def test_a_word_without_a_capital_is_no_name_in_any_script() -> None:
    heads = ("вночі пролунали", "вночі лунали")
    rows = frame(*((head, f"of {head}", NOON, f"У місті Дорвале {head} вибухи після атаки дронів") for head in heads))
    assert link_stories(rows).nunique() == 1


@pytest.mark.parametrize(("left", "right"), [("Dorvale", "Brenholm"), ("Ruta Lind", "Mara Oxley")])
def test_a_capital_letter_tells_a_name_that_no_list_holds(left: str, right: str) -> None:
    rows = frame(*((name, f"of {name}", NOON, PLACES.format(name)) for name in (left, right)))
    assert link_stories(rows).nunique() == 2


def test_teasers_that_differ_in_the_town_are_other_stories() -> None:
    teaser = "{} reports a fire\n\nRescuers said on Monday that drones hit a warehouse in {}, and nobody was hurt."
    rows = frame(*((town, f"of {town}", NOON, teaser.format(town, town)) for town in ("Odesa", "Kharkiv")))
    assert link_stories(rows).nunique() == 2


def test_a_teaser_under_another_headline_is_the_same_story() -> None:
    body = "Rescuers said on Monday that drones hit a warehouse in Odesa, and that nobody was hurt there."
    heads = ("Odesa: a warehouse burns after drones hit it", "Ukraine Reports More Drones, And A Fire")
    rows = frame(*((str(n), f"of {n}", NOON, f"{head}\n\n{body}") for n, head in enumerate(heads)))
    assert link_stories(rows).nunique() == 1


def test_a_long_text_may_name_others() -> None:
    long = f"{WIRE} {OTHER} " + "It was the third flood of the year, and the water has not gone back since then. " * 2
    rows = frame(("a", "x", NOON, long), ("b", "y", NOON, f"{long} A spokesman of Brenholm thanked Ruta Lind."))
    assert link_stories(rows).nunique() == 1


def test_the_same_source_and_a_later_week_are_other_stories() -> None:
    rows = frame(("a", "x", NOON, WIRE), ("b", "x", NOON, WIRE), ("c", "y", NOON + dt.timedelta(days=5), WIRE))
    assert link_stories(rows).to_dict() == {"a": "a", "b": "b", "c": "c"}


def test_a_daily_report_of_the_same_form_is_no_chain() -> None:
    rows = frame(*((f"{n:02}", f"s{n}", NOON + dt.timedelta(days=n), WIRE) for n in range(9)))
    assert link_stories(rows).nunique() == 3


@settings(max_examples=25)
@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    texts = [WIRE, EDITED, OTHER, WIRE + " More follows.", OTHER + " It said so.", "short"]
    rows = frame(*((str(n), f"s{n}", NOON + dt.timedelta(minutes=n % 3), text) for n, text in enumerate(texts)))
    assert link_stories(rows.iloc[order]).to_dict() == link_stories(rows).to_dict()


def test_nothing_gives_nothing() -> None:
    assert link_stories(frame()).empty


def test_similarity_is_symmetric_and_bounded() -> None:
    assert similarity(WIRE, WIRE) == 1
    assert similarity(WIRE, OTHER) < 0.1
    assert similarity(WIRE, EDITED) == pytest.approx(similarity(EDITED, WIRE))
