"""Who said what: each order and mark of attribution, and what is none."""

import csv
import datetime as dt
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.actors.targets import Targets
from pipeline.extract.document import Document
from pipeline.extract.statements.find import find_statements
from pipeline.records import Side, Span, SpeakerKind, Statement

DAY = dt.date(2024, 5, 1)
CASES = list(csv.DictReader((Path(__file__).parent / "attribution_cases.csv").open(encoding="utf-8", newline="")))


class Named:
    """A speaker known only by the words of the source."""

    actor_id: str | None = None
    kind: SpeakerKind = "unlisted"
    office = ""
    country = ""
    side: Side | None = None
    others = ()

    def __init__(self, speaker: str) -> None:
        self.speaker = speaker


class AsNamed:
    """A resolver that takes each source for what the text calls it."""

    def __init__(self, document: Document) -> None:
        self.text = document.text

    def resolve(self, source: Span | None, at: int) -> Named:
        return Named(self.text[slice(*source)] if source else "")


def statements(text: str) -> tuple[Statement, ...]:
    document = Document.of(text, DAY)
    return find_statements(document, (), AsNamed(document), Targets(document, ()))


def said(text: str) -> list[tuple[str, str]]:
    return [(statement.speaker, statement.quote) for statement in statements(text)]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_each_order_gives_its_one_statement(case: dict[str, str]) -> None:
    found = statements("Talks in Toll\n\n" + case["text"])
    assert [statement.quote for statement in found] == [case["content"]]
    assert found[0].speaker.startswith(case["source"])
    assert found[0].kind == case["kind"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "After Odo Marn said, “I need boats, not a ride,” Harn changed.",
            [("Odo Marn", "“I need boats, not a ride,”")],
        ),
        ("In a report, “Surviving in Oder,” the yard accused Harn of theft.", [("the yard", "Harn of theft")]),
        (
            "Her novel, “Grey Bees,” sold 20,000 copies, its publisher said.",
            [("its publisher", "Her novel, “Grey Bees,” sold 20,000 copies")],
        ),
        (
            "“We are staying,” Odo Marn said as the sailors yelled: “Go home, all of you!”",
            [("Odo Marn", "“We are staying,”"), ("the sailors", "“Go home, all of you!”")],
        ),
        (
            "According to Marn, Toll and Burr, if they meet, the bridge will stand.",
            [("Marn", "Toll and Burr, if they meet, the bridge will stand")],
        ),
    ],
)
def test_a_quotation_belongs_to_who_is_named_with_it(text: str, found: list[tuple[str, str]]) -> None:
    assert said("Talks in Toll\n\n" + text) == found


@pytest.mark.parametrize("piece", [", Oder", ", the mayor, ", "quoted Odo Marn, the mayor, ", "and a “b,” he "])
def test_long_lists_neither_fail_nor_take_long(piece: str) -> None:
    assert isinstance(statements("Toll\n\nOdo Marn" + piece * 1500 + ", said that Oder fell."), tuple)


def test_a_relative_clause_belongs_to_the_name_before_it() -> None:
    assert said("White nets are fewer this year, say sailors, who cite the flood.") == [
        ("sailors", "White nets are fewer this year"),
        ("sailors, who", "the flood"),
    ]
    assert [who for who, _ in said("“It will fall,” said Ada Toll of Harn, who called the bridge “a ruin.”")] == [
        "Ada Toll of Harn",
        "Ada Toll of Harn, who",
    ]
    assert said("The bridge fell, according to the Courier, which said the quay held.") == [
        ("the Courier", "The bridge fell"),
        ("the Courier, which", "the quay held"),
    ]


def test_two_verbs_are_two_statements_of_one_subject() -> None:
    assert said("Odo Marn threatened to close the quay and accused the council.") == [
        ("Odo Marn", "to close the quay"),
        ("Odo Marn", "the council"),
    ]
    assert said("Odo Marn said the bridge was closed and added that the road was open.") == [
        ("Odo Marn", "the bridge was closed"),
        ("Odo Marn", "that the road was open"),
    ]


