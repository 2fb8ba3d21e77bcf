"""A clock and what happened, for the page of a case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from muniment import clock
from muniment.casework.asking import WORDS
from muniment.casework.cases import NEEDED, by_now, clock_of, day_of, standing
from muniment.clock.answers import in_words

WEEKEND = frozenset({"Saturday", "Sunday"})


def clock_shown(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a page tells of a clock, from its answer as JSON keeps it: the same of one that runs and of one that was kept at its end."""
    working = answer["working"]
    days = [(date.fromisoformat(each["day"]), each["why"]) for each in working["not_counted"]]
    return {
        "answer": answer,
        "working": working,
        "safe": _in_words(answer["safe_due"]) if answer["safe_due"] != answer["due"] else "",
        "closed_days": [(day, why) for day, why in days if why not in WEEKEND],
        "weekends": sum(why in WEEKEND for _day, why in days),
        "notices": [{**each, "by": date.fromisoformat(each["by"])} for each in answer["notices"]],
    }


def _in_words(moment: str) -> str:
    return in_words(datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment))


def case_shown(case: Any) -> dict[str, Any]:
    """The clock of a case and its events. One query, or three. One that has ended tells what it was when it ended."""
    answer = case.worked_out or clock_of(case, case.events, by_now()).as_json()
    reckoned = clock_shown(answer)
    # What lay on the way and has gone by, or has come, is of use only to whoever works it out anew.
    came = {f"last-day-for-{each['name']}" for _at, each in standing(case.events)}
    reckoned["notices"] = [
        each for each in reckoned["notices"] if each["by"] >= clock.today() and each["name"] not in came
    ]
    reckoned["reasons"] = [each for each in events_shown(case.events) if each["needed"] and not each["struck"]]
    return {"happened": events_shown(case.events), "reckoned": reckoned}


def events_shown(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events by their day, each with its number and whether it was struck out; what strikes is told at what it struck."""
    stand = dict(standing(events))
    reasons = {each["strikes"]: each["note"] for each in events if each.get("strikes") is not None}
    told = [
        {
            "number": at + 1,
            "words": WORDS.get(each["name"], each["name"].replace("-", " ").capitalize()),
            "day": day_of(each),
            "note": each["note"],
            "needed": each.get(NEEDED, ""),
            "by": each["by"],
            "struck": at not in stand,
            "reason": reasons.get(at, ""),
        }
        for at, each in enumerate(events)
        if each.get("strikes") is None
    ]
    return sorted(told, key=lambda each: (each["day"], each["number"]))
