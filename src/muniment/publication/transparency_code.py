"""The fifteen items of the Local Government Transparency Code 2015 (England), entered into the register when somebody asks for it.

They are entered by a button and not by a migration: a council in Wales or a company has no such duty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Unit
from muniment.publication.transparency_items import TransparencyItem
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write

Often = TransparencyItem.Often
PRIVATE = _("Names of private persons who are paid, foster carers and people with direct payments say: personal data.")
NOTHING = ""


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One item of the Code: its number, its name, what it holds, how often it is published, what is usually left out."""

    number: int
    name: Any
    about: Any
    how_often: str
    redaction_policy: Any = NOTHING


ITEMS: Sequence[CodeItem] = (
    CodeItem(1, _("Spending above £500"), _("Each item of expenditure above £500: when, to whom, how much, what for."), Often.QUARTER, PRIVATE),
    CodeItem(2, _("Government Procurement Card transactions"), _("Every transaction on a procurement card: when, with whom, how much, what for."), Often.QUARTER, PRIVATE),
    CodeItem(3, _("Tenders and contracts above £5,000"), _("Invitations to tender, and contracts, commissioned activity, purchase orders and framework agreements above £5,000."), Often.QUARTER, _("Prices while a tender is open: commercial interests.")),
    CodeItem(4, _("Land and building assets"), _("All land and buildings that the council owns or uses, with their reference numbers and tenure."), Often.YEAR, _("Addresses of refuges and of other places whose whereabouts put people at risk.")),
    CodeItem(5, _("Social housing asset values"), _("The value of the council's social housing, by postal sector and valuation band."), Often.YEAR, _("Sectors with so few homes that one of them could be told.")),
    CodeItem(6, _("Grants to voluntary, community and social enterprise organisations"), _("Each grant: when, to whom, for how long, how much, what for. It may stand within the spending above £500."), Often.YEAR),
    CodeItem(7, _("Organisation chart"), _("The top three tiers of the council: posts, teams, salary bands, contacts."), Often.YEAR, _("Names below the level at which the Code wants them.")),
    CodeItem(8, _("Trade union facility time"), _("How many representatives there are, how much time they have, what it costs."), Often.YEAR),
    CodeItem(9, _("Parking account"), _("Income and spending of the parking account, and what a surplus was spent on."), Often.YEAR),
    CodeItem(10, _("Controlled parking spaces"), _("How many marked spaces the council controls, on and off the street."), Often.YEAR),
    CodeItem(11, _("Senior salaries"), _("Posts paid £50,000 or more in bands of £5,000; names from £150,000."), Often.YEAR, _("Names below £150,000, unless the person agreed.")),
    CodeItem(12, _("Constitution"), _("The council's constitution as it stands."), Often.YEAR),
    CodeItem(13, _("Pay multiple"), _("The highest salary as a multiple of the median of the whole workforce."), Often.YEAR),
    CodeItem(14, _("Fraud and counter-fraud work"), _("How often fraud was looked into, by how many people, at what cost, and what was found."), Often.YEAR),
    CodeItem(15, _("Waste collection contracts"), _("The contracts for collecting waste that were there when contracts were first published."), Often.ONCE),
)  # fmt: skip


def left(unit: Unit) -> list[CodeItem]:
    """Those of the fifteen that the body of this unit has not got yet. One query."""
    there = TransparencyItem.objects.everything().filter(unit__body=unit.body_id, code_number__isnull=False)
    numbers = set(there.values_list("code_number", flat=True))
    return [each for each in ITEMS if each.number not in numbers]


def enter(actor: Actor, unit: Unit) -> int:
    """Enters those that are not there, without owners, which are then asked for; returns how many it entered."""
    with transaction.atomic():
        history.take_turn()
        rows = [
            TransparencyItem(
                unit=unit, code_number=each.number, name=str(each.name), about=str(each.about), how_often=each.how_often,
                basis=TransparencyItem.Basis.LAW, redaction_policy=str(each.redaction_policy),
            )
            for each in left(unit)
        ]  # fmt: skip
        taken = set(
            TransparencyItem.objects.filter(unit=unit, name__in=[row.name for row in rows]).values_list(
                "name", flat=True
            )
        )
        if taken:
            told = said(
                "Items of these names are there without their number in the Code: give them their number first. %(names)s"
            )
            raise Invalid(told % {"names": ", ".join(sorted(taken))})
        why = said("An item of the Local Government Transparency Code 2015")
        write(actor, [Change(row, verb="create", why=why) for row in rows])
    return len(rows)