def test_a_thing_described_on_the_way_does_not_take_over_the_subject() -> None:
    text = "Odo Marn called for an end of the firm that supports the yard and predicted it would fall."
    assert said(text)[-1] == ("Odo Marn", "it would fall")


def test_a_participle_inherits_the_subject() -> None:
    assert said("Odo Marn rejected the plan, saying that the bridge was closed.") == [
        ("Odo Marn", "the plan"),
        ("Odo Marn", "that the bridge was closed"),
    ]


def test_an_announcement_reaches_into_the_next_paragraph() -> None:
    assert said("News\n\nOdo Marn said in a letter:\n\n“We shall not leave this town.”") == [
        ("Odo Marn", "“We shall not leave this town.”")
    ]


def test_a_quotation_goes_on_over_paragraphs_that_open_with_a_mark() -> None:
    text = "News\n\n“We shall not leave,” Odo Marn said. “We stay here.\n\n“And we shall win in the end.”"
    assert said(text) == [
        ("Odo Marn", "“We shall not leave,” ... “We stay here. ... “And we shall win in the end.”"),
    ]


def test_only_the_outermost_attribution_counts() -> None:
    assert said("Odo Marn said that Ina Toll had said the bridge was closed.") == [
        ("Odo Marn", "that Ina Toll had said the bridge was closed")
    ]


