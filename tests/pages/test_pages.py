"""Every page on an empty store, a filled one, a hostile one, and with a URL that asks for nonsense."""

import json
import re
import shutil
from pathlib import Path

import pytest
from streamlit.util import calc_hash

from pipeline.pages import NAVIGATION
from pipeline.store.tables import Store
from tests.pages.conftest import Open

PAGES = [path for pages in NAVIGATION.values() for path, *_ in pages]
FULL = {"statements": {}, "actors": {}, "search": {"q": "bridge"}, "coverage": {}, "overview": {}}


def words(app) -> str:
    """Return all text that a page shows, with its markup."""
    return " ".join(
        str(element.value) for element in [*app.markdown, *app.caption, *app.info, *app.warning]
    ) + " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_gives_words_and_no_error(page: str, open_page: Open, tmp_path: Path):
    app = open_page(tmp_path / "nothing", page)
    assert not app.exception
    assert not app.error
    assert words(app).strip()


@pytest.mark.parametrize("page", PAGES)
def test_a_filled_store_is_drawn(page: str, open_page: Open, filled: Path):
    app = open_page(filled, page, **FULL.get(page, {}))
    assert not app.exception
    assert not app.error
    if page in ("overview", "statements", "actors", "coverage"):
        assert app.get("plotly_chart")


@pytest.mark.parametrize("page", PAGES)
def test_texts_of_strangers_stay_text(page: str, open_page: Open, hostile: Path):
    app = open_page(hostile, page, **({"q": "gnp.exe"} if page == "search" else {}))
    assert not app.exception
    shown = words(app)
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "\u202e" not in shown
    if page in ("overview", "statements", "search"):
        assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("wall", "method")])
def test_a_url_of_nonsense_falls_back_with_a_note(page: str, open_page: Open, filled: Path):
    app = open_page(filled, page, period="9y", side="moon", source="nobody", since="x", person="nobody", q="a" * 999)
    assert not app.exception
    assert not app.error
    assert any("period=9y" in note.value.replace("\\", "") for note in app.warning)


def test_a_control_that_a_url_sets_to_nonsense_is_told(open_page: Open, filled: Path):
    app = open_page(filled, "statements", by="zodiac", step="week")
    assert not app.exception
    assert [note.value.replace("\\", "") for note in app.toast] == [
        "by=zodiac is not known; it can be actor, side, country, source."
    ]
    assert app.session_state["u-by"] == "actor"
    assert app.session_state["u-step"] == "week"


def bars(app, title: str) -> float:
    """Return the sum of all bars of the chart with this key."""
    chart = next(chart for chart in app.get("plotly_chart") if title in chart.proto.id)
    spec = json.loads(chart.proto.spec)
    return sum(len(trace["customdata"]) and _sum(trace["y"]) for trace in spec["data"] if trace.get("type") == "bar")


