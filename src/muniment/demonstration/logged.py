"""What Ambleworth publishes of its answers, and how often that was enough: told through the steps of the disclosure log."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from muniment.assets import publishing
from muniment.demonstration.asked import Asked
from muniment.demonstration.held import Row, told
from muniment.organisation import preferences
from muniment.publication import disclosure_log, offerings
from muniment.registers.access import Actor
from muniment.requests import released
from muniment.requests.models import InformationRequest, ResponseFile

HOUSE = Actor.operator("demonstration")
OUTCOMES: dict[str, Callable[[str], None]] = {
    "a": offerings.said_answered, "s": offerings.sent_anyway, ".": lambda _visit: None,
}  # fmt: skip


class Logged:
    """The log, told day by day beside the requests of `asked`."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.held = asked.held
        self.told = told("logged")

    def script(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """What is told on which day."""
        edition = self.told["edition"]
        yield edition["day"], partial(self._edition, edition)
        yield self.told["form_on"], partial(preferences.change, HOUSE, {"public_form": "on"})
        for row in self.told["request"]:
            yield from self._request(row)
        for row in self.told["log"]:
            yield from self._log(row["of"], row)
        for number, row in enumerate(self.told["visits"]):
            for at, outcome in enumerate(row["outcomes"]):
                day = row["from"] + (row["to"] - row["from"]) * at // len(row["outcomes"])
                yield day, partial(self._visit, f"{number} {at}", row["offered"], outcome)

    def _request(self, row: Row) -> Iterator[tuple[int, Callable[[], None]]]:
        values = {name: value for name, value in row.items() if name not in {"log", "file"}}
        acknowledged, *others = row["events"]
        yield from self.asked.told_of(InformationRequest, values | {"events": [acknowledged]})
        if "file" in row:
            yield acknowledged["day"], partial(self._file, row["code"], row["file"])
        for event in others:
            yield event["day"], partial(self.asked.happen, row["code"], event)
        yield from self._log(row["code"], row["log"])

    def _file(self, code: str, row: Row) -> None:
        """A file of the answer, looked into at once: no worker stands beside the demonstration while it is made."""
        by = self.held.actor(self.told["proposes"])
        made = released.add(by, self.asked.made[code], row["name"], row["content"].encode())
        released.look_into.call("response-files", made.pk)

    def _log(self, code: str, row: Row) -> Iterator[tuple[int, Callable[[], None]]]:
        yield row["day"], partial(self._propose, code, row)
        if "approved" in row:
            yield row["approved"], partial(self._approve, code)

    def _propose(self, code: str, row: Row) -> None:
        by, request = self.held.actor(self.told["proposes"]), self._request_of(code)
        if "kept_out" in row:
            disclosure_log.keep_out(by, request, row["kept_out"])
            return
        files = list(ResponseFile.objects.everything().filter(request=request).values_list("pk", flat=True))
        self.asked.made[code, "log"] = disclosure_log.propose(by, request, row, files)

    def _approve(self, code: str) -> None:
        data = {"why": "The words were read against the answer; no file or word tells who asked."}
        disclosure_log.approve(self.held.actor(self.told["approves"]), self.asked.made[code, "log"], data)

    def _request_of(self, code: str) -> Any:
        return InformationRequest.objects.get(pk=self.asked.made[code].pk)

    def _edition(self, row: Row) -> None:
        made = publishing.propose(self.held.actor(row["by"]), row["contact"], row["mailbox"])
        publishing.approve(self.held.actor(row["approves"]), made, "The list was read through.")

    def _visit(self, visit: str, offered: dict[str, int], outcome: str) -> None:
        offerings.shown(visit, offered)
        OUTCOMES[outcome](visit)
