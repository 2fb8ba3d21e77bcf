"""People at the command line: the first one of an installation, and passwords."""

import argparse
import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from muniment import clock
from muniment.operations import server
from muniment.organisation import holiday_commands, people_commands
from muniment.organisation.services import the_whole
from muniment.people.models import Holding, Person, Post, RoleGiven
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write


def add_parsers(subparsers: Any) -> None:
    """`muniment person add` and `muniment person password`."""
    person = subparsers.add_parser("person", help="people: the first one of an installation, and passwords")
    below = person.add_subparsers(required=True, metavar="command")
    add = below.add_parser("add", help="a person with a post and a role for the whole council; asks for a password")
    add.add_argument("--name", required=True)
    add.add_argument("--email", required=True)
    add.add_argument("--post", required=True, metavar="TITLE", help="the post they hold from today; made if it is new")
    add.add_argument("--role", choices=RoleGiven.Role.values, default="ig_manager", help="by default ig_manager")
    add.set_defaults(do=person_add)
    password = below.add_parser("password", help="a new password for a person; asks for it")
    password.add_argument("email")
    password.set_defaults(do=person_password)
    people_commands.add_parsers(subparsers)
    holiday_commands.add_parsers(subparsers)


def person_add(chosen: argparse.Namespace) -> None:
    """Makes the person, the holding, and where they are new the post, its role and the topmost unit."""
    server.prepare()
    actor = Actor.operator(chosen.operator)
    person = Person(name=chosen.name, email=chosen.email)
    person.set_password(asked_password(person))
    unit = the_whole(actor)
    write(actor, [Change(person, verb="create")])
    post = Post.objects.filter(title=chosen.post, unit=unit).first()
    if post is None:
        post = Post(title=chosen.post, unit=unit)
        write(actor, [Change(post, verb="create")])
    write(actor, [Change(Holding(person=person, post=post, start=clock.today()), verb="create")])
    if not RoleGiven.objects.filter(post=post, role=chosen.role, unit=unit).exists():
        write(actor, [Change(RoleGiven(post=post, role=chosen.role, unit=unit), verb="create")])
    print(f"{person.name} may sign in as {person.email}: {post}, {RoleGiven.Role(chosen.role).label}.")  # noqa: T201


def person_password(chosen: argparse.Namespace) -> None:
    """Sets a new password; it ends the person's sessions."""
    server.prepare()
    person = Person.objects.filter(email__iexact=chosen.email).first()
    if person is None:
        raise Invalid(f"Nobody has the address {chosen.email}.")
    person.set_password(asked_password(person))
    person.save(update_fields=["password"])
    print(f"{person.name} has a new password.")  # noqa: T201


def asked_password(person: Person) -> str:
    """A password from the terminal, typed twice, or one line from a pipe; at least twelve characters."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password (at least 12 characters): ")
        if getpass.getpass("Once more: ") != password:
            raise Invalid("The two passwords differ.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
    return password