def _sum(values) -> float:
    if isinstance(values, dict):  # binary arrays of plotly
        import base64

        import numpy as np

        return float(np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"]).sum())
    return float(sum(values))


def test_the_bars_add_up_to_the_number_of_statements(open_page: Open, filled: Path):
    app = open_page(filled, "statements", period="all", count="mentions")
    assert bars(app, "chart-series") == 600


def how_many(app) -> str:
    """Return how many statements the list of the page holds, in its words."""
    return next(caption.value for caption in app.caption if re.fullmatch(r"[\d,]+ mentions?", caption.value))


def test_who_was_asked_for_and_said_nothing_stays_in_the_chart(open_page: Open, filled: Path):
    said = Store.open(filled).read("statements").dropna(subset=["country"])
    last = said[said["quote"].str.contains("599")].iloc[0]
    silent = next(country for country in said["country"].unique() if country != last["country"])
    app = open_page(filled, "statements", period="all", by="country", country=[last["country"], silent], q="599")
    assert not app.exception
    chart = next(chart for chart in app.get("plotly_chart") if "chart-series" in chart.proto.id)
    drawn = json.loads(chart.proto.spec)["data"]
    sums = {trace["customdata"][0][1]: _sum(trace["y"]) for trace in drawn if trace.get("type") == "bar"}
    assert sums == {last["country"]: 1, silent: 0}


def test_a_chosen_bar_shows_its_statements(open_page: Open, filled: Path):
    app = open_page(filled, "statements", period="all", count="mentions", by="side")
    whole = how_many(app)
    chart = next(chart for chart in app.get("plotly_chart") if "chart-series" in chart.proto.id)
    trace = next(t for t in json.loads(chart.proto.spec)["data"] if t["name"] == "Russia")
    point = next(custom for custom, n in zip(trace["customdata"], _list(trace["y"]), strict=True) if n == 1)
    app.session_state["chart-series"] = {"selection": {"points": [{"customdata": point}], "point_indices": [0]}}
    app.run()
    assert not app.exception
    assert how_many(app) == "1 mention" != whole
    assert any(button.proto.label == "CSV of 1 chosen row" for button in app.get("download_button"))


def _list(values) -> list[float]:
    if isinstance(values, dict):
        import base64

        import numpy as np

        return list(np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"]))
    return list(values)


def test_filters_are_read_from_the_url_and_reset(open_page: Open, filled: Path):
    app = open_page(filled, "statements", side=["russia", "partner"], period="7d", count="mentions")
    assert app.session_state["f-side"] == ["russia", "partner"]
    assert app.session_state["f-period"] == "7d"
    next(button for button in app.button if button.key == "drop-side-russia").click()
    app.run()
    assert app.session_state["f-side"] == ["partner"]
    next(button for button in app.button if button.key == "reset").click()
    app.run()
    assert (app.session_state["f-side"], app.session_state["f-count"]) == ([], "unique")


def test_two_actors_are_compared(open_page: Open, filled: Path):
    app = open_page(filled, "statements", actor=["speaker-000", "speaker-001"], period="all")
    assert not app.exception
    assert any("Side by side" in element.value for element in app.markdown)


def test_the_wall_shows_the_scene_of_its_url(open_page: Open, filled: Path):
    app = open_page(filled, "wall", scene="feeds", every="20")
    assert 'data-scene="feeds"' in words(app)
    assert "37 of 40" in words(app)


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"scene": "feeds,zodiac"}, "scene=zodiac is not known; there are"), ({"scenes": "feeds"}, "scenes is not known")],
)
def test_the_wall_tells_a_slip_in_its_url(open_page: Open, filled: Path, asked: dict[str, str], words: str):
    app = open_page(filled, "wall", **asked)
    assert not app.exception
    assert any(words in block.proto.body for block in app.get("html"))


def test_filters_survive_a_change_of_page(open_page: Open, filled: Path):
    app = open_page(filled, "statements", side="russia", period="90d")
    app._page_hash = calc_hash("aid")  # a link in the navigation leads to a bare address
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert app.title[0].value == "Aid"
    assert (app.session_state["f-side"], app.session_state["f-period"]) == (["russia"], "90d")


def test_tones_without_a_score_are_told_and_not_drawn(open_page: Open, filled: Path, tmp_path: Path):
    shutil.copytree(filled, tmp_path / "unscored")
    store = Store.open(tmp_path / "unscored")
    store.upsert("tones", store.read("tones").assign(label=None, score=float("nan")))
    for page in ("overview", "sentiment"):
        app = open_page(tmp_path / "unscored", page, period="all")
        assert not app.exception
        assert any("Tone is not scored" in note.value for note in app.info)
        assert not any("tone" in chart.proto.id for chart in app.get("plotly_chart"))


def test_tone_can_be_narrowed_to_the_speakers_of_a_country(open_page: Open, filled: Path):
    tones, said = (Store.open(filled).read(name) for name in ("tones", "statements"))
    german = said.loc[said["country"] == "DEU", "actor_id"].dropna().unique()
    spoken = tones[(tones["voice"] == "speaker") & tones["actor_id"].isin(german)]
    app = open_page(filled, "sentiment", period="all", count="mentions", country="DEU")
    assert not app.exception
    assert 0 < len(spoken) < len(tones)
    n = spoken["echo_id"].nunique()
    assert n < len(spoken)
    assert any(note.value.startswith(f"{n:,} statements") for note in app.caption)