def test_the_next_speaker_ends_the_words_of_the_first() -> None:
    assert said("Odo Marn said the bridge was closed, but Ina Toll said it was open.") == [
        ("Odo Marn", "the bridge was closed"),
        ("Ina Toll", "it was open"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The army began its ‘stabilisation’ of the town.",
        "The so-called “Nickel King” left the town.",
        "He read “The Bridge on the Toll” in one night.",
        "The United States sent three bridges.",
        "The wounded soldiers reached the other bank.",
        "False claims about the bridge were everywhere.",
        "More than 300 pledged delegates arrived.",
        "",
        "said",
        "“",
    ],
)
def test_scare_quotes_titles_and_nouns_are_no_statements(text: str) -> None:
    assert statements("Toll\n\n" + text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Heat in Oder has revealed the age of the bridge.",
        "Soaring prices have raised concerns that the bridge could fall.",
        "A series of explosions hit the capital in May.",
        "Then 2022 would call time on the floods.",
        "You make people talk about issues of the bridge.",
        "Oder's fumes would add up to about 10% of what can be borne.",
        "This week’s flood prompted calls to raise the quay.",
        "We must free Oder from any states that want to take it.",
        "The yard stopped its work in Oder, indicating that the bridge had failed.",
        "Videos of the bridge were viewed by millions.",
        "Many talks of various lengths are planned.",
        "Most state councils leave those places free.",
        "Sailors told not to return yet as the flood goes on",
        "Marn's remark, “This mayor cannot remain,” stunned sailors.",
        "“Long live Oder!” became a rallying cry.",
        "The film, “The Long Flood,” won the top prize.",
        "The play, “Bad Roads,” toured Harn.",
        "“Dancing with the Sailors,” hosted Marn in May.",
        "A man, “a friend of the family,” drove her to Oder.",
        "Editor's Note: “The flood has taken 300 boats.”",
        "Oderland threatened in an attempt to stop the talks.",
        "In a move that challenges Oderland, the yard closed.",
        "The stepped-up attacks on Oder threaten a crisis at the yard.",
        "There are fears that the bridge may fall.",
        "Explosions rocked Oder, signalling that the flood of arms goes on.",
        "Odo Marn calls up missing cook",
        "Odo Marn calls out Tessa Toll after the match",
        "Odo Marn calls his mother",
        "Child from Oder finds same doll",
        "Oderland expects key offensive",
        "Resident describes a ghost town",
        "Oderland supports the yard",
        "Court investigates alleged crimes at the yard",
        "Odo Marn expected to visit Oder",
        "Odo Marn finds exile in Oder",
        "Odo Marn and Tessa Toll find themselves on the road while the flood rose",
        "Oderland delivers written answers to the yard",
        "This thought came to the mayor in Oder.",
        "The post Odo Marn Says Yard Must Close appeared first on The Oder Post.",
        "Odo Marn was asked about the sale of the yard.",
        "Odo Marn was fined for his alleged links to the yard.",
        "Toll hears from three people whose opposition to the yard cost them their work.",
        "Oderland must resist the urge to call for a sale of the yard.",
        "Odo Marn did not mention the bridge.",
        "Odo Marn has never said that the yard will close.",
        "Scores feared dead in Oder",
        "Oderland has finished its first floating dock, which is large.",
        "The talks went on despite “rude” comments made by the mayor of Oder.",
        "The signs suggest that the bridge may fall.",
        "Oderland hasn't called for a sale of the yard.",
        "Oder Police Find Bodies of Nine Fishermen in Recaptured Harbour",
        "Toll maintained an energetic pace into advanced age.",
        "Nine states that have signed the treaty met in Oder.",
        "Oder celebrates after home-state win, and the yard closed.",
        "Dan Toll, president of the old yard in Oder, live tweeted as the bridge fell.",
        "The flood has led to calls for a ban on boats.",
        "In Oder a family says goodbye to the old bridge.",
        "Tessa Toll tells Odo Marn about how the flood has forced her family to move.",
        "As mayor of Oder I’m asking you to stay away from the bridge.",
        "The papers: 'Oder retreat' and calls for the mayor to quit",
        "People leave Oder, often saying tearful goodbyes to their families.",
        "Fishermen in the old town of Oder feel insulted by rival claims to be the first.",
        "Oderland finishes work on its first floating dock for boats.",
        "The dock is dear, not to speak of the boats.",
        "The flood claimed at least 18 lives.",
        "Oderland must decide how to go on.",
        "He sent her a series of chilling voice messages from the yard.",
        "The council drew a line under its claim to four docks.",
        "The yard looks for men who want to learn.",
        "The dock has more men than its own yard needs to go on.",
        "The bridge fell, the Oder Post quoted the firm as saying.",
    ],
)  # fmt: skip
def test_what_cannot_speak_and_bare_deeds_are_no_statements(text: str) -> None:
    assert statements("Toll\n\n" + text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "CNN's Tessa Toll reports how the town lives.",
        "CNN’s Tessa Toll explains why the bridge fell.",
        "The bridge is lost, as the BBC's Tessa Toll reports.",
        "The bridge is lost to the flood, Tessa Toll writes",
        "Our correspondent explains what the flood means.",
        "Sunday's papers say the flood will last.",
        "CNN asks people in Oder what they think",
        "The BBC finds the remains of the bridge",
    ],
)
def test_the_outlet_tells_the_news_and_is_no_speaker(text: str) -> None:
    assert statements("Toll\n\n" + text) == ()


def test_an_outlet_that_is_cited_speaks() -> None:
    assert said("Toll\n\nThe BBC reported that the bridge was lost.") == [("The BBC", "that the bridge was lost")]


def test_an_event_that_gives_the_time_is_no_part_of_the_speaker() -> None:
    assert said("A day after Odo Marn said the bridge was closed, it fell.")[0][0] == "Odo Marn"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Odo Marn calls Tessa Toll a traitor", "Tessa Toll a traitor"),
        ("Odo Marn supports ‘a fair sale of the yard’", "‘a fair sale of the yard’"),
        ("Odo Marn denies the attack", "the attack"),
        ("Oder's yard supports the plan, but Odo Marn says it will fail", "it will fail"),
    ],
)
def test_names_given_quoted_words_and_denials_are_statements(text: str, words: str) -> None:
    assert said("Toll\n\n" + text) == [("Odo Marn", words)]


def test_passives_without_a_source_have_no_speaker() -> None:
    [found] = statements("The mayor was expected to leave the town.")
    assert (found.source, found.rule) == (None, "passive")


