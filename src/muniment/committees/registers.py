"""The registers of committees, declared."""

from django.utils.translation import gettext_lazy as _

from muniment.committees.models import Term
from muniment.registers.access import Access
from muniment.registers.register import Column, Register, Relation, registry

registry.add(
    Register(
        slug="glossary", model=Term, title="Glossary", one="term", section="Committees",
        access=Access.of(everyone="read", ig_manager="create edit", ig_officer="create edit",
                         democratic_services="create edit", dpo="create edit"),
        about="What the words and letters of reports mean. Each report adds the ones it uses.",
        columns=(Column("term", "Term", "term"), Column("expansion", "Stands for", "expansion"),
                 Column("definition", "Definition"), Column("replaced_by", "Replaced by")),
        sort="term", key=("term",), aliases={"expansion": ("meaning",)}, search=("term", "expansion", "definition"), related=("unit",),
        fields=("term", "expansion", "definition", "replaced_by", "unit"), comments=True,
        relations=(
            Relation("explains", _("Explains a word of"), _("Has a word explained by"), ("recommendations", "plans", "audits")),
            Relation("see_also", _("See also"), _("See also"), ("glossary",)),
        ),
    )
)  # fmt: skip