def test_aid_can_be_summed_at_one_fixed_rate(open_page: Open, filled: Path):
    daily, fixed = (open_page(filled, "aid", period="all", **rate) for rate in ({}, {"rate": "fixed rate"}))
    assert not fixed.exception
    assert fixed.session_state["u-rate"] == "fixed rate"
    assert daily.metric[1].value == fixed.metric[1].value  # the same events


def test_donors_can_be_compared_by_their_gdp(open_page: Open, filled: Path):
    app = open_page(filled, "aid", period="all", measure="% of GDP")
    assert not app.exception
    chart = next(chart for chart in app.get("plotly_chart") if "chart-aid-donors" in chart.proto.id)
    assert all(text.endswith("%") for text in json.loads(chart.proto.spec)["data"][0]["text"])


@pytest.mark.parametrize("key", ["chart-words", "chart-quoted-by"])
def test_a_chosen_word_or_outlet_of_an_actor_shows_its_statements(key: str, open_page: Open, filled: Path):
    app = open_page(filled, "actors", period="all", count="mentions")
    chart = next(chart for chart in app.get("plotly_chart") if key in chart.proto.id)
    trace = json.loads(chart.proto.spec)["data"][0]
    app.session_state[key] = {"selection": {"points": [{"customdata": trace["customdata"][-1]}], "point_indices": [0]}}
    app.run()
    assert not app.exception
    n = int(_list(trace["x"])[-1])
    assert any(c.value == f"{n:,} statement{'s' if n > 1 else ''}, newest first" for c in app.caption)
    label = f"CSV of {n:,} chosen row{'s' if n > 1 else ''}"
    assert any(button.proto.label == label for button in app.get("download_button"))


def test_rows_of_aid_are_those_of_the_chosen_rate(open_page: Open, filled: Path):
    """The route has the euros of the day; under the fixed rate the rows come from the page, with what it sums."""
    for rate, offered in (({}, False), ({"rate": "fixed rate"}, True)):
        app = open_page(filled, "aid", period="all", **rate)
        assert not app.exception
        keys = [button.proto.id for button in app.get("download_button")]
        assert any("rows-aid-time" in key for key in keys) is offered
        assert any("rows-aid-donors" in key for key in keys) is offered


def listed(app) -> list[str]:
    """Return the statements that the list of a page shows, as HTML."""
    blocks = [element.proto.body for element in app.get("html") if '<article class="um-line"' in element.proto.body]
    return blocks[-1].split("<article")[1:]


def test_a_link_opens_the_page_of_a_list_and_another_choice_its_first_page(open_page: Open, filled: Path):
    whole = {"period": "all", "count": "mentions"}
    first, second = (open_page(filled, "statements", **whole, **more) for more in ({}, {"page-rows": "2"}))
    assert not second.exception
    assert second.session_state["u-page-rows"] == 2
    assert not set(listed(first)) & set(listed(second))
    second.run()
    assert second.session_state["u-page-rows"] == 2
    second.session_state["f-side"] = ["russia"]
    second.run()
    assert not second.exception
    assert second.session_state["u-page-rows"] == 1


@pytest.mark.parametrize("asked", ["0", "-3", "99", "x", "9" * 40])
def test_a_page_that_a_list_has_not_is_its_nearest(asked: str, open_page: Open, filled: Path):
    app = open_page(filled, "statements", **{"period": "all", "count": "mentions", "page-rows": asked})
    assert not app.exception
    assert app.session_state["u-page-rows"] == (24 if asked == "99" else 1)
    assert listed(app)


def test_the_method_page_tells_how_often_reprints_are_found(open_page: Open, filled: Path, root: Path):
    measured = json.loads((root / "tests/bench/results.json").read_text())["syndication"]
    shown = words(open_page(filled, "method"))
    assert "**Reprints.**" in shown
    for name in ("precision", "recall"):
        assert f"({name})</span></td>" in shown
        assert f"{measured[name]:.2f}" in shown


def test_the_ledger_shows_no_column_that_holds_nothing(open_page: Open, filled: Path):
    app = open_page(filled, "aid", period="all")
    ledger = next(table.value for table in app.dataframe if "EUR m" in table.value)
    for name in {"Conditions", "Disputed"} & set(ledger.columns):
        assert (ledger[name] != "").any()
    assert not {"Conditions", "Disputed"} <= set(ledger.columns)
