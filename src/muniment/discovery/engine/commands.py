"""`muniment scan`, `muniment inspect` and `muniment ask`: the engine from the command line, without a database."""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muniment.discovery.engine.names import seen

if TYPE_CHECKING:
    from muniment.discovery.engine.guarded import Limits, Run

DONE, FOUND, NOT_DONE = 0, 1, 2
COMMANDS = frozenset({"scan", "inspect", "ask"})


def parser() -> argparse.ArgumentParser:
    """These commands alone: they ask no database, and begin without waiting for what does."""
    top = argparse.ArgumentParser(prog="muniment")
    add_parsers(top.add_subparsers(required=True, metavar="command"))
    return top


def add_parsers(subparsers: Any) -> None:
    """Adds the commands."""
    scan = subparsers.add_parser(
        "scan",
        help="find out what is really on a share: kinds, copies, personal data, age, class, what is overdue",
        description="Reads and never writes below PATH. Killed at any moment, the same command goes on from where it was; "
        "repeated, it reads only what has changed. Exit code 0: done, 2: it could not be done.",
    )
    scan.add_argument(
        "path", nargs="?", metavar="PATH", help="a folder, or s3://bucket/prefix, smb://server/share/folder"
    )
    scan.add_argument("--droid", type=Path, metavar="FILE", help="take over a CSV export of DROID, instead of a PATH")
    scan.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the result is left, as Parquet")
    scan.add_argument("--json", action="store_true", help="print the summary as JSON for scripts")
    scan.add_argument(
        "--rules", type=Path, metavar="FILE", help="rules that say which line of the schedule a file falls under"
    )
    scan.add_argument(
        "--rulings", type=Path, metavar="FILE", help="JSON with the lines of the schedule and what is on hold"
    )
    scan.add_argument("--model", type=Path, metavar="FILE", help="a model that was trained on confirmed labels")
    scan.add_argument(
        "--owners",
        type=Path,
        metavar="FILE",
        help="JSON with the units, assets and people to whom files may belong, and the folders of the file plan",
    )
    scan.add_argument(
        "--digest",
        default="",
        metavar="HEX",
        help="the digest that the model had when it was saved: another file is refused",
    )
    scan.add_argument(
        "--processes", type=int, metavar="N", help="how many processes read (by default one for each core)"
    )
    scan.add_argument(
        "--engine",
        choices=["local", "spark"],
        default="local",
        help="where files are read: here, or on a cluster of Spark",
    )
    scan.add_argument(
        "--master", metavar="URL", help="the cluster, with --engine spark: spark://host:7077, yarn, k8s://…"
    )
    scan.add_argument(
        "--memory", type=_size, default="256MB", metavar="SIZE",
        help="how much the comparing of rows may take before it goes to the disk (by default 256MB): more for tens of millions of files",
    )  # fmt: skip
    scan.add_argument(
        "--seconds", type=float, default=20.0, metavar="S", help="how long one file may take (by default 20)"
    )
    scan.add_argument("--no-text", action="store_true", help="kinds, copies and ages only: look into no file")
    scan.add_argument(
        "--today", type=date.fromisoformat, metavar="DAY", help="the day on which it is asked what is overdue"
    )
    scan.set_defaults(do=do_scan)
    inspect = subparsers.add_parser(
        "inspect",
        help="tell what one file is, says and holds: kind, text, personal data with reasons",
        description="Exit code 0: all of it was read, and no personal data found. 1: some was found. 2: none was found, "
        "but the file or something inside it could not be read, or not whole.",
    )
    inspect.add_argument("file", type=Path, metavar="FILE")
    inspect.add_argument("--json", action="store_true", help="print JSON for scripts")
    inspect.add_argument("--text", action="store_true", help="print its text, and nothing else")
    inspect.add_argument(
        "--seconds", type=float, default=20.0, metavar="S", help="how long it may take (by default 20)"
    )
    inspect.set_defaults(do=do_inspect)
    ask = subparsers.add_parser(
        "ask", help="ask the result of a scan: copies, personal data, what is overdue, or SQL of your own"
    )
    ask.add_argument("out", type=Path, metavar="DIR", help="the folder that a scan was left in")
    ask.add_argument("question", nargs="?", metavar="QUESTION", help="without one, the questions are listed")
    ask.add_argument(
        "--sql",
        metavar="SQL",
        help="a question of your own about the tables files, folders, members, findings, changes",
    )
    ask.add_argument("--most", type=int, default=50, metavar="N", help="at most so many rows (by default 50)")
    shape = ask.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print JSON for scripts")
    shape.add_argument("--csv", action="store_true", help="print CSV")
    ask.set_defaults(do=do_ask)


def _size(text: str) -> str:
    """So much memory, as DuckDB takes it."""
    if not re.fullmatch(r"\d+ ?[KMGT]B", text):
        raise argparse.ArgumentTypeError(f"{text} is no size: write 256MB, or 16GB.")
    return text


