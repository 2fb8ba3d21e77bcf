"""What pages show of exemptions: the pre-flight of one, and all that is withheld from a request."""

from collections.abc import Mapping
from typing import Any

from muniment.people.models import Person
from muniment.registers.register import Moment
from muniment.requests import redactions
from muniment.requests.exemption_law import stands_in_the_way
from muniment.requests.exemptions import (
    RequestExemption,
    RequestExemptionVersion,
    RightsExemption,
    RightsExemptionVersion,
)
from muniment.requests.redactions import Redaction, RedactionVersion
from muniment.requests.rights import RightsReadings


def exemption_page(_person: Person, used: Any, _moment: Moment) -> Mapping[str, Any]:
    """The pre-flight, and the answers as they are."""
    gaps, given = used.gaps(), used.answers_now()
    blocks = stands_in_the_way(gaps)
    asked = [
        {"question": each, "answer": (given.get(each.name) or {}).get("answer", ""), "said": (given.get(each.name) or {}).get("said", "")}
        for each in used.exemption.questions
    ]  # fmt: skip
    return {"exemption": used.exemption, "blocks": blocks, "warns": [each for each in gaps if each not in blocks], "asked": asked}  # fmt: skip


def of_request(person: Person, request: Any, moment: Moment) -> Mapping[str, Any]:
    """The exemptions and redactions of a request that this person may see, at this moment. Two queries; one of own data."""
    pk = getattr(request, "record_id", None) or request.pk

    def rows_of(model: Any, past: Any) -> Any:
        rows = model.objects if moment.as_at is None else past.objects.as_at(moment.as_at)
        return rows.visible_to(person).filter(request=pk)

    if isinstance(request, RightsReadings):
        grounds = rows_of(RightsExemption, RightsExemptionVersion).order_by("pk")
        return {"exemptions": [{"used": each, "gaps": len(stands_in_the_way(each.gaps()))} for each in grounds]}
    found = list(rows_of(RequestExemption, RequestExemptionVersion).order_by("pk"))
    counts = {each["exemption"]: each for each in redactions.counted(rows_of(Redaction, RedactionVersion))}
    rows = [{"used": each, "gaps": len(stands_in_the_way(each.gaps())), "taken": counts.pop(each.record_id, None)} for each in found]  # fmt: skip
    return {"exemptions": rows, "unexplained": list(counts.values())}
