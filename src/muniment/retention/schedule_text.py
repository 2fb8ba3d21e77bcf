"""The cells of a row of a schedule put together as one phrase, and that understood. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from muniment.retention.prose import Understood, understand
from muniment.retention.prose_actions import actions_in
from muniment.retention.prose_words import plain, start_of
from muniment.retention.rules import Action
from muniment.retention.schedule_columns import Role

_LEADING = re.compile(r"^(?:from|after|since|on)\s+", re.IGNORECASE)
_NOTED = 60
_CONTRADICTED = 40  # no surer than this where two cells of a row say different things


def source_of(cells: Mapping[Role, str]) -> str:
    """What a row says of retention, as the file has it: its cells one after another."""
    told = [cells[role] for role in (Role.TRIGGER, Role.PERIOD, Role.ACTION) if cells.get(role)]
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in told))


def composed(cells: Mapping[Role, str], unit: str = "") -> Understood:
    """What the trigger, the period and the action of a row rule together. `unit` is that of bare numbers in the column."""
    period = "; ".join(cells.get(Role.PERIOD, "").split("\n")).strip()
    trigger = " ".join(cells.get(Role.TRIGGER, "").split())
    action = " ".join(cells.get(Role.ACTION, "").split())
    if re.fullmatch(r"\d+(?:\.5)?", period) and unit:
        period = f"{period} {unit}"
    text = _with_trigger(period, trigger)
    if action and not _same_action(period, action):
        text = f"{text}; {action}" if text else action
    found = understand(text)
    if _another_period(cells.get(Role.RATIONALE, ""), found):
        found = replace(
            found, confidence=min(found.confidence, _NOTED), why=(*found.why, "The notes name another period.")
        )
    if contradiction(cells) and found.line is not None:
        why = "The action of the row is another than that of its text."
        found = replace(found, confidence=min(found.confidence, _CONTRADICTED), why=(*found.why, why))
    return found


def _another_period(notes: str, found: Understood) -> bool:
    """Whether the notes are themselves a period, and another one; a sentence that explains one is none."""
    said = understand(notes)
    if said.line is None or found.line is None or said.confidence < _CONTRADICTED:
        return False
    return bool({each.length for each in said.line.periods} - {0} - {each.length for each in found.line.periods})


def _with_trigger(period: str, trigger: str) -> str:
    """The period counted from the trigger of its own column, where it has none itself."""
    if not trigger or not period:
        return period or trigger
    alone = understand(period)
    if alone.line is None or not alone.line.periods:
        # "Superseded" with a period of "None": what ends is told by the trigger alone.
        if re.fullmatch(r"(?:0|nil|none|immediate(?:ly)?|-|n/?a|destroy|0 years)", plain(period)) and start_of(
            plain(trigger)
        ):
            return f"until {trigger}"
        return period
    own = not any("closure is assumed" in each for each in alone.why)
    if own:
        return period
    return f"{period} after {_LEADING.sub('', trigger)}"


def _same_action(period: str, action: str) -> bool:
    return bool(first := actions_in(period)[:1]) and first == actions_in(action)[:1]


def contradiction(cells: Mapping[Role, str]) -> bool:
    """Whether the action of its own column is another than the period's text names. What archives decline may be destroyed."""
    said, column = actions_in(cells.get(Role.PERIOD, "")), actions_in(cells.get(Role.ACTION, ""))
    if not said or not column or set(said) & set(column):
        return False
    return not {said[0], column[0]} <= {Action.OFFER, Action.TRANSFER}
