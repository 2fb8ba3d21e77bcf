"""What the governance group set going once the registers stood: exceptions, formats, a hold, disposals, and its own reports."""

from collections.abc import Callable
from functools import partial
from typing import Any

from muniment import clock
from muniment.assets.models import FileFormat
from muniment.demonstration.held import Held, Row, told
from muniment.organisation import handing_over
from muniment.people.models import Body, Holding
from muniment.registers import links
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.reporting import freezing, services
from muniment.reporting.models import Clearance, Report
from muniment.retention import certificate, disposing, waivers
from muniment.retention.models import Disposal, Hold, Waiver

AUTHOR, DIRECTOR, DPO = "ig-manager", "director-resources", "dpo"
RECORDS = "records-manager"
HEADINGS = ("financial", "legal", "risk", "data_protection")


class Governed:
    """Tells it through the services, each step by whoever held the post on its day."""

    def __init__(self, held: Held) -> None:
        self.held, self.told = held, told("governance")

    def script(self) -> list[tuple[int, Callable[[], None]]]:
        """Each step with its day, after what is held; the last report is written on the day of the demonstration."""
        said, hold, handover = (self.told[name] for name in ("said", "hold", "handover"))
        steps: list[tuple[int, Callable[[], None]]] = [(day, partial(self.held.on, day)) for day in self.held.days()]
        steps.append((self.told["said_day"], partial(self._said, said)))
        steps += [(row["day"], partial(self._made, FileFormat, row, AUTHOR)) for row in self.told["format"]]
        for row in self.told["waiver"]:
            steps += [
                (row["day"], partial(self._made, Waiver, row, RECORDS)),
                (row["approved"], partial(self._waived, row["name"])),
            ]
        steps += [(hold["day"], partial(self._hold, hold)), (handover["day"], partial(self._handover, handover))]
        for row in self.told["disposal"]:
            steps.append((row["proposed"], partial(self._proposed, row)))
            steps += [(day, partial(self._approved, row, post)) for post, day in row["approved"]]
            if "carried_out" in row:
                steps.append((row["carried_out"], partial(self._carried_out, row)))
        return steps + [(row["as_at"], partial(self._report, row)) for row in self.told["report"]]

    def _actor(self, post: str) -> Any:
        return self.held.actor(post)

    def _said(self, rows: list[Row]) -> None:
        for row in rows:
            asset = self.held.fresh("asset", row["asset"])
            values = {name: value for name, value in row.items() if name not in {"asset", "data_owner"}}
            if "data_owner" in row:
                values["data_owner"] = self.held.posts[row["data_owner"]]
            write(
                self._actor(AUTHOR),
                [Change(asset, values, "edit", "What its owner said when the service listed its assets.")],
            )

    def _made(self, model: type[Any], row: Row, by: str) -> None:
        known = {"owner": self.held.posts, "line": self.held.lines}
        days = ("due", "expires_on")
        values = {
            name: known[name][value] if name in known else self.held.day(value) if name in days else value
            for name, value in row.items()
            if name not in {"day", "approved"}
        }
        owner = self.held.posts[row["owner"]]
        write(self._actor(by), [Change(model(unit=owner.unit, **values), verb="create")])

    def _waived(self, name: str) -> None:
        waivers.approve(self._actor(DIRECTOR), Waiver.objects.get(name=name), {"why": "The risk is borne until then."})

    def _hold(self, row: Row) -> None:
        values = {name: row[name] for name in ("name", "kind", "reason", "authority")}
        owner = self.held.posts[row["owner"]]
        hold = Hold(unit=owner.unit, owner=owner, **values)
        actor = self._actor(RECORDS)
        write(actor, [Change(hold, verb="create")])
        way = next(each for each in links.ways_of(register_of(Hold)) if each.relation.name == "holds" and each.forward)
        for code in row["keeps"]:
            links.add(actor, hold, way, self.held.made["asset", code])

    def _handover(self, row: Row) -> None:
        post = self.held.posts[row["post"]]
        holding = Holding.objects.held_on(clock.today()).get(post=post)
        data = {"kind": row["kind"], "last_day": self.held.day(row["last_day"]), "knows": row["knows"]}
        handing_over.open_handover(self._actor(AUTHOR), holding, data)

    def _proposed(self, row: Row) -> None:
        key = ("assets", self.held.made["asset", row["asset"]].pk)
        why = "Its day under the schedule has come, and nobody has asked for it for years."
        disposing.propose(self._actor(RECORDS), self.held.posts[row["owner"]], "destroy", [key], why)

    def _disposal(self, row: Row) -> Disposal:
        found: Disposal = Disposal.objects.filter(owner=self.held.posts[row["owner"]]).latest("pk")
        return found

    def _approved(self, row: Row, post: str) -> None:
        disposing.approve(self._actor(post), self._disposal(row), "Read the list; nobody needs it any more.")

    def _carried_out(self, row: Row) -> None:
        actor, disposal = self._actor(RECORDS), self._disposal(row)
        told = {"method": row["method"], "day": clock.today(), "quantity": row["quantity"], "why": row["why"]}
        disposing.carry_out(actor, disposal, told)
        certificate.make(actor, disposal)

    def _report(self, row: Row) -> None:
        """A report on the whole council, cleared the same day, and frozen where its meeting has been.

        One of a quarter tells of the quarter that ended last, or of the one that runs.
        """
        council = Body.objects.get(owned_by=None)
        texts = {"executive_summary": row["summary"], "recommendations": "\n".join(row["recommendations"])}
        author = self._actor(AUTHOR)
        kind = row.get("kind", "")
        days = {} if kind and not row.get("running") else {"as_at": clock.today()}
        made = services.create(
            author, council, kind, **days, committee="Information Governance Group", meeting_on=self.held.day(row["meeting"]),
            director=self.held.posts[DIRECTOR], author_post=self.held.posts[AUTHOR], contact="information.governance@ambleworth.example",
            texts=texts, implications={name: row[name] for name in HEADINGS},
        )  # fmt: skip
        for role, post in (("director", DIRECTOR), ("data_protection", DPO)):
            asked = {"role": role, "post": self.held.posts[post], "sent_on": clock.today()}
            clearance = services.send(author, Report.objects.get(pk=made.pk), asked)
            if row["as_at"] < 0:
                given = Clearance.objects.select_related("report").get(pk=clearance.pk)
                services.clear(self._actor(post), given, {"comments": "Agreed."})
        if row["as_at"] < 0:
            freezing.freeze(self._actor(AUTHOR), Report.objects.get(pk=made.pk))


def posts_named() -> set[str]:
    """The codes of all posts that the file names, so that a test can find one that is not there."""
    data = told("governance")
    rows = [*data["said"], *data["format"], *data["waiver"], *data["disposal"], data["hold"], data["handover"]]
    named = {row[name] for row in rows for name in ("owner", "data_owner", "post") if name in row}
    return (
        named | {post for row in data["disposal"] for post, _day in row["approved"]} | {AUTHOR, DIRECTOR, DPO, RECORDS}
    )