def test_sentence_covers_source_cue_and_words() -> None:
    text = "Odo Marn spoke. “We stay. We shall win,” he said. The crowd left."
    [found] = statements(text)
    assert text[slice(*found.sentence)] == "“We stay. We shall win,” he said."


PIECES = (
    "Odo Marn;said;that;“;”;\";';,;.;he;the bridge;according to;\n\n;:;—;adding;was told;who;and;claims;to leave;?;(;);"
    "\u202e;\x00;as;by;United States;“a”;said Odo;in May;20;Odo's;warned of"
)
TEXTS = st.lists(st.sampled_from(PIECES.split(";")), max_size=40).map(" ".join)


@settings(max_examples=300)
@given(st.one_of(st.text(), TEXTS))
def test_any_string_is_read_and_every_span_slices_to_what_it_claims(text: str) -> None:
    found = statements(text)
    assert list(found) == sorted(found, key=lambda s: (s.content[0], s.cue or (0, 0)))
    for statement in found:
        spans = [*statement.content, *(span for span in (statement.source, statement.cue) if span)]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert statement.quote == " ... ".join(" ".join(text[a:b].split()) for a, b in statement.content)
        assert statement.sentence[0] <= min(a for a, _ in spans)
        assert max(b for _, b in spans) <= statement.sentence[1]
        assert 0 < statement.confidence < 1


