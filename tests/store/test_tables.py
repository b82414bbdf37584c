"""The store: what is written comes back, half-written batches do not, and bad places are refused in one line."""

import datetime as dt
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import NewerStoreError, StoreError
from pipeline.store.conditions import span_of
from pipeline.store.frames import PANDAS, arrow_schema, empty, to_arrow
from pipeline.store.schema import AID, ARTICLES, FEEDS, SCHEMA_VERSION, STATEMENTS, TABLES, Table
from pipeline.store.tables import FILE_BYTES, OF_ARTICLE, SCHEMA_KEY, SIZE_KEY, Store
from tests.frames import frame_of

NOON = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)


def statements(*ids: str, article: str = "a1", **more: object) -> pd.DataFrame:
    return frame_of([{"statement_id": i, "article_id": article, "published_at": NOON, **more} for i in ids], STATEMENTS)


def articles(*ids: str, **more: object) -> pd.DataFrame:
    return frame_of([{"article_id": i, "published_at": NOON, **more} for i in ids], ARTICLES)


def rows(**frames: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {name: frames.get(name, empty(TABLES[name])) for name in OF_ARTICLE}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_an_empty_table_has_the_dtypes_of_the_schema(store: Store, table: Table) -> None:
    frame = store.read(table.name)
    assert len(frame) == 0
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        c.name: PANDAS[c.dtype] for c in table.columns
    }


def test_values_and_nulls_come_back_as_they_were(store: Store) -> None:
    row = {
        "aid_id": "x",
        "published_at": NOON,
        "counted": True,
        "announced_on": dt.date(2024, 4, 30),
        "donor": "NOR",
        "amount": 2.5e9,
        "span_start": 7,
        "items": "[]",
        "sentence": "Дев'ять «слів»",
    }
    store.append("aid", frame_of([row, {"aid_id": "y"}], AID))
    first, second = (store.read("aid", where={"aid_id": i}).iloc[0] for i in "xy")
    assert first[list(row)].to_dict() == row | {
        "published_at": pd.Timestamp(NOON),
        "announced_on": pd.Timestamp("2024-04-30"),
    }
    assert second.drop(["aid_id", "counted"]).isna().all()
    assert not second["counted"]


def test_reading_projects_and_filters(store: Store) -> None:
    store.append("statements", statements("s1", actor_id="p-a", side="ukraine"))
    store.append("statements", statements("s2", actor_id=None))
    late = statements("s3", actor_id="p-b").assign(published_at=pd.Timestamp(NOON) + pd.Timedelta(days=1))
    store.append("statements", late)

    def found(**how: object) -> set[str]:
        return set(store.read("statements", ["statement_id"], **how)["statement_id"])

    assert list(store.read("statements", ["side", "statement_id"])) == ["side", "statement_id"]
    assert found(since=NOON + dt.timedelta(seconds=1)) == {"s3"}
    assert found(until=NOON + dt.timedelta(days=1)) == {"s1", "s2"}
    assert found(where={"actor_id": ["p-a", "p-b"]}) == {"s1", "s3"}
    assert found(where={"actor_id": [None, "p-a"]}) == {"s1", "s2"}
    assert found(where={"actor_id": "p-b", "statement_id": ["s1"]}) == set()
    assert [len(part) for part in store.scan("statements", ["statement_id"], batch_rows=1)] == [1, 1, 1]


def test_texts_of_which_few_differ_can_be_read_as_categories(store: Store) -> None:
    store.append("statements", statements("s1", "s2", speaker="A. Sample"))
    store.upsert("statements", statements("s2", "s3", speaker="B. Sample"))
    store.append("statements", statements("s4"))
    plain = store.read("statements", ["statement_id", "speaker"]).set_index("statement_id")["speaker"]
    read = store.snapshot("statements", ["speaker"]).read(["statement_id", "speaker"])
    assert (str(read["statement_id"].dtype), str(read["speaker"].dtype)) == ("str", "category")
    labels = read.set_index("statement_id")["speaker"].astype("str")
    assert labels[plain.index].fillna("-").tolist() == plain.fillna("-").tolist()
    assert read["speaker"].isna().sum() == 1


