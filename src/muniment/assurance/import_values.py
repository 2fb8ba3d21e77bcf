"""The values that a record takes from a paper: for a new one all of them, for a changed one a group of fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from muniment.actions.rules import State


def per_paper(name: str, position: date | None) -> str:
    """By whose word it is so: "Per the paper plan.docx, which speaks for 25 July 2016"."""
    speaks = f", which speaks for {position:%-d %B %Y}" if position else ""
    return f"Per the paper {name}{speaks}"


def fresh(said: Mapping[str, Any], note: str, on: date) -> dict[str, Any]:
    """Every field of a new or revived action. The first date is frozen here."""
    values = dict(said)
    for group in ("due", "state"):
        values |= changed(None, group, said, note, on)
    return values | {"first_due": values["due"], "slips": 0, "extension_asked": False, "withdrawn": False}


def changed(record: Any, group: str, said: Mapping[str, Any], note: str, on: date) -> dict[str, Any]:
    """The fields of one group. A state goes with its keys: a paper's *completed* is the first key, turned by nobody."""
    if group == "due":
        due = date.fromisoformat(said["due"]) if said["due"] else None
        values = {"due": due, "due_precision": said["due_precision"], "due_text": said["due_text"]}
        if record is not None and record.first_due is None:
            values["first_due"] = due
        return values
    if group == "state":
        done = said["state"] == State.SAID_DONE
        return {
            "state": said["state"], "ended_reason": said["ended_reason"],
            "said_done_by": None, "said_done_on": on if done else None, "said_done_note": f"{note}." if done else "",
            "verified_by": None, "verified_on": None, "verified_note": "",
        }  # fmt: skip
    return dict(said)


def slip(record: Any, values: dict[str, Any]) -> tuple[date, date] | None:
    """From which date to which an action slips by these new values, which then count it; None where it does not."""
    if record.due is None or values["due"] is None or values["due"] <= record.due:
        return None
    values["slips"] = record.slips + 1
    return record.due, values["due"]
