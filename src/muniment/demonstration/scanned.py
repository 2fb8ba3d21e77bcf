"""The old shared drive of Ambleworth, looked through twice as a page would ask for it: before it was taught anything, and after."""

from pathlib import Path

from django.conf import settings

from muniment import clock
from muniment.demonstration import share_story, share_work
from muniment.discovery import running
from muniment.discovery.held_folders import HeldFolder
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.discovery.teaching import questioning
from muniment.people.models import Post, Unit
from muniment.registers.access import Actor
from muniment.registers.services import Change, write
from muniment.retention.holds import Hold

DRIVE, TEAM = "Shared drive U", "Drive of the Regeneration Team"


def leave_files() -> None:
    """Writes the drive, enters it, and looks at it; once, however often it is asked."""
    root = settings.DATA.demonstration_shares / "drive-u"
    if root.is_dir() or ScannedPlace.objects.standing().exists():
        return
    today = clock.today()
    share_story.fill(root, today)
    records = Post.objects.get(title="Records Manager")
    by = Actor.at_page(records.holders()[0])
    council = Unit.objects.get(name="Ambleworth City Council")
    drive = ScannedPlace(name=DRIVE, address=str(root), owner=records, unit=council, repeats=ScannedPlace.Every.MONTHLY)
    team = ScannedPlace(
        name=TEAM, address=str(root / "Regeneration Team"), unit=council, depth=ScannedPlace.Depth.NAMES
    )
    write(by, [Change(each, verb="create") for each in (drive, team)])
    if (hold := Hold.objects.standing().filter(name="Claim about a school appeal").first()) is not None:
        write(
            by,
            [
                Change(
                    HeldFolder(place=drive, hold=hold, folder="School Admissions/Appeals", unit=council), verb="create"
                )
            ],
        )
    _scan(by, drive)


def look_again() -> None:
    """A week later, when it has been taught: what has changed since, and what people make of what was found. Once."""
    drive = ScannedPlace.objects.standing().filter(name=DRIVE).first()
    if drive is None or Scan.objects.filter(place=drive).count() != 1:
        return
    by = Actor.at_page(Post.objects.get(title="Records Manager").holders()[0])
    share_story.change(Path(drive.address), clock.today())
    _scan(by, drive)
    share_work.act(by, drive)
    questioning.find.call(drive.pk)


def _scan(by: Actor, place: ScannedPlace) -> Scan:
    """As a worker would: none stands beside the demonstration while it is made. The task that is left finds nothing to do."""
    scan = running.scan_now(by, place)
    running.run.call(scan.pk)
    return scan
