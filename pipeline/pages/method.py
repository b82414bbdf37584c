"""Method: what is counted and how, how often it is wrong, what is not counted, and every column of the data."""

import pandas as pd
import streamlit as st

from pipeline.pages.parts import accuracy, data
from pipeline.pages.parts.cards import card, heading
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import safe
from pipeline.store.schema import TABLES

COUNTED = """
**A statement** is what a text reports somebody to have said, written, announced, claimed, warned, asked, promised,
accused or denied: in quotation marks (direct), partly so (mixed) or in the outlet's words (indirect). A plain
action (signs, sends, rejects) is none, nor is what somebody is said not to have mentioned or called for. Only words
wholly in quotation marks are shown in such marks; before others stands the verb that reports them, without which
“denied that the ferry sank” would say the contrary (the column `cue` of the CSV). The speaker
is resolved through a register of actors and the offices they held on the day of the article; who is not in the register
is shown by the name that the text uses, as an unlisted speaker. What several say together counts once for each of
them whom the text names, and each row names the others; its tone counts once, for the one named first.

**Unique and mentions.** The same words by the same speaker in several outlets share an id. Charts count them once,
at the time of the first; “mentions” counts every report.

**Reprints.** Articles of several outlets with nearly the same text, or with the same headline of six words or more
(of eight, differing by a word or two that is no name and no number, where one has no text),
within three days are one story; the share of reprints on the Coverage page counts all but the first. It errs both
ways (see *reprints* under measured accuracy): what it misses counts as an article of its own. Statements are joined by
their own words, not by this.

**Aid** is what a state or an institution gives to Ukraine or announces to give. Each mention has a role: only *new*
money is summed. Tranches of it, envelopes, totals to date and changes of status are kept with the event they belong
to. A frame of the EU or of a lender (a facility, a programme) is new money and what is paid from it a tranche; a
budget or multi-year frame of a state is an envelope, since its packages are announced one by one. Sums are
converted at the ECB reference rate of the day of the announcement (after the last that this copy knows, see
*versions*, at that one); where there is no rate the sum stays in its currency. What an announcement depends on
(a vote, reforms) is kept in the words of the text. The Aid page can switch to one mean rate a currency (January
2022 to June 2026), as the Kiel Institute counts, and can set sums beside the donor's GDP of 2021, as Kiel's tracker
(release 29) gives it.

**Seen, not counted**: own defence budgets, backfill, sales that Ukraine pays, needs, losses, trade, private gifts,
frozen assets, refugees at home, aid to others. The Aid page lists them with the reason.

**Tone** is a model's estimate of how words portray the one they name: negative, neutral or positive *towards that
target*. It is not whether the news is good or bad. Two voices are kept apart, and each table and CSV names its voice:
the *speaker's* own words (a statement's words without those that the outlet puts around them; with the verb where
they hang on it, as in “accused X of …” or “doubted that …”; scored behind “A speaker:”), and the *outlet's* text
(sentences without any quotation mark in which no statement was found; never those of the baseline, which are this
project's). What the reader takes for the outlet's and is somebody's words told without marks is about one sentence in
a hundred. Up to ten targets of a statement and the first thirty of an article are scored.

What is counted are statements, or sentences of outlets, each once however often it is reprinted; by outlet, once for
each that printed it. Where figures are not by target, one that names three counts a third towards each. A share comes
with its number and Wilson's 95 % interval, net tone (the mean of how likely words are positive less how likely they
are negative) with the normal one; under five they are marked. A *turn* is a day from which net tone differs, found by
circular segmentation and kept where a permutation test of whole weeks (longer ones where tone drifts) finds p ≤ 0.01;
it takes about three months to show most of them. When the model is a new version, rounds score what an earlier one did
again; until then the pages say so.

About one label in five is wrong, of those of speakers' words one in four. On whole sentences of the war most errors
are of one kind: what two readers call neutral is called positive or negative. Of the sentences called negative 58 %
are, of those called positive 37 %; who always said “neutral” would be right as often. Of speakers' words called so 69
and 72 % are. So compare shares and trust no level. A name is not what decides: see *tone* under measured accuracy for
what changes when names do. The Sentiment page and the page of an actor show sentences of each label, drawn by lot and
neither the clearest nor the newest: judge the judge by them. Do not use tone to judge a single sentence, or a person by
a handful of them.

**Kind of action** is a word index: verbs and nouns of cooperation and conflict, in words or in deeds, in the words of
each statement; the class that most of them have, at a tie the one named first. It knows no irony, and no negation but
“not”, “no”, “never” and the like up to three words before. Statements of each kind, drawn by lot, stand below its chart
with the words that decided.

**Gaps.** A day on which fewer than half of the asked feeds answered is hatched: a low count there is no silence.

**Days** in charts and files are days in UTC; times in lists are in your own time zone.
"""

NOT_FOR = """
* No measure of what was said, only of what the monitored outlets reported of it.
* Languages other than English are kept and listed on the Coverage page, not read.
* A quotation is as good as the outlet: follow the link before you cite it.
* The register of offices has a day up to which each entry was verified; changes after it may be missing.
"""


def draw() -> None:
    """Draw the page."""
    heading("Method", "What is counted, how often it is wrong, what is left out, and every column of the data.")
    left, right = st.columns([3, 2])
    with left, card("What is counted", "and what is not", key="counted"):
        st.markdown(COUNTED)
    with right:
        with card("What the figures are not", "before you quote one", key="not-for"):
            st.markdown(NOT_FOR)
        _versions()
    _measured()
    _dictionary()


def _measured() -> None:
    rows = accuracy.measured()
    with card("Measured accuracy", "on texts that a careful reader has labelled", key="measured"):
        if rows.empty:
            st.caption("This copy of the program carries no measurements.")
            return
        st.html(html_table(rows, numbers=("Value",)))


def _versions() -> None:
    with card("Versions", "of the program, its lexicons and the data", key="versions"):
        st.html(html_table(accuracy.versions(data.data_version() or "no store yet")))
        with st.expander("Each lexicon"):
            st.html(html_table(accuracy.lexicons(), numbers=("Rules",)))


def _dictionary() -> None:
    st.subheader("Data dictionary", anchor="dictionary")
    st.caption("Each table, what a row of it is, and its columns. CSV files have the same names.")
    for table in TABLES.values():
        with st.expander(f"**{table.name}**: a row is {table.row}"):
            columns = pd.DataFrame(
                [
                    {
                        "Column": f"<code>{safe(column.name)}</code>",
                        "Type": column.dtype,
                        "Unit": column.unit,
                        "Meaning": column.meaning,
                        "From": column.source,
                    }
                    for column in table.columns
                ]
            )
            st.html(html_table(columns, markup=("Column",)))
