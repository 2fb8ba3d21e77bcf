"""Owners and access in Ambleworth: requests, reviews of groups, tasks of stewards, audits of use and visits, told day by day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from muniment.assets import access_reviews
from muniment.assets.models import (
    AccessRequest,
    DataTask,
    InformationAsset,
    OwnerVisit,
    PermissionGroup,
    Place,
    UsageAudit,
)
from muniment.demonstration.held import Held, Row, told
from muniment.demonstration.shapes import on_day
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

DESK = "service-desk-manager"
# The kinds of row of owners.toml that are one record each, with what each stands beside.
RECORDS: Mapping[str, type[Any]] = {
    "request": AccessRequest, "task": DataTask, "audit": UsageAudit, "visit": OwnerVisit,
}  # fmt: skip
# What a row says besides the fields of its record.
BESIDE = frozenset({"day", "by", "granted", "given", "done", "why", "removed"})


class Owners:
    """The registers of owners and access. `made` finds a record by the row that tells of it."""

    def __init__(self, today: date, held: Held) -> None:
        self.today, self.held = today, held
        self.made: dict[int, Any] = {}

    @staticmethod
    def days() -> list[int]:
        """The days on which something happens, in their order."""
        rows = [row for some in told("owners").values() for row in some]
        return sorted(
            {row[what] for row in rows for what in ("day", "granted", "given", "done", "removed") if what in row}
        )

    def on(self, day: int) -> None:
        """Tells what happened on a day. The clock stands there."""
        for kind, rows in told("owners").items():
            for row in rows:
                if row["day"] == day:
                    self.made[id(row)] = self._begun(kind, row)
                for when, step, post in self._later(kind, row):
                    if row.get(when) == day:
                        self._step(self.made[id(row)], step, post, {"why": row.get("why", "Their work takes it.")})

    def _begun(self, kind: str, row: Row) -> Any:
        if kind == "review":
            return access_reviews.look_through(self.held.actor(row["by"]), self.held.fresh("group", row["group"]), row)
        record = RECORDS[kind](**dict(self._values(RECORDS[kind], row)))
        write(self.held.actor(row["by"]), [Change(record, verb="create")])
        return record

    def _later(self, kind: str, row: Row) -> list[tuple[str, str, str]]:
        """The steps of a row: the day's name, the step, and the code of the post that takes it."""
        made = self.made.get(id(row))
        if kind == "review":
            return [("removed", "removed", DESK)]
        if kind == "task" and made:
            return [("done", "finish", self._code_of(made.steward))]
        if kind == "request" and made and made.decides:
            return [("granted", "grant", self._code_of(made.decides)), ("given", "give", DESK)]
        return []

    def _code_of(self, post: Any) -> str:
        return next(code for code, each in self.held.posts.items() if each.pk == post.pk)

    def _step(self, record: Any, name: str, post: str, data: Mapping[str, Any]) -> None:
        register = register_of(type(record))
        taken = register.step(name)
        fresh = register.model.objects.select_related(*register.related).get(pk=record.pk)
        if taken is not None:
            taken.do(self.held.actor(post), fresh, data)

    def _values(self, model: type[Any], row: Row) -> Iterator[tuple[str, Any]]:
        kinds: Mapping[Any, str] = {PermissionGroup: "group", Place: "place", InformationAsset: "asset"}
        for name, value in row.items():
            if name in BESIDE:
                continue
            field: Any = model._meta.get_field(name)
            if field.is_relation:
                kind = kinds.get(field.related_model)
                yield name, self.held.fresh(kind, value) if kind else self.held.posts[value]
            else:
                yield name, on_day(self.today, value) if name in {"due", "until"} else value
        if "day" in row and (moment := {"audit": "audited_on", "visit": "held_on"}.get(self._kind(model))):
            yield moment, on_day(self.today, row["day"])

    @staticmethod
    def _kind(model: type[Any]) -> str:
        return next(kind for kind, each in RECORDS.items() if each is model)
