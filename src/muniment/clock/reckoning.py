"""How a clock of days is reckoned: what restarts or stops it, the longer time, the safe day, and the sentences that say so."""

from collections.abc import Sequence
from datetime import date, timedelta

from muniment.clock import add_months
from muniment.clock.answers import Clock, Notice, State, Working
from muniment.clock.counting import DAY, Counted, Span, rolled, working_days
from muniment.clock.events import Event, Round, rounds_of
from muniment.clock.holidays import UNITED_KINGDOM, Calendar, Nation, NotLoaded
from muniment.clock.regimes import Effect, Exchange, Method, Regime
from muniment.clock.words import day_in_words, period_in_words


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


class Reckoning:
    """One clock of days, reckoned from its events. `clock()` gives the answer; NotLoaded where the holidays are not known."""

    def __init__(
        self, regime: Regime, events: Sequence[Event], received: Event, calendar: Calendar, nation: Nation
    ) -> None:
        self.regime, self.calendar, self.nation = regime, calendar, nation
        self.received = self.start = received.day
        self.nations = UNITED_KINGDOM if regime.method == Method.WORKING_DAYS else frozenset({nation})
        self.extended = next((event.day for event in events if event.name == "extended"), None)
        self.named = next((event.day for event in events if event.name == "extended-until"), None)
        self.rounds = rounds_of(regime, events)
        self.pauses: list[Span] = []
        self.waits: list[Round] = []
        self.heeded: list[Round] = []
        self.steps = [f"Received on {day_in_words(self.received)}: that is day 0."]
        self.warnings: list[str] = []
        self.length = regime.length

    def clock(self) -> Clock:
        """Heeds each question in turn, then counts."""
        for each in self.rounds:
            self._heed(each)
        notices = self._limits()
        if self.waits:
            return self._waiting(notices)
        base = self._count(self.regime.length)
        counted, extension = self._longer(base)
        notices += self._on_the_way(base.end, counted)
        if counted is None:
            reason = "It was extended by a reasonable time: the law gives no day. Enter the one that the notice named."
            return self._answer(State.OPEN_ENDED, None, None, notices, base, extension, reason)
        due = self.named if extension and self.named else counted.end
        safe = self._safe(due)
        self._tell(due, safe)
        return self._answer(State.RUNNING, due, safe, notices, counted, extension)

    def _heed(self, each: Round) -> None:
        """A question that was asked in time restarts, stops or holds the clock, and from then on counts."""
        exchange = each.exchange
        if not self.waits and each.asked and each.asked > (due := self._due_so_far(each.asked)):
            asked = day_in_words(each.asked)
            self.warnings.append(
                f"{exchange.words.capitalize()} was asked for on {asked}, after the due date ({day_in_words(due)}): that date stands."
            )
            return
        self.heeded.append(each)
        if each.answered is None:
            self.waits.append(each)
            return
        if exchange.effect == Effect.PAUSES:
            assert each.asked is not None
            why = f"waiting for {exchange.words}"
            self.pauses.append(Span(each.asked, each.answered, why))
            self.steps.append(
                f"{exchange.words.capitalize()} was asked for on {day_in_words(each.asked)} and came on {day_in_words(each.answered)}: "
                f"the days between, both included, do not count ({exchange.law})."
            )
        elif each.answered > self.start:
            self.start = each.answered
            effect = "starts anew" if exchange.effect == Effect.RESTARTS else "starts only then"
            self.steps.append(
                f"{exchange.words.capitalize()} came on {day_in_words(each.answered)}: the time {effect}, and that is day 0 ({exchange.law})."
            )

    def _due_so_far(self, day: date) -> date:
        """The due date as it stood on `day`."""
        base = self._count(self.regime.length).end
        longer = self.regime.extension
        if longer is None or self.extended is None or self.extended > min(base, day):
            return base
        if self.named:
            return self.named
        return self._count(longer.to).end if longer.to else date.max

    def _count(self, length: int, calendar: Calendar | None = None, *, cautious: bool = False) -> Counted:
        """Where `length` ends from the start as it stands; `cautious` leaves out the last day of each calendar pause."""
        table = calendar or self.calendar
        if self.regime.method == Method.WORKING_DAYS:
            return working_days(self.start, length, table, self.pauses)
        return rolled(self._unrolled(length, cautious=cautious), table, self.nation)

    def _unrolled(self, length: int, *, cautious: bool = False) -> date:
        """Where a count by the calendar ends before it is rolled: the pauses are added to that day, and then it is rolled once."""
        raw = add_months(self.start, length) if self.regime.method == Method.MONTHS else later(self.start, length)
        return later(raw, self._paused(cautious=cautious))

    def _raw(self) -> date:
        if self.regime.method == Method.WORKING_DAYS:
            return self._count(self.length).end
        return self._unrolled(self.length)

    def _period(self) -> str:
        told = f"{period_in_words(self.regime.method, self.length)} from {day_in_words(self.start)}"
        paused = 0 if self.regime.method == Method.WORKING_DAYS else self._paused()
        return f"{told}, and {paused} days more that did not count," if paused else told

    def _paused(self, *, cautious: bool = False) -> int:
        """How many calendar days do not count: each once, and none before the start."""
        days: set[date] = set()
        for span in self.pauses:
            last = span.last - DAY if cautious else span.last
            days.update(day for n in range((last - span.first).days + 1) if (day := later(span.first, n)) >= self.start)
        return len(days)

    def _longer(self, base: Counted) -> tuple[Counted | None, str]:
        """The count with a notice of extension that was given in time, and what it says; None where the law gives no day for it."""
        longer = self.regime.extension
        if longer is None or self.extended is None:
            return base, ""
        given = day_in_words(self.extended)
        if self.extended > base.end:
            self.warnings.append(
                f"The notice of extension was given on {given}, after {day_in_words(base.end)}: it does not lengthen the time."
            )
            return base, ""
        told = f"Extended by a notice given on {given} ({longer.law})."
        self.steps.append(told)
        if self.named:
            self.length = longer.to
            if self.named <= base.end:
                self.warnings.append("The day that the notice names is no later than the end of the first period.")
            return Counted(self.named, base.skipped), told
        self.length = longer.to
        return (self._count(longer.to) if longer.to else None), told

    def _safe(self, due: date) -> date:
        """The day to work to: without holidays that became known after receipt, and with what the law leaves open read against us."""
        if self.regime.method == Method.DAYS:
            return min(due, later(self.start, self.regime.length - 1))
        if not self.length:
            return due
        return min(due, self._count(self.length, self.calendar.known_on(self.start), cautious=True).end)

    def _limits(self) -> list[Notice]:
        """Until when what is asked of the requester may come."""
        found = []
        for each in self.heeded:
            exchange = each.exchange
            if not exchange.limit or each.asked is None:
                continue
            by = self._limit(exchange, each.asked)
            if each.answered and each.answered > by:
                self.warnings.append(
                    f"{exchange.words.capitalize()} came on {day_in_words(each.answered)}, after the time for it ended on {day_in_words(by)} ({exchange.limit_law})."
                )
            says = f"Last day for {exchange.words}; unanswered, the request may be closed after it"
            found.append(Notice(f"last-day-for-{exchange.answered}", by, exchange.limit_law, says))
        return found

    def _limit(self, exchange: Exchange, asked: date) -> date:
        if exchange.limit_in == Method.WORKING_DAYS:
            return working_days(asked, exchange.limit, self.calendar).end
        day = add_months(asked, exchange.limit)
        return day - DAY if exchange.beginning else day

    def _on_the_way(self, base: date, counted: Counted | None) -> list[Notice]:
        """What has to be told within the first period, and how far an extension would reach."""
        found, regime, longer = [], self.regime, self.regime.extension
        if regime.refusal:
            by = counted.end if regime.refusal_extended and counted else base
            found.append(
                Notice(
                    "refusal-notice",
                    by,
                    regime.refusal,
                    "A refusal is sent by then, with its reasons and the ways to complain",
                )
            )
        if longer:
            found.append(Notice("extension-notice", base, longer.law, f"{longer.notice} is given by then"))
            if longer.to:
                try:
                    found.append(
                        Notice(
                            "if-extended",
                            self._count(longer.to).end,
                            longer.law,
                            "The answer is due by then where it is extended",
                        )
                    )
                except NotLoaded as missing:
                    self.warnings.append(f"How far an extension would reach cannot be told. {missing}")
        return found

    def _tell(self, due: date, safe: date) -> None:
        """The last sentences, and what became known late."""
        regime = self.regime
        if due == self.named:
            self.steps.append(f"The notice named {day_in_words(due)}.")
        else:
            self.steps.append(f"{self._period()} ends on {day_in_words(self._raw())} ({regime.law}).")
            if due != self._raw():
                why = ", ".join(
                    dict.fromkeys(each.why for each in rolled(self._raw(), self.calendar, self.nation).skipped)
                )
                self.steps.append(f"That is no working day ({why}): the next one is {day_in_words(due)}.")
        if safe < due:
            self.steps.append(f"Work to {day_in_words(safe)}: up to there nothing is arguable.")
        for each in self.calendar.added_after(self.start, due, self.nations):
            assert each.known is not None
            self.warnings.append(
                f"{each.title} on {day_in_words(each.day)} became known on {day_in_words(each.known)}, after receipt. It is counted as a holiday, "
                "which is arguable; the safe date does without it."
            )

    def _waiting(self, notices: list[Notice]) -> Clock:
        waits = tuple(dict.fromkeys(each.exchange.words for each in self.waits))
        since = self.waits[0].since
        reason = f"Waiting for {' and '.join(waits)} since {day_in_words(since)}: until it comes the law gives no date."
        self.steps.append(reason)
        return self._answer(State.WAITING, None, None, notices, Counted(self.start), "", reason, waits)

    def _answer(
        self, state: State, due: date | None, safe: date | None, notices: list[Notice], counted: Counted, extension: str,
        reason: str = "", waits: tuple[str, ...] = (),
    ) -> Clock:  # fmt: skip
        for since, told in self.regime.transitions:
            if self.received < since and (due is None or due >= since):
                self.warnings.append(told)
        working = Working(
            self.start, counted.skipped, tuple(self.pauses), extension, tuple(self.steps), tuple(self.warnings)
        )
        version = self.regime.version(self.received)
        return Clock(
            self.regime, state, due, safe, working, tuple(notices), version, self.calendar, waits, reason=reason
        )
