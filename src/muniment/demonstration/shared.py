"""What Ambleworth was asked to disclose, one of it known to three people only, and what regulators asked of it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from muniment import clock
from muniment.demonstration.held import Held, Row, told
from muniment.people.models import Person
from muniment.registers import links, restricting
from muniment.registers.access import Actor
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.regulators.models import Regulator, RegulatorCase
from muniment.sharing import disclosing
from muniment.sharing.models import Disclosure, LogKeeper

MANAGER = "ig-manager"
FIRST = (
    "unit", "owner", "how", "emergency", "requester_org", "requester_name", "requester_post", "requester_contact", "their_reference",
    "countersigned_by", "subjects", "asked_for", "purpose", "agreement", "needed_by",
)  # fmt: skip


class Shared:
    """Tells it through the services, each step by whoever held the post on its day."""

    def __init__(self, held: Held) -> None:
        self.held, self.told = held, told("sharing")
        self.made: dict[str, int] = {}

    def script(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """Each step with its day."""
        keepers = self.told["keepers"]
        yield keepers["day"], partial(self._keepers, keepers)
        yield keepers["day"] - 30, self._regulators
        for row in self.told["disclosure"]:
            yield row["day"], partial(self._log, row)
            for name, tell in (("identified", self._identify), ("decided", self._decide), ("given", self._give), ("sampled", self._sample), ("checked", self._check)):  # fmt: skip
                if name in row:
                    yield row[name], partial(tell, row)
        for row in self.told["case"]:
            yield row["day"], partial(self._case, row)

    def _whole(self) -> Any:
        return next(iter(self.held.units.values()))

    def _person(self, post: str) -> Person:
        found: Person = Person.objects.get(pk=self.held.posts[post].holders()[0].pk)
        return found

    def _keepers(self, row: Row) -> None:
        made = [
            LogKeeper(person=self._person(post), unit=self._whole(), since=clock.today(), decided_by=row["decided_by"])
            for post in row["posts"]
        ]
        write(self.held.actor(row["by"]), [Change(each, verb="create") for each in made])

    def _regulators(self) -> None:
        rows = [{name: value for name, value in row.items() if name != "code"} for row in self.told["regulator"]]
        changes = [Change(Regulator(unit=self._whole(), **row), verb="create") for row in rows]
        write(self.held.actor(MANAGER), changes)

    def _fresh(self, row: Row) -> Disclosure:
        found: Disclosure = Disclosure.objects.get(pk=self.made[row["code"]])
        return found

    def _log(self, row: Row) -> None:
        values = self.held.values(Disclosure, {name: row[name] for name in FIRST if name in row})
        record = Disclosure(received_on=clock.today(), restricted=row.get("closed", False), **values)
        actor = self.held.actor(row["by"])
        write(actor, [Change(record, verb="create")])
        self.made[row["code"]] = record.pk
        # Who keeps the log sees all assets; who was asked may see none of them.
        self._link(self.held.actor(MANAGER), record, "discloses", row["from"])
        if "named" in row:
            named = {*record.only_for, *(self._person(post).pk for post in row["named"])}
            data = {"named_people": list(Person.objects.filter(pk__in=named)), "why": row["why"]}
            restricting.name(actor, self._fresh(row), data)

    def _link(self, actor: Actor, record: Any, relation: str, assets: list[str]) -> None:
        way = next(
            each for each in links.ways_of(register_of(type(record))) if each.relation.name == relation and each.forward
        )
        for code in assets:
            links.add(actor, record, way, self.held.fresh("asset", code))

    def _identify(self, row: Row) -> None:
        data = {
            "identity_method": row["method"],
            "identity_detail": row["detail"],
            "identified_on": clock.today(),
        }
        disclosing.verify_identity(self.held.actor(row["identified_by"]), self._fresh(row), data)

    def _decide(self, row: Row) -> None:
        data = {name: row.get(name, "") for name in ("decision", "gateway", "ground", "necessity")}
        disclosing.decide(
            self.held.actor(row["decided_by"]), self._fresh(row), {**data, "decision_reason": row["reason"]}
        )

    def _give(self, row: Row) -> None:
        data = {
            "released": row["released"],
            "channel": row["channel"],
            "tracking": row.get("tracking"),
            "released_on": clock.today(),
        }
        disclosing.release(self.held.actor(row["identified_by"]), self._fresh(row), data)

    def _sample(self, row: Row) -> None:
        disclosing.sample(self.held.actor(MANAGER), self._fresh(row), {"why": "Drawn for the quarter."})

    def _check(self, row: Row) -> None:
        data = {"quality": row["quality"], "quality_note": row["note"]}
        disclosing.check(self.held.actor(row["checked_by"]), self._fresh(row), data)

    def _case(self, row: Row) -> None:
        about = row.get("about", [])
        given = {name: value for name, value in row.items() if name not in {"day", "about", "regulator"}}
        code = {each["code"]: each["name"] for each in self.told["regulator"]}[row["regulator"]]
        case = RegulatorCase(regulator=Regulator.objects.get(name=code), **self.held.values(RegulatorCase, given))
        actor = self.held.actor(MANAGER)
        write(actor, [Change(case, verb="create")])
        self._link(actor, case, "case_about", about)


def posts_named() -> set[str]:
    """The codes of all posts that the file names."""
    data = told("sharing")
    names = ("by", "owner", "identified_by", "decided_by", "checked_by")
    named = {row[name] for row in (*data["disclosure"], *data["case"]) for name in names if name in row}
    return named | {data["keepers"]["by"], *data["keepers"]["posts"], MANAGER}
