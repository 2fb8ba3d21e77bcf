"""Runs the benchmarks in a data folder of their own and prints a table; `./run bench NAME` runs one, `--postgres` on PostgreSQL."""

import importlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

RESULTS: list[tuple[str, str, float]] = []


@contextmanager
def timed(name: str, what: str) -> Any:
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    RESULTS.append((name, what, seconds))
    print(f"{name:<22} {what:<60} {seconds:8.2f} s", flush=True)


def plan_workbook(rows: int) -> bytes:
    """A plan of our own with that many rows."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(["Ref", "Recommendation", "Agreed action", "Owner", "Due", "Progress"])
    says = [
        "Not begun",
        "Completed",
        "Draft written, with the group for comment",
        "In progress",
        "Being reported monthly",
    ]
    for number in range(rows):
        month = ["Jan", "Apr", "Jun", "Sep", "Dec"][number % 5]
        owner = ["Head of Housing", "Records Manager", "Head of Finance", "Data Protection Officer"][number % 4]
        sheet.append(
            [f"R{number + 1}", f"Finding {number + 1} on how records are kept.", f"Put arrangement {number + 1} right.",
             owner, f"{month}-27", says[number % 5]]
        )  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def importing() -> None:
    """A plan previewed and applied: 77 rows as an auditor sends them, and 10,000."""
    from muniment.assurance import importing as service
    from muniment.registers.access import Actor
    from muniment.registers.evidence import keep

    actor = Actor.operator("benchmark")
    for rows in (77, 77, 10_000):
        content = plan_workbook(rows)
        with timed("import", f"{rows} rows previewed (reading, findings, differences)"):
            preview = service.preview(content, "plan.xlsx", title=f"Plan of {rows} {time.monotonic()}")
        with timed("import", f"{rows} rows applied through the write path"):
            keep(content)
            service.apply(actor, preview)


def table_import() -> None:
    """A table of 10,000 recommendations read into their register: new, read again unchanged, and every one changed."""
    from muniment.assurance.models import Plan
    from muniment.people.models import Unit
    from muniment.registers import history
    from muniment.registers.access import Actor
    from muniment.registers.models import TableImport
    from muniment.registers.register import registry
    from muniment.registers.services import Change, write
    from muniment.tables import applying

    actor, register = Actor.operator("benchmark"), registry.named("recommendations")
    unit = Unit.objects.order_by("pk").first()
    assert register is not None
    assert unit is not None
    plan = Plan(title=f"A plan {time.monotonic()}", unit=unit)
    write(actor, [Change(plan, verb="create")])
    for what, title in (("new", "Title"), ("unchanged", "Title"), ("changed", "Another title")):
        lines = ["Plan,Reference,Short title,Agreed action,Due,Unit"]
        lines += [
            f"{plan.title},R{n},{title} {n},Put arrangement {n} right.,30/11/2026,{unit.name}" for n in range(10_000)
        ]
        with timed("table", f"10,000 rows read and compared: {what}"):
            kept = applying.take_in(actor, register, f"{what}.csv", "\n".join(lines).encode())
            counts = applying.compared(kept).counts
        with timed("table", f"10,000 rows compared and applied: {what}"):
            applying.start_and_wait(kept, history.head().number)
        kept.refresh_from_db()
        print(f"{'':<22} {counts} {kept.state} {kept.result.get('error', '')}")
        assert kept.state == TableImport.State.APPLIED


def reading() -> None:
    """The demonstration's papers read, understood and checked, in each format."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from muniment.demonstration import make_papers
    from muniment.documents.findings import check
    from muniment.documents.plan import understand
    from muniment.documents.reading import read_file

    with TemporaryDirectory() as folder:
        for path in make_papers.make(Path(folder)):
            with timed("reading", f"{path.name} read, understood and checked"):
                paper = read_file(path)
                check(paper, understand(paper))


def demonstration() -> None:
    """The demonstration council, told through the services."""
    from muniment.demonstration import building

    with timed("demonstration", "nine months of a council, told through the services"):
        building.build()


def reports() -> None:
    """The committee report of the demonstration's plan."""
    from muniment import clock
    from muniment.assurance import figures
    from muniment.assurance.models import Plan
    from muniment.reporting import drafting, making, services

    plan = Plan.objects.order_by("pk").first()
    assert plan is not None
    for turn in ("first", "again"):
        with timed("report", f"HTML, Word and PDF of {plan.recommendations.count()} rows, {turn}"):
            draft = services.draft_for(plan, clock.today())
            making.three_files(drafting.draft_of(draft, drafting.moment_of(draft)).document)
    with timed("figures", "every figure of the plan as at a day, by theme and in all"):
        moment = figures.moment_for(plan, clock.today())
        figures.of_plan(plan, moment)
        figures.by_theme(plan, moment)


