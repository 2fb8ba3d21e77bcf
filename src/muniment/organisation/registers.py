"""The registers of the organisation, declared: everyone in the council may look, an administrator changes."""

from django.utils.translation import gettext_lazy as _

from muniment.organisation import delegating, handing_over, handover_registers, ownership, pages  # noqa: F401 - which declares its own
from muniment.organisation.models import Preference
from muniment.people.models import Body, Delegation, Holding, Person, Post, RoleGiven, Unit
from muniment.registers.access import Access
from muniment.registers.filters import by_unit
from muniment.registers.register import Column, Filter, Flag, Register, Step, by_key, registry

DIRECTORY = Access.of(everyone="read", admin="create edit", ig_manager="create edit")
SECTION = "Organisation"


def of_number(field: str) -> Filter:
    """A filter by a key of the directory, used by links from other pages: it offers no list of its own."""
    return Filter(field, field.capitalize(), by_key(field), lambda _rows: ())


registry.add(
    Register(
        slug="bodies", model=Body, title="Bodies", one="body", section=SECTION, access=DIRECTORY,
        about="The council, and the companies that it owns.",
        columns=(Column("name", "Body", "name"), Column("owned_by", "Owned by", "owned_by__name")),
        sort="name", search=("name",), key=("name",), related=("owned_by",), fields=("name", "owned_by"), in_menu=False,
    )
)  # fmt: skip
registry.add(
    Register(
        slug="units", model=Unit, title="Units", one="unit", section=SECTION, access=DIRECTORY,
        about="Directorates, services and teams.",
        columns=(Column("name", "Unit", "name"), Column("parent", "Part of", "parent__name"),
                 Column("body", "Body", "body__name")),
        sort="name", search=("name",), key=("name", "body"), related=("parent", "body"), fields=("body", "parent", "name"),
        page=pages.unit_page,
    )
)  # fmt: skip
registry.add(
    Register(
        slug="posts", model=Post, title="Posts", one="post", section=SECTION, access=DIRECTORY,
        about="Posts own records; people hold posts.",
        columns=(Column("title", "Post", "title"), Column("unit", "Unit", "unit__name"),
                 Column("reports_to", "Reports to", "reports_to__title")),
        sort="title", key=("title", "unit"), search=("title", "unit__name", "known_as"), related=("unit", "reports_to"),
        fields=("unit", "title", "known_as", "reports_to"), page=pages.post_page,
        filters=by_unit(),
        flags=(Flag("vacant_owner", "Vacant, and answers for records", ownership.vacant, "Posts that nobody holds on the day, and that a record names as one that answers for it."),),
    )
)  # fmt: skip
registry.add(
    Register(
        slug="people", model=Person, title="People", one="person", section=SECTION, access=DIRECTORY,
        about="Who may sign in. What they may do comes from the posts they hold.",
        columns=(Column("name", "Name", "name"), Column("email", "E-mail", "email")),
        sort="name", key=("email",), aliases={"email": ("email address", "mail"), "name": ("full name",)}, search=("name", "email"), fields=("name", "email", "is_active"),
        page=pages.person_page,
    )
)  # fmt: skip
registry.add(
    Register(
        slug="holdings", model=Holding, title="Who holds which post", one="holding", many="holdings", section=SECTION,
        access=Access.of(everyone="read", admin="create edit hand_over", ig_manager="create edit hand_over",
                         ig_officer="hand_over", line_manager="hand_over"),
        about="From when to when a person holds a post.",
        columns=(Column("person", "Person", "person__name"), Column("post", "Post", "post__title"),
                 Column("start", "From", "start"), Column("end", "To", "end")),
        sort="post__title", key=("person", "post", "start"), search=("person__name", "post__title"), filters=(of_number("post"), of_number("person")),
        related=("person", "post", "post__unit", "post__reports_to"), fields=("person", "post", "start", "end"),
        steps=(
            Step("hand-over", "hand_over", _("Open a handover"), frozenset({""}), handing_over.OpenForm, handing_over.open_handover,
                 explain=_("For somebody who leaves, moves, or is away for long: each record that the post answers for finds who goes on with it.")),
        ),
    )
)  # fmt: skip
registry.add(
    Register(
        slug="delegations", model=Delegation, title="Delegations", one="delegation", section=SECTION,
        access=Access.of(own="create edit", everyone="read", admin="create edit", ig_manager="create edit"),
        about="Who acts for a post from a day to a day, while its holder is away. With the post come its records and roles.",
        columns=(Column("post", "Post", "post__title"), Column("to", "Who acts for it", "to__name"),
                 Column("start", "From", "start"), Column("end", "To", "end"), Column("reason", "Reason")),
        sort="-end", search=("post__title", "to__name"), filters=(of_number("post"), of_number("to")),
        related=("post", "to"), fields=("post", "to", "start", "end", "reason"), refuse=delegating.refuse,
    )
)  # fmt: skip
registry.add(
    Register(
        slug="roles", model=RoleGiven, title="Roles given", one="role", section=SECTION, access=DIRECTORY,
        about="Which post has which role, for which unit and all below it.",
        columns=(Column("get_role_display", "Role", "role"), Column("post", "Post", "post__title"),
                 Column("unit", "For unit", "unit__name")),
        sort="role", key=("role", "post", "unit"), search=("role", "post__title", "unit__name"), filters=(of_number("post"),), related=("post", "unit"),
        fields=("post", "role", "unit"), page=pages.role_page,
    )
)  # fmt: skip
registry.add(
    Register(
        slug="preferences", model=Preference, title="Settings", one="setting", section=SECTION,
        access=Access.of(everyone="read", admin="create edit attach", ig_manager="create edit attach"),
        about="What the council has set for itself; changed at Administration, Settings.",
        columns=(Column("__str__", "Setting", "name"), Column("shown_value", "Value")),
        sort="name", search=("name",), evidence=True, creatable=False, in_menu=False,
    )
)  # fmt: skip
