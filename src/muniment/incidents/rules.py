"""The rules of a breach, as pure functions: its 72 hours, the grid, who decides what, and when it may be closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from muniment.clock.counting import after_hours

REGULATOR_HOURS = 72  # article 33(1) of the UK GDPR, and since 20 August 2025 regulation 5A of PECR

LIKELIHOOD: Mapping[int, str] = {
    1: "1: it did not happen, or cannot", 2: "2: not likely", 3: "3: likely", 4: "4: highly likely", 5: "5: it has happened",
}  # fmt: skip
SEVERITY: Mapping[int, str] = {
    1: "1: nobody is affected", 2: "2: some inconvenience", 3: "3: some distress, or a loss that can be made good",
    4: "4: distress, loss of money or of standing that lasts", 5: "5: danger to life or safety, or a catastrophe",
}  # fmt: skip


class Level(StrEnum):
    """How serious an incident is."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    S5 = "S5"


LEVELS: Mapping[str, str] = {
    Level.S0: "S0: near miss", Level.S1: "S1: negligible", Level.S2: "S2: minor",
    Level.S3: "S3: significant, decide on the ICO", Level.S4: "S4: serious, the ICO and the people", Level.S5: "S5: critical",
}  # fmt: skip


def notify_by(aware_at: datetime) -> datetime:
    """The end of the 72 elapsed hours, in UTC: no clock change, weekend or holiday stops or stretches them."""
    return after_hours(aware_at, REGULATOR_HOURS)


def time_left(now: datetime, until: datetime) -> str:
    """How long until an instant, or since it: "2 days 3 hours left", "5 hours 20 minutes ago"."""
    minutes = int(abs((until - now).total_seconds()) // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "day"), (hours, "hour")] if days else [(hours, "hour"), (minutes, "minute")]
    words = " ".join(
        f"{number} {word}{'' if number == 1 else 's'}" for number, word in parts if number or word != "day"
    )
    return f"{words} left" if until >= now else f"{words} ago"


def hours_between(earlier: datetime, later: datetime) -> int:
    """Whole elapsed hours from one instant to another."""
    return int((later - earlier).total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the grid says, and how it comes to it. It decides nothing."""

    level: Level
    working: tuple[str, ...]


def suggest(likelihood: int, severity: int, *, near_miss: bool = False, vulnerable: bool = False) -> Suggestion:
    """The level that the grid of likelihood (1-5) and severity (1-5) speaks for: our own reading of the grid that health and care use."""
    if near_miss:
        return Suggestion(Level.S0, ("It was a near miss: nothing reached anybody.",))
    working = [f"Likelihood {likelihood} and severity {severity} of 5."]
    if vulnerable and severity == 1:
        severity = 2
        working.append("Vulnerable people or special categories of data are among it: severity counts as 2 at least.")
    if likelihood == 1:
        level = Level.S1 if severity <= 3 else Level.S2
        told = "No harm came of it or can" + ("." if severity <= 3 else ", but it could have been grave.")
    elif severity == 1:
        level, told = Level.S1, "Nobody is affected."
    elif likelihood == 2:
        level = Level.S2 if severity <= 3 else Level.S3
        told = "A risk to people is unlikely" + (
            "." if severity <= 3 else ", but it would be grave: decide on the ICO."
        )
    elif severity <= 3:
        level, told = (
            Level.S3,
            "A risk to people is likely: the ICO is told unless there is a reason not to (article 33).",
        )
    elif severity == 5 and likelihood >= 4:
        level, told = Level.S5, "People are in danger: tell the ICO and the people, and those who can protect them."
    else:
        level, told = Level.S4, "The risk to people is likely and high: tell the ICO, and the people too (article 34)."
    return Suggestion(level, (*working, told))


def needs_siro(*, tell: bool, advised: bool | None) -> bool:
    """Whether a decision is the SIRO's: to tell, to depart from the advice, or not to wait for it (the matrix of roles)."""
    return tell or advised is None or advised is not tell


def why_not_decided(*, tell: bool, advised: bool | None, siro: bool, departing: str) -> str:
    """Why this cannot be decided so by this person; "" when it can. `advised` is what the DPO advises, None while they have not.

    The DPO is asked first (article 39(1)(a)); whoever departs from the advice says why, and is the SIRO.
    """
    if not siro and advised is None:
        return "The data protection officer has not advised yet. Only the SIRO decides without, and says why it could not wait."
    if not siro and advised is not tell:
        return "The data protection officer advises otherwise. Only the SIRO decides against the advice."
    if not siro and tell:
        return "That somebody is told is approved by the SIRO."
    if not departing.strip() and advised is None:
        return "Say why it could not wait for the data protection officer's advice."
    if not departing.strip() and advised is not tell:
        return "Say why you decide against the data protection officer's advice."
    return ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an incident when somebody would close it. "" is what nobody has said or decided."""

    personal: str
    near_miss: bool
    aware: bool
    regulator: str
    individuals: str
    regulator_told: bool
    individuals_told: bool
    advice_departed: bool
    caused: bool
    learnt: bool


def why_not_closed(found: Standing) -> list[str]:
    """What is missing before an incident may be closed; none when it may. Every breach is documented, told or not (article 33(5))."""
    told = (
        (not found.personal and not found.near_miss, "Say whether personal data was affected."),
        (found.personal == "yes" and not found.aware and not found.near_miss, "Personal data was affected: say since when we were aware of it."),
        (found.aware and not found.regulator, "Decide on the ICO, with the reason, also when it is not told."),
        (found.aware and not found.individuals, "Decide on the people concerned, with the reason, also when they are not told."),
        (found.aware and found.advice_departed, "The data protection officer advises otherwise: the SIRO decides, and says why."),
        (found.regulator == "tell" and not found.regulator_told, "The ICO is to be told and has not been."),
        (found.individuals == "tell" and not found.individuals_told, "The people concerned are to be told and have not been."),
        (found.regulator_told and not found.caused, "The ICO was told: say what the cause was, and the root of it."),
        (found.regulator_told and not found.learnt, "The ICO was told: say what was learnt."),
    )  # fmt: skip
    return [words for missing, words in told if missing]
