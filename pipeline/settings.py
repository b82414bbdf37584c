"""Every option of the program: its default, unit and environment variable (prefix UKRAINE_MONITOR_).

An unknown or unreadable value is an `InputError` that names the variable; see `load_settings`.
"""

import functools
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from pipeline.errors import InputError


class Settings(BaseSettings):
    """All options. Units stand in the descriptions; times are seconds unless named otherwise."""

    model_config = SettingsConfigDict(env_prefix="UKRAINE_MONITOR_", extra="ignore", frozen=True)

    # store
    store: str = Field("data", description="folder or s3:// address of the store")
    storage_options: dict[str, str] = Field(default_factory=dict, description="options of a remote store, as JSON")

    # what is read
    feeds: Path | None = Field(None, description="OPML to read; default: the one that is shipped")
    baseline: bool = Field(True, description="read the shipped baseline of verified events")

    # HTTP
    contact: str = Field("", description="address or URL put into the User-Agent, so that hosts can reach you")
    connect_timeout: float = Field(10, gt=0, description="seconds until a connection must stand")
    read_timeout: float = Field(20, gt=0, description="seconds between two pieces of an answer")
    total_timeout: float = Field(45, gt=0, description="seconds for a whole request")
    max_wire_bytes: int = Field(16_000_000, gt=0, description="bytes of an answer on the wire")
    max_body_bytes: int = Field(16_000_000, gt=0, description="bytes of an answer after decompression")
    max_new_a_day: int = Field(10_000, gt=0, description="new entries of one feed that are kept in 24 hours")
    max_redirects: int = Field(5, ge=0, description="redirects followed")
    host_delay: float = Field(1.0, ge=0, description="seconds between two requests to one host")
    concurrency: int = Field(20, gt=0, description="requests at once, over all hosts")
    allow_hosts: tuple[str, ...] = Field((), description="HOST or HOST:PORT that may be non-public, as JSON list")
    full_text: bool = Field(True, description="fetch article pages where a feed gives only a summary")

    # schedule
    every: float = Field(900, gt=0, description="seconds between two rounds of `run`")
    min_interval: float = Field(300, gt=0, description="shortest time between two requests to a feed, seconds")
    max_interval: float = Field(86_400, gt=0, description="longest time between two requests to a feed, seconds")

    # care
    keep_texts_days: int = Field(0, ge=0, description="drop article texts older than this many days; 0 keeps all")

    # serving
    host: str = Field("127.0.0.1", description="address to serve on")
    port: int = Field(8501, ge=0, le=65535, description="port to serve on")

    # reading
    workers: int = Field(0, ge=0, description="processes that read articles; 0: one for each processor")
    threads: int = Field(2, gt=0, description="threads of the tone model")
    tone: bool = Field(True, description="score tone at the end of a round; false leaves it to a later one")


@functools.lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Return the settings of this process, read once; raise `InputError` naming the variable that is wrong."""
    return make_settings()


def make_settings(**overrides: Any) -> Settings:
    """Return settings with `overrides` on top of the environment; raise `InputError` for a bad value."""
    try:
        return Settings(**overrides)
    except SettingsError as error:
        cause = error.__cause__ or error
        raise InputError(f"a variable UKRAINE_MONITOR_… holds no JSON: {error} ({cause})") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise InputError(f"UKRAINE_MONITOR_{name}={first.get('input')!r}: {first['msg']}") from error
