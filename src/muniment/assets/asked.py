"""What an information asset must say before its record is taken to be complete."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.registers.wanting import Wanted, by_wanting, given

PERSONAL = Q(personal_data=True)
# The fields that a council's register cannot do without; what is asked of personal data only is given where there is none.
# Its place is not among them: it is a link, counted by itself.
ASKED: Wanted = {
    "about": (_("what it is"), ~Q(about="")),
    "purpose": (_("business purpose"), ~Q(purpose="")),
    "owner": (_("information asset owner"), Q(owner__isnull=False)),
    "data_owner": (_("data owner"), Q(data_owner__isnull=False)),
    "access_means": (_("who has access, how and why"), ~Q(access_means="")),
    "form": (_("format"), ~Q(form="")),
    "retention_line": (_("retention line"), Q(retention_line__isnull=False)),
    "subjects": (_("whom it is about, where it holds personal data"), ~PERSONAL | ~Q(subjects="")),
    "lawful_basis": (_("lawful basis, where it holds personal data"), ~PERSONAL | ~Q(lawful_basis="")),
    "compliance": (
        _("what was done to comply with the law, where it holds personal data"),
        ~PERSONAL | ~Q(compliance=""),
    ),
}
COMPLETE = given(ASKED)
wanting = by_wanting(ASKED)