def verifying() -> None:
    """The whole history walked, and compared with every row."""
    from muniment.registers.verifying import verify_all

    with timed("verify", "chain, rows, versions and kept files"):
        result = verify_all()
    print(f"{'':<22} {result.summary()}")


def searching() -> None:
    """Half a million documents, searched."""
    from benchmarks.searching import measure

    measure(timed)


def lists() -> None:
    """Lists, records and exports over 100,000 rows; first, since it fills an empty database."""
    from django.conf import settings

    from benchmarks import lists as pages

    settings.ALLOWED_HOSTS = ["testserver"]
    pages.lists()


def held() -> None:
    """What a large council holds: its lists, its orphans, and its dates after a change of a line."""
    from django.conf import settings

    from benchmarks.held import measure

    settings.ALLOWED_HOSTS = ["testserver"]
    measure(timed)


def requested() -> None:
    """100,000 requests: their lists, and 10,000 open clocks after a new holiday."""
    from django.conf import settings

    from benchmarks.requested import measure

    settings.ALLOWED_HOSTS = ["testserver"]
    measure(timed)


def quarter() -> None:
    """A quarter over 100,000 cases: its page, the facts of its report, the chips of the list of requests."""
    from django.conf import settings

    from benchmarks.quarter import measure

    settings.ALLOWED_HOSTS = ["testserver"]
    measure(timed)


def register() -> None:
    """An asset register of 10,000 rows as councils have them: compared by a job, applied, read again after edits on both sides."""
    from benchmarks.registers_in_files import measure

    measure(timed)


def gate() -> None:
    """What files hold that their readers would not see: 5 MB, 50 MB with macros, 60 pages, and one that is out to harm."""
    from benchmarks.hidden import measure

    measure(timed)


# The engine of the scan: each has a module of its own, in which `measure` prints what it finds.
OF_THE_SCAN = {
    "walk": "walking", "copies": "duplicates", "personal": "personal", "similar": "similar", "classifying": "classifying", "scan": "scanning",
    "spark": "spark", "spark-driver": "spark_driver",
}  # fmt: skip


def of_the_scan(module: str) -> Callable[[], None]:
    return lambda: importlib.import_module(f"benchmarks.{module}").measure()


def extracting() -> None:
    """The text of a folder of real files, against other readers; MUNIMENT_CORPUS names the folder."""
    from pathlib import Path

    from benchmarks.extracting import measure

    if folder := os.environ.get("MUNIMENT_CORPUS"):
        measure(Path(folder))
    else:
        print("extracting: MUNIMENT_CORPUS names no folder of files to read, so nothing was measured.")


BENCHMARKS: dict[str, Callable[[], None]] = {
    "lists": lists, "held": held, "requests": requested, "quarter": quarter, "reading": reading, "demonstration": demonstration, "report": reports, "import": importing,
    "table": table_import, "register": register, "verify": verifying, "search": searching, "gate": gate, "extracting": extracting,
    **{name: of_the_scan(module) for name, module in OF_THE_SCAN.items()},
}  # fmt: skip


def on_postgresql(chosen: list[str]) -> int:
    """The same in a process of its own, whose database is a PostgreSQL of its own."""
    from soak import postgresql

    def job(database: str) -> int:
        command = [sys.executable, "-m", "benchmarks", *chosen]
        return subprocess.run(command, env={**os.environ, "MUNIMENT_DATABASE": database}, check=False).returncode

    return postgresql.on_its_own(job)


def main(chosen: list[str]) -> int:
    """Runs the benchmarks that are named, or all of them."""
    if "--postgres" in chosen:
        return on_postgresql([each for each in chosen if each != "--postgres"])
    if unknown := set(chosen) - BENCHMARKS.keys():
        print(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MUNIMENT_DATA": folder, "DJANGO_SETTINGS_MODULE": "muniment.settings"}
        from muniment.operations import environment

        environment.data_folder().mark_as_demonstration()
        import django

        django.setup()
        from muniment.operations import server

        server.prepare()
        for name in chosen or BENCHMARKS:
            BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
