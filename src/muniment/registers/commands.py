"""The machinery at the command line: tables that are derived from the records, written again; closed records that nobody can open."""

import argparse
import time
from typing import Any

from muniment.operations import server
from muniment.registers.rebuilding import DERIVED


def add_parsers(subparsers: Any) -> None:
    """`muniment rebuild` and `muniment closed-records`."""
    rebuild = subparsers.add_parser("rebuild", help="write again from the records what is derived from them")
    rebuild.add_argument("tables", nargs="*", metavar="table", help=f"{', '.join(DERIVED)}; by default all")
    rebuild.set_defaults(do=do_rebuild, parser=rebuild)
    closed = subparsers.add_parser(
        "closed-records", help="closed records whose list has nobody left who can sign in; name somebody"
    )
    closed.add_argument(
        "record", nargs="?", help="the register and number of one, as it was told: disclosures/1234567890"
    )
    closed.add_argument("--name", metavar="EMAIL", help="who is put on its list")
    closed.add_argument("--why", default="", help="the reason, which stands in its history")
    closed.set_defaults(do=do_closed, parser=closed)


def do_rebuild(chosen: argparse.Namespace) -> None:
    """Each table in one transaction: whoever reads meanwhile reads the old one."""
    if unknown := [name for name in chosen.tables if name not in DERIVED]:
        chosen.parser.error(f"there is no table {unknown[0]!r} to rebuild; choose from {', '.join(DERIVED)}")
    server.prepare()
    for name in dict.fromkeys(chosen.tables) or DERIVED:
        start = time.monotonic()
        rows = DERIVED[name].rebuild()
        print(f"{name}: {rows} rows written in {time.monotonic() - start:.1f} s.")  # noqa: T201


def do_closed(chosen: argparse.Namespace) -> None:
    """Tells the records that nobody can open any more, by number alone; or puts somebody on the list of one of them."""
    from muniment.people.models import Person  # noqa: PLC0415 - the models are ready only now
    from muniment.registers import restricted  # noqa: PLC0415
    from muniment.registers.access import Actor  # noqa: PLC0415
    from muniment.registers.services import Change, write  # noqa: PLC0415

    server.prepare()
    lost = {f"{register.slug}/{each.pk}": each for register, each in restricted.lost()}
    if chosen.record is None:
        print("\n".join(sorted(lost)) or "There is none: each closed record has somebody who can open it.")  # noqa: T201
        return
    if chosen.record not in lost:
        chosen.parser.error(f"{chosen.record} is no closed record whose list has nobody left")
    person = Person.objects.filter(email__iexact=chosen.name or "", is_active=True).first()
    if person is None or not chosen.why.strip():
        chosen.parser.error("say with --name the e-mail address of somebody who can sign in, and with --why the reason")
    record = lost[chosen.record]
    values = {"only_for": [*record.only_for, person.pk]}
    write(Actor.operator(chosen.operator), [Change(record, values, "name_readers", chosen.why)])
    print(f"{person.name} may know of {chosen.record} now.")  # noqa: T201
