"""What `find_aid` makes of whole texts: context, one record an announcement, reasons, dates, and laws for any text."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SeedError
from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import default_registry
from pipeline.extract.aid import cues as aid_cues
from pipeline.extract.aid import status as aid_status
from pipeline.extract.aid.cues import WordPatterns, cue_list
from pipeline.extract.aid.find import find_aid
from pipeline.extract.document import Document
from pipeline.records import AidMention, NotCounted

WEDNESDAY = dt.date(2024, 5, 15)


def read(text: str, day: dt.date = WEDNESDAY) -> tuple[tuple[AidMention, ...], tuple[NotCounted, ...]]:
    document, registry = Document.of(text, day), default_registry()
    return find_aid(document, find_mentions(document, registry), registry)


def only(text: str, day: dt.date = WEDNESDAY) -> AidMention:
    (record,), _ = read(text, day)
    return record


def test_headline_and_body_are_one_announcement_and_complete_each_other() -> None:
    record = only(
        "Finland announces €30m package for Ukraine\n\n"
        "The Finnish government said on Tuesday it would send 20 armoured vehicles to Ukraine in a 30 million "
        "euro package."
    )
    assert (record.donor_id, record.amount) == ("FIN", 3e7)
    assert [(item.quantity, item.name) for item in record.items] == [(20.0, "armoured vehicles")]


def test_a_donor_named_before_is_carried_on_with_less_confidence() -> None:
    text = "Norway renewed its support for Ukraine.\n\nThe military aid package is worth 2 billion kroner."
    record = only(text)
    assert (record.donor_id, record.currency) == ("NOR", "NOK")
    assert record.confidence < only("Norway sends Ukraine a military aid package of 2 billion kroner.").confidence


def test_our_state_is_ukraine_where_ukraine_speaks() -> None:
    text = (
        "Address by the President of Ukraine\n\nToday I spoke with the government of Denmark. "
        "It decided on new financial support for our state: 40 million euros."
    )
    record = only(text)
    assert (record.donor_id, record.amount, record.kind) == ("DNK", 4e7, "financial")


def test_we_is_the_state_whose_text_it_is() -> None:
    text = "Danish ministry on Ukraine\n\nUkraine needs more shells. We will provide 30 million euros for ammunition."
    assert only(text).donor_id == "DNK"


def test_the_parts_of_a_sum_in_the_sentences_after_it_are_tranches_in_its_state() -> None:
    text = (
        "Norway is considering a package of 30 billion kroner for Ukraine. In particular, 20 billion can go to arms. "
        "Another 3 billion kroner will be allocated for humanitarian aid."
    )
    aid, _ = read(text)
    assert [(record.amount, record.role, record.status) for record in aid] == [
        (3e10, "new", "proposed"),
        (2e10, "tranche", "proposed"),
        (3e9, "tranche", "proposed"),
    ]
    assert {record.donor_id for record in aid} == {"NOR"}


def test_the_headline_tells_the_state_of_the_bill_in_the_text() -> None:
    text = "US Congress gives final approval to spending bill\n\nThe bill including $20bn for Ukraine goes to Biden."
    assert only(text).status == "approved"


def test_the_republic_of_the_sentence_before_is_another_recipient() -> None:
    text = "Allies rally around Moldova\n\nFrance gives 90 million euros of aid to the small republic near Ukraine."
    aid, refused = read(text)
    assert not aid
    assert [seen.reason for seen in refused] == ["other-recipient"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Slovakia approved a new package of military aid to Ukraine. This package is worth 9 million euros.",
            ("SVK", 9e6, "approved", "military"),
        ),
        (
            "Belgium approved the shipment of medical equipment to Ukraine. The total cost is 800,000 euros.",
            ("BEL", 8e5, "approved", "humanitarian"),
        ),
    ],
)
def test_the_worth_of_a_gift_is_told_in_the_sentence_after_it(text: str, wanted: tuple[str, float, str, str]) -> None:
    record = only(text)
    assert (record.donor_id, record.amount, record.status, record.kind) == wanted


def test_the_worth_of_a_sale_is_no_aid() -> None:
    aid, _ = read("Germany sold tanks to Ukraine. The total value is 80 million euros.")
    assert not aid


def test_sums_behind_of_which_are_parts() -> None:
    aid, _ = read(
        "The EU gives Ukraine 1 billion euros, of which 400 million are for its budget and 300 million for arms."
    )
    assert [(record.amount, record.role) for record in aid] == [(1e9, "new"), (4e8, "tranche"), (3e8, "tranche")]


def test_a_long_text_that_never_names_ukraine_is_about_other_aid() -> None:
    aid = "Norway pledged 30 million euros in military aid."
    filler = " The council of the town spoke about its schools, its roads and the new hall." * 20
    assert only(aid).donor_id == "NOR"
    assert read(aid + filler) == ((), ())
    assert only("Ukraine gets help. " + aid + filler).donor_id == "NOR"


def test_two_givers_named_behind_their_sums() -> None:
    aid, refused = read(
        "Ukraine received 150 million euros: 100 million is the World Bank, another 50 million is Sweden."
    )
    assert sorted((record.donor_id or "", record.amount) for record in aid) == [("SWE", 5e7), ("WB", 1e8)]
    assert [seen.reason for seen in refused] == ["total-of-parts"]


def test_a_private_giver_in_the_clause_before_gives_privately() -> None:
    _, refused = read("The First Lady of Malta also joined - she donated 1 million euros to Ukraine.")
    assert [seen.reason for seen in refused] == ["private"]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        (
            "The IMF approved a $2bn loan for Ukraine, subject to approval by its board.",
            "subject to approval by its board",
        ),
        ("Germany gives Ukraine 2 billion euros if the Bundestag agrees, it said.", "if the Bundestag agrees"),
        ("If Congress passes it, the US will give Ukraine $2 billion in weapons.", "If Congress passes it"),
        ("Denmark will send 20 tanks to Ukraine, provided that Berlin agrees.", "provided that Berlin agrees"),
        ("Sweden will send Ukraine 200 million euros a year as long as it takes.", ""),
        ("Sweden provided Ukraine with 20 million euros.", ""),
        ("Canada gives Ukraine 20 million dollars that will be used to buy drones.", ""),
        (
            "The EU lends Ukraine 5 billion euros on condition that reforms go on. The money must be spent on arms.",
            "on condition that reforms go on; must be spent on arms",
        ),
    ],
)
def test_the_conditions_of_a_record_are_the_words_of_the_text(text: str, conditions: str) -> None:
    assert only(text).conditions == conditions


def test_a_condition_of_one_sum_is_not_that_of_another() -> None:
    aid, _ = read("The EU pays Ukraine 3 billion euros in return for reforms; Norway adds 100 million euros.")
    assert {record.donor_id: record.conditions for record in aid} == {"EU": "in return for reforms", "NOR": ""}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Germany committed 11 billion euros in military aid to Ukraine.", "new"),
        ("Berlin is known for its 28 billion euros in military aid to Ukraine.", "envelope"),
        ("Germany's 2026 budget holds 11 billion euros for arms for Ukraine.", "envelope"),
        ("Norway pledged 60 billion kroner to Ukraine over five years.", "envelope"),
        ("The US announced a $30 billion package for Ukraine.", "envelope"),
        ("The US announced a $3 billion package for Ukraine.", "new"),
        ("The EU adopted a four-year facility of 50 billion euros for Ukraine.", "new"),
        ("The EU disbursed 3 billion euros to Ukraine.", "tranche"),
        ("The G7 agreed on 50 billion dollars in loans for Ukraine.", "aggregate"),
        ("Britain pledged a 50 million pound package for Ukraine, including 125 guns.", "new"),
        ("The US paid Ukraine 300 million dollars, the second part of its loan.", "tranche"),
    ],
)
def test_a_states_frame_is_an_envelope_and_an_institutions_is_new_money(text: str, role: str) -> None:
    assert only(text).role == role


def test_a_joint_gift_is_one_record_and_the_known_share_is_not_added() -> None:
    aid, refused = read(
        "Germany, Norway and Poland fund a 500 million dollar package for Ukraine, Berlin giving 200 million."
    )
    assert [(record.donor_id, record.amount) for record in aid] == [("DEU+NOR+POL", 5e8)]
    assert [seen.reason for seen in refused] == ["share-of-joint"]


def test_what_was_known_before_is_a_change_of_state_and_not_new_money() -> None:
    record = only("Spain signed the 100 million euro loan to Ukraine announced in March.")
    assert (record.role, record.status) == ("status_change", "approved")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Poland lifts defence spending to 30 billion euros.", "own-budget"),
        ("Brussels pays 500 million euros to allies that gave tanks to Ukraine.", "backfill"),
        ("Washington cleared the sale of radars worth 90 million dollars to Ukraine.", "sale"),
        ("Ukraine needs 40 billion dollars next year.", "need"),
        ("Kyiv asked partners for 40 billion dollars.", "request"),
        ("The strike destroyed vehicles worth 9 million dollars.", "loss"),
        ("The EU keeps 200 billion euros of frozen Russian assets.", "frozen-assets"),
        ("A charity raised 3 million pounds for Ukraine.", "private"),
        ("Prague spent 1 billion euros on refugees from Ukraine.", "refugees"),
        ("Ukraine exported grain worth 9 billion dollars.", "trade"),
        ("Moscow claims the West gave 200 billion dollars for weapons.", "rival"),
        ("Creditors cut 20 billion dollars of Ukrainian debt.", "debt"),
        ("A Swedish maker will invest 20 million euros in Lviv.", "investment"),
        ("London adds 18 billion pounds of humanitarian aid for Ukraine.", "implausible"),
        ("The premier announced a 2 billion package for Kyiv.", "no-donor"),
    ],
)
def test_what_looks_like_aid_and_is_not_is_kept_with_its_reason(text: str, reason: str) -> None:
    aid, refused = read(text)
    assert aid == ()
    assert [seen.reason for seen in refused] == [reason]


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("on Tuesday", dt.date(2024, 5, 14)),
        ("on Friday", dt.date(2024, 5, 10)),
        ("yesterday", dt.date(2024, 5, 14)),
        ("", WEDNESDAY),
    ],
)
def test_the_day_of_the_announcement_is_the_one_the_sentence_names(when: str, day: dt.date) -> None:
    assert only(f"Estonia pledged 10 million euros to Ukraine {when}.").announced_on == day


def test_a_proposal_is_dated_by_its_report() -> None:
    record = only("Estonia is expected to announce 10 million euros for Ukraine on Friday.")
    assert (record.status, record.announced_on) == ("proposed", WEDNESDAY)


def test_programme_supplier_and_instrument_are_read() -> None:
    record = only("Denmark orders drones from the firm Nordvind for Ukraine with a 40 million euro grant through PURL.")
    assert (record.programme, record.supplier, record.instrument) == ("PURL", "Nordvind", "grant")


def test_a_drawdown_names_its_payer_and_counts_as_approved() -> None:
    record = only("The 400 million dollar drawdown for Ukraine holds shells.")
    assert (record.donor_id, record.status, record.programme) == ("USA", "approved", "PDA")


def test_many_donors_together_are_an_aggregate() -> None:
    assert only("More than 40 countries promised Ukraine 1 billion euros.").role == "aggregate"


def test_what_has_been_given_since_the_invasion_is_a_total() -> None:
    assert only("Latvia has given Ukraine 400 million euros since the invasion.").role == "total_to_date"


PIECES = st.sampled_from(
    [
        "Finland",
        "Berlin and Oslo",
        "the EU",
        "Ukraine",
        "Kyiv",
        "Moscow",
        "a senior official in Washington",
        "pledged",
        "will send",
        "approved",
        "paused",
        "from",
        "to",
        "for",
        "€30 million",
        "$1.5bn",
        "2 billion kroner",
        "half a billion",
        "drones",
        "49 tanks",
        "military aid",
        "frozen assets",
        "the package",
        "part of",
        "since 2022",
        "(about $2bn)",
        "",
        ". ",
        ", ",
        "\n\n",
        "“",
        "”",
        "– ",
        "%",
        "0.25 per cent of GDP",
        "a month for six months",
        "№",
        "\u200b",
        "𝟛",
    ]
)


@given(st.lists(PIECES, max_size=25))
@settings(max_examples=150)
def test_every_span_lies_in_its_sentence_and_nothing_crashes(pieces: list[str]) -> None:
    text = " ".join(pieces)
    aid, refused = read(text)
    for found in (*aid, *refused):
        assert found.sentence[0] <= found.span[0] < found.span[1] <= found.sentence[1] <= len(text)
    for record in aid:
        assert record.donor_id
        assert (record.amount is None) == (record.currency is None) == (record.qualifier == "")
        assert 0 < record.confidence <= 1


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    read(text)


def test_a_long_text_of_bait_takes_time_in_proportion() -> None:
    aid, _ = read("Finland pledged €30 million in military aid to Ukraine. " * 400)
    assert len(aid) == 1


@pytest.mark.parametrize(
    "name", ["aid_statuses", "aid_roles", "aid_kinds", "aid_refusals", "aid_items", "aid_programmes"]
)
def test_every_row_of_a_lexicon_has_an_example_and_compiles(name: str) -> None:
    rows = aid_cues.read_rows(name)
    assert rows
    assert all(row.get("example") or row.get("source") for row in rows)
    aid_cues.word_patterns(name, rows)


def test_every_status_role_and_kind_in_the_lexicons_exists() -> None:
    for name, check in (
        ("aid_statuses", aid_status.as_status),
        ("aid_roles", aid_status.as_role),
        ("aid_kinds", aid_status.as_kind),
    ):
        assert all(check(row["value"]) for row in aid_cues.read_rows(name))


def test_an_unknown_status_is_named() -> None:
    with pytest.raises(SeedError, match="dreamt"):
        aid_status.as_status("dreamt")


@pytest.mark.parametrize("row", ["(captured)", "(?:open"])
def test_a_damaged_pattern_is_named_with_its_file(row: str) -> None:
    with pytest.raises(SeedError, match="broken"):
        aid_cues.word_patterns("broken", [{"pattern": row}])


def test_the_first_row_that_matches_at_a_word_wins() -> None:
    patterns = WordPatterns.of(["will send", "will", r"(?:re)?send", r"\w+ing"])
    text = "We will send and resend, sending more."
    assert [(row, text[a:b]) for row, (a, b) in patterns.find(text, 0, len(text))] == [
        (0, "will send"),
        (2, "resend"),
        (3, "sending"),
    ]


def test_statuses_are_found_inside_the_asked_part_only() -> None:
    text = "Oslo pledged and Riga delivered"
    assert [hit.value for hit in cue_list("aid_statuses").find(text, 13)] == ["delivered"]