def do_scan(chosen: argparse.Namespace) -> int:
    """Scans, telling how far it is on the standard error."""
    from muniment.discovery.engine import progress, scanning  # noqa: PLC0415 - slow to load, and other commands need none
    from muniment.discovery.engine.crew import CannotBegin  # noqa: PLC0415
    from muniment.discovery.engine.droid import NotDroid  # noqa: PLC0415
    from muniment.discovery.engine.given import read_given  # noqa: PLC0415
    from muniment.discovery.engine.guarded import Limits  # noqa: PLC0415
    from muniment.discovery.engine.rulings import Faulty  # noqa: PLC0415
    from muniment.discovery.engine.sources import Unreachable  # noqa: PLC0415
    from muniment.discovery.engine.store import Unusable  # noqa: PLC0415

    try:
        limits = Limits(seconds=chosen.seconds, **({"processes": chosen.processes} if chosen.processes else {}))
        given = read_given(
            rules=chosen.rules,
            owners_file=chosen.owners,
            rulings=chosen.rulings,
            model=chosen.model,
            digest=chosen.digest,
            today=chosen.today,
        )
        if bool(chosen.path) == bool(chosen.droid):
            return _told("name what to scan: a PATH, or an export of DROID with --droid.")
        with _engine(chosen.engine, chosen.master, limits) as cluster:
            how = scanning.Settings(limits, given, texts=not chosen.no_text, memory=chosen.memory, cluster=cluster)
            if chosen.droid:
                summary = scanning.take_over(chosen.droid, chosen.out, how, progress.to(sys.stderr))
            else:
                summary = scanning.scan(chosen.path, chosen.out, how, progress.to(sys.stderr))
    except (CannotBegin, Faulty, NotDroid, Unreachable, Unusable) as error:
        return _told(str(error))
    except KeyboardInterrupt:
        return _told("stopped. The same command goes on from here.")
    except OSError as error:
        return _told(f"{error.strerror or error}: {error.filename or chosen.out}")
    if chosen.json:
        _json({"root": chosen.path or f"droid:{chosen.droid}", "out": str(chosen.out), **summary})
    else:
        sys.stdout.write("".join(f"{line}\n" for line in in_words(summary, chosen.out)))
    return DONE


def in_words(summary: dict[str, Any], out: Path) -> Iterator[str]:
    """The summary for a terminal."""
    from muniment.discovery.engine import holding  # noqa: PLC0415 - as above
    from muniment.discovery.engine.progress import duration  # noqa: PLC0415

    found = summary["found"]
    yield f"{found:,} files in {summary['folders']:,} folders, {summary['bytes'] / 1e9:,.2f} GB."
    yield f"{summary['scanned']:,} were scanned, {summary['failed']:,} failed; each is listed with its reason."
    if summary["in_part"]:
        yield f"{summary['in_part']:,} of those scanned were read in part only: `muniment ask {out} in-part` says what is missing."
    if summary["folders_failed"]:
        yield f'{summary["folders_failed"]:,} folders could not be listed, or not whole: `muniment ask {out} --sql "SELECT path, why FROM folders WHERE why IS NOT NULL"`.'
    yield f"{summary['copies']['files']:,} files have the content of {summary['copies']['groups']:,} others: {summary['copies']['wasted'] / 1e9:,.2f} GB."
    if summary["personal"]["looked_for"]:
        yield f"{summary['personal']['files']:,} hold personal data."
    else:
        yield "Personal data was not looked for: no text was read."
    for decision, told in summary["decisions"].items():
        yield f"  {decision:<10} {told['files']:>12,} files {told['bytes'] / 1e9:>12,.2f} GB"
    yield from map(holding.in_words, summary["holds_of_nothing"])
    changes = summary["changes"]
    if changes is not None:
        yield "Since the scan before: " + ", ".join(f"{count:,} {change}" for change, count in changes.items()) + "."
    yield f"It took {duration(summary['seconds'])}. The result is in {out}: `muniment ask {out}` lists the questions."


def _engine(engine: str, master: str | None, limits: "Limits") -> "AbstractContextManager[Run | None]":
    """What runs the stages elsewhere; None where they run here."""
    from muniment.discovery.engine.store import Unusable  # noqa: PLC0415

    if (engine == "spark") != bool(master):
        raise Unusable("--engine spark and --master URL go together.")
    if not master:
        return nullcontext()
    from muniment.discovery.engine.spark import cluster  # noqa: PLC0415

    return cluster(master, limits)


def do_inspect(chosen: argparse.Namespace) -> int:
    """Looks at one file."""
    from muniment.discovery.engine import inspecting  # noqa: PLC0415
    from muniment.discovery.engine.guarded import Limits  # noqa: PLC0415

    try:
        if chosen.text:
            sys.stdout.write(inspecting.text_of(chosen.file))
            return DONE
        told = inspecting.inspect(chosen.file, Limits(seconds=chosen.seconds, processes=1))
    except OSError as error:
        return _told(f"{chosen.file}: {error.strerror or error}")
    if chosen.json:
        _json(told)
    else:
        sys.stdout.write("".join(f"{seen(line)}\n" for line in inspecting.in_words(told)))
    if any(each["personal"] for each in (told, *told["members"])):
        return FOUND
    return DONE if inspecting.read_whole(told) else NOT_DONE


def do_ask(chosen: argparse.Namespace) -> int:
    """Answers a question about a scan."""
    from muniment.discovery.engine import questions  # noqa: PLC0415

    if not chosen.question and not chosen.sql:
        sys.stdout.write("".join(f"{each.name:<17} {each.asks}\n" for each in questions.QUESTIONS.values()))
        return DONE
    try:
        answer = (
            questions.ask_sql(chosen.out, chosen.sql)
            if chosen.sql
            else questions.ask(chosen.out, chosen.question, chosen.most)
        )
        rows = questions.rows_of(answer)
    except questions.Unanswerable as error:
        return _told(str(error))
    if chosen.json:
        _json(rows)
    elif chosen.csv:
        questions.write_csv(answer, sys.stdout)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in questions.in_columns(answer.column_names, rows)))
    return DONE


def _json(told: Any) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2, default=_written) + "\n")


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _told(why: str) -> int:
    lines = "\n".join(map(seen, why.split("\n")))
    sys.stderr.write(f"muniment: {lines}\n")
    return NOT_DONE
