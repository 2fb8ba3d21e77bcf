"""The statutory clocks as data: what each law lets somebody have, how it counts, and what stops, restarts or lengthens it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ABOUT = """
A date of the law is worked out from what happened, the table of bank holidays and the regime alone: the same events always give the same day, whoever enters them and in whatever order. With the day comes its working: day 0, each day that did not count and why, pauses, more time, the law and its version, the version of the table.

`muniment clock REGIME --received 2026-06-05 [--event NAME=DAY …] [--json]` gives it at the command line, the page *Work out a date* (`/clock/`) to everybody who signs in, and every case shows its own. While something is awaited from the requester, or the table of holidays does not reach far enough, there is no date, and the answer says why. Beside the due date stands the day to work to, where the two differ: up to there nothing is arguable.

This is not legal advice: have a practitioner look at it before you rely on it.
"""


class Method(StrEnum):
    """How a clock counts. The three are never mixed."""

    WORKING_DAYS = "working days"
    MONTHS = "calendar months"
    DAYS = "calendar days"
    HOURS = "elapsed hours"


class Effect(StrEnum):
    """What an exchange with the requester does to a clock."""

    RESTARTS = "restarts"  # the day of the answer is the new day 0
    PAUSES = "pauses"  # the days from the question to the answer, both included, are not counted
    STARTS = "starts"  # the clock does not start before the answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question to the requester and its answer: the names of both events, what they do, and by which law.

    `words` say what is awaited. A question after the due date changes nothing. `limit` is how long the answer may take before the
    request may be closed, in the unit of `limit_in` (0: no limit); `beginning` where the day of the question is the first of it.
    """

    asked: str
    answered: str
    effect: Effect
    law: str
    words: str
    limit: int = 0
    limit_in: Method = Method.MONTHS
    beginning: bool = False
    limit_law: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """How a clock is lengthened: `to` is the whole period, 0 where the law says "reasonable" and the notice names the day.

    `notice` is what has to be told within the first period. With `named_day` the notice names a day, which then is the due date.
    """

    to: int
    law: str
    notice: str
    named_day: bool = False


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What the requester may do after the answer, and how long: `length` in working days or calendar days."""

    name: str
    method: Method
    length: int
    law: str
    says: str


@dataclass(frozen=True, slots=True)
class Regime:
    """A statutory clock. `length` is in the unit of its method, `law` the provision, `versions` those of it by the day since when.

    `transitions` are warnings for what was open on a day when the law changed. `due` is what has to be done by the due date; `refusal` the law of a notice of refusal ("" where there is none), which has the
    first period only unless it is `refusal_extended`. `open_questions` is what the law leaves open, for whoever relies on a date.
    """

    slug: str
    name: str
    method: Method
    length: int
    law: str
    due: str
    exchanges: tuple[Exchange, ...] = ()
    extension: Extension | None = None
    refusal: str = ""
    refusal_extended: bool = False
    afterwards: tuple[Afterwards, ...] = ()
    ends: tuple[str, ...] = ("answered",)
    in_force: date | None = None
    versions: tuple[tuple[date, str], ...] = ()
    transitions: tuple[tuple[date, str], ...] = ()
    open_questions: tuple[str, ...] = ()

    @property
    def counted_from(self) -> str:
        """The event that starts it."""
        return "aware" if self.method == Method.HOURS else "received"

    @property
    def events(self) -> tuple[str, ...]:
        """The names of all events that it understands, besides the one that starts it."""
        pairs = [name for each in self.exchanges for name in (each.asked, each.answered)]
        longer = (
            [] if self.extension is None else ["extended", *(["extended-until"] if self.extension.named_day else [])]
        )
        return (*pairs, *longer, *self.ends)

    def version(self, day: date) -> str:
        """Which version of the law holds for what was received on `day`."""
        return next((name for since, name in reversed(self.versions) if since <= day), self.law)


LATE_HOLIDAY = (
    "Whether a bank holiday that was proclaimed after a request was received lengthens its time is not settled. "
    "The due date counts it as a holiday; the safe date does not."
)
LATE_QUESTION = "Whether clarification that is asked for after the due date still restarts the time is not settled: here it does not, and late stays late."
FOI_CLARIFICATION = Exchange(
    "clarification-asked", "clarification-answered", Effect.RESTARTS, "Freedom of Information Act 2000, sections 1(3) and 10(6)",
    "clarification", limit=2, limit_law="practice under the section 45 code: no statute closes it; it stays open to an answer",
)  # fmt: skip
FOI_FEE = Exchange(
    "fees-notice", "fee-paid", Effect.PAUSES, "Freedom of Information Act 2000, sections 9(2) and 10(2)", "the fee",
    limit=3, beginning=True, limit_law="Freedom of Information Act 2000, section 9(2)",
)  # fmt: skip

FOI = Regime(
    "foi", "Freedom of information", Method.WORKING_DAYS, 20, "Freedom of Information Act 2000, section 10(1)", "answer",
    (FOI_CLARIFICATION, FOI_FEE),
    Extension(40, "Freedom of Information Act 2000, sections 10(3) and 17(2); 40 working days in all is the regulator’s guidance, not statute",
              "A notice that names the qualified exemption and estimates the day of the decision", named_day=True),
    refusal="Freedom of Information Act 2000, section 17",
    afterwards=(Afterwards("ask-for-review", Method.WORKING_DAYS, 40, "Section 45 code of practice", "The requester may ask for an internal review"),),
    open_questions=(LATE_HOLIDAY, LATE_QUESTION, "How long the public interest test may take is “reasonable” in law; 40 working days in all is guidance."),
)  # fmt: skip
EIR = Regime(
    "eir", "Environmental information", Method.WORKING_DAYS, 20, "Environmental Information Regulations 2004, regulation 5(2)", "answer",
    (
        Exchange("clarification-asked", "clarification-answered", Effect.RESTARTS, "Environmental Information Regulations 2004, regulation 9",
                 "particulars"),
        Exchange("fees-notice", "fee-paid", Effect.PAUSES, "Environmental Information Regulations 2004, regulation 8", "the charge",
                 limit=60, limit_in=Method.WORKING_DAYS, limit_law="Environmental Information Regulations 2004, regulation 8(5)"),
    ),
    Extension(40, "Environmental Information Regulations 2004, regulation 7(1): complexity and volume, both",
              "Notice of the longer time (regulation 7(3))"),
    refusal="Environmental Information Regulations 2004, regulation 14(2)", refusal_extended=True,
    afterwards=(Afterwards("make-representations", Method.WORKING_DAYS, 40, "Environmental Information Regulations 2004, regulation 11(2)",
                           "The requester may make representations"),),
    open_questions=(LATE_HOLIDAY,),
)  # fmt: skip
RPSI = Regime(
    "rpsi", "Re-use of public sector information", Method.WORKING_DAYS, 20,
    "Re-use of Public Sector Information Regulations 2015, regulation 8", "answer", (),
    Extension(0, "Re-use of Public Sector Information Regulations 2015, regulation 8: a reasonable time, where extensive or complex",
              "Notice that no decision is reached yet, with an estimate of the day", named_day=True),
    open_questions=(LATE_HOLIDAY, "How much longer is “reasonable” is for the notice to say: without a day in it there is no due date."),
)  # fmt: skip
SAR = Regime(
    "sar", "Subject access and other rights", Method.MONTHS, 1, "UK GDPR, articles 12(3) and 12A", "answer",
    (
        Exchange("id-asked", "id-received", Effect.STARTS, "UK GDPR, articles 12(6) and 12A", "proof of identity"),
        Exchange("fees-notice", "fee-paid", Effect.STARTS, "UK GDPR, articles 12(5) and 12A", "the fee"),
        Exchange("clarification-asked", "clarification-answered", Effect.PAUSES, "UK GDPR, article 12A", "clarification"),
    ),
    Extension(3, "UK GDPR, article 12(3): two further months, for complexity or number of requests, once",
              "Notice of the longer time with its reasons"),
    refusal="UK GDPR, article 12(4)", refusal_extended=True,
    versions=((date(2018, 5, 25), "UK GDPR, article 12(3), as it stood before 5 February 2026"), (date(2026, 2, 5), "UK GDPR as amended by the Data (Use and Access) Act 2025, section 76, since 5 February 2026")),
    transitions=((date(2026, 2, 5), "It was open on 5 February 2026, when the law changed: transitional provisions (SI 2026/82) may apply, which are not modelled."),),
    open_questions=(
        "The statute counts both the day of the question and the day of the answer as paused; the safe date counts one day fewer, as some systems do.",
        "What was open on 5 February 2026 falls under transitional provisions (SI 2026/82) that are not modelled: such a clock says so.",
    ),
)  # fmt: skip
COMPLAINT = Regime(
    "complaint", "Data protection complaint", Method.DAYS, 30, "Data Protection Act 2018, section 164A", "acknowledge",
    ends=("acknowledged", "answered"), in_force=date(2026, 6, 19),
    open_questions=(
        "The Act says 30 days beginning when the complaint is received; the regulator counts from the day after. The due date follows the regulator, the safe date the Act.",
        "The outcome has no day in law: it is told without undue delay, counted from receipt.",
    ),
)  # fmt: skip
INTERNAL_REVIEW = Regime(
    "internal-review", "Internal review", Method.WORKING_DAYS, 20, "Code of practice under section 45 of the Freedom of Information Act 2000", "answer", (),
    Extension(40, "Section 45 code of practice: 40 working days in all, exceptionally", "Word to the requester that it takes longer, and why"),
    afterwards=(Afterwards("complain-to-regulator", Method.DAYS, 42, "the regulator’s practice: six weeks", "The requester may complain to the regulator"),),
    open_questions=("The time for an internal review is a code of practice, not statute.", LATE_HOLIDAY),
)  # fmt: skip
EIR_REVIEW = Regime(
    "eir-review", "Reconsideration of environmental information", Method.WORKING_DAYS, 40,
    "Environmental Information Regulations 2004, regulation 11(4)", "answer", open_questions=(LATE_HOLIDAY,),
)  # fmt: skip
BREACH = Regime(
    "breach", "Personal data breach", Method.HOURS, 72, "UK GDPR, article 33(1)", "notify the regulator", ends=("notified",),
    open_questions=("A rule of older European law might begin at the next full hour and grant a later time: it is never relied on.",),
)  # fmt: skip

REGIMES: Mapping[str, Regime] = {
    each.slug: each for each in (FOI, EIR, RPSI, SAR, COMPLAINT, INTERNAL_REVIEW, EIR_REVIEW, BREACH)
}
