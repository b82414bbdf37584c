"""The command line: names, options and help of the commands; what they do is in `pipeline.commands`.

Data goes to stdout, everything else to stderr. An input error is one line and exit code 2.
"""

import datetime as dt
import logging
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pipeline.errors import InputError, MonitorError

app = typer.Typer(
    name="ukraine-monitor",
    help="Monitor coverage of Russia's war against Ukraine: who said what, who pledged what, in what tone.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # else words in square brackets are taken for a style and left out
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
feeds_app = typer.Typer(help="The list of feeds: show it, change it, OPML in and out.", no_args_is_help=True)
app.add_typer(feeds_app, name="feeds")

StoreOption = Annotated[
    str | None, typer.Option("--store", metavar="DIR", help="Folder or s3:// address of the store. [default: data]")
]
FeedsOption = Annotated[
    Path | None,
    typer.Option("--feeds", metavar="OPML", help="List of feeds. [default: the store's own, else the shipped one]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OutOption = Annotated[str, typer.Option("-o", "--output", metavar="FILE|-", help="Where to write; - is stdout.")]
PublishedOption = Annotated[
    str | None, typer.Option("--published", metavar="DATE", help="Day of publication, as 2024-05-01. [default: today]")
]
Exportable = Literal["statements", "aid", "aid-events", "articles", "tones", "flags", "feeds", "fetches", "rejected"]


@app.command()
def run(
    store: StoreOption = None,
    feeds: FeedsOption = None,
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time between two rounds: 900, 90s, 15m, 2h. [default: 15m]")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on. [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to serve on. [default: 8501]")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no feed: read the baseline and serve.")] = False,
) -> None:
    """Ingest now, keep ingesting, and serve the dashboard."""
    from pipeline.store.memory import share_heaps

    share_heaps(1)
    from pipeline.serve import serve

    serve(_settings(store=store, feeds=feeds, every=_seconds(every), host=host, port=port), offline=offline)


@app.command()
def ingest(
    store: StoreOption = None,
    feeds: FeedsOption = None,
    full_text: Annotated[
        bool | None,
        typer.Option(
            "--full-text/--no-full-text", help="Fetch the page where a feed has a summary only. [default: full]"
        ),
    ] = None,
    tone: Annotated[
        bool | None,
        typer.Option("--tone/--no-tone", help="Score tone at the end, or leave it to a later round. [default: score]"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Ask all feeds, also those that are not due.")] = False,
    host_delay: Annotated[
        float | None, typer.Option(min=0, metavar="S", help="Seconds between two requests to one host. [default: 1]")
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST[:PORT]", help="Non-public address that may be fetched; may be repeated."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run one round of the feeds that are due. Exits with 1 if none of them answered."""
    from pipeline.store.memory import be_frugal

    be_frugal()
    from pipeline.commands.gathering import ingest as run_ingest

    settings = _settings(
        store=store,
        feeds=feeds,
        full_text=full_text,
        tone=tone,
        host_delay=host_delay,
        allow_hosts=allow_host or None,
    )
    text, answered = run_ingest(settings, force, as_json)
    _print(text)
    if not answered:
        raise typer.Exit(1)


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of files.")],
    store: StoreOption = None,
    published: PublishedOption = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Source shown. [default: the file's name]")] = None,
) -> None:
    """Add local documents: .txt .html .xml .rss .atom .jsonl .csv .parquet."""
    from pipeline.commands.gathering import add as run_add

    _print(run_add(_settings(store=store), paths, _day(published, "--published"), source))


@app.command()
def kiel(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook (.xlsx) or CSV of one release.")],
    store: StoreOption = None,
) -> None:
    """Read a release of the Kiel Institute's Ukraine Support Tracker, to compare it with the ledger."""
    from pipeline.commands.kiel import read as read_kiel

    _print(read_kiel(_settings(store=store), path))


@app.command()
def extract(
    path: Annotated[str | None, typer.Argument(metavar="[PATH|-]", help="A text file; - is stdin.")] = None,
    published: PublishedOption = None,
    as_json: JsonOption = False,
    jsonl: Annotated[
        str | None, typer.Option(metavar="FILE|-", help='Many texts: {"id", "text", "date"} a line.')
    ] = None,
    out: OutOption = "-",
    workers: Annotated[int, typer.Option(min=0, metavar="N", help="Processes; 0: one for each processor.")] = 0,
) -> None:
    """Read one text, or many, and print what was found; keeps nothing."""
    from pipeline.commands.reading import extract_many, extract_one

    if (path is None) == (jsonl is None):
        raise InputError("name one text to read (- for stdin), or many with --jsonl FILE")
    day = _day(published, "--published") or dt.datetime.now(dt.UTC).date()
    if jsonl is not None:
        extract_many(jsonl, out, day, workers)
    else:
        from pipeline.commands.console import output

        text = extract_one(str(path), day, as_json)
        with output(out) as handle:
            handle.write(f"{text}\n".encode("utf-8", "replace"))


@app.command()
def tone(
    jsonl: Annotated[str, typer.Option(metavar="FILE|-", help='Pairs: {"id", "text", "span": [start, end]} a line.')],
    out: OutOption = "-",
) -> None:
    """Score the tone of sentences towards a target: label, score and three probabilities a line."""
    from pipeline.commands.reading import score_many

    score_many(jsonl, out)


@app.command()
def export(
    what: Annotated[Exportable, typer.Argument(metavar="TABLE", help="statements, aid, aid-events, articles, ...")],
    store: StoreOption = None,
    out: OutOption = "-",
    form: Annotated[Literal["csv", "parquet", "jsonl"], typer.Option("--format", help="Form of the output.")] = "csv",
    actor: Annotated[list[str] | None, typer.Option(metavar="ID", help="Speaker; may be repeated.")] = None,
    side: Annotated[list[str] | None, typer.Option(metavar="S", help="Side of the speaker; may be repeated.")] = None,
    country: Annotated[list[str] | None, typer.Option(metavar="C", help="Speaker's country; may be repeated.")] = None,
    donor: Annotated[list[str] | None, typer.Option(metavar="D", help="Donor; may be repeated.")] = None,
    source: Annotated[list[str] | None, typer.Option(metavar="S", help="Feed's id; may be repeated.")] = None,
    kind: Annotated[list[str] | None, typer.Option(metavar="K", help="Kind; may be repeated.")] = None,
    target: Annotated[list[str] | None, typer.Option(metavar="ID", help="Whom it is about; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="First day.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day.")] = None,
    words: Annotated[str | None, typer.Option("--words", metavar="WORDS", help="Words that must occur.")] = None,
    unique: Annotated[bool, typer.Option("--unique", help="Count echoes and reprints once.")] = False,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Write whole article texts, too (for yourself).")
    ] = False,
    header: Annotated[
        bool, typer.Option("--header", help="Begin a CSV with # lines: version of the data, filters, rows.")
    ] = False,
) -> None:
    """Write a table as CSV, JSON lines or Parquet, all rows that the filters ask for."""
    from pipeline.commands.exporting import export as run_export

    params: dict[str, Any] = {
        "actor": actor, "side": side, "country": country, "donor": donor, "source": source, "kind": kind,
        "target": target, "since": since, "until": until, "q": words, "count": "unique" if unique else "mentions",
    }  # fmt: skip
    run_export(_settings(store=store), what, {k: v for k, v in params.items() if v}, out, form, with_text, header)


@app.command()
def status(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Show counts, the newest item, the store's version and each feed's health."""
    import json

    from pipeline.commands import status as subject

    found = subject.status(_settings(store=store))
    _print(json.dumps(found, ensure_ascii=False, indent=2) if as_json else subject.in_words(found))


@app.command()
def maintain(
    store: StoreOption = None,
    keep_texts_days: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Drop article texts older than N days; 0 keeps all.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Care for the store: check it, compact it, remove what no version needs, drop old texts, show sizes."""
    from pipeline.commands.gathering import maintain as run_maintain

    _print(run_maintain(_settings(store=store, keep_texts_days=keep_texts_days), as_json))


@feeds_app.command("list")
def feeds_list(store: StoreOption = None, feeds: FeedsOption = None, as_json: JsonOption = False) -> None:
    """Print the feeds: id, URL, title."""
    from pipeline.commands.feeds import show

    _print(show(_settings(store=store, feeds=feeds), as_json))


@feeds_app.command("add")
def feeds_add(
    url: Annotated[str, typer.Argument(help="Address of the feed.")],
    title: Annotated[str, typer.Option(help="Name shown. [default: the address]")] = "",
    kind: Annotated[str, typer.Option(help="media, agency, government, ...")] = "",
    country: Annotated[str, typer.Option(help="Publisher's country, ISO 3166-1 alpha-3.")] = "",
    language: Annotated[str, typer.Option(help="Language, ISO 639-1.")] = "",
    store: StoreOption = None,
    feeds: FeedsOption = None,
) -> None:
    """Add a feed to the list."""
    from pipeline.commands.feeds import add as add_feed

    _print(add_feed(_settings(store=store, feeds=feeds), url, title, kind, country, language))


@feeds_app.command("remove")
def feeds_remove(
    name: Annotated[str, typer.Argument(metavar="ID|URL", help="The feed.")],
    store: StoreOption = None,
    feeds: FeedsOption = None,
) -> None:
    """Remove a feed from the list; what it brought stays in the store."""
    from pipeline.commands.feeds import remove

    _print(remove(_settings(store=store, feeds=feeds), name))


@feeds_app.command("import")
def feeds_import(
    source: Annotated[Path, typer.Argument(metavar="OPML", help="List to add.")],
    store: StoreOption = None,
    feeds: FeedsOption = None,
) -> None:
    """Add the feeds of an OPML file that the list does not have."""
    from pipeline.commands.feeds import import_list

    _print(import_list(_settings(store=store, feeds=feeds), source))


@feeds_app.command("export")
def feeds_export(store: StoreOption = None, feeds: FeedsOption = None, out: OutOption = "-") -> None:
    """Write the list as OPML 2.0, for other feed readers."""
    from pipeline.commands.console import output
    from pipeline.commands.feeds import export_list

    data = export_list(_settings(store=store, feeds=feeds))
    with output(out) as handle:
        handle.write(data)


def main() -> None:
    """Run the command line of this process; never returns."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)
    sys.exit(call(sys.argv[1:]))


def call(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 bad input, 130 interrupted."""
    from typer._click.exceptions import ClickException

    try:
        return _run(arguments)
    except (typer.Exit, typer.Abort) as end:
        return int(getattr(end, "exit_code", 130))
    except ClickException as error:
        return _failed(f"{error.format_message()} (see ukraine-monitor --help)", 2)
    except InputError as error:
        return _failed(str(error), 2)
    except MonitorError as error:
        return _failed(str(error), 1)
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # of the help, which typer writes by itself
        from pipeline.commands.console import drop_stdout

        drop_stdout()
        return _failed(f"{error.filename or 'cannot write to stdout'}: {error.strerror or error}", 2)


def _run(arguments: list[str]) -> int:
    """Run one command; where a command is missing, print which there are."""
    from typer._click.exceptions import NoArgsIsHelpError

    try:
        return int(app(arguments, prog_name="ukraine-monitor", standalone_mode=False) or 0)
    except NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        return 2


def _failed(message: str, code: int) -> int:
    if sys.stderr is not None:  # what Python makes of a closed one
        sys.stderr.write(f"ukraine-monitor: {' '.join(message.split())}\n")
    return code


def _print(text: str) -> None:
    from pipeline.commands.console import standard_output

    with standard_output() as out:
        out.write(f"{text}\n")


def _settings(**options: Any) -> Any:
    from pipeline.settings import make_settings

    return make_settings(**{name: value for name, value in options.items() if value is not None})


def _day(text: str | None, option: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{option} {text!r} is no day; write it as 2024-05-01") from error


def _seconds(text: str | None) -> float | None:
    """Return a time such as 900, 90s, 15m, 2h or 1d in seconds."""
    if text is None:
        return None
    number, unit = (text[:-1], text[-1]) if text[-1:].isalpha() else (text, "s")
    try:
        seconds = float(number) * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[unit]
    except (ValueError, KeyError) as error:
        raise InputError(f"--every {text!r} is no time; write it as 900, 90s, 15m or 2h") from error
    if seconds <= 0:
        raise InputError(f"--every {text!r}: the time between two rounds must be above zero")
    return seconds
