"""A small council and its cast, on which the tests' stories are played. Made through the write path, as everything is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from muniment import clock
from muniment.assurance.models import Plan, Recommendation
from muniment.people.models import Body, Holding, Person, Post, RoleGiven, Unit
from muniment.registers.access import Actor
from muniment.registers.services import Change, write

PASSWORD = "a long enough secret"
HOUSE = Actor.operator("test")


@dataclass
class Cast:
    """`priya` manages information governance, `daniel` is SIRO, `amina` audits, `tom` owns actions in Housing, `ruth` in
    Finance, `nobody` signs in and holds no post. Units: the council above Housing and Finance; a company beside it.
    """

    council: Unit
    housing: Unit
    finance: Unit
    company: Unit
    priya: Person
    daniel: Person
    amina: Person
    tom: Person
    ruth: Person
    nobody: Person
    company_ig: Person
    posts: dict[str, Post]


def make(model: type[Any], **values: Any) -> Any:
    record = model(**values)
    write(HOUSE, [Change(record, verb="create")])
    return record


def person(name: str) -> Person:
    made = _person(name)
    write(HOUSE, [Change(made, verb="create")])
    return made


def _person(name: str) -> Person:
    made = Person(name=name, email=f"{name.split(maxsplit=1)[0].lower()}@ambleworth.example")
    made.set_password(PASSWORD)
    return made


def _all(*records: Any) -> None:
    """One write for many: most tests begin with the cast, so that it is made in few."""
    write(HOUSE, [Change(record, verb="create") for record in records])


def make_cast() -> Cast:
    body = make(Body, name="Ambleworth City Council")
    homes = make(Body, name="Ambleworth Homes Limited", owned_by=body)
    council = Unit(body=body, name="Ambleworth City Council")
    company = Unit(body=homes, name="Ambleworth Homes Limited")
    _all(council, company)
    housing = Unit(body=body, parent=council, name="Housing")
    finance = Unit(body=body, parent=council, name="Finance")
    _all(housing, finance)
    names = {
        "priya": ("Priya Raman", "Information Governance Manager", council, "ig_manager"),
        "daniel": ("Daniel Osei", "Director of Resources", council, "siro"),
        "amina": ("Amina Yusuf", "Chief Internal Auditor", council, "auditor"),
        "tom": ("Tom Birch", "Head of Housing", housing, "asset_owner"),
        "ruth": ("Ruth Levy", "Head of Finance", finance, "asset_owner"),
        "company_ig": ("Carys Pugh", "Company Secretary", company, "ig_manager"),
    }
    people = {"nobody": _person("Noah Body"), **{key: _person(name) for key, (name, *_rest) in names.items()}}
    posts = {key: Post(unit=unit, title=title) for key, (_name, title, unit, _role) in names.items()}
    _all(*people.values())
    _all(*posts.values())
    _all(*(Holding(person=people[key], post=posts[key], start=date(2020, 1, 1)) for key in names))
    _all(*(RoleGiven(post=posts[key], role=role, unit=unit) for key, (_name, _title, unit, role) in names.items()))
    return Cast(council, housing, finance, company, posts=posts, **people)


def make_plan(cast: Cast, title: str = "Data protection audit", **values: Any) -> Plan:
    return make(Plan, **{"unit": cast.council, "title": title, **values})


def make_recommendation(plan: Plan, reference: str, **values: Any) -> Recommendation:
    due = values.setdefault("due", date(2026, 9, 30))
    defaults = {
        "plan": plan, "unit": plan.unit, "reference": reference, "agreed_action": f"Put {reference} right",
        "first_due": due, "theme": "Governance", "position": plan.recommendations.count(),
    }  # fmt: skip
    return make(Recommendation, **{**defaults, **values})


def today(day: date) -> Any:
    return clock.at(day)