def steps(text: str) -> int:
    """Return how many lines of code the reading of `text` runs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        statements(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "“a “b",
        "'as' b ",
        "Odo said that ",
        "the bridge fell, Odo said, ",
        "Odo Marn: it fell.\n",
        "Odo Marn: it fell. Ina Toll: it stood. ",
        "Odo said:\n“It fell down here.”\n",
        "the man of ",
        "(",
        "a, ",
        "A. ",
        "Odo's claims that ",
        "x",
        "\u202e\x00said ",
        "— Odo, ",
        "said;",
        "Head it said; ",
    ],
)
def test_cost_grows_with_length_and_no_faster(piece: str) -> None:
    short, long = steps(piece * (1_500 // len(piece))), steps(piece * (6_000 // len(piece)))
    assert long < 5 * short + 2_000


@pytest.mark.parametrize(
    "text",
    [
        "Neither Odo Marn nor Ada Toll said the bridge would hold.",
        "Neither Odo Marn, the mayor, nor Ada Toll has said that the bridge would hold.",
        "Neither Odo Marn nor Ada Toll ruled out that the bridge would fall.",
        "Neither of the ministers said the bridge would hold.",
        "Odo Marn neither confirmed nor denied that the bridge fell.",
        "Odo Marn has neither confirmed that the bridge fell nor denied it.",
        "Nobody said the bridge would hold.",
        "No minister said the bridge would hold.",
        "None of the ministers said the bridge would hold.",
    ],
)
def test_what_nobody_is_told_to_say_is_no_statement(text: str) -> None:
    assert said("Talks in Toll\n\n" + text) == []


@pytest.mark.parametrize(
    ("text", "speaker", "quote"),
    [
        ("Odo Marn, who is neither young nor old, said the bridge fell.", "Odo Marn", "the bridge fell"),
        ("Neither Ada Toll nor Odo Marn spoke, and Ida Oster said the bridge fell.", "Ida Oster", "the bridge fell"),
        ("Odo Marn said neither side had won.", "Odo Marn", "neither side had won"),
        ("No fewer than 20 men said the bridge fell.", "No fewer than 20 men", "the bridge fell"),
        ("Odo Marn neither left nor stayed, saying the bridge held.", "Odo Marn", "the bridge held"),
    ],
)
def test_neither_beside_a_statement_leaves_it(text: str, speaker: str, quote: str) -> None:
    assert said("Talks in Toll\n\n" + text) == [(speaker, quote)]


@pytest.mark.parametrize(
    "opening",
    [
        "",
        "On Monday, ",
        "On Monday ",
        "In May 2024, ",
        "In Oder, ",
        "Meanwhile, ",
        "After talks in Oder, ",
        "When he left Oder, ",
        "In a letter to Ida Oster, ",
        "The bridge held for now. Later, ",
    ],
)
@pytest.mark.parametrize("last", ["Harn and Toll", "Harn, and Toll"])
def test_a_list_of_speakers_is_read_whole_whatever_opens_the_sentence(opening: str, last: str) -> None:
    found = said(f"Talks in Toll\n\n{opening}Marn, {last} said the bridge would hold.")
    assert found == [(f"Marn, {last}", "the bridge would hold")]


def test_a_list_of_speakers_behind_its_words_is_read_whole() -> None:
    found = said("Talks in Toll\n\nThe bridge will hold, Marn, Harn and Toll said.")
    assert found == [("Marn, Harn and Toll", "The bridge will hold")]


@pytest.mark.parametrize("people", ["Officials in Oder", "Aides to Marn", "The heads of Oder"])
def test_a_list_of_whose_people_speak_is_read_whole(people: str) -> None:
    found = said(f"Talks in Toll\n\n{people}, Harn and Toll said the bridge would hold.")
    assert found == [(f"{people}, Harn and Toll", "the bridge would hold")]


@pytest.mark.parametrize("opening", ["In Oder, ", "When he met Marn, ", "Like Marn, "])
def test_the_name_that_ends_an_opening_is_none_of_the_list(opening: str) -> None:
    found = said(f"Talks in Toll\n\n{opening}Harn and Toll said the bridge would hold.")
    assert found == [("Harn and Toll", "the bridge would hold")]


@pytest.mark.parametrize(
    "text",
    ["The bridge will hold, we say.", "As we reported, the bridge held.", "According to you, the bridge held."],
)
def test_the_author_and_the_reader_are_no_speakers(text: str) -> None:
    assert said("Talks in Toll\n\n" + text) == []


def test_a_passive_in_a_relative_clause_is_about_whom_the_clause_describes() -> None:
    text = "The old mayor, who was hailed by Ina Toll as a friend, used the day to leave."
    assert said(text) == [("Ina Toll", "The old mayor ... as a friend")]


def test_a_speech_that_calls_for_something_is_of_whom_gave_it() -> None:
    text = "Sirens sounded across Oder hours after Odo Marn made an address calling for peace."
    assert said(text) == [("Odo Marn", "for peace")]


def test_but_goes_on_with_the_next_statement() -> None:
    assert said("Marn says the bridge was closed, but says the road was open.") == [
        ("Marn", "the bridge was closed"),
        ("Marn", "the road was open"),
    ]


def test_who_is_told_something_in_a_headline_does_not_say_it() -> None:
    (statement,) = statements("Baker in need of help told: ‘Time is running out’\n\nHe waits.")
    assert statement.source is None


def test_a_clause_that_only_describes_names_no_speaker() -> None:
    assert said("There is no one today who says how long it takes.") == []


def test_a_list_of_names_is_whole_with_its_articles() -> None:
    assert said("In Oder, the UN, the Harn and the Toll said the bridge was closed.") == [
        ("the UN, the Harn and the Toll", "the bridge was closed")
    ]


def test_the_words_end_where_somebody_else_does_something() -> None:
    assert said("Marn accused Oster of bombing the bridge, and the council found the proof.") == [
        ("Marn", "Oster of bombing the bridge")
    ]


def test_an_adverb_of_degree_is_no_part_of_the_speaker() -> None:
    assert said("Vantia almost certainly hopes the bridge will hold.")[0][0] == "Vantia"


def test_an_adjective_in_s_is_no_plural_that_says_something() -> None:
    assert said("That was told by his infamous comment about half of the town.") == []


def test_people_told_by_two_names_are_one_source() -> None:
    assert said("Envoys from Oder and Harn said the bridge was closed.")[0][0] == "Envoys from Oder and Harn"
