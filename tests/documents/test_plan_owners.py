"""Owner cells fall apart into posts, and posts stay whole."""

import pytest

from muniment.documents.plan.owners import known_posts, split_owners
from muniment.documents.plan.parts import bulleted, is_worth_parting, parted

ALONE = known_posts(["DPO", "SIRO", "Records Manager", "Information Board"])


@pytest.mark.parametrize(
    "post",
    ["Training Design & Delivery Manager", "Head of Housing and Property", "Director of Finance and Resources", "HR/Payroll Manager",
     "Policy, Performance and Communications Manager", "Assistant Director (Housing, Property and Assets)", "All Heads of Service",
     "Head of Legal, Democratic and Registration Services", "Jane Smith, Head of ICT"],
)  # fmt: skip
def test_one_post_stays_whole(post):
    assert split_owners(post, ALONE) == (post,)


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("DPO/ Head of ICT Strategy", ("DPO", "Head of ICT Strategy")),
        ("DPO & Internal Communication", ("DPO", "Internal Communication")),
        ("SIRO/DPO", ("SIRO", "DPO")),
        ("Head of ICT\nRecords Manager; DPO", ("Head of ICT", "Records Manager", "DPO")),
        ("DPO, SIRO and Head of Legal Services", ("DPO", "SIRO", "Head of Legal Services")),
        ("Head of ICT and Head of Legal", ("Head of ICT", "Head of Legal")),
        ("Finance & Procurement Manager / Head of Audit", ("Finance & Procurement Manager", "Head of Audit")),
        ("J Smith/A Brown", ("J Smith", "A Brown")),
        ("Records manager; Records Manager", ("Records manager",)),
        ("TBC", ()),
        ("", ()),
    ],
)
def test_several_posts_fall_apart(cell, owners):
    assert split_owners(cell, ALONE) == owners


@pytest.mark.parametrize(
    ("text", "labels", "lead"),
    [
        ("a) Tell all staff b) Change the form", "ab", ""),
        ("Agreed.\n(i) Write it\n(ii) Send it\n(iii) Check it", ["i", "ii", "iii"], "Agreed."),
        ("1. Write it\n2. Send it", "12", ""),
        ("1) SIRO 2) DPO", "12", ""),
        ("See section 2. The rest is in 3. Done.", "", "See section 2. The rest is in 3. Done."),
        ("One part only: a) this", "", "One part only: a) this"),
    ],
)
def test_labels_that_count_on_part_a_cell(text, labels, lead):
    found = parted(text)
    assert [part.label for part in found.parts] == list(labels)
    assert found.lead == lead


def test_a_list_inside_a_sentence_is_one_action():
    assert not is_worth_parting(parted("Ensure that the policy covers (a) scope and (b) roles"))
    assert is_worth_parting(parted("(a) scope (b) roles"), parted("(a) DPO (b) SIRO"))


def test_bullets_are_parts_only_by_position():
    assert [part.text for part in bulleted("• Write it\n• Send it").parts] == ["Write it", "Send it"]
