"""The command line: what the pages do, for scripts and for those who prefer it. `muniment --help` lists the commands."""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 found something, 2 could not be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muniment.settings")
    from muniment.discovery.engine import commands as discovery
    from muniment.operations.environment import Misconfigured

    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given and given[0] in discovery.COMMANDS:
            chosen = discovery.parser().parse_args(given)
            return int(chosen.do(chosen))
        if asks_for_demonstration(given):
            mark_demonstration()
        import django

        django.setup()
        if not given:
            parser().print_help()
            return 0
        chosen = parser().parse_args(given)
        from django.db import OperationalError

        from muniment.operations.archive import Unusable
        from muniment.registers.errors import Conflict, Invalid, Refused

        try:
            return int(chosen.do(chosen) or 0)
        except (Invalid, Refused, Conflict, Unusable) as error:
            print(f"muniment: {error}", file=sys.stderr)
            return 2
        except OperationalError as error:
            told = "Is its server running, does MUNIMENT_DATABASE name it, is there room in the data folder?"
            print(f"muniment: The database cannot be used: {str(error).strip()}\n{told}", file=sys.stderr)
            return 2
    except Misconfigured as error:
        print(f"muniment: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has enough of it (`muniment ... | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    from muniment.assets import activity_commands as activity
    from muniment.assurance import commands as assurance
    from muniment.casework import commands as casework
    from muniment.discovery.engine import commands as discovery
    from muniment.documents.hidden import commands as hidden
    from muniment.jobs import commands as jobs
    from muniment.operations import commands as operations
    from muniment.organisation import commands as organisation
    from muniment.registers import commands as registers
    from muniment.reporting import commands as reporting
    from muniment.retention import commands as retention
    from muniment.tables import commands as tables

    top = argparse.ArgumentParser(
        prog="muniment", description="The system of record with which a council governs its information."
    )
    top.add_argument(
        "--as",
        dest="operator",
        default=user(),
        metavar="NAME",
        help="the operator that the history names (by default you)",
    )
    subparsers = top.add_subparsers(required=True, metavar="command")
    demo = subparsers.add_parser("demo", help="make the demonstration council, write its committee report, serve it")
    demo.add_argument("--no-serve", action="store_true", help="only make it")
    demo.set_defaults(do=do_demo)
    serve = subparsers.add_parser("serve", help="serve what is in the data folder")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (by default this machine only)")
    serve.add_argument("--port", type=int, help="the port (by default MUNIMENT_PORT, else 8000)")
    serve.add_argument(
        "--no-worker", action="store_true", help="without a worker beside it (`muniment work` runs elsewhere)"
    )
    serve.set_defaults(do=do_serve)
    verify = subparsers.add_parser(
        "verify", help="check the chain of the history, the records against it, and every kept file"
    )
    verify.set_defaults(do=do_verify)
    sweep = subparsers.add_parser(
        "sweep", help="take away kept files that nothing names, a day after they were written"
    )
    sweep.set_defaults(do=do_sweep)
    jobs.add_parsers(subparsers)
    operations.add_parsers(subparsers)
    registers.add_parsers(subparsers)
    organisation.add_parsers(subparsers)
    casework.add_parsers(subparsers)
    retention.add_parsers(subparsers)
    activity.add_parsers(subparsers)
    assurance.add_parsers(subparsers)
    reporting.add_parsers(subparsers)
    tables.add_parsers(subparsers)
    hidden.add_parsers(subparsers)
    discovery.add_parsers(subparsers)
    return top


def user() -> str:
    """The system's name for whoever runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"


def asks_for_demonstration(given: Sequence[str]) -> bool:
    """Whether these arguments make the demonstration: its folder is marked before the settings look whether it is one."""
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument("--as", nargs="?")
    rest = early.parse_known_args(given)[1]
    return rest[:1] == ["demo"] and not {"-h", "--help"} & set(rest)


def mark_demonstration() -> None:
    """A demonstration is made only in an empty folder, or in one that it made before."""
    from muniment.operations.environment import DATABASE, Misconfigured, data_folder

    folder = data_folder()
    if folder.is_demonstration and not DATABASE.given:
        return
    if folder.database.exists() or DATABASE.given:
        raise Misconfigured(
            f"{folder.path} holds records already, or another database is named: the demonstration is made in a folder of "
            "its own. Name an empty one: MUNIMENT_DATA=~/muniment-demo ./run demo"
        )
    folder.make()
    folder.mark_as_demonstration()


def do_demo(chosen: argparse.Namespace) -> None:
    from muniment.demonstration import building
    from muniment.operations import environment, server

    port = environment.port()
    server.prepare()
    building.build()
    print(building.welcome(port), flush=True)
    if not chosen.no_serve:
        # Served by a process of its own: making the report has started threads (of Typst and of the charts) in this one,
        # which its forked workers would not have, and every report they made would wait for them for ever.
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "muniment", "serve", "--port", str(port)])  # noqa: S606


def do_serve(chosen: argparse.Namespace) -> None:
    from muniment.operations import environment, server

    server.prepare()
    port = chosen.port or environment.port()
    print(f"Muniment is at http://{chosen.host}:{port}/", flush=True)
    server.serve(chosen.host, port, worker=not chosen.no_worker)


def do_sweep(_chosen: argparse.Namespace) -> int:
    """Takes away what a broken write left behind."""
    from muniment.operations import server
    from muniment.registers import sweeping

    server.prepare()
    print(f"{len(sweeping.sweep())} files that nothing names were taken away.")
    return 0


def do_verify(_chosen: argparse.Namespace) -> int:
    from muniment.administration import log
    from muniment.operations import server
    from muniment.registers import verifying

    server.prepare()
    result = verifying.verify_all()
    log.keep_verification(result)
    for fault in result.faults:
        print(f"{fault.where}: {fault.message}")
    print(result.summary())
    return 1 if result.faults else 0
