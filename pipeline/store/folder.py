"""The folder of a local store: whether one is there, or may be made."""

import os
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store.schema import TABLES

BESIDE = ("feeds.opml",)  # what a store's folder may hold beside its tables


def check_folder(folder: Path, create: bool) -> None:
    """Raise `StoreError` unless `folder` is a store, or may become one."""
    try:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"the store {folder} is a file; name a folder")
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        entries = sorted(entry.name for entry in os.scandir(folder)) if folder.is_dir() else []
    except OSError as error:
        raise StoreError(
            f"cannot use {folder} as store: {error.strerror}; choose a folder you may read and write"
        ) from error
    strangers = [entry for entry in entries if entry not in (*TABLES, *BESIDE) and not entry.startswith(".")]
    if strangers and not any(entry in TABLES for entry in entries):
        raise StoreError(f"{folder} is not a store: it holds {strangers[0]}; name an empty folder or a store")
    if create and not os.access(folder, os.W_OK):
        raise StoreError(f"cannot write the store {folder}: permission denied; choose a folder you may write")
