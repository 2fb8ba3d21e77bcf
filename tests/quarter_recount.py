"""A quarter counted in plain Python: no query, no filter and no condition shared with what is tested."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from muniment.clock import LONDON
from muniment.people.models import Unit
from muniment.registers.record import register_of
from tests.clock_brute import twentieth
from tests.held_recount import Photograph
from tests.quarter_cases import MODELS

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def taken() -> Rows:
    """Every row of the registers as it is now, as plain values; but for those that only named people may know of."""
    return {
        register_of(model).slug: [row for row in model._default_manager.values() if not row["withdrawn"] and not row.get("restricted")]
        for model in MODELS
    }  # fmt: skip


def within(rows: Rows, root: int) -> Rows:
    """The rows of a unit and of all below it."""
    units = Photograph({}, set(), set(), dict(Unit.objects.values_list("pk", "parent"))).below(root)
    return {slug: [row for row in some if row["unit_id"] in units] for slug, some in rows.items()}


def quarter_of(day: date) -> tuple[date, date]:
    """The first day of the quarter of a day, and the first that is no longer in it."""
    begins = (1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10)[day.month - 1]
    return date(day.year, begins, 1), date(day.year + begins // 10, (begins + 2) % 12 + 1, 1)


def day_of(instant: Any) -> date:
    return instant.astimezone(LONDON).date()


def of_cases(rows: list[Row], first: date, after: date, *, acknowledged: bool = False) -> dict[str, int]:
    """Received, answered, in time, late, ended otherwise."""
    over = [row for row in rows if row["ended_on"] and first <= row["ended_on"] < after]
    states = ("being_answered", "has_answer") if acknowledged else ("has_answer",)
    done = [row for row in over if row["state"] in states]
    return {
        "came": sum(first <= row["received_on"] < after for row in rows), "answered": len(done),
        "timely": sum(row["in_time"] is True for row in done), "too_late": sum(row["in_time"] is False for row in done),
        "otherwise": sum(row["state"] == "ended_without" for row in over),
    }  # fmt: skip


def outcomes(rows: list[Row], first: date, after: date, names: tuple[str, ...], by: str = "ended_on") -> dict[str, int]:
    among = [row for row in rows if row["state"] == "has_answer" and row[by] and first <= row[by] < after]
    counted = Counter(row["outcome"] for row in among)
    return {name: counted[name] for name in names}


def open_then(rows: list[Row], day: date) -> dict[str, int]:
    """What was open in rows as they stood on a day, and how much of it was late then."""
    left = [row for row in rows if row["state"] in ("new_in", "being_answered")]
    late = [row for row in left if row["due_on"] and row["due_on"] < day and row["clock_state"] != "ended"]
    return {"still_open": len(left), "open_late": len(late)}


OUTCOMES = {
    "requests": ("granted", "part", "refused", "not_held"), "internal-reviews": ("stands", "changed_in_part", "overturned"),
    "rights-requests": ("done", "part", "refused", "no_data"), "complaints": ("upheld", "part_upheld", "not_upheld"),
}  # fmt: skip
NAMES = {"requests": "requests", "internal-reviews": "reviews", "rights-requests": "rights", "complaints": "complaints"}


def recount(rows: Rows, ended: Rows, day: date, end: date) -> dict[str, int]:
    """The figures of the quarter of `day` by the rows as they were known, and by those at its end, which is `end`."""
    first, after = quarter_of(day)
    found: dict[str, int] = {}
    for slug, name in NAMES.items():
        counted = of_cases(rows[slug], first, after, acknowledged=slug == "complaints") | open_then(ended[slug], end)
        counted |= outcomes(
            rows[slug], first, after, OUTCOMES[slug], "received_on" if slug == "complaints" else "ended_on"
        )
        found |= {f"{name}_{key}": value for key, value in counted.items()}
    for law in ("foi", "eir", "rpsi"):
        of_law, of_law_then = ([row for row in some["requests"] if row["law"] == law] for some in (rows, ended))
        counted = (
            of_cases(of_law, first, after)
            | open_then(of_law_then, end)
            | outcomes(of_law, first, after, OUTCOMES["requests"])
        )
        found |= {f"{law}_{key}": value for key, value in counted.items()}
    answered = {
        row["id"] for row in rows["requests"] if row["state"] == "has_answer" and first <= row["ended_on"] < after
    }
    found["exemptions_used"] = sum(
        row["state"] == "relied_on" and row["request_id"] in answered for row in rows["request-exemptions"]
    )
    return found | _others(rows, first, after)


def uses(rows: Rows, day: date) -> Counter[str]:
    """The exemptions of the answers of a quarter, by section."""
    first, after = quarter_of(day)
    answered = {
        row["id"] for row in rows["requests"] if row["state"] == "has_answer" and first <= row["ended_on"] < after
    }
    return Counter(
        row["code"]
        for row in rows["request-exemptions"]
        if row["state"] == "relied_on" and row["request_id"] in answered
    )


def _others(rows: Rows, first: date, after: date) -> dict[str, int]:
    noticed = [row for row in rows["incidents"] if first <= day_of(row["noticed_at"]) < after]
    breaches = [row for row in noticed if row["aware_at"]]
    told = [row for row in noticed if row["ico_notified_at"]]
    received = [row for row in rows["disclosures"] if first <= row["received_on"] < after]
    decided = [row for row in rows["regulator-cases"] if row["decided_on"] and first <= row["decided_on"] < after]
    return {
        "incidents_happened": sum(not row["near_miss"] and row["state"] != "no_incident" for row in noticed),
        "incidents_near": sum(row["near_miss"] and row["state"] != "no_incident" for row in noticed),
        "incidents_breach": len(breaches), "incidents_told": len(told),
        "incidents_told_late": sum(row["ico_notified_at"] - row["aware_at"] > timedelta(hours=72) for row in told),
        "incidents_not_told": sum(row["regulator"] == "do_not_tell" for row in noticed),
        "disclosures_received": len(received), "disclosures_given": sum(row["state"] == "given_out" for row in received),
        "disclosures_refused": sum(row["state"] == "declined" for row in received),
        "disclosures_checked": sum(row["quality"] != "" for row in received),
        "disclosures_not_sound": sum(row["quality"] in ("gaps", "unsound") for row in received),
        "regulators_received": sum(first <= row["received_on"] < after for row in rows["regulator-cases"]),
        "regulators_decided": len(decided),
        **{f"regulators_{name}": sum(row["outcome"] == name for row in decided) for name in ("upheld", "partly", "not_upheld", "not_taken_up", "given_up")},
    }  # fmt: skip


def in_time_again(row: Row, holidays: set[date]) -> bool | None:
    """Whether a plain request was in time, by walking the days; None where its clock was paused, reset or extended."""
    told = [each for at, each in enumerate(row["events"]) if each.get("strikes") is None
            and at not in {one["strikes"] for one in row["events"] if one.get("strikes") is not None}]  # fmt: skip
    plain = {"received", "acknowledged", "answered", "redesignated", "reopened"}
    if row["state"] != "has_answer" or {each["name"] for each in told} - plain:
        return None
    received, answered = (
        date.fromisoformat(next(e["on"] for e in told if e["name"] == name)) for name in ("received", "answered")
    )
    return bool(answered <= twentieth(received, 20, holidays, []))
