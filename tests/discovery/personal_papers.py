"""Papers of a council that does not exist, by two authors of different habits, with what personal data each holds, and traps.

A template names its values in braces; each is invented anew and labelled. The first author's papers are there to tune by, the
second's to be reported on.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.documents.extract.extracted import Grid, Prose
from tests.discovery import personal_values as values
from tests.discovery.personal_templates import FIRST_AUTHOR, SECOND_AUTHOR
from tests.discovery.personal_traps import traps


@dataclass(frozen=True)
class Paper:
    """`labels` are the kinds and values that stand in it."""

    block: Prose | Grid
    labels: frozenset[tuple[str, str]]
    trap: bool = False


_SLOT = re.compile(r"\{(\w+)\}")


def _written(template: str, chance: random.Random, *, plain: bool) -> Paper:
    labels: set[tuple[str, str]] = set()
    account: list[str] = []

    def fill(slot: re.Match[str]) -> str:
        name = slot[1]
        if name == "sort":
            value, written, number = values.bank(chance, plain=plain)
            labels.add((value.kind, value.key))
            account[:] = [number]
            return written
        if name == "account":
            return account.pop()
        if name == "person":
            return f"{chance.choice(values.FIRST)} {chance.choice(values.LAST)}".title()
        if name == "number":
            return str(chance.randrange(10**5, 10**6))
        value = values.MAKERS[name](chance, plain=plain)
        labels.add((value.kind, value.key))
        return value.text

    return Paper(Prose("", _SLOT.sub(fill, template)), frozenset(labels))


_COLUMNS = {
    "nhs": ["nhs_no", "NHS Number", "NHSNumber", "Patient NHS No."], "nino": ["NI Number", "nino", "National Insurance No", "NINumber"],
    "utr": ["UTR", "Unique Taxpayer Reference"], "upn": ["UPN", "Unique Pupil Number", "pupil_upn"], "passport": ["Passport No", "passport_number"],
    "licence": ["Driving Licence", "licence_no"], "vehicle": ["Vehicle Reg", "VRM", "Registration", "reg_no"], "card": ["Card number", "card_no"],
    "iban": ["IBAN"], "phone": ["Tel", "Mobile", "phone_number", "Contact No", "Home telephone"], "email": ["Email", "e-mail address", "EmailAddress"],
    "postcode": ["Postcode", "post_code", "PostCode"], "born": ["DOB", "Date of Birth", "date_of_birth", "BirthDate", "D.O.B."],
}  # fmt: skip


def _sheet(chance: random.Random, *, plain: bool) -> Paper:
    kinds = chance.sample(list(_COLUMNS), chance.randrange(2, 6))
    rows = [["Case", *(chance.choice(_COLUMNS[kind]) for kind in kinds), "Amount"]]
    labels = set()
    for number in range(chance.randrange(3, 25)):
        made = [values.MAKERS[kind](chance, plain=plain) for kind in kinds]
        labels |= {(value.kind, value.key) for value in made}
        rows.append(
            [
                str(40_000 + number),
                *(value.text.replace("\n", " ") for value in made),
                f"{chance.randrange(10_000) / 100:.2f}",
            ]
        )
    above = [["Housing: monthly return", *[""] * (len(rows[0]) - 1)]] if chance.random() < 0.3 else []
    return Paper(Grid("Sheet1", tuple(map(tuple, above + rows))), frozenset(labels))


def papers(author: int, seed: int = 1, turns: int = 6) -> Iterator[Paper]:
    """The papers of one of the two authors, and as many sheets and traps."""
    chance = random.Random(seed * 1000 + author)
    plain = author == 1
    for _ in range(turns):
        for template in FIRST_AUTHOR if plain else SECOND_AUTHOR:
            yield _written(template, chance, plain=plain)
        for _sheets in range(12):
            yield _sheet(chance, plain=plain)
        for block in traps(chance, author):
            yield Paper(block, frozenset(), trap=True)
