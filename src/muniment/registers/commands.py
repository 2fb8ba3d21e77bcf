"""The machinery at the command line: tables that are derived from the records, written again."""

import argparse
import time
from typing import Any

from muniment.operations import server
from muniment.registers.rebuilding import DERIVED


def add_parsers(subparsers: Any) -> None:
    """`muniment rebuild`."""
    rebuild = subparsers.add_parser("rebuild", help="write again from the records what is derived from them")
    rebuild.add_argument("tables", nargs="*", metavar="table", help=f"{', '.join(DERIVED)}; by default all")
    rebuild.set_defaults(do=do_rebuild, parser=rebuild)


def do_rebuild(chosen: argparse.Namespace) -> None:
    """Each table in one transaction: whoever reads meanwhile reads the old one."""
    if unknown := [name for name in chosen.tables if name not in DERIVED]:
        chosen.parser.error(f"there is no table {unknown[0]!r} to rebuild; choose from {', '.join(DERIVED)}")
    server.prepare()
    for name in dict.fromkeys(chosen.tables) or DERIVED:
        start = time.monotonic()
        rows = DERIVED[name].rebuild()
        print(f"{name}: {rows} rows written in {time.monotonic() - start:.1f} s.")  # noqa: T201
