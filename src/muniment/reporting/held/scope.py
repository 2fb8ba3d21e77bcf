"""What a report on holdings counts, in words, and of which moments it can speak."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from muniment.assets.models import FileFormat, InformationAsset, PermissionGroup, Place, System
from muniment.organisation.models import Handover
from muniment.privacy.models import ProcessingActivity
from muniment.registers.access import Actor
from muniment.registers.register import Moment
from muniment.reporting import within
from muniment.reporting.models import Report
from muniment.reporting.moments import as_frozen
from muniment.reporting.within import Subject
from muniment.retention.models import Disposal, DisposalItem, Hold, Waiver

# The registers that describe what is held; what a post owns of these is its load.
DESCRIBED: tuple[type[Any], ...] = (InformationAsset, System, Place, PermissionGroup, ProcessingActivity)
# Every register whose rows are counted. The schedule is one for the whole council, and everyone reads it.
COUNTED: tuple[type[Any], ...] = (*DESCRIBED, FileFormat, Handover, Disposal, DisposalItem, Waiver, Hold)


def about(subject: Subject) -> dict[str, Any]:
    """How reports about a subject are found."""
    return within.about(Report.Kind.HOLDINGS, subject)


def words(subject: Subject, _moment: Moment) -> str:
    told = _(
        "All that the registers of what is held say of “%(subject)s” and all units that belong to it today: assets, systems, places, "
        "permission groups, processing activities, formats, handovers, disposals, exceptions and holds, with the retention "
        "schedule of the whole council"
    )
    return told % {"subject": subject}


def links_note() -> str:
    return _("A link in this report opens only what its reader may see; the figures are those of all that is held.")


def known_since() -> date | None:
    return within.known_since(COUNTED)


def moment_for(subject: Subject, as_at: date, late_on: date | None = None) -> Moment:
    """The moment of a report. Invalid, with the reason, for a day to come and for one on which nothing was known."""
    within.checked(as_at, known_since(), _("what is held"))
    return as_frozen(Moment(late_on or as_at, as_at), about(subject))


def why_partial(actor: Actor, report: Any) -> str:
    """Why this actor cannot make the report; "" when they see all that it counts."""
    return within.why_partial(actor, report.subject, COUNTED, Moment(report.as_at, report.as_at))
