"""What the pages of a result say, and the questions that several of them ask."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment import clock
from muniment.discovery.engine import selecting
from muniment.discovery.engine.schema import DECISIONS
from muniment.people.models import Person
from muniment.registers.templatetags.registers import day
from muniment.retention.holds import Hold

LONGEST = 5000  # of a path in an address

CHANGES: Mapping[str, Any] = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "moved": gettext_lazy("Moved"),
    "gone": gettext_lazy("Gone"),
}
# What each decision means, as a person reads it; and the colour of its tag.
DECIDED: Mapping[str, tuple[Any, Any, str]] = {
    "on hold": (gettext_lazy("On hold"), gettext_lazy("Kept whatever its line says, since a hold names it."), "blue"),
    "trivial": (gettext_lazy("Trivial"), gettext_lazy("Left behind by programs, or empty."), "grey"),
    "redundant": (gettext_lazy("Redundant"), gettext_lazy("A copy or an older version of a file that is kept."), "amber"),
    "overdue": (gettext_lazy("Overdue"), gettext_lazy("Its line would have had it disposed of by now."), "red"),
    "keep": (gettext_lazy("Keep"), gettext_lazy("Its line keeps it, and says until when."), "green"),
    "obsolete": (gettext_lazy("Obsolete"), gettext_lazy("Nobody has changed it for seven years, and no line is known for it."), "amber"),
    "unknown": (gettext_lazy("Unknown"), gettext_lazy("Nothing is decided: no line is known for it and it is not old, or nothing says how old it is."), ""),
}  # fmt: skip
# Ages, by years since the last change.
AGES: tuple[tuple[int, Any], ...] = (
    (1, gettext_lazy("In the last year")),
    (3, gettext_lazy("1 to 3 years ago")),
    (7, gettext_lazy("3 to 7 years ago")),
    (15, gettext_lazy("7 to 15 years ago")),
    (10_000, gettext_lazy("More than 15 years ago")),
)


def path_given(request: HttpRequest, name: str = "path") -> str:
    """The path in an address. 404 where it can be none."""
    path = request.GET.get(name, "")
    if len(path) > LONGEST or "\0" in path:
        raise Http404
    return path


def trail(path: str) -> list[tuple[str, str]]:
    """A folder with all above it: path and name, the outermost first; none for the root."""
    parts = path.split("/") if path else []
    return [("/".join(parts[: n + 1]), part) for n, part in enumerate(parts)]


def pages(result: Any) -> list[tuple[str, str, Any]]:
    """The pages of a result: name, address and title."""
    titled: list[Any] = [*selecting.VIEWS.values(), *selecting.GROUPS.values()]
    lists = [(each.name, f"{each.name}/", _(each.title)) for each in titled]
    found = [
        ("overview", "", _("In short")), ("map", "map/", _("Map")), ("folder", "folder/", _("Folders")), *lists, ("kinds", "kinds/", _("Kinds")),
        ("changes", "changes/", _("Changes")),
    ]  # fmt: skip
    return [(name, f"{result.address}{address}", title) for name, address, title in found]


def decisions(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is to become of how much."""
    told = figures["decisions"]
    most = max((each["bytes"] for each in told.values()), default=0)
    return [
        {"name": name, "said": DECIDED[name][0], "means": DECIDED[name][1], "colour": DECIDED[name][2], **told[name], "share": share(told[name]["bytes"], most)}
        for name in DECISIONS
        if name in told
    ]  # fmt: skip


def decisions_of(folder: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same of a folder."""
    size, number = dict(folder["bytes_by_decision"] or []), dict(folder["files_by_decision"] or [])
    return decisions({"decisions": {name: {"files": number.get(name, 0), "bytes": size.get(name, 0)} for name in number}})  # fmt: skip


def ages(folder: Mapping[str, Any]) -> list[dict[str, Any]]:
    """In which years how many bytes were last changed, the latest first."""
    found = sorted(((year, size) for year, size in folder["bytes_by_year"] or [] if year is not None), reverse=True)
    most = max((size for _year, size in found), default=0)
    return [{"year": year, "bytes": size, "share": share(size, most)} for year, size in found]


def share(size: int, most: int) -> int:
    """Of a hundred, as a bar is drawn; what is there is seen."""
    return max(1, round(100 * size / most)) if most and size else 0


def age_of(years: float) -> int:
    """Which of AGES so many years are."""
    return next(number for number, (until, _said) in enumerate(AGES) if years < until)


def years_since(moment: Any) -> float:
    """Years from a moment until now."""
    return float((clock.now() - moment).days / 365.25)


def hold_named(person: Person, name: str | None) -> Hold | None:
    """The hold that a file is under, as far as this person may see it."""
    return Hold.objects.visible_to(person).filter(name=name).first() if name else None


# What came of reading the text of a file, where it was not read.
TEXTS: Mapping[str, Any] = {
    "none": gettext_lazy("A kind of file that holds no text."),
    "empty": gettext_lazy("There is none: the file is empty."),
    "locked": gettext_lazy("It is protected by a password."),
    "too large": gettext_lazy("It is too large to be read."),
    "failed": gettext_lazy("It could not be read."),
}


def of_system(file: Mapping[str, Any]) -> list[str]:
    """What the file system says of a file."""
    told = [
        _("belongs to %(owner)s") % {"owner": file["owner"]} if file["owner"] else "",
        _("group %(group)s") % {"group": file["group"]} if file["group"] else "",
        _("last read on %(day)s") % {"day": day(file["accessed"])} if file["accessed"] else "",
        _("%(number)s names on its disk") % {"number": file["links"]} if (file["links"] or 0) > 1 else "",
    ]
    return [each for each in told if each]


def of_itself(file: Mapping[str, Any]) -> list[str]:
    """What a document says of itself."""
    told = [
        f"“{file['title'][:200]}”" if file["title"] else "",
        _("by %(author)s") % {"author": file["author"]} if file["author"] else "",
        _("last saved by %(author)s") % {"author": file["last_author"]} if file["last_author"] else "",
        _("made on %(day)s") % {"day": day(file["made"])} if file["made"] else "",
        _("saved on %(day)s") % {"day": day(file["saved"])} if file["saved"] else "",
    ]
    return [each for each in told if each]
