"""Whether a value can be what its form says. Each is given letters and digits only, in upper case, and answers yes or no."""

from datetime import date

NHS_EXAMPLES = frozenset({"9990000000", "0000000000", "1234567890", "1111111111", "4444444444", "0123456789"})


def nhs_number(value: str) -> bool:
    """Ten digits, the last of which follows from the others by modulus 11."""
    if len(value) != 10 or not value.isdigit() or value[0] in "012" or len(set(value)) == 1:  # none begins below 3
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(value, range(10, 1, -1), strict=False)) % 11
    return check != 10 and int(value[9]) == check % 11


_NINO_NEVER = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


def nino(value: str) -> bool:
    """Two letters of those that are given out, six digits, and A to D; the last letter may be missing."""
    return (
        len(value) in {8, 9}
        and value[0] in "ABCEGHJKLMNOPRSTWXYZ"
        and value[1] in "ABCEGHJKLMNPRSTWXYZ"
        and value[:2] not in _NINO_NEVER
        and value[2:8].isdigit()
        and len(set(value[2:8])) > 1
        and value[8:] in {"", "A", "B", "C", "D"}
    )


def utr(value: str) -> bool:
    """Ten digits, the first of which follows from the others by modulus 11."""
    if len(value) != 10 or not value.isdigit() or len(set(value)) == 1:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(value[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2), strict=True))
    return int(value[0]) == int("21987654321"[rest % 11])


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn(value: str) -> bool:
    """A check letter, eleven digits and a digit or, for a temporary one, a letter; the local authority's number is possible."""
    if len(value) != 13 or not value[1:12].isdigit() or value[0] not in _UPN_LETTERS:
        return False
    last = int(value[12]) if value[12].isdigit() else _UPN_LETTERS.find(value[12])
    if last < 0 or not 200 <= int(value[1:4]) <= 999:
        return False
    total = sum(int(digit) * weight for weight, digit in enumerate(value[1:12], start=2)) + last * 13
    return _UPN_LETTERS[total % 23] == value[0]


def luhn(value: str) -> bool:
    """Digits of which every second, doubled, makes with the others a sum that ten divides."""
    total = 0
    for place, digit in enumerate(reversed(value)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


# Numbers that the card schemes and payment services print for tests.
_TEST_CARDS = (
    "4111111111111111 4242424242424242 4012888888881881 4000056655665556 4000002500003155 4000000000000002 "
    "4000000000009995 4000000000000077 4000008260000000 4000000000003220 4444333322221111 4917610000000000 "
    "4462030000000000 4917300800000000 4484070000000000 4263970000005262 4917484589897107 4001919257537193 "
    "4929420573595709 4929000000006 4035501000000008 4360000001000005 4508750015741019 4539791001730106 "
    "4566000000001234 4929123123123123 4462000000000003 4000000000000000 5555555555554444 5105105105105100 "
    "5200828282828210 5454545454545454 5431111111111111 2223003122003222 2222400070000005 2223000048400011 "
    "5404000000000001 5301250070000191 5425233430109903 5569510117485571 6759649826438453 6011111111111117 "
    "6011000990139424 378282246310005 371449635398431 378734493671000 343434343434343 374245455400126 "
    "30569309025904 38520000023237 3566002020360505 3530111333300000 36006666333344 6304000000000000"
)
TEST_CARDS = frozenset(_TEST_CARDS.split())


def payment_card(value: str) -> bool:
    """15 or 16 digits with a right check digit, that begin as cards of a known scheme do."""
    if not value.isdigit() or len(set(value)) < 4:
        return False
    if len(value) == 15:
        return value[:2] in {"34", "37"} and luhn(value)
    if len(value) != 16:
        return False
    four = int(value[:4])
    scheme = (
        value[0] == "4"  # Visa
        or 5100 <= four <= 5599  # Mastercard
        or 2221 <= four <= 2720
        or four in {6011, 6304, 6759, 6761, 6762, 6763}  # Discover, Maestro
        or 6440 <= four <= 6599
        or 3528 <= four <= 3589  # JCB
    )
    return scheme and luhn(value)


_LENGTHS = (
    "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DK:18 DO:28 "
    "EE:20 EG:29 ES:24 FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 "
    "IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 "
    "NL:18 NO:15 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 SA:24 SC:31 SE:24 SI:19 SK:24 SM:27 ST:25 SV:28 TL:23 "
    "TN:24 TR:26 UA:29 VA:22 VG:24 XK:20"
)
_IBAN_LENGTHS = dict(pair.split(":") for pair in _LENGTHS.split())


def iban_length(country: str) -> int:
    """How long the account numbers of a country are; 0 where it has none."""
    return int(_IBAN_LENGTHS.get(country, 0))


def iban(value: str) -> bool:
    """As long as its country has them, with a rest of 1 by 97."""
    if not value.isalnum() or not value.isascii() or len(value) != iban_length(value[:2]) or len(value) < 5:
        return False
    return int("".join(str(int(sign, 36)) for sign in value[4:] + value[:4])) % 97 == 1


def sort_code(value: str) -> bool:
    """Six digits that begin as those of a clearing bank may."""
    return len(value) == 6 and value.isdigit() and 1 <= int(value[:2]) <= 98 and len(set(value)) > 1


_AREA_NAMES = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW "
    "OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD "
    "WF WN WR WS WV YO ZE"
)
_AREAS = frozenset(_AREA_NAMES.split())
# Districts that end in a letter, beside those of EC, WC, W1 and SW1.
_LONDON = frozenset({"E1W", "N1C", "N1P", "NW1W", "SE1P"})


