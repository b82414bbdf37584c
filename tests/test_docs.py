"""The documents say what is true: options, columns, commands, and nothing about the machine they were written on."""

import re
import subprocess
from pathlib import Path

import pytest
import typer

from pipeline.docs import refreshed
from pipeline.errors import InputError

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|home|root)/\w+|\.\./shared|shared/gold|pypi\.\w+/simple|index-url")
"""Addresses that mean something on one machine only."""

TEXT = (".py", ".md", ".toml", ".txt", ".csv", ".yaml", ".json", ".opml", "Makefile", "run")


def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    return [root / name for name in listed if name.endswith(TEXT) and (root / name).is_file()]


def test_generated_parts_of_the_readme_are_current(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert text == refreshed(text), "run: python -m pipeline.docs README.md"


def test_a_document_without_markers_is_refused() -> None:
    with pytest.raises(InputError, match="dictionary"):
        refreshed("# A text\n")


def test_commands_of_the_documents_exist(root: Path) -> None:
    from pipeline.cli import app

    group = typer.main.get_command(app)
    known = set(group.commands)  # type: ignore[attr-defined]
    for name in DOCUMENTS:
        named = set(re.findall(r"ukraine-monitor ([a-z]+)", (root / name).read_text(encoding="utf-8")))
        assert named <= known, name
    assert known <= set(re.findall(r"ukraine-monitor ([a-z]+)", (root / "README.md").read_text(encoding="utf-8")))


def test_make_targets_of_the_documents_exist(root: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.M))
    for name in DOCUMENTS:
        assert set(re.findall(r"(?:`| {4})make ([a-z]+)", (root / name).read_text(encoding="utf-8"))) <= targets


def test_files_that_the_documents_link_exist(root: Path) -> None:
    for name in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (root / name).read_text(encoding="utf-8")):
            assert (root / target).exists(), f"{name} links {target}"


def test_nothing_in_the_tree_names_a_place_on_one_machine(root: Path) -> None:
    files = tracked(root)
    if not files:
        pytest.skip("not a git checkout")
    for path in files:
        if path != Path(__file__):
            found = MACHINE.search(path.read_text(encoding="utf-8"))
            assert found is None, f"{path.relative_to(root)}: {found and found[0]}"
