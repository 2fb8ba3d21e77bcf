"""Paper that Ambleworth has in store: the old list taken over, requests scrutinised, boxes fetched, counted and destroyed."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from muniment.demonstration.held import Held, Row, told
from muniment.paper import audits, depositing
from muniment.paper.models import CostAssumption, PaperAudit, PaperDeposit
from muniment.people.models import Post
from muniment.registers.access import Actor
from muniment.registers.services import Change, write
from muniment.retention import certificate, disposing
from muniment.retention.models import Disposal

# What a row says besides the fields of its record.
BESIDE = frozenset({
    "code", "day", "by", "scrutinised", "outcome", "law_requires", "could_scan", "is_copy", "digital", "reason", "deposited", "line",
})  # fmt: skip
SLUG = "paper-deposits"


class Paper:
    """The store, told day by day. What it needs of the other registers it finds in `held`."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.made: dict[str, PaperDeposit] = {}
        self.numbers = 400  # of the last box that has one

    def script(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """What is told on which day, in the order in which it happened."""
        paper = told("paper")
        yield paper["day"], partial(self._take_over, paper)
        for row in paper["asked"]:
            yield row["day"], partial(self._ask, row)
            if "scrutinised" in row:
                yield row["scrutinised"], partial(self._scrutinise, row)
            if "deposited" in row:
                yield row["deposited"], partial(self._deposit, row)
        for row in paper["fetched"]:
            yield row["day"], partial(self._fetch, row)
        for row in paper["disposed"]:
            yield from self._disposal(row)
        for row in paper["counts"]:
            yield row["day"], partial(self._count, row)
            if "explained" in row:
                yield row["explained"], partial(self._explain, row)

    def _keeper(self) -> Actor:
        return self.held.actor(told("paper")["by"])

    def _take_over(self, paper: Row) -> None:
        rows = paper["taken_over"]
        for row in rows:
            self.made[row["code"]] = PaperDeposit(**self._values(row), box_numbers=self._boxes(row.get("boxes", 0)))
        whole = next(iter(self.held.units.values()))
        prices = [CostAssumption(unit=whole, **self.held.values(CostAssumption, row)) for row in paper["assumption"]]
        write(self._keeper(), [Change(each, verb="create") for each in (*self.made.values(), *prices)])

    def _values(self, row: Row) -> dict[str, Any]:
        fields = self.held.values(PaperDeposit, {name: value for name, value in row.items() if name not in BESIDE})
        if "line" in row:
            fields["retention_line"] = self.held.lines[row["line"]]
        return fields

    def _boxes(self, number: int) -> list[str]:
        first, self.numbers = self.numbers + 1, self.numbers + number
        return [f"A{each:05}" for each in range(first, self.numbers + 1)]

    def _fresh(self, code: str) -> PaperDeposit:
        found: PaperDeposit = PaperDeposit.objects.select_related("retention_line").get(pk=self.made[code].pk)
        return found

    def _ask(self, row: Row) -> None:
        asked = {name: value for name, value in row.items() if name != "store"}
        self.made[row["code"]] = PaperDeposit(**self._values(asked))
        write(self.held.actor(row["by"]), [Change(self.made[row["code"]], verb="create")])

    def _scrutinise(self, row: Row) -> None:
        answers = {name: row.get(name, "no") for name in ("law_requires", "could_scan", "is_copy")}
        said = {"is_closed": "yes", "digital_answer": row["digital"], "outcome": row["outcome"], "why": row["reason"]}
        depositing.scrutinise(self._keeper(), self._fresh(row["code"]), {**answers, **said})

    def _deposit(self, row: Row) -> None:
        said = {
            "day": self.held.day(row["deposited"]), "store": self.held.made["place", row.get("store", "boxes")], "boxes": row["boxes"],
            "box_numbers": self._boxes(row["boxes"]), "why": "Brought by the porters.",
        }  # fmt: skip
        depositing.deposit_boxes(self._keeper(), self._fresh(row["code"]), said)

    def _fetch(self, row: Row) -> None:
        depositing.fetch(self._keeper(), self._fresh(row["code"]), {"boxes": row["boxes"], "why": row["reason"]})

    def _disposal(self, row: Row) -> Iterator[tuple[int, Callable[[], None]]]:
        """A batch of one owner, on its days."""
        owner: Post = self.held.posts[row["owner"]]

        def batch() -> Disposal:
            found: Disposal = Disposal.objects.select_related("owner", "unit").get(owner=owner)
            return found

        def propose() -> None:
            keys = [(SLUG, self.made[code].pk) for code in row["codes"]]
            disposing.propose(self._keeper(), owner, "destroy", keys, "All is due, and nobody asked for it.")

        def approve(post: str) -> None:
            disposing.approve(self.held.actor(post), batch(), "Read the list of boxes.")

        def carry_out() -> None:
            keeper, day = self._keeper(), self.held.day(row["done"])
            disposing.carry_out(
                keeper, batch(), {"method": "shredded", "day": day, "quantity": "", "why": row["reason"]}
            )
            certificate.make(keeper, batch())

        yield row["day"], propose
        for day, post in row["approved"]:
            yield day, partial(approve, post)
        yield row["done"], carry_out

    def _count(self, row: Row) -> None:
        store, day = self.held.made["place", row["store"]], self.held.day(row["day"])
        boxes = audits.expected(store.pk, day)[0] + row["apart"]
        made = PaperAudit(
            store=store, counted_on=day, counter=self.held.posts[row["counter"]], boxes_found=boxes, note=row["note"], unit=store.unit
        )  # fmt: skip
        write(self._keeper(), [Change(made, verb="create")])

    def _explain(self, row: Row) -> None:
        counted = PaperAudit.objects.get(counted_on=self.held.day(row["day"]))
        audits.explain(self._keeper(), counted, {"why": row["reason"]})
