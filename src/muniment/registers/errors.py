"""The three ways in which the house says no. The middleware turns them into 422, 403 and 409."""

from typing import Any


class Invalid(Exception):
    """What was asked does not hold together. `errors` maps a field to its messages; "" is the whole record."""

    def __init__(self, message: str, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or {"": [message]}


class Refused(Exception):
    """The person may not do this. The message is the reason."""


class Conflict(Exception):
    """Somebody else saved the record meanwhile. `record` is as it stands now."""

    def __init__(self, message: str, record: Any = None) -> None:
        super().__init__(message)
        self.record = record
