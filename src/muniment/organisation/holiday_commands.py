"""`muniment holidays import`: what the page of the GOV.UK file does, for scripts."""

import argparse
import json
from pathlib import Path
from typing import Any

from muniment.operations import server
from muniment.organisation import holiday_file
from muniment.organisation.holiday_file import in_words
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid

FINE, FOUND = 0, 1


def add_parsers(subparsers: Any) -> None:
    """`muniment holidays import FILE`."""
    below = subparsers.add_parser("holidays", help="bank holidays, which the clocks count by").add_subparsers(
        required=True, metavar="command"
    )
    add = below.add_parser("import", help="say what bank-holidays.json of GOV.UK brings; with --apply, enter it")
    add.add_argument("file", type=Path, metavar="FILE", help="bank-holidays.json, as GOV.UK publishes it")
    add.add_argument("--apply", action="store_true", help="enter what is new")
    add.add_argument("--json", action="store_true", help="print JSON for scripts")
    add.set_defaults(do=holidays_import)


def holidays_import(chosen: argparse.Namespace) -> int:
    """Prints what the file brings; 1 where it brings something that is not entered."""
    server.prepare()
    try:
        with chosen.file.open("rb") as file:
            content = file.read(holiday_file.LARGEST + 1)
    except OSError as error:
        raise Invalid(f"{chosen.file} cannot be read: {error.strerror}.") from error
    found = (
        holiday_file.take_in(Actor.operator(chosen.operator), content)
        if chosen.apply
        else holiday_file.compare(content)
    )
    told = {
        "new": [in_words(each) for each in found.new],
        "renamed": [f"{row}: {title}" for row, title in found.renamed],
        "taken_out_here": [str(row) for row in found.taken_out],
        "only_here": [str(row) for row in found.only_here],
        "same": found.same,
        "entered": chosen.apply,
    }
    if chosen.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        for label, rows in (
            ("New", told["new"]),
            ("Renamed", told["renamed"]),
            ("Taken out here", told["taken_out_here"]),
            ("Only here", told["only_here"]),
        ):
            for row in rows:
                print(f"{label}: {row}")  # noqa: T201
        print(f"{found.same} as they stand here. {'Entered' if chosen.apply else 'To enter'}: {found.writes}.")  # noqa: T201
    return FOUND if found.writes and not chosen.apply else FINE
