"""Invented values of every kind, from the ranges that are kept for tests where there are such, written in many ways."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

LETTERS = "ABCEGHJKLMNPRSTWXYZ"
_UPN = "ABCDEFGHJKLMNPQRTUVWXYZ"


@dataclass(frozen=True)
class Value:
    """`key` is its kind and what makes two spellings one; `text` how it is written here."""

    kind: str
    key: str
    text: str


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _grouped(value: str, sizes: tuple[int, ...], gap: str) -> str:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(value[at : at + size])
        at += size
    return gap.join(filter(None, [*pieces, value[at:]]))


def _gaps(chance: random.Random, *, plain: bool) -> str:
    return chance.choice(["", " ", " "] if plain else ["", " ", "-", "  ", "\u00a0", "\u2009", " ", "\u2011", "."])


def nhs(chance: random.Random, *, plain: bool) -> Value:
    while True:
        nine = "999" + _digits(chance, 6)
        check = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check != 10 and len(set(nine)) > 3:
            value = nine + str(check % 11)
            break
    text = _grouped(value, (3, 3, 4), _gaps(chance, plain=plain))
    if not plain and chance.random() < 0.1:
        text = text.replace(" ", "\n", 1)
    return Value("nhs_number", value, text)


def nino(chance: random.Random, *, plain: bool) -> Value:
    prefix = chance.choice("ABCEGHJKLMPRSTWXYZ") + chance.choice("ACEHJLMPRSWXY")
    value = prefix + _digits(chance, 5) + chance.choice("123456789") + chance.choice("ABCD")
    text = _grouped(value, chance.choice([(2, 2, 2, 2, 1), (2, 6, 1), (9,)]), _gaps(chance, plain=plain))
    if not plain and chance.random() < 0.2:
        text = text.lower()
    return Value("nino", value, text)


def utr(chance: random.Random, *, plain: bool) -> Value:
    nine = _digits(chance, 9)
    rest = sum(int(digit) * weight for digit, weight in zip(nine, (6, 7, 8, 9, 10, 5, 4, 3, 2), strict=True)) % 11
    value = "21987654321"[rest] + nine
    return Value("utr", value, _grouped(value, (5, 5), chance.choice(["", " "] if plain else ["", " ", "-", "\u00a0"])))


def upn(chance: random.Random, *, plain: bool) -> Value:
    digits = str(chance.choice([201, 301, 330, 331, 800, 811, 852, 919])) + _digits(chance, 9)
    letter = _UPN[sum(int(digit) * weight for weight, digit in enumerate(digits, start=2)) % 23]
    value = letter + digits
    return Value("upn", value, value if plain or chance.random() < 0.7 else value.lower())


def passport(chance: random.Random, *, plain: bool) -> Value:
    value = chance.choice("12345") + _digits(chance, 8)
    return Value("passport", value, value if plain else _grouped(value, (3, 3, 3), chance.choice(["", " "])))


def licence(chance: random.Random, *, plain: bool) -> Value:
    surname = chance.choice(["MORGA", "SMITH", "OKAFO", "LEE99", "PATEL", "JONES", "KHAN9", "DAVIE", "WOOD9"])
    female = chance.random() < 0.5
    born = f"{chance.randrange(10)}{chance.randrange(1, 13) + 50 * female:02d}{chance.randrange(1, 29):02d}{chance.randrange(10)}"
    tail = (
        chance.choice(LETTERS)
        + chance.choice(LETTERS + "9")
        + chance.choice("9876")
        + chance.choice(LETTERS)
        + chance.choice(LETTERS)
    )
    value = surname + born + tail
    text = (
        value if plain else _grouped(value, chance.choice([(16,), (5, 6, 5), (5, 6, 3, 2)]), chance.choice([" ", "-"]))
    )
    return Value("driving_licence", value, text)


def vehicle(chance: random.Random, *, plain: bool) -> Value:
    area = chance.choice(
        [
            "AB",
            "BD",
            "CV",
            "DA",
            "EK",
            "FN",
            "GX",
            "HJ",
            "KP",
            "LC",
            "MA",
            "NK",
            "OU",
            "PE",
            "RO",
            "SF",
            "VX",
            "WA",
            "YS",
        ]
    )
    last = "".join(chance.choice("ABCDEFGHJKLMNOPRSTUVWXYZ") for _ in range(3))
    form = 0 if plain else chance.randrange(6)
    if form == 4:
        value, text = (
            (prefix := chance.choice("ABCDEFGHJKLMNPRSTVWXY") + str(chance.randrange(1, 1000))) + last,
            f"{prefix} {last}",
        )
    elif form == 5:
        suffix = str(chance.randrange(1, 1000)) + chance.choice("ABCDEFGHJKLMNPRSTVWXY")
        value, text = last + suffix, f"{last} {suffix}"
    else:
        age = f"{chance.choice([2, 5, 9, 12, 15, 19, 24, 51, 53, 57, 62, 66, 70, 73, 75]):02d}"
        value = area + age + last
        text = f"{area}{age}{chance.choice(['', ' '])}{last}"
    return Value("vehicle_registration", value, text.lower() if form == 3 else text)


def card(chance: random.Random, *, plain: bool) -> Value:
    amex = chance.random() < 0.15
    body = (
        "37" + _digits(chance, 12)
        if amex
        else chance.choice(["4929", "4539", "5301", "5412", "2221", "4751"]) + _digits(chance, 11)
    )
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(body)))
    value = body + str(-total % 10)
    return Value(
        "payment_card", value, _grouped(value, (4, 6, 5) if amex else (4, 4, 4, 4), _gaps(chance, plain=plain))
    )


def bank(chance: random.Random, *, plain: bool) -> tuple[Value, str, str]:
    sort, number = (
        chance.choice(["20", "30", "40", "09", "60", "77"]) + _digits(chance, 3) + "7",
        _digits(chance, 7) + "3",
    )
    written = _grouped(sort, (2, 2, 2), chance.choice(["-", " ", ""] if plain else ["-", " ", "", "\u2011", " - "]))
    account = number if plain or chance.random() < 0.7 else f"{number[:4]} {number[4:]}"
    return Value("bank_account", sort + number, f"{written} {account}"), written, account


def iban(chance: random.Random, *, plain: bool) -> Value:
    country, rest = chance.choice([
        ("GB", "NWBK" + _digits(chance, 14)), ("GB", "BARC" + _digits(chance, 14)), ("DE", _digits(chance, 18)), ("IE", "AIBK" + _digits(chance, 14)),
        ("PL", _digits(chance, 24)), ("FR", _digits(chance, 10) + "A" + _digits(chance, 12)),
    ])  # fmt: skip
    number = int("".join(str(int(sign, 36)) for sign in rest + country + "00"))
    value = f"{country}{98 - number % 97:02d}{rest}"
    return Value("iban", value, _grouped(value, (4,) * 6, chance.choice(["", " "] if plain else ["", " ", "-"])))


def phone(chance: random.Random, *, plain: bool) -> Value:
    form = chance.randrange(5)
    three = f"{chance.randrange(1000):03d}"
    area, local, sizes = [
        ("07700", "900" + three, (5, 6)), ("01632", "960" + three, (5, 6)), ("0117", "496" + "0" + three, (4, 3, 4)),
        ("020", "7946" + "0" + three, (3, 4, 4)), ("07700", "900" + three, (5, 3, 3)),
    ][form]  # fmt: skip
    value = area + local
    ways = [value, _grouped(value, sizes, " ")]
    if not plain:
        ways += [_grouped(value, sizes, "-"), f"({area}) {_grouped(local, sizes[1:], ' ')}", f"+44 {_grouped(value[1:], (sizes[0] - 1, *sizes[1:]), ' ')}",
                 f"+44{value[1:]}", f"+44 (0){_grouped(value[1:], (sizes[0] - 1, *sizes[1:]), ' ')}", f"0044 {value[1:]}", _grouped(value, sizes, ".")]  # fmt: skip
    return Value("phone", value[1:], chance.choice(ways))


FIRST = "john amina priya kwame sian mateusz fatima oluwaseun grace harjit niamh tomasz yasmin gareth mei".split()  # noqa: SIM905 (reads best)
LAST = "smith okafor patel mensah griffiths nowak begum adeyemi hughes singh murphy kowalski ali o'brien chen".split()  # noqa: SIM905


def email(chance: random.Random, *, plain: bool) -> Value:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    host = chance.choice(["example.com", "example.org", "mail.example.net", "post.example.co.uk", "anytown.gov.uk"])
    name = chance.choice(
        [
            f"{first}.{last}",
            f"{first}{chance.randrange(100)}",
            f"{first}_{last}",
            f"{first[0]}{last}",
            f"{first}.{last}+forms",
        ]
    )
    value = f"{name}@{host}"
    return Value("email", value.lower(), value.title() if not plain and chance.random() < 0.15 else value)


def postcode(chance: random.Random, *, plain: bool) -> Value:
    out = chance.choice(
        [
            "CV1",
            "B33",
            "M1",
            "SW1A",
            "EC1A",
            "W1A",
            "LS27",
            "BT7",
            "CF10",
            "EH12",
            "G2",
            "YO31",
            "DN55",
            "N1",
            "NW10",
            "WC2H",
            "ZE1",
        ]
    )
    inner = chance.choice("123456789") + chance.choice("ABDEFGHJLNPQRSTUWXYZ") + chance.choice("ABDEFGHJLNPQRSTUWXYZ")
    text = f"{out} {inner}"
    if not plain:
        text = chance.choice([text, text, f"{out}{inner}", f"{out}  {inner}", f"{out}\u00a0{inner}", text.lower()])
    return Value("postcode", out + inner, text)


MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def born(chance: random.Random, *, plain: bool) -> Value:
    day = date(1936, 1, 1) + timedelta(days=chance.randrange(30_000))
    month = MONTHS[day.month - 1]
    ways = [f"{day:%d/%m/%Y}", f"{day.day} {month} {day.year}", f"{day:%d/%m/%Y}"]
    if not plain:
        suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
        ways += [f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}", f"{day.day}{suffix} {month} {day.year}", f"{day.day} {month[:3]} {day.year}", f"{day:%d-%m-%Y}",
                 f"{day:%d}-{month[:3]}-{day.year}", f"{month} {day.day}, {day.year}", f"{day.day}/{day.month}/{day.year}", f"{day:%d %m %Y}"]  # fmt: skip
    return Value("date_of_birth", f"{day:%Y%m%d}", chance.choice(ways))


MAKERS = {
    "nhs": nhs, "nino": nino, "utr": utr, "upn": upn, "passport": passport, "licence": licence, "vehicle": vehicle, "card": card,
    "iban": iban, "phone": phone, "email": email, "postcode": postcode, "born": born,
}  # fmt: skip