def postcode(value: str) -> bool:
    """An area that exists, a district of a form that exists, and an inward part without the letters that it never has."""
    outward, inward = value[:-3], value[-3:]
    if len(outward) < 2 or not inward[0].isdigit() or any(sign not in "ABDEFGHJLNPQRSTUWXYZ" for sign in inward[1:]):
        return False
    area = outward[:2] if outward[:2].isalpha() else outward[:1]
    district = outward[len(area) :]
    if area not in _AREAS:
        return False
    if district.isdigit():
        return len(district) < 3 and (district[0] != "0" or district == "0" or len(district) == 1)
    if len(district) != 2 or not district[0].isdigit() or not district[1].isalpha():
        return False
    return area in {"EC", "WC"} or (area in {"W", "SW"} and district[0] == "1") or outward in _LONDON


def driving_licence(value: str) -> bool:
    """16 signs: five of the surname, the date of birth with 5 added to the month for women, initials, and what tells twins apart."""
    if (
        len(value) not in {16, 18}
        or not value[5:11].isdigit()
        or not value[14:16].isalpha()
        or (not value[16:].isdigit() and value[16:])
    ):
        return False
    surname, initials = value[:5], value[11:13]
    letters = surname.rstrip("9")
    if not letters.isalpha() or not (initials[0].isalpha() and (initials[1].isalpha() or initials[1] == "9")):
        return False
    if not value[13].isalnum():
        return False
    month, day = int(value[6:8]), int(value[8:10])
    return month % 50 in range(1, 13) and month < 63 and 1 <= day <= 31


def upright_date(day: int, month: int, year: int) -> date | None:
    """A day of the calendar, or None."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def passport(value: str) -> bool:
    """Nine digits, or the letters and digits of other countries' passports."""
    digits = value.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = len(value) - len(digits)
    return digits.isdigit() and len(set(digits)) > 1 and (letters, len(digits)) in {(0, 9), (1, 8), (2, 7), (1, 7)}


def uprn(value: str) -> bool:
    """Up to twelve digits."""
    return value.isdigit() and 1 <= len(value) <= 12 and int(value) > 0


def account_number(value: str) -> bool:
    """Eight digits that are not all one."""
    return len(value) == 8 and value.isdigit() and len(set(value)) > 1


_AGES = frozenset(range(2, 30)) | frozenset(range(51, 80))


def vehicle_current(value: str) -> bool:
    """Two letters of an area, two digits of an age, three letters: AB51 ABC."""
    return (
        len(value) == 7
        and value[0] in "ABCDEFGHJKLMNOPRSTUVWXY"
        and value[1] in "ABCDEFGHJKLMNOPRSTUVWXY"
        and value[2:4].isdigit()
        and int(value[2:4]) in _AGES
        and value[4:].isalpha()
        and not set(value[4:]) & set("IQ")
    )


def vehicle_prefix(value: str) -> bool:
    """A letter of a year, up to three digits, three letters: A123 ABC."""
    return value[0] in "ABCDEFGHJKLMNPQRSTVWXY" and value[1] != "0" and not set(value[-3:]) & set("IQ")


def vehicle_suffix(value: str) -> bool:
    """Three letters, up to three digits, a letter of a year: ABC 123A."""
    return value[-1] in "ABCDEFGHJKLMNPRSTVWXY" and value[3] != "0" and not set(value[:3]) & set("IQ")


def vehicle_irish(value: str) -> bool:
    """Three letters, one of them I or Z, and up to four digits: AIZ 1234."""
    return bool(set(value[1:3]) & set("IZ")) and value[0] != "Q" and value[3] != "0"


def phone(value: str) -> bool:
    """A number of the national plan, with 0 or with the country's 44 before it."""
    digits = value.removeprefix("00") if value.startswith("0044") else value
    if digits.startswith("44"):
        digits = "0" + digits[2:].removeprefix("0")
    if len(digits) not in {10, 11} or digits[0] != "0" or not digits.isdigit() or len(set(digits[3:])) == 1:
        return False
    if digits[1] == "1":
        return (
            digits[2:4] not in {"00", "10"}
            and digits[2] + digits[3] != "01"
            and digits[4 if digits[2] == "1" or digits[3] == "1" else 5] != "x"
        )
    if len(digits) == 10:
        return digits.startswith(("0800", "0500"))
    if digits[1] == "2":
        return digits[2] in "03489" and digits[3] != "1"
    if digits[1] == "3":
        return digits[2] in "0347"
    if digits[1] == "7":
        return digits[2] in "0123456789" and digits[:4] != "0700"
    if digits[1] == "8":
        return digits[2:4] in {"00", "08", "43", "44", "45", "70", "71", "72", "73"}
    return digits[1] == "9" and digits[2] in "018"


def service_line(value: str) -> bool:
    """Whether a telephone number is one of a service and not of a place or a person: 03, 08, 09."""
    digits = value.removeprefix("0044").removeprefix("44").lstrip("0")
    return digits[:1] in {"3", "8", "9"}
