"""`muniment work`."""

import argparse
from typing import Any


def add_parsers(subparsers: Any) -> None:
    """The worker's command."""
    work = subparsers.add_parser("work", help="do the work that waits, and what is scheduled, until it is stopped")
    work.add_argument("--until-empty", action="store_true", help="stop when nothing is due any more")
    work.add_argument("--parent", type=int, metavar="PROCESS", help="stop when this is no longer the parent process")
    work.set_defaults(do=do_work)


def do_work(chosen: argparse.Namespace) -> None:
    """Runs a worker. Several may run at once, on several machines."""
    from muniment.jobs.worker import Worker  # noqa: PLC0415 - other commands need no threads

    Worker(chosen.parent).run(until_empty=chosen.until_empty)
