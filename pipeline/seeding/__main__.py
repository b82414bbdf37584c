"""`python -m pipeline.seeding FACTS`: write seeds/feeds.opml and seeds/baseline/ anew from a folder of facts."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import InputError
from pipeline.extract.actors.registry import Registry
from pipeline.seeding import baseline, facts, opml
from pipeline.seeds import seeds_folder


def write_seeds(
    source: Annotated[
        Path, typer.Argument(metavar="FACTS", help="folder with feeds.csv, statement_facts.csv, aid_facts.csv")
    ],
    seeds: Annotated[Path | None, typer.Option(help="seeds folder to write to; default: the one in use")] = None,
) -> None:
    """Write feeds.opml and baseline/ from FACTS; the same facts give the same bytes."""
    folder = seeds or seeds_folder()
    try:
        files = {"feeds.opml": opml.feed_list(facts.read_feeds(source))}
        built = baseline.build(facts.read_statements(source), facts.read_aid(source), Registry.load(folder))
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    files |= {f"baseline/{name}": text for name, text in built.items()}
    (folder / "baseline").mkdir(exist_ok=True)
    for old in (folder / "baseline").glob("*.xml"):
        old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        typer.echo(f"{folder / name}: {len(text.encode()):,} bytes")


if __name__ == "__main__":
    typer.run(write_seeds)