def test_upsert_replaces_by_key_and_adds_the_rest(store: Store) -> None:
    store.upsert("feeds", frame_of([{"feed_id": "a", "failures": 1}, {"feed_id": "b"}], FEEDS))
    store.upsert("feeds", frame_of([{"feed_id": "a", "failures": 2}, {"feed_id": "c"}, {"feed_id": "c"}], FEEDS))
    after = store.read("feeds", ["feed_id", "failures"]).set_index("feed_id")["failures"]
    assert sorted(after.index) == ["a", "b", "c"]
    assert after["a"] == 2


def test_an_update_opens_only_the_files_of_its_times(store: Store) -> None:
    for day in range(3):
        rows = statements(f"s{day}", f"t{day}").assign(published_at=pd.Timestamp(NOON) + pd.Timedelta(days=day))
        store.append("statements", rows)
    before = set(DeltaTable(store.uri("statements")).file_uris())
    rows = store.read("statements", where={"statement_id": ["s1"]}).assign(echo_id="s0")
    store.update("statements", rows, {"mark": 4})
    assert len(before & set(DeltaTable(store.uri("statements")).file_uris())) == 2
    echoes = store.read("statements").set_index("statement_id")["echo_id"]
    assert echoes.dropna().to_dict() == {"s1": "s0"}
    assert len(echoes) == 6
    assert store.mark("statements", "mark") == 4
    store.update("statements", rows.head(0), {"mark": 5})
    assert store.mark("statements", "mark") == 5


def test_rows_known_to_lie_between_two_times_are_replaced_there(store: Store) -> None:
    late = pd.Timestamp(NOON) + pd.Timedelta(days=1)
    store.append("statements", statements("s1", "s2"))
    store.append("statements", statements("s3", article="a2").assign(published_at=late))
    new = statements("s9").assign(published_at=late)
    store.replace("statements", "article_id", ["a1"], new, None, span_of([NOON, late]))
    assert sorted(store.read("statements")["statement_id"]) == ["s3", "s9"]


def test_files_stay_small_so_that_a_change_of_one_row_costs_little(store: Store) -> None:
    chance = random.Random(1)
    for start in range(0, 40_000, 10_000):
        quotes = [chance.randbytes(300).hex() for _ in range(10_000)]
        ids = [f"s{start + number}" for number in range(10_000)]
        store.append("statements", statements(*ids).assign(quote=quotes))
    store.compact("statements", 0)
    files = DeltaTable(store.uri("statements")).get_add_actions()["size_bytes"].to_pylist()
    assert len(files) > 2
    assert max(files) < 2 * int(FILE_BYTES)


def test_an_older_store_learns_how_large_its_files_may_be(store: Store) -> None:
    shutil.rmtree(store.uri("aid"))
    known = {SCHEMA_KEY: str(SCHEMA_VERSION)}
    DeltaTable.create(store.uri("aid"), arrow_schema(AID), configuration=known, raise_if_key_not_exists=False)
    again = Store.open(store.location)
    before = again.version()
    assert Store.open(store.location).version() == before  # nothing that a writer beside it would trip over
    again.keep_files_small()
    assert DeltaTable(store.uri("aid")).metadata().configuration[SIZE_KEY] == FILE_BYTES
    after = again.version()
    assert after != before
    again.keep_files_small()
    assert again.version() == after


def test_an_update_of_rows_that_are_there_twice_is_no_failure(store: Store) -> None:
    for _ in range(2):
        store.append("statements", statements("s1"))
    store.update("statements", store.read("statements").assign(quote="new"))
    assert store.read("statements")["quote"].tolist() == ["new", "new"]


