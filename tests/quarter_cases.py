"""Cases, incidents and disclosures of a year, made by chance day by day, for the tests of the figures of a quarter.

Everything goes through the write path on the day on which it was entered, which is often not the day on which it happened.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from muniment import clock
from muniment.incidents.models import Incident
from muniment.organisation.holidays import enter_packaged
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.regulators.models import Regulator, RegulatorCase
from muniment.requests.models import Complaint, InformationRequest, InternalReview, RequestExemption, RightsRequest
from muniment.sharing.models import Disclosure
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh

MODELS: tuple[type[Any], ...] = (
    InformationRequest, RequestExemption, InternalReview, RightsRequest, Complaint, Incident, Disclosure, RegulatorCase,
)  # fmt: skip
FIRST, LAST = date(2026, 3, 2), date(2026, 11, 20)
Telling = tuple[date, Callable[[], None]]
CODES = {"foi": ("foi-40-2", "foi-43-2", "foi-12"), "eir": ("eir-12-5-g", "eir-13")}


class Year:
    """Invents what happened, and tells it in the order in which it was entered; `refused` counts what the rules did not let happen."""

    def __init__(self, cast: Cast, chance: Random) -> None:
        self.cast, self.chance, self.refused = cast, chance, 0
        self.units = [cast.housing, cast.finance, cast.council, cast.company]
        with clock.at(FIRST):
            enter_packaged(HOUSE)
            self.regulator = make(Regulator, name="The ombudsman", short="LGSCO", kind="ombudsman", unit=cast.council)
        self.actor = Actor.at_page(fresh(cast.priya))

    def some(self, *values: Any) -> Any:
        return self.chance.choice(values)

    def maybe(self, odds: int) -> bool:
        return self.chance.randrange(100) < odds

    def day(self) -> date:
        return FIRST + timedelta(days=self.chance.randrange((LAST - FIRST).days))

    def after(self, day: date, least: int, most: int) -> date:
        return day + timedelta(days=self.chance.randint(least, most))

    def script(self, many: int) -> list[Telling]:
        """All that is told, in the order of its days; so many requests, and fewer of all else."""
        told: list[Telling] = []
        for _each in range(many):
            told += self._case(InformationRequest, {"law": self.some("foi", "foi", "eir", "rpsi")})
        for _each in range(many // 4):
            told += self._case(
                RightsRequest, {"right": self.some("access", "access", "erasure"), "data_subject": "A person"}
            )
            told += self._case(Complaint, {})
        for _each in range(many // 5):
            told += [*self._incident(), *self._disclosure(), *self._regulator()]
        return sorted(((max(day, FIRST), tell) for day, tell in told if day <= LAST), key=lambda each: each[0])

    def _case(self, model: type[Any], values: dict[str, Any]) -> list[Telling]:  # noqa: C901 - one step after the other
        """A case with what became of it. Each event has the day on which it happened and the one on which it was entered."""
        received = self.day()
        made: dict[str, Any] = {}

        def begin() -> None:
            record = model(
                unit=self.some(*self.units),
                subject="A subject",
                text="What?",
                received_on=received,
                requester="A. Person",
                **values,
            )
            write(HOUSE, [Change(record, verb="create")])
            made["pk"] = record.pk

        def happen(step: str, on: date, **data: Any) -> Callable[[], None]:
            return lambda: self._do(model, made, step, on, data)

        told: list[Telling] = [(self.after(received, 0, 8 if self.maybe(20) else 1), begin)]
        at = told[0][0]

        def tell(step: str, on: date, late: int = 6, **data: Any) -> None:
            nonlocal at
            at = max(at, self.after(on, 0, late if self.maybe(30) else 0))
            told.append((at, happen(step, on, **data)))

        tell("acknowledge", self.after(received, 1, 45 if model is Complaint and self.maybe(25) else 4))
        on = self.after(received, 3, 8)
        if model is InformationRequest:
            for _again in range(self.some(0, 0, 0, 1, 2)):
                told.append((at, lambda: self._redesignate(made)))
        if model is not Complaint and self.maybe(25):
            asked = self.after(on, 0, 3)
            tell("clarification-asked", asked, note="Which?", needed="It could be either.")
            if self.maybe(80):
                on = self.after(asked, 2, 20)
                tell("clarification-answered", on)
        if model is InformationRequest and self.maybe(10):
            tell("more-time", self.after(on, 1, 5), note="Much of it.")
        if self.maybe(10):
            told.append(
                (
                    self.after(at, 0, 5),
                    lambda: self._do(
                        model, made, "correct-receipt", self.after(received, -3, 2), {"why": "The stamp was wrong."}
                    ),
                )
            )
        become = self.chance.randrange(100)
        over = self.after(on, 2, 50)
        if become < 70:
            self._answered(model, made, over, tell, told)
        elif become < 85:
            tell("end", over, outcome=str(self.some(*model.ends)), note="So it was.")
        return told

    def _answered(self, model: type[Any], made: dict[str, Any], over: date, tell: Any, told: list[Telling]) -> None:
        outcome = str(self.some(*model.answers))
        if model is InformationRequest and outcome in {"part", "refused"}:
            told.append((max(told[-1][0], over), lambda: self._exempt(made)))
        tell("answer", over, outcome=outcome, decided_by=self.cast.posts["tom"], note="Sent.")
        if self.maybe(12):
            again = self.after(over, 1, 30)
            tell("open-again", again, why="Something was forgotten.")
            if self.maybe(70):
                tell(
                    "answer", self.after(again, 1, 20), outcome=outcome, decided_by=self.cast.posts["tom"], note="Sent."
                )
        elif model is InformationRequest and self.maybe(25):
            told += self._review(made, self.after(over, 2, 30))

    def _review(self, reviewed: dict[str, Any], received: date) -> list[Telling]:
        made: dict[str, Any] = {}

        def begin() -> None:
            request = InformationRequest.objects.filter(pk=reviewed.get("pk")).first()
            if request:
                review = InternalReview(
                    unit=request.unit, request=request, subject="Not content", text="Why?", received_on=received
                )
                write(HOUSE, [Change(review, verb="create")])
                made["pk"] = review.pk

        answered = self.after(received, 3, 60)
        outcome, ends = str(self.some(*InternalReview.answers)), self.maybe(15)
        data = {"outcome": "withdrawn" if ends else outcome, "decided_by": self.cast.posts["ruth"], "note": "So it is."}
        first = self.after(received, 1, 3)
        return [
            (received, begin), (first, lambda: self._do(InternalReview, made, "acknowledge", first, {})),
            (answered, lambda: self._do(InternalReview, made, "end" if ends else "answer", answered, data)),
        ]  # fmt: skip

    def _do(self, model: type[Any], made: dict[str, Any], step: str, on: date, data: dict[str, Any]) -> None:
        if "pk" not in made:
            return
        found = register_of(model).step(step)
        record = model.objects.get(pk=made["pk"])
        assert found is not None
        if record.state not in found.states or not found.when(record):
            self.refused += 1
            return
        try:
            found.do(HOUSE, record, {"on": on, **data})
        except Invalid:
            self.refused += 1

    def _redesignate(self, made: dict[str, Any]) -> None:
        request = InformationRequest.objects.get(pk=made["pk"])
        self._do(
            InformationRequest,
            made,
            "another-law",
            clock.today(),
            {"law": self.some(*({"foi", "eir"} - {request.law})), "why": "It is."},
        )

    def _exempt(self, made: dict[str, Any]) -> None:
        """One or two exemptions that are relied on, or one that is only put forward."""
        request = InformationRequest.objects.get(pk=made["pk"])
        codes = CODES.get(request.law, ())
        if not codes or not request.is_open:
            return
        for code in self.chance.sample(codes, self.some(1, 1, 2)):
            one = RequestExemption(request=request, code=code, applies_to="The prices")
            write(HOUSE, [Change(one, verb="create")])
            write(HOUSE, [Change(one, {"state": self.some("relied_on", "relied_on", "relied_on", "given_up")}, "edit")])

    def _incident(self) -> list[Telling]:
        noticed = self.day()
        made: dict[str, Any] = {}
        at = datetime.combine(noticed, time(self.some(0, 9, 23), 30), clock.LONDON).astimezone(UTC)
        near, told = self.maybe(30), self.some(None, 20, 60, 100)

        def begin() -> None:
            made["it"] = make(
                Incident, unit=self.some(*self.units), title="A letter went astray", noticed_at=at, near_miss=near
            )

        def become() -> None:
            values: dict[str, Any] = {"state": "in_hand"}
            if not near and self.maybe(75):
                values |= {"aware_at": at, "aware_reason": "It is certain.", "personal": "yes"}
                values |= (
                    {"ico_notified_at": at + timedelta(hours=told)}
                    if told
                    else {"regulator": "do_not_tell", "regulator_reason": "No risk."}
                )
            elif self.maybe(20):
                values = {"state": "no_incident"}
            write(HOUSE, [Change(made["it"], values, "edit")])

        entered = self.after(noticed, 1, 9)
        return [(entered, begin), (self.after(entered, 5, 9), lambda: become() if "it" in made else None)]

    def _disclosure(self) -> list[Telling]:
        received = self.day()
        made: dict[str, Any] = {}
        state = self.some("logged", "given_out", "given_out", "declined", "taken_off")
        closed = {"restricted": True, "only_for": [self.cast.priya.pk]} if self.maybe(20) else {}

        def begin() -> None:
            made["it"] = make(
                Disclosure, unit=self.some(*self.units), received_on=received, how="letter", requester_org="Police", requester_name="An officer",
                subjects="A person", asked_for="An address", purpose="A crime", **closed,
            )  # fmt: skip

        def become() -> None:
            quality = self.some("", "sound", "gaps") if state in {"given_out", "declined"} else ""
            write(HOUSE, [Change(made["it"], {"state": state, "quality": quality}, "edit")])

        entered = self.after(received, 0, 6)
        return [(entered, begin), (self.after(entered, 1, 9), lambda: become() if "it" in made else None)]

    def _regulator(self) -> list[Telling]:
        received = self.day()
        made: dict[str, Any] = {}
        outcome = self.some("upheld", "partly", "not_upheld", "not_taken_up", "given_up")
        decided = self.after(received, 5, 90)
        number = self.chance.randrange(10**9)

        def begin() -> None:
            made["it"] = make(
                RegulatorCase, unit=self.some(*self.units), regulator=self.regulator, their_reference=f"R {number}", subject="A complaint",
                received_on=received, asked="Why?",
            )  # fmt: skip

        def become() -> None:
            if "it" in made:
                write(
                    HOUSE,
                    [Change(made["it"], {"decided_on": decided, "outcome": outcome, "answered_on": decided}, "edit")],
                )

        return [(self.after(received, 0, 6), begin), (self.after(decided, 0, 6), become)]
