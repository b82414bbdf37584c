"""One exception tree: each error says what was being done, to what, why it failed and what would be right.

`InputError` and its children are the user's to mend: the command line prints their message as one line and exits 2.
Failures of one feed or page are recorded as data (see `pipeline.records.Fetch`), not raised.
"""


class MonitorError(Exception):
    """Base of everything this project raises on purpose."""


class InputError(MonitorError):
    """Something the user gave (an option, a file, a date, a table) cannot be used."""


class SeedError(InputError):
    """A seed file (feeds, actors, offices, lexicons, model) is missing or damaged."""


class StoreError(InputError):
    """The store cannot be opened, read or written."""


class NewerStoreError(StoreError):
    """The store was written by a newer version of this program."""


class FetchError(MonitorError):
    """A request failed; `status` is one of `pipeline.records.FETCH_STATUSES`."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


class RefusedAddressError(FetchError):
    """A URL points where nothing from a feed may lead: a non-public address, a foreign scheme, hidden credentials."""

    def __init__(self, message: str) -> None:
        super().__init__("blocked", message)
