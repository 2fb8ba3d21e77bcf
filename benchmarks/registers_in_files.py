"""An asset register of 10,000 rows and 20 columns as councils have them: taken in, compared by a job, applied, and read again after edits on both sides."""

import io
import random
import resource
import time
from collections.abc import Callable
from typing import Any

import xlsxwriter

from muniment.assets.models import InformationAsset
from muniment.people.models import Body, Post, Unit
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.models import TableImport
from muniment.registers.register import registry
from muniment.registers.services import Change, write
from muniment.tables import applying, looking

ROWS = 10_000
UNITS, POSTS = 40, 300
ACTOR = Actor.operator("benchmark")
HEADINGS = (
    "IAR Ref", "Asset Title", "Description of the information", "Service Area", "Information Asset Owner (IAO)", "IAA", "Contains PII?",
    "Special category data? (Y/N)", "Security classification", "Where held / location", "Format", "Volume", "Sharing – internal/external",
    "Lawful basis", "Data subjects", "Business Impact", "Review frequency", "Next review date", "Vital record?", "Comments",
)  # fmt: skip


def organisation() -> None:
    def made(*records: Any) -> None:
        write(ACTOR, [Change(record, verb="create") for record in records])

    body = Body(name=f"Wexcombe {time.monotonic()}")
    made(body)
    council = Unit(body=body, name="Wexcombe Borough Council")
    made(council)
    units = [Unit(body=body, parent=council, name=f"Branch of {number:02}") for number in range(UNITS)]
    made(*units)
    made(*(Post(unit=units[number % UNITS], title=f"Head of Matter {number:03}") for number in range(POSTS)))


def register(rows: int, edition: int) -> bytes:
    """The file; each edition changes what one row in ten says."""
    chance = random.Random(7)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Assets")
        sheet.write_row(0, 0, ["Wexcombe Borough Council", "Information asset register"])
        sheet.write_row(2, 0, HEADINGS)
        for n in range(rows):
            owner = chance.randrange(POSTS)
            about = f"<p>What is kept of matter {n},<br>and why</p>" if n % 4 == 0 else f"What is kept of matter {n}"
            about += f" ({edition})" if n % 10 == 0 else ""
            cells = [
                f"W{n:05}", f"Records of matter {n}", about, f"Branch of {n % UNITS:02}",
                f"Robin Vale (Head of Matter {owner:03})" if n % 3 else f"Head of Matter {owner:03}", "", ("Yes", "Y", "N/A", "No", "✓")[n % 5],
                ("Yes", "No", "No", "No", "Y")[n % 5], ("Official", "OFFICIAL – SENSITIVE", "PROTECT", "official")[n % 4], f"Drive {n % 30}",
                "Word, paper", f"{n % 90} GB", "Police", "Public task", "Residents", ("High", "Low")[n % 2], ("Annual", "Every 2 years")[n % 2],
                ("Mar-27", "31.3.2027", "46477", "30 June 2027")[n % 4], ("Y", "")[n % 2], "Seen",
            ]  # fmt: skip
            sheet.write_row(n + 3, 0, cells)
        sheet.write_row(rows + 3, 0, ["Total", rows])
    return file.getvalue()


def compared(content: bytes, what: str, timed: Callable[[str, str], Any]) -> TableImport:
    told = registry.named("assets")
    assert told is not None
    with timed("register", f"{what}: the file of {len(content) // 1024:,} KB taken in, which a page waits for"):
        kept = applying.take_in(ACTOR, told, f"{what}.xlsx", content, unread=True)
        kept.result |= {"long": True, "unread": True}
        looking.ask(kept)
    with timed("register", f"{what}: read, understood and compared by the job"):
        looking.compare_table.call(kept.pk)
    kept.refresh_from_db()
    with timed("register", f"{what}: its page"):
        looking.looked_at(kept, "", "")
    print(f"{'':<22} {kept.state} {kept.result['told']['counts']} {kept.result.get('error', '')}")
    return kept


def applied(kept: TableImport, what: str, timed: Callable[[str, str], Any]) -> None:
    with timed("register", f"{what}: compared once more and applied"):
        applying.start_and_wait(kept, history.head().number)
    kept.refresh_from_db()
    print(f"{'':<22} {kept.state} {kept.result.get('error', '')} {InformationAsset.objects.count():,} assets")
    assert kept.state == TableImport.State.APPLIED


def measure(timed: Callable[[str, str], Any]) -> None:
    organisation()
    applied(compared(register(ROWS, 1), "first", timed), "first", timed)
    compared(register(ROWS, 1), "the same again", timed)
    edited = InformationAsset.objects.filter(reference__endswith="0").order_by("pk")[:500]
    write(ACTOR, [Change(asset, {"about": f"{asset.about}, edited here"}, "edit") for asset in edited])
    kept = compared(register(ROWS, 2), "edited on both sides", timed)
    assert kept.result["told"]["counts"]["conflict"] == 500
    applied(kept, "edited on both sides", timed)
    print(f"{'':<22} at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")