def test_texts_come_as_bytes(store: Store) -> None:
    store.append("statements", statements("s1", "ї2", quote=None))
    store.append("statements", statements("s3", article="a2"))
    assert sorted(store.texts("statements", "statement_id").tolist()) == [b"s1", b"s3", "ї2".encode()]
    assert store.texts("statements", "quote").tolist() == [b""] * 3
    assert sorted(store.texts("statements", "article_id", once=True).tolist()) == [b"a1", b"a2"]
    assert not len(store.texts("aid", "aid_id"))


def test_a_revised_article_replaces_what_belonged_to_the_old_one(store: Store) -> None:
    store.write_articles(
        articles("a1", "a2"),
        rows(statements=pd.concat([statements("s1", "s2"), statements("t1", article="a2")])),
        {},
    )
    store.replace_articles(articles("a1", "a3", revision=2), rows(statements=statements("s3")), {})
    assert set(store.read("statements")["statement_id"]) == {"s3", "t1"}
    assert sorted(store.read("articles")["article_id"]) == ["a1", "a2", "a3"]
    store.replace_articles(articles("a1", revision=3), rows(), {})
    assert set(store.read("statements")["statement_id"]) == {"t1"}


def test_a_sweep_removes_what_a_killed_writer_left(store: Store) -> None:
    store.write_articles(articles("a1"), rows(statements=statements("s1")), {})
    store.append("statements", statements("s9", article="a9"))
    assert store.sweep() == {"statements": 1, "aid": 0, "tones": 0, "flags": 0}
    assert set(store.read("statements")["statement_id"]) == {"s1"}


def test_the_version_changes_with_every_commit_and_not_otherwise(store: Store) -> None:
    before = store.version()
    assert Store.open(store.location).version() == before
    store.append("statements", empty(STATEMENTS))
    assert store.version() == before
    store.append("statements", statements("s1"))
    after = store.version()
    assert after != before
    assert Store.open(store.location, create=False).version() == after


def test_what_was_read_before_hides_no_later_commit(store: Store) -> None:
    def seen() -> list[str]:
        return sorted(store.read("statements", ["statement_id"])["statement_id"])

    store.append("statements", statements("s1"))
    assert seen() == ["s1"]
    store.upsert("statements", statements("s1", "s2"))
    assert seen() == ["s1", "s2"]
    before = store.snapshot("statements")
    Store.open(store.location).append("statements", statements("s3"))
    assert seen() == ["s1", "s2", "s3"]
    assert len(before.read()) == 2


def test_marks_are_kept_with_the_commit(store: Store) -> None:
    assert store.mark("statements", "unlinked") == 0
    store.write_articles(articles("a1"), rows(statements=statements("s1")), {"statements": {"unlinked": 1}})
    assert store.mark("statements", "unlinked") == 1
    assert store.mark("aid", "unlinked") == 0
    store.append("statements", empty(STATEMENTS), {"unlinked": 0})
    assert store.mark("statements", "unlinked") == 0


@pytest.mark.parametrize("make", ["file", "foreign", "missing"])
def test_a_place_that_is_no_store_is_refused_in_one_line(tmp_path: Path, make: str) -> None:
    place = tmp_path / "place"
    if make == "file":
        place.write_text("x")
    elif make == "foreign":
        place.mkdir()
        (place / "thesis.docx").write_text("x")
    with pytest.raises(StoreError) as error:
        Store.open(place, create=make != "missing")
    assert str(place) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_damaged_log_is_one_line(store: Store) -> None:
    log = Path(store.location) / "aid" / "_delta_log" / f"{0:020d}.json"
    log.write_text("{")
    with pytest.raises(StoreError, match="table aid") as error:
        Store.open(store.location)
    assert "\n" not in str(error.value)


def test_a_store_of_a_newer_program_is_refused(store: Store) -> None:
    table = DeltaTable(store.uri("feeds"))
    table.alter.set_table_properties({SCHEMA_KEY: "99"}, raise_if_not_exists=False)
    with pytest.raises(NewerStoreError, match="schema 99"):
        Store.open(store.location)
    with pytest.raises(NewerStoreError):
        Store.open(store.location, create=False)


