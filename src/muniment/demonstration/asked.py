"""What people asked of Ambleworth by right: requests, their tasks, complaints, a review; told through the steps of their registers."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from muniment import clock
from muniment.demonstration.held import Held, Row, told
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.requests.exemptions import OF_CASES
from muniment.requests.models import (
    Complaint,
    InformationRequest,
    InternalReview,
    Redaction,
    RequestTask,
    RightsRequest,
    RightsTask,
)

KINDS: dict[str, tuple[type[Any], type[Any] | None]] = {
    "request": (InformationRequest, RequestTask),
    "right": (RightsRequest, RightsTask),
    "complaint": (Complaint, None),
}
POSTS = frozenset({"decided_by", "owner", "post", "engaged_by", "done_by"})
BESIDE = frozenset(
    {
        "code",
        "day",
        "events",
        "tasks",
        "of",
        "step",
        "found",
        "answer",
        "hours",
        "taken",
        "exemptions",
        "redactions",
        "answers",
        "under",
        "by",
    }
)


class Asked:
    """The requests, told day by day. Units and posts are those of `held`."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.made: dict[Any, Any] = {}
        self.asked = told("asked")

    def script(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """What is told on which day."""
        for kind, (model, task) in KINDS.items():
            for row in self.asked[kind]:
                yield from self.told_of(model, row)
                for each in row.get("tasks", ()):
                    yield each["day"], partial(self._ask, task, row["code"], each)
                    if "taken" in each:
                        yield each["taken"] - 1, partial(self._find, row["code"], each)
                        yield each["taken"], partial(self._take, row["code"], each)
        for row in (*self.asked["request"], *self.asked["right"]):
            for each in row.get("exemptions", ()):
                yield each["day"], partial(self._put_forward, row["code"], each)
                for event in each.get("events", ()):
                    yield event["day"], partial(self._follow, (row["code"], each["code"]), event)
            for each in row.get("redactions", ()):
                yield each["day"], partial(self._redact, row["code"], each)
        for row in self.asked["review"]:
            code = f"review of {row['of']}"
            yield row["day"], partial(self._review, code, row)
            yield from self._events(code, row)

    def told_of(self, model: type[Any], row: Row) -> Iterator[tuple[int, Callable[[], None]]]:
        """A case that is received, and what happens to it."""
        yield row["day"], partial(self._receive, model, row)
        yield from self._events(row["code"], row)

    def _events(self, code: str, row: Row) -> Iterator[tuple[int, Callable[[], None]]]:
        for event in row.get("events", ()):
            yield event["day"], partial(self.happen, code, event)

    def _values(self, row: Row) -> dict[str, Any]:
        return {
            name: self.held.posts[value] if name in POSTS else self.held.units[value] if name == "unit" else value
            for name, value in row.items()
            if name not in BESIDE
        }

    def _receive(self, model: type[Any], row: Row) -> None:
        owner = {} if "owner" in row else {"owner": self.held.posts[self.asked["by"]]}
        made = model(received_on=clock.today(), **owner, **self._values(row))
        write(self.held.actor(self.asked["by"]), [Change(made, verb="create")])
        self.made[row["code"]] = made

    def _review(self, code: str, row: Row) -> None:
        made = InternalReview(request=self.made[row["of"]], received_on=clock.today(), **self._values(row))
        write(self.held.actor(self.asked["by"]), [Change(made, verb="create")])
        self.made[code] = made

    def happen(self, code: str, event: Row) -> None:
        """A step of a case, on its day; by another post than the usual one where the story says so."""
        who = event.get("by") or self.asked["by"]
        self._do(who, self.made[code], event["step"], {"on": clock.today(), **self._values(event)})

    def _do(self, post: str, record: Any, step: str, data: Row) -> None:
        fresh = type(record).objects.get(pk=record.pk)
        found = register_of(type(record)).step(step)
        assert found is not None, step
        found.do(self.held.actor(post), fresh, data)

    def _ask(self, model: type[Any] | None, code: str, row: Row) -> None:
        assert model is not None
        values = self._values(row) | {"due": self.held.day(row["due"])}
        made = model(request=self.made[code], **values)
        write(self.held.actor(self.asked["by"]), [Change(made, verb="create")])
        self.made[code, row["title"]] = made

    def _put_forward(self, code: str, row: Row) -> None:
        case = self.made[code]
        made = OF_CASES[type(case)](request=case, **self._values(row) | {"code": row["code"]})
        write(self.held.actor(self.asked["by"]), [Change(made, verb="create")])
        self.made[code, row["code"]] = made
        if "answers" in row:
            told = {name: value for each in row["answers"] for name, value in self._answer(each)}
            self._do(self.asked["by"], made, "go-through", told)

    def _answer(self, told: list[str]) -> Iterator[tuple[str, str]]:
        """An answer stands as its question, yes or no, and the words for it, if any."""
        name, answer, *words = told
        yield name, answer
        yield f"{name}_said", " ".join(words)

    def _follow(self, key: tuple[str, str], event: Row) -> None:
        self._do(event.get("by") or self.asked["by"], self.made[key], event["step"], {"why": event.get("why", "")})

    def _redact(self, code: str, row: Row) -> None:
        under = self.made.get((code, row.get("under")))
        made = Redaction(request=self.made[code], exemption=under, **self._values(row))
        write(self.held.actor(self.asked["by"]), [Change(made, verb="create")])

    def _find(self, code: str, row: Row) -> None:
        data = {"found": row["found"], "answer": row["answer"], "hours": row["hours"]}
        self._do(row["post"], self.made[code, row["title"]], "answer-task", data)

    def _take(self, code: str, row: Row) -> None:
        self._do(self.asked["by"], self.made[code, row["title"]], "take-over", {"why": ""})
