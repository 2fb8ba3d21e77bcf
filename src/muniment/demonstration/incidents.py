"""What went wrong with information at Ambleworth: reported, triaged, advised and decided on, told, put right; each on its day."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from typing import Any

from muniment import clock
from muniment.demonstration.held import Held, Row, told
from muniment.incidents import handling
from muniment.incidents.causes import IncidentCause, enter_usual
from muniment.incidents.models import Incident, IncidentAction, IncidentActionExtension, StaffMatter
from muniment.incidents.tasks import ACTS
from muniment.registers import links
from muniment.registers.access import Actor
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

MANAGER, OFFICER, DPO, DIRECTOR = "ig-manager", "ig-officer-senior", "dpo", "director-resources"
REPORTED = ("title", "narrative", "data_categories", "contained", "contact")
Telling = tuple[int, Callable[[], None]]


class Incidents:
    """The incidents, told day by day. What they touch is in `held`."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.made: dict[str, int] = {}

    def script(self) -> Iterator[Telling]:
        """What is told on which day; of one day in the order in which it happened."""
        data = told("incidents")
        yield min(row["day"] for row in data["incident"]), lambda: enter_usual(Actor.operator("demonstration"))
        for row in data["incident"]:
            yield row["day"], partial(self._report, row)
            for name in ("triage", "none", "aware", "assess", "advice", "regulator", "individuals"):
                if name in row:
                    yield row[name]["day"], partial(getattr(self, f"_{name}"), row["code"], row[name])
            for name, each in [("tell", one) for one in row.get("told", ())] + [
                (n, row[n]) for n in ("edit", "settle", "matter") if n in row
            ]:
                yield each["day"], partial(getattr(self, f"_{name}"), row["code"], each)
            for each in row.get("action", ()):
                yield from self._actions(row["code"], each)
            if "affects" in row:
                yield max(row["day"], data["linked"]), partial(self._link, row)
            if "close" in row:
                yield row["close"]["day"], partial(self._close, row["code"], row["close"])

    def _one(self, code: str) -> Any:
        return Incident.objects.select_related("unit").get(pk=self.made[code])

    def _at(self, day: int, hour: str) -> datetime:
        return datetime.combine(self.held.day(day), time.fromisoformat(hour), clock.LONDON)

    def _report(self, row: Row) -> None:
        noticed = self._at(row["noticed_day"] if "noticed_day" in row else row["day"], row["noticed"])
        values = {name: row[name] for name in REPORTED if name in row}
        made = Incident(unit=self.held.units[row["unit"]], noticed_at=noticed, **values)
        write(self.held.actor(row["by"]), [Change(made, verb="create")])
        self.made[row["code"]] = made.pk

    def _triage(self, code: str, row: Row) -> None:
        data = {
            **row,
            "near_miss": row.get("near_miss", False),
            "owner": self.held.posts[row["owner"]],
            "cause": IncidentCause.objects.get(name=row["cause"]),
        }
        handling.triage(self.held.actor(OFFICER), self._one(code), data)

    def _none(self, code: str, row: Row) -> None:
        handling.dismiss(self.held.actor(OFFICER), self._one(code), {"why": row["reason"]})

    def _aware(self, code: str, row: Row) -> None:
        data = {"aware_at": self._at(row["day"], row["time"]), "why": row["reason"]}
        handling.become_aware(self.held.actor(MANAGER), self._one(code), data)

    def _assess(self, code: str, row: Row) -> None:
        handling.assess(self.held.actor(OFFICER), self._one(code), row)

    def _advice(self, code: str, row: Row) -> None:
        data = {"advised_regulator": row["regulator"], "advised_individuals": row["individuals"], "advice": row["text"]}
        handling.advise(self.held.actor(DPO), self._one(code), data)

    def _decide(self, about: str, code: str, row: Row) -> None:
        handling.decide(about)(self.held.actor(row["by"]), self._one(code), row)

    def _regulator(self, code: str, row: Row) -> None:
        self._decide("regulator", code, row)

    def _individuals(self, code: str, row: Row) -> None:
        self._decide("individuals", code, row)

    def _tell(self, code: str, row: Row) -> None:
        data = {**row, "told_at": clock.now(), "late_reason": row.get("late", "")}
        handling.tell(self.held.actor(MANAGER), self._one(code), data)

    def _edit(self, code: str, row: Row) -> None:
        values = {name: value for name, value in row.items() if name != "day"}
        write(self.held.actor(OFFICER), [Change(self._one(code), values, "edit")])

    _settle = _edit

    def _matter(self, code: str, row: Row) -> None:
        values = {name: value for name, value in row.items() if name != "day"}
        write(self.held.actor(MANAGER), [Change(StaffMatter(incident=self._one(code), **values), verb="create")])

    def _close(self, code: str, row: Row) -> None:
        handling.close(self.held.actor(MANAGER), self._one(code), {**row, "why": row["reason"]})

    def _link(self, row: Row) -> None:
        way = next(
            each for each in links.ways_of(register_of(Incident)) if each.relation.name == "affects" and each.forward
        )
        for code in row["affects"]:
            kind, name = code.split()
            links.add(self.held.actor(OFFICER), self._one(row["code"]), way, self.held.made[kind, name])

    def _actions(self, code: str, row: Row) -> Iterator[Telling]:
        """An action on its days: agreed, perhaps asked to be later, said to be done, verified."""
        by = self.held.posts[row["owner"]]

        def one() -> Any:
            return IncidentAction.objects.select_related("incident").get(
                incident=self.made[code], agreed_action=row["agreed_action"]
            )

        def agree() -> None:
            made = IncidentAction(
                incident=self._one(code), agreed_action=row["agreed_action"], owner=by, due=self.held.day(row["due"])
            )
            write(self.held.actor(MANAGER), [Change(made, verb="create")])

        def ask() -> None:
            data = {"to_date": self.held.day(row["later"]["to"]), "reason": row["later"]["reason"]}
            ACTS.ask_extension(self.held.actor(row["owner"]), one(), data)

        def decide() -> None:
            asked = IncidentActionExtension.objects.select_related("action").get(action=one(), state="asked")
            ACTS.decide_extension(
                self.held.actor(DIRECTOR), asked, {"decision": "approve", "why": "With the contract, and no later."}
            )

        yield row["day"], agree
        if "later" in row:
            yield row["later"]["day"], ask
            yield row["later"]["decided"], decide
        if "done" in row:
            yield row["done"], lambda: ACTS.say_done(self.held.actor(row["owner"]), one(), {"progress": row["note"]})
            yield (
                row["verified"],
                lambda: ACTS.verify(self.held.actor(row["verified_by"]), one(), {"note": row["looked"]}),
            )
