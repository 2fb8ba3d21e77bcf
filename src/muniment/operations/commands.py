"""`muniment backup`, `muniment restore` and `muniment move`."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from muniment.operations import backup as making
from muniment.operations import restore as restoring
from muniment.operations.archive import Unusable
from muniment.operations.environment import DATABASE
from muniment.operations.hooks import TOLD


def add_parsers(subparsers: Any) -> None:
    """What whoever runs an installation does with it as a whole."""
    backup = subparsers.add_parser("backup", help="write everything into one file, while the server runs")
    backup.add_argument("file", type=Path, help="the file, which must be new; or a folder, and it gets a name")
    backup.set_defaults(do=do_backup)
    restore = subparsers.add_parser("restore", help="put a backup into an empty installation")
    restore.add_argument("file", type=Path)
    restore.add_argument("--with-faults", action="store_true", help="also when its records do not fit its history")
    move = subparsers.add_parser("move", help="move everything into another database: SQLite to PostgreSQL, or back")
    move.add_argument("--to", required=True, metavar="ADDRESS", help="postgresql://user:password@host/name, or sqlite")
    for each, does in ((restore, do_restore), (move, do_move)):
        each.add_argument("--replace", action="store_true", help="lose what is there now")
        each.add_argument("--yes", action="store_true", help="do not ask whether it may be lost")
        each.set_defaults(do=does)


def do_backup(chosen: argparse.Namespace) -> int:
    """Exit code 1 where a kept file was not what it was."""
    made = making.make(chosen.file)
    size = made.place.stat().st_size
    print(f"{made.place}: {made.rows} rows and {made.files} files, {size / 1_000_000:.1f} MB.")  # noqa: T201
    for place in made.damaged:
        print(f"{place} is not what it was; it is in the backup as it is.", file=sys.stderr)  # noqa: T201
    return 1 if made.damaged else 0


def do_restore(chosen: argparse.Namespace) -> int:
    """Exit code 1 where the backup brought faults and was restored with them."""
    if chosen.replace and not chosen.yes and not restoring.is_empty():
        _ask("Everything in this installation is lost. Type yes to go on: ")
    made = restoring.restore(chosen.file, replace=chosen.replace, with_faults=chosen.with_faults)
    from muniment.operations import server  # noqa: PLC0415 - needs what was just restored

    server.prepare()
    for fault in made.faults:
        print(fault, file=sys.stderr)  # noqa: T201
    state = f"{len(made.faults)} faults in the history" if made.faults else "the history is whole"
    print(f"Restored {made.rows} rows and {made.files} files; {state}.")  # noqa: T201
    return 1 if made.faults else 0


def do_move(chosen: argparse.Namespace) -> int:
    """A backup of this database, restored into the other by a process that is set to it; the files stay where they are."""
    address = "" if chosen.to == "sqlite" else chosen.to
    if address == DATABASE.given:
        raise Unusable("That is the database that is in use.")
    before = {name: tell() for name, tell in TOLD.items()}
    with tempfile.TemporaryDirectory(prefix=".moving-", dir=settings.DATA.path) as folder:
        file = Path(folder) / "all.zip"
        if making.make(file).damaged:
            print("Kept files are damaged: `muniment verify` names them.", file=sys.stderr)  # noqa: T201
        command = [sys.executable, "-m", "muniment", "restore", str(file)]
        command += [word for word in ("--replace", "--yes") if getattr(chosen, word[2:])]
        environment = {**os.environ, "MUNIMENT_DATA": str(settings.DATA.path), DATABASE.name: address}
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command
    if code:
        return code
    if before != {name: tell() for name, tell in TOLD.items()}:
        raise Unusable(
            "Somebody wrote here while it was moved, and that is not in the new database: stop the server, and move again "
            "with --replace."
        )
    told = f"Set {DATABASE.name} to that address" if address else f"Take {DATABASE.name} away"
    print(f"{told} and start the server again; what is here stays until you remove it.")  # noqa: T201
    return 0


def _ask(question: str) -> None:
    if not sys.stdin.isatty():
        raise Unusable("Give --yes with --replace where nobody can be asked.")
    if input(question).strip() != "yes":
        raise Unusable("Nothing was changed.")
