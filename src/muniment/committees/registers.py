"""The registers of committees, declared."""

from muniment.committees.models import Term
from muniment.registers.access import Access
from muniment.registers.register import Column, Register, registry

registry.add(
    Register(
        slug="glossary", model=Term, title="Glossary", one="term", section="Committees",
        access=Access.of(everyone="read", ig_manager="create edit", ig_officer="create edit",
                         democratic_services="create edit", dpo="create edit"),
        about="What the words and letters of reports mean. Each report adds the ones it uses.",
        columns=(Column("term", "Term", "term"), Column("expansion", "Stands for", "expansion"),
                 Column("definition", "Definition"), Column("replaced_by", "Replaced by")),
        sort="term", key=("term",), aliases={"expansion": ("meaning",)}, search=("term", "expansion", "definition"), related=("unit",),
        fields=("term", "expansion", "definition", "replaced_by", "unit"),
    )
)  # fmt: skip
