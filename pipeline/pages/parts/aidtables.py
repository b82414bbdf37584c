"""Tables of the aid page: the ledger, one event with all its versions and sentences, changes, what is not counted."""

import json
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pipeline.analysis import ledger
from pipeline.analysis.selection import Selection
from pipeline.pages.parts import aidviews, data, url
from pipeline.pages.parts.cards import HOW, card, empty, foot
from pipeline.pages.parts.lines import Row, records
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import KIND_COLOURS, OTHER_COLOUR, day, many, moment, money

PER_PAGE = 100
LAST = 8  # changes shown


def ledger_table(found: pd.DataFrame, picked: Sequence[str], selection: Selection, fixed: bool = False) -> None:
    """Draw the ledger, newest first, `picked` events only where some are; a chosen row opens its event.

    `fixed` says that its euros are not those that the permanent address has: those of the rate of the day.
    """
    shown = found[found["event_id"].isin(picked)] if picked else found
    title = "The ledger" if not picked else "The events chosen above"
    with card(title, f"{many(len(shown), 'event')}, newest first; choose a row to open it", key="ledger"):
        pages = -(-len(shown) // PER_PAGE)
        page = url.page_number(pages, name="page-ledger")
        rows = shown.iloc[::-1].iloc[(page - 1) * PER_PAGE : page * PER_PAGE].reset_index(drop=True)
        event = st.dataframe(
            _columns(rows),
            hide_index=True,
            height=min(460, 38 + 35 * len(rows)),
            key="ledger-rows",
            on_select="rerun",
            selection_mode="single-row",
            alt="The ledger of aid events",
            placeholder="–",
            column_config={
                "Announced": st.column_config.DateColumn(format="D MMM YYYY"),
                "EUR m": st.column_config.NumberColumn(format="localized", width=76, help="millions of euros"),
                "Outlets": st.column_config.NumberColumn(width=64),
                "Sure": st.column_config.NumberColumn(format="percent", width=58, help="confidence"),
            },
        )
        foot(
            found,
            key="ledger",
            name="aid-events",
            how=HOW["aid"],
            selection=selection,
            rows="aid",
            own=found if fixed else None,
        )
        chosen = [place for place in event["selection"]["rows"] if place < len(rows)]
        if chosen:
            open_event(records(rows.iloc[chosen])[0])
        elif len(rows) == 1:
            open_event(records(rows)[0])


def _columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the ledger shows of its rows; columns that hold nothing on this page are left out."""
    currency = rows["currency"].astype(object).where(rows["currency"].notna(), "")
    sums = [money(a, str(c)) for a, c in zip(rows["amount"], currency, strict=True)]
    conditions = rows["conditions"].astype(object).where(rows["conditions"].notna(), "").map(plain)
    table = pd.DataFrame(
        {
            "Announced": rows["announced_on"],
            "Donor": rows["donor"].astype(str).map(name_of),
            "Sum": sums,
            "EUR m": (rows["amount_eur"] / 1e6).round(1),
            "Kind": rows["kind"].astype(object),
            "Status": rows["status"].astype(object),
            "Role": rows["role"].astype(str).str.replace("_", " "),
            "What": [
                _what(items, programme) for items, programme in zip(rows["items"], rows["programme"], strict=True)
            ],
            "Conditions": conditions,
            "Outlets": rows["outlets"],
            "Disputed": rows["disputed"].map({True: "sums differ", False: ""}),
            "Sure": rows["confidence"],
        }
    )
    return table.drop(columns=[name for name in ("Conditions", "Disputed") if (table[name] == "").all()])


def _what(items: object, programme: object) -> str:
    """Return the programme and the things given as one line."""
    things = []
    for quantity, name in json.loads(str(items) if isinstance(items, str) and items else "[]"):
        things.append(plain(f"{quantity:,.0f} {name}" if isinstance(quantity, int | float) else str(name)))
    named = plain(str(programme)) if isinstance(programme, str) else ""
    return "; ".join(part for part in (named, ", ".join(things)) if part)


def open_event(event: Row) -> None:
    """Draw one event: its states in order, the sums that outlets gave, every sentence with source and link."""
    colour = KIND_COLOURS.get(event["kind"], OTHER_COLOUR)
    head = f"{name_of(event['donor'])}: {_sum(event)}, {event['kind']}, {event['status']}"
    st.markdown(f"##### {plain(head, markdown=True)}")
    states = " → ".join(
        f"<b>{safe(status)}</b> {safe(when)} ({link(address, plain(source))})"
        for when, status, source, address in json.loads(event["statuses"] or "[]")
    )
    versions = json.loads(event["versions"] or "[]")
    told = "; ".join(
        f"{money(amount, currency)} ({n} outlet{'s' if n > 1 else ''})" for amount, currency, n in versions
    )
    rate = f", rate of {day(event['rate_date'])}" if event["rate_date"] else ""
    parts = [
        f"<p>{states}</p>" if states else "",
        f"<p>Sums reported: {safe(told)}. Counted: {money(event['amount_eur'])}{rate}.</p>" if versions else "",
        f"<p>Conditions: {safe(event['conditions'])}.</p>" if event["conditions"] else "",
        f"<p>{'Summed as new money.' if event['summed'] else 'Not summed: ' + safe(_why(event)) + '.'}</p>",
    ]
    body = "".join(mention_line(row, colour) for row in records(aidviews.mentions(event["event_id"])))
    st.html(f'<div class="um-event">{"".join(parts)}</div>{body}')


def mention_line(row: Row, colour: str) -> str:
    """Return the HTML of one mention of an event."""
    about = f"{row['role']}, {row['status']}, rule {row['rule']}, confidence {row['confidence']:.2f}"
    return (
        f'<article class="um-line" style="border-left-color:{colour}">'
        f'<div class="um-words" dir="auto">{_marked(row)}</div>'
        f'<div class="um-meta"><span>{safe(row["source"])}, {moment(row["published_at"])} UTC</span>'
        f"{link(row['url'], 'article')}<span>{safe(about)}</span></div></article>"
    )


def _marked(row: Row) -> str:
    """Return the sentence with the evidence (the sum or the thing) underlined."""
    sentence = row["sentence"]
    if any(pd.isna(row[name]) for name in ("span_start", "span_end", "sentence_start")):
        return safe(sentence)
    first, last = int(row["span_start"] - row["sentence_start"]), int(row["span_end"] - row["sentence_start"])
    if not 0 <= first < last <= len(sentence):
        return safe(sentence)
    before, inside, after = sentence[:first], sentence[first:last], sentence[last:]
    return f'{safe(before)} <u class="um-content">{safe(inside)}</u> {safe(after)}'


def _sum(event: Row) -> str:
    return "no sum given" if pd.isna(event["amount"]) else money(event["amount"], event["currency"])


def _why(event: Row) -> str:
    if event["role"] != "new":
        return f"its role is {event['role'].replace('_', ' ')}"
    if event["status"] in ledger.NOT_SUMMED:
        return f"it is {event['status']}"
    return "there is no sum in euros"


def behind_kiel(found: pd.DataFrame) -> None:
    """Draw the announcements that the ledger sums for one donor, each with its sentence, the largest first."""
    summed = found[found["summed"]].sort_values("amount_eur", ascending=False)
    st.markdown(f"**Announced in coverage:** {many(len(summed), 'event')}, the largest first")
    rows = [
        {
            "Announced": day(row["announced_on"]),
            "EUR": safe(money(row["amount_eur"])),
            "Sum": safe(_sum(row)),
            "Sentence": safe(row["sentence"], most=220),
            "Source": link(row["url"], "article"),
        }
        for row in records(summed.head(15))
    ]
    if rows:
        st.html(html_table(pd.DataFrame(rows), markup=tuple(rows[0])))


def newest_aid(selection: Selection) -> None:
    """Draw the newest announcements of the period of `selection`."""
    found = aidviews.chosen(Selection(selection.period, selection.since, selection.until, source=selection.source))
    summed = found.loc[found["summed"], "amount_eur"].sum()
    with card("Newest aid", f"{many(len(found), 'event')}; new money {money(summed)}", key="newest-aid"):
        if found.empty:
            empty("No announcement in this period.")
            return
        rows = [
            {
                "Announced": day(row["announced_on"]),
                "Donor": f"<b>{safe(name_of(row['donor']))}</b>",
                "Sum": safe(_sum(row)),
                # one cell, which breaks into lines: the card is as narrow as half a page
                "Kind, source": f"{safe(row['kind'])}, {safe(row['status'])} · {_first_source(row)}",
            }
            for row in records(found.iloc[::-1].head(LAST))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=tuple(rows[0])))
        foot(found, key="newest-aid", name="aid-events", how=HOW["aid"], selection=selection, rows="aid")


def _first_source(row: Row) -> str:
    """Return the link of an event, named by the first of its sources."""
    return link(row["url"], plain(json.loads(row["sources"] or '[""]')[0]))


def changes(changed: pd.DataFrame) -> None:
    """Draw what changed lately, newest first."""
    with card("What changed in 7 days", f"{many(len(changed), 'event')}", key="aid-changes"):
        rows = [
            {
                "Seen": moment(row["last_seen_at"]),
                "Change": safe(row["change"]),
                "Donor": safe(name_of(row["donor"])),
                "Sum": safe(_sum(row)),
                "Kind": safe(row["kind"]),
                "Sentence": safe(row["sentence"], most=220),
                "Source": link(row["url"], "article"),
            }
            for row in records(changed.head(LAST))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=("Seen", "Change", "Donor", "Sum", "Kind", "Sentence", "Source")))
        foot(changed, key="aid-changes", name="aid-changes-7-days", how=HOW["aid"])


def not_counted(selection: Selection) -> None:
    """Draw what looks like aid and is not counted, by reason, with its sentences."""
    aid = data.select(
        "aid",
        Selection(
            selection.period,
            selection.since,
            selection.until,
            source=selection.source,
            donor=selection.donor,
            q=selection.q,
            count="mentions",
        ),
    )
    left_out = ledger.not_counted(aid)
    with card(
        "Seen, not counted", f"{len(left_out):,} sums or things that look like aid and are not", key="not-counted"
    ):
        if left_out.empty:
            empty("Nothing of this period was seen and left out.")
            return
        reasons = left_out["reason"].astype(object).value_counts()
        names = [str(name) for name in reasons.index]
        reason = st.pills(
            "Reason", names, format_func=lambda name: f"{_reason(name)} ({reasons[name]:,})", key="reason"
        )
        shown = left_out[left_out["reason"] == reason] if reason else left_out
        rows = [
            {
                "Published": day(row["published_at"]),
                "Reason": safe(_reason(row["reason"])),
                "Sum": safe(_sum(row)),
                "Sentence": _marked(row),
                "Source": link(row["url"], plain(row["source"])),
            }
            for row in records(shown.head(15))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=("Published", "Reason", "Sum", "Sentence", "Source")))
        foot(
            shown,
            key="not-counted",
            name="aid-not-counted",
            selection=selection,
            how="Own budgets, backfill, sales, needs, losses, trade, private gifts, frozen assets, refugees, others.",
        )


def _reason(name: str) -> str:
    return name.replace("-", " ")


def kiel_differences(both: pd.DataFrame) -> None:
    """Draw the largest differences between this ledger and Kiel's, by donor and month."""
    table = pd.DataFrame(
        {
            "Donor": both["donor"].astype(str).map(name_of),
            "Month": pd.to_datetime(both["month"]).dt.strftime("%b %Y"),
            "Announced": both["announced_eur"].map(money),
            "Kiel": both["kiel_eur"].map(money),
            "Difference": both["difference_eur"].map(money),
        }
    )
    st.markdown("**Largest differences**")
    st.html(html_table(table, numbers=("Announced", "Kiel", "Difference")))
