"""What is behind a mark, by keyboard and by link; what the hover says; the link to a view; texts of strangers."""

import re

import pytest
from playwright.sync_api import Dialog

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

SERIES = ".st-key-card-series .js-plotly-plot .trace.bars .point path"


def shown(visit: Visit) -> str:
    """Return how many statements the list of the page holds, in its words."""
    return visit.page.locator(".st-key-card-rows").get_by_text(re.compile(r"^[\d,]+ unique statements?$")).inner_text()


def test_the_keyboard_reaches_what_is_behind_a_bar(visit: Visit):
    visit.open("statements?by=side&period=all")
    box = visit.page.locator(".st-key-box-pick-series input")
    box.wait_for()
    box.focus()
    visit.page.keyboard.type("Russia")
    visit.page.get_by_role("option", name=re.compile("Russia")).first.wait_for()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("The statements behind what is chosen").wait_for()
    visit.page.wait_for_function("() => location.search.includes('pick-series=')")
    visit.ready()
    n = re.search(r": ([\d,]+) statements?", visit.page.locator(".st-key-box-pick-series").inner_text())
    assert n
    assert shown(visit).split()[0] == n[1]


def test_a_link_shows_the_chosen_bar_again_and_back_lets_go(visit: Visit):
    visit.open("statements?by=side&period=all&step=month")
    visit.page.locator(SERIES).first.wait_for()
    whole = shown(visit)
    start, series = visit.page.evaluate(
        "() => document.querySelector('.st-key-card-series .js-plotly-plot')._fullData[0].customdata.at(-1)"
    )
    visit.open(f"statements?by=side&period=all&step=month&pick-series={start[:10]}~{series}")
    visit.page.get_by_text("The statements behind what is chosen").wait_for()
    assert shown(visit) != whole
    visit.page.get_by_test_id("stMain").get_by_role("button", name="Link").click()
    link = visit.page.get_by_test_id("stPopoverBody").locator("code").inner_text()
    assert f"pick-series={start[:10]}%7E{series}" in link or f"pick-series={start[:10]}~{series}" in link
    visit.page.goto(link)
    visit.page.get_by_text("The statements behind what is chosen").wait_for()


def test_the_hover_of_a_bar_tells_sentences(visit: Visit):
    visit.open("statements?by=side&period=all")
    bar = visit.page.locator(SERIES).locator("visible=true").last
    bar.wait_for()
    for _ in range(6):
        box = bar.bounding_box()
        if box:
            visit.page.mouse.move(0, 0)
            visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        visit.page.wait_for_timeout(2_000)
        told = visit.page.locator(".hoverlayer .hovertext").all_text_contents()
        if told:
            break
    assert any("of Sampleland" in text and "Synthetic sentence" in text for text in told)


def test_texts_of_strangers_are_shown_as_text(visit: Visit):
    dialogs: list[Dialog] = []
    visit.page.on("dialog", lambda dialog: dialogs.append(dialog))
    visit.open("search?q=gnp.exe&period=all")
    line = visit.page.locator(".st-key-card-found .um-line").first
    line.wait_for()
    assert "<script>alert(1)</script>" in line.inner_text()
    assert "\u202e" not in visit.page.content()
    assert visit.page.locator("a[href^='javascript' i]").count() == 0
    assert visit.page.locator("script", has_text="alert(1)").count() == 0
    assert not dialogs
