"""What Ambleworth publishes: its scheme with one class that has nothing yet, and two years of open data, one late and one missing."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from muniment import clock
from muniment.demonstration.held import Held, Row, told
from muniment.people.models import Unit
from muniment.publication import scheme_steps, transparency_code, transparency_making, transparency_steps
from muniment.publication import transparency_periods as periods
from muniment.publication.models import PublicationItem, TransparencyItem, TransparencyPublication
from muniment.publication.transparency_publications import State
from muniment.registers import links
from muniment.registers.record import register_of
from muniment.registers.reviews import reviewed
from muniment.registers.services import Change, write

MANAGER = "ig-manager"
AHEAD = 6  # days before it is due that a data set is out
BEHIND = 12  # days after it was due that the late one was
CHECKED = -8


class Published:
    """Tells it through the services, each step by whoever held the post on its day."""

    def __init__(self, held: Held) -> None:
        self.held, self.told = held, told("publication")
        self.data: Row = self.told["data"]
        self.by_number = {row["number"]: row for row in self.data["of_the_code"]}

    def script(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """Each step with its day."""
        yield self.told["entered"], self._enter
        yield self.told["public"], self._publish
        for row in self.told["item"]:
            if "reviewed" in row:
                yield row["reviewed"], partial(self._review, row)
            if "withdrawn" in row:
                yield row["on"], partial(self._withdraw, row)
        yield CHECKED, self._check
        yield self.data["entered"], self._open
        for day in range(self.data["entered"] + 1, 1):
            yield day, self._day

    def _whole(self) -> Unit:
        return next(iter(self.held.units.values()))

    def _fresh(self, row: Row) -> PublicationItem:
        found: PublicationItem = PublicationItem.objects.select_related("unit").get(title=row["title"])
        return found

    def _enter(self) -> None:
        rows = [
            PublicationItem(
                scheme_class=row["class"], title=row["title"], about=row["about"], unit=self.held.units[row["unit"]],
                owner=self.held.posts[row["owner"]] if "owner" in row else None, file_format=row.get("form", ""), charge=row.get("charge", ""),
                address=self.told["site"] + row["page"] if "page" in row else "", obtained=row.get("had", ""),
                next_review=self.held.day(row["review"]) if "review" in row else None,
            )
            for row in self.told["item"]
        ]  # fmt: skip
        write(
            self.held.actor(self.told["by"]),
            [Change(each, verb="create", why="The scheme as it stood in the spreadsheet") for each in rows],
        )
        way = next(each for each in links.ways_of(register_of(PublicationItem)) if each.forward)
        for row in self.told["item"]:
            for code in row.get("from", ()):
                links.add(self.held.actor(MANAGER), self._fresh(row), way, self.held.fresh("asset", code))

    def _publish(self) -> None:
        for row in self.told["item"]:
            if not row.get("draft"):
                scheme_steps.publish(self.held.actor(MANAGER), self._fresh(row), {})

    def _review(self, row: Row) -> None:
        reviewed(self.held.actor(row["owner"]), self._fresh(row), {"why": "Read the page and asked who keeps it."})

    def _withdraw(self, row: Row) -> None:
        scheme_steps.withdraw(self.held.actor(MANAGER), self._fresh(row), {"why": row["withdrawn"]})

    def _check(self) -> None:
        for row in self.told["item"]:
            if "checked" in row:
                data = {"check_found": row["checked"], "check_note": row.get("note", "")}
                scheme_steps.check(self.held.actor(self.told["by"]), self._fresh(row), data)

    def _open(self) -> None:
        """The fifteen items with their owners, one of the council's own, and what was published before Muniment kept it."""
        actor, begins = self.held.actor(MANAGER), self.held.day(self.data["kept_since"])
        transparency_code.enter(actor, self._whole())
        changes = []
        for item in TransparencyItem.objects.filter(code_number__isnull=False):
            row = self.by_number[item.code_number]
            values = {
                "owner": self.held.posts[row["owner"]],
                "begins": begins,
                "address": self.data["pages"] + row["page"],
            }
            changes.append(Change(item, values, "edit", "Its owner, and since when it is kept"))
        write(actor, changes)
        own = self.data["own"]
        given = {
            **{name: own[name] for name in ("name", "about", "how_often", "basis")},
            "owner": self.held.posts[own["owner"]],
        }
        made = TransparencyItem(
            unit=self._whole(), begins=clock.today(), address=self.data["pages"] + own["page"], **given
        )
        write(actor, [Change(made, verb="create")])
        earlier = [row for item in TransparencyItem.objects.order_by("pk") for row in self._earlier(item)]
        write(actor, [Change(row, verb="create", why="As the list said that was kept until now") for row in earlier])
        transparency_making.make()

    def _earlier(self, item: Any) -> Iterator[TransparencyPublication]:
        """What was due before it was kept here; two years of it."""
        today = clock.today()
        for period in periods.periods(item.how_often, item.begins, today, 5000, item.year_ends):
            if period.due < today:
                row = TransparencyPublication(item=item, period_first=period.first, period_last=period.last)
                found = self._said(item, period.last, period.due)
                if found is not None and found["published_on"] <= today:
                    for name, value in found.items():
                        setattr(row, name, value)
                yield row

    def _said(self, item: Any, last: date, due: date) -> dict[str, Any] | None:
        """What is said of a period, with the day on which it was published; None of the one that is missing."""
        row = self.by_number.get(item.code_number, {"page": self.data["own"]["page"], "form": "csv", "stars": 3})
        # Of the quarters that have been due the newest is the missing one, and that before it the late one.
        back = (
            sum(due < each <= self.held.today for each in self._dues())
            if item.how_often == TransparencyItem.Often.QUARTER
            else -1
        )
        if row.get("missing") and back == 0:
            return None
        late = row.get("late", "") if back == 1 else ""
        published = due + timedelta(days=BEHIND) if late else due - timedelta(days=AHEAD)
        return {
            "address": f"{self.data['pages']}{row['page']}/{last:%Y-%m}.{row['form']}", "licence": item.licence, "stars": row["stars"],
            "published_on": published, "late_reason": late, "redactions": row.get("left_out", ""), "redaction_reason": row.get("left_out_why", ""),
            "data_rows": row["rows"] + last.month * 3 if row.get("rows", 0) > 40 else row.get("rows"),
        }  # fmt: skip

    def _dues(self) -> list[date]:
        since = self.held.today - timedelta(days=800)
        return [each.due for each in periods.periods(periods.QUARTER, since, self.held.today, 800)]

    def _day(self) -> None:
        """A day of the calendar: rows of periods that begin, and what is published that day."""
        if clock.today().day == 1:
            transparency_making.make()
        rows = TransparencyPublication.objects.filter(state=State.WANTED, period_first__lte=clock.today())
        for row in rows.select_related("item", "item__owner").order_by("pk"):
            data = self._said(row.item, row.period_last, row.due)
            if data is not None and data["published_on"] == clock.today():
                owner = next(code for code, post in self.held.posts.items() if post.pk == row.item.owner_id)
                transparency_steps.publish(self.held.actor(owner), row, data)


def posts_named() -> set[str]:
    """The codes of all posts that the file names."""
    data = told("publication")
    named = {row["owner"] for row in (*data["item"], *data["data"]["of_the_code"]) if "owner" in row}
    return named | {data["by"], data["data"]["own"]["owner"], MANAGER}
