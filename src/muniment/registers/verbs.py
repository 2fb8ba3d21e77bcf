"""What may be done to records, as verbs: how the history says each, and what a link or a command may never do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb. `said` is the past of a sentence, "" for what the history never tells.

    `by_link`: a link may do it, whatever its post may; a link was sent by e-mail, and an e-mail is forwarded.
    `key`: it takes a person who signed in, whoever runs the machine. `seldom`: its step stands under "More".
    """

    name: str
    said: Any = ""
    by_link: bool = False
    key: bool = False
    seldom: bool = False


class Verbs:
    """The verbs of all floors, each declared once beside the registers that know it."""

    def __init__(self) -> None:
        self._by_name: dict[str, Verb] = {}

    def add(self, *verbs: Verb) -> None:
        for verb in verbs:
            if verb.name in self._by_name:
                raise ValueError(f"The verb {verb.name} is declared twice.")
            self._by_name[verb.name] = verb

    def named(self, name: str) -> Verb:
        """The verb of this name; one that nobody declared is no key and not for links, and is said as it is."""
        return self._by_name.get(name) or Verb(name, name.replace("_", " ").capitalize())

    def __iter__(self) -> Iterator[Verb]:
        return iter(self._by_name.values())

    def __contains__(self, name: str) -> bool:
        return name in self._by_name


verbs = Verbs()
verbs.add(
    Verb("read", by_link=True),
    Verb("open_record", _("Read")),
    Verb("restrict", _("Closed to all but those named"), key=True),
    # No key: where all who were named have left, whoever runs the machine names somebody.
    Verb("name_readers", _("Who may know of it changed"), seldom=True),
    Verb("unrestrict", _("Opened to who may read the register"), key=True, seldom=True),
    Verb("create", _("Created")),
    Verb("edit", _("Changed"), seldom=True),
    Verb("update", _("Update"), by_link=True),
    Verb("attach", _("Evidence attached"), by_link=True),
    Verb("comment", _("Comment")),
    Verb("withdraw_comment", _("Comment withdrawn")),
    Verb("link", _("Linked")),
    Verb("unlink", _("Link taken away")),
    Verb("issue_link", _("Link made for the owner")),
    Verb("end_link", _("Owner's link ended")),
    Verb("review", _("Reviewed")),
    Verb("import", _("Read from a paper")),
    Verb("undo", _("Import undone")),
)
