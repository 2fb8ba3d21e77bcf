"""Each validator takes what is right and refuses it with one character changed, or of a form that is not given out."""

import random
from datetime import date

import pytest

from muniment.discovery.engine.personal import dates, validators
from muniment.discovery.engine.personal.plain import plain
from tests.discovery import personal_values as values

CHECKED = {
    values.nhs: validators.nhs_number, values.utr: validators.utr, values.upn: validators.upn, values.card: validators.payment_card,
    values.iban: validators.iban,
}  # fmt: skip
FORMED = {
    values.nino: validators.nino, values.licence: validators.driving_licence, values.postcode: validators.postcode, values.passport: validators.passport,
}  # fmt: skip


@pytest.mark.parametrize("maker", [*CHECKED, *FORMED])
def test_every_invented_value_is_taken(maker):
    chance = random.Random(1)
    valid = {**CHECKED, **FORMED}[maker]
    assert all(valid(maker(chance, plain=True).key) for _ in range(200))


@pytest.mark.parametrize("maker", CHECKED)
def test_one_changed_digit_is_noticed(maker):
    chance = random.Random(2)
    unnoticed = 0
    for _ in range(300):
        value = maker(chance, plain=True).key
        place = chance.choice([place for place, sign in enumerate(value) if sign.isdigit() and place > 3])
        changed = value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]
        unnoticed += CHECKED[maker](changed)
    # The check digit of a UTR is 1 for two of the eleven rests, and 2 for two.
    assert unnoticed <= (30 if maker is values.utr else 0)


@pytest.mark.parametrize("value", ["943476591", "94347659190", "0000000000", "9434765918", "943476591A"])
def test_no_nhs_number(value):
    assert not validators.nhs_number(value)


@pytest.mark.parametrize(
    "value", ["QQ123456C", "DA123456A", "AO123456A", "GB123456A", "AB123456E", "AB12345C", "AB111111A"]
)
def test_no_national_insurance_number(value):
    assert not validators.nino(value)


@pytest.mark.parametrize(
    "value", ["CV15FB", "SW1A1AA", "W1A0AX", "EC1A1BB", "M11AE", "B338TH", "DN551PT", "BT71NN", "N1C4AG"]
)
def test_postcodes(value):
    assert validators.postcode(value)


@pytest.mark.parametrize("value", ["QV15FB", "CV1A5FB", "CV15CB", "CV15FV", "CV005FB", "C5FB", "AA11AA"])
def test_no_postcodes(value):
    assert not validators.postcode(value)


@pytest.mark.parametrize(
    "value",
    [
        "01632960123",
        "02079460123",
        "447700900123",
        "00447700900123",
        "03069990123",
        "08001111234",
        "08081570123",
        "01204123456",
    ],
)
def test_telephone_numbers(value):
    assert validators.phone(value)


@pytest.mark.parametrize(
    "value", ["00123456789", "05123456789", "06123456789", "02512345678", "12345678901", "03512345678", "07700"]
)
def test_no_telephone_numbers(value):
    assert not validators.phone(value)


def test_which_lines_are_of_services():
    assert validators.service_line("03001234567")
    assert validators.service_line("448001234567")
    assert not validators.service_line("07700900123")


@pytest.mark.parametrize(
    ("value", "valid"),
    [("AB51ABC", True), ("AB12CDE", True), ("AI51ABC", False), ("AB35ABC", False), ("AB51AQC", False)],
)
def test_current_registrations(value, valid):
    assert validators.vehicle_current(value) is valid


def test_cards_of_no_scheme_are_refused():
    assert validators.luhn("9999999999999995")
    assert not validators.payment_card("9999999999999995")
    assert "4111111111111111" in validators.TEST_CARDS


@pytest.mark.parametrize(("written", "day"), [
    ("03/04/1984", date(1984, 4, 3)), ("3rd of April 1984", date(1984, 4, 3)), ("1984-04-03", date(1984, 4, 3)), ("April 3, 1984", date(1984, 4, 3)),
    ("3.4.84", date(1984, 4, 3)), ("030484", date(1984, 4, 3)), ("19840403", date(1984, 4, 3)), ("3 Apr 12", date(2012, 4, 3)),
    ("31/02/1984", None), ("03/04/1850", None), ("03/04/2040", None), ("99/99/1984", None),
])  # fmt: skip
def test_days_of_birth(written, day):
    found = dates.DATE.fullmatch(plain(written))
    assert found is not None
    assert dates.birth(found, date(2026, 1, 1)) == day
