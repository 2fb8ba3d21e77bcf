"""Accounts in tables: a column of sort codes beside one of account numbers."""

import itertools
from collections.abc import Iterator, Sequence

from muniment.discovery.engine.personal import headings, masking, validators
from muniment.discovery.engine.personal.columns import Column
from muniment.discovery.engine.personal.judging import Seen

_FEW = 3  # rows, at least, where no heading says what they are


def named(columns: Sequence[Column]) -> Iterator[Seen]:
    """Accounts: a column of sort codes and one of account numbers, row by row."""
    codes = next((each for each in columns if headings.SORT_CODE.search(headings.said(each.heading))), None)
    accounts = next((each for each in columns if headings.ACCOUNT.search(headings.said(each.heading))), None)
    if codes is None or accounts is None or codes is accounts:
        return
    why = "One column is named for sort codes, another for accounts, and their values have the form."
    yield from _accounts(codes, accounts, 0.96, why)


def by_form(columns: Sequence[Column]) -> tuple[list[Seen], tuple[Column, ...]]:
    """Accounts under headings that say nothing: six digits in each row beside eight, all different; and the columns that hold them."""
    for codes, accounts in itertools.pairwise(columns):
        if any(headings.speaks_of_else(each.heading) for each in (codes, accounts)):
            continue
        seen = list(_accounts(codes, accounts, 0.7, "In each row of two columns stand six digits beside eight, as a sort code does beside its account."))  # fmt: skip
        rows = sum(1 for each in zip(codes.cells, accounts.cells, strict=True) if any(map(str.strip, each)))
        whole = all(len(_digits(code)) == 6 and len(_digits(account)) == 8 for code, account in zip(codes.cells, accounts.cells, strict=True) if code.strip())  # fmt: skip
        if len(seen) == rows >= _FEW and whole and len({each.value[6:] for each in seen}) == rows:
            return seen, (codes, accounts)
    return [], ()


def _digits(cell: str) -> str:
    return masking.squeezed(cell.strip().removesuffix(".0"))


def _accounts(codes: Column, accounts: Column, score: float, why: str) -> Iterator[Seen]:
    for code, account in zip(codes.cells, accounts.cells, strict=True):
        sort, number = _digits(code).rjust(6, "0"), _digits(account).rjust(8, "0")
        if validators.sort_code(sort) and validators.account_number(number):
            yield Seen("bank_account", sort + number, sort + number, 0, 0, score, why)


def is_one(column: Column) -> bool:
    """Whether its heading says that it holds sort codes or account numbers."""
    words = headings.said(column.heading)
    return bool(headings.SORT_CODE.search(words) or headings.ACCOUNT.search(words))