def test_an_older_store_gets_the_new_columns(tmp_path: Path) -> None:
    old = arrow_schema(STATEMENTS).remove(arrow_schema(STATEMENTS).get_field_index("echo_id"))
    place = tmp_path / "old"
    DeltaTable.create(place / "statements", old, configuration={SCHEMA_KEY: "0"}, raise_if_key_not_exists=False)
    store = Store.open(place)
    store.append("statements", statements("s1", echo_id="s1"))
    assert store.read("statements", ["echo_id"])["echo_id"].tolist() == ["s1"]
    assert DeltaTable(place / "statements").metadata().configuration[SCHEMA_KEY] == "1"


def test_an_older_store_is_read_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "old"
    rows = to_arrow(statements("s1", "s2"), STATEMENTS).drop_columns(["echo_id", "side"])
    write_deltalake(place / "statements", rows)
    store = Store.open(place, create=False)
    found = store.read("statements")
    assert list(found["statement_id"]) == ["s1", "s2"]
    assert found[["echo_id", "side"]].isna().all(axis=None)
    assert store.read("statements", ["statement_id"], where={"side": None})["statement_id"].tolist() == ["s1", "s2"]
    assert DeltaTable(place / "statements").version() == 0


def test_an_unknown_column_is_named(store: Store) -> None:
    with pytest.raises(StoreError, match="'wrong'"):
        store.read("feeds", ["wrong"])
    with pytest.raises(StoreError, match="'wrong'"):
        store.append("feeds", pd.DataFrame({"feed_id": ["a"], "wrong": [1]}))


def test_a_second_writer_is_told_who_holds_the_lock(store: Store) -> None:
    code = f"""
from pipeline.store.tables import Store
from pipeline.errors import StoreError
told = []
try:
    with Store.open({store.location!r}).lock(wait=0.3, on_wait=told.append):
        print("got it")
except StoreError as error:
    print(len(told), error)
"""

    def second() -> str:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    with store.lock():
        assert second().startswith("1 the store")
    assert second() == "got it\n"


def test_a_remote_store_needs_no_folder_to_lock() -> None:
    with Store("s3://bucket/monitor", {"region": "none"}).lock():
        pass


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(texts, st.none() | st.floats(allow_nan=False), st.none() | st.integers(-(2**62), 2**62)), max_size=4
    )
)
def test_any_text_and_number_survives(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, float | None, int | None]]
) -> None:
    store = Store.open(tmp_path_factory.mktemp("any"))
    written = [
        {"statement_id": json.dumps(i), "quote": q, "actor_id": q, "tone": t, "source_start": n}
        for i, (q, t, n) in enumerate(values)
    ]
    store.append("statements", frame_of(written, STATEMENTS))
    read = store.read("statements", ["statement_id", "quote", "actor_id", "tone", "source_start"]).sort_values(
        "statement_id"
    )
    assert [{k: None if pd.isna(v) else v for k, v in row.items()} for row in read.to_dict("records")] == written


def test_rows_written_by_a_merge_can_be_filtered(store: Store) -> None:
    store.upsert("statements", statements("s1", side="ukraine"))
    store.upsert("statements", statements("s1", "s2", side="russia"))
    assert len(store.read("statements", since=NOON, where={"side": "russia", "article_id": "a1"})) == 2
    assert len(store.read("statements", since=NOON + dt.timedelta(seconds=1))) == 0


def test_a_copy_of_the_folder_is_a_backup(store: Store, tmp_path: Path) -> None:
    store.upsert("articles", articles("a1", "a2", text="Before."))
    copied = shutil.copytree(store.location, tmp_path / "elsewhere" / "backup")
    store.upsert("articles", articles("a1", text="After."))
    shutil.rmtree(store.location)
    backup = Store.open(copied)
    assert sorted(backup.read("articles")["text"]) == ["Before.", "Before."]
    backup.upsert("articles", articles("a3"))
    assert backup.count("articles") == 3
