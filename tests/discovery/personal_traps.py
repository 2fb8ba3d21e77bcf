"""What looks like personal data and is none: nothing in these is to be told."""

import base64
import random
from collections.abc import Iterator

from muniment.documents.extract.extracted import Grid, Prose


def _number(chance: random.Random, digits: int) -> str:
    return str(chance.randrange(10 ** (digits - 1), 10**digits))


def _isbn(chance: random.Random) -> str:
    nine = _number(chance, 9)
    check = -sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return nine + ("X" if check == 10 else str(check))


def _letters(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("ABCDEFGHJKLMNPRSTUWXY") for _ in range(count))


def _prose(chance: random.Random) -> list[str]:
    number = lambda digits: _number(chance, digits)  # noqa: E731 (a short name for many uses)
    return [
        f"Purchase order {number(10)} was raised against invoice {number(10)}; supplier reference {number(10)}.",
        f"Further reading: ISBN {_isbn(chance)}; ISBN-10 {_isbn(chance)}.",
        "You must write your National Insurance number, for example QQ 12 34 56 C, at the top of each page.",
        "An NHS number is written in the form 999 000 0000. Do not enter spaces.",
        "Test cards: use 4111 1111 1111 1111 or 5555 5555 5555 4444 in the payment sandbox.",
        f"Product {_letters(chance, 2)}{number(6)}A and part number {_letters(chance, 2)}{number(2)} {_letters(chance, 3)} are out of stock.",
        f"Company number 0{number(7)}, registered charity {number(7)}, VAT registration {number(9)}.",
        "The site lies at grid reference SP 333 790, easting 433300, northing 279000.",
        f"Coordinates 52.{number(7)}, -1.{number(7)} (WGS84).",
        "00000000  4d 5a 90 00 03 00 00 00  04 00 00 00 ff ff 00 00\n00000010  b8 00 00 00 e1 4d d0 00  40 00 00 00 00 00 00 00\n",
        "-----BEGIN CERTIFICATE-----\n"
        + base64.b64encode(chance.randbytes(300)).decode()
        + "\n-----END CERTIFICATE-----",
        f"def total(rows):\n    limit = {number(10)}\n    return [row for row in rows if row.id != 0x{number(8)}]\n",
        f"Version 10.4.{number(4)}.{number(6)} of the driver was released; build {number(10)}.",
        f"Our ref: {number(10)}  Your ref: 0{number(10)}",
        f"Transaction {number(16)} settled on 12-03-24; batch {number(12)}.",
        f"Meter serial number {number(10)}, MPAN {number(13)}.",
        f"commit {chance.randbytes(20).hex()}\nindex {chance.randbytes(4).hex()}..{chance.randbytes(4).hex()}",
        f"Event id {number(10)} at epoch timestamp 17{number(8)}.",
        "The meeting was held on 12/03/1984 and the next is due on 01/02/2025.",
        "Article 6(1)(e) and section 12 of the 2018 Act apply; see paragraphs 10 20 30 and 40.",
        "The £2,400,000 budget covers 2023-24 to 2025-26, or 1 234 567 890 pence.",
        f"Asset tag {_letters(chance, 2)}{number(6)}B, model LX{number(2)} {_letters(chance, 3)}.",
        f"https://www.example.com/item/{number(10)}?ref={number(11)}",
        f'{{"id": {number(10)}, "sku": "{_letters(chance, 2)}{number(6)}C", "ts": 17{number(8)}}}',
    ]


def _grids(chance: random.Random) -> list[Grid]:
    def column(digits: int, rows: int = 80) -> list[str]:
        return [_number(chance, digits) for _ in range(rows)]

    spending = zip(column(10), column(10), column(6), column(4), strict=True)
    codes = zip(
        (f"{_letters(chance, 2)}{_number(chance, 6)}{chance.choice('ABCDEFG')}" for _ in range(40)),
        (f"{_letters(chance, 2)}{_number(chance, 2)}{_letters(chance, 3)}" for _ in range(40)),
        strict=False,
    )
    return [
        Grid("", (("Transaction Number", "Supplier ID", "Amount", "Cost Centre"), *spending)),
        Grid("", (("Body", "Voucher", "Net"), *(("Council", each, "12.00") for each in column(10)))),
        Grid("stock", (("SKU", "Product code"), *codes)),
        Grid("", (("UPRN", "Easting", "Northing"), *zip(column(10), column(6), column(6), strict=True))),
        Grid("books", (("Title", "Author", "ISBN"), *(("A history", "Various", _isbn(chance)) for _ in range(30)))),
        Grid("", tuple((each, "x") for each in column(10))),
        Grid("", (("order_no", "reference"), *zip(column(10), (f"0{each}" for each in column(10)), strict=True))),
    ]


def traps(chance: random.Random, author: int) -> Iterator[Prose | Grid]:
    """The traps of an author: every second one."""
    for number, text in enumerate(_prose(chance)):
        if number % 2 == author % 2:
            yield Prose("", text)
    for number, grid in enumerate(_grids(chance)):
        if number % 2 == author % 2 or number == 0:
            yield grid
